using CsCheck;
using MaintainerTools.Engine.Merging.Trees;
using static MaintainerTools.Engine.Tests.Support.Literals;

namespace MaintainerTools.Engine.Tests.Merging.Trees;

public class SpanCountsTests
{
    [Fact]
    public void Pieces_are_lines_or_64_bytes_and_all_bytes_count()
    {
        SpanCounts counts = SpanCounts.Of(Bytes("a\nb\na\n" + new string('x', 64) + new string('x', 64) + "\n"));
        Assert.Equal((6 + 129, 4), (counts.Total, counts.Count));
        Assert.Equal([1, 2, 4, 128], ByHash(counts).Values.Order());
        Assert.Equal((0, 0), (SpanCounts.Of([]).Total, SpanCounts.Of([]).Count));
    }

    [Fact]
    public void In_a_text_CRLF_counts_as_LF_and_else_it_does_not()
    {
        byte[] dos = Bytes("a\r\nbc\r\n"), unix = Bytes("a\nbc\n");
        Assert.Equal(ByHash(SpanCounts.Of(unix)), ByHash(SpanCounts.Of(dos)));
        Assert.True(SpanCounts.Of(dos).HasCrlf);
        Assert.False(SpanCounts.Of(unix).HasCrlf);
        Assert.Equal(dos.Length, SpanCounts.Of(dos, declaredText: false).Total);
        Assert.Equal(unix.Length + 1, SpanCounts.Of([.. dos, 0], declaredText: true).Total);
        // What looks binary is none where nothing says otherwise.
        Assert.Equal(dos.Length + 1, SpanCounts.Of([.. dos, 0]).Total);
    }

    [Fact]
    public void A_CRLF_across_the_end_of_a_piece_belongs_to_it() =>
        Assert.Equal(64, SpanCounts.Of(Bytes(new string('x', 63) + "\r\n")).Total);

    [Fact]
    public void Bytes_in_common_are_what_the_counts_have_in_common_or_less_than_asked_for()
    {
        var lookup = new SpanLookup();
        Gen.Select(Files, Files, Gen.Int[0, 60], Gen.Bool).Sample(
            (x, y, least, again) =>
            {
                SpanCounts first = SpanCounts.Of(x), second = SpanCounts.Of(y);
                if (again)
                    lookup.Set(second);
                lookup.Set(first);
                Dictionary<int, int> others = ByHash(second);
                least = Math.Min(least, second.Total);
                int common = ByHash(first).Sum(p => Math.Min(p.Value, others.GetValueOrDefault(p.Key)));
                Assert.Equal(common >= least ? common : -1, lookup.CommonBytes(second, least));
            },
            iter: 1000,
            threads: 1);
    }

    [Fact]
    public void What_was_moved_about_is_all_in_common()
    {
        var lookup = new SpanLookup();
        lookup.Set(SpanCounts.Of(Bytes("one\ntwo\nthree\n")));
        Assert.Equal(14, lookup.CommonBytes(SpanCounts.Of(Bytes("three\none\ntwo\n")), 14));
        Assert.Equal(8, lookup.CommonBytes(SpanCounts.Of(Bytes("two\nfour\none\n")), 0));
    }

    private static Dictionary<int, int> ByHash(SpanCounts counts)
    {
        var result = new Dictionary<int, int>();
        ReadOnlySpan<int> pairs = counts.Pairs;
        for (int i = 0; i < pairs.Length; i += 2)
            result.Add(pairs[i], pairs[i + 1]);
        return result;
    }
}
