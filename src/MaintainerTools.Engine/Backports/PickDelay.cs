using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Backports;

/// <summary>
/// How long after a commit came upstream the branch took it. One that was there long before the branch's tip, and was not taken, was passed over;
/// how likely it is to be taken all the same is how many picks came as late.
/// </summary>
internal sealed class PickDelay
{
    // As if so many picks had come late: with few to go by, passing over says little.
    private const double Late = 2;
    private readonly long[] _delays;
    private readonly long _tip;
    private readonly IObjectReader _objects;

    /// <summary>Looks at the picks among what came before the cycle.</summary>
    public PickDelay(IObjectReader objects, Oid target, IEnumerable<(Oid Commit, Presence As)> picks)
    {
        _objects = objects;
        _tip = Time(target);
        _delays = [.. picks.Select(pick => Math.Max(Time(pick.As.As) - Time(pick.Commit), 0)).Order()];
    }

    /// <summary>How much sooner the commit was there than the branch's tip was made, in seconds; 0 where it was not.</summary>
    public long Age(Oid commit) => Math.Max(_tip - Time(commit), 0);

    /// <summary>How many picks there were, and how many of them came later than so many seconds.</summary>
    public (int All, int Later) Later(long age)
    {
        int at = Array.FindIndex(_delays, delay => delay >= age);
        return (_delays.Length, at < 0 ? 0 : _delays.Length - at);
    }

    /// <summary>What having been there so long adds to the logarithm of the odds: 0 or less.</summary>
    public double Weight(Oid commit)
    {
        long age = Age(commit);
        (int all, int later) = Later(age);
        return age == 0 ? 0 : Math.Log((later + Late) / (all + Late));
    }

    private long Time(Oid commit) => _objects.ReadCommit(commit).Committer.UnixTime;
}
