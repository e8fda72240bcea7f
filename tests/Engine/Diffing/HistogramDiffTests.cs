using MaintainerTools.Engine.Diffing;

namespace MaintainerTools.Engine.Tests.Diffing;

public class HistogramDiffTests
{
    [Fact]
    public void The_rarest_common_line_stays_though_more_would_without_it()
    {
        // Myers keeps the six letters of "ababab", which is one line more than X costs.
        Assert.Contains('X', Kept("ababXab", "Xbababab", histogram: true));
        Assert.DoesNotContain('X', Kept("ababXab", "Xbababab", histogram: false));
    }

    [Fact]
    public void Of_runs_equally_rare_the_longest_stays() => Assert.Equal("pqr", Kept("xpqr", "pqrx", histogram: true));

    [Fact]
    public void What_has_nothing_in_common_changes_whole() => Assert.Equal("", Kept("abc", "xyz", histogram: true));

    [Fact]
    public void Lines_too_common_to_split_at_are_left_to_Myers()
    {
        string many = new('a', 70);
        Assert.Equal(many, Kept(many + "x", "y" + many, histogram: true));
    }

    [Fact]
    public void Its_tables_are_clean_for_the_next_comparison()
    {
        var histogram = new HistogramDiff(new MyersDiff(256), 256);
        string first = Kept("abcXdef", "fedXcba", histogram);
        Kept("XXXabc", "cbaXXX", histogram);
        Assert.Equal(first, Kept("abcXdef", "fedXcba", histogram));
    }

    private static string Kept(string old, string @new, bool histogram) => Kept(old, @new, histogram ? new HistogramDiff(new MyersDiff(256), 256) : null);

    private static string Kept(string old, string @new, HistogramDiff? histogram)
    {
        var (oldMarks, newMarks) = (new LineMarks(old.Length), new LineMarks(@new.Length));
        int[] x = [.. old.Select(c => (int)c)], y = [.. @new.Select(c => (int)c)];
        if (histogram is not null)
            histogram.Run(x, oldMarks, y, newMarks);
        else
            new MyersDiff(256).Run(x, oldMarks, y, newMarks);
        string kept = string.Concat(old.Where((_, i) => !oldMarks[i]));
        Assert.Equal(kept, string.Concat(@new.Where((_, i) => !newMarks[i])));
        return kept;
    }
}
