using System;
using System.Collections;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using MaintainerTools.Engine.Checks;

namespace MaintainerTools.Cmdlets;

/// <summary>What -Settings takes: a table, or the path of a file that holds one. Such a file is data, and nothing in it is run.</summary>
internal sealed class SettingsArgument(PSCmdlet cmdlet)
{
    /// <summary>The settings.</summary>
    /// <exception cref="Engine.MaintainerException">SettingsUnreadable, RuleNotFound, SettingUnknown, SettingMalformed.</exception>
    internal CheckSettings Read(object settings)
    {
        object given = settings is PSObject wrapped ? wrapped.BaseObject : settings;
        if (given is IDictionary table)
            return CheckSettings.Of("-Settings", table);
        string name = given.ToString() ?? "";
        string text = TextOf(name);
        return Path.GetExtension(name).Equals(".json", StringComparison.OrdinalIgnoreCase) ? CheckSettings.OfJson(name, text)
            : CheckSettings.Of(name, DataOf(name, text));
    }

    private string TextOf(string name)
    {
        try
        {
            return File.ReadAllText(cmdlet.GetUnresolvedProviderPathFromPSPath(name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw CheckSettings.Unreadable(name, e.Message);
        }
    }

    /// <summary>The hashtable that a data file of PowerShell is.</summary>
    private static IDictionary DataOf(string name, string text)
    {
        ScriptBlockAst script = Parser.ParseInput(text, out _, out ParseError[] errors);
        if (errors.Length > 0)
            throw CheckSettings.Unreadable(name, errors[0].Message);
        if (script.Find(ast => ast is HashtableAst, searchNestedScriptBlocks: false) is not HashtableAst table
            || script.EndBlock?.Statements.Count != 1 || !script.EndBlock.Statements[0].Extent.Text.StartsWith("@{", StringComparison.Ordinal))
            throw CheckSettings.Unreadable(name, "it is no hashtable");
        try
        {
            return (IDictionary)table.SafeGetValue();
        }
        catch (InvalidOperationException e)
        {
            // Variables and commands have no value that is safe to take.
            throw CheckSettings.Unreadable(name, e.Message);
        }
    }
}
