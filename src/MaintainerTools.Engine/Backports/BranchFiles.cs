using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Backports;

/// <summary>The files that the branch has, and all contents that they had on it: what changes one of these finds the file as it expects it.</summary>
internal sealed class BranchFiles
{
    private readonly HashSet<string> _paths;
    private readonly HashSet<Oid> _contents;

    /// <summary>Reads the tip's tree and what each commit of the branch itself left of the files that it changes.</summary>
    /// <param name="objects">The repository's objects.</param>
    /// <param name="tip">The branch's tip.</param>
    /// <param name="own">The commits of the branch that upstream lacks.</param>
    public BranchFiles(IObjectReader objects, Oid tip, IEnumerable<Oid> own)
    {
        IReadOnlyList<TreeChange> files = TreeDiff.Compute(objects, Oid.EmptyTree, objects.ReadCommit(tip).Tree);
        _paths = [.. files.Select(file => file.Path)];
        _contents = [.. files.Select(file => file.NewId)];
        foreach (CommitObject commit in own.Select(id => objects.ReadCommit(id)))
            _contents.UnionWith(TreeDiff.Compute(objects, CommitTrees.RecordedBefore(objects, commit), commit.Tree).SelectMany(change => new[] { change.OldId, change.NewId }));
    }

    /// <summary>True where the branch has the file.</summary>
    public bool Has(string path) => _paths.Contains(path);

    /// <summary>True where a file of the branch had that content.</summary>
    public bool HasContent(Oid content) => _contents.Contains(content);
}
