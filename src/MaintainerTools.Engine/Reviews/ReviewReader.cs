using System.Text.RegularExpressions;

namespace MaintainerTools.Engine.Reviews;

/// <summary>
/// Reads one sentence. The rules stand in a list, each with its name, and the first that fits says what the sentence is; a rule that reads a wish
/// reads the whole sentence or nothing. What is read is never more than a proposal, and what no rule reads is a note, which stays open.
/// </summary>
internal static partial class ReviewReader
{
    /// <summary>A rule: its name, and what it reads a sentence as; null where it does not fit.</summary>
    internal sealed record Rule(string Name, Func<string, string, ReviewShapes, ReviewMeaning?> Read);

    /// <summary>The rules, in order.</summary>
    internal static IReadOnlyList<Rule> Rules { get; } =
    [
        new("a question is no wish, unless it is a polite order", Question),
        new("what is to be written into the message", Reword),
        new("what is to be called otherwise", Rename),
        new("what belongs in another patch", FoldInto),
        new("what can go", Remove),
        new("a request of another kind", Other),
    ];

    /// <summary>What a sentence says.</summary>
    internal static ReviewMeaning Read(string sentence)
    {
        sentence = Place().Replace(sentence.Trim(), "");
        string words = ReviewShapes.Normalize(sentence);
        foreach (Rule rule in Rules)
        {
            foreach (ReviewShapes shapes in ReviewShapes.All)
            {
                if (rule.Read(ReviewText.Flat(sentence), words, shapes) is { } meaning)
                    return meaning;
            }
        }
        return new ReviewMeaning(ReviewKind.Note, false);
    }

    private static ReviewMeaning? Question(string sentence, string words, ReviewShapes shapes)
    {
        if (!sentence.Contains('?', StringComparison.Ordinal))
            return null;
        string order = words.Replace("? ", "", StringComparison.Ordinal);
        return PoliteOrder().Match(order) is { Success: true } polite && sentence.EndsWith('?')
            && (Remove(sentence, order, shapes) ?? Remove(sentence, order.Remove(polite.Index, polite.Length), shapes)) is { } asked
            ? asked : new ReviewMeaning(ReviewKind.Question);
    }

    private static ReviewMeaning? Reword(string sentence, string words, ReviewShapes shapes)
    {
        if (!Wording().IsMatch(sentence))
            return null;
        // What is said about the term may use any word.
        int colon = words.IndexOf(" : ", StringComparison.Ordinal);
        string wish = colon < 0 ? words : words[..colon] + " ";
        string order = shapes.WithoutLead(wish);
        if (IsGuarded(wish) || !(WordingOrder().IsMatch(order) || WordingModal().IsMatch(order)))
            return null;
        Match mention = Mentioned().Match(sentence);
        return new ReviewMeaning(ReviewKind.Reword,
            Term: !mention.Success ? null : mention.Groups[1].Success ? mention.Groups[1].Value : mention.Groups[2].Value);
    }

    private static ReviewMeaning? Rename(string sentence, string words, ReviewShapes shapes)
    {
        Match exchange = Substitution().Match(sentence);
        if (exchange.Success && !IsGuarded(words))
            return new ReviewMeaning(ReviewKind.Rename, From: exchange.Groups[1].Value, To: exchange.Groups[2].Value);
        if (RenamedTo().Match(sentence) is not { Success: true } to || IsGuarded(words) || !RenamingOrder().IsMatch(shapes.WithoutLead(words)))
            return null;
        Match from = RenamedFrom().Match(sentence);
        string? old = from.Success ? (from.Groups[1].Success ? from.Groups[1] : from.Groups[2]).Value
            : Called().Matches(sentence).Select(m => m.Groups[1].Value).FirstOrDefault(n => n != to.Groups[1].Value);
        return new ReviewMeaning(ReviewKind.Rename, From: old, To: to.Groups[1].Value);
    }

    private static ReviewMeaning? FoldInto(string sentence, string words, ReviewShapes shapes)
    {
        // A subject in quotation marks is one word, whatever stands in it.
        words = ReviewShapes.Normalize(Quoted().Replace(sentence, " QUOTED "));
        string order = shapes.WithoutLead(words);
        return (FoldingOrder().IsMatch(order) || FoldingModal().IsMatch(order)) && !IsGuarded(words) ? new ReviewMeaning(ReviewKind.FoldInto) : null;
    }

    private static ReviewMeaning? Remove(string sentence, string words, ReviewShapes shapes)
    {
        if (shapes.Removal(words) is { } whole)
            return new ReviewMeaning(ReviewKind.Remove, Removed: whole);
        // "This is a leftover, please remove it": one clause says what is to go, those before say of what they speak, or why, and those after say the same
        // again, or why.
        string[] clauses = Separator().Split(shapes.WithoutOpening(words));
        int at = 0;
        RemovedObject? meant = null;
        for (; at < clauses.Length && meant is null; at += 2)
        {
            string clause = Ended(clauses[at]);
            if (at > 0)
                meant = After([.. clauses[..at].Where((_, i) => i % 2 == 0).Select(Ended)], clause, shapes);
            else
                meant = shapes.Removal(clause);
        }
        if (meant is not { } first)
            return null;
        for (int i = at; i < clauses.Length; i += 2)
        {
            string clause = Ended(clauses[i]);
            bool same = (shapes.Removal(clause) ?? shapes.Removal("it " + clause)) is { } again
                && (again.Identifier.Length == 0 || again.Identifier == first.Identifier)
                && (again.Noun.Length == 0 || RemovedLines.AreAlike(again.Noun, first.Noun));
            if (!same && (clauses[i - 1].Trim() == "and" || !ReviewReasons.Explains(clause, shapes)))
                return null;
        }
        return new ReviewMeaning(ReviewKind.Remove, Removed: first);
    }

    /// <summary>What an order means after clauses that it goes with; null where it is none, or where they speak of something else.</summary>
    private static RemovedObject? After(string[] before, string order, ReviewShapes shapes)
    {
        RemovedObject? subject = null;
        foreach (string clause in before)
        {
            RemovedObject? said = shapes.Subject(clause);
            if (said is null && !ReviewReasons.Explains(clause, shapes))
                return null;
            subject ??= said;
        }
        if (subject is { } of && OfSubject(of, order, shapes) is { } it)
            return it;
        // "The code is clear, no need for this comment": what is named here is meant, whatever was spoken of before.
        if (Ordered(string.Concat(before), order, shapes) is { } ordered && (subject is null || ordered.IsNamed))
            return ordered;
        return subject is null && Array.TrueForAll(before, b => !ReviewReasons.NamesAnother(b, shapes))
            ? OfSubject(RemovedObject.Nothing, order, shapes)
            : null;
    }

    private static string Ended(string clause) => clause.EndsWith(' ') ? clause : clause + " ";

    /// <summary>
    /// What an order to remove "it" means after words about something: that. Null where it is no such order, or names something else.
    /// </summary>
    internal static RemovedObject? OfSubject(RemovedObject subject, string order, ReviewShapes shapes)
    {
        // What is too long is not to go when it is to be cut.
        if (shapes.BeginsWith(shapes.WithoutLead(order), "reduce"))
            return null;
        string words = order.EndsWith(' ') ? order : order + " ";
        return (shapes.Removal(words) ?? shapes.Removal("it " + words)) is { } removed
            && shapes.BeginsWith(shapes.WithoutLead(words), "remove", "pronoun", "can", "take", "tobe", "unneedto")
            && (!removed.IsNamed || !subject.IsNamed || (removed.Identifier == subject.Identifier && RemovedLines.AreAlike(removed.Noun, subject.Noun)))
            ? removed.IsNamed || !subject.IsNamed ? removed : subject : null;
    }

    /// <summary>
    /// What an order to remove calls by its name, or "this", which is the quotation, so that what was said before does not matter: "last is never
    /// read, so drop this assignment". Not where that speaks of something else that "this" could be.
    /// </summary>
    private static RemovedObject? Ordered(string said, string order, ReviewShapes shapes)
    {
        string words = order.EndsWith(' ') ? order : order + " ";
        return !shapes.BeginsWith(shapes.WithoutLead(words), "reduce") && shapes.Removal(words) is { } removed
            && (removed.IsNamed || (removed.IsThis && !ReviewShapes.Has(said, shapes.Language.Others)))
            && shapes.BeginsWith(shapes.WithoutLead(words), "remove", "take", "object", "unneed", "unneedto") ? removed : null;
    }

    private static ReviewMeaning? Other(string sentence, string words, ReviewShapes shapes) =>
        ReviewShapes.Has(words, shapes.Language.Asks) || Separator().Split(words).Any(clause => IsOrder(clause.TrimStart(), shapes))
        ? new ReviewMeaning(ReviewKind.Note) : null;

    /// <summary>True for a clause that begins as an order: "Otherwise drop it", "then check its size".</summary>
    private static bool IsOrder(string clause, ReviewShapes shapes)
    {
        string words = shapes.WithoutLead(clause.EndsWith(' ') ? clause : clause + " ");
        string contrast = shapes.Language.Contrasts.FirstOrDefault(c => words.StartsWith(c + " ", StringComparison.OrdinalIgnoreCase)) ?? "";
        return ReviewShapes.Begins(words, shapes.Language.Orders)
            || (contrast.Length > 0 && ReviewShapes.Begins(shapes.WithoutLead(words[(contrast.Length + 1)..]), shapes.Language.Orders));
    }

    private static bool IsGuarded(string words) =>
        ReviewShapes.All.Any(s => ReviewShapes.Has(words, s.Language.Guards)) || Contraction().IsMatch(words);

    // "As" gives a reason only before what can be the subject of a clause: "as soon as", "as part of" are something else.
    [GeneratedRegex(@" (, and|[,:;\u2013\u2014-]|because|since(?! v?\d)|now that|and"
        + @"|as(?= (?:(?:it|this|that|we|you|they|there|nobody|no|\w+\(\)|\w*_\w*) |the (?!last|first|next|final|very))))(?= ) ",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Separator();

    [GeneratedRegex(@"(?:\A|(?<=, ))(?:could|can|would|will) (?:you|we) (?=(?:.* )?(?:please|pls|plz) )|\A(?=would you mind )",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PoliteOrder();

    [GeneratedRegex(@"\w(?:n't|'d have|'d been) ", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Contraction();

    [GeneratedRegex(@"\b(?:change ?log|commit (?:message|log|text|description)|subject(?: line)?|patch description)\b|\breword\b|\bmention\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Wording();

    [GeneratedRegex(@"\A(?:reword|rewrite|mention|say|explain|describe|add|put|fix|update|extend|correct|shorten)\b(?!.*\b(?:comments?|errors?)\b)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WordingOrder();

    [GeneratedRegex(
        @"\b(?:change ?log|commit (?:message|log|text|description)|subject(?: line)?|patch description)\b.*\b(?:should|must|could|needs to|has to"
            + @"|ought to|lacks|needs)\b"
        + @"|\b(?:should|must|could|needs to|has to|ought to)\b.*\b(?:in|into) the (?:change ?log|commit (?:message|log|text|description)"
        + @"|subject(?: line)?|patch description)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WordingModal();

    [GeneratedRegex(@"\bmention(?:s|ing|ed)?\s+(?:that\s+|the\s+)?(?:[""\u201C'`]([^""\u201D'`]+)[""\u201D'`]|([\w-]+))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Mentioned();

    [GeneratedRegex(@"\A(?:\w+[ ,:]+){0,3}s/([A-Za-z_]\w*)(?:\(\))?/([A-Za-z_]\w*)(?:\(\))?(?:/g?)?(?:[ ,.!]+(?:please|here|too|throughout|everywhere"
        + @"|as well|in all patches))*[ .!]*\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Substitution();

    [GeneratedRegex(
        @"\b(?:rename\b[^.;]*?\b(?:to|as|into)|should (?:rather )?be (?:called|named|renamed to)|(?:name|call) (?:it|this)"
            + @"|better name (?:is|would be))\s+[`'""]?([A-Za-z_]\w{2,})(?:\(\))?",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex RenamedTo();

    [GeneratedRegex(
        @"\brename\s+(?:[^.;]*?\bfrom\s+)??[`'""]?((?!it\b|this\b|that\b|the\b|to\b|them\b)[A-Za-z_]\w{2,})(?:\(\))?[`'""]?\s+(?:to|as|into)\b"
        + @"|\b(?:instead of|rather than)\s+[`'""]?([A-Za-z]\w*_\w+|[A-Za-z_]\w{2,}(?=\())",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex RenamedFrom();

    [GeneratedRegex(@"\A(?:rename |call (?:it|this) |name (?:it|this) |(?:a )?better name |(?:it|this|the name|the function|\w*_\w*"
        + @"|\w+\(\)) should (?:rather )?be (?:called|named|renamed) )", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex RenamingOrder();

    [GeneratedRegex(@"\b([A-Za-z_]\w{2,})\(", RegexOptions.CultureInvariant)]
    private static partial Regex Called();

    // Where it is about: "In foo.c:12, ...", "patch 2: ...", a point of a list.
    [GeneratedRegex(
        @"\A(?:(?:[-*\u2022]|\d+[.)])\s+)?(?:(?:(?:in|on|at|for)\s+)?(?:[\w./-]+\.\w+(?::|,?\s+(?:at\s+|in\s+|on\s+)?lines?\s+)\d+"
            + @"|lines?\s+\d+\s+(?:of|in)\s+[\w./-]+\.\w+|(?:patch|commit)\s+#?\d+(?:/\d+)?)[,:]?\s+)?",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Place();

    [GeneratedRegex(@"[""\u201C][^""\u201D]{4,}[""\u201D]", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    // What moves: the change that is quoted, or that of a file.
    private const string Moved =
        @"(?:this|that|it|them|the rest|these|(?:this|that|the|these|those)(?: quoted)? (?:change|changes|hunk|hunks|part|bit|patch|commit|one)"
        + @"|(?:this|that|the) (?:[\w./-]+ )(?:change|changes|hunk|hunks|part|bit)|(?:this|that|the) (?:change|changes|hunk|hunks|part|bit"
        + @"|one) (?:in|to|of) [\w./-]+)";

    // Which patch is to have it; which commit that is, is found elsewhere, and may be none.
    private const string Patch = @"(?:(?:the |your )?(?:previous|preceding|earlier) (?:patch|commit)|an earlier (?:patch|commit)"
        + @"|(?:the )?(?:patch|commit) #?\w+|#?\d+/\d+|(?:commit )?[0-9a-f]{7,40}"
        + @"|(?:the |whatever |whichever |that )(?:patch|commit)(?: (?:that|which))? (?:adds|introduces|creates|brings|added|introduced)(?: in)? .*?"
        + @"|(?:the patch |the commit |patch |commit )?QUOTED)";

    private const string End = @"(?: (?:please|instead|too|as well|here|in the first place|and be done with it|, please))* \z";

    [GeneratedRegex(@"\A(?:fold|squash|merge|move|put) " + Moved + @"(?: in)? (?:in to|into|to|with|in) " + Patch + End,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex FoldingOrder();

    [GeneratedRegex(
        @"\A" + Moved + @" (?:belongs?|(?:should|could|can|must|may|needs to|has to|ought to)(?: rather| really| better| all)? (?:be|go|have been|be part"
            + @"|belong)(?: (?:folded|squashed|merged|moved|put|part))?)(?: in)? (?:in to|into|to|with|in|of) "
        + Patch + @"(?: : (?:please )?(?:fold|squash|merge|move|put) (?:it|this|them) (?:in to|into|to|with|in) " + Patch + ")?" + End,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex FoldingModal();
}
