using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using MaintainerTools.Engine;
using MaintainerTools.Engine.Bisectability;
using MaintainerTools.Engine.History;

namespace MaintainerTools.Cmdlets;

/// <summary>Join-BisectabilityResult: puts the results of several machines together.</summary>
[Cmdlet(VerbsCommon.Join, "BisectabilityResult", HelpUri = HelpPages.Root + "Join-BisectabilityResult.md")]
[OutputType(typeof(BisectabilityResult))]
public sealed class JoinBisectabilityResultCommand : RepositoryCmdlet
{
    private readonly List<BisectabilityResult> _results = [];

    /// <summary>Files with results, as JSON; wildcards are fine.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
            Attempt(() => Add(FilesOf(path, "ResultsUnreadable")), path);
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Attempt(() =>
    {
        IReadOnlyList<BisectabilityResult> joined = BisectabilityResults.Join(_results, Source(), out IReadOnlyList<int> missing);
        WriteObject(joined, enumerateCollection: true);
        if (missing.Count > 0)
            throw new MaintainerException("ResultsMissing", ErrorKind.ObjectNotFound, missing.ToArray(), missing.Count, joined[0].Total, Spans(missing));
    });

    /// <summary>"3, 7-9".</summary>
    private static string Spans(IReadOnlyList<int> numbers)
    {
        var spans = new List<string>();
        for (int i = 0; i < numbers.Count;)
        {
            int last = i;
            while (last + 1 < numbers.Count && numbers[last + 1] == numbers[last] + 1)
                last++;
            spans.Add(last == i ? $"{numbers[i]}" : $"{numbers[i]}-{numbers[last]}");
            i = last + 1;
        }
        return string.Join(", ", spans);
    }

    private void Add(IEnumerable<string> files)
    {
        foreach (string file in files)
        {
            Attempt(() =>
            {
                IReadOnlyList<BisectabilityResult> read = BisectabilityResults.Parse(file, TextOfResults(file));
                BisectabilityResult? other = read.FirstOrDefault(r => !BisectabilityResults.AreOfOneRun(r, _results.Count > 0 ? _results[0] : read[0]));
                if (other is null)
                    _results.AddRange(read);
                else
                    throw new MaintainerException("ResultsOfAnother", ErrorKind.InvalidData, file, file,
                        other.CommandId == (_results.Count > 0 ? _results[0] : read[0]).CommandId ? "series" : "command or environment");
            }, file);
        }
    }

    private static string TextOfResults(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MaintainerException("ResultsUnreadable", ErrorKind.ObjectNotFound, file, e, [file, e.Message]);
        }
    }

    /// <summary>The repository, to look for who mends what across the parts; without one the parts' own suggestions stay.</summary>
    private HistoryWorkspace? Source()
    {
        if (_results.Count == 0 || _results[0].Topic is not { } topic)
            return null;
        try
        {
            HistoryWorkspace work = Work(_results[0].Repository);
            work.Repository.ResolveCommit(topic);
            return work;
        }
        catch (MaintainerException e) when (Repository is null && e.ErrorId is "NotARepository" or "RevisionNotFound")
        {
            WriteVerbose($"The suggestions are those of the parts, for the series is not here: {e.Message}");
            return null;
        }
    }
}
