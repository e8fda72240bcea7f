using CsCheck;
using MaintainerTools.Engine.Diffing;
using static MaintainerTools.Engine.Tests.Support.Literals;

namespace MaintainerTools.Engine.Tests.Diffing;

public class LineDiffTests
{
    [Theory]
    [InlineData(DiffAlgorithm.Myers, true)]
    [InlineData(DiffAlgorithm.Myers, false)]
    [InlineData(DiffAlgorithm.Histogram, true)]
    [InlineData(DiffAlgorithm.Histogram, false)]
    public void The_changes_make_the_new_file_of_the_old_and_the_old_of_the_new(DiffAlgorithm algorithm, bool indents) =>
        Gen.Select(Files, Files).Sample(
            (old, @new) =>
            {
                var (x, y) = (new TextLines(old), new TextLines(@new));
                IReadOnlyList<LineChange> changes = LineDiff.Compute(x, y, algorithm, indents);
                Assert.Equal(Text(@new), Applied(x, y, changes));
                Assert.Equal(Text(old), Applied(y, x, [.. changes.Select(c => new LineChange(c.NewStart, c.NewCount, c.OldStart, c.OldCount))]));
                // Between two changes there is a line that stays; no change is empty.
                Assert.All(
                    changes.Zip(changes.Skip(1)), pair => Assert.True(pair.First.OldEnd < pair.Second.OldStart && pair.First.NewEnd < pair.Second.NewStart));
                Assert.DoesNotContain(changes, c => c is { OldCount: 0, NewCount: 0 });
                Assert.Equal(old.AsSpan().SequenceEqual(@new), changes.Count == 0);
            },
            iter: 1500);

    [Fact]
    public void Without_context_the_changes_are_right_also_behind_a_long_common_end() =>
        Gen.Select(Files, Files, Gen.Int[0, 700]).Sample(
            (old, @new, length) =>
            {
                byte[] tail = Bytes("\n" + string.Concat(Enumerable.Range(0, length).Select(i => i % 7 == 0 ? "\n" : "tail")));
                var (x, y) = (new TextLines([.. old, .. tail]), new TextLines([.. @new, .. tail]));
                IReadOnlyList<LineChange> changes = LineDiff.ComputeWithoutContext(x, y);
                // The lines that both were cut by belong to neither change.
                Assert.Equal(Text(y.Data), Applied(x, y, changes));
            },
            iter: 500);

    [Fact]
    public void A_change_that_can_slide_rests_at_its_lowest_place() =>
        Assert.Equal([new LineChange(3, 0, 3, 1)], LineDiff.Compute(Letters("abbc"), Letters("abbbc")));

    [Fact]
    public void Empty_files_differ_by_all_lines_of_the_other()
    {
        Assert.Equal([new LineChange(0, 0, 0, 3)], LineDiff.Compute(Letters(""), Letters("abc")));
        Assert.Equal([new LineChange(0, 3, 0, 0)], LineDiff.Compute(Letters("abc"), Letters("")));
        Assert.Empty(LineDiff.Compute(Letters(""), Letters("")));
    }

    [Fact]
    public void A_missing_newline_at_the_end_is_a_change() =>
        Assert.Equal([new LineChange(1, 1, 1, 1)], LineDiff.Compute(new TextLines(Bytes("a\nb\n")), new TextLines(Bytes("a\nb"))));

    private static string Applied(TextLines old, TextLines @new, IReadOnlyList<LineChange> changes)
    {
        using var output = new MemoryStream();
        int at = 0;
        foreach (LineChange change in changes)
        {
            output.Write(old.Range(at, change.OldStart - at));
            output.Write(@new.Range(change.NewStart, change.NewCount));
            at = change.OldEnd;
        }
        output.Write(old.Range(at, old.Count - at));
        return Text(output.ToArray());
    }
}
