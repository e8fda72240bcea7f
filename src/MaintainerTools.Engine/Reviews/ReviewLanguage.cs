namespace MaintainerTools.Engine.Reviews;

/// <summary>
/// The words and the shapes of sentences of one language, as data. A shape is read from the first word of a clause to the last
/// (<see cref="PhraseGrammar"/>). What no shape fits whole is not understood.
/// </summary>
/// <param name="Words">The classes of phrases.</param>
/// <param name="Removals">Shapes of clauses that say that the quoted line can go.</param>
/// <param name="Subjects">Shapes of clauses that say something about the quoted line, which an order after them means by "it".</param>
/// <param name="Questions">Shapes of questions what the quoted line is good for, which an order after them means by "it".</param>
/// <param name="Courtesies">Shapes of sentences that greet, thank or praise, and ask for nothing.</param>
/// <param name="Stops">Words that make a clause something else than a reason: conditions, contrasts, other wishes.</param>
/// <param name="Conditions">Those of them that begin a condition: within a clause they are of what it says,
/// and at its beginning of what stands beside it.</param>
/// <param name="Guards">Words that make what looks like a wish none: negations, conditions, the past.</param>
/// <param name="Retracts">What takes back what was said before.</param>
/// <param name="Contrasts">Words with which a sentence begins that limits what was said before.</param>
/// <param name="Asks">Words that stand in a sentence that asks for something, whatever it is.</param>
/// <param name="Orders">Verbs with which an order begins.</param>
/// <param name="Others">Nouns that name something else than a line: after a sentence about one "this" may be that.</param>
/// <param name="Agreements">How one agrees with a remark.</param>
/// <param name="Tells">Words with which a sentence begins that tells something: it goes with the one before.</param>
/// <param name="Verbs">Verbs that make a sentence one that tells, whatever it begins with, where they are its second word.</param>
internal sealed record ReviewLanguage(
    IReadOnlyDictionary<string, string[]> Words,
    string[] Removals,
    string[] Subjects,
    string[] Questions,
    string[] Courtesies,
    string[] Stops,
    string[] Conditions,
    string[] Guards,
    string[] Retracts,
    string[] Contrasts,
    string[] Asks,
    string[] Orders,
    string[] Others,
    string[] Agreements,
    string[] Tells,
    string[] Verbs);
