using CsCheck;

namespace MaintainerTools.Engine.Tests;

public class ViewTextTests
{
    [Theory]
    [InlineData("plain \u00e4 \ud83d\ude00\n\ttext", "plain \u00e4 \ud83d\ude00\n\ttext")]
    [InlineData("\u001b[2J\u0007\r\u007f\0", "^[[2J^G^M^?^@")]
    [InlineData("\u009b2J", "<U+009B>2J")]
    [InlineData("a\u202eb\u2066c\u200f", "a<U+202E>b<U+2066>c<U+200F>")]
    public void Control_characters_are_shown_and_all_else_stays(string text, string expected) => Assert.Equal(expected, ViewText.Plain(text));

    [Theory]
    [InlineData("-short +long", "short", "long")]
    [InlineData("-\u2026 third): +\u2026 third): # edited", "def a_long_function(first, second, third):",
        "def a_long_function(first, second, third):  # edited")]
    [InlineData("-\u2026 third, fourth) +\u2026 fourth)", "call_of_something(first, second, third, fourth)", "call_of_something(first, second, fourth)")]
    public void The_change_in_a_line_shows_where_the_two_differ(string brief, string old, string @new) =>
        Assert.Equal(brief, new FoldupItem { File = "f", Hunk = $"@@ -1 +1 @@\n-{old}\n+{@new}\n" }.Brief(39));

    [Fact]
    public void Whatever_a_text_has_no_control_character_is_left_of_it() =>
        Gen.String.Sample(text => Assert.DoesNotContain(ViewText.Plain(text), c => char.IsControl(c) && c is not ('\n' or '\t')));

    [Fact]
    public void Values_are_shown_as_they_are_and_lists_text_by_text()
    {
        Assert.Null(ViewText.Plain((object?)null));
        Assert.Equal(3, ViewText.Plain((object)3));
        Assert.Equal(ReviewKind.Note, ViewText.Plain((object)ReviewKind.Note));
        Assert.Equal(new object?[] { "^G", null, 1 }, ViewText.Plain((object)new object?[] { "\u0007", null, 1 }));
    }
}
