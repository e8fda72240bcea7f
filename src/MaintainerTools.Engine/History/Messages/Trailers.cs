using System.Buffers;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Messages;

/// <summary>One trailer of a commit message.</summary>
/// <param name="Token">What stands before the colon, as written.</param>
/// <param name="Value">What stands after it, folded lines joined by a blank.</param>
/// <param name="Line">1-based line of the message on which it starts.</param>
public sealed record Trailer(string Token, string Value, int Line);

/// <summary>The block of trailers at the end of a commit message, found as git interpret-trailers finds it; adds to it and reorders nothing.</summary>
public static class Trailers
{
    internal const string CoDeveloper = "Co-developed-by";
    internal const string SignedOff = "Signed-off-by";

    // The order that the tip tree's maintainers ask for.
    private static readonly string[][] s_order =
    [
        ["Fixes"], ["Reported-by"], ["Closes"], ["Suggested-by"], ["Co-developed-by"], ["Signed-off-by"], ["Tested-by"], ["Reviewed-by"],
        ["Acked-by"], ["Cc"], ["Link"],
    ];

    /// <summary>The tokens in that order.</summary>
    internal static string[] TipOrder => [.. s_order.SelectMany(names => names)];

    private static readonly SearchValues<char> s_wordsOfName = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz -");

    // What git writes itself: one of these lets a paragraph count in which not every line is a trailer.
    private static readonly string[] s_generated = ["Signed-off-by: ", "(cherry picked from commit "];

    /// <summary>True when the message ends with a block of trailers; one that is only a cherry-pick marker counts, as in git.</summary>
    public static bool HasBlock(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        int end = End(message);
        return FindStart(message, end) < end;
    }

    /// <summary>Where the block starts; the message's length (less what git ignores at its end) when there is none.</summary>
    public static int BlockStart(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return FindStart(message, End(message));
    }

    /// <summary>
    /// Where the trailers start in the wider sense: with paragraphs above the block that hold nothing but trailers, as "Fixes:" and "Cc:" stand apart from
    /// the sign-offs in some trees. The length (less what git ignores at the end) where there is none.
    /// </summary>
    public static int ClosingStart(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        int end = End(message);
        int start = FindStart(message, end);
        if (start == end)
            return end;
        while (true)
        {
            int at = start;
            for (int line = LastLine(message, at); line >= 0 && IsBlank(Line(message, line)); line = LastLine(message, line))
                at = line;
            int first = at;
            bool only = at < start;
            bool any = false;
            for (int line = LastLine(message, at); only && line >= 0 && !IsBlank(Line(message, line)); line = LastLine(message, line))
            {
                ReadOnlySpan<char> text = Line(message, line);
                bool isFolded = char.IsWhiteSpace(text[0]) && LastLine(message, line) >= 0 && !IsBlank(Line(message, LastLine(message, line)));
                any |= Separator(text) > 0;
                only = Separator(text) > 0 || isFolded || IsNamedInWords(text);
                first = line;
            }
            // The first paragraph is the subject.
            if (!only || !any || first == 0)
                return start;
            start = first;
        }
    }

    /// <summary>
    /// The message without trailers, those in <see cref="ClosingStart"/>'s wider sense: a folded one goes with its lines, and a paragraph of which nothing
    /// is left goes with the blank line above it.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="isRemoved">Says of a trailer, as "Token: value" with folded lines joined by a blank, whether it goes.</param>
    public static string Remove(string message, Func<string, bool> isRemoved)
    {
        ArgumentNullException.ThrowIfNull(isRemoved);
        int start = ClosingStart(message);
        int end = End(message);
        var kept = new System.Text.StringBuilder(message, 0, start, message.Length);
        bool removed = false;
        for (int at = start; at < end;)
        {
            int next = NextLine(message, at);
            bool isTrailer = Separator(Line(message, at)) > 0 || IsNamedInWords(Line(message, at));
            string whole = Line(message, at).TrimEnd().ToString();
            for (; isTrailer && next < end && Line(message, next) is [' ' or '\t', ..] more && !IsBlank(more); next = NextLine(message, next))
                whole += " " + more.Trim().ToString();
            bool goes = isTrailer && isRemoved(whole);
            removed |= goes;
            // Of a paragraph that went, the blank line above it is left.
            bool isSecondBlank = removed && IsBlank(Line(message, at)) && kept.Length > 1 && kept[^1] == '\n' && kept[^2] == '\n';
            if (!goes && !isSecondBlank)
                kept.Append(message, at, next - at);
            at = next;
        }
        if (!removed)
            return message;
        return kept.ToString().TrimEnd('\n') + "\n" + message[end..];
    }

    /// <summary>The trailers in order; lines of the block that are none (a cherry-pick marker, a note in brackets) are left out.</summary>
    public static IReadOnlyList<Trailer> Parse(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        int end = End(message);
        return Parse(message, FindStart(message, end), end);
    }

    /// <summary>The same in <see cref="ClosingStart"/>'s wider sense.</summary>
    public static IReadOnlyList<Trailer> ParseClosing(string message) => Parse(message, ClosingStart(message), End(message));

    private static List<Trailer> Parse(string message, int at, int end)
    {
        int number = message.AsSpan(0, at).Count('\n') + 1;
        var found = new List<Trailer>();
        bool folding = false;
        for (; at < end; at = NextLine(message, at), number++)
        {
            ReadOnlySpan<char> line = Line(message, at);
            if (folding && line.Length > 0 && char.IsWhiteSpace(line[0]))
            {
                found[^1] = found[^1] with { Value = (found[^1].Value + " " + line.Trim().ToString()).Trim() };
                continue;
            }
            int colon = Separator(line);
            folding = colon > 0;
            if (folding)
                found.Add(new Trailer(line[..colon].TrimEnd().ToString(), line[(colon + 1)..].Trim().ToString(), number));
        }
        return found;
    }

    /// <summary>True for a line of the form "Token: value".</summary>
    public static bool IsTrailerLine(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return Separator(line) > 0;
    }

    /// <summary>
    /// Adds a trailer after the last one that the tip order puts before or beside it (of those that are there, whatever order they are in), or on top of the
    /// block; starts a block where there is none. A token that the order does not know goes to the end. The same trailer twice is added once.
    /// </summary>
    public static string Add(string message, string token, string value)
    {
        ArgumentNullException.ThrowIfNull(message);
        IReadOnlyList<Trailer> trailers = Parse(message);
        if (trailers.Any(t => t.Token.Equals(token, StringComparison.OrdinalIgnoreCase) && t.Value == value))
            return message;
        string line = $"{token}: {value}\n";
        int end = End(message);
        string body = message[..end].TrimEnd('\n');
        if (!HasBlock(message))
            return body + "\n\n" + line + message[end..];
        int rank = Rank(token);
        int at = BlockStart(message);
        int insert = rank < 0 ? end : at;
        int previous = -1;
        for (int pos = at; pos < end; pos = NextLine(message, pos))
        {
            ReadOnlySpan<char> text = Line(message, pos);
            int colon = Separator(text);
            if (colon > 0)
                previous = Rank(text[..colon].TrimEnd().ToString());
            bool folded = text.Length > 0 && char.IsWhiteSpace(text[0]);
            // A marker or a note belongs to what stands above it.
            if (rank >= 0 && (colon > 0 || folded) && previous >= 0 && previous <= rank)
                insert = NextLine(message, pos);
        }
        string before = message[..insert];
        return before + (before.EndsWith('\n') ? "" : "\n") + line + message[insert..];
    }

    /// <summary>Adds the trailers of several lines; a Co-developed-by with its Signed-off-by right below it stays so.</summary>
    internal static string AddAll(string message, string lines)
    {
        List<(string Token, string Value)> added = [.. lines.Split('\n').Select(l => (l[..Separator(l)].TrimEnd(), l[(Separator(l) + 1)..].Trim()))];
        for (int i = 0; i < added.Count; i++)
        {
            (string token, string value) = added[i];
            bool isPair = token.Equals(CoDeveloper, StringComparison.OrdinalIgnoreCase) && i + 1 < added.Count
                && added[i + 1].Token.Equals(SignedOff, StringComparison.OrdinalIgnoreCase);
            message = isPair ? AddCoDeveloper(message, value, added[++i].Value) : Add(message, token, value);
        }
        return message;
    }

    /// <summary>
    /// Adds a Co-developed-by and the Signed-off-by that has to follow it: above the author's own Signed-off-by, below those of other developers.
    /// </summary>
    internal static string AddCoDeveloper(string message, string person, string signature)
    {
        string credit = $"{CoDeveloper}: {person}\n";
        string signed = $"{SignedOff}: {signature}\n";
        List<string> block = BlockLines(message);
        int there = block.FindIndex(l => l.Equals(credit, StringComparison.OrdinalIgnoreCase));
        if (there >= 0 && there + 1 < block.Count && block[there + 1] == signed)
            return message;
        int at = there < 0 ? block.FindIndex(l => l == signed) : -1;
        if (at < 0)
            at = there < 0 ? Enumerable.Range(0, block.Count).FirstOrDefault(i => Is(i, SignedOff) && !(i > 0 && Is(i - 1, CoDeveloper)), -1) : there + 1;
        // Without an own sign-off of the author's there is the order of the tokens to go by.
        if (at < 0)
            return Below(Add(message, CoDeveloper, person), credit, signed);
        block.InsertRange(at, there >= 0 ? [signed] : at < block.Count && block[at] == signed ? [credit] : [credit, signed]);
        int start = BlockStart(message);
        return message[..start] + string.Concat(block) + message[End(message)..];

        bool Is(int line, string token) => block[line].StartsWith(token + ":", StringComparison.OrdinalIgnoreCase);

        static string Below(string text, string line, string added)
        {
            int end = text.LastIndexOf(line, StringComparison.Ordinal) + line.Length;
            return text[..end] + added + text[end..];
        }
    }

    /// <summary>
    /// Adds "Signed-off-by: Name &lt;email&gt;" at the end as git commit -s and cherry-pick -s do: not when it is the last trailer
    /// already. White space is cleaned up as they do.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="name">The signer's name.</param>
    /// <param name="email">The signer's address.</param>
    /// <param name="anywhere">Not when it is anywhere in the block, as git format-patch -s does.</param>
    public static string SignOff(string message, string name, string email, bool anywhere = false)
    {
        ArgumentNullException.ThrowIfNull(message);
        string text = message.Length > 0 && !message.EndsWith('\n') ? message + "\n" : message;
        string line = $"Signed-off-by: {name} <{email}>\n";
        // git compares whole lines of the block; a marker below an older sign-off asks for a new one.
        List<string> block = BlockLines(text);
        if (text == line || (block.Count > 0 && block[^1] == line) || (anywhere && block.Contains(line)))
            return CommitMessage.StripSpace(text);
        if (block.Count == 0)
            text += text.Length == 0 ? "\n\n" : text == "\n" || !text.EndsWith("\n\n", StringComparison.Ordinal) ? "\n" : "";
        return CommitMessage.StripSpace(text + line);
    }

    private static List<string> BlockLines(string message)
    {
        var lines = new List<string>();
        int end = End(message);
        for (int at = FindStart(message, end); at < end; at = NextLine(message, at))
            lines.Add(message[at..NextLine(message, at)]);
        return lines;
    }

    private static int Rank(string token) =>
        Array.FindIndex(s_order, names => names.Contains(token, StringComparer.OrdinalIgnoreCase));

    /// <summary>The end of what counts: blank lines, comments and an old "Conflicts:" list at the end do not.</summary>
    private static int End(string message)
    {
        int ignoredFrom = -1;
        bool conflicts = false;
        for (int at = 0; at < message.Length; at = NextLine(message, at))
        {
            ReadOnlySpan<char> line = Line(message, at);
            if (message[at] is '#' or '\n')
            {
                if (ignoredFrom < 0)
                    ignoredFrom = at;
            }
            else if (line.SequenceEqual("Conflicts:"))
            {
                conflicts = true;
                if (ignoredFrom < 0)
                    ignoredFrom = at;
            }
            else if (!(conflicts && message[at] == '\t') && ignoredFrom >= 0)
            {
                ignoredFrom = -1;
                conflicts = false;
            }
        }
        return ignoredFrom < 0 ? message.Length : ignoredFrom;
    }

    private static int FindStart(string message, int end)
    {
        // The first paragraph is the subject, never trailers.
        int title = 0;
        while (title < end && (message[title] == '#' || !IsBlank(Line(message, title))))
            title = NextLine(message, title);

        bool onlySpace = true;
        bool generated = false;
        int trailers = 0;
        int others = 0;
        int folded = 0;
        for (int at = LastLine(message, end); at >= title; at = LastLine(message, at))
        {
            ReadOnlySpan<char> line = Line(message, at);
            if (message[at] == '#')
            {
                others += folded;
                folded = 0;
                continue;
            }
            if (IsBlank(line))
            {
                if (onlySpace)
                    continue;
                others += folded;
                return (generated && trailers * 3 >= others) || (trailers > 0 && others == 0) ? NextLine(message, at) : end;
            }
            onlySpace = false;
            if (line.StartsWith(s_generated[0]) || line.StartsWith(s_generated[1]))
            {
                generated = true;
                trailers++;
                folded = 0;
            }
            else if (Separator(line) > 0)
            {
                trailers++;
                folded = 0;
            }
            else if (char.IsWhiteSpace(line[0]))
            {
                folded++;
            }
            else
            {
                others += 1 + folded;
                folded = 0;
            }
        }
        return end;
    }

    /// <summary>Where the colon of "Token: value" is: after letters, digits and hyphens, and perhaps blanks; else -1.</summary>
    private static int Separator(ReadOnlySpan<char> line)
    {
        bool blank = false;
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c == ':')
                return i;
            if (!blank && (char.IsAsciiLetterOrDigit(c) || c == '-'))
                continue;
            if (i == 0 || c is not (' ' or '\t'))
                return -1;
            blank = true;
        }
        return -1;
    }

    /// <summary>True for "Coverity issue: 1234" and its kin, which git does not take for trailers, but which stand among them.</summary>
    private static bool IsNamedInWords(ReadOnlySpan<char> line)
    {
        int colon = line.IndexOf(": ");
        return colon > 0 && line[..colon].Count(' ') == 1 && Separator(line[(line.IndexOf(' ') + 1)..]) > 0
            && !line[..colon].ContainsAnyExcept(s_wordsOfName);
    }

    private static bool IsBlank(ReadOnlySpan<char> line) => line.Trim(" \t\r\n\v\f").IsEmpty;

    private static ReadOnlySpan<char> Line(string message, int at)
    {
        int end = message.IndexOf('\n', at);
        return message.AsSpan(at, (end < 0 ? message.Length : end) - at);
    }

    private static int NextLine(string message, int at)
    {
        int end = message.IndexOf('\n', at);
        return end < 0 ? message.Length : end + 1;
    }

    /// <summary>The start of the last line before <paramref name="end"/>; -1 when there is none.</summary>
    private static int LastLine(string message, int end)
    {
        if (end <= 0)
            return -1;
        return end == 1 ? 0 : message.LastIndexOf('\n', end - 2) + 1;
    }
}
