using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Picks.Prerequisites;

namespace MaintainerTools.Engine.Picks;

/// <summary>What is to be picked, onto what, and how it is marked.</summary>
public sealed record CherryPickOptions
{
    /// <summary>The commit to build on, as named.</summary>
    public required string Onto { get; init; }

    /// <summary>The branch to make or move: a short or full name.</summary>
    public required string Branch { get; init; }

    /// <summary>Commits, or ranges A..B, as named.</summary>
    public required IReadOnlyList<string> Commits { get; init; }

    /// <summary>
    /// How each pick is marked, as named: a <see cref="MarkerStyle"/>. Picks that are there already are known by it too. Null: as the repository's
    /// configuration says (<see cref="MarkerStyle.StyleSetting"/>), and else as git does.
    /// </summary>
    public string? Marker { get; init; }

    /// <summary>Pathspecs of what every pick leaves alone; the message names what was left out.</summary>
    public IReadOnlyList<string> ExcludePath { get; init; } = [];

    /// <summary>Patterns of trailers that do not come along: of a whole line, or a token's name.</summary>
    public IReadOnlyList<string> RemoveTrailer { get; init; } = [];

    /// <summary>The text of a template of the messages (<see cref="TextTemplate"/>); null: the source's, marked.</summary>
    public string? Template { get; init; }

    /// <summary>The file that the template is from, as it is named in errors and commands; null where it is from none.</summary>
    public string? TemplateFile { get; init; }

    /// <summary>Adds the committer's Signed-off-by.</summary>
    public bool SignOff { get; init; }

    /// <summary>Replaces an existing branch, keeping a backup ref.</summary>
    public bool Force { get; init; }

    /// <summary>Keeps the input's order instead of upstream's topological one.</summary>
    public bool KeepOrder { get; init; }

    /// <summary>For merges: the parent, counted from 1, against which a merge is picked; 0: merges are refused.</summary>
    public int Mainline { get; init; }

    /// <summary>Goes on after a conflict with the commits that follow; the conflicting one is left out.</summary>
    public bool SkipConflicts { get; init; }

    /// <summary>The committer; null: the current identity.</summary>
    public string? Committer { get; init; }

    /// <summary>Picks first what the commits need, as <see cref="PrerequisiteSearch"/> finds and proves it.</summary>
    public bool IncludePrerequisite { get; init; }

    /// <summary>The upstream whose commits may be picked first, as named; null: the commits' own history.</summary>
    public string? Upstream { get; init; }

    /// <summary>With <see cref="IncludePrerequisite"/>: also what brings identifiers that a pick uses and the target lacks.</summary>
    public bool Symbol { get; init; }

    /// <summary>With <see cref="IncludePrerequisite"/>: the most that one commit may need.</summary>
    public int MaxCount { get; init; } = PrerequisiteOptions.DefaultMaxCount;

    /// <summary>Resolves conflicts as git rerere has recorded it.</summary>
    public bool UseRerere { get; init; }

    /// <summary>Signs the commits; null: as commit.gpgSign says.</summary>
    public bool? Sign { get; init; }
}
