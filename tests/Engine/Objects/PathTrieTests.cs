using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Objects;

public sealed class PathTrieTests
{
    [Fact]
    public void Only_what_lies_on_a_path_is_looked_at()
    {
        using var repository = new TestRepository(bare: true);
        using GitRepository opened = repository.Open();
        var store = new ScratchStore(opened.Objects);
        Oid file = store.Write(ObjectType.Blob, "x\n"u8);
        // Of the sub-trees "d" alone is asked for; "other" is not there.
        Oid inner = TreeEditor.Apply(store, Oid.Zero,
            new Dictionary<string, TreeValue> { ["f"] = (EntryMode.Regular, file), ["g"] = (EntryMode.Regular, file) });
        var missing = Oid.Parse(new string('1', 40));
        Oid tree = new TreeBuilder().Add("d"u8, EntryMode.Tree, inner).Add("other"u8, EntryMode.Tree, missing).Write(store);
        var trie = new PathTrie<int>([("d/f", 1), ("d", 2), ("nosuch/f", 3), ("a", 4)]);
        Assert.Equal([("a", 4), ("d", 2), ("d/f", 1), ("nosuch/f", 3)], trie.Paths());
        (PathTrie<int> Below, TreeValue Entry)[] top = [.. trie.In(store, tree)];
        Assert.Equal([(true, false, default(TreeValue)), (true, true, new TreeValue(EntryMode.Tree, inner)), (false, true, default)],
            top.Select(x => (x.Below.IsPath, x.Below.IsFolder, x.Entry)));
        Assert.Equal([new TreeValue(EntryMode.Regular, file)], top[1].Below.In(store, inner).Select(x => x.Entry));
        Assert.Equal([default], top[2].Below.In(store, Oid.Zero).Select(x => x.Entry));
    }
}
