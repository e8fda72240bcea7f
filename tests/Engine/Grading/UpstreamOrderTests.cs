using CsCheck;
using MaintainerTools.Engine.Grading;

namespace MaintainerTools.Engine.Tests.Grading;

public class UpstreamOrderTests
{
    [Theory]
    [InlineData(new[] { 1, 2, 3, 4 }, new[] { 0, 1, 2, 3 })]
    [InlineData(new[] { 2, 1 }, new[] { 0 })]
    [InlineData(new[] { 9, 1, 2, 3, 4 }, new[] { 1, 2, 3, 4 })]
    [InlineData(new[] { 1, 2, 2, 3 }, new[] { 0, 1, 2, 3 })]
    [InlineData(new int[0], new int[0])]
    public void Those_that_stay_are_as_many_as_can_be(int[] places, int[] staying) => Assert.Equal(staying, UpstreamOrder.Staying(places));

    [Fact]
    public void What_has_no_order_upstream_stands_either_way()
    {
        // 0 and 1 are one branch, 2 and 3 another.
        int[] picked = [2, 1, 0, 3];
        Assert.Equal([0, 1, 3], UpstreamOrder.Staying(picked.Length, (i, j) => (picked[i], picked[j]) is (0, 1) or (2, 3)));
        Assert.Equal([0, 1], UpstreamOrder.Staying(2, (_, _) => false));
        Assert.Equal([0], UpstreamOrder.Staying(2, (i, j) => i > j));
        Assert.Empty(UpstreamOrder.Staying(0, (_, _) => true));
    }

    /// <summary>Random histories with merges: as large as the largest of all choices, and in a line as the other rule has it.</summary>
    [Fact]
    public void No_larger_choice_stands_in_the_order_of_ancestors() =>
        Gen.Select(Gen.Select(Gen.Int[1, 3], Gen.Int[1, 3]).Array[10], Gen.Int[0, 9].Array[0, 10]).Sample((parents, picked) =>
        {
            // Of each commit the ones that it descends from: it has one or two parents a few places before it.
            int[] ancestors = new int[10];
            for (int i = 0; i < 10; i++)
            {
                foreach (int parent in (int[])[i - parents[i].Item1, i - parents[i].Item2])
                    ancestors[i] |= parent >= 0 ? ancestors[parent] | (1 << parent) : 0;
            }
            Check(picked, (one, other) => (ancestors[other] >> one & 1) != 0);
            Check(picked, (one, other) => one < other);
            Assert.Equal(UpstreamOrder.Staying(picked).Count, UpstreamOrder.Staying(picked.Length, (i, j) => picked[i] < picked[j]).Count);
        });

    private static void Check(int[] picked, Func<int, int, bool> isAncestor)
    {
        IReadOnlyList<int> staying = UpstreamOrder.Staying(picked.Length, (i, j) => isAncestor(picked[i], picked[j]));
        Assert.True(InOrder(staying));
        int most = Enumerable.Range(0, 1 << picked.Length)
            .Select(set => Enumerable.Range(0, picked.Length).Where(i => (set >> i & 1) != 0).ToArray())
            .Where(InOrder).Max(chosen => chosen.Length);
        Assert.Equal(most, staying.Count);

        bool InOrder(IReadOnlyList<int> chosen) => !chosen.Any(i => chosen.Any(j => j > i && isAncestor(picked[j], picked[i])));
    }

    [Fact]
    public void No_larger_choice_stands_in_order() =>
        Gen.Int[0, 9].Array[0, 10].Sample(places =>
        {
            IReadOnlyList<int> staying = UpstreamOrder.Staying(places);
            Assert.True(InOrder(staying));
            int most = Enumerable.Range(0, 1 << places.Length)
                .Select(set => Enumerable.Range(0, places.Length).Where(i => (set >> i & 1) != 0).ToArray())
                .Where(InOrder).Max(chosen => chosen.Length);
            Assert.Equal(most, staying.Count);

            bool InOrder(IReadOnlyList<int> chosen) => chosen.Zip(chosen.Skip(1))
                .All(pair => pair.First < pair.Second && places[pair.First] <= places[pair.Second]);
        });
}
