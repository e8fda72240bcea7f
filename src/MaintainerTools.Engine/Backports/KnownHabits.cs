namespace MaintainerTools.Engine.Backports;

/// <summary>What is known of stable branches in general, from which what is learned of one branch starts.</summary>
internal static class KnownHabits
{
    private static readonly Dictionary<CommitTrait, double> s_expected = Expectations();

    /// <summary>The traits of which something is known.</summary>
    public static IEnumerable<CommitTrait> Traits => s_expected.Keys;

    /// <summary>The weight that a trait has while nothing was learned.</summary>
    public static double Expected(CommitTrait trait) => s_expected.GetValueOrDefault(trait);

    /// <summary>How much a trait counts of which the commit has so many of the kind.</summary>
    public static double Value(TraitKind kind, int ofKind) => kind switch
    {
        TraitKind.Text => 1.0 / Math.Sqrt(Math.Max(ofKind, 8)),
        TraitKind.File or TraitKind.Folder or TraitKind.Extension => 1.0 / Math.Sqrt(ofKind),
        _ => 1,
    };

    /// <summary>How firmly weights of a kind are held where they started.</summary>
    public static double Hold(TraitKind kind) => kind switch
    {
        TraitKind.State or TraitKind.Size => 0.5,
        TraitKind.Text or TraitKind.Series => 2,
        _ => 1,
    };

    private static Dictionary<CommitTrait, double> Expectations()
    {
        var known = new Dictionary<CommitTrait, double>();
        void Say(TraitKind kind, double weight, params string[] values)
        {
            foreach (string value in values)
                known[new(kind, value)] = weight;
        }
        Say(TraitKind.Word, 2, "fix");
        Say(TraitKind.Word, 1, "crash", "leak", "overflow", "segfault", "race", "deadlock", "null", "invalid", "wrong", "incorrect", "bug", "uninitializ", "uninitialis",
            "avoid", "prevent", "correct", "error", "check", "revert", "restore", "break", "miss", "regression");
        Say(TraitKind.Word, -1, "add", "introduce", "support", "refactor", "rename", "cleanup", "clean", "implement", "convert", "new", "update", "split", "move");
        Say(TraitKind.Text, 1, "crash", "leak", "overflow", "segfault", "backtrace", "asan", "coverity", "valgrind", "regression", "issue", "fix", "incorrect", "wrong");
        Say(TraitKind.State, 1.5, BranchTraits.FixesOld, BranchTraits.Tagged);
        Say(TraitKind.State, 2.5, BranchTraits.FixesTaken);
        Say(TraitKind.State, 0.5, BranchTraits.Fits);
        Say(TraitKind.State, -0.5, BranchTraits.FitsNowhere);
        Say(TraitKind.State, 1, BranchTraits.Reverts, BranchTraits.SeriesFixes);
        Say(TraitKind.State, -2, BranchTraits.FixesOther, BranchTraits.LacksFiles);
        Say(TraitKind.State, -1, BranchTraits.AddsFiles, BranchTraits.RemovesFiles, BranchTraits.SeriesFeature);
        return known;
    }
}
