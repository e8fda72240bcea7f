using CsCheck;
using MaintainerTools.Engine.RangeDiff;

namespace MaintainerTools.Engine.Tests.RangeDiff;

public class LinearAssignmentTests
{
    [Fact]
    public void Up_to_three_rows_no_other_assignment_costs_less() =>
        Gen.Int[1, 3].SelectMany(size => Gen.OneOf(Gen.Int[0, 3], Gen.Int[0, 1000]).Array[size * size].Select(costs => (size, costs))).Sample(
            problem =>
            {
                (int size, int[] costs) = problem;
                int[] rowOf = LinearAssignment.Solve(size, costs);
                Assert.Equal(Enumerable.Range(0, size), rowOf.Order());
                Assert.Equal(Least(size, costs), Cost(size, costs, rowOf));
            },
            iter: 2000);

    /// <summary>git's last step can go on with another column than the one that it has found, and so does ours: then the answer is not the cheapest.</summary>
    [Fact]
    public void Of_larger_ones_nearly_all_are_the_cheapest()
    {
        var random = new Random(5);
        int cheapest = 0;
        for (int problem = 0; problem < 1000; problem++)
        {
            int size = random.Next(4, 7);
            int[] costs = [.. Enumerable.Range(0, size * size).Select(_ => random.Next(1000))];
            int[] rowOf = LinearAssignment.Solve(size, costs);
            if (!rowOf.Contains(-1) && Cost(size, costs, rowOf) == Least(size, costs))
                cheapest++;
        }
        Assert.InRange(cheapest, 950, 1000);
    }

    [Fact]
    public void A_chain_of_second_best_choices_is_followed_to_its_end() =>
        // Each row's cheapest column is the first; only one can have it.
        Assert.Equal([2, 0, 1], LinearAssignment.Solve(3, [1, 2, 9, 1, 9, 3, 0, 9, 9]));

    [Fact]
    public void Nothing_and_one_need_no_choice()
    {
        Assert.Empty(LinearAssignment.Solve(0, []));
        Assert.Equal([0], LinearAssignment.Solve(1, [7]));
    }

    private static int Cost(int size, int[] costs, int[] rowOf) => rowOf.Select((row, column) => costs[(row * size) + column]).Sum();

    private static int Least(int size, int[] costs)
    {
        return From(0, 0);

        int From(int column, int taken) => column == size
            ? 0
            : Enumerable.Range(0, size).Where(row => (taken & (1 << row)) == 0).Min(row => costs[(row * size) + column] + From(column + 1, taken | (1 << row)));
    }
}
