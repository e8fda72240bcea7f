using MaintainerTools.Engine.Mails;
using MaintainerTools.Engine.Reviews;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Reviews;

/// <summary>
/// How people write on patch lists, below the line that they quote: what asks for that line to go is read as such, nothing else is, and no sentence is lost.
/// </summary>
public class ReviewerWordingTests
{
    private static readonly string[] s_patch =
    [
        "diff --git a/drivers/bar/ring.c b/drivers/bar/ring.c", "--- a/drivers/bar/ring.c", "+++ b/drivers/bar/ring.c",
        "@@ -40,0 +41,14 @@ static void bar_stop(struct bar *b)", "+#include <linux/delay.h>", "+#define BAR_MAX 16", "+/* XXX: why? */",
        "+static int bar_ring_init(struct bar *b, u32 size)", "+{", "+\tint err = 0;", "+\tunsigned long flags;", "+",
        "+\tprintk(KERN_ERR \"bar: ring of %u\\n\", size);", "+\tmutex_lock(&b->lock);", "+\tb->ring = kzalloc(size, GFP_KERNEL);", "+\tWARN_ON(!b->ring);",
        "+\tif (!b->ring) {", "+\t\terr = -ENOMEM;", "+\t\tgoto out;", "+\t}", "+\tmsleep(10);", "+\tBUG_ON(size > BAR_MAX);", "+out:",
        "+\tmutex_unlock(&b->lock);", "+\treturn err;", "+}",
    ];

    private static ReviewItem[] Read(string line, string text) => QuotedReview.Read(s_patch, line, text);

    [Theory]
    [InlineData("printk", "This printk should go.")]
    [InlineData("printk", "Please drop the printk().")]
    [InlineData("printk", "Debug leftover?\n\nPlease remove it.")]
    [InlineData("printk", "Leftover debug print, please drop.")]
    [InlineData("printk", "I think this message can be removed.")]
    [InlineData("printk", "Nit: remove this.")]
    [InlineData("printk", "We don't need this printk.")]
    [InlineData("printk", "Please get rid of this print.")]
    [InlineData("printk", "This one is noise, please drop it.")]
    [InlineData("printk", "Just remove this line.")]
    [InlineData("printk", "This line can be deleted.")]
    [InlineData("printk", "Superfluous message.")]
    [InlineData("msleep", "This msleep() is not needed.")]
    [InlineData("msleep", "Why? Please drop it.")]
    [InlineData("WARN_ON", "This WARN_ON() is pointless, kzalloc() warns already.")]
    [InlineData("WARN_ON", "The WARN_ON() can be dropped.")]
    [InlineData("unsigned long flags", "flags is unused.")]
    [InlineData("unsigned long flags", "Unused variable.")]
    [InlineData("linux/delay.h", "This include is unused.")]
    [InlineData("XXX", "This comment should be removed.")]
    [InlineData("BAR_MAX 16", "This define is not used anywhere, please remove.")]
    [InlineData("printk", "Remove this please.")]
    [InlineData("printk", "Should be removed.")]
    [InlineData("printk", "Can be dropped.")]
    [InlineData("printk", "I'd drop this.")]
    [InlineData("printk", "I would remove this message.")]
    [InlineData("printk", "This printk() is too chatty, please remove it.")]
    [InlineData("printk", "This message is too noisy. Please remove it.")]
    [InlineData("printk", "Debugging code, please remove.")]
    [InlineData("printk", "This printk() has no place here, please delete.")]
    [InlineData("printk", "Surely the printk() is not meant to be merged; please remove it.")]
    [InlineData("printk", "Please make sure to drop this before you repost.")]
    [InlineData("printk", "Way too verbose, please drop.")]
    [InlineData("printk", "You forgot to remove this.")]
    [InlineData("printk", "Forgot to remove this?\n\nPlease drop it.")]
    [InlineData("WARN_ON", "The WARN_ON() is not justified, please remove it.")]
    [InlineData("XXX", "The comment is obvious, please delete it.")]
    [InlineData("int err = 0", "err is never read, so please drop this declaration.")]
    [InlineData("printk", "The printk() is of no help, remove it.")]
    public void A_wish_for_the_quoted_line_to_go(string line, string text)
    {
        ReviewItem item = Assert.Single(Read(line, text), i => i.Kind == ReviewKind.Remove);
        Assert.Equal(s_patch.Single(l => l.Contains(line, StringComparison.Ordinal))[1..], string.Join('\n', item.Removed));
    }

    [Theory]
    // Negations.
    [InlineData("printk", "Don't remove the printk, userspace greps for it.")]
    [InlineData("printk", "I don't think we should drop this.")]
    [InlineData("printk", "There is no need to drop this.")]
    [InlineData("printk", "I see no reason why this should be removed.")]
    [InlineData("printk", "This cannot be removed.")]
    [InlineData("printk", "Nobody asked you to remove this message.")]
    [InlineData("printk", "Not sure that this is not needed.")]
    [InlineData("printk", "I'm not convinced that this can go.")]
    [InlineData("mutex_lock", "Removing this is not an option.")]
    [InlineData("msleep", "It isn't safe to drop this.")]
    [InlineData("msleep", "You can't just remove this.")]
    [InlineData("msleep", "This is anything but unneeded.")]
    [InlineData("msleep", "Far from being superfluous.")]
    // Conditions.
    [InlineData("msleep", "This can go as soon as the firmware is fixed.")]
    [InlineData("msleep", "This can go as part of patch 4.")]
    [InlineData("msleep", "This can go, as soon as the firmware is fixed.")]
    [InlineData("msleep", "Drop this, depending on what Tom says.")]
    [InlineData("msleep", "This is not needed where the reset is synchronous.")]
    [InlineData("msleep", "This can go, eventually.")]
    [InlineData("msleep", "Drop this, in a follow-up.")]
    [InlineData("msleep", "If the hardware is fast enough, drop this.")]
    [InlineData("msleep", "Assuming that the reset is synchronous, this is not needed.")]
    [InlineData("msleep", "Could be dropped if nobody depends on it.")]
    [InlineData("printk", "Drop this or explain it.")]
    [InlineData("printk", "Either drop this or make it a dev_dbg().")]
    [InlineData("printk", "Please remove this before it goes upstream, but keep it for now.")]
    [InlineData("printk", "In case you respin, drop this.")]
    [InlineData("printk", "I would drop this, but I don't feel strongly.")]
    [InlineData("printk", "Provided that Tom agrees, remove this.")]
    [InlineData("printk", "Unless there is a reason, please drop this.")]
    [InlineData("printk", "With a tracepoint this is not needed.")]
    // The past and what others do.
    [InlineData("printk", "You said that you would remove this.")]
    [InlineData("printk", "I asked to drop this in v2.")]
    [InlineData("printk", "This used to be removed by the next patch.")]
    [InlineData("printk", "Patch 4 removes this again.")]
    [InlineData("printk", "This is removed in patch 4.")]
    [InlineData("printk", "Tom wants to remove this message.")]
    [InlineData("printk", "v1 did not have this.")]
    [InlineData("printk", "Dropped this while applying.")]
    [InlineData("printk", "I have removed this line locally.")]
    // Another object than the quoted line.
    [InlineData("bar_ring_init(struct", "The size parameter is unused.")]
    [InlineData("bar_ring_init(struct", "Please drop the second argument.")]
    [InlineData("bar_ring_init(struct", "static is not needed.")]
    [InlineData("bar_ring_init(struct", "Please remove the static.")]
    [InlineData("int err = 0", "No need to initialise err.")]
    [InlineData("int err = 0", "The initialisation is unneeded.")]
    [InlineData("int err = 0", "= 0 is not needed.")]
    [InlineData("int err = 0", "Drop the = 0.")]
    [InlineData("printk", "Please drop the \"bar: \" prefix.")]
    [InlineData("printk", "KERN_ERR is wrong, please remove it.")]
    [InlineData("printk", "Remove the KERN_ERR.")]
    [InlineData("printk", "The \\n is not needed.")]
    [InlineData("kzalloc", "The cast can go.")]
    [InlineData("kzalloc", "Please drop GFP_KERNEL.")]
    [InlineData("kzalloc", "Zeroing is not needed here.")]
    [InlineData("if (!b->ring)", "The braces can go.")]
    [InlineData("if (!b->ring)", "Not needed.")]
    [InlineData("+\t}", "Drop the braces.")]
    [InlineData("goto out", "The goto is not needed.")]
    [InlineData("goto out", "This label is not needed.")]
    [InlineData("mutex_lock", "Please drop the mutex before you sleep.")]
    [InlineData("mutex_unlock", "You have to release the ring before dropping the lock.")]
    [InlineData("return err", "The empty line above can go.")]
    [InlineData("return err", "Trailing whitespace.")]
    [InlineData("return err", "Please remove the whole function, bar_probe() can do this.")]
    [InlineData("out:", "Drop this label.")]
    [InlineData("#include", "Please sort the includes.")]
    [InlineData("bar_ring_init(struct", "static is unneeded.")]
    [InlineData("unsigned long flags", "unsigned is not needed.")]
    [InlineData("b->ring = kzalloc", "ring is not needed.")]
    [InlineData("int err = 0", "Unused parameter.")]
    // What may mean several things.
    [InlineData("printk", "This shouldn't be here.")]
    [InlineData("printk", "No need to print this.")]
    [InlineData("BUG_ON", "No BUG_ON() in drivers. Please remove it.")]
    [InlineData("printk", "This is debugging code and needs to go.")]
    // Other wishes.
    [InlineData("printk", "s/printk/dev_dbg/ or drop it.")]
    [InlineData("printk", "Please turn this into a dev_dbg().")]
    [InlineData("printk", "dev_err() please.")]
    [InlineData("printk", "Remove this and print it in the caller.")]
    [InlineData("printk", "Please drop this, use a tracepoint.")]
    [InlineData("msleep", "Replace this with usleep_range().")]
    [InlineData("msleep", "Please drop this and wait for the interrupt instead.")]
    [InlineData("BUG_ON", "WARN_ON_ONCE() and return -EINVAL, please.")]
    [InlineData("BUG_ON", "Drop this and check size in bar_probe().")]
    [InlineData("kzalloc", "This leaks when bar_ring_init() is called twice.")]
    [InlineData("mutex_lock", "This should be a spinlock.")]
    [InlineData("mutex_lock", "Who drops this lock?")]
    // A clause about something before an order about it, or about something in it.
    [InlineData("printk", "The line is too long, please remove the spaces.")]
    [InlineData("printk", "This line is followed by white space. Please remove it.")]
    [InlineData("printk", "The level is wrong, please remove it.")]
    [InlineData("printk", "This message has a prefix. Please remove it.")]
    [InlineData("printk", "This is noisy; if nobody needs it, drop it.")]
    [InlineData("printk", "This is noisy, so drop it unless Tom objects.")]
    [InlineData("printk", "This is noisy. Drop it once the driver is stable.")]
    [InlineData("printk", "This isn't noise, please leave it in.")]
    [InlineData("printk", "This is fine, please don't remove it.")]
    [InlineData("printk", "This was noisy, and we removed it.")]
    [InlineData("printk", "This is odd. What if we remove it?")]
    [InlineData("mutex_lock", "This is held too long, please drop it before sleeping.")]
    [InlineData("mutex_lock", "The lock is contended. Drop it around msleep().")]
    [InlineData("msleep", "This is way too long, please cut it.")]
    [InlineData("msleep", "The wait is too long, please remove it.")]
    [InlineData("printk", "The next line is noisy, please remove it.")]
    [InlineData("printk", "Remember to drop this when the hardware is out.")]
    [InlineData("printk", "Make sure to drop this only in the release build.")]
    [InlineData("if (!b->ring)", "The test is redundant, please drop it.")]
    [InlineData("unsigned long flags", "flags is misnamed. Please drop the s.")]
    public void No_wish_for_the_quoted_line_to_go(string line, string text) =>
        QuotedReview.AssertNoteAndWhole(Read(line, text), text);

    [Theory]
    [InlineData("printk", "Please drop this. It floods the log. Also, err is never read.", "Remove,Note")]
    [InlineData("printk", "Drop this.\n\nThe lock must be taken first.\n\nWhy 16?", "Remove,Note,Question")]
    [InlineData("printk", "- drop this\n- check size\n- rename bar_ring_init() to bar_ring_setup()", "Remove,Note,Rename")]
    [InlineData("printk", "Please remove this line, and reword the changelog. Is size trusted?", "Remove,Reword,Question")]
    [InlineData("printk", "Hi,\n\nthanks for this. Two things: please use dev_dbg(), and drop KERN_ERR.", "Note")]
    [InlineData("printk", "This message is not needed. The next one is.", "Remove")]
    [InlineData("msleep", "Should this sleep? If so, please document why. Otherwise drop it.", "Question,Note,Note")]
    [InlineData("printk", "Drop this. Bump the version.", "Remove,Note")]
    [InlineData("printk", "Drop this. It floods the log. printk() is slow. Userspace is not interested. Thanks!", "Remove")]
    [InlineData("printk", "Drop this. Hold the lock here. Allocate it earlier.", "Remove,Note,Note")]
    [InlineData("msleep", "Please split this patch. Please Cc the maintainers. Please rebase.", "Note,Note,Note")]
    public void Each_wish_of_a_remark_is_a_row(string line, string text, string kinds)
    {
        ReviewItem[] items = Read(line, text);
        Assert.Equal(kinds, string.Join(',', items.Select(i => i.Kind)));
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        string all = string.Join(' ', items.Select(i => i.Text));
        Each.Holds(words.Where(w => w is not ("-" or "and")), w => Assert.Contains(w.TrimEnd(',', '.'), all, StringComparison.Ordinal));
    }
}
