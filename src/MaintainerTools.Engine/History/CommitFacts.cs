using System.Text;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History;

/// <summary>What is asked of a commit's message again and again; depends on the commit's bytes alone, so that it can be kept.</summary>
/// <param name="Subject">git's %s.</param>
/// <param name="AuthorName">git's %an.</param>
/// <param name="AuthorEmail">git's %ae.</param>
/// <param name="References">What the message says of other commits.</param>
/// <param name="Markers">The markers in it.</param>
internal sealed record CommitFacts(string Subject, string AuthorName, string AuthorEmail, IReadOnlyList<MessageReference> References, IReadOnlyList<CommitMarker> Markers)
{
    private const byte HasReferences = 1;
    private const byte HasMarkers = 2;

    /// <summary>Reads them off a commit.</summary>
    public static CommitFacts Of(CommitObject commit)
    {
        string message = commit.Message;
        return new CommitFacts(commit.Subject, commit.Author.Name, commit.Author.Email, MessageReferences.Parse(message), CommitMarkers.Parse(message));
    }

    /// <summary>The facts as bytes: what is asked of most commits, that they refer to none, is the first of them.</summary>
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.Unicode);
        writer.Write((byte)((References.Count > 0 ? HasReferences : 0) | (Markers.Count > 0 ? HasMarkers : 0)));
        writer.Write(SubjectKey(Subject));
        writer.Write(Subject);
        writer.Write(AuthorName);
        writer.Write(AuthorEmail);
        if (References.Count > 0)
        {
            writer.Write7BitEncodedInt(References.Count);
            foreach (MessageReference reference in References)
            {
                writer.Write((byte)((int)reference.Kind | (reference.IsTag ? 64 : 0) | (reference.Subject is null ? 0 : 128)));
                writer.Write(reference.Digits);
                if (reference.Subject is not null)
                    writer.Write(reference.Subject);
            }
        }
        if (Markers.Count > 0)
        {
            writer.Write7BitEncodedInt(Markers.Count);
            foreach (CommitMarker marker in Markers)
            {
                writer.Write((byte)marker.Form);
                writer.Write(marker.Sha);
                writer.Write7BitEncodedInt(marker.Line);
            }
        }
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>True where kept facts hold references.</summary>
    public static bool NamesCommits(ReadOnlySpan<byte> bytes) => (bytes[0] & HasReferences) != 0;

    /// <summary>Of kept facts the key of the subject.</summary>
    public static ulong SubjectKeyOf(ReadOnlySpan<byte> bytes) => System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(bytes[1..]);

    /// <summary>A subject with single blanks between its words, by which tags and commits are compared (upper and lower case alike).</summary>
    public static string Normalise(string subject) => string.Join(' ', subject.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The same for subjects that are the same but for white space and case; seldom the same for others.</summary>
    public static ulong SubjectKey(string subject)
    {
        // FNV-1a: string.GetHashCode is another one in each process.
        ulong key = 14695981039346656037;
        bool blank = false;
        foreach (char c in subject)
        {
            if (char.IsWhiteSpace(c))
            {
                blank = key != 14695981039346656037;
                continue;
            }
            if (blank)
                key = (key ^ ' ') * 1099511628211;
            blank = false;
            key = (key ^ char.ToUpperInvariant(c)) * 1099511628211;
        }
        return key;
    }

    /// <summary>The facts back from bytes.</summary>
    public static CommitFacts Parse(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> rest = bytes[9..];
        return new CommitFacts(TakeText(ref rest).ToString(), TakeText(ref rest).ToString(), TakeText(ref rest).ToString(), TakeReferences(bytes[0], ref rest), TakeMarkers(bytes[0], ref rest));
    }

    /// <summary>Of kept facts the references alone.</summary>
    public static IReadOnlyList<MessageReference> ReferencesOf(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> rest = bytes[9..];
        SkipNames(ref rest);
        return TakeReferences(bytes[0], ref rest);
    }

    /// <summary>Of kept facts the markers alone.</summary>
    public static IReadOnlyList<CommitMarker> MarkersOf(ReadOnlySpan<byte> bytes)
    {
        if ((bytes[0] & HasMarkers) == 0)
            return [];
        ReadOnlySpan<byte> rest = bytes[9..];
        SkipNames(ref rest);
        TakeReferences(bytes[0], ref rest);
        return TakeMarkers(bytes[0], ref rest);
    }

    private static void SkipNames(ref ReadOnlySpan<byte> rest)
    {
        for (int i = 0; i < 3; i++)
            TakeText(ref rest);
    }

    private static MessageReference[] TakeReferences(byte flags, ref ReadOnlySpan<byte> rest)
    {
        if ((flags & HasReferences) == 0)
            return [];
        var references = new MessageReference[TakeNumber(ref rest)];
        for (int i = 0; i < references.Length; i++)
        {
            byte kind = TakeByte(ref rest);
            string digits = TakeText(ref rest).ToString();
            references[i] = new MessageReference((FollowupKind)(kind & 63), digits, (kind & 128) == 0 ? null : TakeText(ref rest).ToString(), (kind & 64) != 0);
        }
        return references;
    }

    private static CommitMarker[] TakeMarkers(byte flags, ref ReadOnlySpan<byte> rest)
    {
        if ((flags & HasMarkers) == 0)
            return [];
        var markers = new CommitMarker[TakeNumber(ref rest)];
        for (int i = 0; i < markers.Length; i++)
            markers[i] = new CommitMarker((CommitMarkerForm)TakeByte(ref rest), TakeText(ref rest).ToString(), TakeNumber(ref rest));
        return markers;
    }

    private static byte TakeByte(ref ReadOnlySpan<byte> rest)
    {
        byte value = rest[0];
        rest = rest[1..];
        return value;
    }

    /// <summary>A number as BinaryWriter.Write7BitEncodedInt writes it.</summary>
    private static int TakeNumber(ref ReadOnlySpan<byte> rest)
    {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            byte next = TakeByte(ref rest);
            value |= (next & 127) << shift;
            if (next < 128)
                break;
        }
        return value;
    }

    /// <summary>A string as BinaryWriter writes it in UTF-16, in place.</summary>
    private static ReadOnlySpan<char> TakeText(ref ReadOnlySpan<byte> rest)
    {
        int length = TakeNumber(ref rest);
        ReadOnlySpan<char> text = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, char>(rest[..length]);
        rest = rest[length..];
        return text;
    }
}

/// <summary>What a look over many commits asks of each.</summary>
/// <param name="NamesCommits">The message says something of other commits.</param>
/// <param name="SubjectKey">As <see cref="CommitFacts.SubjectKey"/>.</param>
internal readonly record struct FactOutline(bool NamesCommits, ulong SubjectKey);

/// <summary>Gives the facts of commits, each read once, from the lasting index where history has one.</summary>
internal sealed class CommitFactsReader(CommitHistory history)
{
    // So many between two looks at cancellation and progress.
    private const int Batch = 2048;

    private readonly Dictionary<Oid, CommitFacts> _read = [];

    /// <summary>The facts of one commit.</summary>
    public CommitFacts this[Oid commit]
    {
        get
        {
            if (!_read.TryGetValue(commit, out CommitFacts? facts))
                _read[commit] = facts = Read(commit);
            return facts;
        }
    }

    /// <summary>Reads the messages of many commits that are not known yet, on all cores, and gives the outline of each.</summary>
    public FactOutline[] Prepare(IReadOnlyList<Oid> commits, IOperationMonitor monitor)
    {
        var outlines = new FactOutline[commits.Count];
        var places = new List<int>();
        for (int i = 0; i < outlines.Length; i++)
        {
            if (!TryOutline(commits[i], out outlines[i]))
                places.Add(i);
        }
        Oid[] missing = [.. places.Select(place => commits[place])];
        var facts = new CommitFacts[Math.Min(missing.Length, Batch)];
        byte[][] bytes = new byte[facts.Length][];
        for (int start = 0; start < missing.Length; start += Batch)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            monitor.Report("Reading messages", start, missing.Length);
            int count = Math.Min(Batch, missing.Length - start);
            int first = start;
            try
            {
                Parallel.For(0, count, i =>
                {
                    facts[i] = CommitFacts.Of(history.Objects.ReadCommit(missing[first + i]));
                    bytes[i] = history.MessageFacts is null ? [] : facts[i].ToBytes();
                });
            }
            catch (AggregateException e) when (e.InnerExceptions[0] is MaintainerException error)
            {
                // The same error as one after the other would give.
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
            }
            for (int i = 0; i < count; i++)
            {
                _read[missing[start + i]] = facts[i];
                history.MessageFacts?.Add(missing[start + i], bytes[i]);
                outlines[places[start + i]] = OutlineOf(facts[i]);
            }
        }
        return outlines;
    }

    /// <summary>What the message says of other commits.</summary>
    /// <exception cref="MissingObjectException">The commit is not there.</exception>
    public IReadOnlyList<MessageReference> ReferencesOf(Oid commit) =>
        TryKept(commit, out ReadOnlySpan<byte> kept) ? CommitFacts.ReferencesOf(kept) : this[commit].References;

    /// <summary>The markers in the message.</summary>
    public IReadOnlyList<CommitMarker> MarkersOf(Oid commit) =>
        TryKept(commit, out ReadOnlySpan<byte> kept) ? CommitFacts.MarkersOf(kept) : this[commit].Markers;

    /// <summary>The key of the commit's subject.</summary>
    public ulong SubjectKeyOf(Oid commit) => TryOutline(commit, out FactOutline outline) ? outline.SubjectKey : OutlineOf(this[commit]).SubjectKey;

    private static FactOutline OutlineOf(CommitFacts facts) => new(facts.References.Count > 0, CommitFacts.SubjectKey(facts.Subject));

    private bool TryOutline(Oid commit, out FactOutline outline)
    {
        bool known = true;
        if (TryKept(commit, out ReadOnlySpan<byte> kept))
            outline = new FactOutline(CommitFacts.NamesCommits(kept), CommitFacts.SubjectKeyOf(kept));
        else if (_read.Count > 0 && _read.TryGetValue(commit, out CommitFacts? facts))
            outline = OutlineOf(facts);
        else
            (known, outline) = (false, default);
        return known;
    }

    private bool TryKept(Oid commit, out ReadOnlySpan<byte> kept)
    {
        if (history.MessageFacts is { } store)
            return store.TryFind(commit, out kept);
        kept = default;
        return false;
    }

    private CommitFacts Read(Oid commit)
    {
        if (history.MessageFacts is not { } store)
            return CommitFacts.Of(history.Objects.ReadCommit(commit));
        if (store.TryFind(commit, out ReadOnlySpan<byte> kept))
            return CommitFacts.Parse(kept);
        CommitFacts facts = CommitFacts.Of(history.Objects.ReadCommit(commit));
        store.Add(commit, facts.ToBytes());
        return facts;
    }
}
