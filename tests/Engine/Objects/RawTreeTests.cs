using CsCheck;
using MaintainerTools.Engine.Objects;
using static MaintainerTools.Engine.Tests.Support.Literals;

namespace MaintainerTools.Engine.Tests.Objects;

public class RawTreeTests
{
    private static readonly string[] s_modes = ["100644", "100755", "40000", "120000", "160000"];

    private static readonly Gen<byte[]> s_tree = Gen.Select(Gen.Int[0, 4], Gen.Char['a', 'c'].Array[1, 12], Gen.Int[1, 3]).Array[0, 8]
        .Select(entries => entries.SelectMany(e => Entry(s_modes[e.Item1], new string(e.Item2), e.Item3)).ToArray());

    [Fact]
    public void Entries_come_one_after_the_other_with_their_modes_as_git_reads_them()
    {
        byte[] data =
        [
            .. Entry("100644", "a", 1), .. Entry("100755", "b", 2), .. Entry("40000", "c", 3), .. Entry("120000", "d", 4), .. Entry("160000", "e", 5),
            .. Entry("100664", "f", 6), .. Entry("100775", "g", 7), .. Entry("040000", "h", 8),
        ];
        Assert.Equal(
            [
                ("a", EntryMode.Regular, 1), ("b", EntryMode.Executable, 2), ("c", EntryMode.Tree, 3), ("d", EntryMode.Symlink, 4),
                ("e", EntryMode.Submodule, 5), ("f", EntryMode.Regular, 6), ("g", EntryMode.Executable, 7), ("h", EntryMode.Tree, 8),
            ],
            Entries(data));
        var tree = new RawTree(data);
        Assert.True(tree.MoveNext());
        Assert.Equal(Text(Entry("100644", "a", 1)), Text(tree.Entry));
    }

    [Theory]
    [InlineData("100644 a")]
    [InlineData("100644 a\0short")]
    [InlineData("1x0644 a\0________________________")]
    [InlineData("40000")]
    public void A_tree_that_ends_within_an_entry_is_damage(string text) =>
        Assert.Equal("MalformedObject", Assert.Throws<MaintainerException>(() => Entries(Bytes(text))).ErrorId);

    [Fact]
    public void What_two_trees_begin_with_is_passed_over_entry_by_entry() =>
        Gen.Select(s_tree, s_tree, s_tree).Sample((start, x, y) =>
        {
            byte[] firstData = [.. start, .. x], secondData = [.. start, .. y];
            List<(string, int, int)> all = Entries(firstData), others = Entries(secondData);
            var first = new RawTree(firstData);
            var second = new RawTree(secondData);
            RawTree.SkipEqual(ref first, ref second);
            var (left, otherLeft) = (Rest(ref first), Rest(ref second));
            int passed = all.Count - left.Count;
            Assert.Equal(all.Zip(others).TakeWhile(e => e.First == e.Second).Count(), passed);
            Assert.Equal(all.Skip(passed), left);
            Assert.Equal(others.Skip(passed), otherLeft);
        });

    [Fact]
    public void The_first_zero_byte_is_found_wherever_it_is() =>
        Gen.Select(Gen.OneOf(Gen.Byte[0, 2], Gen.Const((byte)0x80)).Array[0, 40], Gen.Int[0, 40]).Sample((data, from) =>
        {
            from = Math.Min(from, data.Length);
            int wanted = data.AsSpan(from).IndexOf((byte)0);
            Assert.Equal(wanted < 0 ? -1 : from + wanted, RawTree.IndexOfZero(data, from));
        });

    private static byte[] Entry(string mode, string name, int id) => [.. Bytes($"{mode} {name}\0"), .. Id(id).ToByteArray()];

    private static List<(string Name, int Mode, int Id)> Entries(byte[] data)
    {
        var tree = new RawTree(data);
        return Rest(ref tree);
    }

    private static List<(string Name, int Mode, int Id)> Rest(ref RawTree tree)
    {
        var result = new List<(string, int, int)>();
        while (tree.MoveNext())
        {
            Assert.Equal(tree.Mode == EntryMode.Tree, tree.IsTree);
            result.Add((Text(tree.Name), tree.Mode, tree.Id.ToByteArray()[^1]));
        }
        return result;
    }
}
