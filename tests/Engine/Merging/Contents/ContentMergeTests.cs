using CsCheck;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Merging.Trees;
using static MaintainerTools.Engine.Tests.Support.Literals;

namespace MaintainerTools.Engine.Tests.Merging.Contents;

public class ContentMergeTests
{
    // As git merge-file writes them.
    [Theory]
    [InlineData(ConflictStyle.Merge, "1 b 2", "1 X 2", "1 Y 2", "1 <<< X === Y >>> 2", 1)]
    [InlineData(ConflictStyle.Diff3, "1 b 2", "1 X 2", "1 Y 2", "1 <<< X ||| b === Y >>> 2", 1)]
    [InlineData(ConflictStyle.Merge, "1 b 2", "1 p X q 2", "1 p Y q 2", "1 p <<< X === Y >>> q 2", 1)]
    [InlineData(ConflictStyle.Diff3, "1 b 2", "1 p X q 2", "1 p Y q 2", "1 <<< p X q ||| b === p Y q >>> 2", 1)]
    [InlineData(ConflictStyle.ZealousDiff3, "1 b 2", "1 p X q 2", "1 p Y q 2", "1 p <<< X ||| b === Y >>> q 2", 1)]
    [InlineData(ConflictStyle.Merge, "a 1 2 3 b", "X 1 2 3 P", "Y 1 2 3 Q", "<<< X 1 2 3 P === Y 1 2 3 Q >>>", 1)]
    [InlineData(ConflictStyle.Merge, "a 1 2 3 4 b", "X 1 2 3 4 P", "Y 1 2 3 4 Q", "<<< X === Y >>> 1 2 3 4 <<< P === Q >>>", 2)]
    [InlineData(ConflictStyle.Merge, "a b c d e", "a X c d e", "a b c d Y", "a X c d Y", 0)]
    [InlineData(ConflictStyle.Merge, "a b c", "a c", "a b c d", "a c d", 0)]
    public void Both_sides_changes_are_taken_and_conflicts_are_written_in_the_style_asked_for(
        object style, string @base, string ours, string theirs, string merged, int conflicts)
    {
        byte[] result = Merge(Lines(@base), Lines(ours), Lines(theirs), (ConflictStyle)style, false, out int left);
        Assert.Equal((merged, conflicts), (Shown(result), left));
    }

    [Fact]
    public void A_union_has_both_sides_lines()
    {
        byte[] result = Merge(Lines("1 b 2"), Lines("1 X 2"), Lines("1 Y 2"), ConflictStyle.Merge, true, out int conflicts);
        Assert.Equal(("1 X Y 2", 0), (Shown(result), conflicts));
    }

    [Fact]
    public void Markers_have_the_names_and_the_length_asked_for_and_the_line_ends_of_the_file()
    {
        var markers = new ConflictMarkers(side => Bytes(side == Side.Ours ? "mine" : side == Side.Base ? "old" : "yours"), 9, ConflictStyle.Diff3);
        TextLines[] versions = [.. new[] { "b", "X", "Y" }.Select(line => new TextLines(Bytes($"1\r\n{line}\r\n")))];
        byte[] result = ContentMerge.Merge(versions[0], versions[1], versions[2], markers, false, out _);
        Assert.Equal("1\r\n<<<<<<<<< mine\r\nX\r\n||||||||| old\r\nb\r\n=========\r\nY\r\n>>>>>>>>> yours\r\n", Text(result));
    }

    [Fact]
    public void A_last_line_without_its_end_gets_one_within_a_conflict()
    {
        byte[] result = Merge(Bytes("a\nb"), Bytes("a\nX"), Bytes("a\nY"), ConflictStyle.Merge, false, out int conflicts);
        Assert.Equal(("a <<< X === Y >>>", 1), (Shown(result), conflicts));
    }

    [Fact]
    public void One_side_s_changes_are_the_result_and_so_are_the_same_changes_of_both() =>
        Gen.Select(Files, Files).Sample((@base, side) =>
        {
            Assert.Equal(Text(side), Text(Merge(@base, side, @base, ConflictStyle.Merge, false, out int conflicts)));
            Assert.Equal(0, conflicts);
            Assert.Equal(Text(side), Text(Merge(@base, @base, side, ConflictStyle.Merge, false, out conflicts)));
            Assert.Equal(0, conflicts);
            Assert.Equal(Text(side), Text(Merge(@base, side, side, ConflictStyle.Merge, false, out conflicts)));
            Assert.Equal(0, conflicts);
        });

    [Fact]
    public void The_sides_can_change_places() =>
        Gen.Select(Files, Files, Files).Sample((@base, x, y) =>
        {
            byte[] one = Merge(@base, x, y, ConflictStyle.Diff3, false, out int conflicts);
            byte[] other = Merge(@base, y, x, ConflictStyle.Diff3, false, out int others);
            Assert.Equal(conflicts, others);
            if (conflicts == 0)
                Assert.Equal(Text(one), Text(other));
            else
                Assert.Contains("<<<<<<< ", Text(one), StringComparison.Ordinal);
        });

    private static byte[] Merge(byte[] @base, byte[] ours, byte[] theirs, ConflictStyle style, bool union, out int conflicts) => ContentMerge.Merge(
        new TextLines(@base), new TextLines(ours), new TextLines(theirs), new ConflictMarkers(side => Bytes($"side{side}"), 7, style), union, out conflicts);

    private static byte[] Lines(string words) => Bytes(words.Replace(' ', '\n') + "\n");

    private static string Shown(byte[] text) => string.Join(' ', Text(text).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
        line.Length >= 7 ? line[..3] : line));
}
