using System.Text.RegularExpressions;

namespace MaintainerTools.Engine.Reviews;

/// <summary>Reads clauses by the shapes of a language: from the first word to the last, or not at all.</summary>
internal sealed partial class ReviewShapes
{
    // In the order in which they are tried.
    private static readonly Lazy<IReadOnlyList<ReviewShapes>> s_all = new(() => [new(ReviewEnglish.Language), new(ReviewGerman.Language)]);
    private readonly PhraseGrammar _grammar;
    private readonly PhraseGrammar.Shape[] _removals;
    private readonly PhraseGrammar.Shape[] _subjects;
    private readonly PhraseGrammar.Shape[] _questions;
    private readonly PhraseGrammar.Shape[] _courtesies;

    private ReviewShapes(ReviewLanguage language)
    {
        Language = language;
        // Of a line it is not said that it is "first" or "trailing": that is a place, or something else than a line.
        _grammar = new PhraseGrammar(language.Words, ["not", "no", "never", .. language.Stops, .. language.Others]);
        _removals = [.. language.Removals.Select(PhraseGrammar.ShapeOf)];
        _subjects = [.. language.Subjects.Select(PhraseGrammar.ShapeOf)];
        _questions = [.. language.Questions.Select(PhraseGrammar.ShapeOf)];
        _courtesies = [.. language.Courtesies.Select(PhraseGrammar.ShapeOf)];
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
    /// What the clause says something about, where that may be the quoted line: "The printk() is too chatty". Null where no shape fits it whole.
    /// </summary>
    internal RemovedObject? Subject(string words) => First(_subjects, words);

    /// <summary>Of what the question asks what it is good for: "Do we need this message?". Null where it asks something else.</summary>
    internal RemovedObject? Questioned(string words)
    {
        string plain = words.Replace("? ", "", StringComparison.Ordinal);
        return First(_questions, plain) ?? First(_removals, plain);
    }

    /// <summary>True for a sentence that only greets, thanks or praises.</summary>
    internal bool IsCourtesy(string words) => First(_courtesies, words) is not null;

    private RemovedObject? First(PhraseGrammar.Shape[] shapes, string words)
    {
        var reading = new PhraseGrammar.Reading(words);
        foreach (PhraseGrammar.Shape shape in shapes)
        {
            if (_grammar.Fit(shape, reading) is { } named)
                return named;
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
        var reading = new PhraseGrammar.Reading(words);
        return string.Concat(reading.Words.Skip(_grammar.Leading("lead", reading)).Select(w => w + " "));
    }

    /// <summary>The words without what opens a remark: "nit:", "ditto,".</summary>
    internal string WithoutOpening(string words)
    {
        var reading = new PhraseGrammar.Reading(words);
        return string.Concat(reading.Words.Skip(_grammar.Leading("opening", reading)).Select(w => w + " "));
    }

    /// <summary>True for a sentence that only says that it is as above.</summary>
    internal bool IsDitto(string words)
    {
        var reading = new PhraseGrammar.Reading(words);
        return reading.Words.Length > 0 && _grammar.Leading("ditto", reading) == reading.Words.Length;
    }

    /// <summary>True when the words begin with a phrase of one of the classes.</summary>
    internal bool BeginsWith(string words, params ReadOnlySpan<string> classes)
    {
        var reading = new PhraseGrammar.Reading(words);
        foreach (string name in classes)
        {
            if (_grammar.Leading(name, reading) > 0)
                return true;
        }
        return false;
    }

    [GeneratedRegex(@"`\w+`|\w+(?:->\w+)+|[\w'./#+-]*[\w'+](?:\(\)s?(?!\w))?|[,:;?\u2013\u2014()-]|s/\S+", RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    [GeneratedRegex(@"(?<=\s|\A)[:;]-?[)(DP](?=\s|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex Smiley();
}
