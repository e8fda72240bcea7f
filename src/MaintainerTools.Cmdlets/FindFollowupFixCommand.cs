using System.Collections.Generic;
using System.Management.Automation;
using MaintainerTools.Engine;
using MaintainerTools.Engine.Backports;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Followups;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Cmdlets;

/// <summary>Find-FollowupFix: later fixes, reverts and mentions of commits, and which of them a branch lacks.</summary>
[Cmdlet(VerbsCommon.Find, "FollowupFix", HelpUri = HelpPages.Root + "Find-FollowupFix.md")]
[OutputType(typeof(FollowupFix))]
public sealed class FindFollowupFixCommand : MarkerCmdlet
{
    private readonly List<Asked> _asked = [];

    /// <summary>The commits asked about: SHAs, names, ranges A..B, picks.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Sha")]
    [CommitishTransform("Source")]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string[] Commit { get; set; } = [];

    /// <summary>Where later commits are looked for.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Upstream { get; set; } = "";

    /// <summary>A branch that may have them already.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Target")]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string? MissingFrom { get; set; }

    /// <summary>Tells the first tag that contains each follow-up.</summary>
    [Parameter]
    public SwitchParameter FirstTag { get; set; }

    /// <summary>Reads messages and patches anew, and keeps nothing of them.</summary>
    [Parameter]
    public SwitchParameter NoCache { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Commit ?? [])
        {
            Attempt(() =>
            {
                Asked asked = AskedNow();
                (IReadOnlyList<Oid> named, Oid? start) = new CommitSelection(asked.Workspace).ResolveWithStart(name);
                asked.Commits.AddRange(named);
                // A merge that is asked for by itself is what it brought.
                if (start is null && named.Count == 1)
                    asked.Commits.AddRange(asked.Workspace.History.BroughtBy(named[0]));
                asked.Starts.Add(start);
            });
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (Asked asked in _asked)
            Attempt(() => Answer(asked));
    }

    /// <summary>The commits that are answered together with the one in hand: of the same repository, upstream and branch.</summary>
    private Asked AskedNow()
    {
        // A pick that an audit tells of says of no branch that it is missing there.
        string? missingFrom = string.IsNullOrEmpty(MissingFrom) ? null : MissingFrom;
        Asked? same = _asked.Find(a => a.Workspace.Repository == Git && a.Upstream == Upstream && a.MissingFrom == missingFrom);
        if (same is null)
            _asked.Add(same = new Asked(Work(keep: !NoCache), Upstream, missingFrom, [], []));
        return same;
    }

    private void Answer(Asked asked)
    {
        if (asked.Commits.Count == 0)
            return;
        Workspace workspace = asked.Workspace;
        Oid? target = asked.MissingFrom is null ? null : workspace.History.Resolve(workspace.Repository, asked.MissingFrom);
        try
        {
            var finder = new FollowupFinder(workspace);
            IReadOnlyList<FollowupFix> found = finder.Find(
                asked.Commits, workspace.History.Resolve(workspace.Repository, asked.Upstream), target, asked.Starts.Count == 1 ? asked.Starts[0] : null);
            foreach (MaintainerException failure in finder.Failures)
                WriteError(ToErrorRecord(failure));
            if (asked.MissingFrom is not null)
                new BackportDecisions(workspace).Tell(found, asked.MissingFrom, fix => fix.Commit, (fix, decision) => fix.Decision = decision);
            if (FirstTag)
                new FirstTags(workspace).Tell(found, fix => fix.Commit, (fix, tag) => fix.FirstTag = tag);
            foreach (FollowupFix fix in found)
            {
                (fix.Upstream, fix.Target, fix.Repository) = (asked.Upstream, asked.MissingFrom, FolderOf(workspace.Repository));
                WriteObject(fix);
            }
        }
        finally
        {
            // What was read until Ctrl+C need not be read again.
            workspace.History.Save();
        }
    }

    private sealed record Asked(Workspace Workspace, string Upstream, string? MissingFrom, List<Oid> Commits, List<Oid?> Starts);
}
