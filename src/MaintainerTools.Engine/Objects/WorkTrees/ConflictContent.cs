namespace MaintainerTools.Engine.Objects.WorkTrees;

/// <summary>One version of a path in conflict; zero mode where there is none.</summary>
internal readonly record struct ConflictStage(string Path, TreeValue? Base, TreeValue? Ours, TreeValue? Theirs);

/// <summary>What a linked work tree shows of a pick that conflicts: what git cherry-pick leaves, so that git status and merge tools know it.</summary>
internal sealed class ConflictContent
{
    /// <summary>The commit on which the pick is made; HEAD is there, detached.</summary>
    public required Oid Head { get; init; }

    /// <summary>The tree with conflict markers in its files.</summary>
    public required Oid Tree { get; init; }

    /// <summary>The conflicts.</summary>
    public required IReadOnlyList<ConflictStage> Conflicts { get; init; }

    /// <summary>The commit that is picked.</summary>
    public required Oid Picked { get; init; }

    /// <summary>The message for the commit to be made.</summary>
    public required byte[] Message { get; init; }

    /// <summary>The name of the file in which it is kept how picking goes on.</summary>
    public required string StateName { get; init; }

    /// <summary>What is kept there.</summary>
    public required byte[] State { get; init; }

    /// <summary>Commits that are made already and that what comes after the conflict stands on, though HEAD does not.</summary>
    public IReadOnlyList<Oid> Made { get; init; } = [];

    /// <summary>The objects that it needs.</summary>
    internal IEnumerable<Oid> Objects => Conflicts.SelectMany(c => new[] { c.Base, c.Ours, c.Theirs }).OfType<TreeValue>()
        .Where(v => v.Mode != EntryMode.Submodule).Select(v => v.Id).Append(Tree).Append(Head).Concat(Made);

    /// <summary>The files in the work tree's git directory that say so.</summary>
    internal IEnumerable<(string Path, byte[] Content)> Files(string gitDirectory) =>
    [
        (Path.Combine(gitDirectory, "HEAD"), System.Text.Encoding.ASCII.GetBytes(Head + "\n")),
        (Path.Combine(gitDirectory, "CHERRY_PICK_HEAD"), System.Text.Encoding.ASCII.GetBytes(Picked + "\n")),
        (Path.Combine(gitDirectory, "MERGE_MSG"), Message),
        (Path.Combine(gitDirectory, StateName), State),
    ];
}

/// <summary>A linked work tree to be made.</summary>
/// <param name="Folder">Its folder, whole.</param>
/// <param name="Content">What it shows.</param>
internal sealed record NewWorktree(string Folder, ConflictContent Content);
