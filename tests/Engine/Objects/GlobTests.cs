using System.Text;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Tests.Objects;

public sealed class GlobTests
{
    [Theory]
    [InlineData("*a*a*a*a*a*a*a*a*a*a*a*a*b")]
    [InlineData("**/*a*a*a*a*a*a*a*a*a*a*a*a*b")]
    [InlineData("**/**/**/**/**/**/**/**/**/**/**/b")]
    [InlineData("**/a*/**/a*/**/a*/**/a*/**/a*/**/b")]
    [InlineData("?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*b")]
    public void A_match_takes_one_step_for_each_byte_of_the_text_and_each_64_of_the_pattern(string pattern)
    {
        foreach (int times in (int[])[1, 10, 100])
        {
            byte[] longer = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(pattern[..^1], times)) + "b");
            foreach (bool byFolder in (bool[])[false, true])
            {
                var glob = new Glob(longer, byFolder, false);
                foreach (string text in (string[])[new string('a', 60), new string('a', 6000), string.Concat(Enumerable.Repeat("aaa/", 1500)) + "a"])
                {
                    Assert.False(glob.IsMatch(Encoding.ASCII.GetBytes(text), out long steps));
                    Assert.InRange(steps, 1, text.Length * (1 + (longer.Length / 64)));
                }
            }
        }
    }

    [Fact]
    public void A_set_is_read_in_one_pass()
    {
        // Each "[:" might be a class up to the one bracket that closes.
        string pattern = "[" + string.Concat(Enumerable.Repeat("[:", 200_000)) + "x]";
        var glob = new Glob(Encoding.ASCII.GetBytes(pattern), false, false);
        Assert.True(glob.IsMatch("["u8));
        Assert.True(glob.IsMatch(":"u8));
        Assert.False(glob.IsMatch("]"u8));
    }

    [Theory]
    [InlineData("[[:space:]]", "\t\n\r ")]
    [InlineData("[[:blank:]]", "\t ")]
    [InlineData("[[:digit:]]", "0123456789")]
    [InlineData("[[:xdigit:]]", "0123456789ABCDEFabcdef")]
    [InlineData("[[:punct:]]", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")]
    [InlineData("[^[:foo:]]", "")]
    [InlineData("[[:foo:]a]", "")]
    [InlineData("[![:alnum:][:punct:][:cntrl:]]", " ", 128)]
    [InlineData("[a-", "")]
    [InlineData("[]-a]", "]^_`a")]
    [InlineData("[a-c-e]", "-abce")]
    [InlineData("[[:digit:]-a]", "-0123456789a")]
    [InlineData("[\\]-a]", "]^_`a")]
    [InlineData("[]", "")]
    public void A_set_is_of_these_bytes(string set, string bytes, int until = 256)
    {
        var glob = new Glob(Encoding.Latin1.GetBytes(set), false, false);
        IEnumerable<byte> fits = Enumerable.Range(1, until - 1).Select(value => (byte)value).Where(value => glob.IsMatch([value]));
        Assert.Equal(bytes, Encoding.Latin1.GetString([.. fits]));
    }

    [Fact]
    public void Places_beyond_the_first_word_are_places_like_any()
    {
        // Stars and folders' stars on both sides of a word's end.
        for (int before = 55; before < 70; before++)
        {
            string start = string.Concat(Enumerable.Repeat("?", before));
            string text = new('x', before);
            Assert.True(Fits(start + "/**/a", text + "/a"));
            Assert.True(Fits(start + "/**/a", text + "/b/c/a"));
            Assert.False(Fits(start + "/**/a", text + "/ba"));
            Assert.True(Fits(start + "*a*b", text + "cacb"));
            Assert.True(Fits(start + "*", text));
            Assert.False(Fits(start + "*", text[1..]));
            Assert.False(Fits(start + "*a", text + "/a"));
        }

        static bool Fits(string pattern, string text) => new Glob(Encoding.ASCII.GetBytes(pattern), true, false).IsMatch(Encoding.ASCII.GetBytes(text));
    }
}
