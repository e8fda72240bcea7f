namespace MaintainerTools.Engine.Reporting;

/// <summary>Text for a POSIX shell.</summary>
internal static class ShellText
{
    /// <summary>One word, whatever is in it.</summary>
    internal static string Quote(string text) => "'" + text.Replace("'", @"'\''", StringComparison.Ordinal) + "'";
}
