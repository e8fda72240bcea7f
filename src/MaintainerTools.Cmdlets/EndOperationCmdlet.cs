using System.Management.Automation;
using MaintainerTools.Engine.Objects.Moves;

namespace MaintainerTools.Cmdlets;

/// <summary>A cmdlet that ends an operation: finishes it, or takes it back.</summary>
public abstract class EndOperationCmdlet : RepositoryCmdlet
{
    /// <summary>The operation's name; by default that of the one that was cut off.</summary>
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
    protected override bool TellsOfCutOff => false;

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() => End(new TopicOperations(Git)));

    private protected abstract void End(TopicOperations operations);
}
