using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Topics;

/// <summary>
/// The commits of a series that others may have built on: those that the upstream branch, the default branch of a remote, a tag, or a remote-tracking
/// branch holds; and what a merge brought in of a local branch that has a life of its own. The topic's own counterpart on a remote does not count: what
/// is under review is pushed there.
/// </summary>
internal sealed class PublishedCommits
{
    private readonly CommitHistory _history;
    private readonly SeriesRange _range;
    private readonly List<Holder> _refs;
    private readonly HashSet<Oid> _held;
    private readonly Dictionary<Oid, Holder> _holders = [];

    private PublishedCommits(CommitHistory history, SeriesRange range, List<Holder> refs, HashSet<Oid> held) =>
        (_history, _range, _refs, _held) = (history, range, refs, held);

    /// <summary>A ref that holds commits, and of a local branch that was merged why it is no part of the series; null of one that publishes.</summary>
    private sealed record Holder(string Name, Oid Tip, string? WhyOther);

    /// <summary>Finds those of since..topic.</summary>
    /// <param name="workspace">The repository and its history.</param>
    /// <param name="range">The commits of since..topic.</param>
    /// <param name="since">The commit below.</param>
    /// <param name="topic">The tip.</param>
    /// <param name="name">The full name of the ref by which the topic was named; null where that was none.</param>
    internal static PublishedCommits Find(HistoryWorkspace workspace, SeriesRange range, Oid since, Oid topic, string? name)
    {
        CommitHistory history = workspace.History;
        List<Holder> refs = [.. Refs(workspace.Repository, name).Where(r => r.Tip != since).Select(r => new Holder(r.Name, r.Tip, null))];
        Oid[] below = since.IsZero ? [] : [since];
        HashSet<Oid> held = refs.Count == 0 ? []
            : [.. range.Commits.Except(history.Range([.. below, .. refs.Select(r => r.Tip).Distinct()], [topic], workspace.Monitor))];
        foreach ((string branch, Oid tip, string why, IEnumerable<Oid> brought) in new MergedBranches(workspace.Repository, history, range)
            .Find(topic, name, held))
        {
            refs.Add(new Holder(branch, tip, why));
            held.UnionWith(brought);
        }
        return new PublishedCommits(history, range, refs, held);
    }

    /// <summary>Why a commit is no target; null where it is one.</summary>
    internal string? Refusal(Oid commit, string subject) => HolderOf(commit) is not { } holder ? null
        : (holder.WhyOther is { } why ? $"'{subject}' came with a merge of {Spell(holder.Name)}, {why}"
            : $"'{subject}' is published: {Spell(holder.Name)} holds it")
            + " (-AllowPublished changes it all the same)";

    /// <summary>The ref that holds a commit, as people write it; null where none does.</summary>
    internal string? By(Oid commit) => HolderOf(commit) is { } holder ? Spell(holder.Name) : null;

    private Holder? HolderOf(Oid commit)
    {
        if (!_held.Contains(commit))
            return null;
        if (!_holders.TryGetValue(commit, out Holder? holder))
        {
            // What one ref holds, it holds with all that is below.
            holder = _holders.FirstOrDefault(known => _range.Reaches(known.Key, commit)).Value ?? _refs.First(r => _history.IsAncestor(commit, r.Tip));
            _holders[commit] = holder;
        }
        return holder;
    }

    private static string Spell(string name) => (RefName.IsTag(name) ? "the tag " : "") + (RefName.Short(name) ?? name);

    /// <summary>The refs that publish, the most telling first.</summary>
    private static IEnumerable<(string Name, Oid Tip)> Refs(GitRepository repository, string? name)
    {
        string? branch = name is not null && LocalBranch.Is(name) ? name : null;
        string? shortName = (branch is null ? null : LocalBranch.ShortName(branch)) ?? (name is null ? null : BranchTies.NameOnRemote(repository, name));
        string? counterpart = branch is null ? null : BranchTies.Counterpart(repository, branch);
        string? upstream = branch is null ? null : BranchTies.Upstream(repository, branch);
        HashSet<string> defaults = [.. BranchTies.DefaultBranches(repository)];
        var ranked = new List<(int Rank, string Name, Oid Id)>();
        foreach ((string other, Oid id) in repository.References().Where(r => r.Name != name))
        {
            int rank = defaults.Contains(other) ? 1
                : IsOwn(other) ? -1
                : other == upstream ? 0
                : RefName.IsRemote(other) ? (RefName.IsRemoteHead(other) ? -1 : 2)
                : RefName.IsTag(other) ? 3 : -1;
            if (rank >= 0)
                ranked.Add((rank, other, id));
        }
        foreach ((_, string other, Oid id) in ranked.OrderBy(r => r.Rank))
        {
            if (Peel(repository, id) is { } tip)
                yield return (other, tip);
        }

        bool IsOwn(string other) => other == counterpart || (shortName is not null && BranchTies.NameOnRemote(repository, other) == shortName);
    }

    /// <summary>The commit that a ref or an annotated tag names; null for a tag of something else, and where it is not here.</summary>
    private static Oid? Peel(GitRepository repository, Oid id)
    {
        try
        {
            return repository.ResolveCommit(id.ToString());
        }
        catch (MaintainerException)
        {
            return null;
        }
    }
}
