using MaintainerTools.Engine.Mails;
using MaintainerTools.Engine.Reviews;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Reviews;

/// <summary>What ordinary sentences of reviewers are read as. Beside the table for what is removed stands a longer one of what must not be.</summary>
public class ReviewSentencesTests
{
    private static readonly string[] s_patch =
    [
        "diff --git a/foo.c b/foo.c", "--- a/foo.c", "+++ b/foo.c", "@@ -7,0 +8,16 @@ int foo_limit(int nr)", " ", "+#include <linux/foo.h>",
        "+static inline int foo_setup(struct foo *p, int nr)", "+{", "+\tint i;", "+",
        "+\tif (p) {", "+\t\tkfree(p->tab);", "+\t}", "+\tpr_info(\"foo: setting up %d\\n\", nr);", "+\t/* limit it */", "+\tnr = foo_limit(nr);",
        "+\tfor (i = 0; i < nr; i++)", "+\t\tp->tab[i] = 0;", "+\tif (nr)",
        "+\t\tdev_dbg(p->dev, \"%d\\n\",", "+\t\t\tnr);", "+\tdev_dbg(p->dev, \"%d %d\\n\",", "+\t\tnr, i);", "+", "+\treturn 0;", "+}",
    ];

    private static ReviewItem[] Read(string line, string text) => QuotedReview.Read(s_patch, line, text);

    [Theory]
    [InlineData("This message should be removed.")]
    [InlineData("The pr_info() can go.")]
    [InlineData("Not needed.")]
    [InlineData("I do not think that this is needed.")]
    [InlineData("I don't think this is needed here.")]
    [InlineData("Please remove.")]
    [InlineData("Please drop this in v2.")]
    [InlineData("Drop it.")]
    [InlineData("drop this please")]
    [InlineData("This is a leftover from debugging, please remove it.")]
    [InlineData("Please remove this debug message.")]
    [InlineData("This is not needed any more.")]
    [InlineData("Unneeded.")]
    [InlineData("No need for this.")]
    [InlineData("We don't need this message.")]
    [InlineData("Stray debug print.")]
    [InlineData("This line is redundant.")]
    [InlineData("Could you please drop this?")]
    [InlineData("Get rid of this, thanks.")]
    [InlineData("This can be dropped, the caller prints the same.")]
    [InlineData("This looks like a debugging leftover. Please remove it.")]
    [InlineData("Nit: this print is superfluous.")]
    [InlineData("Please drop this pr_info() call.")]
    [InlineData("This should go away.")]
    [InlineData("It isn't really needed.")]
    [InlineData("Hi Ann,\n\nplease delete this line.")]
    [InlineData("You can drop this, because foo_limit() prints it as well.")]
    [InlineData("Bitte diese Zeile entfernen.")]
    [InlineData("Diese Meldung kann weg.")]
    [InlineData("Wird nicht mehr gebraucht.")]
    public void What_asks_for_the_quoted_line_to_go_names_that_line(string text)
    {
        ReviewItem item = Read("pr_info", text)[0];
        Assert.Equal((ReviewKind.Remove, "\tpr_info(\"foo: setting up %d\\n\", nr);"), (item.Kind, string.Join('\n', item.Removed)));
    }

    [Theory]
    [InlineData("#include <linux", "This include is not needed.", "#include <linux/foo.h>")]
    [InlineData("limit it", "Please drop this comment.", "\t/* limit it */")]
    [InlineData("nr, i);", "Please drop this debug message.", "\tdev_dbg(p->dev, \"%d %d\\n\",\n\t\tnr, i);")]
    [InlineData("return 0;", "The pr_info() should be dropped.", "\tpr_info(\"foo: setting up %d\\n\", nr);")]
    [InlineData("int i;", "This declaration is unused.", "\tint i;")]
    public void What_goes_is_what_the_remark_calls_it_and_whole(string line, string text, string expected) =>
        Assert.Equal(expected, string.Join('\n', Read(line, text)[0].Removed));

    [Theory]
    // Negations.
    [InlineData("pr_info", "Please do not remove this message in v2, we need it.")]
    [InlineData("pr_info", "Don't drop this.")]
    [InlineData("pr_info", "This must not be removed.")]
    [InlineData("pr_info", "This should never be dropped.")]
    [InlineData("pr_info", "I would not remove this.")]
    [InlineData("pr_info", "No reason to remove this.")]
    [InlineData("pr_info", "Let's not drop this yet.")]
    // Conditions.
    [InlineData("nr = foo_limit", "If you drop this line the loop runs over the end, so please keep it.")]
    [InlineData("pr_info", "Please drop this if it is not needed.")]
    [InlineData("pr_info", "Drop this unless somebody uses it.")]
    [InlineData("pr_info", "This can go once the driver is stable.")]
    [InlineData("pr_info", "Please remove this when you respin without the limit.")]
    [InlineData("pr_info", "Drop this or make it a pr_debug().")]
    [InlineData("pr_info", "Drop this. If you need it, use pr_debug().")]
    // The past, and what was only thought.
    [InlineData("pr_info", "I was going to say remove it, but it is useful. Never mind.")]
    [InlineData("pr_info", "This was removed in v1.")]
    [InlineData("pr_info", "You dropped this before.")]
    [InlineData("pr_info", "Drop this. On second thought, keep it.")]
    [InlineData("pr_info", "Please remove this. No, wait, it is useful.")]
    // Other objects than the quoted line.
    [InlineData("kfree", "We have to drop the lock before kfree().")]
    [InlineData("kfree", "You must delete p from the list before this.")]
    [InlineData("inline int foo_setup", "Please drop the inline keyword.")]
    [InlineData("inline int foo_setup", "Please drop the inline.")]
    [InlineData("inline int foo_setup", "This function is not needed.")]
    [InlineData("inline int foo_setup", "Please remove foo_setup().")]
    [InlineData("inline int foo_setup", "Drop this.")]
    [InlineData("nr = foo_limit", "Remove the extra space before the equals sign.")]
    [InlineData("for (i = 0", "Please use ARRAY_SIZE() here and drop the nr parameter.")]
    [InlineData("nr = foo_limit", "I would drop the patch before this one, foo_limit() is not needed.")]
    [InlineData("nr = foo_limit", "The foo_limit() can go.")]
    [InlineData("nr = foo_limit", "Please remove this message.")]
    [InlineData("nr = foo_limit", "This comment is not needed.")]
    [InlineData("return 0;", "Unneeded blank line.")]
    [InlineData("return 0;", "Spurious blank line above.")]
    [InlineData("return 0;", "There is a blank line too many. Please remove it.")]
    [InlineData("return 0;", "The braces are not needed here.")]
    [InlineData("\tif (p) {", "This check is not needed.")]
    [InlineData("\tif (p) {", "Unneeded.")]
    [InlineData("\tif (p) {", "Please drop this, kfree() checks that.")]
    [InlineData("p->tab[i] = 0", "Please drop this.")]
    [InlineData("+\t\t\tnr);", "Please drop this debug message.")]
    [InlineData("+\t}", "These braces can go.")]
    [InlineData("+}", "This can go.")]
    [InlineData("int i;", "The trailing whitespace should be removed.")]
    [InlineData("int i;", "Two spaces here. Please remove one.")]
    [InlineData("pr_info", "The prefix should be removed.")]
    [InlineData("pr_info", "The trailing \\n can go.")]
    [InlineData("pr_info", "Please remove nr from the message.")]
    [InlineData("pr_info", "Remove this and the next line.")]
    [InlineData("pr_info", "Please delete everything below this.")]
    [InlineData("pr_info", "Drop the call in foo_exit(), too.")]
    // Other wishes.
    [InlineData("nr = foo_limit", "Please move this into its own patch.")]
    [InlineData("int i;", "Please fold the declaration into the for loop.")]
    [InlineData("nr = foo_limit", "Merge this with the loop below.")]
    [InlineData("pr_info", "Please drop this and use dev_info() instead.")]
    [InlineData("pr_info", "Remove this, and put it into foo_probe().")]
    [InlineData("pr_info", "Please replace this with dev_info().")]
    [InlineData("nr = foo_limit", "Move it below the check.")]
    [InlineData("pr_info", "Please don't rename this to foo_bar.")]
    [InlineData("pr_info", "We talked about whether to rename foo_setup to foo_init.")]
    [InlineData("pr_info", "I had squashed this into patch 1, but that was wrong.")]
    [InlineData("pr_info", "Please do not fold this into patch 1.")]
    [InlineData("pr_info", "The changelog should not mention \"foo\": nobody knows it.")]
    [InlineData("pr_info", "We drop the reference here.")]
    [InlineData("pr_info", "The kernel would drop this message anyway.")]
    [InlineData("pr_info", "Without this nobody sees what is going on.")]
    public void What_does_not_is_a_note_and_whole(string line, string text) =>
        QuotedReview.AssertNoteAndWhole(Read(line, text), text);

    [Theory]
    [InlineData("Is this needed?")]
    [InlineData("Should this be removed?")]
    [InlineData("Can this go?")]
    [InlineData("Why not drop this?")]
    [InlineData("Do we really need this message?")]
    [InlineData("Did you forget to remove this?")]
    [InlineData("Would it be better to drop this?")]
    [InlineData("Can you drop this without breaking foo?")]
    public void A_question_asks_for_an_answer(string text) => Assert.Equal(ReviewKind.Question, Assert.Single(Read("pr_info", text)).Kind);

    [Fact]
    public void Each_sentence_that_asks_is_a_row_and_none_is_lost()
    {
        Assert.Equal(
            [(ReviewKind.Remove, "Drop this."), (ReviewKind.Note, "Please use a goto here."), (ReviewKind.Rename, "And rename foo_setup() to foo_init()."),
                (ReviewKind.Question, "Is nr unsigned? It is in foo.h.")],
            Read("pr_info", "Drop this. Please use a goto here. And rename foo_setup() to foo_init().\n\nIs nr unsigned? It is in foo.h.")
                .Select(i => (i.Kind, i.Text)));
        Assert.Equal([(ReviewKind.Rename, "rename foo_a to foo_b"), (ReviewKind.Note, "fix the lock.")],
            Read("pr_info", "rename foo_a to foo_b. fix the lock.").Select(i => (i.Kind, i.Text.TrimEnd('.') + (i.Kind == ReviewKind.Note ? "." : ""))));
    }

    [Fact]
    public void The_rules_have_names_and_the_words_of_each_language_make_shapes()
    {
        Each.Holds(ReviewReader.Rules, rule => Assert.NotEmpty(rule.Name));
        Assert.Equal(2, ReviewShapes.All.Count);
        Assert.Null(ReviewShapes.All[0].Removal(ReviewShapes.Normalize("the quick brown fox")));
    }
}
