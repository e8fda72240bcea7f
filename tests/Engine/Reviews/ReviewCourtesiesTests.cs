using MaintainerTools.Engine.Mails;
using MaintainerTools.Engine.Reviews;

namespace MaintainerTools.Engine.Tests.Reviews;

/// <summary>What only is polite, and what may be a wish however polite it is.</summary>
public class ReviewCourtesiesTests
{
    private static ReviewItem[] Read(string text)
    {
        var mail = new MailMessage { FromName = "Rita van Reviewer", FromEmail = "rita@example.org", Text = text + "\n" };
        return [.. ReviewRemarks.Of(mail).Select(r => ReviewRemarks.ToItem(mail, r))];
    }

    [Theory]
    [InlineData("Hi Jane,")]
    [InlineData("Hi Jane,\nthanks for the patch.")]
    [InlineData("Hello all,\n\nThanks for working on this!")]
    [InlineData("Dear Jane Doe,")]
    [InlineData("Hi,\n\nthanks for the new version. A few comments below.")]
    [InlineData("LGTM otherwise")]
    [InlineData("LGTM otherwise.\n\nBest regards,\nRita")]
    [InlineData("Otherwise this looks good to me.")]
    [InlineData("Other than that, LGTM.")]
    [InlineData("The rest looks good.")]
    [InlineData("Looks good to me, thanks!")]
    [InlineData("Nice work!")]
    [InlineData("Best regards\nRita van Reviewer")]
    [InlineData("Thanks,\nRita")]
    [InlineData("Thanks,\n\nRita")]
    [InlineData("Cheers, Rita")]
    [InlineData("Kind regards,\nRvR")]
    [InlineData("Some minor nits below.")]
    [InlineData("Thanks in advance.")]
    [InlineData("Danke für den Patch.\n\nViele Grüße\nRita")]
    public void Politeness_asks_for_nothing(string text)
    {
        ReviewItem item = Assert.Single(Read(text));
        Assert.Equal((ReviewKind.Greeting, text.Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal)),
            (item.Kind, item.Text.Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Hi Jane, use a goto here")]
    [InlineData("Hi,\nuse a goto")]
    [InlineData("Thanks for dropping this.")]
    [InlineData("Thanks for the patch, but it does not build.")]
    [InlineData("Thanks for the patch. It does not build.")]
    [InlineData("LGTM if the lock goes.")]
    [InlineData("LGTM once the changelog is fixed.")]
    [InlineData("Looks good, apart from the lock.")]
    [InlineData("Otherwise this leaks.")]
    [InlineData("The rest looks odd.")]
    [InlineData("Looks good?")]
    [InlineData("Doesn't look good.")]
    [InlineData("Thanks,\nDrop")]
    [InlineData("Best regards to the allocator, which leaks")]
    [InlineData("Nice try.")]
    [InlineData("A few comments are wrong.")]
    [InlineData("Some comments below the loop, please.")]
    [InlineData("Rita would know, ask Tom.")]
    [InlineData("Best to use a goto.")]
    [InlineData("No comments explain this.")]
    [InlineData("Dear me, the lock.")]
    public void What_may_be_a_wish_is_none(string text) => Assert.DoesNotContain(Read(text), i => i.Kind == ReviewKind.Greeting);

    [Fact]
    public void It_goes_with_the_wish_beside_it_and_hides_none()
    {
        ReviewItem item = Assert.Single(Read("> +\tprintk(1);\n\nHi Jane,\n\nplease drop this.\n\nLGTM otherwise.\n\nBest regards,\nRita"));
        Assert.Equal((ReviewKind.Remove, 1), (item.Kind, item.Removed.Length));
        Assert.Equal([ReviewKind.Greeting, ReviewKind.Note, ReviewKind.Greeting],
            Read("Hi Jane,\n\nthanks for the series.\n\n> +\tfoo();\n\nUse bar() here.\n\n> +\tbaz();\n\nThanks,\nRita").Select(i => i.Kind));
    }
}
