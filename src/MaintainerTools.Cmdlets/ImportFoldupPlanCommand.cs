using System.Management.Automation;
using MaintainerTools.Engine;
using MaintainerTools.Engine.Foldup;

namespace MaintainerTools.Cmdlets;

/// <summary>Import-FoldupPlan: a plan from the file that Export-FoldupPlan wrote and someone may have edited.</summary>
[Cmdlet(VerbsData.Import, "FoldupPlan", DefaultParameterSetName = PathSet,
    HelpUri = "https://github.com/maintainertools/MaintainerTools/blob/main/en-US/Import-FoldupPlan.md")]
[OutputType(typeof(FoldupPlan))]
public sealed class ImportFoldupPlanCommand : FileInputCmdlet
{
    /// <summary>For a todo list: the series' tip.</summary>
    [Parameter]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string? Topic { get; set; }

    /// <summary>For a todo list: the commit below the series.</summary>
    [Parameter]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string? Since { get; set; }

    private protected override string UnreadableId => "PlanFileMalformed";

    /// <inheritdoc/>
    private protected override void Take(string path, string file) => WriteObject(PlanOf(path, Read(path, file)));

    private FoldupPlan PlanOf(string path, string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new MaintainerException("PlanFileMalformed", ErrorKind.InvalidData, path, path, "it is empty");
        // No line of a todo list begins so, nor is one a JSON value alone.
        if (text.TrimStart() is ['{' or '[' or '"', ..] || text.Trim() is "null")
            return FoldupPlanFile.FromJson(path, text);
        return Topic is not null && Since is not null
            ? FoldupPlanFile.FromTodo(Work(), path, text, Topic, Since)
            : throw new MaintainerException("TodoNeedsSeries", ErrorKind.InvalidArgument, path, path);
    }
}
