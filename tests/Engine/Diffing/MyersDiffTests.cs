using CsCheck;
using MaintainerTools.Engine.Diffing;

namespace MaintainerTools.Engine.Tests.Diffing;

/// <summary><see cref="MyersDiff"/> and the <see cref="SnakeSearch"/> that it narrows the lines down for.</summary>
public class MyersDiffTests
{
    [Fact]
    public void Small_files_differ_by_as_few_lines_as_can_be() =>
        Gen.Select(Gen.Int[0, 2].Array[0, 7], Gen.Int[0, 2].Array[0, 7]).Sample(AssertMinimal, iter: 3000);

    [Fact]
    public void Files_whose_lines_all_have_a_counterpart_do_too() =>
        // No line is set aside where each occurs on both sides.
        Gen.Select(Gen.Int[0, 3].Array[0, 60], Gen.Int[0, 3].Array[0, 60]).Sample((x, y) => AssertMinimal([.. x, 0, 1, 2, 3], [.. y, 0, 1, 2, 3]), iter: 600);

    [Fact]
    public void A_search_that_gets_expensive_ends_and_keeps_equal_lines_in_step() =>
        Gen.Select(Gen.Int[0, 40].Array[2500, 4000], Gen.Int[0, 40].Array[2500, 4000]).Sample(
            (x, y) =>
            {
                (bool[] old, bool[] @new) = Run(x, y);
                AssertInStep(x, old, y, @new);
            },
            iter: 4, threads: 1);

    [Fact]
    public void A_long_common_run_in_much_noise_is_found()
    {
        int[] run = [.. Enumerable.Range(100, 400)];
        var random = new Random(1);
        int[] Noise() => [.. Enumerable.Range(0, 600).Select(_ => random.Next(100))];
        int[] x = [.. Noise(), .. run, .. Noise()], y = [.. Noise(), .. run, .. Noise()];
        (bool[] old, bool[] @new) = Run(x, y);
        AssertInStep(x, old, y, @new);
        Assert.DoesNotContain(true, old[600..1000]);
        Assert.DoesNotContain(true, @new[600..1000]);
    }

    [Fact]
    public void A_range_is_compared_by_itself_and_only_its_marks_are_set()
    {
        var (old, @new) = (new LineMarks(5), new LineMarks(5));
        old[0] = @new[4] = true;
        new MyersDiff(3).Run([0, 1, 2, 0, 0], 1, 4, old, [2, 1, 0, 2, 2], 1, 3, @new);
        Assert.Equal([true, false, true, false, false], Marks(old));
        Assert.Equal([false, false, false, false, true], Marks(@new));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(4, 4)]
    [InlineData(100, 16)]
    [InlineData(65535, 256)]
    public void The_rough_root_is_a_power_of_two_near_the_root(int number, int root) => Assert.Equal(root, MyersDiff.RoughSquareRoot(number));

    [Fact]
    public void The_search_marks_lines_by_their_places_in_the_file()
    {
        var (oldMarks, newMarks) = (new LineMarks(10), new LineMarks(10));
        var (old, @new) = (new MyersDiff.Side(), new MyersDiff.Side());
        old.Clear(3, oldMarks);
        @new.Clear(3, newMarks);
        foreach ((int line, int place) in new[] { (7, 1), (8, 4), (9, 8) })
            old.Add(line, place);
        foreach ((int line, int place) in new[] { (7, 0), (9, 3), (6, 9) })
            @new.Add(line, place);
        new SnakeSearch().Run(old, @new);
        Assert.Equal([4], Marks(oldMarks).Index().Where(m => m.Item).Select(m => m.Index));
        Assert.Equal([9], Marks(newMarks).Index().Where(m => m.Item).Select(m => m.Index));
    }

    private static void AssertMinimal(int[] x, int[] y)
    {
        (bool[] old, bool[] @new) = Run(x, y);
        AssertInStep(x, old, y, @new);
        Assert.Equal(LongestCommon(x, y), old.Count(changed => !changed));
    }

    private static (bool[] Old, bool[] New) Run(int[] x, int[] y)
    {
        var (old, @new) = (new LineMarks(x.Length), new LineMarks(y.Length));
        new MyersDiff(x.Concat(y).DefaultIfEmpty().Max() + 1).Run(x, old, y, @new);
        return (Marks(old), Marks(@new));
    }

    private static bool[] Marks(LineMarks marks) => [.. Enumerable.Range(0, marks.Count).Select(i => marks[i])];

    private static void AssertInStep(int[] x, bool[] old, int[] y, bool[] @new) =>
        Assert.Equal(x.Where((_, i) => !old[i]), y.Where((_, i) => !@new[i]));

    private static int LongestCommon(int[] x, int[] y)
    {
        int[,] length = new int[x.Length + 1, y.Length + 1];
        for (int i = x.Length - 1; i >= 0; i--)
        {
            for (int j = y.Length - 1; j >= 0; j--)
                length[i, j] = x[i] == y[j] ? length[i + 1, j + 1] + 1 : Math.Max(length[i + 1, j], length[i, j + 1]);
        }
        return length[0, 0];
    }
}
