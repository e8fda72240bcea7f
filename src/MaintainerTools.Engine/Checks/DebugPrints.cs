using System.Text;
using System.Text.RegularExpressions;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.SourceText;

namespace MaintainerTools.Engine.Checks;

/// <summary>What prints for whoever debugs, language by language.</summary>
internal static partial class DebugPrints
{
    /// <summary>Calls that nobody leaves in on purpose: "patterns of paths: words".</summary>
    internal static readonly string[] Always =
    [
        "*.c *.h *.cc *.cpp *.hpp *.S: trace_printk dump_stack print_hex_dump_debug pr_debug",
        "*.rs: dbg!",
        "*.py: breakpoint pdb.set_trace",
        "*.js *.ts *.jsx *.tsx: console.debug console.trace debugger",
        "*.rb: binding.pry byebug",
        "*.go: spew.Dump",
        "*.php: var_dump",
    ];

    /// <summary>Calls that print for users as well: what they print tells.</summary>
    internal static readonly string[] Telling =
    [
        "*.c *.h *.cc *.cpp *.hpp: printk pr_err pr_crit pr_warn pr_info pr_notice printf fprintf puts perror",
        "*.cs: Console.WriteLine Console.Write Debug.WriteLine Trace.WriteLine",
        "*.ps1 *.psm1: Write-Host Write-Debug",
        "*.rs: println! eprintln!",
        "*.py: print",
        "*.js *.ts *.jsx *.tsx: console.log",
        "*.java: System.out.println System.err.println",
        "*.go: fmt.Println fmt.Printf println",
        "*.sh *.bash: echo",
        "*.rb: puts",
    ];

    /// <summary>The words of a table for a path.</summary>
    internal static HashSet<string> WordsFor(IEnumerable<string> table, string path)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        foreach (string row in table)
        {
            int colon = row.IndexOf(": ", StringComparison.Ordinal);
            if (colon > 0 && RuleSettings.IsAmong(path, row[..colon].Split(' ', StringSplitOptions.RemoveEmptyEntries)))
                words.UnionWith(row[(colon + 2)..].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }
        return words;
    }

    /// <summary>The first of the words that is used in the code of a line, comments and strings aside; null for none.</summary>
    internal static string? Call(string line, string code, IReadOnlySet<string> words)
    {
        foreach (Match word in Called().Matches(code))
        {
            // A declaration or a definition of such a function calls none.
            if (words.Contains(word.Value) && !Declaration().IsMatch(code[..word.Index])
                && (word.Index == 0 || code[word.Index - 1] is not ('_' or '.' or '-' or '#')))
                return line.TrimStart().StartsWith('#') && !line.TrimStart().StartsWith("#!", StringComparison.Ordinal) ? null : word.Value;
        }
        return null;
    }

    /// <summary>
    /// True where the text that is printed is no message to a user: none at all, nothing but values and names, the function's own name, or a word such
    /// as "debug" or "here".
    /// </summary>
    internal static bool IsTelling(string line, string? function)
    {
        string[] texts = [.. Quoted().Matches(line).Select(m => m.Groups[1].Success ? m.Groups[1].Value : m.Groups[2].Value)];
        if (texts.Length == 0)
            return false;
        string text = string.Join(' ', texts);
        if (line.Contains("__func__", StringComparison.Ordinal) || line.Contains("__FUNCTION__", StringComparison.Ordinal)
            || line.Contains("__LINE__", StringComparison.Ordinal))
            return true;
        if (function is { Length: > 3 } && Words.Has(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(function)))
            return true;
        return Giveaway().IsMatch(text);
    }

    /// <summary>The name of the function that a line of a file stands in, as git's headings of hunks tell it; null where there is none.</summary>
    internal static string? FunctionAt(TextLines file, int line)
    {
        for (int i = line - 1; i >= 0; i--)
        {
            ReadOnlySpan<byte> heading = HunkHeadings.OfSource(file[i]);
            if (heading.IsEmpty)
                continue;
            string text = Encoding.Latin1.GetString(heading);
            // A label is no function.
            if (text.TrimEnd().EndsWith(':'))
                continue;
            return FunctionName().Match(text) is { Success: true } name ? name.Groups[1].Value : null;
        }
        return null;
    }

    [GeneratedRegex(@"[A-Za-z_][\w.]*(?:-[A-Z]\w*)?!?", RegexOptions.CultureInvariant)]
    private static partial Regex Called();

    [GeneratedRegex(@"(?:^|\s)(?:(?:static|extern|inline)\b.*|(?:void|int)\s+\*?)$", RegexOptions.CultureInvariant)]
    private static partial Regex Declaration();

    [GeneratedRegex("\"((?:[^\"\\\\]|\\\\.)*)\"|'((?:[^'\\\\]|\\\\.)*)'", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\b(?:XXX|DEBUG|debugging|DBG|got here|HERE|foo|bar)\b|^\W*(?:debug|dbg|here|test|xxx+|reached|foo|bar)\b|^[\s*#=!>-]*$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Giveaway();

    [GeneratedRegex(@"(\w+)\s*\(", RegexOptions.CultureInvariant)]
    private static partial Regex FunctionName();
}
