using System.Collections.Generic;
using System.Management.Automation;
using MaintainerTools.Engine.Backports;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Cmdlets;

/// <summary>Set-BackportDecision: writes down what was decided of upstream commits for a branch.</summary>
[Cmdlet(VerbsCommon.Set, "BackportDecision", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low,
    HelpUri = HelpPages.Root + "Set-BackportDecision.md")]
[OutputType(typeof(BackportDecision))]
public sealed class SetBackportDecisionCommand : RepositoryCmdlet
{
    private readonly List<(Oid Commit, string Target)> _decided = [];
    private Workspace? _workspace;

    /// <summary>The upstream commits.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Sha")]
    [CommitishTransform("Commit")]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string[] Commit { get; set; } = [];

    /// <summary>The branches or releases that it is decided for.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string[] Target { get; set; } = [];

    /// <summary>What is decided.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    public BackportDecisionKind Decision { get; set; }

    /// <summary>The reason.</summary>
    [Parameter(Position = 3)]
    [AllowEmptyString]
    public string Because { get; set; } = "";

    /// <summary>Writes the decisions as objects.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string commit in Commit ?? [])
        {
            Gather(() =>
            {
                _workspace ??= Work();
                IReadOnlyList<Oid> named = new CommitSelection(_workspace).ResolveSome(commit);
                foreach (string target in Target)
                {
                    new DecisionRecorder(_workspace).RequireTarget(target);
                    foreach (Oid id in named)
                        _decided.Add((id, target));
                }
            });
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Attempt(() =>
    {
        if (_workspace is null || _decided.Count == 0)
            return;
        var recorder = new DecisionRecorder(_workspace);
        PreparedDecisions prepared = recorder.Prepare(new DecisionOptions { Decided = _decided, Kind = Decision, Because = Because });
        string old = prepared.OldTip.IsZero ? "nothing" : prepared.OldTip.Abbreviate();
        if (ShouldProcess($"'{old}' -> '{prepared.NewTip.Abbreviate()}'", $"Move {BackportDecisions.NotesRef}"))
            prepared = recorder.Apply(prepared);
        if (PassThru)
            WriteObject(prepared.Decisions, enumerateCollection: true);
    });
}
