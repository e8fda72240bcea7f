using CsCheck;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;
using static MaintainerTools.Engine.Tests.Support.Literals;

namespace MaintainerTools.Engine.Tests.Diffing;

public class QuotedPathTests
{
    [Theory]
    [InlineData("src/a b.c", "src/a b.c")]
    [InlineData("q\"uote", "\"q\\\"uote\"")]
    [InlineData("back\\slash", "\"back\\\\slash\"")]
    [InlineData("tab\tend\n", "\"tab\\tend\\n\"")]
    [InlineData("\a\b\v\f\r\u0001\u007f", "\"\\a\\b\\v\\f\\r\\001\\177\"")]
    [InlineData("grüße", "\"gr\\303\\274\\303\\237e\"")]
    public void Paths_are_quoted_as_git_quotes_them(string path, string quoted) => Assert.Equal(quoted, QuotedPath.Quote(path));

    [Fact]
    public void What_is_quoted_comes_back_byte_by_byte_and_ends_where_its_quote_does() =>
        Gen.Byte[1, 255].Array[1, 30].Sample(bytes =>
        {
            string path = GitPath.Decode(bytes);
            string quoted = QuotedPath.Quote(path);
            if (!quoted.StartsWith('"'))
            {
                Assert.Equal(path, quoted);
                return;
            }
            Assert.Equal(quoted.Length, QuotedPath.EndOf(quoted + " \"more\""));
            Assert.Equal(Text(bytes), QuotedPath.Unquote(quoted));
        });

    [Fact]
    public void A_quote_that_nothing_closes_ends_with_the_text()
    {
        Assert.Equal(4, QuotedPath.EndOf("\"abc"));
        Assert.Equal(5, QuotedPath.EndOf("\"abc\\"));
    }
}
