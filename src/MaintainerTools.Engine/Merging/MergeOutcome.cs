using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Merging;

/// <summary>A path in conflict.</summary>
public sealed class MergeConflict
{
    /// <summary>The path in the result (see <see cref="GitPath.Decode"/>).</summary>
    public required string Path { get; init; }

    /// <summary>What kind of conflict; of several the one that git names first.</summary>
    public required ConflictKind Kind { get; init; }

    /// <summary>All kinds of conflict that the path is in.</summary>
    public required IReadOnlyList<ConflictKind> Kinds { get; init; }

    /// <summary>The base's version, stage 1 of git's index; null where there is none.</summary>
    public TreeValue? Base { get; init; }

    /// <summary>Our version, stage 2.</summary>
    public TreeValue? Ours { get; init; }

    /// <summary>Their version, stage 3.</summary>
    public TreeValue? Theirs { get; init; }

    /// <summary>The conflict as results show it.</summary>
    internal PathConflict ToResult() => new()
    {
        Path = Path,
        Kind = Kind.Name(),
        BaseBlob = Base?.Id.ToString(),
        OursBlob = Ours?.Id.ToString(),
        TheirsBlob = Theirs?.Id.ToString(),
    };
}

/// <summary>What git would make of a merge or a pick.</summary>
public sealed class MergeOutcome
{
    /// <summary>No conflict.</summary>
    public bool IsClean { get; init; }

    /// <summary>The result; with conflicts the tree that git leaves in the work tree, markers included. Zero where there is no answer.</summary>
    public Oid Tree { get; init; }

    /// <summary>The paths in conflict, in git's order of paths.</summary>
    public IReadOnlyList<MergeConflict> Conflicts { get; init; } = [];

    /// <summary>The same, each path once, sorted.</summary>
    public IReadOnlyList<string> ConflictPaths => InOrder(Conflicts.Select(c => c.Path));

    /// <summary>Paths of conflicts as all answers have them: each once, in order.</summary>
    internal static string[] InOrder(IEnumerable<string> paths) => [.. paths.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Every kind of conflict in it, those of folders included, each once in the order found.</summary>
    public IReadOnlyList<ConflictKind> Kinds { get; init; } = [];

    /// <summary>Why the answer may not be git's: a merge driver that was not run, an object that is missing. Null when it is git's.</summary>
    public string? NotVerified { get; init; }

    /// <summary>The object that the answer would have needed; null where none was missing.</summary>
    public Oid? MissingObject { get; init; }

    /// <summary>Entries that were looked at in the trees: what the answer took, as a count.</summary>
    internal int Entries { get; init; }

    /// <summary>The histories have no commit in common, which git merge refuses.</summary>
    public bool IsUnrelated { get; init; }
}
