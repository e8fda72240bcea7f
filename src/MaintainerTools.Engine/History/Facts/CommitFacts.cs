using System.Text;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Packs;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.History.Facts;

/// <summary>What is asked of a commit's message again and again; depends on the commit's bytes alone, so that it can be kept.</summary>
/// <param name="Subject">git's %s.</param>
/// <param name="AuthorName">git's %an.</param>
/// <param name="AuthorEmail">git's %ae.</param>
/// <param name="Markers">The markers in it.</param>
internal sealed record CommitFacts(string Subject, string AuthorName, string AuthorEmail, IReadOnlyList<CommitMarker> Markers)
{
    private const byte HasMarkers = 1;

    /// <summary>Reads them off a commit.</summary>
    public static CommitFacts Of(CommitObject commit, MarkerStyle style)
    {
        return new CommitFacts(commit.Subject, commit.Author.Name, commit.Author.Email, style.Parse(commit.Message));
    }

    /// <summary>The facts as bytes: what is asked of most commits, that they have no marker, is the first of them.</summary>
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.Unicode);
        writer.Write(Markers.Count > 0 ? HasMarkers : (byte)0);
        writer.Write(Subject);
        writer.Write(AuthorName);
        writer.Write(AuthorEmail);
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

    /// <summary>A subject with single blanks between its words, by which tags and commits are compared (upper and lower case alike).</summary>
    public static string Normalise(string subject) => string.Join(' ', subject.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The same for subjects that are the same but for white space and case; seldom the same for others.</summary>
    public static ulong SubjectKey(string subject)
    {
        var hash = new SubjectHash();
        foreach (char c in subject)
            hash.Add(c);
        return hash.Value;
    }

    /// <summary>The facts back from bytes.</summary>
    public static CommitFacts Parse(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> rest = bytes[1..];
        return new CommitFacts(TakeText(ref rest).ToString(), TakeText(ref rest).ToString(), TakeText(ref rest).ToString(), TakeMarkers(bytes[0], ref rest));
    }

    /// <summary>Of kept facts the markers alone.</summary>
    public static IReadOnlyList<CommitMarker> MarkersOf(ReadOnlySpan<byte> bytes)
    {
        if ((bytes[0] & HasMarkers) == 0)
            return [];
        ReadOnlySpan<byte> rest = bytes[1..];
        for (int i = 0; i < 3; i++)
            TakeText(ref rest);
        return TakeMarkers(bytes[0], ref rest);
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

/// <summary>Hashes a subject letter by letter: FNV-1a, as string.GetHashCode is another one in each process.</summary>
internal struct SubjectHash
{
    private const ulong Start = 14695981039346656037;
    private ulong _key = Start;
    private bool _blank;

    /// <summary>Begins.</summary>
    public SubjectHash()
    {
    }

    /// <summary>The hash of what was added.</summary>
    public readonly ulong Value => _key;

    /// <summary>Adds a letter; of white space only that there is some between others.</summary>
    public void Add(char c)
    {
        if (char.IsWhiteSpace(c))
        {
            _blank = _key != Start;
            return;
        }
        if (_blank)
            _key = (_key ^ ' ') * 1099511628211;
        _blank = false;
        _key = (_key ^ char.ToUpperInvariant(c)) * 1099511628211;
    }
}

/// <summary>What a look over many commits asks of each.</summary>
/// <param name="NamesCommits">The message says something of other commits.</param>
/// <param name="SubjectKey">As <see cref="CommitFacts.SubjectKey"/>.</param>
internal readonly record struct FactOutline(bool NamesCommits, ulong SubjectKey);

/// <summary>Gives the facts of commits, each read once, from the lasting index where history has one.</summary>
internal sealed class CommitFactsReader(CommitHistory history)
{
    private readonly Dictionary<Oid, CommitFacts> _read = [];
    private CommitHeaderReader? _packed;

    /// <summary>Whose commits they are.</summary>
    public CommitHistory History => history;

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

    /// <summary>Gives the facts of many commits one after the other, read on all cores; of so many none is held.</summary>
    /// <exception cref="MissingObjectException">A commit is not there.</exception>
    public void ForEach(IReadOnlyList<Oid> commits, IOperationMonitor monitor, Action<int, CommitFacts> take)
    {
        CommitBulk.Read(
            history,
            commits.Count,
            i => commits[i],
            commit => TryKept(commit, out _),
            commit => commit.TryReadWhole(out ReadOnlySpan<byte> whole)
                ? (CommitFacts.Of(CommitObject.Parse(commit.Id, whole.ToArray()), history.Markers), true)
                : TryKept(commit.Id, out ReadOnlySpan<byte> kept) ? (CommitFacts.Parse(kept), false)
                : (CommitFacts.Of(history.Objects.ReadCommit(commit.Id), history.Markers), true),
            (int i, (CommitFacts Facts, bool IsNew) read) =>
            {
                if (read.IsNew)
                    history.Kept.Messages?.Add(commits[i], read.Facts.ToBytes());
                take(i, read.Facts);
            },
            monitor);
    }

    /// <summary>The markers in the message. Asked of many commits, each once: not held.</summary>
    public IReadOnlyList<CommitMarker> MarkersOf(Oid commit) =>
        TryKept(commit, out ReadOnlySpan<byte> kept) ? CommitFacts.MarkersOf(kept)
        : _read.TryGetValue(commit, out CommitFacts? facts) ? facts.Markers
        : Read(commit).Markers;

    private bool TryKept(Oid commit, out ReadOnlySpan<byte> kept)
    {
        if (history.Kept.Messages is { } store)
            return store.TryFind(commit, out kept);
        kept = default;
        return false;
    }

    private CommitFacts Read(Oid commit)
    {
        if (TryKept(commit, out ReadOnlySpan<byte> kept))
            return CommitFacts.Parse(kept);
        _packed ??= (history.Objects as ObjectDatabase)?.CommitHeaders();
        var facts = CommitFacts.Of(
            _packed is not null && _packed.TryReadWhole(commit, out ReadOnlySpan<byte> whole) ? CommitObject.Parse(commit, whole.ToArray())
                : history.Objects.ReadCommit(commit), history.Markers);
        history.Kept.Messages?.Add(commit, facts.ToBytes());
        return facts;
    }
}
