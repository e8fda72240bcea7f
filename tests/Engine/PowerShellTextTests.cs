namespace MaintainerTools.Engine.Tests;

public sealed class PowerShellTextTests
{
    [Theory]
    [InlineData("x86/pti", "x86/pti")]
    [InlineData("v4.14-rc1+", "v4.14-rc1+")]
    [InlineData("é", "é")]
    [InlineData("", "''")]
    [InlineData("-x", "'-x'")]
    [InlineData("a b", "'a b'")]
    [InlineData("it's", "'it''s'")]
    [InlineData("it\u2019s", "'it\u2019\u2019s'")]
    [InlineData("$x", "'$x'")]
    [InlineData("#1", "'#1'")]
    public void An_argument_is_quoted_where_it_would_be_read_otherwise(string argument, string expected) =>
        Assert.Equal(expected, PowerShellText.Quote(argument));
}
