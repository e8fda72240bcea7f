using CsCheck;
using MaintainerTools.Engine.Diffing;
using static MaintainerTools.Engine.Tests.Support.Literals;

namespace MaintainerTools.Engine.Tests.Diffing;

public class TextLinesTests
{
    [Theory]
    [InlineData("", 0, true)]
    [InlineData("\n", 1, true)]
    [InlineData("a", 1, false)]
    [InlineData("a\n\nb", 3, false)]
    [InlineData("a\r\nb\n", 2, true)]
    public void Lines_end_with_their_LF_but_for_a_last_one_without(string text, int count, bool ends)
    {
        var lines = new TextLines(Bytes(text));
        Assert.Equal((count, ends), (lines.Count, lines.EndsWithNewline));
        Assert.Equal(text, string.Concat(Enumerable.Range(0, count).Select(i => Text(lines[i]))));
        Assert.Equal(text, Text(lines.Range(0, count)));
    }

    [Fact]
    public void Only_the_bytes_that_count_are_split() => Assert.Equal(2, new TextLines(Bytes("a\nbc\nd"), 3).Count);

    [Fact]
    public void Common_ends_are_all_common_lines_or_one_fewer() =>
        Gen.Select(Files, Files, Files, Files).Sample(
            (start, x, y, end) =>
            {
                var (first, second) = (new TextLines([.. start, .. x, .. end]), new TextLines([.. start, .. y, .. end]));
                (int before, int after) = TextLines.CommonEnds(first, second);
                Assert.True(before + after <= Math.Min(first.Count, second.Count));
                int wanted = 0;
                while (wanted < Math.Min(first.Count, second.Count) && first[wanted].SequenceEqual(second[wanted]))
                    wanted++;
                Assert.InRange(before, Math.Max(0, wanted - 1), wanted);
                int most = Math.Min(first.Count, second.Count) - before;
                wanted = 0;
                while (wanted < most && first[first.Count - 1 - wanted].SequenceEqual(second[second.Count - 1 - wanted]))
                    wanted++;
                Assert.InRange(after, Math.Max(0, wanted - 1), wanted);
            },
            iter: 2000);

    [Fact]
    public void Lines_have_the_same_number_when_their_bytes_are_equal() =>
        Gen.Select(Files, Files).Sample(
            (x, y) =>
            {
                var numbering = new LineNumbers();
                var (first, second) = (new TextLines(x), new TextLines(y));
                int[] firstNumbers = numbering.Number(first), secondNumbers = numbering.Number(second);
                string[] texts = [.. All(first), .. All(second)];
                int[] numbers = [.. firstNumbers, .. secondNumbers];
                Assert.Equal(texts.Distinct().Count(), numbering.Count);
                Assert.Equal(texts.Select(t => Array.IndexOf(texts, t)), numbers.Select(n => Array.IndexOf(numbers, n)));
                // A file like a known one is numbered the same way.
                Assert.Equal(secondNumbers, numbering.Number(second, first, firstNumbers));
            },
            iter: 500);

    [Fact]
    public void Numbering_goes_on_when_its_table_grows()
    {
        var lines = new TextLines(Bytes(string.Concat(Enumerable.Range(0, 5000).Select(i => $"line {i % 2500}\n"))));
        var numbering = new LineNumbers();
        Assert.Equal(Enumerable.Range(0, 5000).Select(i => i % 2500), numbering.Number(lines));
        Assert.Equal(2500, numbering.Count);
    }

    private static IEnumerable<string> All(TextLines lines) => [.. Enumerable.Range(0, lines.Count).Select(i => Text(lines[i]))];
}
