namespace MaintainerTools.Engine.History.Messages;

/// <summary>
/// Reads the commits that a tag names: one, or a list, each with its subject or without, parted by commas, "and" or the like, and going on in the next lines
/// where it says so. What names no commit, as the number of an issue does, is passed over; a sentence is no list.
/// </summary>
internal ref struct CommitList
{
    private const string Separators = ",;&+|";
    private static readonly string[] s_issues = ["bug", "issue", "issues", "pr", "mr", "ticket"];

    private readonly int _shortest;
    private readonly bool _standsAlone;
    private ReadOnlySpan<char> _line;
    private ReadOnlySpan<char> _later;
    private bool _isFirst = true;
    private bool _wasSeparated;

    /// <summary>Begins behind the tag.</summary>
    /// <param name="line">The rest of the tag's line.</param>
    /// <param name="later">What follows that line.</param>
    /// <param name="shortest">How many digits a commit must have.</param>
    public CommitList(ReadOnlySpan<char> line, ReadOnlySpan<char> later, int shortest)
    {
        _shortest = shortest;
        _line = line.Trim();
        _later = later;
        _standsAlone = _line.IsEmpty;
    }

    /// <summary>False once something was passed over that names no commit.</summary>
    public bool HasOnlyCommits { get; private set; } = true;

    /// <summary>The next commit's digits, and its subject where one stands beside it; false at the end.</summary>
    public bool TryNext(out string digits, out string? subject)
    {
        while (true)
        {
            SkipSeparators();
            if (_line.IsEmpty && !GoOn(_wasSeparated || _standsAlone))
                break;
            ReadOnlySpan<char> at = _line;
            if (NamedCommit.Take(ref at, _shortest) is { } found && (_isFirst || EndsItem(at)))
            {
                _isFirst = false;
                _wasSeparated = false;
                _line = at;
                subject = TakeSubject();
                digits = found;
                return true;
            }
            HasOnlyCommits = false;
            if (!PassOver())
                break;
        }
        (digits, subject) = ("", null);
        return false;
    }

    private void SkipSeparators()
    {
        while (true)
        {
            ReadOnlySpan<char> rest = _line.TrimStart();
            if (!rest.IsEmpty && Separators.Contains(rest[0]))
            {
                _wasSeparated = true;
                _line = rest[1..];
            }
            else if (!_isFirst && StartsWithAnd(rest))
            {
                _wasSeparated = true;
                _line = rest[3..];
            }
            else
            {
                _line = rest;
                return;
            }
        }
    }

    /// <summary>
    /// A list goes on behind a comma, in an indented line, and in those under a tag that stands alone; but only where the line begins with a commit.
    /// </summary>
    private bool GoOn(bool always)
    {
        if (_later.IsEmpty)
            return false;
        int end = _later.IndexOf('\n');
        ReadOnlySpan<char> next = end < 0 ? _later : _later[..end];
        ReadOnlySpan<char> text = next.Trim().TrimStart("-*").TrimStart();
        bool isItem = text.Length < next.TrimEnd().Length;
        if (!always && !isItem)
            return false;
        ReadOnlySpan<char> at = text;
        if (NamedCommit.Take(ref at, _shortest) is null || !EndsItem(at))
            return false;
        _later = end < 0 ? [] : _later[(end + 1)..];
        _line = text;
        _wasSeparated = false;
        return true;
    }

    /// <summary>True where what stands behind the digits is their subject, another item or nothing: of a sentence other words do.</summary>
    internal static bool EndsItem(ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart();
        return rest.IsEmpty || Separators.Contains(rest[0]) || rest[0] is '(' or '"' or '.' or '#' or '[' || StartsWithAnd(rest);
    }

    private static bool StartsWithAnd(ReadOnlySpan<char> text) =>
        text.StartsWith("and", StringComparison.OrdinalIgnoreCase) && (text.Length == 3 || char.IsWhiteSpace(text[3]));

    /// <summary>Goes behind the next comma, or behind the number of an issue that a commit stands beside; false where there is neither.</summary>
    private bool PassOver()
    {
        ReadOnlySpan<char> line = _line;
        int blank = line.IndexOf(' ');
        if (blank > 0 && IsIssue(line[..blank]))
        {
            // "bug" goes with its number.
            bool isWord = line.IndexOfAnyInRange('0', '9') > blank && char.IsAsciiLetter(line[blank - 1]);
            _line = line[(blank + 1)..].TrimStart();
            int after = isWord ? _line.IndexOf(' ') : -1;
            _line = _line[(after + 1)..];
            return !isWord || after > 0;
        }
        int depth = 0;
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            quoted ^= line[i] == '"';
            depth += line[i] is '(' or '[' ? 1 : line[i] is ')' or ']' ? -1 : 0;
            if (quoted || depth > 0 || !Separators.Contains(line[i]))
                continue;
            _isFirst = false;
            _wasSeparated = true;
            _line = line[(i + 1)..];
            return true;
        }
        return false;
    }

    /// <summary>"#11", "owner/name#11", "BUG-11", an address, "bug" before its number, the number.</summary>
    private static bool IsIssue(ReadOnlySpan<char> token)
    {
        token = token.TrimEnd(":");
        int number = token.Length;
        while (number > 0 && char.IsAsciiDigit(token[number - 1]))
            number--;
        if (token.Contains("://", StringComparison.Ordinal) || (number < token.Length && (number == 0 || token[number - 1] is '#' or '-' or '!')))
            return true;
        foreach (string word in s_issues)
        {
            if (token.Equals(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    /// <summary>What stands in quotes, or between the outermost of them; a subject that was wrapped goes on in the next line.</summary>
    private string? TakeSubject()
    {
        ReadOnlySpan<char> rest = _line.TrimStart();
        bool bracketed = rest.StartsWith("(");
        int open = rest.IndexOf('"');
        if (open < 0 || rest[..open].IndexOfAny(Separators) >= 0)
        {
            int close = bracketed ? rest.IndexOf(')') : -1;
            if (close >= 0)
                _line = rest[(close + 1)..];
            return null;
        }
        int end = EndOfSubject(rest, open);
        if (end >= 0)
        {
            _line = rest[(end + 1)..].TrimStart(") ");
            return rest[(open + 1)..end].ToString();
        }
        string begun = rest[(open + 1)..].Trim().ToString();
        int newline = _later.IndexOf('\n');
        ReadOnlySpan<char> next = (newline < 0 ? _later : _later[..newline]).Trim();
        int last = EndOfSubject(next, -1);
        _line = last > 0 ? next[(last + 1)..].TrimStart(") ") : [];
        if (last > 0)
            _later = newline < 0 ? [] : _later[(newline + 1)..];
        return last > 0 ? $"{begun} {next[..last]}" : begun;
    }

    /// <summary>
    /// The quote that ends a subject, which may hold others: the first behind which another item comes, else the last one of the line; -1 where it is wrapped.
    /// </summary>
    private static int EndOfSubject(ReadOnlySpan<char> text, int open)
    {
        for (int i = open + 1; i < text.Length; i++)
        {
            if (text[i] != '"')
                continue;
            ReadOnlySpan<char> rest = text[(i + 1)..].TrimStart(") ");
            bool separated = !rest.IsEmpty && Separators.Contains(rest[0]);
            rest = rest.TrimStart(Separators).TrimStart();
            if (StartsWithAnd(rest))
            {
                separated = true;
                rest = rest[3..];
            }
            // "Revert "a, b" says what …" has a comma that no commit stands behind.
            if (separated && NamedCommit.Take(ref rest, NamedCommit.Shortest) is not null)
                return i;
        }
        int last = text.LastIndexOf('"');
        return last > open ? last : -1;
    }
}
