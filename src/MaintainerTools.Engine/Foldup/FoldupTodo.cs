using System.Text;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Resolutions;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Foldup;

/// <summary>
/// Writes a plan as a todo list of git rebase -i. Where the series has merges, every commit stands behind a "reset" to its parent unless that is the line
/// above, commits that are needed again get a "label", and merges are made again by "merge -C", as git rebase --rebase-merges writes it.
/// git makes a merge from its parents alone: what its maker did by hand is lost. Where that would go unseen, it is told to stop there.
/// </summary>
internal sealed class FoldupTodo(ScratchStore scratch, FoldupPlan plan, TopicSeries series, Remerger remerging, IOperationMonitor monitor)
{
    private readonly Dictionary<Oid, string> _labels = [];
    private readonly HashSet<Oid> _moved = [];
    private readonly Dictionary<Oid, List<string>> _below = [];
    private readonly Dictionary<Oid, List<string>> _comments = [];

    /// <summary>The merges that git makes anew and that were finished by hand, each with a sentence on what becomes of that.</summary>
    internal List<(Oid Merge, string Text)> HandMade { get; } = [];

    /// <exception cref="MaintainerException">TodoCannotHold, PlanTargetUnknown.</exception>
    internal string Write()
    {
        PlaceFixups();
        List<CommitObject> order = Order();
        var parents = new Dictionary<Oid, Oid[]>();
        Oid last = series.Base?.Id ?? Oid.Zero;
        foreach (CommitObject commit in order)
        {
            // What is applied on top of the series has its parent elsewhere.
            parents[commit.Id] = series.Range.Contains(commit.Id) ? [.. commit.Parents.Select(Standing)] : [last];
            if (!_moved.Contains(commit.Id))
                last = commit.Id;
        }
        return Lines([.. order.Where(c => !_moved.Contains(c.Id))], parents, series.Base?.Id ?? Oid.Zero);
    }

    /// <summary>A commit, or what it stood on where it moved away.</summary>
    private Oid Standing(Oid id)
    {
        while (_moved.Contains(id))
            id = scratch.ReadCommit(id).Parents[0];
        return id;
    }

    /// <summary>Finds the fixups that go as a whole; the others stay.</summary>
    private void PlaceFixups()
    {
        HashSet<string?> fixups = [.. series.Revisions.Where(r => r.IsFixup).Select(r => r.Name)];
        foreach (FoldupItem item in plan.Item.Where(i => i.Target is not null && i.Action != FoldupAction.Keep && !fixups.Contains(i.Fixup)))
            throw new MaintainerException("TodoCannotHold", ErrorKind.InvalidArgument, item,
                item.Kind is FoldupKind.Message or FoldupKind.Identifier ? $"{item.Action} {item.TargetSubject}" : item.ToString());
        ILookup<string?, FoldupItem> items = plan.Item.Concat(plan.Unplaced).ToLookup(i => i.Fixup);
        ILookup<SeriesRevision, SeriesChange> changes = SeriesFiles.Collect(scratch, series, monitor)
            .SelectMany(f => FoldupChanges.Of(scratch, series, f)).ToLookup(c => c.Revision);
        foreach (SeriesRevision fixup in series.Revisions.Where(r => r.IsFixup))
        {
            Oid id = fixup.Commit!.Id;
            List<FoldupItem> own = [.. items[fixup.Name]];
            Oid?[] targets = [.. own.Select(i => i.Action == FoldupAction.Keep || i.Target is null ? (Oid?)null : FoldupMatcher.TargetIdOf(series, i))
                .Distinct()];
            if (targets is not [{ } target] || !AreAll(changes[fixup], own))
            {
                _comments[id] = [.. own.Select(i => "#   " + i.ToString().ReplaceLineEndings(" "))];
                continue;
            }
            // "fixup -C" takes the message of an amend!; "squash" keeps both.
            bool rewords = own.Exists(i => i.Action == FoldupAction.Reword);
            string word = !rewords ? "fixup" : AutosquashTargets.Find(series, fixup).Call == FoldupCall.Amend ? "fixup -C" : "squash";
            if (!_below.TryGetValue(target, out List<string>? lines))
                _below[target] = lines = [];
            lines.Add($"{word} {id} {fixup.Subject}");
            _moved.Add(id);
        }
    }

    /// <summary>True when items are all that a fixup changes: of a plan that was filtered they may not be.</summary>
    private static bool AreAll(IEnumerable<SeriesChange> changes, IEnumerable<FoldupItem> own)
    {
        Dictionary<(string?, FoldupKind), int> missing = [];
        foreach (SeriesChange change in changes)
            Count(change.Path, change.Kind, change.Kind == FoldupKind.Lines ? change.Removed.Count + change.Added.Count : 1);
        foreach (FoldupItem item in own.Where(FoldupRefusals.IsChange))
            Count(item.File, item.Kind, item.Kind == FoldupKind.Lines ? -item.Hunk.Split('\n').Skip(1).Count(l => l.StartsWith('+') || l.StartsWith('-')) : -1);
        return missing.Values.All(n => n <= 0);

        void Count(string? path, FoldupKind kind, int lines) => missing[(path, kind)] = missing.GetValueOrDefault((path, kind)) + lines;
    }

    /// <summary>Parents first, a branch without a break: a merge comes behind its first parent, when the branches that it merges are through.</summary>
    private List<CommitObject> Order()
    {
        var done = new HashSet<Oid>();
        var order = new List<CommitObject>();
        var open = new Stack<CommitObject>([series.Range.Read(series.Range.Commits[^1])]);
        while (open.TryPeek(out CommitObject? at))
        {
            Oid next = at.Parents.Skip(1).Concat(at.Parents.Take(1)).FirstOrDefault(p => series.Range.Contains(p) && !done.Contains(p));
            if (!next.IsZero)
                open.Push(series.Range.Read(next));
            else if (done.Add(open.Pop().Id))
                order.Add(at);
        }
        order.AddRange(series.Revisions.Where(r => r.Commit is { } commit && !done.Contains(commit.Id)).Select(r => r.Commit!));
        return order;
    }

    private string Lines(List<CommitObject> order, Dictionary<Oid, Oid[]> parents, Oid onto)
    {
        var todo = new StringBuilder();
        // Which commits are gone back to, or merged, can be told only from the order.
        var needed = new HashSet<Oid>();
        Oid head = onto;
        foreach (CommitObject commit in order)
        {
            Oid[] on = parents[commit.Id];
            if (on.Length > 0 && on[0] != head)
                needed.Add(on[0]);
            needed.UnionWith(on.Skip(1));
            head = commit.Id;
        }
        if (needed.Contains(onto))
            todo.Append("label onto\n");
        _labels[onto] = "onto";
        head = onto;
        var anew = new HashSet<Oid>();
        bool stops = false;
        foreach (CommitObject commit in order)
        {
            Oid[] on = parents[commit.Id];
            bool isAnew = on.Any(anew.Contains) || !on.SequenceEqual(commit.Parents);
            if (isAnew || _below.ContainsKey(commit.Id))
                anew.Add(commit.Id);
            if (on.Length == 0)
                todo.Append("reset [new root]\n");
            else if (on[0] != head)
                todo.Append("reset ").Append(Name(on[0])).Append('\n');
            foreach (string comment in _comments.GetValueOrDefault(commit.Id) ?? [])
                todo.Append(comment).Append('\n');
            string? byHand = on.Length > 1 && isAnew ? ByHand(commit, out stops) : null;
            if (byHand is not null)
                todo.Append("# ").Append(byHand).Append('\n');
            if (on.Length > 1)
                todo.Append("merge -C ").Append(commit.Id).Append(' ').AppendJoin(' ', on.Skip(1).Select(Name)).Append(" # ")
                    .Append(commit.Subject).Append('\n');
            else
                todo.Append("pick ").Append(commit.Id).Append(' ').Append(commit.Subject).Append('\n');
            foreach (string line in _below.GetValueOrDefault(commit.Id) ?? [])
                todo.Append(line).Append('\n');
            if (byHand is not null && !stops)
                todo.Append("break\n");
            if (needed.Contains(commit.Id))
                todo.Append("label ").Append(_labels[commit.Id] = "at-" + commit.Id.Abbreviate()).Append('\n');
            head = commit.Id;
        }
        return todo.ToString();

        string Name(Oid id) => _labels.GetValueOrDefault(id, id.ToString());
    }

    /// <summary>What is lost of a merge that git makes anew; null where git makes it as it is.</summary>
    private string? ByHand(CommitObject merge, out bool stops)
    {
        Remerge made = remerging.Run(merge.Id);
        stops = !made.IsClean;
        if (made.Tree == merge.Tree && made.IsClean)
            return null;
        string paths = string.Join(' ', made.Paths.Select(p => QuotedPath.Quote(p.Path)));
        string text = made.Tree.IsZero ? $"Whether the merge was finished by hand could not be told ({made.NotVerified}); compare it with {merge.Id}."
            : $"The merge was finished by hand, which git does not repeat: it stops {(stops ? "at the conflict" : "after it")}. As it was, "
                + $"if nothing is folded there: git checkout {merge.Id} -- {paths}";
        HandMade.Add((merge.Id, text));
        return text;
    }
}
