using MaintainerTools.Engine.History.Facts;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Present;

/// <summary>
/// A commit and its picks are one change, which goes by all their names: the commit's own, those that its markers name, on to those that the markers
/// of these name. A name that is a merge's stands for the commits that the merge brought, too.
/// </summary>
/// <param name="history">Whose commits they are.</param>
/// <param name="sourcesOf">The digits that a commit's markers name.</param>
internal sealed class ChangeNames(CommitHistory history, Func<Oid, IEnumerable<string>> sourcesOf)
{
    /// <summary>Reads markers as the facts have them.</summary>
    public ChangeNames(CommitHistory history, CommitFactsReader facts)
        : this(history, commit => SourcesIn(facts, commit))
    {
    }

    /// <summary>The digits that a commit's markers name.</summary>
    public static IEnumerable<string> SourcesIn(CommitFactsReader facts, Oid commit) =>
        facts.MarkersOf(commit).Where(marker => marker.NamesSource).Select(marker => marker.Sha);

    /// <summary>All names, the commit's own first, then those nearest to it.</summary>
    public IReadOnlyList<Oid> Of(Oid commit) => Walk(commit, null);

    /// <summary>All names of what a marker names: of a merge those of what it brought, too.</summary>
    public IReadOnlyList<Oid> OfNamed(Oid source)
    {
        IReadOnlyList<Oid> names = Of(source);
        IReadOnlyList<Oid> brought = history.BroughtBy(source);
        return brought.Count > 0 ? [.. names.Concat(brought.SelectMany(Of)).Distinct()] : names;
    }

    /// <summary>
    /// From where upstream's line is to be told from a target's own commits: the upstream, where it holds what the commits are picks of; else that
    /// itself, as an upstream that is a stable branch holds picks, and may hold all that the target has.
    /// </summary>
    public IReadOnlyList<Oid> LinesOf(IEnumerable<Oid> commits, Oid? upstream, IOperationMonitor monitor)
    {
        var roots = new HashSet<Oid>();
        foreach (Oid commit in commits)
            Walk(commit, roots);
        if (upstream is not { } tip)
            return [.. roots];
        return roots.Count == 0 || history.Range([tip], [.. roots], monitor).Count == 0 ? [tip] : [.. roots];
    }

    /// <summary>Walks from name to name; <paramref name="roots"/> get those that are no picks themselves.</summary>
    private List<Oid> Walk(Oid commit, HashSet<Oid>? roots)
    {
        var names = new List<Oid>(1) { commit };
        HashSet<Oid>? seen = null;
        for (int i = 0; i < names.Count; i++)
        {
            bool isPick = false;
            foreach (string digits in sourcesOf(names[i]))
            {
                if (history.FindNamed(digits) is not { } source)
                    continue;
                isPick = true;
                seen ??= [.. names];
                if (!seen.Add(source))
                    continue;
                names.Add(source);
                names.AddRange(history.BroughtBy(source).Where(seen.Add));
            }
            if (!isPick)
                roots?.Add(names[i]);
        }
        return names;
    }
}
