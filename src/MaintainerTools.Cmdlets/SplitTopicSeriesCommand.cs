using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;
using MaintainerTools.Engine.SeriesSplits;

namespace MaintainerTools.Cmdlets;

/// <summary>Split-TopicSeries: splits a series in what is kept and, on top of it, what is optional; proves both, and writes two branches.</summary>
[Cmdlet(VerbsCommon.Split, "TopicSeries", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, HelpUri = HelpPages.Root + "Split-TopicSeries.md")]
[OutputType(typeof(TopicSplit))]
public sealed class SplitTopicSeriesCommand : RepositoryCmdlet
{
    private readonly List<string> _optional = [];

    /// <summary>The series' tip.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Topic { get; set; } = "";

    /// <summary>The commit below the series.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Since { get; set; } = "";

    /// <summary>What is optional: commits, ranges of them, and paths.</summary>
    [Parameter(Mandatory = true, Position = 2, ValueFromPipeline = true)]
    [CommitishTransform]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string[] Optional { get; set; } = [];

    /// <summary>The branch for what is kept.</summary>
    [Parameter(Position = 3)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string? Branch { get; set; }

    /// <summary>The branch for what is optional; it stands on what is kept.</summary>
    [Parameter(Position = 4)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string? OptionalBranch { get; set; }

    /// <summary>Takes commits apart that touch both optional paths and others.</summary>
    [Parameter]
    public SwitchParameter SplitCommit { get; set; }

    /// <summary>Does not ask for names that optional commits bring.</summary>
    [Parameter]
    public SwitchParameter IgnoreSymbol { get; set; }

    /// <summary>Replaces other branches that exist; their old tips are kept under refs/maintainer-tools/backup/.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Signs the new commits, or with -Sign:$false does not; by default as commit.gpgSign says.</summary>
    [Parameter]
    public SwitchParameter Sign { get; set; }

    /// <summary>Under -WhatIf, puts out what would be.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _optional.AddRange(Optional);

    /// <inheritdoc/>
    protected override void EndProcessing() => Attempt(() =>
    {
        if (_optional.Count == 0)
            return;
        PreparedSeriesSplit split = new SeriesSplitter(Work()).Prepare(new SeriesSplitOptions
        {
            Topic = Topic,
            Since = Since,
            Optional = _optional,
            Branch = Branch,
            OptionalBranch = OptionalBranch,
            SplitCommit = SplitCommit,
            IgnoreSymbol = IgnoreSymbol,
            Force = Force,
            Sign = IfGiven(Sign, nameof(Sign)),
        });
        TopicSplit result = split.Result;
        if (result.Verdict != TopicSplitVerdict.Split)
            WriteWarning($"Nothing was split: {result.Reason}.");
        bool waits = split.Updates.Count > 0;
        // Replacing a branch asks; making new ones does not.
        if (waits && (split.ReplacesBranch ? ShouldProcess(Target(split), "Split, and replace what is there") : ShouldMake(Target(split), "Create")))
            split.Apply();
        else if (waits)
            ShowCommits(result);
        if (result.Applied || PassThru || !waits)
            WriteObject(result);
    });

    private static string Target(PreparedSeriesSplit split) => string.Join(", ", split.Updates
        .Where(u => u.Name == split.Result.Branch || u.Name == split.Result.OptionalBranch)
        .Select(u => $"'{RefName.Short(u.Name) ?? u.Name}{(u.OldId.IsZero ? "" : " " + u.OldId.Abbreviate())}' -> '{u.NewId.Abbreviate()}'"));

    /// <summary>Under -WhatIf each commit that goes to the optional series, and each that is made anew, has a line of its own.</summary>
    private void ShowCommits(TopicSplit result)
    {
        if (!IsWhatIf)
            return;
        foreach (SplitCommit commit in result.Commit.Where(c => c.New != c.Old))
            ShouldProcess($"'{commit.Old[..12]} {commit.Subject}' -> '{commit.New?[..12]}'", commit.Part switch
            {
                SplitPart.Kept => "Keep",
                SplitPart.Optional => "Put into the optional series",
                _ => "Take along into the optional series",
            });
    }
}
