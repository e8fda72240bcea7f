using MaintainerTools.Engine.Diffing;
using static MaintainerTools.Engine.Tests.Support.Literals;

namespace MaintainerTools.Engine.Tests.Diffing;

public class HunkHeadingsTests
{
    [Fact]
    public void The_last_function_above_the_hunk_is_its_heading_and_holds_for_the_next_ones()
    {
        HunkHeadings headings = Of("int f(void)  \n{\n\tx;\n}\n$y = 1\n_z\n 1\n");
        Assert.Equal("", Text(headings.Of(0)));
        Assert.Equal("int f(void)", Text(headings.Of(2)));
        Assert.Equal("int f(void)", Text(headings.Of(4)));
        Assert.Equal("_z", Text(headings.Of(7)));
    }

    [Fact]
    public void Nothing_above_gives_nothing() => Assert.Equal("", Text(Of("{\n\tx;\n1\n").Of(3)));

    [Fact]
    public void A_heading_is_80_bytes_at_most_and_ends_before_a_letter_that_is_cut()
    {
        Assert.Equal(new string('x', 80), Text(Of(new string('x', 90) + "\n").Of(1)));
        // The letter's first byte is the eightieth.
        Assert.Equal(new string('x', 79), Text(Of(new string('x', 79) + "\u00C3\u00BC more\n").Of(1)));
        Assert.Equal("caf", Text(Of("caf\u00E9 in Latin-1\n").Of(1)));
    }

    [Theory]
    [InlineData(" ## src/x.c ##\n", "src/x.c ")]
    [InlineData("@@ src/x.c: f\n", "src/x.c: f")]
    [InlineData(" @@ src/x.c: f\n", "src/x.c: f")]
    [InlineData("+@@ other\n", "other")]
    [InlineData(" context\n", "")]
    public void A_normalised_patch_has_sections_and_hunks_as_headings(string line, string heading) =>
        Assert.Equal(heading.TrimEnd(), Text(HunkHeadings.OfPatch(Bytes(line))).TrimEnd());

    private static HunkHeadings Of(string text) => new(new TextLines(Bytes(text)), HunkHeadings.OfSource);
}
