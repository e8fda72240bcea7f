using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Topics;

/// <summary>
/// The local branches that a series merged though they are no part of it: without a remote nothing else says that "Merge branch 'main'" brought in what
/// others work on. Such a branch has a name that main branches have, or it has gone on since it was merged. One that was merged whole is a
/// branch of the series' own, and so is one that a rewrite has left behind: it does not hold what is merged now.
/// </summary>
internal sealed class MergedBranches(GitRepository repository, CommitHistory history, SeriesRange range)
{
    private static readonly string[] s_mainNames = ["main", "master", "trunk"];

    /// <summary>Each such branch, why it is no part of the series, and the commits of the range that merges brought in of it.</summary>
    /// <param name="topic">The tip of the series.</param>
    /// <param name="name">The full name of the ref by which it was named; null where that was none.</param>
    /// <param name="known">Commits that need no such branch.</param>
    internal IEnumerable<(string Branch, Oid Tip, string Why, IEnumerable<Oid> Brought)> Find(Oid topic, string? name, IReadOnlySet<Oid> known)
    {
        List<(Oid Merge, IReadOnlyList<Oid> Merged, HashSet<Oid> Brought)> merges = [.. Merges(topic)];
        merges.ForEach(m => m.Brought.ExceptWith(known));
        merges.RemoveAll(m => m.Brought.Count == 0);
        if (merges.Count == 0)
            yield break;
        foreach ((string branch, Oid tip) in repository.References().Where(r => LocalBranch.Is(r.Name) && r.Name != name))
        {
            bool isMain = IsMain(branch);
            if (history.FindNamed(tip.ToString()) is null || (!isMain && history.IsAncestor(tip, topic)))
                continue;
            // Who holds the merge itself began there, and is not what was merged.
            HashSet<Oid> brought = [.. merges.Where(m => !history.IsAncestor(m.Merge, tip) && (isMain || m.Merged.Any(o => history.IsAncestor(o, tip))))
                .SelectMany(m => m.Brought).Where(c => history.IsAncestor(c, tip))];
            if (brought.Count > 0)
                yield return (branch, tip, isMain ? "which by its name is a main branch" : "which has gone on since", brought);
        }
    }

    /// <summary>The merges along first parents, the oldest first, what each merged, and what that brought in that was not there before.</summary>
    private IEnumerable<(Oid Merge, IReadOnlyList<Oid> Merged, HashSet<Oid> Brought)> Merges(Oid topic)
    {
        var way = new Stack<Oid>();
        for (Oid at = topic; range.Contains(at); at = history.ParentsOf(at)[0])
        {
            way.Push(at);
            if (history.ParentsOf(at).Count == 0)
                break;
        }
        var seen = new HashSet<Oid>();
        foreach (Oid step in way)
        {
            seen.Add(step);
            var brought = new HashSet<Oid>();
            Oid[] merged = [.. history.ParentsOf(step).Skip(1)];
            var open = new Stack<Oid>(merged);
            while (open.TryPop(out Oid at))
            {
                if (!range.Contains(at) || !seen.Add(at))
                    continue;
                brought.Add(at);
                foreach (Oid parent in history.ParentsOf(at))
                    open.Push(parent);
            }
            if (brought.Count > 0)
                yield return (step, merged, brought);
        }
    }

    private bool IsMain(string branch)
    {
        string name = LocalBranch.ShortName(branch);
        return name == repository.Config("init.defaultbranch") || Array.IndexOf(s_mainNames, name) >= 0;
    }
}
