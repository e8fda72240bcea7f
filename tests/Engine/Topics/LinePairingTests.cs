using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Topics;
using static MaintainerTools.Engine.Tests.Support.Literals;

namespace MaintainerTools.Engine.Tests.Topics;

public class LinePairingTests
{
    [Fact]
    public void Lines_that_are_alike_pair_in_their_order()
    {
        SeriesChange change = Change(["alpha = 1;", "beta(two);"], ["alpha = 2;", "quite different here", "beta(three);"]);
        Assert.Equal([0, 2], Paired(change));
    }

    [Fact]
    public void As_many_lines_each_like_its_counterpart_pair_one_to_one() =>
        Assert.Equal([0, 1], Paired(Change(["count = 10;", "count = 11;"], ["count = 20;", "count = 21;"])));

    [Fact]
    public void Without_added_lines_none_has_a_partner() => Assert.Equal([-1, -1], Paired(Change(["a;", "b;"], [])));

    [Fact]
    public void Lines_that_have_nothing_in_common_cannot_be_told_apart() => Assert.Null(LinePairing.Pair(Change(["aaaa", "bbbb"], ["xyxy", "zwzw", "vuvu"])));

    [Fact]
    public void A_hunk_of_several_owners_becomes_a_part_for_each()
    {
        SeriesChange change = Change(["alpha = 1;", "beta(two);"], ["alpha = 2;", "quite different here", "beta(three);"]);
        SeriesChange[] parts = [.. LinePairing.Split(change, line => line == change.Removed[0] ? 1 : 2)];
        Assert.Equal(
            ["-alpha = 1;+alpha = 2;", "+quite different here", "-beta(two);+beta(three);"],
            parts.Select(p => string.Concat(p.Removed.Select(l => "-" + Shown(l)).Concat(p.Added.Select(l => "+" + Shown(l))))));
        Assert.All(parts, p => Assert.Equal(change, p.Whole));
        Assert.Equal([(0, 0), (1, 1), (1, 2)], parts.Select(p => (p.OldStart, p.NewStart)));
        Assert.Equal(change.Removed[1], parts[0].Below);
        Assert.Equal(change.Removed[0], parts[2].Above);
    }

    [Fact]
    public void A_hunk_of_one_owner_stays_whole_and_so_does_one_that_cannot_be_told_apart()
    {
        SeriesChange change = Change(["alpha = 1;", "beta(two);"], ["alpha = 2;", "beta(three);"]);
        // The base owns nothing.
        Assert.Equal([change], LinePairing.Split(change, line => line == change.Removed[0] ? 0 : 2));
        change = Change(["aaaa", "bbbb"], ["xyxy"]);
        Assert.Equal([change], LinePairing.Split(change, line => line == change.Removed[0] ? 1 : 2));
    }

    private static int[] Paired(SeriesChange change) => LinePairing.Pair(change) ?? throw new InvalidOperationException("cannot be told");

    private static string Shown(WeaveLine line) => Text(line.Bytes).TrimEnd('\n');

    private static SeriesChange Change(string[] removed, string[] added)
    {
        var weave = new LineWeave(Lines(removed), 0);
        WeaveLine[] old = [.. weave.Current];
        TextLines @new = Lines(added);
        return new SeriesChange
        {
            Revision = null!,
            File = new SeriesFile(default),
            Kind = FoldupKind.Lines,
            Before = default,
            After = default,
            Removed = old,
            Added = [.. Enumerable.Range(0, added.Length).Select(i => new WeaveLine(@new, i, 3))],
            Above = weave.Start,
            Below = weave.End,
        };
    }

    private static TextLines Lines(string[] lines) => new(Bytes(string.Concat(lines.Select(l => l + "\n"))));
}
