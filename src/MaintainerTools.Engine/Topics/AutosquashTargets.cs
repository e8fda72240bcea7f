using System.Text.RegularExpressions;
using MaintainerTools.Engine.History.Messages;

namespace MaintainerTools.Engine.Topics;

/// <summary>How a fixup commit names its target.</summary>
internal enum FoldupCall
{
    /// <summary>It names none.</summary>
    None,

    /// <summary>fixup!: the message is thrown away.</summary>
    Fixup,

    /// <summary>squash!: the message is added to the target's.</summary>
    Squash,

    /// <summary>amend!: the message replaces the target's.</summary>
    Amend,

    /// <summary>A Fixes: trailer.</summary>
    Trailer,

    /// <summary>A review says so.</summary>
    Review,
}

/// <summary>The target that a fixup commit names itself.</summary>
/// <param name="Call">How.</param>
/// <param name="Name">What it names.</param>
/// <param name="Target">The step; null when the series has none of that name.</param>
internal readonly record struct FoldupNamedTarget(FoldupCall Call, string Name, int? Target);

/// <summary>Finds the commits that fixup commits name, as git rebase --autosquash does.</summary>
internal static partial class AutosquashTargets
{
    private static readonly (string Prefix, FoldupCall Call)[] s_prefixes =
        [("fixup! ", FoldupCall.Fixup), ("squash! ", FoldupCall.Squash), ("amend! ", FoldupCall.Amend)];

    /// <summary>True when a subject begins with fixup!, squash! or amend!.</summary>
    internal static bool IsCall(string subject) => Array.Exists(s_prefixes, p => subject.StartsWith(p.Prefix, StringComparison.Ordinal));

    /// <summary>What the fixup commit of a step names.</summary>
    internal static FoldupNamedTarget Find(TopicSeries series, SeriesRevision fixup)
    {
        if (fixup.Name is null)
            return default;
        if (fixup.Step?.Target is { } target)
            return new FoldupNamedTarget(FoldupCall.Review, target, series.Targets(fixup.Number).FirstOrDefault(r => r.Name == target)?.Number);
        FoldupCall call = FoldupCall.None;
        string name = fixup.Subject;
        for (bool more = true; more;)
        {
            more = false;
            foreach ((string prefix, FoldupCall kind) in s_prefixes)
            {
                if (!name.StartsWith(prefix, StringComparison.Ordinal))
                    continue;
                // The outermost word counts: "fixup! squash! x" is a fixup of whatever x means.
                call = call == FoldupCall.None ? kind : call;
                name = name[prefix.Length..].TrimStart();
                more = true;
            }
        }
        if (call != FoldupCall.None)
            return new FoldupNamedTarget(call, name, ByName(series, fixup, name)?.Number);
        foreach (Match match in FixesTrailer().Matches(fixup.Message))
        {
            string id = match.Groups[1].Value;
            List<SeriesRevision> found = [.. series.Targets(fixup.Number)
                .Where(r => r.Commit!.Id.ToString().StartsWith(id, StringComparison.OrdinalIgnoreCase))];
            // A Fixes: tag may well name a commit older than the series; that says nothing about where to fold.
            if (found.Count == 1)
                return new FoldupNamedTarget(FoldupCall.Trailer, id, found[0].Number);
        }
        return default;
    }

    private static SeriesRevision? ByName(TopicSeries series, SeriesRevision fixup, string name)
    {
        // git's order: the first commit with the full subject, then a commit by its name, then the first subject that begins so.
        List<SeriesRevision> targets = [.. series.Targets(fixup.Number)];
        if (targets.Find(r => r.Subject == name) is { } full)
            return full;
        if (name.Length is >= 4 and <= 40 && name.All(char.IsAsciiHexDigit))
        {
            List<SeriesRevision> byId = targets.FindAll(r => r.Commit!.Id.ToString().StartsWith(name, StringComparison.OrdinalIgnoreCase));
            if (byId.Count == 1)
                return byId[0];
        }
        if (name.Length > 0 && !name.Contains(' ', StringComparison.Ordinal) && series.Named(name) is { } id)
        {
            if (targets.Find(r => r.Commit!.Id == id) is { } named)
                return named;
            // A name of another fixup stands for what that one is for.
            if (series.Find(id) is { IsFixup: true } other && other.Number < fixup.Number && Find(series, other).Target is { } its)
                return series[its];
        }
        return name.Length == 0 ? null : targets.Find(r => r.Subject.StartsWith(name, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^\s*Fixes:?\s+(?:commit\s+)?([0-9a-f]{7,40})\b", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex FixesTrailer();
}
