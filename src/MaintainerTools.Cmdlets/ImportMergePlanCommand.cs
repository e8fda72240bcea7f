using System.IO;
using System.Management.Automation;
using MaintainerTools.Engine;
using MaintainerTools.Engine.MergePlans;

namespace MaintainerTools.Cmdlets;

/// <summary>Import-MergePlan: a merge plan from the file that Export-MergePlan wrote.</summary>
[Cmdlet(VerbsData.Import, "MergePlan", HelpUri = HelpPages.Root + "Import-MergePlan.md")]
[OutputType(typeof(MergePlan))]
public sealed class ImportMergePlanCommand : MaintainerCmdlet
{
    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
            Attempt(() => WriteObject(Read(path, GetUnresolvedProviderPathFromPSPath(path))));
    }

    private static MergePlan Read(string path, string file) => File.Exists(file)
        ? MergePlanFile.FromJson(path, File.ReadAllText(file))
        : throw new MaintainerException("MergePlanFileMalformed", ErrorKind.ObjectNotFound, path, path, "there is no such file");
}
