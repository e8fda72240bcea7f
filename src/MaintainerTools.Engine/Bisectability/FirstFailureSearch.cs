namespace MaintainerTools.Engine.Bisectability;

/// <summary>
/// Looks for a commit that fails right above one that passes, as git bisect does; what is below the first counts as passing. Several commits may be asked
/// about at once, which then divide what is left into as many parts and one. What cannot be tested is passed over: then several commits may be the first.
/// </summary>
/// <param name="count">How many commits there are.</param>
internal sealed class FirstFailureSearch(int count)
{
    private readonly RewriteTestResult[] _known = [.. Enumerable.Repeat(RewriteTestResult.NotRun, count)];

    /// <summary>The last known to pass below <see cref="Fails"/>; -1 for what is below the first.</summary>
    internal int Passes { get; private set; } = -1;

    /// <summary>The first known to fail; the count where none does.</summary>
    internal int Fails { get; private set; } = count;

    /// <summary>Takes an answer.</summary>
    internal void Tell(int place, RewriteTestResult result)
    {
        _known[place] = result;
        if (result == RewriteTestResult.Fail && place < Fails)
            Fails = place;
        Passes = Array.FindLastIndex(_known[..Fails], known => known == RewriteTestResult.Pass);
    }

    /// <summary>The places to ask about next; none when it is found, or nothing fails.</summary>
    /// <param name="workers">So many at once.</param>
    internal IReadOnlyList<int> Next(int workers)
    {
        if (_known.Length == 0 || (Fails == _known.Length && _known[^1] == RewriteTestResult.Pass))
            return [];
        // Whether anything is wrong at all the last one says.
        if (Fails == _known.Length && _known[^1] == RewriteTestResult.NotRun)
            return [_known.Length - 1];
        int[] open = [.. Enumerable.Range(Passes + 1, Fails - Passes - 1).Where(place => _known[place] == RewriteTestResult.NotRun)];
        int asked = Math.Min(workers, open.Length);
        return [.. Enumerable.Range(1, asked).Select(i => open[(int)((long)open.Length * i / (asked + 1))]).Distinct()];
    }
}
