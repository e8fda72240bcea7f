using System.Management.Automation;
using MaintainerTools.Engine.Objects.Moves;

namespace MaintainerTools.Cmdlets;

/// <summary>Get-TopicOperation: what this module's cmdlets moved in a repository.</summary>
[Cmdlet(VerbsCommon.Get, "TopicOperation", HelpUri = HelpPages.Root + "Get-TopicOperation.md")]
[OutputType(typeof(TopicOperation))]
public sealed class GetTopicOperationCommand : RepositoryCmdlet
{
    /// <summary>The operations' names, wildcards allowed; by default all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(OperationCompleter))]
    public string Id { get; set; } = "*";

    /// <summary>Only those that were cut off.</summary>
    [Parameter]
    public SwitchParameter CutOff { get; set; }

    /// <inheritdoc/>
    protected override bool TellsOfCutOff => false;

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        WildcardPattern pattern = WildcardPattern.Get(Id, WildcardOptions.IgnoreCase);
        // A pattern is read when it is first asked: one that is none is told of where there is nothing to compare with, too.
        _ = pattern.IsMatch("");
        bool found = false;
        foreach (TopicOperation operation in new TopicOperations(Git).List())
        {
            if (!pattern.IsMatch(operation.Id))
                continue;
            found = true;
            if (!CutOff || operation.IsCutOff)
                WriteObject(operation);
        }
        if (!found && !WildcardPattern.ContainsWildcardCharacters(Id))
            new TopicOperations(Git).Find(Id);
    }, Id);
}
