using MaintainerTools.Engine.Mails;
using MaintainerTools.Engine.Reviews;

namespace MaintainerTools.Engine.Tests.Reviews;

public class ReviewRemarksTests
{
    private const string Quoted = "> diff --git a/a.c b/a.c\n> --- a/a.c\n> +++ b/a.c\n> @@ -1 +1,2 @@ f()\n>  x\n> +\tpr_err(1);\n"
        + "> diff --git a/b.c b/b.c\n> --- a/b.c\n> +++ b/b.c\n> @@ -1 +1,2 @@\n>  y\n> +\tg();\n";

    [Fact]
    public void A_remark_above_all_has_what_it_names_below_for_quotation()
    {
        ReviewRemark remark = Assert.Single(Of("Please drop the pr_err().\n\n" + Quoted));
        Assert.Equal("+\tpr_err(1);", remark.Quote[^1]);
        Assert.DoesNotContain("+++ b/b.c", remark.Before);
        Assert.Empty(Assert.Single(Of("Please drop this.\n\n" + Quoted)).Quote);
        // A wish to fold is about the whole; of two files none is taken for the one that is meant.
        remark = Assert.Single(Of("Please fold this into the previous patch.\n\n" + Quoted));
        Assert.Contains("+\tg();", remark.Quote);
        Assert.DoesNotContain("+++ b/b.c", remark.Before);
        // With answers in between, only what it names counts.
        Assert.Equal([0, 12], Of("Hello!\n\n" + Quoted + "\nWhy?\n").Select(r => r.Quote.Count));
    }

    [Theory]
    [InlineData("Drop it.\n\n-- \nR\n")]
    [InlineData("Drop it.\n\n--\nR\nof example.org\n")]
    [InlineData("Drop it.\n\n_______________________________________________\nxxx mailing list\nxxx@lists.example.org\n")]
    public void Signatures_and_footers_of_lists_are_no_remarks(string text) => Assert.Equal("Drop it.", Assert.Single(Of(text)).Text);

    [Theory]
    [InlineData("* Ann Author <ann@example.org> [2024-01-03 09:00]:\n")]
    [InlineData("Quoting Ann Author (2024-01-03 09:00:00)\n")]
    [InlineData("[...]\n")]
    [InlineData("[ snip ]\n\n")]
    [InlineData("<snip>\n")]
    public void Who_is_quoted_and_what_was_left_out_are_no_remarks(string line) =>
        Assert.Equal("Drop the pr_err().", Assert.Single(Of(line + Quoted + line.Split('*', 'Q')[0] + "\nDrop the pr_err().\n")).Text);

    [Fact]
    public void A_signature_above_a_quotation_takes_nothing_of_it_away()
    {
        ReviewRemark remark = Assert.Single(Of("Drop the pr_err().\n\n-- \nR\n\nOn 1 May 2020, P wrote:\n" + Quoted));
        Assert.Equal("Drop the pr_err().", remark.Text);
        Assert.NotEmpty(remark.Quote);
    }

    [Theory]
    [InlineData("-----Original Message-----\nFrom: P <p@x.org>\nSent: Friday, 1 May 2020 10:00\nTo: R <r@x.org>; list@x.org\nCc: S <s@x.org>\n"
        + "Subject: [PATCH 2/3] Add it\n\n")]
    [InlineData("________________________________\n*From:* P <p@x.org>\n*Sent:* Friday, 1 May 2020 10:00\n*To:* R <r@x.org>\n"
        + "*Subject:* [PATCH 2/3] Add it\n\n")]
    [InlineData("Von: P <p@x.org>\nGesendet: Freitag, 1. Mai 2020 10:00\nAn: R <r@x.org>\nBetreff: [PATCH 2/3] Add it\n\n")]
    [InlineData("-----Original Message-----\nFrom: P <p@x.org>\nSent: Friday, 1 May 2020 10:00\nSubject: [PATCH 2/3] Add it\n\n")]
    public void What_stands_below_the_headers_of_another_mail_is_quoted_without_a_sign(string headers)
    {
        string patch = Quoted.Replace("> ", "", StringComparison.Ordinal);
        ReviewRemark remark = Assert.Single(Of("Drop the pr_err().\n\n" + headers + "We should remove this?\n\n" + patch
            + "_______________________________________________\nlist mailing list\n"));
        Assert.Equal("Drop the pr_err().", remark.Text);
        Assert.Null(remark.Patch);
        Assert.Equal("+\tpr_err(1);", remark.Quote[^1]);
        // What is in the body of a patch's mail is none.
        Assert.NotNull(Assert.Single(Of("From: P <p@x.org>\nDate: 1 May 2020\nSubject: Add it\n\nHello\n\n" + patch)).Patch);
    }

    [Fact]
    public void Trailers_are_notes_of_their_own()
    {
        Assert.Equal(["Drop it.", "Reviewed-by: R <r@x.org>\nTested-by: R <r@x.org>", "And fold it into patch 2."],
            Of("Drop it.\nReviewed-by: R <r@x.org>\nTested-by: R <r@x.org>\n\nAnd fold it into patch 2.\n").Select(r => r.Text));
        Assert.Equal(["Please add this to the changelog:\n\nFixes: 1234567 (\"x\")"],
            Of("Please add this to the changelog:\n\nFixes: 1234567 (\"x\")\n").Select(r => r.Text));
    }

    [Theory]
    [InlineData("Squash this into 06/12, and reword the changelog to say why.", "FoldInto Squash this into 06/12|Reword reword the changelog to say why.")]
    [InlineData("Please fold this into patch 2 and mention why.", "FoldInto Please fold this into patch 2|Reword mention why.")]
    [InlineData("Rename a_b to c_d. Drop the pr_err().\nThe commit message should mention X.",
        "Rename Rename a_b to c_d.|Remove Drop the pr_err().|Reword The commit message should mention X.")]
    [InlineData("s/aa/bb/ and s/cc/dd/ please", "Rename s/aa/bb/|Rename s/cc/dd/ please")]
    [InlineData("Please drop the pr_err(). The changelog is fine.", "Remove Please drop the pr_err(). The changelog is fine.")]
    [InlineData("The change is not needed here, it should be folded in to whatever patch adds foo().",
        "Note The change is not needed here, it should be folded in to whatever patch adds foo().")]
    [InlineData("Drop this. It should be removed.", "Remove Drop this.|Remove It should be removed.")]
    [InlineData("Drop this, it should be removed.", "Remove Drop this, it should be removed.")]
    [InlineData("Move it into probe(), like:\n\tprobe();\n\tremove(x);", "Note Move it into probe(), like:\n\tprobe();\n\tremove(x);")]
    [InlineData("The change in a.c belongs in patch 1. The one in b.c belongs in patch 2.",
        "FoldInto The change in a.c belongs in patch 1.|FoldInto The one in b.c belongs in patch 2.")]
    public void Each_wish_of_a_paragraph_is_a_remark_of_its_own(string text, string expected) =>
        Assert.Equal(expected.Split('|'), Of(text).Select(r => $"{r.Meaning.Kind} {r.Text}"));

    [Fact]
    public void What_is_to_go_beside_another_wish_is_not_guessed()
    {
        Assert.Equal(ReviewKind.Note, Assert.Single(Of(Quoted + "\nSquash this into 1/2, and drop the second hunk.\n")).Meaning.Kind);
        Assert.Equal([ReviewKind.FoldInto, ReviewKind.Remove], Of(Quoted + "\nSquash this into 1/2, and drop the pr_err().\n").Select(r => r.Meaning.Kind));
    }

    private static List<ReviewRemark> Of(string text) => [.. ReviewRemarks.Of(new MailMessage { Text = text })];
}
