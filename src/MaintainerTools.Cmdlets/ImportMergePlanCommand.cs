using System.Management.Automation;
using MaintainerTools.Engine.MergePlans;

namespace MaintainerTools.Cmdlets;

/// <summary>Import-MergePlan: a merge plan from the file that Export-MergePlan wrote.</summary>
[Cmdlet(VerbsData.Import, "MergePlan", DefaultParameterSetName = PathSet, HelpUri = HelpPages.Root + "Import-MergePlan.md")]
[OutputType(typeof(MergePlan))]
public sealed class ImportMergePlanCommand : FileInputCmdlet
{
    private protected override string UnreadableId => "MergePlanFileMalformed";

    /// <inheritdoc/>
    private protected override void Take(string path, string file)
    {
        MergePlan plan = MergePlanFile.FromJson(path, Read(path, file));
        // The file says where it was made; whoever names a repository means that one.
        if (Repository is not null)
            plan.Repository = FolderOf(Git);
        WriteObject(plan);
    }
}
