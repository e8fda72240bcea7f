using System.Text;
using System.Text.RegularExpressions;

namespace MaintainerTools.Engine.Reviews;

/// <summary>
/// Takes a text apart into rows: each sentence that asks for something is one of its own, and what only tells goes with the one before. What a
/// sentence asks for holds only as far as the sentences around it leave it: what they take back, limit, or speak of instead makes it a note.
/// </summary>
internal static partial class ReviewSentences
{
    /// <summary>A row.</summary>
    internal sealed record Row(string Text, ReviewMeaning Meaning);

    private static readonly ReviewMeaning s_greeting = new(ReviewKind.Greeting, false);

    // What is to be called otherwise is named in one of so many sentences before.
    private const int MostBack = 100;

    /// <summary>The rows of what stands between two quotations.</summary>
    /// <param name="text">The text.</param>
    /// <param name="sender">Name and address of whoever wrote it.</param>
    internal static List<Row> Rows(string text, string sender = "")
    {
        var sentences = new List<Row>();
        var breaks = new HashSet<int>();
        foreach (string paragraph in text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(p => p.Trim('\n', ' ', '\t')).Where(p => p.Length > 0))
        {
            breaks.Add(sentences.Count);
            if (paragraph.Length > ReviewText.LongestRead)
            {
                sentences.Add(new Row(paragraph, new ReviewMeaning(ReviewKind.Note)));
                continue;
            }
            if (ReviewCourtesies.Is(paragraph, sender))
            {
                sentences.Add(new Row(paragraph, s_greeting));
                continue;
            }
            foreach (string sentence in Boundary().Split(paragraph).Where(s => s.Trim().Length > 0))
                sentences.AddRange(ReviewCourtesies.Is(sentence, sender) ? [new Row(sentence, s_greeting)] : Clauses(sentence));
        }
        // The last sentence that takes back what was said before it, and of each what is the first before it that speaks of something else.
        int takenBack = sentences.FindLastIndex(TakesBack);
        int others = sentences.FindIndex(s => !Greeting().IsMatch(s.Text.Trim()) && SpeaksOfOthers(s));
        for (int i = 0; i < sentences.Count; i++)
        {
            ReviewMeaning? bound = WithSubject(sentences, i);
            if (sentences[i].Meaning.IsWish && (i < takenBack || !(bound is not null || Holds(sentences, i, others))))
                sentences[i] = sentences[i] with { Meaning = new ReviewMeaning(ReviewKind.Note) };
            else if (bound is not null)
                sentences[i] = sentences[i] with { Meaning = bound };
            else if (sentences[i].Meaning is { Kind: ReviewKind.Rename, From: null } rename)
                sentences[i] = sentences[i] with
                {
                    Meaning = rename with
                    {
                        From = Enumerable.Range(1, Math.Min(i, MostBack)).SelectMany(back => Called().Matches(sentences[i - back].Text))
                    .Select(m => m.Groups[1].Value).FirstOrDefault(n => n != rename.To)
                    }
                };
        }
        return Joined(sentences, breaks);
    }

    /// <summary>The sentence; or its clauses, where each of them asks for something else: "Squash this into 06/12, and reword the changelog".</summary>
    private static IEnumerable<Row> Clauses(string sentence)
    {
        List<Row> parts = [.. ClauseBoundary().Split(sentence).Where(s => s.Trim().Length > 0).Select(s => new Row(s, ReviewReader.Read(s)))];
        var whole = new Row(sentence, ReviewReader.Read(sentence));
        if (parts.Count == 1)
            return [whole];
        if (parts.TrueForAll(p => p.Meaning.IsWish))
        {
            // The same again in other words is no wish of its own.
            bool isOne = parts.TrueForAll(p => p.Meaning.Kind == parts[0].Meaning.Kind && p.Meaning.Kind != ReviewKind.Rename && !p.Meaning.Removed.IsNamed
                && !(p.Meaning.Kind == ReviewKind.FoldInto && FileName().IsMatch(p.Text)));
            return isOne || (whole.Meaning.Kind == ReviewKind.Remove && parts.TrueForAll(p => p.Meaning.Kind == ReviewKind.Remove)) ? [whole] : parts;
        }
        // A line that is to go for something that is not understood stays for now, and so does a change that is to move.
        return parts.Exists(p => p.Meaning.Kind is ReviewKind.Rename or ReviewKind.Reword)
            ? parts.Select(p => p.Meaning.Kind is ReviewKind.Remove or ReviewKind.FoldInto ? p with { Meaning = new ReviewMeaning(ReviewKind.Note) } : p)
            : [whole.Meaning.IsWish ? whole : whole with
                { Meaning = whole.Meaning.Kind == ReviewKind.Question ? whole.Meaning : new ReviewMeaning(ReviewKind.Note, whole.Meaning.Asks) }];
    }

    private static bool TakesBack(Row sentence)
    {
        if (sentence.Meaning.IsWish || sentence.Text.Length > ReviewText.LongestRead)
            return false;
        string words = ReviewShapes.Normalize(sentence.Text);
        return ReviewShapes.All.Any(s => ReviewShapes.Has(words, s.Language.Retracts) || ReviewShapes.Begins(words, s.Language.Contrasts));
    }

    private static bool SpeaksOfOthers(Row sentence)
    {
        if (sentence.Text.Length > ReviewText.LongestRead)
            return false;
        string words = ReviewShapes.Normalize(sentence.Text);
        return ReviewShapes.All.Any(l => ReviewShapes.Has(words, l.Language.Others));
    }

    /// <summary>
    /// "This print is too chatty. Please remove it.": the order with what it means; null where the sentence before says nothing of that kind.
    /// </summary>
    private static ReviewMeaning? WithSubject(List<Row> sentences, int at)
    {
        if (sentences[at].Meaning is not { Kind: ReviewKind.Remove, Removed.IsNamed: false } meaning || Before(sentences, at) is not (>= 0 and var before)
            || sentences[before].Text.Length > ReviewText.LongestRead)
            return null;
        string said = ReviewShapes.Normalize(sentences[before].Text);
        string order = ReviewShapes.Normalize(sentences[at].Text);
        foreach (ReviewShapes shapes in ReviewShapes.All)
        {
            RemovedObject? of = sentences[before].Meaning.Kind == ReviewKind.Question ? shapes.Questioned(said) : shapes.Subject(said);
            if (of is { } subject && ReviewReader.OfSubject(subject, order, shapes) is { } meant)
                return meaning with { Removed = meant };
        }
        return null;
    }

    /// <summary>The sentence before that is no greeting; negative where there is none.</summary>
    private static int Before(List<Row> sentences, int at)
    {
        do
            at--;
        while (at >= 0 && (sentences[at].Meaning.Kind == ReviewKind.Greeting || Greeting().IsMatch(sentences[at].Text.Trim()) || IsDitto(sentences[at])));
        return at;
    }

    private static bool Holds(List<Row> sentences, int at, int others)
    {
        ReviewMeaning meaning = sentences[at].Meaning;
        if (meaning.Kind != ReviewKind.Remove || meaning.Removed.IsNamed)
            return true;
        // "It" is what the sentence before speaks of; "this" is the quotation, unless that sentence speaks of something else.
        int before = Before(sentences, at);
        if (before < 0 || sentences[before].Meaning.Kind == ReviewKind.Remove || TellsWhy(sentences[before]))
            return true;
        return meaning.Removed.IsThis && (others < 0 || others >= at);
    }

    private static bool IsDitto(Row sentence) => sentence.Text.Length < 80
        && ReviewShapes.All.Any(s => s.IsDitto(ReviewShapes.Normalize(sentence.Text)));

    /// <summary>"We have tracing for this. Please remove.": the sentence gives the reason, and has nothing else in it that could be meant.</summary>
    private static bool TellsWhy(Row sentence)
    {
        if (sentence.Meaning.Kind == ReviewKind.Question || sentence.Meaning.IsWish || sentence.Text.Length > ReviewText.LongestRead)
            return false;
        string words = ReviewShapes.Normalize(sentence.Text);
        return ReviewShapes.All.All(s => ReviewReasons.Explains(words, s) && !ReviewReasons.NamesAnother(words, s));
    }

    private static List<Row> Joined(List<Row> sentences, HashSet<int> breaks)
    {
        var rows = new List<(StringBuilder Text, ReviewMeaning Meaning)>();
        for (int i = 0; i < sentences.Count; i++)
        {
            Row sentence = sentences[i];
            // What may be an order that is not understood must not be lost under what was.
            bool goesOn = rows.Count > 0 && rows[^1].Text is { Length: > 0 } text && text[^1] == ':';
            bool asks = sentence.Meaning.Asks || !(sentence.Meaning.Kind == ReviewKind.Greeting || goesOn || Tells(sentence.Text));
            if (asks && !sentence.Meaning.Asks)
                sentence = sentence with { Meaning = sentence.Meaning with { Asks = true } };
            bool isNew = rows.Count == 0 || (asks && rows[^1].Meaning.Asks);
            if (isNew)
                rows.Add((new StringBuilder(sentence.Text.Trim()), sentence.Meaning));
            else
                rows[^1] = (rows[^1].Text.Append(breaks.Contains(i) ? "\n\n" : " ").Append(sentence.Text.AsSpan().Trim()),
                    asks || rows[^1].Meaning.Kind == ReviewKind.Greeting ? sentence.Meaning : rows[^1].Meaning);
        }
        return [.. rows.Select(row => new Row(row.Text.ToString(), row.Meaning))];
    }

    private static bool Tells(string text)
    {
        string words = ReviewShapes.Normalize(text);
        string[] tokens = words.Split(' ', 3);
        return tokens.Length < 3 || Greeting().IsMatch(text.Trim()) || tokens[0].EndsWith("()", StringComparison.Ordinal)
            || tokens[0].Contains('_', StringComparison.Ordinal) || !char.IsLetter(tokens[0][0])
            || ReviewShapes.All.Any(s => ReviewShapes.Begins(words, s.Language.Tells) || ReviewShapes.Begins(words, s.Language.Agreements)
                || s.Language.Verbs.Contains(tokens[1], StringComparer.OrdinalIgnoreCase));
    }

    // A sentence's end, not that of an abbreviation; or a new point of a list.
    [GeneratedRegex(@"(?<=[.!?][)""'\u201D]?)(?<!\b(?:e\.g|i\.e|etc|vs|cf|resp|approx|z\.B|d\.h|bzw)\.)[ \t]*(?:\n[ \t]*|[ \t]+)(?=\S)"
        + @"|\n[ \t]*(?=(?:[-*\u2022]|\d+[.)])[ \t]+\S)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Boundary();

    // Within a sentence only before what begins like an order that can be read.
    [GeneratedRegex(
        @"(?:,\s+(?:(?:and|then)\s+)?|;\s+(?:(?:and|then)\s+)?|\s+(?:and|then)\s+)(?=(?:(?:please|pls|also|then|just)[, ]\s*)*"
            + @"(?:(?:squash|fold|merge|move|rename|call|name|reword|rewrite|remove|drop|delete|kill|get rid|mention)[\s`'""]|s/[A-Za-z_]))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ClauseBoundary();

    [GeneratedRegex(@"\A(?:(?:hi|hello|hey|dear|thanks|thank you|hallo)\b[^.!?]{0,40}[,.!]?|(?:nice|good|great|looks good|nit|minor)[^.!?]{0,20}[.!,:]?"
        + @"|(?:why|really|seriously|what for|hu+h|eh|hm+|oops|what(?: is|'s) (?:this|that)(?: for)?)\s*[?!.]+|[?!]+"
        + @"|one (?:more )?(?:comment|nit|thing)\b[^.!?]{0,20}[.:]?)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Greeting();

    [GeneratedRegex(@"\b([A-Za-z_]\w{2,})\(", RegexOptions.CultureInvariant)]
    private static partial Regex Called();

    [GeneratedRegex(@"[\w/-]+\.\w+\b", RegexOptions.CultureInvariant)]
    private static partial Regex FileName();
}
