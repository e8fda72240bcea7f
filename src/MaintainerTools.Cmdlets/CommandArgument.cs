using System.Management.Automation;
using MaintainerTools.Engine;
using MaintainerTools.Engine.Objects.Commands;

namespace MaintainerTools.Cmdlets;

/// <summary>Reads a command: text is for sh, a script block for PowerShell.</summary>
internal static class CommandArgument
{
    /// <summary>The command; null where none was given.</summary>
    /// <exception cref="MaintainerException">CommandKindUnknown.</exception>
    internal static TestCommand? Read(object? given) => (given is PSObject wrapped ? wrapped.BaseObject : given) switch
    {
        null => null,
        ScriptBlock script => new TestCommand(script.ToString(), true),
        string text when text.Trim().Length > 0 => new TestCommand(text, false),
        var other => throw new MaintainerException("CommandKindUnknown", ErrorKind.InvalidArgument, other, other.ToString()),
    };
}
