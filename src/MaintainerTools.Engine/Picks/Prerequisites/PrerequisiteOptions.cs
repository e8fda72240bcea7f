using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Picks.Prerequisites;

/// <summary>What prerequisites are searched for.</summary>
public sealed class PrerequisiteOptions
{
    /// <summary>The commits wanted, in any order.</summary>
    public required IReadOnlyList<Oid> Commits { get; init; }

    /// <summary>What they are to be picked onto, as named.</summary>
    public required string Onto { get; init; }

    /// <summary>The upstream whose commits may be picked first, as named.</summary>
    public required string Upstream { get; init; }

    /// <summary>The most prerequisites that one commit may have where nothing else is said.</summary>
    public const int DefaultMaxCount = 40;

    /// <summary>The most prerequisites that one commit may have.</summary>
    public int MaxCount { get; init; } = DefaultMaxCount;

    /// <summary>Also looks for commits that bring identifiers which a pick uses and the target lacks.</summary>
    public bool Symbol { get; init; }

    /// <summary>Pathspecs of files that every pick leaves alone: nothing is picked for their sake.</summary>
    public IReadOnlyList<string> ExcludePath { get; init; } = [];

    /// <summary>Also lists the other sets that would do.</summary>
    public bool Alternative { get; init; }

    /// <summary>Answers each commit by itself, not on top of those before it.</summary>
    public bool Independent { get; init; }

    /// <summary>How picks that are there already are marked, besides the forms that are known.</summary>
    public MarkerStyle? Marker { get; init; }

    /// <summary>How far the search goes.</summary>
    internal PrerequisiteBounds Bounds { get; init; } = new();

    /// <summary>Answers the commits in the order given instead of upstream's.</summary>
    public bool KeepOrder { get; init; }
}
