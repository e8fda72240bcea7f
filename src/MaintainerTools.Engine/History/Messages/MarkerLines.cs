namespace MaintainerTools.Engine.History.Messages;

/// <summary>
/// The lines of a message that may be a marker: none of a block of code between fences, none that is indented as quotations of other messages
/// are, and none that a sentence was wrapped at.
/// </summary>
internal sealed class MarkerLines
{
    // git log and RHEL's headers indent the messages that they quote by so many.
    private const int QuotationIndent = 4;
    private readonly string[] _lines;
    private readonly bool[] _isCode;

    /// <summary>Parts a message into lines.</summary>
    public MarkerLines(string message)
    {
        _lines = message.Split('\n');
        _isCode = new bool[_lines.Length];
        for (int i = 0; i < _lines.Length; i++)
        {
            if (FenceOf(_lines[i]) is not { } fence)
                continue;
            // A fence that nothing closes is no fence.
            int end = Array.FindIndex(_lines, i + 1, line => FenceOf(line) == fence);
            if (end < 0)
                continue;
            Array.Fill(_isCode, true, i, end - i + 1);
            i = end;
        }
    }

    /// <summary>How many there are.</summary>
    public int Count => _lines.Length;

    /// <summary>A line, without what ends it.</summary>
    public string this[int line] => _lines[line].TrimEnd();

    /// <summary>The line; blank where there is none.</summary>
    public string At(int line) => line >= 0 && line < _lines.Length ? this[line] : "";

    /// <summary>True for a line of code or of a quotation.</summary>
    public bool IsQuoted(int line) => _isCode[line] || IndentOf(_lines[line]) >= QuotationIndent;

    /// <summary>
    /// True where the line is the beginning, the middle or the end of a sentence that was wrapped; brackets around it forgive what stands before.
    /// </summary>
    public bool IsProse(int line, bool bracketed)
    {
        bool goesOn = GoesOn(At(line + 1));
        return bracketed ? goesOn && !EndsSomething(At(line - 1)) : goesOn || !EndsSomething(At(line - 1));
    }

    /// <summary>True for a line that no sentence goes on in: a trailer or another header, a note in brackets, a rule, a blank one.</summary>
    public static bool IsStructure(string line)
    {
        ReadOnlySpan<char> text = line.AsSpan().Trim();
        return text.IsEmpty || text[0] is '(' or '[' or '{' or '#' || text.StartsWith("---") || text.StartsWith("===")
            || Trailers.IsTrailerLine(line.TrimStart()) || IsTwoWords(text) || IsWordHeader(text);
    }

    /// <summary>
    /// A header without a colon, as CIQ ("jira VULN-1", "cve CVE-1", "commit-author A") and openEuler ("from
    /// mainline-v6.6", "mainline inclusion") write them.
    /// </summary>
    public static bool IsWordHeader(ReadOnlySpan<char> text)
    {
        int blank = text.IndexOf(' ');
        if (blank <= 0)
            return false;
        ReadOnlySpan<char> rest = text[(blank + 1)..].Trim();
        bool isOneWord = rest.IndexOf(' ') < 0;
        ReadOnlySpan<char> word = text[..blank];
        return rest.SequenceEqual("inclusion") || word.SequenceEqual("commit-author") || word.SequenceEqual("upstream-diff")
            || (isOneWord && (word.SequenceEqual("jira") || word.SequenceEqual("cve") || word.SequenceEqual("bugfix") || word.SequenceEqual("from")));
    }

    /// <summary>"master date: 2021-02-03", "Upstream Status: RHEL only".</summary>
    private static bool IsTwoWords(ReadOnlySpan<char> text)
    {
        int colon = text.IndexOf(": ");
        return colon > 0 && text[..colon].Count(' ') == 1;
    }

    private static bool GoesOn(string next) => next.Length > 0 && char.IsLower(next[0]) && !IsStructure(next) && !MarkerForms.BeginsAny(next);

    private static bool EndsSomething(string previous) => IsStructure(previous) || previous[^1] is '.' or '!' or '?' or ')' or ']'
        || MarkerForms.BeginsAny(previous);

    private static char? FenceOf(string line)
    {
        ReadOnlySpan<char> text = line.AsSpan().TrimStart();
        return text.StartsWith("```") ? '`' : text.StartsWith("~~~") ? '~' : null;
    }

    private static int IndentOf(string line)
    {
        int indent = 0;
        foreach (char c in line)
        {
            if (c == '\t')
                return QuotationIndent;
            if (c != ' ')
                break;
            indent++;
        }
        return indent;
    }
}
