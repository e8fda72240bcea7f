using System.Globalization;
using System.Text.RegularExpressions;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Picks.Prerequisites;

/// <summary>What prerequisites cost whoever takes them: a fix is taken more gladly than a feature, and a small commit than a large one.</summary>
internal sealed partial class PrerequisiteCosts(IObjectReader objects, IOperationMonitor monitor)
{
    private readonly Dictionary<Oid, (bool IsFix, int Paths)> _known = [];
    private readonly DiffStatistics _statistics = new(objects);

    /// <summary>The commits, those that one would rather do without first; of equals as they come.</summary>
    internal IEnumerable<Oid> DearestFirst(IEnumerable<Oid> commits) => commits.OrderBy(id => Of(id).IsFix).ThenByDescending(id => Of(id).Paths);

    /// <summary>Sets in the order in which a person would take them: fixes before features, small before large.</summary>
    internal static IReadOnlyList<T> Ranked<T>(IEnumerable<T> sets, Func<T, IReadOnlyList<PrerequisiteCommit>> of) =>
        [.. sets.OrderBy(set => of(set).Count(c => !c.IsFix)).ThenBy(set => of(set).Sum(c => c.Insertions + c.Deletions)).ThenBy(set => of(set).Count)];

    /// <summary>What a set costs, in words.</summary>
    internal static string Total(IReadOnlyList<PrerequisiteCommit> set)
    {
        string commits = Wording.Count(set.Count, "commit");
        string fixes = Wording.Count(set.Count(c => c.IsFix), "fix", "fixes");
        return string.Create(CultureInfo.InvariantCulture, $"{commits} ({fixes}), +{set.Sum(c => c.Insertions)} -{set.Sum(c => c.Deletions)}");
    }

    /// <summary>One as results show it.</summary>
    internal PrerequisiteCommit Describe(Oid commit, string reason)
    {
        CommitObject read = objects.ReadCommit(commit);
        var described = new PrerequisiteCommit { Commit = commit.ToString(), Subject = read.Subject, Reason = reason, IsFix = IsFix(read) };
        try
        {
            ShortStat counts = _statistics.Compute(CommitTrees.RecordedBefore(objects, read), read.Tree, null, monitor);
            (described.Files, described.Insertions, described.Deletions) = (counts.Files, counts.Insertions, counts.Deletions);
        }
        catch (MissingObjectException)
        {
            // A set is one also where a partial clone cannot count its lines.
        }
        return described;
    }

    private (bool IsFix, int Paths) Of(Oid commit)
    {
        if (_known.TryGetValue(commit, out (bool IsFix, int Paths) known))
            return known;
        CommitObject read = objects.ReadCommit(commit);
        return _known[commit] = (IsFix(read), TreeDiff.Compute(objects, CommitTrees.RecordedBefore(objects, read), read.Tree).Count);
    }

    private static bool IsFix(CommitObject commit) =>
        Fix().IsMatch(commit.Subject) || Stable().IsMatch(commit.Message)
        || MessageReferences.Parse(commit.Message).Any(r => r.Kind is FollowupKind.Fixes or FollowupKind.Revert or FollowupKind.FollowUp);

    [GeneratedRegex(@"\bfix(es|ed|up)?\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Fix();

    [GeneratedRegex(@"^Cc:.*\bstable@", RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Stable();
}
