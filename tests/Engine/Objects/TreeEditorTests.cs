using CsCheck;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Tests.Support;
using static MaintainerTools.Engine.Tests.Support.Literals;

namespace MaintainerTools.Engine.Tests.Objects;

public class TreeEditorTests
{
    private static readonly string[] s_names = ["a", "a.b", "a-b", "b"];

    // Few names, so that files and folders meet; "a.b" and "a-b" stand on either side of the folder "a".
    private static readonly Gen<string> s_path = Gen.Int[0, 3].Array[1, 3].Select(names => string.Join('/', names.Select(n => s_names[n])));

    // Zero removes.
    private static readonly Gen<Dictionary<string, TreeValue>> s_edits = Gen.Select(s_path, Gen.Int[0, 3]).Array[0, 8]
        .Select(edits => edits.DistinctBy(e => e.Item1)
            .ToDictionary(e => e.Item1, e => e.Item2 == 0 ? default : new TreeValue(EntryMode.Regular, Id(e.Item2))));

    [Fact]
    public void An_edited_tree_is_the_one_that_is_built_from_the_edited_files() =>
        Gen.Select(s_edits, s_edits).Sample(
            (first, edits) =>
            {
                var store = new ScratchStore(new EmptyStore());
                var files = new Dictionary<string, TreeValue>();
                Edit(files, first);
                Oid tree = Build(store, files);
                Edit(files, edits);
                Assert.Equal(Build(store, files), TreeEditor.Apply(store, tree, edits));
            },
            iter: 3000);

    [Fact]
    public void Folders_that_become_empty_go_and_the_last_leaves_the_empty_tree()
    {
        var store = new ScratchStore(new EmptyStore());
        Oid tree = Tree(store, [("x/y/z", "1")]);
        Assert.Equal(Oid.EmptyTree, TreeEditor.Apply(store, tree, new Dictionary<string, TreeValue> { ["x/y/z"] = default }));
        Assert.Equal(tree, TreeEditor.Apply(store, tree, new Dictionary<string, TreeValue>()));
    }

    [Fact]
    public void Entries_that_are_not_edited_keep_their_bytes_and_what_they_name_is_not_read()
    {
        var store = new ScratchStore(new EmptyStore());
        // The old mode of a group-writable file, and a sub-tree that is not there.
        byte[] data = [.. Bytes("100664 a\0"), .. Id(1).ToByteArray(), .. Bytes("40000 b\0"), .. Id(2).ToByteArray()];
        Oid edited = TreeEditor.Apply(store, store.Write(ObjectType.Tree, data), new Dictionary<string, TreeValue> { ["c"] = (EntryMode.Symlink, Id(3)) });
        Assert.Equal(Text([.. data, .. Bytes("120000 c\0"), .. Id(3).ToByteArray()]), Text(store.Read(edited, ObjectType.Tree)));
    }

    [Fact]
    public void Paths_are_looked_up_folder_by_folder()
    {
        var store = new ScratchStore(new EmptyStore());
        Oid tree = Tree(store, [("x/y/z", "1"), ("f", "2")]);
        var paths = new TreePaths(store, tree);
        Assert.Equal(new TreeValue(EntryMode.Regular, ScratchStore.Hash(ObjectType.Blob, "1"u8)), paths.Find("x/y/z"));
        Assert.Equal(EntryMode.Tree, paths.Find("x/y").Mode);
        Assert.Equal(new TreeValue(EntryMode.Tree, tree), paths.Find(""));
        Assert.Equal([default, default, default], [paths.Find("x/q"), paths.Find("f/q"), paths.Find("x/y/z/q")]);
        Assert.Equal(default, TreeValue.In(store, tree, "x/y"));
    }

    private static Oid Build(ScratchStore store, Dictionary<string, TreeValue> files) =>
        Tree(store, (IReadOnlyCollection<(string, TreeValue)>)[.. files.Select(f => (f.Key, f.Value))]);

    private static void Edit(Dictionary<string, TreeValue> files, Dictionary<string, TreeValue> edits)
    {
        foreach ((string path, _) in edits.Where(e => e.Value.Mode == 0))
            RemoveAll(path);
        foreach ((string path, TreeValue value) in edits.Where(e => e.Value.Mode != 0).OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            RemoveAll(path);
            // A path that runs through a file replaces it.
            for (int slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
                files.Remove(path[..slash]);
            files[path] = value;
        }

        void RemoveAll(string path)
        {
            foreach (string below in files.Keys.Where(f => f == path || f.StartsWith(path + "/", StringComparison.Ordinal)).ToArray())
                files.Remove(below);
        }
    }
}
