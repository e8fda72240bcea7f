using MaintainerTools.Engine.Merging.Trees;

namespace MaintainerTools.Engine.Merging.Contents;

/// <summary>
/// What one merge after the other keeps its paths and folders in: picks in a series need much the same each time, and making it anew costs a
/// tenth of the whole. For one merge at a time.
/// </summary>
internal sealed class MergeRoom
{
    // Up to this it costs nothing to keep; to empty a larger one takes as long as a small merge.
    private const int Small = 2000;

    private const int MostKept = 200_000;

    // A large one is kept while now and then a merge fills so much of it: picks onto a branch that is years away each need all of it again.
    private const int PartInUse = 8;
    private const int MostSmallUses = 16;

    private readonly List<MergePath> _paths = [];
    private readonly List<MergeFolder> _folders = [];
    private int _usedPaths;
    private int _usedFolders;
    private int _smallUses;

    internal Dictionary<string, MergePath> Paths { get; } = new(100);

    internal Dictionary<string, MergeFolder> Folders { get; } = new(16);

    /// <summary>A path of which nothing is known yet.</summary>
    internal MergePath NewPath(string path, string folder)
    {
        if (_usedPaths == _paths.Count)
            _paths.Add(new MergePath { Path = path, Folder = folder });
        MergePath taken = _paths[_usedPaths++];
        taken.Reset(path, folder);
        return taken;
    }

    /// <summary>A folder with nothing in it.</summary>
    internal MergeFolder NewFolder()
    {
        if (_usedFolders == _folders.Count)
            _folders.Add(new MergeFolder());
        return _folders[_usedFolders++];
    }

    /// <summary>Makes room for the next merge; nothing of the last may be looked at any more. False where it is not worth keeping.</summary>
    internal bool TryClear()
    {
        bool isSmall = _paths.Count <= Small && _folders.Count <= Small;
        _smallUses = isSmall || _usedPaths >= _paths.Count / PartInUse ? 0 : _smallUses + 1;
        if (_paths.Count > MostKept || _smallUses > MostSmallUses)
            return false;
        for (int i = 0; i < _usedFolders; i++)
            _folders[i].Clear();
        (_usedPaths, _usedFolders) = (0, 0);
        Paths.Clear();
        Folders.Clear();
        return true;
    }
}
