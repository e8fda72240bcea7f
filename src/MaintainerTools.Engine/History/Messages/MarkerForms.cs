using System.Text.RegularExpressions;

namespace MaintainerTools.Engine.History.Messages;

/// <summary>
/// How a line begins that is a marker of one form, up to and with the commit that it names; loosely, as people leave brackets, spacing and case.
/// </summary>
internal static partial class MarkerForms
{
    private const int FewestDigits = 7;

    // A commit as it is named: its digits, a URL that ends in them, owner/name@digits, what git describe or GCC's revisions make of them.
    private const string Commit =
        """(?:<|"|')?(?:https?://[^\s\])>,]*?(?:/(?:commits?|c|rev|changeset|\+|linus)/(?:\?[^\s\])>,]*?id=)?|[?&;](?:id|h)=)"""
        + @"|[\w.-]+/[\w.-]+@|[\w.]+-[0-9]+-g|(?:commits?|rev|changeset)[\s:]+)?(?<sha>[0-9a-f]{7,40})(?![0-9a-z])";

    private const string Begin = @"^\s*(?<open>[(\[{])?\s*";
    private const string Bracket = @"^\s*(?<open>[(\[{])\s*";
    private const string ThisIs = @"(?:this\s+(?:(?:commit|patch|change)\s+)?(?:is|was)\s+)?(?:an?\s+)?(?:(?:adapted|manual|partial|modified)\s+)?";
    private const string Of = @"(?:\s+|-)(?:from|of)[\s:-]+";
    private const RegexOptions Loosely = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    // The branches that trees call upstream, and their words for a commit of it.
    private const string Branch =
        "git|upstream|mainline|master|main|trunk|staging|linux|linus|kernel|openzfs|illumos|[oyz]|picked|cherry[ -]?pick(?:ed)?|back-?port(?:ed)?";
    private const string Token =
        "(?:(?:" + Branch + @")[\s-](?:linux[\s-])?(?:commit|sha-?1?|hash|rev(?:ision)?|changeset)(?:[\s-](?:id|sha|hash))?"
        + @"|upstream(?:-id)?|mainline|back-?port(?:ed)?[\s-](?:of|from)|picked[\s-]from)";

    // How the forms begin that have no bracket.
    private static readonly string[] s_firstWords =
    [
        "cherry", "commit", "cc", "upstream", "back", "this ", "a ", "an ", "adapted", "applied-upstream", "manual", "partial", "picked", "modified",
        "mainline", "master", "main", "git", "trunk", "staging", "stable-dep-of", "linux", "linus", "kernel", "openzfs", "origin",
        "o-", "o ", "illumos", "y-", "y ", "z-", "z ", "depends-on",
    ];

    /// <summary>The forms, each with how it begins; the first that matches is the line's.</summary>
    public static IReadOnlyList<(CommitMarkerForm Form, Regex Pattern)> All { get; } =
    [
        (CommitMarkerForm.CherryPicked, CherryPicked()),
        (CommitMarkerForm.StableUpstream, StableUpstream()),
        (CommitMarkerForm.StableBracket, StableBracket()),
        (CommitMarkerForm.BackportedUpstream, BackportedUpstream()),
        (CommitMarkerForm.Backported, Backported()),
        (CommitMarkerForm.SourceTrailer, SourceTrailer()),
        (CommitMarkerForm.SourceRevision, SourceRevision()),
        (CommitMarkerForm.StableDependency, StableDependency()),
        (CommitMarkerForm.StablePrerequisite, StablePrerequisite()),
        (CommitMarkerForm.DependsOn, DependsOn()),
    ];

    /// <summary>True where a line begins as one of the forms does.</summary>
    public static bool BeginsAny(string line)
    {
        if (HasDigits(line) && MayBegin(line))
        {
            foreach ((_, Regex pattern) in All)
            {
                if (pattern.IsMatch(line))
                    return true;
            }
        }
        return false;
    }

    /// <summary>Seven hex digits or more in a row: of every such run a look at each seventh letter meets one.</summary>
    public static bool HasDigits(ReadOnlySpan<char> text)
    {
        for (int at = FewestDigits - 1; at < text.Length; at += FewestDigits)
        {
            if (!char.IsAsciiHexDigit(text[at]))
                continue;
            int start = at;
            while (start > 0 && char.IsAsciiHexDigit(text[start - 1]))
                start--;
            int end = at + 1;
            while (end < text.Length && char.IsAsciiHexDigit(text[end]))
                end++;
            if (end - start >= FewestDigits)
                return true;
        }
        return false;
    }

    /// <summary>False where the first word is none that a form begins with; nearly all lines part here.</summary>
    public static bool MayBegin(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> text = line.TrimStart();
        if (text.IsEmpty)
            return false;
        if (text[0] is '(' or '[' or '{')
            return true;
        foreach (string word in s_firstWords)
        {
            if ((text[0] | 0x20) == word[0] && text.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    [GeneratedRegex(Begin + ThisIs + "cherry[\\s-]*pick(?:ed)?" + Of + @"(?:the\s+)?(?:(?:upstream|master|main)\s+)?(?:commits?[\s:]+)?" + Commit, Loosely)]
    private static partial Regex CherryPicked();

    [GeneratedRegex(Begin + @"(?:commit[\s:]+(?<sha>[0-9a-f]{7,40})\s+upstream|upstream\s+(?<sha>[0-9a-f]{7,40})\s+commit)(?![0-9a-z])", Loosely)]
    private static partial Regex StableUpstream();

    [GeneratedRegex(Begin + @"upstream\s*:?\s*(?:(?:linux|kernel)\s+)?commit[\s:]+" + Commit
        + "|" + Bracket + @"(?:linux|kernel|mainline|master)\s+commit[\s:]+" + Commit, Loosely)]
    private static partial Regex StableBracket();

    [GeneratedRegex(Begin + ThisIs + "back-?port(?:ed)?" + Of + @"upstream\s+(?:commit[\s:]+)?" + Commit, Loosely)]
    private static partial Regex BackportedUpstream();

    [GeneratedRegex(Begin + ThisIs + "back-?port(?:ed)?" + Of + @"(?:the\s+)?(?:commits?[\s:]+)?" + Commit
        + "|" + Bracket + @"(?:based\s+on|adapted\s+from)\s+(?:upstream\s+)?commit[\s:]+" + Commit, Loosely)]
    private static partial Regex Backported();

    // DEP-3 and Yocto say beside the commit what it is; what is not said to come from upstream does not.
    [GeneratedRegex(
        @"^\s*(?:" + Token + @"\s*:\s*(?:back-?port(?:ed)?[\s,:]+)?"
        + @"|(?:origin|upstream-status)\s*:\s*(?:(?:upstream|back-?port)[\s,]+[\[(]?|(?=https?://))|applied-upstream\s*:\s*[^\s,]+,\s*)" + Commit, Loosely)]
    private static partial Regex SourceTrailer();

    // Yocto's combined repository names the layer whose revision it took.
    [GeneratedRegex(Bracket + @"(?:from\s+)?[\w-]+\s+rev\s*:\s*" + Commit, Loosely)]
    private static partial Regex SourceRevision();

    [GeneratedRegex(@"^\s*Stable-dep-of\s*:\s*" + Commit, Loosely)]
    private static partial Regex StableDependency();

    [GeneratedRegex(@"^\s*Cc\s*:\s*(?:""?stable[\w ()-]*""?\s+)?[<""]?stable@[\w.-]+[>""]?\s*#[^#]*?(?<![0-9a-z.])(?<sha>[0-9a-f]{7,40})(?![0-9a-z.])",
        Loosely)]
    private static partial Regex StablePrerequisite();

    [GeneratedRegex(@"^\s*Depends-on\s*:\s*" + Commit, Loosely)]
    private static partial Regex DependsOn();
}
