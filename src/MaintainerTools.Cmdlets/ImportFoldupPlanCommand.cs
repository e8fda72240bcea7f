using System.IO;
using System.Management.Automation;
using MaintainerTools.Engine;
using MaintainerTools.Engine.Foldup;

namespace MaintainerTools.Cmdlets;

/// <summary>Import-FoldupPlan: a plan from the file that Export-FoldupPlan wrote and someone may have edited.</summary>
[Cmdlet(VerbsData.Import, "FoldupPlan", HelpUri = "https://github.com/maintainertools/MaintainerTools/blob/main/en-US/Import-FoldupPlan.md")]
[OutputType(typeof(FoldupPlan))]
public sealed class ImportFoldupPlanCommand : RepositoryCmdlet
{
    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

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

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
            Attempt(() => WriteObject(Read(path, GetUnresolvedProviderPathFromPSPath(path))));
    }

    private FoldupPlan Read(string path, string file)
    {
        if (!File.Exists(file))
            throw new MaintainerException("PlanFileMalformed", ErrorKind.ObjectNotFound, path, path, "there is no such file");
        string text = File.ReadAllText(file);
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
