using System.Globalization;
using System.Text.RegularExpressions;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Present;

/// <summary>
/// What commits of a target say that they take back: one commit, several, a range, all that a merge brought, a pull request by its number, a commit by its
/// subject. A
/// reversal that is taken back itself counts no more. Commits are read oldest first.
/// </summary>
/// <param name="history">Of merges and ranges.</param>
/// <param name="objects">The store.</param>
/// <param name="own">The target's own commits, which abbreviations mean first.</param>
/// <param name="carriersOf">What carries a commit's change in the target so far: itself, or its picks.</param>
internal sealed partial class Reversals(CommitHistory history, IObjectReader objects, KnownCommits own, Func<Oid, IEnumerable<Oid>> carriersOf)
{
    // What was taken back, and by which commit; and for each of those what it took back.
    private readonly Dictionary<Oid, Oid> _by = [];
    private readonly Dictionary<Oid, List<Oid>> _takenBackBy = [];

    // The target's own commits so far, by subject and by the number of their pull request.
    private readonly Dictionary<string, Oid> _bySubject = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Oid> _byNumber = [];

    // What names none of the target's own commits: it may be one that upstream has as well, of which the number or subject is read when it is asked for.
    private readonly Dictionary<string, Oid> _subjects = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Oid> _numbers = [];

    /// <summary>True where nothing is taken back.</summary>
    internal bool IsEmpty => _by.Count == 0 && _subjects.Count == 0 && _numbers.Count == 0;

    /// <summary>Reads the next commit.</summary>
    internal void Read(CommitObject commit)
    {
        string message = commit.Message;
        if (message.Contains("revert", StringComparison.OrdinalIgnoreCase) || message.Contains("backed out", StringComparison.OrdinalIgnoreCase)
            || message.StartsWith("Reapply", StringComparison.OrdinalIgnoreCase))
        {
            foreach (Oid undone in Undone(commit))
                TakeBack(undone, commit.Id);
        }
        string subject = commit.Subject;
        _bySubject[subject] = commit.Id;
        if (NumberOf(subject) is { } number)
            _byNumber[number] = commit.Id;
    }

    /// <summary>What took a commit of the target back; null where it stands.</summary>
    internal Oid? Of(Oid commit)
    {
        if (_by.TryGetValue(commit, out Oid by))
            return by;
        if ((_subjects.Count == 0 && _numbers.Count == 0) || own.Contains(commit))
            return null;
        string subject = objects.ReadCommit(commit).Subject;
        return _subjects.TryGetValue(subject, out by) || (NumberOf(subject) is { } number && _numbers.TryGetValue(number, out by)) ? by : null;
    }

    private void TakeBack(Oid undone, Oid by)
    {
        if (!_takenBackBy.TryGetValue(by, out List<Oid>? list))
            _takenBackBy[by] = list = [];
        // A reversal that was picked names upstream's commit; what it undoes here is the pick of that.
        foreach (Oid here in carriersOf(undone).ToList())
        {
            _by[here] = by;
            list.Add(here);
            // A reversal of a reversal brings back what that one took.
            foreach (Oid original in _takenBackBy.GetValueOrDefault(here) ?? [])
                _by.Remove(original);
        }
        if (!own.Contains(undone) && objects.TryRead(undone, out ObjectType type, out byte[] data) && type == ObjectType.Commit)
        {
            foreach (Oid original in Named(CommitObject.Parse(undone, data).Message).SelectMany(o => carriersOf(o)))
                _by.Remove(original);
        }
    }

    private IEnumerable<Oid> Undone(CommitObject commit)
    {
        string message = commit.Message;
        // What is taken back in part is there in part, which the content tells.
        if (message.Contains("partial", StringComparison.OrdinalIgnoreCase))
            yield break;
        string? mainline = Mainline().Match(message) is { Success: true } reversing ? reversing.Groups[1].Value : null;
        bool any = false;
        foreach (Oid named in Named(message).Concat(InRanges(message)))
        {
            any = true;
            foreach (Oid brought in BroughtBy(named, mainline))
                yield return brought;
        }
        foreach (Match match in PullRequest().Matches(message))
        {
            int number = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
            if (_byNumber.TryGetValue(number, out Oid merged))
            {
                any = true;
                foreach (Oid brought in BroughtBy(merged, null))
                    yield return brought;
            }
            else
            {
                _numbers[number] = commit.Id;
            }
        }
        if (any)
            yield break;
        foreach (MessageReference reference in MessageReferences.Parse(message).Where(r => r is { Kind: FollowupKind.Revert, Subject: not null }))
        {
            if (_bySubject.TryGetValue(reference.Subject!, out Oid meant))
                yield return meant;
            else
                _subjects[reference.Subject!] = commit.Id;
        }
    }

    /// <summary>By the whole SHA, or by an abbreviation of one of the target's own commits.</summary>
    private IEnumerable<Oid> Named(string message)
    {
        foreach (MessageReference reference in MessageReferences.Parse(message).Where(r => r.Kind == FollowupKind.Revert))
        {
            if (Resolve(reference.Digits) is { } named)
                yield return named;
        }
    }

    private Oid? Resolve(string digits) =>
        Oid.TryParse(digits.AsSpan(), out Oid whole) ? whole : digits.Length > 0 ? own.Find(digits) : null;

    /// <summary>Of "A..B" what is after A; A itself where it says "A^..B" or what is taken back shows it.</summary>
    private IEnumerable<Oid> InRanges(string message)
    {
        foreach (Match match in Range().Matches(message))
        {
            if (Resolve(match.Groups[1].Value.ToLowerInvariant()) is not { } from || Resolve(match.Groups[3].Value.ToLowerInvariant()) is not { } to
                || !IsThere(from) || !IsThere(to))
                continue;
            if (match.Groups[2].Length > 0)
                yield return from;
            foreach (Oid id in history.Range(from, to, SilentMonitor.Instance))
                yield return id;
        }
    }

    /// <summary>A merge stands for what it brought to its mainline.</summary>
    private IEnumerable<Oid> BroughtBy(Oid commit, string? mainline)
    {
        yield return commit;
        if (!IsThere(commit) || history.ParentsOf(commit) is not { Count: > 1 } parents)
            yield break;
        Oid kept = parents.FirstOrDefault(p => mainline is not null && p.ToString().StartsWith(mainline, StringComparison.OrdinalIgnoreCase));
        foreach (Oid id in history.Range(kept.IsZero ? parents[0] : kept, commit, SilentMonitor.Instance).Where(id => id != commit))
            yield return id;
    }

    /// <summary>False for what a message names and the repository does not have.</summary>
    private bool IsThere(Oid commit) => objects.TryRead(commit, out ObjectType type, out _) && type == ObjectType.Commit;

    /// <summary>The number of the pull request that a subject ends with, or that it says it merges.</summary>
    private static int? NumberOf(string subject)
    {
        Match match = Number().Match(subject);
        return match.Success ? int.Parse(match.Groups[1].Length > 0 ? match.Groups[1].Value : match.Groups[2].Value, CultureInfo.InvariantCulture) : null;
    }

    [GeneratedRegex(@"reversing\s+changes\s+made\s+to\s+([0-9a-f]{7,40})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Mainline();

    [GeneratedRegex(
        @"reverts?\s+(?:commits?\s+)?([0-9a-f]{7,40})(\^|~1?)?\s*\.\.\.?\s*([0-9a-f]{7,40})",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Range();

    [GeneratedRegex(
        @"^\s*Reverts:?\s+(?:[\w.-]+/[\w.-]+)?#([0-9]{1,9})\s*\.?\r?$",
        RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex PullRequest();

    [GeneratedRegex(@"\(#([0-9]{1,9})\)\s*$|^Merge pull request #([0-9]{1,9})\b", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
