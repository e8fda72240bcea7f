using System.Text.RegularExpressions;

namespace MaintainerTools.Engine.Reviews;

/// <summary>
/// Finds the quoted line that a remark wants removed. It must be what the remark calls it, and a statement of its own: without a line that opens a
/// block, or that is all the body of the line above, what is left would be something else.
/// </summary>
internal static partial class RemovedLines
{
    /// <summary>The lines, without their signs; or none, and why.</summary>
    internal static (IReadOnlyList<string> Lines, string Why) Find(RemovedObject removed, string quote)
    {
        string[] quoted = quote.Split('\n');
        List<int> added = [.. Enumerable.Range(0, quoted.Length).Where(i => IsAdded(quoted[i]))];
        if (added.Count == 0)
            return ([], "it does not quote the lines that are to go");
        int last = Array.FindLastIndex(quoted, l => l.Trim().Length > 0);
        if (!removed.IsNamed)
            return added.Contains(last) ? OrPart(Whole(quoted, last)) : ([], "the line right above it is none that the patch adds");
        // "This message" is the line right above, brackets aside; a name tells its line wherever that stands.
        int above = Array.FindLastIndex(quoted, l => l.Any(char.IsLetterOrDigit));
        List<int> fitting = !string.IsNullOrEmpty(removed.Noun) ? [.. added.Where(i => i == above)] : [.. added.Where(i => Fits(removed, quoted[i][1..]))];
        // "rc is not needed" below its assignment is not about its declaration further up.
        string name = removed.Identifier + removed.Variable;
        if (!removed.IsNoun && name.Length > 0 && above >= 0 && !fitting.Contains(above) && IsMatch(quoted[above], $@"(?:^|\W){Regex.Escape(name)}(?:\W|$)"))
            return ([], $"the line right above has '{name}' in it and is not what it names");
        // "Stray line": the one that is quoted, or the blank one beside it.
        if (removed.Noun == RemovedObject.AnyLine && fitting.Exists(i => i > 0 && quoted[i - 1].Length > 0 && quoted[i - 1].Trim() is "+"))
            return ([], "it may mean the blank line above");
        List<List<string>> whole = [.. fitting.Select(i => Whole(quoted, i)).OfType<List<string>>().Where(l => Fits(removed, l[0]))];
        // "This hunk" is the line where it is all that the hunk adds.
        if (removed.Noun is "hunk" or "chunk" or "piece" or "bit" or "part" or "code" or "snippet" && whole.Count == 1
            && added.Count(i => i > Array.FindLastIndex(quoted, l => l.StartsWith("@@", StringComparison.Ordinal))) > whole[0].Count)
            return ([], $"the {removed.Noun} has other lines as well");
        return whole.Count == 1 ? (whole[0], "")
            : whole.Count > 1 ? ([], "what it names stands in several of the quoted lines")
            : fitting.Count > 0 && fitting.TrueForAll(i => Fits(removed, quoted[i][1..])) ? OrPart(null)
            : ([], $"no quoted line is what it names ('{removed.Noun + removed.Identifier + removed.Variable}')");

        static (IReadOnlyList<string>, string) OrPart(List<string>? lines) => lines is null
            ? ([], "the line is no statement of its own: what is left would be something else") : (lines, "");
    }

    /// <summary>True for a line after which the next is its body, or goes on with it.</summary>
    internal static bool IsHeader(string line)
    {
        string text = line.Trim();
        return text.Length > 0 && (text[0] != '#' || text[^1] == '\\') && !text.EndsWith(';') && !text.EndsWith('{') && !text.EndsWith('}')
            && (Control().IsMatch(text) || text.EndsWith('\\') || text.EndsWith(',') || Balance(text) > 0);
    }

    /// <summary>True for a line with a colon at its end: what it opens goes on as far as the lines are indented alike.</summary>
    internal static bool OpensBlock(string line) => Control().IsMatch(line.Trim()) && line.TrimEnd().EndsWith(':');

    private static bool IsAdded(string line) => line.Length > 1 && line[0] == '+' && !line.StartsWith("+++", StringComparison.Ordinal)
        && line[1..].Trim().Length > 0;

    /// <summary>True for nouns that fit the same lines: "header" and "include", "print" and "message".</summary>
    internal static bool AreAlike(string one, string other) => one == other || (one.Length > 0 && other.Length > 0 && KindOf(one) == KindOf(other));

    /// <summary>The first of the nouns that fit the same lines as this one.</summary>
    private static string KindOf(string noun) => (noun.Length > 3 && noun[^1] == 's' ? noun[..^1] : noun) switch
    {
        RemovedObject.AnyLine or "line" or "statement" or "zeile" or "anweisung"
            or "stuff" or "thing" or "junk" or "cruft" or "noise" or "garbage" or "clutter"
            or "hunk" or "chunk" or "piece" or "bit" or "part" or "code" or "snippet"
            or "leftover" or "leftovers" or "debugging code" or "debug code" or "debug stuff" or "debugging stuff" => "line",
        "include" or "import" or "header" or "header file" => "include",
        "call" or "aufruf" => "call",
        "declaration" or "prototype" or "definition" => "declaration",
        "variable" or "local variable" => "variable",
        "define" or "macro definition" => "define",
        "assert" or "assertion" or "check" => "assert",
        "initialization" or "initialisation" or "init" or "zuweisung" => "assignment",
        "commented-out code" or "commented out code" or "commented code" or "commented-out line" or "commented out line"
            or "kommentar" => "comment",
        { } disabled when disabled.StartsWith("commented", StringComparison.Ordinal) => "comment",
        { } barrier when barrier.EndsWith(" barrier", StringComparison.Ordinal) => "barrier",
        "comment" => "comment",
        "assignment" => "assignment",
        "barrier" or "wmb" or "rmb" or "mb" => "barrier",
        "delay" or "sleep" => "delay",
        _ => "output",
    };

    // The line is somebody else's: a row of a hundred stars in it must not take longer than it is.
    private static bool IsMatch(string line, string pattern) => Regex.IsMatch(line, pattern, RegexOptions.NonBacktracking);

    private static bool Fits(RemovedObject removed, string line)
    {
        string text = line.Trim();
        // "Set rte_errno", "include stdio.h": of the kind, and by the name.
        if (removed.IsNoun && (removed.Identifier + removed.Variable).Length > 0)
            return Fits(removed with { Identifier = "", Variable = "" }, line) && (Fits(removed with { Noun = "" }, line)
                || (KindOf(removed.Noun) == "assignment"
                    && IsMatch(text, $@"\A[\w.>-]*(?:->|\.){Regex.Escape(removed.Identifier + removed.Variable)}\s*=[^=].*\z")));
        if (!string.IsNullOrEmpty(removed.Variable))
            return (Include().IsMatch(text) && IsMatch(text, $@"\A.*[<""/]{Regex.Escape(removed.Variable)}[>""].*\z"))
                || (Call().IsMatch(text) && IsMatch(text, $@"\A(?:\(void\)\s*)?{Regex.Escape(removed.Variable)}\s*\(") && !Control().IsMatch(text))
                || (Comment().IsMatch(text) && removed.Variable.All(char.IsUpper) && IsMatch(text, $@"\A.*\W{Regex.Escape(removed.Variable)}(?:\W.*)?\z"))
                || (Declaration().IsMatch(text) && IsMatch(text, $@"\A[^=(]*[\s*]{Regex.Escape(removed.Variable)}\s*(?:;|=|\[)"))
                || (Include().IsMatch(text) && IsMatch(text, $@"\A\w+\s+{Regex.Escape(removed.Variable)};?\z"));
        if (!string.IsNullOrEmpty(removed.Identifier))
            return IsMatch(text, $@"\A(?:#\s*\w+\s+|\(void\)\s*|[\w*][\w\s*]*[\s*])?\**{Regex.Escape(removed.Identifier)}\s*(?:\(|;|=|\[|,|\z|\s)")
                && !Control().IsMatch(text);
        return KindOf(removed.Noun) switch
        {
            "line" => true,
            "comment" => Comment().IsMatch(text),
            "include" => Include().IsMatch(text),
            "call" => Call().IsMatch(text) || CallAssigned().IsMatch(text),
            "barrier" => Barrier().IsMatch(text),
            "delay" => Delay().IsMatch(text),
            "assignment" => Assignment().IsMatch(text),
            "declaration" => Declaration().IsMatch(text),
            "variable" => Declaration().IsMatch(text) && !text.Contains('(', StringComparison.Ordinal),
            "define" => text.StartsWith('#') && text.Contains("define", StringComparison.Ordinal),
            "assert" => text.Contains("assert", StringComparison.OrdinalIgnoreCase) || text.StartsWith("BUG_ON", StringComparison.Ordinal)
                || text.StartsWith("WARN_ON", StringComparison.Ordinal),
            _ => Output().IsMatch(text),
        };
    }

    /// <summary>The line with those that it goes on in; null where it is no statement of its own.</summary>
    private static List<string>? Whole(string[] quoted, int at)
    {
        int first = at;
        while (first > 0 && IsAdded(quoted[first - 1]) && Balance(string.Join('\n', quoted[first..(at + 1)].Select(l => l[1..]))) < 0)
            first--;
        int end = at;
        while (end + 1 < quoted.Length && IsAdded(quoted[end + 1])
            && (Balance(string.Join('\n', quoted[first..(end + 1)].Select(l => l[1..]))) > 0 || quoted[end].TrimEnd().EndsWith(',')))
            end++;
        List<string> lines = [.. quoted[first..(end + 1)].Select(l => l[1..])];
        string text = string.Join('\n', lines).Trim();
        bool isWhole = Balance(text) == 0 && !text.Contains('{', StringComparison.Ordinal) && !text.Contains('}', StringComparison.Ordinal)
            && !Control().IsMatch(text) && text.Any(char.IsLetterOrDigit)
            && text[^1] is not (':' or ',' or '\\' or '(' or '=' or '+' or '|' or '&') && !(text[^1] == ')' && FunctionHead().IsMatch(text));
        string? above = quoted[..first].LastOrDefault(l => l.Length > 1 && l[0] is '+' or ' ' && l[1..].Trim().Length > 0);
        // Whether a block by indentation has other lines, the file tells.
        return isWhole && (above is null || OpensBlock(above[1..]) || !IsHeader(above[1..])) ? lines : null;
    }

    /// <summary>Parentheses and brackets opened and not closed, outside of strings; negative where more are closed.</summary>
    private static int Balance(string text) =>
        Strings().Replace(text, "").Sum(c => c is '(' or '[' ? 1 : c is ')' or ']' ? -1 : 0);

    [GeneratedRegex(@"""(?:\\.|[^""\\])*""|'(?:\\.|[^'\\])*'", RegexOptions.CultureInvariant)]
    private static partial Regex Strings();

    [GeneratedRegex(@"\A(?:\}\s*)?(?:if|else|for|while|switch|do|elif|case|default|try|catch|finally|with|until|unless|foreach|def|class|struct|union|enum"
        + @"|function|fn|func|list_for_each\w*|for_each\w*|#\s*(?:if|ifdef|ifndef|else|elif|endif))\b", RegexOptions.CultureInvariant)]
    private static partial Regex Control();

    [GeneratedRegex(@"\A(?:/\*.*\*/|//.*|#(?!\s*(?:include|define|undef|pragma)\b).*|--\s.*|;.*|%.*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\A(?:#\s*include|import|from|use|using|require)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Include();

    [GeneratedRegex(@"\A(?:\(void\)\s*)?[\w.]+(?:->\w+)*\s*\(", RegexOptions.CultureInvariant)]
    private static partial Regex Call();

    [GeneratedRegex(@"\A(?:\w*_)?(?:[umn]?delay|[um]?sleep|usleep_range|fsleep)\w*\s*\(", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Delay();

    [GeneratedRegex(@"\A\w*(?:barrier|(?<![A-Za-z])(?:smp_)?[rw]?mb)\s*\(", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Barrier();

    // Without its call nothing is left of it.
    [GeneratedRegex(@"\A[\w.\[\]>*-]+\s*=\s*(?:\([\w\s*]+\)\s*)?[\w.]+(?:->\w+)*\s*\([^;]*\);?\z", RegexOptions.CultureInvariant)]
    private static partial Regex CallAssigned();

    [GeneratedRegex(@"\A[\w.\[\]>*-]+\s*[-+|&^]?=[^=]", RegexOptions.CultureInvariant)]
    private static partial Regex Assignment();

    [GeneratedRegex(@"\A(?!return\b|goto\b)[A-Za-z_]\w*(?:\s+\w+)*[\s*]+\w+(?:\[\w*\]|\s*=.*|\(.*\))?;\z", RegexOptions.CultureInvariant)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\A(?:\(void\)\s*)?[\w.>-]*(?:print|pr_|log|warn|trace|debug|dbg|echo|puts|write|say|err|info|notice|assert|console|msg|message|dump"
        + @"|syslog)\w*\s*(?:\(|\s|!)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Output();

    [GeneratedRegex(@"\A(?:\w+[\s*]+)+\w+\s*\([^;]*\)\z", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex FunctionHead();
}
