using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using MaintainerTools.Engine.Objects.Moves;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Cmdlets;

/// <summary>
/// Completes the names of operations with Tab, the newest first; for Resume-TopicOperation only those that were cut off. Never throws: no repository, no
/// proposals.
/// </summary>
public sealed class OperationCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        try
        {
            string word = (wordToComplete ?? "").Trim('\'', '"');
            // What is to be finished was cut off; the others are looked at and undone.
            bool isToResume = commandName?.EndsWith("Resume-TopicOperation", StringComparison.OrdinalIgnoreCase) == true;
            using GitRepository repository = RefNameCompleter.OpenRepository(fakeBoundParameters);
            return new TopicOperations(repository).List().Where(o => (!isToResume || o.IsCutOff) && o.Id.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                .Select(o => new CompletionResult(o.Id, o.Id, CompletionResultType.ParameterValue, $"{o.Command}: {o.State}, "
                    + $"{string.Join(", ", o.Ref.Select(r => r.ToString()))}")).ToList();
        }
#pragma warning disable CA1031 // Whatever goes wrong while a person is typing, the prompt must go on.
        catch (Exception)
#pragma warning restore CA1031
        {
            return [];
        }
    }
}
