using System.Text.Json;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Series;

/// <summary>What is kept beside a worktree with a conflict, so that picking can go on.</summary>
internal sealed class PickState
{
    private const string FileName = "maintainer-tools-pick.json";

    /// <summary>The commit that the base begins on.</summary>
    public string OntoId { get; set; } = "";

    /// <summary>The same as it was named.</summary>
    public string Onto { get; set; } = "";

    /// <summary>The branch's full name.</summary>
    public string Branch { get; set; } = "";

    /// <summary>Where the branch was; zeros when it was not there.</summary>
    public string OldTip { get; set; } = "";

    /// <summary>True when the branch is replaced, not extended.</summary>
    public bool ReplacesBranch { get; set; }

    /// <summary>The options that still matter.</summary>
    public string Marker { get; set; } = "";

    /// <summary>-SignOff.</summary>
    public bool SignOff { get; set; }

    /// <summary>-Sign; null: as configured.</summary>
    public bool? Sign { get; set; }

    /// <summary>-Mainline.</summary>
    public int Mainline { get; set; }

    /// <summary>-Committer; null: the current identity.</summary>
    public string? Committer { get; set; }

    /// <summary>-Upstream.</summary>
    public string? Upstream { get; set; }

    /// <summary>-IncludePrerequisite.</summary>
    public bool IncludePrerequisite { get; set; }

    /// <summary>-UseRerere.</summary>
    public bool UseRerere { get; set; }

    /// <summary>The commit reached before the conflict.</summary>
    public string Tip { get; set; } = "";

    /// <summary>What became of the commits, the conflicting one and those after it included.</summary>
    public PickedCommit[] Picks { get; set; } = [];

    /// <summary>The state kept with a worktree; null where there is none.</summary>
    internal static PickState? Read(string adminDirectory)
    {
        string file = Path.Combine(adminDirectory, FileName);
        return File.Exists(file) ? JsonSerializer.Deserialize<PickState>(File.ReadAllBytes(file)) : null;
    }

    /// <summary>Keeps it.</summary>
    internal void Write(string adminDirectory) => File.WriteAllBytes(Path.Combine(adminDirectory, FileName), JsonSerializer.SerializeToUtf8Bytes(this));

    /// <summary>The state of a plan that a conflict stopped.</summary>
    internal static PickState Of(CherryPickPlan plan, Oid onto) => new()
    {
        OntoId = onto.ToString(),
        Onto = plan.Options.Onto,
        Branch = plan.Branch,
        OldTip = plan.OldTip.ToString(),
        ReplacesBranch = plan.ReplacesBranch,
        Marker = plan.Options.Marker,
        SignOff = plan.Options.SignOff,
        Sign = plan.Options.Sign,
        Mainline = plan.Options.Mainline,
        Committer = plan.Options.Committer,
        Upstream = plan.Options.Upstream,
        IncludePrerequisite = plan.Options.IncludePrerequisite,
        UseRerere = plan.Options.UseRerere,
        Tip = plan.NewTip.ToString(),
        Picks = [.. plan.Picks],
    };

    /// <summary>The options to go on with.</summary>
    internal CherryPickOptions ToOptions() => new()
    {
        Onto = Onto,
        Branch = Branch,
        Commits = [.. Picks.Select(p => p.Source!)],
        Marker = Marker,
        SignOff = SignOff,
        Sign = Sign,
        Mainline = Mainline,
        Committer = Committer,
        Upstream = Upstream,
        IncludePrerequisite = IncludePrerequisite,
        UseRerere = UseRerere,
    };
}
