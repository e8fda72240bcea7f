using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Tests.Support;
using static MaintainerTools.Engine.Tests.Support.Literals;

namespace MaintainerTools.Engine.Tests.Diffing;

/// <summary>What is read from two trees in memory: <see cref="TreeDiff"/>, <see cref="FilePatch"/>, <see cref="DiffStatistics"/>.</summary>
public class FilePatchTests
{
    private readonly ScratchStore _store = new(new EmptyStore());

    [Fact]
    public void Paths_that_differ_come_in_git_s_order()
    {
        Oid old = Tree(_store, [("a/x", "1"), ("a.c", "1"), ("b", "1"), ("same/deep/f", "1"), ("to-folder", "1")]);
        Oid @new = Tree(_store, [("a/x", "2"), ("a.c", "2"), ("c", "1"), ("same/deep/f", "1"), ("to-folder/f", "1")]);
        IReadOnlyList<TreeChange> changes = TreeDiff.Compute(_store, old, @new);
        Assert.Equal(["a.c", "a/x", "b", "c", "to-folder", "to-folder/f"], changes.Select(c => c.Path));
        Assert.Equal([true, true, true, false, true, false], changes.Select(c => c.OldMode != 0));
        Assert.Equal([true, true, false, true, false, true], changes.Select(c => c.NewMode != 0));
        Assert.Empty(TreeDiff.Compute(_store, old, old));
        Assert.Equal(5, TreeDiff.Compute(_store, Oid.Zero, @new).Count);
    }

    [Fact]
    public void A_file_s_change_is_its_runs_without_context()
    {
        Oid old = Tree(_store, [("f", "a\nb\nc\nd\n")]), @new = Tree(_store, [("f", "a\nB\nc\nd\ne")]);
        FilePatch patch = Assert.Single(FilePatch.Compute(_store, old, @new));
        Assert.NotNull(patch.Runs);
        Assert.Equal(["-b\n+B\n", "+e"], patch.Runs.Select(r => string.Concat(r.Lines)));
    }

    [Fact]
    public void What_has_no_lines_is_told_by_its_objects()
    {
        Oid old = Tree(_store, [("f", "a\0b")]), @new = Tree(_store, [("f", "a\0c")]);
        FilePatch patch = Assert.Single(FilePatch.Compute(_store, old, @new));
        Assert.Null(patch.Runs);
        Assert.Empty(patch.Lines);
        Assert.Contains(patch.Change.NewId.ToString(), patch.Shape, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mode_alone_has_no_runs()
    {
        Oid blob = _store.Write(ObjectType.Blob, "x\n"u8);
        Oid old = Tree(_store, [("f", (EntryMode.Regular, blob))]), @new = Tree(_store, [("f", (EntryMode.Executable, blob))]);
        FilePatch patch = Assert.Single(FilePatch.Compute(_store, old, @new));
        Assert.Empty(Assert.IsAssignableFrom<IReadOnlyList<ChangedRun>>(patch.Runs));
        Assert.Equal("81a4>81ed", patch.Shape);
    }

    [Fact]
    public void A_blob_that_is_missing_is_equal_to_nothing()
    {
        Oid old = Tree(_store, [("f", (EntryMode.Regular, Id(1)))]), @new = Tree(_store, [("f", (EntryMode.Regular, Id(2)))]);
        Assert.Throws<MissingObjectException>(() => FilePatch.Compute(_store, old, @new));
    }

    [Fact]
    public void Space_of_any_kind_is_left_out() => Assert.Equal("abc", FilePatch.WithoutSpace(" a\tb\v\f c\r\n"));

    [Fact]
    public void Files_and_lines_are_counted_once_each()
    {
        Oid old = Tree(_store, [("a", "1\n2\n3\n"), ("bin", "\0"), ("gone", "x\ny\n"), ("same", "s")]);
        Oid @new = Tree(_store, [("a", "1\nX\nY\n3\n"), ("bin", "\0\0"), ("new", "z"), ("same", "s")]);
        var statistics = new DiffStatistics(_store);
        Assert.Equal(new ShortStat(4, 3, 3), statistics.Compute(old, @new, null, SilentMonitor.Instance));
        Assert.Equal(new ShortStat(1, 2, 1), statistics.Compute(old, @new, c => c.Path == "a", SilentMonitor.Instance));
        Assert.Equal(new ShortStat(4, 6, 0), statistics.Compute(Oid.Zero, @new, null, SilentMonitor.Instance));
    }

    [Theory]
    [InlineData("", "x/y", true)]
    [InlineData(".", "x", true)]
    [InlineData("x", "x", true)]
    [InlineData("./x/", "x/y", true)]
    [InlineData("x\\y", "x/y/z", true)]
    [InlineData("x", "xy", false)]
    [InlineData("x/y", "x", false)]
    public void A_limit_is_a_file_or_a_folder_with_all_below(string limit, string path, bool contains) =>
        Assert.Equal(contains, new PathLimit([limit]).Contains(path));
}
