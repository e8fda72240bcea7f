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
