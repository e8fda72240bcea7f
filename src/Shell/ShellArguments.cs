using System.Globalization;
using System.Management.Automation.Runspaces;

namespace MaintainerTools.Shell;

/// <summary>What the command line asks for; the words mean what they mean to pwsh.</summary>
internal sealed class ShellArguments
{
    /// <summary>The script to run, as given; null for -Command and for the prompt.</summary>
    public string? Script { get; private set; }

    /// <summary>The text to run; null for a script and for the prompt.</summary>
    public string? Command { get; private set; }

    /// <summary>Nothing may be asked of the user: a prompt is an error.</summary>
    public bool NonInteractive { get; private set; }

    /// <summary>The script's arguments, named and positional, as pwsh -File passes them.</summary>
    public List<CommandParameter> ScriptArguments { get; } = [];

    /// <summary>Why the command line means nothing; null where it does.</summary>
    public string? Error { get; private set; }

    /// <summary>Reads the command line.</summary>
    public static ShellArguments Parse(string[] args)
    {
        var result = new ShellArguments();
        for (int i = 0; i < args.Length; i++)
        {
            string arg = args[i];
            switch (arg.ToLowerInvariant())
            {
                case "-noprofile" or "-nop" or "-nologo":
                    // There is no profile and no logo; accepted so that one command line serves both hosts.
                    continue;
                case "-noninteractive" or "-noni":
                    result.NonInteractive = true;
                    continue;
                case "-command" or "-c":
                    if (i + 1 == args.Length)
                        result.Error = "-Command needs the text to run.";
                    else
                        result.Command = string.Join(' ', args[(i + 1)..]);
                    return result;
                case "-file" or "-f":
                    if (i + 1 == args.Length)
                        result.Error = "-File needs the path of a script.";
                    else
                        result.TakeScript(args[(i + 1)..]);
                    return result;
                default:
                    if (arg.StartsWith('-'))
                        result.Error = $"The option '{arg}' is not known.";
                    else
                        result.TakeScript(args[i..]);
                    return result;
            }
        }
        return result;
    }

    private static bool IsParameter(string arg) => arg.Length > 1 && arg[0] == '-' && !char.IsAsciiDigit(arg[1]);

    private void TakeScript(string[] words)
    {
        Script = words[0];
        for (int i = 1; i < words.Length; i++)
        {
            string arg = words[i];
            int colon = IsParameter(arg) ? arg.IndexOf(':', StringComparison.Ordinal) : -1;
            if (!IsParameter(arg))
                ScriptArguments.Add(new CommandParameter(null, arg));
            else if (colon < 0)
                ScriptArguments.Add(new CommandParameter(arg));
            else if (colon < arg.Length - 1)
                ScriptArguments.Add(new CommandParameter(arg[..colon], Value(arg[(colon + 1)..])));
            else if (i + 1 < words.Length)
                ScriptArguments.Add(new CommandParameter(arg[..colon], words[++i]));
            else
                ScriptArguments.Add(new CommandParameter(arg[..colon]));
        }
    }

    // -Switch:$false must reach the script as a boolean: a string would be true whatever it says.
    private static object Value(string text) => text.ToLower(CultureInfo.InvariantCulture) switch
    {
        "$true" => true,
        "$false" => false,
        _ => text,
    };
}
