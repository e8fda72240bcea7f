using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Packs;

namespace MaintainerTools.Engine.History.Followups;

/// <summary>How long the parts of a <see cref="ReferenceIndex"/> are, and where they begin.</summary>
internal readonly struct ReferenceIndexSizes
{
    /// <summary>Reads the seven numbers of a header.</summary>
    public ReferenceIndexSizes(ReadOnlySpan<int> header)
    {
        (Commits, Boundaries, Excluded, EdgeCount, Referrers, Rows, TextLength) = (header[0], header[1], header[2], header[3], header[4], header[5], header[6]);
        AreValid = (Commits | Boundaries | Excluded | EdgeCount | Referrers | Rows | TextLength) >= 0;
        Ids = ReferenceIndex.HeaderSize + FanoutTable.Size;
        // In eights, so that numbers lie where the processor likes them.
        Subjects = (Ids + ((long)Commits * Oid.Size) + 7) & ~7L;
        First = Subjects + (Commits * 8L);
        Second = First + (Commits * 4L);
        CommitsLength = Second + (Commits * 4L);
        Edges = CommitsLength;
        ReferrerTable = Edges + (EdgeCount * 4L);
        // One more ends the last one's rows.
        RowTable = ReferrerTable + ((Referrers + 1L) * ReferenceIndex.ReferrerSize);
        Beyond = RowTable + (Rows * (long)ReferenceIndex.RowSize);
        Text = Beyond + (((long)Boundaries + Excluded) * Oid.Size);
        Length = (Text + TextLength + 7) & ~7L;
    }

    public int Commits { get; }

    public int Boundaries { get; }

    public int Excluded { get; }

    public int EdgeCount { get; }

    public int Referrers { get; }

    public int Rows { get; }

    public int TextLength { get; }

    /// <summary>None is negative.</summary>
    public bool AreValid { get; }

    public long Ids { get; }

    public long Subjects { get; }

    public long First { get; }

    public long Second { get; }

    /// <summary>
    /// Of what there is of every commit, header and table of first bytes before it: it comes first, and its length is known when the commits are.
    /// </summary>
    public long CommitsLength { get; }

    public long Edges { get; }

    public long ReferrerTable { get; }

    public long RowTable { get; }

    /// <summary>Parents beyond the stretch, and what is left out.</summary>
    public long Beyond { get; }

    public long Text { get; }

    /// <summary>Of all, the checksum left out.</summary>
    public long Length { get; }
}
