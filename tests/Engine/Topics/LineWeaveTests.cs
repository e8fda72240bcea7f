using CsCheck;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Topics;
using static MaintainerTools.Engine.Tests.Support.Literals;

namespace MaintainerTools.Engine.Tests.Topics;

public class LineWeaveTests
{
    [Fact]
    public void Every_version_comes_back_as_it_was_woven_in() =>
        Files.Array[1, 8].Sample(
            versions =>
            {
                var weave = new LineWeave(new TextLines(versions[0]), 0);
                for (int i = 1; i < versions.Length; i++)
                    weave.Advance(i, new TextLines(versions[i]));
                for (int i = 0; i < versions.Length; i++)
                {
                    Assert.True(weave.TryRender(i, out byte[] data));
                    Assert.Equal(Text(versions[i]), Text(data));
                }
                Assert.Equal(Text(versions[^1]), string.Concat(weave.Current.Select(l => Text(l.Bytes))));
            },
            iter: 1000);

    [Fact]
    public void A_change_tells_its_lines_and_what_lives_around_them()
    {
        var weave = new LineWeave(Letters("abc"), 0);
        WeaveChange change = Assert.Single(weave.Advance(1, Letters("aXYc")));
        Assert.Equal((1, new LineChange(1, 1, 1, 2)), (change.Revision, change.Range));
        Assert.Equal(
            ["b\n", "X\n", "Y\n", "a\n", "c\n"],
            change.Removed.Concat(change.Added).Append(change.Above).Append(change.Below).Select(l => Text(l.Bytes)));
        Assert.All(change.Removed, l => Assert.Equal((0, 1), (l.Introduced, l.Removed)));
        Assert.All(change.Added, l => Assert.Equal((1, WeaveLine.Never), (l.Introduced, l.Removed)));
        change = Assert.Single(weave.Advance(2, Letters("aXYcd")));
        Assert.Equal((Text("c\n"u8), weave.End), (Text(change.Above.Bytes), change.Below));
        change = Assert.Single(weave.Advance(3, Letters("0aXYcd")));
        Assert.Equal(weave.Start, change.Above);
    }

    [Fact]
    public void A_fixup_folded_into_an_earlier_step_is_in_every_version_from_it_on()
    {
        var weave = new LineWeave(Letters("ac"), 0);
        weave.Advance(1, Letters("abc"));
        weave.Advance(2, Letters("abcd"));
        WeaveChange fixup = Assert.Single(weave.Advance(3, Letters("aBcd")));
        Fold(fixup, 1);
        Assert.Equal(["ac", "aBc", "aBcd", "aBcd"], Versions(weave, 4));
        // The line that the fixup replaced is in no version at all.
        Assert.Equal((1, 1), (fixup.Removed[0].Introduced, fixup.Removed[0].Removed));
        foreach (WeaveLine line in weave.Lines())
            line.Reset();
        Assert.Equal(["ac", "abc", "abcd", "aBcd"], Versions(weave, 4));
    }

    [Fact]
    public void A_line_that_its_own_remover_restores_is_the_old_line_again()
    {
        var weave = new LineWeave(Letters("abc"), 0);
        WeaveChange removal = Assert.Single(weave.Advance(1, Letters("ac")));
        WeaveChange fixup = Assert.Single(weave.Advance(2, Letters("abc")));
        Fold(fixup, 1);
        LineWeave.Restore(fixup.Added, 1);
        Assert.Equal(["abc", "abc", "abc"], Versions(weave, 3));
        Assert.Equal(removal.Removed[0], fixup.Added[0].Actual);
        Assert.Equal(WeaveLine.Never, removal.Removed[0].Removed);
    }

    [Fact]
    public void A_line_without_its_end_can_stand_before_no_other()
    {
        var weave = new LineWeave(new TextLines("a\n"u8.ToArray()), 0);
        weave.Advance(1, new TextLines("a\nb\n"u8.ToArray()));
        WeaveChange fixup = Assert.Single(weave.Advance(2, new TextLines("a\nb"u8.ToArray())));
        Assert.True(weave.TryRender(2, out byte[] data));
        Assert.Equal("a\nb", Text(data));
        // Folded without what it replaces.
        fixup.Added[0].Introduced = 1;
        fixup.Removed[0].Removed = WeaveLine.Never;
        LineWeave.MoveAfter(weave.Start, fixup.Added[0], 2);
        Assert.False(weave.TryRender(1, out _));
    }

    [Fact]
    public void A_moved_line_takes_along_what_came_later_behind_it()
    {
        var weave = new LineWeave(Letters("a"), 0);
        WeaveLine[] added = Assert.Single(weave.Advance(1, Letters("axy"))).Added;
        weave.Advance(2, Letters("axLy"));
        Assert.Equal("L\n", Text(LineWeave.MoveAfter(weave.Start, added[0], 1).Bytes));
        Assert.Equal(["a", "xay", "xLay"], Versions(weave, 3));
    }

    [Fact]
    public void A_replacement_stands_in_the_line_s_place_in_every_version()
    {
        var weave = new LineWeave(Letters("ab"), 0);
        weave.Advance(1, Letters("abc"));
        weave.Current[1].Replacement = Bytes("B\n");
        Assert.Equal(["aB", "aBc"], Versions(weave, 2));
    }

    private static void Fold(WeaveChange change, int step)
    {
        foreach (WeaveLine line in change.Removed)
            line.Removed = step;
        foreach (WeaveLine line in change.Added)
            line.Introduced = step;
    }

    private static IEnumerable<string> Versions(LineWeave weave, int count) => [.. Enumerable.Range(0, count).Select(revision =>
    {
        Assert.True(weave.TryRender(revision, out byte[] data));
        return Text(data).Replace("\n", "", StringComparison.Ordinal);
    })];
}
