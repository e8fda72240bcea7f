using System.IO;
using System.Management.Automation;
using System.Text;
using MaintainerTools.Engine.Foldup;

namespace MaintainerTools.Cmdlets;

/// <summary>Export-FoldupPlan: the plan as an editable JSON file, or as a todo list of git rebase -i.</summary>
[Cmdlet(VerbsData.Export, "FoldupPlan", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low,
    HelpUri = "https://github.com/maintainertools/MaintainerTools/blob/main/en-US/Export-FoldupPlan.md")]
[OutputType(typeof(FileInfo))]
public sealed class ExportFoldupPlanCommand : RepositoryCmdlet
{
    /// <summary>The plan.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public FoldupPlan? Plan { get; set; }

    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Json or RebaseTodo.</summary>
    [Parameter]
    [ValidateSet("Json", "RebaseTodo")]
    public string Format { get; set; } = "Json";

    /// <summary>Puts out the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        string file = GetUnresolvedProviderPathFromPSPath(Path);
        System.Collections.Generic.IReadOnlyList<string> handMade = [];
        string text = Format == "RebaseTodo" ? FoldupPlanFile.ToTodo(Work(Plan!.Repository), Plan!, out handMade) : FoldupPlanFile.ToJson(Plan!);
        foreach (string merge in handMade)
            WriteWarning(merge);
        if (ShouldProcess(file, "Write the plan"))
            WriteFile(file, f => File.WriteAllText(f, text, new UTF8Encoding(false)));
        if (PassThru)
            WriteObject(new FileInfo(file));
    });
}
