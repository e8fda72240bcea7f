namespace MaintainerTools.Engine.Merging;

/// <summary>
/// What one merge after the other keeps its paths and folders in: picks in a series need much the same each time, and making it anew costs a
/// tenth of the whole. For one merge at a time.
/// </summary>
internal sealed class MergeRoom
{
    // A large merge's is not kept: to empty it would take longer than a small merge.
    private const int MostKept = 2000;

    private readonly List<MergePath> _paths = [];
    private readonly List<MergeFolder> _folders = [];
    private int _usedPaths;
    private int _usedFolders;

    internal Dictionary<string, MergePath> Paths { get; } = new(100);

    internal Dictionary<string, MergeFolder> Folders { get; } = new(16);

    /// <summary>True where it is worth keeping.</summary>
    internal bool IsSmall => _paths.Count <= MostKept && _folders.Count <= MostKept && Paths.Count <= MostKept;

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

    /// <summary>Makes room for the next merge; nothing of the last may be looked at any more.</summary>
    internal void Clear()
    {
        for (int i = 0; i < _usedFolders; i++)
            _folders[i].Clear();
        (_usedPaths, _usedFolders) = (0, 0);
        Paths.Clear();
        Folders.Clear();
    }
}
