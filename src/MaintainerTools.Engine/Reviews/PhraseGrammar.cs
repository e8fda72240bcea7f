using System.Text.RegularExpressions;

namespace MaintainerTools.Engine.Reviews;

/// <summary>
/// Reads words by shapes made of classes of phrases. A phrase is a row of words and of other classes: {class} stands for one of a class, {class}? for one
/// or none, {class}* for any number. All ways of reading are followed side by side, each place of the text once for each class, so that no text
/// takes longer than its length by the size of the grammar, however often a phrase is repeated.
/// </summary>
internal sealed partial class PhraseGrammar
{
    private readonly Dictionary<string, Step[][]> _classes;
    private readonly HashSet<string> _telling;

    // The words of the grammar: none of them is the name of something in the code.
    private readonly HashSet<string> _known;

    /// <summary>The classes of a language; they may name each other, but not in a circle.</summary>
    /// <param name="classes">The phrases of each class.</param>
    /// <param name="telling">Words that {word}, which stands for any word, does not stand for.</param>
    internal PhraseGrammar(IReadOnlyDictionary<string, string[]> classes, IEnumerable<string> telling)
    {
        _classes = classes.ToDictionary(c => c.Key, c => c.Value.Select(Steps).ToArray(), StringComparer.Ordinal);
        _telling = telling.ToHashSet(StringComparer.OrdinalIgnoreCase);
        _known = classes.Values.SelectMany(c => c).SelectMany(p => p.Split(' ')).Where(w => w[0] != '{').Concat(_telling)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>What the words name in a shape that fits them from the first to the last; null where it does not.</summary>
    internal RemovedObject? Fit(Shape shape, Reading reading)
    {
        foreach (Part part in reading.Ends(this, shape.Steps, 0))
        {
            if (part.End == reading.Words.Length)
                return part.Object;
        }
        return null;
    }

    /// <summary>How many words at the beginning any number of phrases of a class take: as many as they can.</summary>
    internal int Leading(string name, Reading reading) => reading.Ends(this, [new Step("", name, true, true)], 0).Max(p => p.End);

    /// <summary>A shape, ready to be read by.</summary>
    internal sealed record Shape(Step[] Steps);

    /// <summary>A shape of its text.</summary>
    internal static Shape ShapeOf(string text) => new(Steps(text));

    /// <summary>One place in a phrase: a word, or a class, which may be left out or come again.</summary>
    internal readonly record struct Step(string Word, string? Class, bool MayLack, bool Repeats);

    /// <summary>Where a phrase ends, and what it names.</summary>
    internal readonly record struct Part(int End, RemovedObject Object);

    private static Step[] Steps(string phrase) => [.. phrase.Split(' ').Select(token =>
    {
        bool isClass = token.Length > 2 && token[0] == '{' && token.Contains('}', StringComparison.Ordinal);
        return isClass ? new Step("", token[1..token.IndexOf('}', StringComparison.Ordinal)], token[^1] is '?' or '*', token[^1] == '*')
            : new Step(token, null, false, false);
    })];

    /// <summary>Words, and what of them was read already.</summary>
    internal sealed class Reading(string text)
    {
        private readonly Dictionary<(PhraseGrammar, string, int), List<Part>> _known = [];

        /// <summary>The words.</summary>
        internal string[] Words { get; } = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        /// <summary>Where a row of steps that begins at a place can end: each end once, with what it names.</summary>
        internal List<Part> Ends(PhraseGrammar grammar, Step[] steps, int at)
        {
            List<Part> parts = [new Part(at, RemovedObject.Nothing)];
            foreach (Step step in steps)
            {
                var next = new List<Part>();
                if (step.MayLack)
                    next.AddRange(parts);
                // Those that were found last are gone on from, until a round finds no new end.
                for (List<Part> from = parts; from.Count > 0 && (step.Repeats || ReferenceEquals(from, parts));)
                {
                    var found = new List<Part>();
                    foreach (Part part in from)
                    {
                        foreach (Part one in One(grammar, step, part.End))
                            Add(next, new Part(one.End, part.Object.Or(one.Object)), found);
                    }
                    from = found;
                }
                parts = next;
                if (parts.Count == 0)
                    break;
            }
            return parts;
        }

        private static void Add(List<Part> parts, Part part, List<Part> found)
        {
            int same = parts.FindIndex(p => p.End == part.End);
            if (same < 0)
            {
                parts.Add(part);
                found.Add(part);
            }
            else if (parts[same].Object.IsNothing)
            {
                parts[same] = part;
            }
        }

        private List<Part> One(PhraseGrammar grammar, Step step, int at)
        {
            if (at >= Words.Length)
                return [];
            if (step.Class is null)
                return Words[at].Equals(step.Word, StringComparison.OrdinalIgnoreCase) ? [new Part(at + 1, RemovedObject.Nothing)] : [];
            if (_known.TryGetValue((grammar, step.Class, at), out List<Part>? known))
                return known;
            List<Part> ends = grammar._classes.TryGetValue(step.Class, out Step[][]? phrases) ? OfClass(grammar, phrases, at)
                : grammar.IsOne(step.Class, Words[at]) ? [new Part(at + 1, RemovedObject.Nothing)] : [];
            ends = [.. ends.Select(e => e with { Object = Named(step.Class, at, e) })];
            _known.Add((grammar, step.Class, at), ends);
            return ends;
        }

        private List<Part> OfClass(PhraseGrammar grammar, Step[][] phrases, int at)
        {
            var ends = new List<Part>();
            foreach (Step[] phrase in phrases)
            {
                if (phrase[0].Class is null && !Words[at].Equals(phrase[0].Word, StringComparison.OrdinalIgnoreCase))
                    continue;
                foreach (Part part in Ends(grammar, phrase, at))
                    Add(ends, part, []);
            }
            return ends;
        }

        private RemovedObject Named(string name, int at, Part part)
        {
            string text = string.Join(' ', Words[at..part.End]);
            return name switch
            {
                "pronoun" or "this" => new RemovedObject(text, "", "", ""),
                "anyline" => new RemovedObject("", RemovedObject.AnyLine, "", ""),
                // "Log this", "include this": the verb tells the line as the noun does.
                "outputs" => new RemovedObject("", "print", "", ""),
                "assigns" or "setting" => new RemovedObject("", "assignment", "", ""),
                "commenting" => new RemovedObject("", "comment", "", ""),
                "includes" => new RemovedObject("", "include", "", ""),
                "noun" or "prose" or "line" => new RemovedObject("", text.ToLowerInvariant(), "", ""),
                "identifier" => new RemovedObject("", "",
                    text.Trim('`').Replace("()s", "", StringComparison.Ordinal).Replace("()", "", StringComparison.Ordinal), ""),
                "variable" => new RemovedObject("", "", "", text),
                "name" or "filename" => new RemovedObject("", "", "", text),
                _ => part.Object,
            };
        }
    }

    /// <summary>True for a word of one of the classes that no list can hold.</summary>
    private bool IsOne(string name, string word) => name switch
    {
        "identifier" or "function" => Identifier().IsMatch(word),
        "variable" => Variable().IsMatch(word),
        "version" => Version().IsMatch(word),
        "name" or "modifier" => Variable().IsMatch(word) && !_known.Contains(word),
        "filename" => FileName().IsMatch(word),
        "word" => Plain().IsMatch(word) && !_telling.Contains(word),
        _ => throw new ArgumentException($"No class of words is named '{name}'.", nameof(name)),
    };

    [GeneratedRegex(@"\A(?:[A-Za-z_]\w*\(\)s?|[^\W_]*_\w*|`\w+`)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Identifier();

    [GeneratedRegex(@"\A[A-Za-z]\w*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();

    [GeneratedRegex(@"\A[\w/-]+\.(?:h|hpp|hh|py|rs|js)\z", RegexOptions.CultureInvariant)]
    private static partial Regex FileName();

    [GeneratedRegex(@"\Av\d+\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Version();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
