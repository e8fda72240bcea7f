namespace MaintainerTools.Engine.Objects.Repositories;

/// <summary>
/// What users write for many commits, as git rev-list takes it: A..B, "^A B", "B --not A", "A^!" (A without what its parents have), "A^-2" (without what
/// that parent has), "A^@" (its parents). The commits are those that some name reaches and none that is excluded does.
/// </summary>
/// <param name="Names">What it is made of, as written.</param>
public sealed record RevisionSet(IReadOnlyList<RevisionSet.Part> Names)
{
    /// <summary>One name of a set.</summary>
    /// <param name="Name">What names a commit.</param>
    /// <param name="IsExcluded">True where what it reaches is left out.</param>
    /// <param name="Parents">Which parents of it are meant in its place: -1 for all, else their number from 1; null for the commit itself.</param>
    public readonly record struct Part(string Name, bool IsExcluded, int? Parents = null);

    /// <summary>The set that is written; null where it is one commit.</summary>
    /// <exception cref="MaintainerException">RevisionIsRange for A...B, two tips beside each other: no cmdlet takes them for a set.</exception>
    public static RevisionSet? Find(string revisions)
    {
        ArgumentNullException.ThrowIfNull(revisions);
        string[] words = [.. Words(revisions)];
        // A lone word without a sign of a range is one commit, and what is looked for by its words (":/fix the lock") is, too.
        if (words.Length == 0 || (words.Length == 1 && !IsSet(words[0])) || words[0].StartsWith(":/", StringComparison.Ordinal))
            return null;
        var parts = new List<Part>();
        bool not = false;
        foreach (string word in words)
        {
            if (word == "--not")
                not = !not;
            else
                Add(word, not, parts);
        }
        return new RevisionSet(parts);
    }

    private static bool IsSet(string word)
    {
        var parts = new List<Part>();
        Add(word, false, parts);
        return parts.Count != 1 || parts[0] != new Part(word, false);
    }

    private static void Add(string word, bool not, List<Part> parts)
    {
        if (RevisionRange.FindOneSided(word) is { } range)
        {
            parts.Add(new Part(range.From, !not));
            parts.Add(new Part(range.To, not));
        }
        else if (word.Length > 1 && word[0] == '^')
        {
            parts.Add(new Part(word[1..], !not));
        }
        else if (word.EndsWith("^!", StringComparison.Ordinal))
        {
            parts.Add(new Part(OrHead(word[..^2]), not));
            parts.Add(new Part(OrHead(word[..^2]), !not, -1));
        }
        else if (word.EndsWith("^@", StringComparison.Ordinal))
        {
            parts.Add(new Part(OrHead(word[..^2]), not, -1));
        }
        else if (word.LastIndexOf("^-", StringComparison.Ordinal) is > 0 and var dash && ParentAfter(word[(dash + 2)..]) is { } parent)
        {
            parts.Add(new Part(word[..dash], not));
            parts.Add(new Part(word[..dash], !not, parent));
        }
        else
        {
            parts.Add(new Part(word, not));
        }
    }

    /// <summary>The number behind ^-, 1 where there is none; null where it is something else.</summary>
    private static int? ParentAfter(string text) =>
        text.Length == 0 ? 1 : int.TryParse(text, System.Globalization.NumberStyles.None, null, out int number) && number > 0 ? number : null;

    private static string OrHead(string name) => name.Length == 0 ? "HEAD" : name;

    /// <summary>The words of a text; white space in braces (HEAD^{/the lock}) and behind a colon, where a path stands, parts none.</summary>
    private static IEnumerable<string> Words(string text)
    {
        int start = 0, depth = 0;
        bool inPath = false;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && (depth > 0 || inPath || !char.IsWhiteSpace(text[i])))
            {
                depth += text[i] switch { '{' => 1, '}' => -1, _ => 0 };
                inPath |= text[i] == ':' && depth == 0;
                continue;
            }
            if (i > start)
                yield return text[start..i];
            start = i + 1;
        }
    }
}
