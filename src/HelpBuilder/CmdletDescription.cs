using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace MaintainerTools.HelpBuilder;

/// <summary>What a cmdlet says of itself: pages add the words, never the facts.</summary>
internal sealed class CmdletDescription
{
    private readonly Dictionary<string, string> _defaults = new(StringComparer.OrdinalIgnoreCase);

    private CmdletDescription(CmdletInfo command)
    {
        Name = command.Name;
        Verb = command.Verb;
        Noun = command.Noun;
        HelpUri = new CommandMetadata(command).HelpUri;
        OutputTypes = [.. command.OutputType.Select(type => type.Name).Distinct()];
        ParameterSets = [.. command.ParameterSets.OrderByDescending(set => set.IsDefault)];
        Parameters = [.. command.Parameters.Values.Where(p => !Cmdlet.CommonParameters.Contains(p.Name))];
        object cmdlet = Activator.CreateInstance(command.ImplementingType)!;
        foreach (ParameterMetadata parameter in Parameters)
        {
            object? value = command.ImplementingType.GetProperty(parameter.Name)?.GetValue(cmdlet);
            bool isMandatory = parameter.ParameterSets.Values.All(set => set.IsMandatory);
            // A number or a kind of 0 that is no choice of the user's is a value that was not given.
            if (!isMandatory && value is string { Length: > 0 } or int and not 0 or double or Enum)
                _defaults[parameter.Name] = string.Format(System.Globalization.CultureInfo.InvariantCulture, "{0}", value);
        }
        Syntax = [.. ParameterSets.Select(set => $"{Name} {set}".TrimEnd())];
    }

    public string Name { get; }

    /// <summary>What a parameter is where nobody gives it, as the cmdlet itself has it; null where that is nothing.</summary>
    public string? Default(string parameter) => _defaults.GetValueOrDefault(parameter);

    public string Verb { get; }

    public string Noun { get; }

    /// <summary>Where Get-Help -Online goes; empty where the cmdlet names nothing.</summary>
    public string HelpUri { get; }

    public IReadOnlyList<string> OutputTypes { get; }

    /// <summary>The default set first.</summary>
    public IReadOnlyList<CommandParameterSetInfo> ParameterSets { get; }

    /// <summary>All but the common ones; -WhatIf and -Confirm are among them where the cmdlet has them.</summary>
    public IReadOnlyList<ParameterMetadata> Parameters { get; }

    /// <summary>One line a parameter set, as Get-Command -Syntax shows it.</summary>
    public IReadOnlyList<string> Syntax { get; }

    /// <summary>Imports the module as a user does and describes each cmdlet it exports, by name.</summary>
    public static IReadOnlyList<CmdletDescription> ReadAll(string manifest)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        using Runspace runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        using var shell = PowerShell.Create(runspace);
        shell.AddCommand("Import-Module").AddParameter("Name", manifest).AddParameter("ErrorAction", "Stop").Invoke();
        shell.Commands.Clear();
        return [.. shell.AddCommand("Get-Command").AddParameter("Module", "MaintainerTools")
            .AddParameter("CommandType", CommandTypes.Cmdlet).Invoke<CmdletInfo>()
            .OrderBy(command => command.Name, StringComparer.Ordinal)
            .Select(command => new CmdletDescription(command))];
    }
}
