namespace MaintainerTools.Engine.Reviews;

/// <summary>
/// The words and the shapes of sentences of one language, as data. A shape is read from the first word of a clause to the last: {word} stands for one
/// of a class of words, {word}? for one or none, {word}* for any number. What no shape fits whole is not understood.
/// </summary>
/// <param name="Words">The classes of words.</param>
/// <param name="Removals">Shapes of clauses that say that the quoted line can go.</param>
/// <param name="Subjects">Shapes of clauses that say something about the quoted line, which an order after them means by "it".</param>
/// <param name="Stops">Words that make a clause something else than a reason: conditions, contrasts, other wishes.</param>
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
    string[] Stops,
    string[] Guards,
    string[] Retracts,
    string[] Contrasts,
    string[] Asks,
    string[] Orders,
    string[] Others,
    string[] Agreements,
    string[] Tells,
    string[] Verbs)
{
    /// <summary>The languages, in the order in which they are tried.</summary>
    internal static IReadOnlyList<ReviewLanguage> All => s_all;

    private static readonly ReviewLanguage s_english = new(
        new Dictionary<string, string[]>
        {
            ["lead"] =
            [
                "please", "pls", "plz", "kindly", "also", "and", "then", "so", "just", "nit :", "minor :", "minor nit :", "nitpick :", "ditto :",
                "same here :", "again ,", "yes ,", "and please", "imo", "imho",
                "imo ,", "imho ,", "i think", "i think that", "i believe", "i guess", "i guess that", "as said ,", "as i said ,", "you can", "you could",
                "you should", "you may", "we can", "we could", "we should",
                "i'd", "i would", "i suggest to", "i'd suggest to", "i would suggest to", "let's", "let us", "feel free to", "better", "could you please",
                "can you please", "would you please", "to me", "make sure to", "be sure to", "remember to", "don't forget to", "do not forget to",
            ],
            ["remove"] = ["remove", "drop", "delete", "kill", "get rid of", "take out", "strip", "cut", "zap", "nuke", "lose", "ditch", "discard",
                "scrap", "omit", "leave out"],
            ["reduce"] = ["cut", "strip"],
            ["forgotten"] = ["you forgot to", "forgot to", "i think you forgot to", "you probably forgot to", "looks like you forgot to", "you missed to"],
            ["gone"] =
            [
                "go", "go away", "be removed", "be dropped", "be deleted", "be killed", "be cut", "be omitted", "be left out", "be gone", "be stripped",
                "get removed", "get dropped", "just go", "disappear",
                "be taken out", "be discarded", "be got rid of", "have been removed", "have been dropped",
            ],
            ["can"] = ["can", "could", "should", "must", "may", "needs to", "need to", "has to", "have to", "ought to", "wants to", "want to", "will have to",
                "shall", "can all", "can probably", "had better", "better"],
            ["pronoun"] = ["this", "that", "it", "this one", "that one"],
            ["determiner"] = ["this", "that", "the", "your", "these", "those", "the quoted", "the above", "this new", "that new", "the new"],
            ["adjective"] =
            [
                "debug", "debugging", "leftover", "left-over", "stray", "useless", "unneeded", "unnecessary", "redundant", "superfluous", "noisy", "dead",
                "unused", "whole", "entire", "new", "added", "quoted", "pointless",
                "remaining", "temporary", "needless", "spurious", "obsolete", "verbose", "forgotten", "superfluous", "trace", "extraneous", "ugly", "annoying",
            ],
            ["useless"] = ["leftover", "left-over", "left over", "stray", "useless", "unneeded", "unnecessary", "redundant", "superfluous", "dead", "unused",
                "pointless", "needless", "obsolete", "forgotten", "spurious", "extraneous"],
            ["noun"] =
            [
                "line", "statement", "message", "messages", "print", "prints", "printk", "printout", "output", "log", "logging", "log message", "log line",
                "debug line", "warning", "trace", "call", "include", "comment",
                "assignment", "variable", "local variable",
                "print statement", "debugging", "debug", "debug code", "debug statement", "declaration", "definition", "define",
                "macro definition", "prototype", "printf", "leftover", "assert", "assertion", "import", "debugging code", "debug output", "debugging output",
                "debug print", "debug message", "debugging message", "log call",
            ],
            ["callnoun"] = ["call", "line", "statement", "message", "print", "include", "assignment", "declaration", "definition", "there", "here", "stuff"],
            ["is"] = ["is", "looks", "seems", "seems to be", "looks to be", "appears to be", "looks like", "seems like", "are", "seem to be", "becomes"],
            ["isnot"] = ["isn't", "is not", "isnt", "aren't", "are not", "doesn't seem", "does not seem", "doesn't look", "does not look",
                "doesn't seem to be", "does not seem to be", "is no longer", "are no longer", "isn't even"],
            ["adverb"] = ["really", "surely", "simply", "just", "also", "now", "clearly", "completely", "totally", "probably", "obviously", "rather",
                "actually", "strictly", "all", "quite", "entirely", "then", "too"],
            ["needless"] =
            [
                "not needed", "not necessary", "not required", "not used", "not useful", "unneeded", "unnecessary", "superfluous", "redundant", "useless",
                "pointless", "unused", "needless", "obsolete", "no longer needed",
                "no longer used", "no longer necessary", "no longer required", "a leftover", "leftover", "left-over", "a left-over", "left over",
                "a leftover from debugging", "leftover from debugging", "left over from debugging",
                "a debugging leftover", "a debug leftover", "debugging leftover", "debug leftover", "debugging leftovers", "dead code", "noise", "just noise",
                "pure noise", "unwanted", "not wanted", "a debugging aid", "never used",
                "pointless here", "leftover debugging", "leftover debug", "debug noise", "a remnant", "a remnant of debugging", "a relic",
                "a relic of debugging", "in vain", "of no use",
            ],
            ["needful"] = ["needed", "necessary", "required", "used", "useful", "wanted", "of any use", "any use", "worth it", "worth keeping", "helpful"],
            ["unneed"] =
            [
                "we don't need", "we do not need", "you don't need", "you do not need", "i don't think we need", "i do not think we need",
                "i don't think that we need", "i do not think that we need", "no need for", "no need of",
                "there is no need for", "there's no need for", "i see no need for", "i don't see a need for", "i don't see the need for",
                "i do not see the need for", "no reason for", "there is no reason for", "no point in having",
                "there is no point in having", "no need to keep", "there is no need to keep", "no reason to keep", "there is no reason to keep",
                "we no longer need", "nobody needs", "no one needs", "nothing needs", "no need to have",
                "we can do without", "you can do without", "i don't see why we need", "we don't want", "we do not want",
                "i don't think you need", "i do not think you need",
            ],
            ["doubt"] = ["i don't think", "i do not think", "i don't think that", "i do not think that", "i don't believe", "i do not believe",
                "i don't believe that", "i don't see that", "i do not see that", "i don't see how", "i doubt that", "i doubt"],
            ["idle"] = ["serves no purpose", "has no purpose", "has no use", "has no effect", "does nothing useful", "adds nothing", "adds no value",
                "adds no information", "tells nothing", "is of no use"],
            ["tail"] =
            [
                "here", "please", "too", "as well", "again", "altogether", "entirely", "completely", "at all", "any more", "anymore", "any longer", "now",
                "then", "thanks", "thank you", "though", "imo", "imho", "i think", "i guess",
                "in the next version", "in the next revision", "in the next round", "in the next spin", "in the next respin", "in your next version",
                "for the next version", "for the final version", "in the final version", "in {version}",
                "for {version}", "before merging", "from here", "from debugging", "in production", "in production code", "in this function", "in this patch",
                "from this patch", ", please", ", thanks", ", thank you", ", i think", ", imo", ", imho", ", too",
                "in my opinion", "afaict", "afaics", ", afaict", "either", "in mainline", "upstream", "for upstream", "when respinning", "when you respin",
                "in the respin", "next time", "again please", "in here", "with this patch", "anywhere", "before you repost", "before you resend",
                "before reposting", "before resending", "before you send the next version", "before posting the next version", "when you repost",
                "when you resend", "for good",
            ],
            ["degree"] = ["too", "way too", "much too", "very", "so", "pretty", "a bit", "a bit too", "a little", "far too", "just", "really", "simply",
                "rather"],
            ["misplaced"] =
            [
                "has no place", "have no place", "has no business", "has no business being", "doesn't belong", "does not belong", "shouldn't be",
                "should not be", "shouldn't be merged", "should not be merged", "should never be merged", "isn't meant to be merged",
                "is not meant to be merged", "is not meant for merging", "is surely not meant to be merged", "was not meant to be merged",
                "is not supposed to be", "isn't supposed to be", "must not be", "must not be merged", "floods the log", "spams the log", "clutters the log",
                "pollutes the log", "spams dmesg", "floods dmesg", "clutters dmesg", "floods the console", "spams the console", "clutters the output",
                "is of no help", "is for debugging", "is just for debugging", "is for testing",
                "shouldn't be in the final version", "should not be in the final version", "shouldn't be in the final patch",
                "should not be in the final patch", "should not be in mainline", "makes no sense", "doesn't make sense", "does not make sense",
                "helps nobody", "confuses people", "confuses users",
            ],
        },
        [
            "{lead}* {remove} {object} {tail}*",
            "{lead}* {object} {can} {adverb}* {gone} {tail}*",
            "{lead}* {object} {is} {adverb}* {needless} {tail}*",
            "{lead}* {object} {isnot} {adverb}* {needful} {tail}*",
            "{lead}* {object} {idle} {tail}*",
            "{lead}* {unneed} {object} {tail}*",
            "{lead}* {doubt} {object} {is} {adverb}* {needful} {tail}*",
            "{lead}* {adverb}* {needless} {tail}*",
            "{lead}* {useless} {adjective}* {noun} {tail}*",
            "{lead}* {useless} {identifier} {tail}*",
            "{lead}* {variable} {is} {adverb}* {needless} {tail}*",
            "{lead}* {variable} {isnot} {adverb}* {needful} {tail}*",
            "{lead}* {remove} {tail}*",
            "{lead}* {can} {adverb}* {gone} {tail}*",
            "{lead}* no {adverb}* need {tail}*",
            "{lead}* {forgotten} {remove} {object} {tail}*",
        ],
        [
            "{lead}* {adverb}* {object} {is} {degree}* {word} {tail}*",
            "{lead}* {adverb}* {object} {isnot} {adverb}* {word} {tail}*",
            "{degree} {degree}* {word} {tail}*",
            "{lead}* {adverb}* {object} {misplaced} {tail}*",
            "{lead}* {adjective}* {noun} {tail}*",
        ],
        [
            "unless", "if", "when", "until", "once", "but", "only", "except", "instead", "otherwise", "after", "before", "or", "rather", "however",
            "although", "though", "while", "keep", "maybe", "perhaps", "move", "replace", "use", "add",
            "put", "make", "should", "must", "please", "could", "would", "whether", "provided", "assuming", "as long as", "as soon as", "till",
            "without", "first", "later", "leave", "depending", "given", "pending", "so long as", "soon", "in case", "where", "whenever", "wherever", "upon",
            "during", "eventually", "some day", "someday", "some point", "one day", "follow-up", "followup", "follow up", "separate", "separately",
            "another", "own patch", "rework", "turn", "convert", "switch", "split", "wait", "yet", "not sure", "unsure", "might", "agree", "agrees",
        ],
        [
            "not", "never", "cannot", "no", "unless", "if", "whether", "was", "were", "did", "had", "but", "however", "otherwise", "when", "until", "or",
            "though", "although", "once", "wondered", "thought", "tempted", "except", "without", "assuming",
            "provided", "maybe", "perhaps", "used to", "used",
        ],
        [
            "never mind", "nevermind", "on second thought", "on second thoughts", "scratch that", "ignore that", "ignore this", "ignore me", "forget it",
            "forget that", "forget this", "wait", "keep it", "keep this", "keep that", "leave it",
            "leave this", "actually", "sorry", "i was wrong", "take that back", "take it back", "strike that", "just kidding", "or not", "not sure", "no , ",
            "my mistake", "it is useful", "is useful", "is needed after all", "after all", "kidding",
        ],
        ["if", "unless", "but", "however", "only", "though", "although", "except", "otherwise", "or", "until", "when", "once", "provided", "assuming", "no",
            "hmm", "oh", "well", "while", "in case"],
        [
            "please", "should", "must", "need", "needs", "have to", "has to", "ought", "could", "can", "would", "want", "prefer", "better", "instead",
            "missing", "lacks", "lack", "typo", "wrong", "don't", "do not", "never", "nit", "why not",
            "how about", "suggest", "consider", "rather", "feel free", "let's", "pls", "shouldn't", "can't", "cannot", "needless", "unneeded", "unused",
            "unnecessary", "leftover", "redundant", "not needed", "i'd", "may", "might", "wants", "broken",
            "bug", "leak", "leaks", "misleading", "belongs", "superfluous", "spurious", "stray",
        ],
        [
            "remove", "drop", "delete", "kill", "squash", "fold", "merge", "move", "rename", "call", "name", "reword", "rewrite", "mention", "get rid", "use",
            "make", "add", "fix", "check", "split", "document", "explain", "replace", "change", "put", "keep",
            "do", "don't", "avoid", "turn", "convert", "return", "handle", "take", "test", "try", "initialize", "initialise", "declare", "define", "sort",
            "align", "indent", "update", "describe", "say", "write", "cc", "send", "resend", "rebase",
            "respin", "run", "see", "look", "note", "consider", "introduce", "factor", "extract", "export", "mark", "set", "clear", "free", "lock", "unlock",
            "guard", "wrap", "shorten", "simplify", "combine", "reorder", "swap", "invert", "limit",
            "increase", "reduce", "spell", "capitalize", "strip", "s/",
        ],
        [
            "blank", "space", "spaces", "whitespace", "white space", "newline", "tab", "tabs", "brace", "braces", "bracket", "brackets", "parenthesis",
            "parentheses", "keyword", "parameter", "argument", "arguments", "variable", "function", "functions",
            "patch", "comment", "indentation", "semicolon", "comma", "cast", "lock", "type", "label", "field", "member", "macro", "file", "hunk", "block",
            "loop", "condition", "check", "test", "prefix", "suffix", "underscore", "word", "typo", "alignment",
            "wrapper", "helper", "attribute", "qualifier", "struct", "flag", "constant", "value", "string", "format", "dot", "period", "colon", "quote",
            "quotes", "line break", "trailing",
        ],
        [
            "agreed", "ack", "acked", "will do", "ok", "okay", "done", "right", "sure", "yes", "yep", "yeah", "fixed", "removed", "dropped", "good catch",
            "good point", "+1", "thanks", "thank you", "makes sense", "fair enough", "true", "absolutely", "indeed",
            "of course", "will fix", "will remove", "will drop", "i will", "i'll", "fine", "me too", "same here", "seconded", "renamed", "moved", "squashed",
            "folded", "reworded", "got it", "noted", "correct",
        ],
        [
            "it", "its", "it's", "this", "that", "that's", "these", "those", "they", "there", "there's", "the", "a", "an", "we", "you", "i", "i'm", "i've",
            "he", "she", "nobody", "no", "none", "nothing", "not", "because", "since", "as", "so", "which", "who", "what", "my", "your", "our", "their",
            "all", "both", "every", "each", "everything", "thanks", "thank you", "cheers", "but", "and", "or", "of course", "same", "in", "on", "at", "for",
            "with", "by", "from", "apart from", "other than that", "otherwise", "rest", "best", "regards", "looks", "nice", "good", "great", "well", "why",
            "one", "only", "just", "neither", "now", "here", "see", "yes", "ok", "okay", "some", "any", "also",
        ],
        [
            "is", "are", "was", "were", "has", "have", "had", "does", "do", "did", "will", "can't", "doesn't", "isn't", "won't", "never", "already", "only",
            "also",
        ]);

    private static readonly ReviewLanguage s_german = new(
        new Dictionary<string, string[]>
        {
            ["lead"] = ["bitte", "auch", "und", "dann", "nit :", "kleinigkeit :", "ich denke ,", "ich finde ,", "meiner meinung nach"],
            ["remove"] = ["entfernen", "löschen", "streichen", "weglassen", "rauswerfen", "entferne", "lösche", "streiche"],
            ["gone"] = ["weg", "entfernt werden", "gelöscht werden", "gestrichen werden", "raus", "entfallen", "wegfallen"],
            ["can"] = ["kann", "könnte", "sollte", "muss", "darf", "soll"],
            ["reduce"] = [],
            ["pronoun"] = ["das", "dies", "das hier"],
            ["determiner"] = ["die", "der", "das", "den", "diese", "dieser", "dieses", "diesen"],
            ["adjective"] = ["überflüssige", "überflüssigen", "unnötige", "unnötigen", "neue", "ganze"],
            ["useless"] = ["überflüssige", "überflüssiger", "unnötige", "unnötiger", "vergessene", "vergessener"],
            ["noun"] = ["zeile", "anweisung", "meldung", "ausgabe", "debug-ausgabe", "aufruf"],
            ["callnoun"] = ["aufruf", "zeile"],
            ["is"] = ["ist"],
            ["isnot"] = ["wird nicht", "ist nicht", "wird nicht mehr"],
            ["adverb"] = ["wirklich", "einfach", "hier", "mehr", "wohl"],
            ["needless"] = ["überflüssig", "unnötig", "nicht nötig", "nicht notwendig", "ein überbleibsel"],
            ["needful"] = ["gebraucht", "benötigt", "nötig", "notwendig", "verwendet"],
            ["unneed"] = ["wir brauchen nicht"],
            ["doubt"] = ["ich glaube nicht , dass"],
            ["idle"] = ["hat keinen zweck"],
            ["tail"] = ["hier", "bitte", "auch", "danke", ", bitte", ", danke"],
        },
        [
            "{lead}* {remove} {tail}*",
            "{lead}* {object} {tail}* {remove} {tail}*",
            "{lead}* {remove} {object} {tail}*",
            "{lead}* {object} {can} {adverb}* {gone} {tail}*",
            "{lead}* {object} {is} {adverb}* {needless} {tail}*",
            "{lead}* {object} {isnot} {adverb}* {needful} {tail}*",
            "{lead}* {isnot} {adverb}* {needful} {tail}*",
            "{lead}* {adverb}* {needless} {tail}*",
            "{lead}* {useless} {noun} {tail}*",
        ],
        ["{lead}* {object} {is} {adverb}* {word}"],
        ["wenn", "falls", "außer", "aber", "sonst", "oder", "bevor", "nachdem", "nur", "stattdessen", "erst", "solange", "bis"],
        ["nicht", "kein", "keine", "nie", "wenn", "falls", "aber", "war", "hatte", "oder", "sonst", "vielleicht"],
        ["doch nicht", "vergiss es", "egal", "quatsch", "moment"],
        ["aber", "wenn", "falls", "außer", "oder", "nein", "doch", "nur"],
        ["bitte", "sollte", "muss", "müsste", "könnte", "kann", "fehlt", "falsch", "besser", "würde"],
        ["entferne", "lösche", "verschiebe", "nenne", "füge", "ändere"],
        ["leerzeile", "leerzeichen", "klammer", "parameter", "schlüsselwort", "variable", "funktion", "kommentar", "einrückung"],
        ["ja", "stimmt", "gut", "erledigt", "mache ich", "danke", "einverstanden"],
        ["das", "dies", "die", "der", "den", "es", "er", "sie", "wir", "ich", "man", "danke", "gruß", "weil", "denn", "ein", "eine", "kein", "keine", "so"],
        ["ist", "sind", "war", "hat", "wird"]);

    private static readonly ReviewLanguage[] s_all = [s_english, s_german];
}
