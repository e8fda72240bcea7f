using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Picks;

/// <summary>What a forecast is asked.</summary>
public sealed class BackportForecastOptions
{
    /// <summary>The commits, in the order in which they would be picked.</summary>
    public required IReadOnlyList<Oid> Commits { get; init; }

    /// <summary>Tries each commit alone instead of as a series.</summary>
    public bool Independent { get; init; }

    /// <summary>Searches prerequisites for what conflicts.</summary>
    public bool FindPrerequisite { get; init; }

    /// <summary>
    /// With <see cref="FindPrerequisite"/>: also what brings identifiers that a commit uses and the target lacks, for what picks clean as well.
    /// </summary>
    public bool Symbol { get; init; }

    /// <summary>With <see cref="FindPrerequisite"/>: also the other sets that would do.</summary>
    public bool Alternative { get; init; }

    /// <summary>Pathspecs of what every pick leaves alone, as <see cref="CherryPickOptions.ExcludePath"/>.</summary>
    public IReadOnlyList<string> ExcludePath { get; init; } = [];

    /// <summary>Upstream, as named, for prerequisites and for later fixes; null: the commits' own history, and no later fixes are looked for.</summary>
    public string? Upstream { get; init; }

    /// <summary>How picks that are there already are marked, besides the forms that are known; null: as the history reads them.</summary>
    public MarkerStyle? Marker { get; init; }
}
