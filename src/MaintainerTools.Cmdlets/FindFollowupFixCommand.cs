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
    private readonly List<Oid> _commits = [];
    private readonly List<Oid?> _starts = [];
    private Workspace? _workspace;

    /// <summary>The commits asked about: SHAs, names, ranges A..B, picks.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Sha")]
    [CommitishTransform("Source")]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string[] Commit { get; set; } = [];

    /// <summary>Where later commits are looked for.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Upstream { get; set; } = "";

    /// <summary>A branch that may have them already.</summary>
    [Parameter]
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
                _workspace ??= Work(keep: !NoCache);
                (IReadOnlyList<Oid> named, Oid? start) = new CommitSelection(_workspace).ResolveWithStart(name);
                _commits.AddRange(named);
                // A merge that is asked for by itself is what it brought.
                if (start is null && named.Count == 1)
                    _commits.AddRange(_workspace.History.BroughtBy(named[0]));
                _starts.Add(start);
            });
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Attempt(() =>
    {
        if (_workspace is null || _commits.Count == 0)
            return;
        Oid? target = MissingFrom is null ? null : _workspace.History.Resolve(Git, MissingFrom);
        try
        {
            var finder = new FollowupFinder(_workspace);
            IReadOnlyList<FollowupFix> found = finder.Find(_commits, _workspace.History.Resolve(Git, Upstream), target, _starts.Count == 1 ? _starts[0] : null);
            foreach (MaintainerException failure in finder.Failures)
                WriteError(ToErrorRecord(failure));
            if (MissingFrom is not null)
                new BackportDecisions(_workspace).Tell(found, MissingFrom, fix => fix.Commit, (fix, decision) => fix.Decision = decision);
            if (FirstTag)
                new FirstTags(_workspace).Tell(found, fix => fix.Commit, (fix, tag) => fix.FirstTag = tag);
            WriteObject(found, enumerateCollection: true);
        }
        finally
        {
            // What was read until Ctrl+C need not be read again.
            _workspace.History.Save();
        }
    });
}
