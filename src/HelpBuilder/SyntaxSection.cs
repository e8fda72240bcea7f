namespace MaintainerTools.HelpBuilder;

/// <summary>Writes the SYNTAX section of a page, so that a reader of the page alone sees it too.</summary>
internal static class SyntaxSection
{
    private const string Heading = "## SYNTAX";

    /// <summary>Replaces what stands between the SYNTAX heading and the next one.</summary>
    public static void Write(string path, CmdletDescription cmdlet)
    {
        string text = File.ReadAllText(path).ReplaceLineEndings("\n");
        int start = text.IndexOf($"\n{Heading}\n", StringComparison.Ordinal);
        if (start < 0)
            return;
        int body = start + Heading.Length + 2;
        int end = text.IndexOf("\n## ", body, StringComparison.Ordinal);
        string section = $"\n```powershell\n{string.Join("\n\n", cmdlet.Syntax)}\n```\n";
        string updated = text[..body] + section + (end < 0 ? string.Empty : text[end..]);
        if (updated != text)
            File.WriteAllText(path, updated);
    }
}
