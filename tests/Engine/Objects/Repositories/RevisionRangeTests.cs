using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Tests.Objects.Repositories;

public sealed class RevisionRangeTests
{
    [Theory]
    [InlineData("a..b", "a", "b")]
    [InlineData("..b", "HEAD", "b")]
    [InlineData("a..", "a", "HEAD")]
    [InlineData("..", "HEAD", "HEAD")]
    [InlineData("v4.14..x86/pti~3", "v4.14", "x86/pti~3")]
    [InlineData("a@{1}..b^{/x..y}", "a@{1}", "b^{/x..y}")]
    public void Two_dots_are_what_the_one_end_has_and_the_other_has_not(string text, string from, string to)
    {
        Assert.Equal(new RevisionRange(from, to, false), RevisionRange.Find(text));
        Assert.Equal(new RevisionRange(from, to, false), RevisionRange.FindOneSided(text));
    }

    [Theory]
    [InlineData("a...b", "a", "b")]
    [InlineData("...b", "HEAD", "b")]
    [InlineData("a...", "a", "HEAD")]
    public void Three_dots_are_two_tips_which_are_no_commits(string text, string from, string to)
    {
        Assert.Equal(new RevisionRange(from, to, true), RevisionRange.Find(text));
        Assert.Equal("RevisionIsRange", Assert.Throws<MaintainerException>(() => RevisionRange.FindOneSided(text)).ErrorId);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("v4.14")]
    [InlineData("HEAD:../x")]
    [InlineData(":/a..b")]
    [InlineData("HEAD^{/a..b}")]
    [InlineData("")]
    public void Dots_of_a_path_or_of_a_text_that_is_looked_for_are_no_range(string text)
    {
        Assert.Null(RevisionRange.Find(text));
        Assert.Null(RevisionRange.FindOneSided(text));
    }
}
