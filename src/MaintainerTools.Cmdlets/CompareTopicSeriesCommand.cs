using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using MaintainerTools.Engine;
using MaintainerTools.Engine.RangeDiff;

namespace MaintainerTools.Cmdlets;

/// <summary>Compare-TopicSeries: which patch became which from one version of a series to the next, and how.</summary>
[Cmdlet(VerbsData.Compare, "TopicSeries", HelpUri = HelpPages.Root + "Compare-TopicSeries.md")]
[OutputType(typeof(SeriesPair))]
public sealed class CompareTopicSeriesCommand : RepositoryCmdlet
{
    /// <summary>The old version: a range, a tip, or an mbox file; or A...B for both.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("OldTip")]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string Old { get; set; } = "";

    /// <summary>The new version.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("NewTip")]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? New { get; set; }

    /// <summary>The version to take out of a file of mails; with two files, that of -Old and that of -New.</summary>
    [Parameter]
    [ValidateRange(1, 999)]
    [ValidateCount(1, 2)]
    public int[] Version { get; set; } = [];

    /// <summary>The commit below both versions.</summary>
    [Parameter]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string? Since { get; set; }

    /// <summary>How large a diff of diffs may be, in percent of the patches.</summary>
    [Parameter]
    [ValidateRange(0, 1000)]
    public int CreationFactor { get; set; } = 60;

    /// <summary>Compares merges too.</summary>
    [Parameter]
    public SwitchParameter RemergeDiff { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        string? oldFile = FileOf(Old, IsFileOrMaildir);
        (string old, string @new) = New is null ? SeriesComparer.BothVersions(Old) : (Old, New);
        string? newFile = FileOf(@new, IsFileOrMaildir);
        // One number is of the file that there is, and of the old one where both are files.
        int? newVersion = newFile is null || Version.Length == 0 ? null : oldFile is null ? Version[0] : Version.Length > 1 ? Version[1] : null;
        IReadOnlyList<SeriesPair> pairs = new SeriesComparer(Work()).Compare(new SeriesComparisonRequest
        {
            Old = oldFile ?? old,
            New = newFile ?? @new,
            OldVersion = oldFile is null || Version.Length == 0 ? null : Version[0],
            NewVersion = newVersion,
            OldIsFile = oldFile is not null,
            NewIsFile = newFile is not null,
            Since = Since,
            CreationFactor = CreationFactor,
            RemergeDiff = RemergeDiff,
        }, out IReadOnlyList<string> notes);
        foreach (string note in notes)
            WriteWarning(note);
        WriteObject(pairs, true);
    });

    /// <summary>A folder is one only when it is a Maildir: a branch's name may well be that of a folder.</summary>
    private static bool IsFileOrMaildir(string path) =>
        File.Exists(path) || Directory.Exists(Path.Combine(path, "cur")) || Directory.Exists(Path.Combine(path, "new"));
}
