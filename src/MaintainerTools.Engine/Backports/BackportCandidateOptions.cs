namespace MaintainerTools.Engine.Backports;

/// <summary>What is asked of <see cref="BackportCandidateFinder"/>.</summary>
public sealed record BackportCandidateOptions
{
    /// <summary>The branch or release that is to go on, as named.</summary>
    public string Target { get; init; } = "";

    /// <summary>Where commits are taken from, as named.</summary>
    public string Upstream { get; init; } = "";

    /// <summary>Where the cycle begins: what this reaches is not looked at; null: behind the last commit of upstream that the branch took.</summary>
    public string? Since { get; init; }

    /// <summary>Wildcard patterns of the trailers ("Token: value") by which authors ask for the branch; empty: the usual forms.</summary>
    public IReadOnlyList<string> Trailer { get; init; } = [];

    /// <summary>Git pathspecs: commits that change none of these are left out; empty: none is.</summary>
    public IReadOnlyList<string> PathSpec { get; init; } = [];

    /// <summary>Git pathspecs: commits that change nothing but these are left out.</summary>
    public IReadOnlyList<string> ExcludePath { get; init; } = [];

    /// <summary>All commits of the cycle, ordered by how like they are to what the branch took before it.</summary>
    public bool Rank { get; init; }

    /// <summary>Also fixes without a tag where the branch's past speaks against them.</summary>
    public bool IncludeUntagged { get; init; }

    /// <summary>Also what was decided before.</summary>
    public bool IncludeDecided { get; init; }
}
