using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Merging.Trees;

namespace MaintainerTools.Engine.Merging.Renames;

/// <summary>
/// Counts per removed folder where its files went. From that come guesses for files whose base name occurs more than once, the
/// folders that need no more renames to be decided, and in the end the folder renames themselves.
/// </summary>
internal sealed class FolderRenameCounts
{
    // Stands for "not known yet": no folder is called that.
    private const string Unknown = "/";

    private readonly RenameState _renames;
    private readonly Dictionary<string, string> _guesses = [];
    private readonly Dictionary<string, int> _targetIndex = [];

    internal FolderRenameCounts(RenameState renames) => _renames = renames;

    /// <summary>Counts what is known from files moved unchanged.</summary>
    internal void Start(List<FilePair> targets)
    {
        for (int i = 0; i < targets.Count; i++)
        {
            if (targets[i].IsRename)
                Count(targets[i].Old.Path, targets[i].New.Path);
            else
                _targetIndex[targets[i].New.Path] = i;
        }
        foreach ((string source, string? target) in _renames.Known.Walk())
        {
            if (target is not null)
                Count(source, target);
        }
        foreach ((string folder, GitStringMap<int> counts) in _renames.FolderCounts)
        {
            int most = 0;
            foreach ((string target, int count) in counts.Walk())
            {
                if (count > most)
                    (most, _guesses[folder]) = (count, target);
            }
        }
    }

    /// <summary>Counts one rename for its folder, and for the folders above as long as they end alike.</summary>
    internal void Count(string source, string target)
    {
        bool first = true;
        while (true)
        {
            string sourceName = PathText.BaseNameOf(source), targetName = PathText.BaseNameOf(target);
            source = PathText.FolderOf(source);
            target = PathText.FolderOf(target);
            if (!_renames.FoldersRemoved.TryGetValue(source, out FolderRelevance relevance))
                return;
            if (!first && sourceName != targetName)
                return;
            if (first || relevance == FolderRelevance.Itself)
                Increment(source, target);
            first = false;
            if (relevance == FolderRelevance.None || source.Length == 0 || target.Length == 0)
                return;
        }
    }

    /// <summary>Where the file would be if it had gone with its folder: an index into the targets, or -1.</summary>
    internal int GuessTarget(string source) =>
        _guesses.TryGetValue(PathText.FolderOf(source), out string? folder) &&
        _targetIndex.TryGetValue(folder + "/" + PathText.BaseNameOf(source), out int target) ? target : -1;

    /// <summary>The sources whose renames still matter: those wanted for their folder alone do not once its fate is certain.</summary>
    internal List<PairEnd> DropSettled(List<PairEnd> sources)
    {
        foreach (PairEnd source in sources)
        {
            for (string folder = PathText.FolderOf(source.Path);
                folder.Length > 0 && _renames.RelevanceOf(folder) != FolderRelevance.None;
                folder = PathText.FolderOf(folder))
                Increment(folder, Unknown);
        }
        foreach ((string folder, GitStringMap<int> counts) in _renames.FolderCounts)
        {
            if (_renames.RelevanceOf(folder) == FolderRelevance.Itself && IsCertain(counts))
                _renames.FoldersRemoved[folder] = FolderRelevance.Ancestor;
        }
        var left = new List<PairEnd>(sources.Count);
        foreach (PairEnd source in sources)
        {
            if (_renames.Relevant[source.Path] == SourceRelevance.Location && !ServesAnyFolder(source.Path))
                _renames.Relevant[source.Path] = SourceRelevance.NoMore;
            else
                left.Add(source);
        }
        return left;
    }

    /// <summary>Leaves the counts from which folder renames are read.</summary>
    internal void DropIrrelevant()
    {
        var kept = new Dictionary<string, GitStringMap<int>>();
        foreach ((string folder, GitStringMap<int> counts) in _renames.FolderCounts)
        {
            if (_renames.RelevanceOf(folder) == FolderRelevance.None)
                continue;
            var known = new GitStringMap<int>();
            foreach ((string target, int count) in counts.Walk())
            {
                if (target != Unknown)
                    known.Set(target, count);
            }
            kept.Add(folder, known);
        }
        _renames.FolderCounts = kept;
    }

    private bool ServesAnyFolder(string path)
    {
        string folder = PathText.FolderOf(path);
        while (true)
        {
            FolderRelevance relevance = _renames.RelevanceOf(folder);
            if (relevance != FolderRelevance.Ancestor)
                return relevance == FolderRelevance.Itself;
            folder = PathText.FolderOf(folder);
        }
    }

    private void Increment(string source, string target)
    {
        if (!_renames.FolderCounts.TryGetValue(source, out GitStringMap<int>? counts))
            _renames.FolderCounts.Add(source, counts = new GitStringMap<int>());
        counts.Set(target, counts.GetOrDefault(target) + 1);
    }

    private static bool IsCertain(GitStringMap<int> counts)
    {
        int first = 0, second = 0, unknown = 0;
        foreach ((string target, int count) in counts.Walk())
        {
            if (target == Unknown)
                unknown = count;
            else if (count >= first)
                (first, second) = (count, first);
            else if (count >= second)
                second = count;
        }
        return first > second + unknown;
    }
}
