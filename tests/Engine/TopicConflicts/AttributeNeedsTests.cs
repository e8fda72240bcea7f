using System.Text;
using MaintainerTools.Engine.Merging.Attributes;

namespace MaintainerTools.Engine.Tests.TopicConflicts;

public sealed class AttributeNeedsTests
{
    [Fact]
    public void The_lowest_folders_stand_for_those_above_them()
    {
        var needs = AttributeNeeds.Of(new HashSet<string> { "", "a", "a/b", "a/b/c", "ab", "d\nd" }, ["mine", "a"]);
        Assert.Equal(["a/b/c", "ab", "d\nd"], needs.Folders);
        Assert.Equal(["a", "mine"], needs.Drivers);
        Assert.Equal([""], AttributeNeeds.Of(new HashSet<string> { "" }, []).Folders);
    }

    [Fact]
    public void What_is_kept_of_them_is_read_again()
    {
        foreach (AttributeNeeds needs in (AttributeNeeds[])[new([], []), new([""], []), new(["a/b", "\u00e4\u00ff"], ["m\u20ac"]), new([], ["x", ""])])
        {
            AttributeNeeds? read = AttributeNeeds.Parse(needs.ToBytes());
            Assert.Equal(needs.Folders, read!.Folders);
            Assert.Equal(needs.Drivers, read.Drivers);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("x\0")]
    [InlineData("2\0a\0")]
    [InlineData("-1\0a\0")]
    public void What_is_none_of_them_is_not_read(string text) => Assert.Null(AttributeNeeds.Parse(Encoding.UTF8.GetBytes(text)));
}
