using System.Linq;
using System.Management.Automation;
using MaintainerTools.Engine.Objects.Moves;

namespace MaintainerTools.Cmdlets;

/// <summary>Undo-TopicOperation: takes back what a cmdlet moved, or what it was moving when it was cut off.</summary>
[Cmdlet(VerbsCommon.Undo, "TopicOperation", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpPages.Root + "Undo-TopicOperation.md")]
[OutputType(typeof(TopicOperation))]
public sealed class UndoTopicOperationCommand : EndOperationCmdlet
{
    private protected override void End(TopicOperations operations)
    {
        TopicOperation operation = operations.Find(Id);
        OperationUndo undo = operations.PlanUndo(operation);
        string refs = string.Join(", ", undo.Refs.Select(r => r.ToString()));
        if (ShouldProcess(refs.Length > 0 ? refs : operation.Id, $"Take back {operation.Command} ({operation.Id})"))
            WriteObject(operations.Undo(undo, Force, this));
        else if (PassThru)
        {
            operation.State = operation.IsCutOff ? TopicOperationState.TakenBack : TopicOperationState.Undone;
            WriteObject(operation);
        }
    }
}
