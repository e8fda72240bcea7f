using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using MaintainerTools.Engine;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Cmdlets;

/// <summary>
/// Completes ref names with Tab: branches, tags, remote branches, HEAD; full names after "refs/"; the end of a range after "..". Reads the
/// repository that -Repository names when it is on the line already. Never throws: no repository, no proposals.
/// </summary>
public sealed class RefNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            return Complete(wordToComplete ?? "", fakeBoundParameters);
        }
#pragma warning disable CA1031 // Whatever goes wrong while a person is typing, the prompt must go on.
        catch (Exception)
#pragma warning restore CA1031
        {
            return [];
        }
    }

    private static List<CompletionResult> Complete(string wordToComplete, IDictionary? bound)
    {
        string word = wordToComplete.Trim('\'', '"');
        int range = word.LastIndexOf("..", StringComparison.Ordinal);
        int start = range < 0 ? 0 : range + (word.AsSpan(range + 2).StartsWith(".") ? 3 : 2);
        string before = word[..start];
        string prefix = word[start..];

        using GitRepository repository = OpenRepository(bound);
        var found = new List<CompletionResult>();
        foreach ((string name, string tip) in Names(repository, prefix.StartsWith("refs/", StringComparison.Ordinal)))
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                found.Add(new CompletionResult(PowerShellText.Quote(before + name), name, CompletionResultType.ParameterValue, tip));
        }
        return found;
    }

    /// <summary>The repository that -Repository names when it is on the line already, else that of the current location.</summary>
    internal static GitRepository OpenRepository(IDictionary? bound)
    {
        string current = CurrentDirectory();
        string? given = bound?["Repository"] is { } value ? LanguagePrimitives.ConvertTo<string>(value) : null;
        return GitRepository.Open(given is null ? null : Path.GetFullPath(given, current), current);
    }

    private static List<(string Name, string Tip)> Names(GitRepository repository, bool full)
    {
        var names = new List<(string, string)>();
        var all = repository.References().ToList();
        if (!full)
            names.Add(("HEAD", repository.HeadBranch ?? "detached"));
        var branches = all.Where(r => RefName.IsBranch(r.Name)).Select(r => RefName.Short(r.Name)).ToHashSet(StringComparer.Ordinal);
        foreach ((string name, Oid id) in all)
        {
            string tip = name + " at " + id.Abbreviate();
            if (full)
                names.Add((name, tip));
            else if (RefName.Short(name) is { } shortName && !RefName.IsRemoteHead(name))
                // git takes the tag where a branch has the same name; the longer form says which is meant.
                names.Add((RefName.IsTag(name) && branches.Contains(shortName) ? name["refs/".Length..] : shortName, tip));
        }
        return names;
    }

    private static string CurrentDirectory()
    {
        try
        {
            // PowerShell's location; the process's own directory does not follow it.
            foreach (PSObject path in ScriptBlock.Create("$ExecutionContext.SessionState.Path.CurrentFileSystemLocation.ProviderPath").Invoke())
                return path.ToString();
        }
        catch (InvalidOperationException)
        {
            // No runspace on this thread.
        }
        return Environment.CurrentDirectory;
    }
}
