using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using MaintainerTools.Engine;
using MaintainerTools.Engine.Bisectability;
using MaintainerTools.Engine.Merging;

namespace MaintainerTools.Cmdlets;

/// <summary>Test-SeriesBisectability: runs a command on every commit of a series.</summary>
[Cmdlet(VerbsDiagnostic.Test, "SeriesBisectability", DefaultParameterSetName = SeriesSet, HelpUri = HelpPages.Root + "Test-SeriesBisectability.md")]
[OutputType(typeof(BisectabilityResult), ParameterSetName = [SeriesSet, CommitSet])]
[OutputType(typeof(string), ParameterSetName = [MatrixSet])]
public sealed class TestSeriesBisectabilityCommand : RepositoryCmdlet
{
    private const string SeriesSet = "Series";
    private const string CommitSet = "Commit";
    private const string MatrixSet = "Matrix";

    private readonly List<string> _named = [];

    /// <summary>The series' tip.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = SeriesSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = MatrixSet)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Topic { get; set; } = "";

    /// <summary>The commit below the series, which counts as passing.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = SeriesSet)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = MatrixSet)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Since { get; set; } = "";

    /// <summary>Single commits, in the order in which they are tested.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CommitSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Sha")]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string[] Commit { get; set; } = [];

    /// <summary>What is run: text for sh, or a script block for PowerShell.</summary>
    [Parameter(Mandatory = true, Position = 2, ParameterSetName = SeriesSet)]
    [Parameter(Mandatory = true, Position = 2, ParameterSetName = CommitSet)]
    [ValidateNotNullOrEmpty]
    public object? Command { get; set; }

    /// <summary>In which order, and whether on every commit.</summary>
    [Parameter(ParameterSetName = SeriesSet)]
    [Parameter(ParameterSetName = CommitSet)]
    public BisectabilityOrder Order { get; set; }

    /// <summary>Ends with the first commit that fails in that order.</summary>
    [Parameter(ParameterSetName = SeriesSet)]
    [Parameter(ParameterSetName = CommitSet)]
    public SwitchParameter FirstFailure { get; set; }

    /// <summary>How many commits are tested at a time.</summary>
    [Parameter(ParameterSetName = SeriesSet)]
    [Parameter(ParameterSetName = CommitSet)]
    [ValidateRange(1, 1024)]
    public int ThrottleLimit { get; set; } = 1;

    /// <summary>After so many seconds the command and all that it started are ended, and the commit failed.</summary>
    [Parameter(ParameterSetName = SeriesSet)]
    [Parameter(ParameterSetName = CommitSet)]
    [ValidateRange(1, int.MaxValue / 1000)]
    public int? TimeoutSeconds { get; set; }

    /// <summary>Variables of the environment that have a say in the outcome: with other values an outcome is not known again.</summary>
    [Parameter(ParameterSetName = SeriesSet)]
    [Parameter(ParameterSetName = CommitSet)]
    [ValidateNotNullOrEmpty]
    public string[] EnvironmentVariable { get; set; } = [];

    /// <summary>Leaves what a build makes in the work tree for the next commit.</summary>
    [Parameter(ParameterSetName = SeriesSet)]
    [Parameter(ParameterSetName = CommitSet)]
    public SwitchParameter KeepBuild { get; set; }

    /// <summary>Which part of the series is run here, as 2/5.</summary>
    [Parameter(ParameterSetName = SeriesSet)]
    [ValidateNotNullOrEmpty]
    public string? Shard { get; set; }

    /// <summary>A file for the results, as JSON, to be put together by Join-BisectabilityResult.</summary>
    [Parameter(ParameterSetName = SeriesSet)]
    [Parameter(ParameterSetName = CommitSet)]
    [ValidateNotNullOrEmpty]
    public string? ResultPath { get; set; }

    /// <summary>Puts out the shards of the series for the jobs of a CI system, as JSON; nothing is run.</summary>
    [Parameter(Mandatory = true, ParameterSetName = MatrixSet)]
    public AnnotationFormat AsMatrix { get; set; }

    /// <summary>How many shards at most.</summary>
    [Parameter(ParameterSetName = MatrixSet)]
    [ValidateRange(1, 256)]
    public int ShardCount { get; set; } = 4;

    /// <summary>Runs the command also where the outcome is known.</summary>
    [Parameter(ParameterSetName = SeriesSet)]
    [Parameter(ParameterSetName = CommitSet)]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _named.AddRange(Commit);

    /// <inheritdoc/>
    protected override void EndProcessing() => Attempt(() =>
    {
        Workspace work = Work();
        if (ParameterSetName == MatrixSet)
        {
            WriteObject(BisectabilityResults.Matrix(AsMatrix, ShardCount, BisectabilityTester.CommitsOf(work, Since, Topic).Count));
            return;
        }
        var tester = new BisectabilityTester(work, Options());
        List<BisectabilityResult> all = [];
        foreach (BisectabilityResult result in tester.Run())
        {
            all.Add(result);
            WriteObject(result);
        }
        if (ResultPath is not null)
            WriteResults(GetUnresolvedProviderPathFromPSPath(ResultPath), all);
        if (tester.Failure is { } failure)
            WriteError(ToErrorRecord(failure));
    });

    private static void WriteResults(string file, List<BisectabilityResult> results)
    {
        // Whole or not at all: a job that is ended leaves no half a file to be joined.
        string temporary = $"{file}.{Environment.ProcessId}.tmp";
        File.WriteAllText(temporary, BisectabilityResults.ToJson(results));
        File.Move(temporary, file, overwrite: true);
    }

    private BisectabilityOptions Options() => new()
    {
        Topic = ParameterSetName == CommitSet ? null : Topic,
        Since = ParameterSetName == CommitSet ? null : Since,
        Commit = _named,
        Command = CommandArgument.Read(Command)!,
        Order = Order,
        FirstFailure = FirstFailure,
        ThrottleLimit = ThrottleLimit,
        Timeout = TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        EnvironmentVariable = EnvironmentVariable,
        KeepBuild = KeepBuild,
        Shard = Shard is null ? null : SeriesShard.Parse(Shard),
        Force = Force,
    };
}
