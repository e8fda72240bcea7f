using System;
using System.Collections.Generic;
using System.Management.Automation;
using MaintainerTools.Engine;
using MaintainerTools.Engine.Foldup;

namespace MaintainerTools.Cmdlets;

/// <summary>New-FoldupPlan: where each change of the fixups belongs in a series, and why.</summary>
[Cmdlet(VerbsCommon.New, "FoldupPlan", DefaultParameterSetName = "Commits",
    HelpUri = "https://github.com/maintainertools/MaintainerTools/blob/main/en-US/New-FoldupPlan.md")]
[OutputType(typeof(FoldupPlan))]
public sealed class NewFoldupPlanCommand : RepositoryCmdlet
{
    /// <summary>The series' tip.</summary>
    [Parameter(Position = 0)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string Topic { get; set; } = "HEAD";

    /// <summary>The commit below the series; by default where the topic leaves its upstream branch.</summary>
    [Parameter(Position = 1)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Since { get; set; }

    /// <summary>Fixup commits; without any source the fixup!, squash! and amend! commits of the series.</summary>
    [Parameter(ParameterSetName = "Commits", Position = 2, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Sha", "Commit")]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string[]? Fixup { get; set; }

    /// <summary>Patch files, mails or mbox files.</summary>
    [Parameter(ParameterSetName = "Commits")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Patch { get; set; } = [];

    /// <summary>Remarks of Import-ReviewFeedback.</summary>
    [Parameter(ParameterSetName = "Commits", ValueFromPipeline = true)]
    public ReviewItem[]? Review { get; set; }

    /// <summary>Plans what later commits of the series make of earlier ones' lines.</summary>
    [Parameter(ParameterSetName = "Commits")]
    public SwitchParameter Churn { get; set; }

    /// <summary>Takes the tracked changes of the work tree.</summary>
    [Parameter(ParameterSetName = "WorkTree", Mandatory = true)]
    public SwitchParameter WorkTree { get; set; }

    /// <summary>Takes what is staged.</summary>
    [Parameter(ParameterSetName = "Staged", Mandatory = true)]
    public SwitchParameter Staged { get; set; }

    /// <summary>Rename or Reword: a change that needs no fixup.</summary>
    [Parameter(ParameterSetName = "Action", Mandatory = true)]
    [ValidateSet("Rename", "Reword")]
    public string? Action { get; set; }

    /// <summary>For Rename: the identifier.</summary>
    [Parameter(ParameterSetName = "Action")]
    [ValidateNotNullOrEmpty]
    public string? From { get; set; }

    /// <summary>For Rename: its new name.</summary>
    [Parameter(ParameterSetName = "Action")]
    [ValidateNotNullOrEmpty]
    public string? To { get; set; }

    /// <summary>For Reword: the commit.</summary>
    [Parameter(ParameterSetName = "Action")]
    [CommitishTransform]
    [ValidateNotNullOrEmpty]
    public string? Target { get; set; }

    /// <summary>For Reword: its new message.</summary>
    [Parameter(ParameterSetName = "Action")]
    [ValidateNotNullOrEmpty]
    public string? Message { get; set; }

    /// <summary>The trailer that credits whoever wrote what is folded into another's commit.</summary>
    [Parameter]
    [ValidatePattern("^[A-Za-z][A-Za-z-]*$")]
    public string? CreditTrailer { get; set; }

    /// <summary>Folds into the current user's commits only.</summary>
    [Parameter]
    public SwitchParameter OwnOnly { get; set; }

    /// <summary>Changes commits that a tag or a branch of others holds, too.</summary>
    [Parameter]
    public SwitchParameter AllowPublished { get; set; }

    private readonly List<string> _fixups = [];
    private readonly List<ReviewItem> _review = [];
    private bool _fixupGiven;
    private bool _reviewGiven;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        // What was given by name is there already; the pipeline may bring the other one, or more of neither.
        _fixups.AddRange(Fixup ?? []);
        _review.AddRange(Review ?? []);
        _fixupGiven = Fixup is not null;
        _reviewGiven = Review is not null;
        base.BeginProcessing();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!MyInvocation.ExpectingInput)
            return;
        // A remark names a commit, so it binds to -Fixup as well; it is a remark. All of the pipeline makes one plan.
        if (!_reviewGiven && Review is not null)
            Gather(() => _review.AddRange(Review));
        else if (!_fixupGiven && Fixup is not null)
            Gather(() => _fixups.AddRange(Fixup));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // A pipeline that gave nothing is not the same as no -Fixup.
        if (MyInvocation.ExpectingInput && !_fixupGiven && !_reviewGiven && _fixups.Count + _review.Count == 0)
            return;
        var patches = new List<string>();
        foreach (string path in Patch)
            Attempt(() => patches.AddRange(FilesOf(path)));
        // A file that cannot be read, a name of nothing, are one bad part each; where they were all, there is nothing to plan.
        bool isAll = Patch.Length + _fixups.Count > 0 && _review.Count == 0 && !Churn;
        int bad = 0;
        if (isAll && patches.Count + _fixups.Count == 0)
            return;
        Attempt(() =>
        {
            FoldupPlan plan = new FoldupPlanner(Work()).Plan(Request(patches, e =>
            {
                bad++;
                WriteError(ToErrorRecord(e));
            }));
            if (!isAll || bad < patches.Count + _fixups.Count)
                WriteObject(plan);
        });
    }

    private FoldupPlanRequest Request(List<string> patches, Action<Engine.MaintainerException> report) => new()
    {
        Topic = Topic,
        Since = Since,
        Fixup = _fixups,
        Patch = patches,
        Tell = WriteWarning,
        Report = report,
        Review = _review,
        Churn = Churn,
        Source = WorkTree ? FoldupSource.WorkTree : Staged ? FoldupSource.Staged : FoldupSource.Commits,
        Rename = Action == "Rename" ? (Need(From, nameof(From)), Need(To, nameof(To))) : null,
        Reword = Action == "Reword" ? (Need(Target, nameof(Target)), Need(Message, nameof(Message))) : null,
        CreditTrailer = CreditTrailer,
        OwnOnly = OwnOnly,
        AllowPublished = AllowPublished,
    };

    private string Need(string? value, string parameter) =>
        !string.IsNullOrWhiteSpace(value) ? value
        : throw new Engine.MaintainerException("ActionNeeds", Engine.ErrorKind.InvalidArgument, Action, Action, parameter);
}
