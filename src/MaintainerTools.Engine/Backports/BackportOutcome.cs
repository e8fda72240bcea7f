using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Backports;

/// <summary>What a pick of a commit onto a branch came to, or would: the same of a forecast and of a pick that was made.</summary>
/// <param name="Commit">The upstream commit.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="Author">Its author's name.</param>
/// <param name="Target">The branch, as named.</param>
/// <param name="Verdict">What it is, by the names of forecasts.</param>
/// <param name="Paths">The paths that conflict, with the kinds of their conflicts where those are known by path.</param>
/// <param name="First">What must be picked first, where that was searched for and found.</param>
/// <param name="Reason">Why it is so; null where it speaks for itself.</param>
internal sealed record BackportOutcome(
    Oid Commit, string Subject, string Author, string Target, BackportVerdict Verdict, IReadOnlyList<(string Path, string? Kind)> Paths,
    IReadOnlyList<PrerequisiteCommit> First, string? Reason)
{
    /// <summary>True where the commit does not apply as it is.</summary>
    internal bool IsFailed => Verdict is BackportVerdict.Conflict or BackportVerdict.NeedsPrerequisite;

    /// <summary>That of a forecast.</summary>
    internal static BackportOutcome Of(BackportForecast forecast) => new(
        Oid.Parse(forecast.Commit), forecast.Subject, forecast.Author, forecast.Target, forecast.Verdict,
        [.. forecast.ConflictPath.Select(path => (path, forecast.ConflictKind.Length == 1 ? forecast.ConflictKind[0] : null))],
        forecast.First, forecast.Reason);

    /// <summary>That of a pick; null where it names no upstream commit.</summary>
    internal static BackportOutcome? Of(PickedCommit pick) => pick.Source is null ? null : new(
        Oid.Parse(pick.Source), pick.Subject, pick.Author, pick.Target, VerdictOf(pick.Status),
        [.. pick.Conflict.Select(conflict => (conflict.Path, (string?)conflict.Kind))], [], pick.Reason);

    /// <summary>That of either; null for anything else.</summary>
    internal static BackportOutcome? Of(object result) => result switch
    {
        BackportForecast forecast => Of(forecast),
        PickedCommit pick => Of(pick),
        _ => null,
    };

    private static BackportVerdict VerdictOf(PickStatus status) => status switch
    {
        PickStatus.Picked => BackportVerdict.Clean,
        PickStatus.AlreadyPresent => BackportVerdict.AlreadyPresent,
        PickStatus.Empty => BackportVerdict.Empty,
        PickStatus.Conflict => BackportVerdict.Conflict,
        _ => BackportVerdict.NotVerified,
    };
}
