using System.Management.Automation;
using MaintainerTools.Engine.Reporting.Sample;

namespace MaintainerTools.Cmdlets;

/// <summary>Makes a repository that tells the story of the help pages, the same bytes everywhere.</summary>
[Cmdlet(VerbsCommon.New, "SampleTopicRepository", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low,
    HelpUri = HelpPages.Root + "New-SampleTopicRepository.md")]
[OutputType(typeof(SampleTopicRepository))]
public sealed class NewSampleTopicRepositoryCommand : MaintainerCmdlet
{
    /// <summary>The folder to make it in: a new one, or an empty one.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LiteralPath", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Replaces an earlier sample repository. Anything else in the folder is never touched.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        string path = GetUnresolvedProviderPathFromPSPath(Path);
        SampleRepository.Check(path, Force);
        if (ShouldProcess(path, "Create the sample repository"))
            WriteObject(SampleRepository.Create(path, Force, this));
    });
}
