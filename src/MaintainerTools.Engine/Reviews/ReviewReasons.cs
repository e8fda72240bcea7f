using System.Text.RegularExpressions;

namespace MaintainerTools.Engine.Reviews;

/// <summary>
/// Reads the clauses beside an order: whether one gives a reason, whatever its words, and leaves the order as it is; and whether it speaks of something that
/// "it" in the order could be.
/// </summary>
internal static partial class ReviewReasons
{
    /// <summary>
    /// True for a clause that tells something, is no order and no wish, and sets no condition to what stands beside it. A condition within it is its own:
    /// "the core prints one when it fails".
    /// </summary>
    internal static bool Explains(string clause, ReviewShapes shapes)
    {
        string plain = shapes.WithoutLead(clause);
        string told = plain[Because().Match(plain).Length..];
        string[] words = told.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || ReviewShapes.Begins(told, shapes.Language.Orders) || ReviewShapes.Begins(told, shapes.Language.Conditions)
            || Asking().IsMatch(clause) || WouldDo().IsMatch(clause))
            return false;
        string left = OnlyOfVerb().Replace(told, "$1");
        // The first two words are the clause itself: what it limits is what it says of them.
        foreach (string condition in shapes.Language.Conditions)
            left = Regex.Replace(left, $@"(?<=\A\S+ \S+ (?:\S+ )*){Regex.Escape(condition)} ", "", RegexOptions.IgnoreCase);
        // What others should do is a rule that gives the reason; what you, we or this should do is a wish.
        if (!Wisher().IsMatch(left))
            left = Modal().Replace(left, "");
        return !ReviewShapes.Has(left, shapes.Language.Stops);
    }

    /// <summary>True where the clause brings up something that "it" could be: "this leaks a reference, drop it".</summary>
    internal static bool NamesAnother(string clause, ReviewShapes shapes)
    {
        if (ReviewShapes.Has(clause, shapes.Language.Others))
            return true;
        string[] words = clause.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < words.Length; i++)
        {
            if (!Article().IsMatch(words[i]))
                continue;
            string rest = string.Concat(words.Skip(i + 1).Select(w => w + " "));
            if (!shapes.BeginsWith(rest, "neutral"))
                return true;
        }
        return false;
    }

    [GeneratedRegex(@"\A(?:since|as|because|given that|seeing that) (?!soon |long |part )", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Because();

    [GeneratedRegex(@"(?<!\S)(?:please|pls|plz|let's|let us|kindly|bitte) ", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Asking();

    // "A release store would do": what should stand there, and only with that the line can go.
    [GeneratedRegex(@"(?<!\S)(?:would|might|could|will) (?:\w+ )?(?:do|suffice|work|be (?:\w+ )?(?:enough|sufficient|better|fine|ok|okay|nicer|cleaner|good)) ",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WouldDo();

    [GeneratedRegex(@"\A((?:\w+ )?(?:it|this|that|they|these|nobody|\w+\(\)) )only (?!if |when |in |after |for |with |on |once )",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OnlyOfVerb();

    [GeneratedRegex(@"\A(?:i|you|we|it|this|that|they|these|those|he|she|which|there)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Wisher();

    [GeneratedRegex(@"(?<=\A(?:\S+ )+)(?:should|must|would) (?:(?:use|make|add|put|move|replace|convert) )?",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Modal();

    [GeneratedRegex(@"\A(?:a|an|the|its|another|one|any|some|ein|eine|einen|der|die|den)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Article();
}
