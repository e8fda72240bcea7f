using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Engine.Resolutions;

/// <summary>A move of a branch to a commit that does not descend from where it was.</summary>
/// <param name="Old">The old tip.</param>
/// <param name="New">The new one.</param>
/// <param name="How">What the reflog, or the name of the backup ref, says.</param>
internal readonly record struct BranchRewrite(Oid Old, Oid New, string How);

/// <summary>Reads how a branch was rewritten: its reflog, and the backup refs that this module's cmdlets keep.</summary>
internal static class BranchRewrites
{
    /// <summary>The rewrites that are known, oldest first, each old tip once. A ref that is no branch has none.</summary>
    internal static IReadOnlyList<BranchRewrite> Of(GitRepository repository, CommitHistory history, string topic, Oid tip)
    {
        var rewrites = new List<BranchRewrite>();
        if (repository.FullRefName(topic) is not { } name || !LocalBranch.Is(name))
            return rewrites;
        var seen = new HashSet<Oid>();
        foreach (RefMove move in repository.MovesOf(name).Reverse())
            Add(move.Old, move.New, "reflog: " + (move.Message.Length == 0 ? "no message" : move.Message));
        string backups = RepositoryWriter.BackupFolder(name);
        foreach ((string backup, Oid old) in repository.References().Where(r => r.Name.StartsWith(backups, StringComparison.Ordinal)))
            Add(old, tip, backup);
        return rewrites;

        void Add(Oid from, Oid to, string how)
        {
            // Reflogs outlive the objects that they name.
            if (from.IsZero || to.IsZero || !history.Objects.Contains(from) || !history.Objects.Contains(to))
                return;
            if (!history.IsAncestor(from, to) && seen.Add(from))
                rewrites.Add(new BranchRewrite(from, to, how));
        }
    }
}
