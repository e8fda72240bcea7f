using System.Management.Automation;
using MaintainerTools.Engine.Objects.Moves;

namespace MaintainerTools.Cmdlets;

/// <summary>Resume-TopicOperation: finishes an operation that was cut off.</summary>
[Cmdlet(VerbsLifecycle.Resume, "TopicOperation", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low,
    HelpUri = HelpPages.Root + "Resume-TopicOperation.md")]
[OutputType(typeof(TopicOperation))]
public sealed class ResumeTopicOperationCommand : EndOperationCmdlet
{
    private protected override void End(TopicOperations operations)
    {
        TopicOperation operation = operations.FindCutOff(Id);
        if (ShouldProcess($"{operation.Id} ({operation.Command})", "Finish"))
        {
            bool hadMoved = operation.State != TopicOperationState.Preparing;
            operation = operations.Resume(operation, Force);
            if (!hadMoved)
                WriteWarning($"The operation {operation.Id} had moved nothing yet and is forgotten. Run {operation.Command} again.");
            WriteObject(operation);
        }
        else if (PassThru)
        {
            operation.State = operation.State == TopicOperationState.Moving ? TopicOperationState.Done : operation.State;
            WriteObject(operation);
        }
    }
}
