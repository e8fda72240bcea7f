using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Merging.Trees;

namespace MaintainerTools.Cmdlets;

/// <summary>Proposes the named markers for -Marker; a template is free text.</summary>
public sealed class MarkerCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters) =>
        CommitMarkers.Names.Where(name => name.StartsWith(wordToComplete ?? "", StringComparison.OrdinalIgnoreCase)).Select(name => new CompletionResult(name));
}
