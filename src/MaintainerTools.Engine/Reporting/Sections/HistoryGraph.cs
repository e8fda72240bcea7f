using System.Globalization;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Reporting.Sections;

/// <summary>
/// The history as a picture: upstream, base, topic and branches each in a column, with the commits that are named, those that base and topic have of their
/// own, where the columns part, and what a merge plan merges. What lies between is left out, and the line says how much.
/// </summary>
public sealed class HistoryGraph
{
    /// <summary>Of a longer column the newest and the oldest commits are shown.</summary>
    private const int MostOfColumn = 24;

    private readonly Workspace _workspace;
    private readonly List<(string Role, string Name, Oid Tip)> _columns = [];
    private readonly Dictionary<Oid, List<string>> _names = [];
    private readonly Dictionary<Oid, int> _column = [];

    /// <summary>Takes the commits: role and name.</summary>
    /// <exception cref="MaintainerException">A name that is none.</exception>
    public HistoryGraph(Workspace workspace, IEnumerable<(string Role, string Name)> revisions)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(revisions);
        _workspace = workspace;
        foreach ((string role, string name) in revisions.OrderBy(r => Order(r.Role)))
        {
            Oid tip = workspace.History.Resolve(workspace.Repository, name);
            if (!_names.TryGetValue(tip, out List<string>? names))
                _names[tip] = names = [];
            if (!names.Contains(name))
                names.Add(name);
            // What an earlier column has needs none of its own.
            if (role != "Since" && !_columns.Exists(c => workspace.History.IsAncestor(tip, c.Tip)))
                _columns.Add((role, name, tip));
        }
    }

    /// <summary>The picture.</summary>
    /// <param name="mergePoints">Upstream versions that a plan merges, as SHAs.</param>
    public ReportPicture Draw(IReadOnlyCollection<string>? mergePoints = null)
    {
        var own = new List<(int Column, List<Oid> Commits, int All)>();
        for (int i = 0; i < _columns.Count; i++)
            own.Add(OwnOf(i));
        if (_columns.Count == 0)
        {
            foreach (Oid named in _names.Keys)
                _column[named] = 0;
        }
        HashSet<Oid> merged = [.. (mergePoints ?? []).Select(sha => Oid.Parse(sha))
            .Where(id => _columns.Count > 0 && _workspace.History.IsAncestor(id, _columns[0].Tip))];
        foreach (Oid point in merged.Concat(_names.Keys))
            _column.TryAdd(point, ColumnOf(point));
        List<Oid> order = Sorted();
        var place = order.Select((id, i) => (id, i)).ToDictionary(p => p.id, p => p.i);
        ReportMark[] marks = [.. order.Select((id, i) => Mark(id, i, merged.Contains(id)))];
        return new ReportPicture
        {
            Kind = ReportPictureKind.Graph,
            Title = "History, newest first",
            Text = string.Join("; ", own.Select(o => $"{_columns[o.Column].Name} has {Wording.Count(o.All, "commit")} that {Before(o.Column)}")),
            Column = [.. _columns.Select(c => c.Name)],
            Mark = marks,
            Link = [.. Links(order, place).Distinct().Select(l => new ReportLink { From = l.From, To = l.To })],
        };
    }

    private static int Order(string role) => Array.IndexOf(["Upstream", "Base", "Topic", "Target", "Since"], role);

    private string Before(int column) => column == 0 ? "are its own"
        : $"{string.Join(" and ", _columns.Take(column).Select(c => c.Name))} lack{(column == 1 ? "s" : "")}";

    /// <summary>The commits that the columns before lack; of the first column none but its tip. Of many those at both ends.</summary>
    private (int Column, List<Oid> Commits, int All) OwnOf(int column)
    {
        Oid tip = _columns[column].Tip;
        var others = _columns.Take(column).Select(c => c.Tip).ToList();
        Oid[] since = [.. _names.Where(n => n.Key != tip && column == 0).Select(n => n.Key)];
        IReadOnlyList<Oid> all = _workspace.History.Range(column == 0 ? since : others, [tip], _workspace.Monitor);
        var shown = new List<Oid> { tip };
        if (column > 0)
        {
            shown.AddRange(all.Count <= MostOfColumn ? all : all.Take(MostOfColumn / 2).Concat(all.Skip(all.Count - (MostOfColumn / 2))));
            foreach (Oid fork in others.SelectMany(o => _workspace.History.MergeBases(tip, o)).Distinct().Take(8))
                _column.TryAdd(fork, ColumnOf(fork));
        }
        foreach (Oid id in shown)
            _column.TryAdd(id, column);
        return (column, shown, all.Count);
    }

    private int ColumnOf(Oid id)
    {
        int at = _columns.FindIndex(c => _workspace.History.IsAncestor(id, c.Tip));
        return at < 0 ? _columns.Count : at;
    }

    /// <summary>Newest first, no commit above one that it is an ancestor of; within that a column as long as it goes on.</summary>
    private List<Oid> Sorted()
    {
        List<Oid> left = [.. _column.Keys.OrderByDescending(id => _workspace.Objects.ReadCommit(id).Committer.UnixTime).ThenBy(id => id)];
        var above = left.ToDictionary(id => id, id => left.Where(other => other != id && _workspace.History.IsAncestor(id, other)).ToHashSet());
        var sorted = new List<Oid>(left.Count);
        while (left.Count > 0)
        {
            List<Oid> ready = left.FindAll(id => above[id].Count == 0);
            Oid next = sorted.Count > 0 && ready.FindIndex(id => _column[id] == _column[sorted[^1]]) is >= 0 and var same ? ready[same] : ready[0];
            sorted.Add(next);
            left.Remove(next);
            foreach (Oid id in left)
                above[id].Remove(next);
        }
        return sorted;
    }

    /// <summary>Each commit with the nearest below it in each column that is not below another of these.</summary>
    private IEnumerable<(int From, int To)> Links(List<Oid> order, Dictionary<Oid, int> place)
    {
        for (int i = 0; i < order.Count; i++)
        {
            var direct = new List<Oid>();
            foreach (Oid below in order.Skip(i + 1))
            {
                if (_workspace.History.IsAncestor(below, order[i]) && !direct.Exists(d => _workspace.History.IsAncestor(below, d)))
                    direct.Add(below);
            }
            foreach (Oid below in direct)
                yield return (i, place[below]);
        }
    }

    private ReportMark Mark(Oid id, int row, bool isMerged)
    {
        CommitObject commit = _workspace.Objects.ReadCommit(id);
        string names = _names.TryGetValue(id, out List<string>? all) ? $"[{string.Join(", ", all)}] " : "";
        return new ReportMark
        {
            X = _column[id],
            Y = row,
            Label = $"{id.Abbreviate()} {names}{commit.Subject}",
            Text = string.Create(CultureInfo.InvariantCulture,
                $"{id} {names}{commit.Subject}, {commit.Author.Name}, {commit.Author.When:yyyy-MM-dd}") + (isMerged ? "; merged by the plan" : ""),
            Tone = isMerged ? ReportTone.Good : names.Length > 0 ? ReportTone.Warn : ReportTone.Neutral,
        };
    }
}
