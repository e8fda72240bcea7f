using System.Collections.Generic;
using System.Management.Automation;
using MaintainerTools.Engine;
using MaintainerTools.Engine.BugMap;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Cmdlets;

/// <summary>Find-AffectedRef: which releases and branches have the fault that a fix fixes, and which commits may have brought it.</summary>
[Cmdlet(VerbsCommon.Find, "AffectedRef", HelpUri = HelpPages.Root + "Find-AffectedRef.md")]
[OutputType(typeof(AffectedRef), typeof(AffectedRefRange))]
public sealed class FindAffectedRefCommand : MarkerCmdlet
{
    private Workspace? _workspace;
    private AffectedRefFinder? _finder;
    private bool _hasFailed;

    /// <summary>The fixes.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Commit", "Sha")]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string[] Fix { get; set; } = [];

    /// <summary>The tags and branches; all tags where none is named.</summary>
    [Parameter(Position = 1)]
    [CommitishTransform]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string[] Target { get; set; } = [];

    /// <summary>Only refs in this state.</summary>
    [Parameter]
    public AffectedRefState[] State { get; set; } = [];

    /// <summary>Runs of refs in the same state instead of each ref.</summary>
    [Parameter]
    public SwitchParameter Summary { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_finder is null && !_hasFailed)
            Attempt(Begin);
        if (_finder is null)
            return;
        foreach (string fix in Fix ?? [])
        {
            Attempt(() =>
            {
                List<AffectedRef> found = [.. _finder.Find(_workspace!.History.Resolve(_workspace.Repository, fix))];
                if (Summary)
                    WriteObject(new List<AffectedRefRange>(AffectedRefFinder.Summarize(found)).FindAll(range => IsWanted(range.State)),
                        enumerateCollection: true);
                else
                    WriteObject(found.FindAll(one => IsWanted(one.State)), enumerateCollection: true);
            });
        }
    }

    private bool IsWanted(AffectedRefState state) => State is null or [] || System.Array.IndexOf(State, state) >= 0;

    /// <summary>The refs are resolved, and what they reach is read, once for all fixes.</summary>
    private void Begin()
    {
        _hasFailed = true;
        _workspace = Work();
        List<(string Name, Oid Id)> refs = [];
        foreach (string name in Target)
            Attempt(() => refs.Add((CommitishTransformAttribute.NameOf(name), _workspace.History.Resolve(_workspace.Repository, name))));
        if (Target.Length == 0)
        {
            refs = AffectedRefFinder.AllTags(_workspace);
            if (refs.Count == 0)
                throw new MaintainerException("NoTags", ErrorKind.ObjectNotFound, _workspace.Repository.GitDirectory);
        }
        if (refs.Count > 0)
            _finder = new AffectedRefFinder(_workspace, refs);
    }
}
