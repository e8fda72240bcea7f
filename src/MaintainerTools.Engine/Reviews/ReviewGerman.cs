namespace MaintainerTools.Engine.Reviews;

/// <summary>The words of reviewers who write German.</summary>
internal static class ReviewGerman
{
    /// <summary>They, and the shapes that they make.</summary>
    internal static ReviewLanguage Language { get; } = new(
        new Dictionary<string, string[]>
        {
            ["lead"] = ["bitte", "auch", "und", "dann", "nit :", "kleinigkeit :", "ich denke ,", "ich finde ,", "meiner meinung nach"],
            ["remove"] = ["entfernen", "löschen", "streichen", "weglassen", "rauswerfen", "entferne", "lösche", "streiche"],
            ["gone"] = ["weg", "entfernt werden", "gelöscht werden", "gestrichen werden", "raus", "entfallen", "wegfallen"],
            ["can"] = ["kann", "könnte", "sollte", "muss", "darf", "soll"],
            ["reduce"] = [],
            ["pronoun"] = ["das", "dies", "das hier"],
            ["object"] = ["{pronoun}", "{determiner}? {adjective}* {noun}", "{determiner}? {adjective}* {identifier} {callnoun}?"],
            ["determiner"] = ["die", "der", "das", "den", "diese", "dieser", "dieses", "diesen"],
            ["adjective"] = ["überflüssige", "überflüssigen", "unnötige", "unnötigen", "neue", "ganze"],
            ["useless"] = ["überflüssige", "überflüssiger", "unnötige", "unnötiger", "vergessene", "vergessener"],
            ["noun"] = ["zeile", "anweisung", "meldung", "ausgabe", "debug-ausgabe", "aufruf", "debugausgabe"],
            ["callnoun"] = ["aufruf", "zeile"],
            ["is"] = ["ist"],
            ["isnot"] = ["wird nicht", "ist nicht", "wird nicht mehr"],
            ["adverb"] = ["wirklich", "einfach", "hier", "mehr", "wohl"],
            ["needless"] = ["überflüssig", "unnötig", "nicht nötig", "nicht notwendig", "ein überbleibsel"],
            ["needful"] = ["gebraucht", "benötigt", "nötig", "notwendig", "verwendet"],
            ["unneed"] = ["wir brauchen nicht"],
            ["doubt"] = ["ich glaube nicht , dass"],
            ["idle"] = ["hat keinen zweck"],
            ["freundlichen"] = ["freundlichen", "besten", "vielen", "viele", "liebe", "beste", "schöne"],
            ["grüßen"] = ["grüßen", "grüße", "gruß", "gruss", "grüsse"],
            ["sonst"] = ["sonst", "ansonsten", "alles", "das"],
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
            "{lead}* {can} {adverb}* {gone} {tail}*",
            "{lead}* {object} brauchen wir {adverb}* nicht {adverb}* {tail}*",
            "{lead}* weg damit {tail}*",
            "{lead}* raus damit {tail}*",
        ],
        ["{lead}* {object} {is} {adverb}* {word}"],
        ["{is} {object} {adverb}* {needful}", "wozu {object}", "warum {object}", "wozu {is} {object} {word}"],
        [
            "mit {freundlichen}? {grüßen}", "{freundlichen}? {grüßen}", "danke", "vielen dank", "danke für den patch", "danke für die patches",
            "danke für die serie", "{sonst}? sieht {sonst}? gut aus", "mfg",
        ],
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
}
