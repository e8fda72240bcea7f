namespace MaintainerTools.Engine;

/// <summary>Text for a PowerShell command line.</summary>
public static class PowerShellText
{
    /// <summary>An argument as it is written on a command line: in single quotes, where it would be read otherwise without.</summary>
    public static string Quote(string argument)
    {
        ArgumentNullException.ThrowIfNull(argument);
        bool isPlain = argument.Length > 0 && argument[0] != '-' && argument.All(c => char.IsLetterOrDigit(c) || c is '.' or '/' or '-' or '_' or '+');
        // PowerShell takes typographic single quotes for the plain one.
        return isPlain ? argument : $"'{string.Concat(argument.Select(c => c is '\'' or (>= '\u2018' and <= '\u201b') ? $"{c}{c}" : $"{c}"))}'";
    }
}
