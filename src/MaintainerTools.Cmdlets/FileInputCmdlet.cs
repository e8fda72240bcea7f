using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using MaintainerTools.Engine;

namespace MaintainerTools.Cmdlets;

/// <summary>A cmdlet that reads files: -Path takes wildcards, -LiteralPath takes names as they are, both take paths of PowerShell's drives.</summary>
public abstract class FileInputCmdlet : RepositoryCmdlet
{
    private protected const string PathSet = "Path";
    private protected const string LiteralPathSet = "LiteralPath";

    /// <summary>The files; wildcards are taken.</summary>
    [Parameter(ParameterSetName = PathSet, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>The files, by names that are taken as they are.</summary>
    [Parameter(ParameterSetName = LiteralPathSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The id of the error for a file that is not there or cannot be read.</summary>
    private protected abstract string UnreadableId { get; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == LiteralPathSet)
        {
            foreach (string path in LiteralPath)
                Attempt(() => Take(path, GetUnresolvedProviderPathFromPSPath(path)), path);
            return;
        }
        foreach (string path in Path)
        {
            IEnumerable<string> files = [];
            Attempt(() => files = FilesOf(path, UnreadableId), path);
            foreach (string file in files)
                Attempt(() => Take(WildcardPattern.ContainsWildcardCharacters(path) ? file : path, file), path);
        }
    }

    /// <summary>Takes one file.</summary>
    /// <param name="path">Its name as it was given, for errors.</param>
    /// <param name="file">Where it is.</param>
    private protected abstract void Take(string path, string file);

    /// <summary>The text of a file.</summary>
    /// <exception cref="MaintainerException">It is not there, or cannot be read.</exception>
    private protected string Read(string path, string file)
    {
        if (!File.Exists(file))
            throw new MaintainerException(UnreadableId, ErrorKind.ObjectNotFound, path, path, "there is no such file");
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MaintainerException(UnreadableId, ErrorKind.ResourceUnavailable, path, e, [path, e.Message]);
        }
    }
}
