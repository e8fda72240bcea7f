using System.IO;
using System.Management.Automation;
using System.Text;
using MaintainerTools.Engine.MergePlans;

namespace MaintainerTools.Cmdlets;

/// <summary>Export-MergePlan: a merge plan as a JSON file.</summary>
[Cmdlet(VerbsData.Export, "MergePlan", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, HelpUri = HelpPages.Root + "Export-MergePlan.md")]
[OutputType(typeof(FileInfo))]
public sealed class ExportMergePlanCommand : MaintainerCmdlet
{
    /// <summary>The plan.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public MergePlan? Plan { get; set; }

    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Puts out the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        string file = GetUnresolvedProviderPathFromPSPath(Path);
        if (ShouldProcess(file, "Write the plan"))
            WriteFile(file, f => File.WriteAllText(f, MergePlanFile.ToJson(Plan!), new UTF8Encoding(false)));
        if (PassThru)
            WriteObject(new FileInfo(file));
    });
}
