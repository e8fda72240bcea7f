using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Packs;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.History.Graph;

/// <summary>
/// The commit-graph of a repository, one file or a chain, found where git finds it: in the repository's own objects folder, else in the first alternate
/// that has one. Places count through the chain from its base.
/// </summary>
internal sealed class CommitGraph : IDisposable
{
    private readonly CommitGraphFile[] _files;
    private readonly int[] _starts;

    private CommitGraph(IReadOnlyList<CommitGraphFile> files, bool correctedDates)
    {
        _files = [.. files];
        _starts = new int[_files.Length + 1];
        for (int i = 0; i < _files.Length; i++)
            _starts[i + 1] = _starts[i] + _files[i].Count;
        HasCorrectedDates = correctedDates && Array.TrueForAll(_files, file => file.HasCorrectedDates);
        HasGenerations = Count > 0 && _files[^1].Count > 0 && _files[^1].LevelAt(new GraphFilePlace(0)) > 0;
    }

    /// <summary>How many commits it has.</summary>
    public int Count => _starts[^1];

    /// <summary>Generation numbers can be used: either kind.</summary>
    public bool HasGenerations { get; }

    /// <summary>They are corrected dates: every file of the chain has them, and commitGraph.generationVersion does not forbid it.</summary>
    public bool HasCorrectedDates { get; }

    /// <summary>Opens the repository's; null where there is none, where core.commitGraph is off, and where it is damaged: <paramref name="damage"/> says
    /// how then.</summary>
    public static CommitGraph? TryOpen(GitRepository repository, out string? damage)
    {
        damage = null;
        if (IsFalse(repository.Config("core.commitGraph")))
            return null;
        bool correctedDates = repository.Config("commitGraph.generationVersion") is not ("0" or "1");
        List<string> folders = ObjectFolders.Of(Path.Combine(repository.CommonDirectory, "objects"));
        foreach (string folder in folders)
        {
            List<CommitGraphFile>? files;
            string named = Path.Combine(folder, "info", "commit-graph");
            try
            {
                files = CommitGraphFile.TryOpen(named) is { } single ? [single] : OpenChain(folder, folders);
            }
            catch (InvalidDataException)
            {
                damage = $"'{(File.Exists(named) ? named : named + "s")}' is not in the format of one";
                return null;
            }
            if (files is null)
                continue;
            damage = CommitGraphCheck.Find(files);
            if (damage is null)
                return new CommitGraph(files, correctedDates);
            files.ForEach(file => file.Dispose());
            return null;
        }
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_files, file => file.Dispose());

    /// <summary>The commit's place; -1 where the graph does not have it.</summary>
    public int Find(Oid id)
    {
        for (int i = _files.Length - 1; i >= 0; i--)
        {
            GraphFilePlace place = _files[i].Find(id);
            if (place.IsThere)
                return _starts[i] + place.Index;
        }
        return -1;
    }

    /// <summary>The id at a place.</summary>
    public Oid IdAt(int place) => FileOf(place, out GraphFilePlace at).IdAt(at);

    /// <summary>The commit's tree.</summary>
    public Oid TreeAt(int place) => FileOf(place, out GraphFilePlace at).TreeAt(at);

    /// <summary>The committer date.</summary>
    public long DateAt(int place) => FileOf(place, out GraphFilePlace at).DateAt(at);

    /// <summary>The generation number, corrected date or level.</summary>
    public long GenerationAt(int place)
    {
        CommitGraphFile file = FileOf(place, out GraphFilePlace at);
        return HasCorrectedDates ? file.CorrectedDateAt(at) : file.LevelAt(at);
    }

    /// <summary>As <see cref="CommitGraphFile.ParentsAt"/>.</summary>
    public (int First, int Second) ParentsAt(int place) => FileOf(place, out GraphFilePlace at).ParentsAt(at);

    /// <summary>As <see cref="CommitGraphFile.AllParentsAt"/>.</summary>
    public int[] AllParentsAt(int place) => FileOf(place, out GraphFilePlace at).AllParentsAt(at);

    private CommitGraphFile FileOf(int place, out GraphFilePlace at)
    {
        at = new GraphFilePlace(place);
        if (_files.Length == 1)
            return _files[0];
        int file = Array.BinarySearch(_starts, place);
        if (file < 0)
            file = ~file - 1;
        // Empty files share their start with the next one.
        while (_files[file].Count == 0)
            file++;
        at = new GraphFilePlace(place - _starts[file]);
        return _files[file];
    }

    private static List<CommitGraphFile>? OpenChain(string folder, IReadOnlyList<string> folders)
    {
        string list = Path.Combine(folder, "info", "commit-graphs", "commit-graph-chain");
        if (!File.Exists(list))
            return null;
        var files = new List<CommitGraphFile>();
        try
        {
            foreach (string line in File.ReadAllLines(list))
            {
                string name = $"graph-{line.Trim()}.graph";
                CommitGraphFile? file = folders.Select(f => CommitGraphFile.TryOpen(Path.Combine(f, "info", "commit-graphs", name)))
                    .FirstOrDefault(f => f is not null);
                // git goes on with the part of the chain below a file that is missing.
                if (file is null || file.BaseCount != files.Count)
                {
                    file?.Dispose();
                    break;
                }
                files.Add(file);
            }
        }
        catch
        {
            files.ForEach(file => file.Dispose());
            throw;
        }
        return files.Count > 0 ? files : null;
    }

    private static bool IsFalse(string? value) => value?.ToLowerInvariant() is "false" or "no" or "off" or "0" or "";
}
