using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using MaintainerTools.Engine.Objects.Moves;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Cmdlets;

/// <summary>Completes the names of operations with Tab, the newest first. Never throws: no repository, no proposals.</summary>
public class OperationCompleter : IArgumentCompleter
{
    /// <summary>True for those that are proposed.</summary>
    protected virtual bool Proposes(TopicOperation operation) => true;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        try
        {
            string word = (wordToComplete ?? "").Trim('\'', '"');
            using GitRepository repository = RefNameCompleter.OpenRepository(fakeBoundParameters);
            return new TopicOperations(repository).List().Where(o => Proposes(o) && o.Id.StartsWith(word, StringComparison.OrdinalIgnoreCase))
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

/// <summary>Completes the names of operations that were cut off.</summary>
public sealed class OpenOperationCompleter : OperationCompleter
{
    /// <inheritdoc/>
    protected override bool Proposes(TopicOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return operation.IsCutOff;
    }
}
