using System.Runtime.InteropServices;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Graph;

/// <summary>A commit as walks need it.</summary>
[StructLayout(LayoutKind.Sequential, Pack = sizeof(int))]
internal struct CommitLinks
{
    /// <summary>Of <see cref="First"/>: the commit was named and not read so far.</summary>
    public const int NotRead = -2;

    /// <summary>Of both: there is none.</summary>
    public const int None = -1;

    /// <summary>The commit.</summary>
    public Oid Id;

    /// <summary>The first parent's number.</summary>
    public int First;

    /// <summary>The second parent's number; for three and more parents, -2 - the place of all of them in a list beside.</summary>
    public int Second;

    /// <summary>The committer date in seconds since 1970.</summary>
    public long Date;
}

/// <summary>
/// What a table without a commit-graph had read when it was asked, with which other tables begin. Nothing of it changes any more: whoever writes to a part
/// takes a copy of that part. It holds bytes alone, no file and no mapping, so that it may be held for as long as it is useful.
/// </summary>
/// <param name="Chunks">Commits by number, in pieces.</param>
/// <param name="Count">How many have a number.</param>
/// <param name="Slots">Numbers plus one by hash.</param>
/// <param name="Octopus">The parents of those that have three and more.</param>
/// <param name="Read">How many of the commits were read.</param>
internal sealed record LinkSnapshot(CommitLinks[][] Chunks, int Count, int[] Slots, int[][] Octopus, int Read);
