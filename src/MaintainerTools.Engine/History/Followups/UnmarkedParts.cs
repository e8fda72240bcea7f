using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Followups;

/// <summary>
/// Pairs commits whose markers lead to nothing that upstream has with the commits of upstream that hold the same lines: upstream squashed what was picked in
/// parts, a pick holds several of upstream's together, or was made without a marker. Compared are only commits of one author, or whose message has the subject
/// of the part; all lines of the one must be among those of the other, white space included.
/// </summary>
/// <param name="objects">The store.</param>
internal sealed class UnmarkedParts(IObjectReader objects)
{
    private readonly Dictionary<Oid, ChangeTraces> _traces = [];

    /// <summary>For each of the commits that has any: those of upstream's that it is a part of, or that are parts of it.</summary>
    /// <param name="unmarked">The commits.</param>
    /// <param name="candidates">Upstream's.</param>
    /// <param name="monitor">Hears cancellation.</param>
    public IEnumerable<(Oid Commit, Oid Upstreams)> Find(IReadOnlyList<Oid> unmarked, IEnumerable<Oid> candidates, IOperationMonitor monitor)
    {
        CommitObject[] parts = [.. unmarked.Select(objects.ReadCommit).Where(part => !part.IsMerge)];
        if (parts.Length == 0)
            yield break;
        foreach (Oid candidate in candidates)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            CommitObject upstreams = objects.ReadCommit(candidate);
            if (upstreams.IsMerge)
                continue;
            foreach (CommitObject part in parts)
            {
                if (part.Id != candidate && MayBeOne(part, upstreams) && IsPart(part, upstreams))
                    yield return (part.Id, candidate);
            }
        }
    }

    private static bool MayBeOne(CommitObject part, CommitObject upstreams) => part.Author.Email == upstreams.Author.Email
        || upstreams.Message.Contains(part.Subject, StringComparison.Ordinal) || part.Message.Contains(upstreams.Subject, StringComparison.Ordinal);

    private bool IsPart(CommitObject one, CommitObject other)
    {
        try
        {
            return Holds(TracesOf(one), TracesOf(other)) || Holds(TracesOf(other), TracesOf(one));
        }
        catch (MissingObjectException)
        {
            // What cannot be read is no part of anything.
            return false;
        }
    }

    private ChangeTraces TracesOf(CommitObject commit)
    {
        if (!_traces.TryGetValue(commit.Id, out ChangeTraces? traces))
            _traces[commit.Id] = traces = new ChangeTraces(objects, CommitTrees.RecordedBefore(objects, commit), commit.Tree);
        return traces;
    }

    /// <summary>True where all that the part changes is among what the whole does.</summary>
    private static bool Holds(ChangeTraces whole, ChangeTraces part)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < whole.Changes.Count; i++)
            places[whole.Changes[i].Path] = i;
        if (part.IsEmpty || !part.Changes.All(change => places.ContainsKey(change.Path)))
            return false;
        for (int i = 0; i < part.Changes.Count; i++)
        {
            TreeChange change = part.Changes[i];
            int place = places[change.Path];
            if (part.LinesOf(i) is not { } lines)
            {
                if (whole.Changes[place].NewId != change.NewId || whole.Changes[place].NewMode != change.NewMode)
                    return false;
                continue;
            }
            IReadOnlyDictionary<string, int>? there = whole.LinesOf(place)?.Differences;
            foreach ((string line, int wanted) in lines.Differences)
            {
                int difference = there?.GetValueOrDefault(line) ?? 0;
                if (Math.Sign(difference) != Math.Sign(wanted) || Math.Abs(difference) < Math.Abs(wanted))
                    return false;
            }
        }
        return true;
    }
}
