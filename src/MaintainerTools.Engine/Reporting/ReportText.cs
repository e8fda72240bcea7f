using System.Text;
using System.Text.RegularExpressions;

namespace MaintainerTools.Engine.Reporting;

/// <summary>
/// Texts of a repository as a report shows them. Subjects, names, paths and mails are other people's: what is a sign of Markdown in them stays that sign,
/// and what would turn the direction of writing or is no letter is shown as less(1) shows it. HTML and SVG are escaped by the libraries that write them.
/// </summary>
internal static partial class ReportText
{
    private const string Signs = "\\`*_{}[]<>()#+!|~&:@$^=";

    /// <summary>A text that can be shown; half of a pair of surrogates is replaced.</summary>
    internal static string Clean(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        string plain = ViewText.Plain(text);
        return LoneSurrogate().IsMatch(plain) ? LoneSurrogate().Replace(plain, "\uFFFD") : plain;
    }

    /// <summary>One line of Markdown that shows the text and nothing else.</summary>
    internal static string Markdown(string? text)
    {
        var escaped = new StringBuilder();
        foreach (char c in Clean(text))
        {
            if (c == '<' || c == '&')
                escaped.Append(c == '<' ? "&lt;" : "&amp;");
            else if (Signs.Contains(c, StringComparison.Ordinal))
                escaped.Append('\\').Append(c);
            else
                escaped.Append(c is '\n' or '\t' or '\r' ? ' ' : c);
        }
        string line = escaped.ToString().Trim().Replace("www.", "www\\.", StringComparison.OrdinalIgnoreCase);
        return ListSign().Replace(line, @"$1\$2");
    }

    /// <summary>A block of code; its fence is longer than any in the text.</summary>
    internal static string Fenced(string? text, string language)
    {
        string clean = Clean(text).TrimEnd('\n');
        string fence = new('`', Math.Max(3, Backticks().Matches(clean).Select(m => m.Length + 1).DefaultIfEmpty(3).Max()));
        return $"{fence}{language}\n{clean}\n{fence}\n";
    }

    /// <summary>A word for an anchor: letters, digits and dashes.</summary>
    internal static string Anchor(string id) => NoAnchor().Replace(id, m => $"_{(int)m.Value[0]:x}");

    [GeneratedRegex("[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]")]
    private static partial Regex LoneSurrogate();

    [GeneratedRegex("^([0-9]*)([-.])(?= )")]
    private static partial Regex ListSign();

    [GeneratedRegex("`+")]
    private static partial Regex Backticks();

    [GeneratedRegex("[^A-Za-z0-9-]")]
    private static partial Regex NoAnchor();
}
