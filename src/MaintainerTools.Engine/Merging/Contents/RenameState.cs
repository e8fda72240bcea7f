using MaintainerTools.Engine.Merging.Renames;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Merging.Contents;

/// <summary>Why the fate of a path that one side no longer has must be known.</summary>
internal enum SourceRelevance
{
    /// <summary>Was wanted for where its folder went, which is settled by now.</summary>
    NoMore = 0,

    /// <summary>The other side changed or deleted it.</summary>
    Content = 1,

    /// <summary>Its folder may have been renamed, and the other side added to that folder.</summary>
    Location = 2,
}

/// <summary>Whether it must be known where a removed folder went.</summary>
internal enum FolderRelevance
{
    /// <summary>No.</summary>
    None = 0,

    /// <summary>Only as part of a folder above it.</summary>
    Ancestor = 1,

    /// <summary>The other side added files to it.</summary>
    Itself = 2,
}

/// <summary>A path at one end of a file pair; mode 0 where that side does not have the file.</summary>
internal sealed class PairEnd(string path, TreeValue version)
{
    internal string Path = path;
    internal readonly TreeValue Version = version;

    /// <summary>A rename has used this source.</summary>
    internal bool IsUsed;

    internal bool IsPresent => Version.Mode != 0;

    /// <summary>The file's length and pieces as a search has read them, so that each is looked up once for all that it is compared with.</summary>
    internal long Size = -1;

    internal SpanCounts? Spans;
}

/// <summary>What became of a pair of paths between base and one side.</summary>
internal enum PairStatus
{
    Undecided,
    Added,
    Deleted,
    Renamed,
}

/// <summary>A file that one side added or deleted, or once renames are found, renamed.</summary>
internal sealed class FilePair(PairEnd old, PairEnd @new)
{
    internal PairEnd Old = old;
    internal readonly PairEnd New = @new;
    internal PairStatus Status;
    internal int Side;

    /// <summary>A source was found for what the side added.</summary>
    internal bool IsRename => Old.IsPresent && New.IsPresent;

    internal void SetStatus() => Status = IsRename ? PairStatus.Renamed : Old.IsPresent ? PairStatus.Deleted : PairStatus.Added;
}

/// <summary>All that is known about renames of one side (ours or theirs) against the base.</summary>
internal sealed class RenameState
{
    /// <summary>Files added and deleted, then renamed.</summary>
    internal List<FilePair> Pairs = [];

    /// <summary>Folders that the side no longer has.</summary>
    internal readonly Dictionary<string, FolderRelevance> FoldersRemoved = [];

    /// <summary>Deleted paths whose fate must be known.</summary>
    internal readonly Dictionary<string, SourceRelevance> Relevant = [];

    /// <summary>Old folder to new folders, with the number of files that went there.</summary>
    internal Dictionary<string, GitStringMap<int>> FolderCounts = [];

    /// <summary>Old folder to the new one, where that is clear.</summary>
    internal readonly Dictionary<string, string> FolderRenames = [];

    /// <summary>Folders changed on this side only, not walked yet, with the folder mask that held there.</summary>
    internal GitStringMap<(MergePath Path, int FolderMask)> Deferred = new();

    /// <summary>Folders changed on this side only may still be taken whole.</summary>
    internal bool MayTakeFolders = true;

    /// <summary>Folders that renames lead into: they must be walked.</summary>
    internal readonly HashSet<string> TargetFolders = [];

    /// <summary>From a first pass over the same trees: source to target, null where it was deleted.</summary>
    internal GitStringMap<string?> Known { get; private init; } = new();

    /// <summary>The targets of <see cref="Known"/>.</summary>
    internal HashSet<string> KnownTargets { get; private init; } = [];

    /// <summary>Sources that a first pass found not to matter.</summary>
    internal HashSet<string> KnownIrrelevant { get; private init; } = [];

    internal FolderRelevance RelevanceOf(string folder) => FoldersRemoved.GetValueOrDefault(folder);

    /// <summary>Remembers a rename for the second pass.</summary>
    internal void Remember(string source, string target)
    {
        Known.Set(source, target);
        KnownTargets.Add(target);
    }

    /// <summary>A fresh state that keeps what the first pass found.</summary>
    internal RenameState ForSecondPass() => new()
    {
        FolderCounts = FolderCounts,
        Known = Known,
        KnownTargets = KnownTargets,
        KnownIrrelevant = KnownIrrelevant,
    };
}
