namespace MaintainerTools.Engine.Picks.Prerequisites;

/// <summary>
/// How far a search for prerequisites goes: picks really made, entries of trees looked at for them, commits passed. Counts, not times, so that the
/// answer is the same on every machine. Where one ends the answer says so.
/// </summary>
internal sealed record PrerequisiteBounds
{
    /// <summary>Picks for closing a set from the history of the lines.</summary>
    internal int ClosePicks { get; init; } = 1000;

    /// <summary>Picks for leaving members out of a set.</summary>
    internal int LeaveOutPicks { get; init; } = 2000;

    /// <summary>Picks for a search of smaller sets, or of any.</summary>
    internal int SearchPicks { get; init; } = 500;

    /// <summary>Entries of trees for the same: nearby the picks end first, on a target years away this.</summary>
    internal long SearchEntries { get; init; } = 500_000;

    /// <summary>Picks for one set of several commits, and for leaving out of it; as many times the entries as it is the picks of one.</summary>
    internal int SeriesPicks { get; init; } = 2000;

    /// <summary>Commits passed in following lines back, as which a diff counts for many.</summary>
    internal long Passed { get; init; } = 1_000_000;

    /// <summary>Where that is more, so many times the range.</summary>
    internal int PassesOfRange { get; init; } = 4;
}
