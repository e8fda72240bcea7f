using System.Management.Automation;
using MaintainerTools.Engine;
using MaintainerTools.Engine.Backports;
using MaintainerTools.Engine.Merging;

namespace MaintainerTools.Cmdlets;

/// <summary>Find-BackportCandidate: what the next release of a branch should take of upstream.</summary>
[Cmdlet(VerbsCommon.Find, "BackportCandidate", HelpUri = HelpPages.Root + "Find-BackportCandidate.md")]
[OutputType(typeof(BackportCandidate))]
public sealed class FindBackportCandidateCommand : MarkerCmdlet
{
    /// <summary>The branches.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [CommitishTransform(nameof(Target))]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string[] Target { get; set; } = [];

    /// <summary>Where commits are taken from.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Upstream { get; set; } = "";

    /// <summary>Where the cycle begins.</summary>
    [Parameter]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string? Since { get; set; }

    /// <summary>The trailers by which authors ask for the branch, as wildcard patterns.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Trailer { get; set; } = [];

    /// <summary>Only commits that change one of these paths.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] PathSpec { get; set; } = [];

    /// <summary>No commits that change nothing but these paths.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] ExcludePath { get; set; } = [];

    /// <summary>Also fixes without a tag that the branch's past speaks against.</summary>
    [Parameter]
    public SwitchParameter IncludeUntagged { get; set; }

    /// <summary>All of the cycle, ordered by how like they are to what the branch took before.</summary>
    [Parameter]
    public SwitchParameter Rank { get; set; }

    /// <summary>Also commits of which something was decided before.</summary>
    [Parameter]
    public SwitchParameter IncludeDecided { get; set; }

    /// <summary>Reads messages and patches anew, and keeps nothing of them.</summary>
    [Parameter]
    public SwitchParameter NoCache { get; set; }

    private Workspace? _workspace;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string target in Target)
        {
            Attempt(() =>
            {
                _workspace ??= Work(keep: !NoCache);
                WarnOfUnmatched(_workspace, PathSpec, target, Upstream);
                try
                {
                    var finder = new BackportCandidateFinder(_workspace);
                    foreach (BackportCandidate candidate in finder.Find(Options(target)))
                        WriteObject(Rank ? Ranked(candidate) : candidate);
                    foreach (MaintainerException failure in finder.Failures)
                        WriteError(ToErrorRecord(failure));
                }
                finally
                {
                    // What was read until Ctrl+C need not be read again.
                    _workspace.History.Save();
                }
            });
        }
    }

    /// <summary>The same with a table of its own.</summary>
    private static PSObject Ranked(BackportCandidate candidate)
    {
        var ranked = new PSObject(candidate);
        ranked.TypeNames.Insert(0, typeof(BackportCandidate).FullName + "#Rank");
        return ranked;
    }

    private BackportCandidateOptions Options(string target) => new()
    {
        Target = target,
        Upstream = Upstream,
        Since = Since,
        Trailer = Trailer,
        PathSpec = PathSpec,
        ExcludePath = ExcludePath,
        IncludeUntagged = IncludeUntagged,
        Rank = Rank,
        IncludeDecided = IncludeDecided,
    };
}
