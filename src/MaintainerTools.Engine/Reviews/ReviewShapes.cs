using System.Text;
using System.Text.RegularExpressions;

namespace MaintainerTools.Engine.Reviews;

/// <summary>What a clause says is to go: by a pronoun, a noun or an identifier; nothing for "Not needed.".</summary>
/// <param name="Pronoun">"this"; empty without one.</param>
/// <param name="Noun">"message"; empty without one.</param>
/// <param name="Identifier">"pr_info"; empty without one.</param>
/// <param name="Variable">"flags" of "flags is unused": a word that only its declaration tells from others; empty without one.</param>
internal readonly record struct RemovedObject(string Pronoun, string Noun, string Identifier, string Variable)
{
    /// <summary>True when it says by a noun or a name what is to go.</summary>
    internal bool IsNamed => !string.IsNullOrEmpty(Noun) || !string.IsNullOrEmpty(Identifier) || !string.IsNullOrEmpty(Variable);
}

/// <summary>Reads clauses by the shapes of a language: from the first word to the last, or not at all.</summary>
internal sealed partial class ReviewShapes
{
    // The first underscore is the one that counts: with any of them "a_a_a_a" could be read in as many ways as it has.
    private const string Name = @"(?:[A-Za-z_]\w*\(\)|[^\W_]*_\w*|`\w+`)";
    private static readonly Lazy<IReadOnlyList<ReviewShapes>> s_all = new(() => [.. ReviewLanguage.All.Select(l => new ReviewShapes(l))]);
    private readonly IReadOnlyList<Regex> _removals;
    private readonly IReadOnlyList<Regex> _subjects;

    private ReviewShapes(ReviewLanguage language)
    {
        Language = language;
        _removals = Compile(language.Removals);
        _subjects = Compile(language.Subjects);
    }

    /// <summary>Those of all languages.</summary>
    internal static IReadOnlyList<ReviewShapes> All => s_all.Value;

    /// <summary>The words.</summary>
    internal ReviewLanguage Language { get; }

    /// <summary>
    /// The words of a text, and its signs of punctuation, each followed by a blank; quotation marks, smileys and the sign at the end are no words.
    /// </summary>
    internal static string Normalize(string text)
    {
        string plain = Smiley().Replace(ReviewText.Flat(text), " ").Replace('\u2019', '\'').TrimEnd().TrimEnd('.', '!', '\u2026').TrimEnd();
        return string.Concat(Token().Matches(plain).Select(m => m.Value + " "));
    }

    /// <summary>What the clause says is to go; null where no shape fits it whole.</summary>
    internal RemovedObject? Removal(string words) => First(_removals, words);

    /// <summary>
    /// What the clause says something about, where that may be the quoted line: "The printk() is too chatty". Null where no shape fits it whole, or where it
    /// speaks of something else as well, which "it" could then be.
    /// </summary>
    internal RemovedObject? Subject(string words) =>
        Has(words, Language.Stops) || Has(words, Language.Others.Except(Language.Words["noun"])) ? null : First(_subjects, words);

    private IReadOnlyList<Regex> Compile(string[] shapes) =>
        [.. shapes.Select(shape => new Regex($@"\A{Pattern(shape)}\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant))];

    private static RemovedObject? First(IReadOnlyList<Regex> shapes, string words)
    {
        foreach (Regex shape in shapes)
        {
            if (shape.Match(words) is { Success: true } m)
                return new RemovedObject(m.Groups["pronoun"].Value.Trim(), m.Groups["noun"].Value.Trim().ToLowerInvariant(),
                    m.Groups["identifier"].Value.Trim().Trim('`').Replace("()", "", StringComparison.Ordinal), m.Groups["variable"].Value.Trim());
        }
        return null;
    }

    /// <summary>True when one of the phrases stands in the words.</summary>
    internal static bool Has(string words, IEnumerable<string> phrases)
    {
        string padded = " " + words.ToLowerInvariant();
        return phrases.Any(p => padded.Contains($" {p.Trim()} ", StringComparison.Ordinal));
    }

    /// <summary>True when the words begin with one of the phrases.</summary>
    internal static bool Begins(string words, IEnumerable<string> phrases) => phrases.Any(p => words.StartsWith(p + " ", StringComparison.OrdinalIgnoreCase));

    /// <summary>The words without what may stand before an order.</summary>
    internal string WithoutLead(string words)
    {
        for (bool more = true; more;)
        {
            more = false;
            foreach (string lead in Language.Words["lead"].Where(lead => words.StartsWith(lead + " ", StringComparison.OrdinalIgnoreCase)))
                (words, more) = (words[(lead.Length + 1)..], true);
        }
        return words;
    }

    private string Pattern(string shape)
    {
        var text = new StringBuilder();
        foreach (string token in shape.Split(' '))
        {
            string bare = token.TrimEnd('*', '?');
            string quantity = token[bare.Length..];
            string one = bare[0] == '{' ? bare[1..^1] switch
            {
                "object" => Object(),
                "identifier" => $"(?<identifier>{Name}) ",
                "variable" => @"(?<variable>[A-Za-z]\w*) ",
                "word" => @"(?!(?:not|no|never)\b)[A-Za-z][A-Za-z-]* ",
                var name => Class(name),
            } : Regex.Escape(bare) + " ";
            text.Append("(?:").Append(one).Append(')').Append(quantity);
        }
        return text.ToString();
    }

    private string Object() =>
        $"(?<pronoun>{Class("pronoun")})|{Class("determiner")}(?:{Class("adjective")})*(?<noun>{Class("noun")})"
        + $"|(?:{Class("determiner")})?(?:{Class("adjective")})*(?<identifier>{Name}) (?:{Class("callnoun")})?|{Class("determiner")}{Class("callnoun")}to "
        + $"(?<identifier>{Name}) ";

    // The longest first, so that "a leftover from debugging" is not read as "a leftover".
    private string Class(string name) =>
        "(?:" + string.Join('|', Language.Words[name].OrderByDescending(w => w.Length)
            .Select(w => Regex.Escape(w).Replace(@"\{version}", @"v\d+", StringComparison.Ordinal) + " ")) + ")";

    [GeneratedRegex(@"`\w+`|[\w'./#+-]*[\w'+](?:\(\))?|[,:;?\u2013\u2014()-]|s/\S+", RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    [GeneratedRegex(@"(?<=\s|\A)[:;]-?[)(DP](?=\s|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex Smiley();
}
