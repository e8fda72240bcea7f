using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using MaintainerTools.Engine;
using MaintainerTools.Engine.Reporting.Pages;
using MaintainerTools.Engine.Reporting.Sections;

namespace MaintainerTools.Cmdlets;

/// <summary>Out-TopicGraph: the history of base, topic and upstream in the terminal.</summary>
[Cmdlet(VerbsData.Out, "TopicGraph", HelpUri = HelpPages.Root + "Out-TopicGraph.md")]
[OutputType(typeof(string))]
public sealed class OutTopicGraphCommand : RepositoryCmdlet
{
    // Colours that can be told apart on light and dark grounds: green, blue, magenta, cyan, yellow, red.
    private static readonly int[] s_colours = [32, 34, 35, 36, 33, 31];

    /// <summary>The topic.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Topic { get; set; } = "";

    /// <summary>The commit that backporters have.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string? Since { get; set; }

    /// <summary>Where the topic is to go in the end.</summary>
    [Parameter(Position = 2, ValueFromPipelineByPropertyName = true)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string? Upstream { get; set; }

    /// <summary>The base of picks.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string? Base { get; set; }

    /// <summary>The branches that the topic may be picked onto.</summary>
    [Parameter]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string[] Target { get; set; } = [];

    /// <summary>No colours, whatever the terminal takes.</summary>
    [Parameter]
    public SwitchParameter NoColor { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        IEnumerable<(string Role, string Name)> named =
            [("Since", Since!), ("Base", Base!), ("Topic", Topic), ("Upstream", Upstream!), .. Target.Select(t => ("Target", t))];
        var graph = new HistoryGraph(Work(), named.Where(r => r.Name is not null));
        foreach (string line in GraphText.Write(graph.Draw(), Width(), IsPlain() ? null : Paint).ToList())
            WriteObject(line);
    });

    private static string Paint(string text, int column) => $"\u001b[{s_colours[column % s_colours.Length]}m{text}\u001b[0m";

    private int Width()
    {
        try
        {
            return Math.Max(40, Host?.UI?.RawUI?.BufferSize.Width ?? 80);
        }
        catch (Exception e) when (e is HostException or NotImplementedException or PSNotImplementedException)
        {
            // A host without a window.
            return 80;
        }
    }

    /// <summary>
    /// PowerShell takes colours out of what goes to a file where $PSStyle.OutputRendering says so; NO_COLOR and a plain rendering are heard here.
    /// </summary>
    private bool IsPlain() => NoColor || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) || Console.IsOutputRedirected
        || (GetVariableValue("PSStyle") is { } style && PSObject.AsPSObject(style).Properties["OutputRendering"]?.Value?.ToString() == "PlainText");
}
