using System.Globalization;
using MaintainerTools.Engine.History.Lines;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Picks.Prerequisites;

/// <summary>Says of a set that was not found how far the search went.</summary>
/// <param name="origins">The history of the lines that it followed.</param>
/// <param name="mostMembers">How many members a set may have.</param>
/// <param name="isShallow">True where the clone has not all of the history.</param>
internal sealed class UnfoundSets(LineOrigins origins, int mostMembers, bool isShallow)
{
    /// <summary>What was tried in vain, and whether that was all.</summary>
    public string Describe(SetSearch search, ReplayResult plain, string? failure)
    {
        string paths = string.Join(", ", plain.Paths);
        if (origins.IsExhausted)
            failure += "; the history of the lines is long, and was not followed to its end";
        return search.NoneExists && isShallow
            ? $"not found among the commits that this shallow clone has: none of those that touch what conflicts in {paths} helps"
            : search.NoneExists
                ? string.Create(CultureInfo.InvariantCulture, $"no set of upstream commits, picked in upstream's order, ends the conflict in {paths}: "
                + $"all were tried that touch what conflicts ({search.Picks + 1} picks)")
            : search.AtLeast > mostMembers
                ? string.Create(CultureInfo.InvariantCulture,
                $"not found within {mostMembers} commits: all sets up to that size were tried that touch what conflicts in {paths}")
            : string.Create(CultureInfo.InvariantCulture, $"not found within {search.Picks} picks: no set of fewer than {search.AtLeast} commits does, "
                + $"and of larger ones not all were tried ({failure})");
    }

    /// <summary>Where the history of the lines leads no further: at the wanted commit itself, or at one that would have to come before it.</summary>
    public static string DescribeStop(Oid failed, Oid commit, HashSet<Oid> members, ReplayResult result)
    {
        string paths = string.Join(", ", result.Paths);
        return failed != commit ? $"what touched the lines in conflict does not pick clean itself: {failed.Abbreviate()} conflicts in {paths}"
            : members.Count == 0 ? $"nothing that can be picked touched what conflicts in {paths}"
            : string.Create(CultureInfo.InvariantCulture,
                $"with what touched the lines in conflict ({members.Count} picked before it) it conflicts still, in {paths}");
    }
}
