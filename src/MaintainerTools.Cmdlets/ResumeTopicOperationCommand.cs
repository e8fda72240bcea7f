using System.Management.Automation;
using MaintainerTools.Engine.Objects.Moves;

namespace MaintainerTools.Cmdlets;

/// <summary>Resume-TopicOperation: finishes an operation that was cut off.</summary>
[Cmdlet(VerbsLifecycle.Resume, "TopicOperation", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low,
    HelpUri = HelpPages.Root + "Resume-TopicOperation.md")]
[OutputType(typeof(TopicOperation))]
public sealed class ResumeTopicOperationCommand : RepositoryCmdlet
{
    /// <summary>The operation's name; by default that of the one that was cut off.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OpenOperationCompleter))]
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
        TopicOperation operation = operations.FindCutOff(Id);
        if (ShouldProcess($"{operation.Id} ({operation.Command})", "Finish"))
        {
            operation = operations.Resume(operation, Force);
            if (operation.State == TopicOperationState.TakenBack)
                WriteWarning($"The operation {operation.Id} had moved nothing yet and is forgotten. Run {operation.Command} again.");
            WriteObject(operation);
        }
        else if (PassThru)
        {
            operation.State = operation.State == TopicOperationState.Moving ? TopicOperationState.Done : operation.State;
            WriteObject(operation);
        }
    });
}
