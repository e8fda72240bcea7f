using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Reporting.Sample;

/// <summary>The people of the sample. All are invented.</summary>
internal static class SamplePeople
{
    private static readonly Dictionary<string, (string Name, int OffsetMinutes)> s_people = new(StringComparer.Ordinal)
    {
        ["arun"] = ("Arun Iyer", 330),
        ["bob"] = ("Bob Tailor", -480),
        ["dave"] = ("Dave Marlow", -480),
        ["greta"] = ("Greta Kroon", 60),
        ["hana"] = ("Hana Mori", 540),
        ["ines"] = ("Inès Lefèvre", 60),
        ["ingrid"] = ("Ingrid Molin", 60),
        ["jurgen"] = ("Jürgen Weiß", 60),
        ["linnea"] = ("Linnea Torv", -480),
        ["lukasz"] = ("Łukasz Żak", 60),
        ["luto"] = ("Lu Torres", -480),
        ["mei"] = ("陈梅", 480),
        ["olga"] = ("Ольга Петрова", 180),
        ["soren"] = ("Søren Østergård", 60),
        ["thandi"] = ("Thandi Mokoena", 120),
    };

    /// <summary>Who merges into upstream.</summary>
    public const string Upstream = "linnea";

    /// <summary>Who keeps the topic tree.</summary>
    public const string Maintainer = "ingrid";

    /// <summary>Who keeps the stable branches.</summary>
    public const string Stable = "greta";

    /// <summary>Those who write what fills the history.</summary>
    public static IReadOnlyList<string> Everybody { get; } = ["arun", "bob", "dave", "ines", "jurgen", "lukasz", "mei", "olga", "soren", "thandi"];

    /// <summary>Name and address as a trailer has them.</summary>
    public static string Address(string key) => $"{s_people[key].Name} <{key}@example.org>";

    /// <summary>The author or committer line.</summary>
    public static PersonLine Line(string key, long unixTime) =>
        PersonLine.Create(s_people[key].Name, key + "@example.org", unixTime, s_people[key].OffsetMinutes);
}
