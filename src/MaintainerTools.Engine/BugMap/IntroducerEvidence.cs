namespace MaintainerTools.Engine.BugMap;

/// <summary>What speaks for a commit as the one that brought a fault. Each kind counts from 0 to 1.</summary>
internal enum EvidenceKind
{
    /// <summary>It first wrote lines that the fix changes: its share of them.</summary>
    Changed,

    /// <summary>It first wrote the code next to what the fix puts in or takes out.</summary>
    Near,

    /// <summary>The same, two or three lines away.</summary>
    Around,

    /// <summary>It first wrote lines of the same function with names that the fix's lines have.</summary>
    Uses,

    /// <summary>It brought the youngest of the things that the fix's new lines name: the fault is not older than what it is about.</summary>
    Name,

    /// <summary>It brought a file that the fix changes.</summary>
    File,

    /// <summary>It is the oldest of those that the lines lead to.</summary>
    Oldest,

    /// <summary>How many of the lines lead to it, by the logarithm.</summary>
    Lines,

    /// <summary>It wrote a line anew, and did not only change or move it.</summary>
    Writes,

    /// <summary>Its subject says that it adds something.</summary>
    Adds,

    /// <summary>The rarest word that the fix's subject shares with its message.</summary>
    RareWord,

    /// <summary>How much of the fix's subject is in its own.</summary>
    Subject,

    /// <summary>The rarest word of the changed lines that its message has.</summary>
    CodeWord,
}

/// <summary>A commit that may have brought a fault, and what speaks for it.</summary>
/// <param name="Commit">The commit.</param>
internal sealed record IntroducerCandidate(Objects.Oid Commit)
{
    private readonly double[] _evidence = new double[Enum.GetValues<EvidenceKind>().Length];

    // What each kind counts. Fitted to two thirds of the recorded fixes and rounded; docs/bug-map.md has the figures, and those of the last third.
    private static double WeightOf(EvidenceKind kind) => kind switch
    {
        EvidenceKind.Near or EvidenceKind.Adds => 0.9,
        EvidenceKind.Lines => 0.8,
        EvidenceKind.RareWord or EvidenceKind.CodeWord => 0.7,
        EvidenceKind.Changed or EvidenceKind.Writes => 0.6,
        EvidenceKind.Around or EvidenceKind.File or EvidenceKind.Subject => 0.5,
        EvidenceKind.Uses or EvidenceKind.Oldest => 0.4,
        _ => 0.3,
    };

    /// <summary>How much of a kind there is.</summary>
    internal double this[EvidenceKind kind]
    {
        get => _evidence[(int)kind];
        set => _evidence[(int)kind] = value;
    }

    /// <summary>All that speaks for it.</summary>
    internal double Score => Enum.GetValues<EvidenceKind>().Sum(Counts);

    /// <summary>The share that it is, of all candidates together.</summary>
    internal double Confidence { get; set; }

    /// <summary>The date of the commit, for what is equal else.</summary>
    internal long Time { get; set; }

    /// <summary>What speaks most for it, in words.</summary>
    internal string Describe() => string.Join("; ", Enum.GetValues<EvidenceKind>()
        .Where(kind => Counts(kind) >= 0.1 && kind is not (EvidenceKind.Lines or EvidenceKind.Writes))
        .OrderByDescending(Counts).Take(4).Select(Describe).DefaultIfEmpty("one of the lines leads to it"));

    private double Counts(EvidenceKind kind) => this[kind] * WeightOf(kind);

    private string Describe(EvidenceKind kind) => kind switch
    {
        EvidenceKind.Changed => $"first wrote {this[kind]:P0} of the lines that the fix changes",
        EvidenceKind.Near => $"first wrote {this[kind]:P0} of the code next to the change",
        EvidenceKind.Around => $"first wrote {this[kind]:P0} of the code around it",
        EvidenceKind.Uses => "wrote lines of the same function with the same names",
        EvidenceKind.Name => "brought the youngest of the things that the fix names",
        EvidenceKind.File => "brought a file that the fix changes",
        EvidenceKind.Oldest => "is the oldest that the lines lead to",
        EvidenceKind.Adds => "says that it adds something",
        EvidenceKind.RareWord => "speaks of what the fix's subject speaks of",
        EvidenceKind.Subject => "has words of the fix's subject in its own",
        EvidenceKind.CodeWord => "speaks of names in the changed lines",
        _ => kind.ToString(),
    };
}
