using System.Linq;
using System.Management.Automation;
using MaintainerTools.Engine.Objects.Moves;

namespace MaintainerTools.Cmdlets;

/// <summary>Undo-TopicOperation: takes back what a cmdlet moved, or what it was moving when it was cut off.</summary>
[Cmdlet(VerbsCommon.Undo, "TopicOperation", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpPages.Root + "Undo-TopicOperation.md")]
[OutputType(typeof(TopicOperation))]
public sealed class UndoTopicOperationCommand : RepositoryCmdlet
{
    /// <summary>The operation's name; by default that of the one that was cut off, else the newest.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OperationCompleter))]
    public string? Id { get; set; }

    /// <summary>Also where its process was on another machine, and lets it go where others have gone on from there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Under -WhatIf, puts out what would be.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override OpenOperationRule AtOpenOperation => OpenOperationRule.Ignore;

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        var operations = new TopicOperations(Git);
        TopicOperation operation = operations.Find(Id);
        if (!operation.IsCutOff)
            OpenOperations.RequireNone(Git);
        OperationUndo undo = operations.PlanUndo(operation);
        string refs = string.Join(", ", undo.Refs.Select(r => r.ToString()));
        if (ShouldProcess(refs.Length > 0 ? refs : operation.Id, $"Take back {operation.Command} ({operation.Id})"))
            WriteObject(operations.Undo(undo, Force, this));
        else if (PassThru)
        {
            operation.State = operation.IsCutOff ? TopicOperationState.TakenBack : TopicOperationState.Undone;
            WriteObject(operation);
        }
    });
}
