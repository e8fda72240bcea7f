namespace MaintainerTools.Engine.Backports;

/// <summary>
/// Whether a branch takes fixes whose authors do not ask for it, of causes that it has from its beginning. Where authors tag what is for stable branches, a
/// fix without the tag was often left without one on purpose, and whether it is taken all the same differs from keeper to keeper: what this one did with
/// those before tells. Little to go by is no reason to leave anything out.
/// </summary>
/// <param name="Seen">How many such fixes came before the cycle.</param>
/// <param name="Taken">How many of them the branch took.</param>
/// <param name="Tagged">How many fixes of the cycle, of causes that the branch has, are tagged.</param>
/// <param name="Untagged">How many are not.</param>
internal sealed record UntaggedHabit(int Seen, int Taken, int Tagged, int Untagged)
{
    private const int EnoughSeen = 8;
    private const int LeastSeen = 4;
    private const int EnoughTagged = 20;

    /// <summary>True where such fixes are left out.</summary>
    public bool LeavesOut => TakesFew && (Seen >= EnoughSeen || (Tagged >= EnoughTagged && Tagged >= 3 * Untagged));

    private bool TakesFew => Seen < LeastSeen || (2 * Taken < Seen);

    /// <summary>Why, in words.</summary>
    public string Describe(string target) => Seen < EnoughSeen
        ? $"of the cycle's fixes {Tagged} are tagged and {Untagged} are not"
        : $"of {Wording.Count(Seen, "such fix", "such fixes")} before, {target} took {Taken}";
}
