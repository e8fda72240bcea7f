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

    /// <summary>True where kept facts name no other commit, neither as a reference nor as a marker.</summary>
    public static bool NamesNothing(ReadOnlySpan<byte> bytes) => bytes[0] == 0;

    /// <summary>The facts back from bytes.</summary>
    public static CommitFacts Parse(ReadOnlySpan<byte> bytes)
    {
        var reader = new BinaryReader(new MemoryStream(bytes.ToArray()), Encoding.Unicode);
        byte flags = reader.ReadByte();
        string subject = reader.ReadString();
        string name = reader.ReadString();
        string email = reader.ReadString();
        MessageReference[] references = [];
        CommitMarker[] markers = [];
        if ((flags & HasReferences) != 0)
        {
            references = new MessageReference[reader.Read7BitEncodedInt()];
            for (int i = 0; i < references.Length; i++)
            {
                byte kind = reader.ReadByte();
                references[i] = new MessageReference((FollowupKind)(kind & 63), reader.ReadString(), (kind & 128) == 0 ? null : reader.ReadString(), (kind & 64) != 0);
            }
        }
        if ((flags & HasMarkers) != 0)
        {
            markers = new CommitMarker[reader.Read7BitEncodedInt()];
            for (int i = 0; i < markers.Length; i++)
                markers[i] = new CommitMarker((CommitMarkerForm)reader.ReadByte(), reader.ReadString(), reader.Read7BitEncodedInt());
        }
        return new CommitFacts(subject, name, email, references, markers);
    }
}

/// <summary>Gives the facts of commits, each read once, from the lasting index where history has one.</summary>
internal sealed class CommitFactsReader(CommitHistory history)
{
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

    /// <summary>What the message says of other commits; of most that is nothing, and no other fact is needed then.</summary>
    public IReadOnlyList<MessageReference> ReferencesOf(Oid commit) => Names(commit) ? this[commit].References : [];

    /// <summary>The markers in the message.</summary>
    public IReadOnlyList<CommitMarker> MarkersOf(Oid commit) => Names(commit) ? this[commit].Markers : [];

    private bool Names(Oid commit) => history.MessageFacts is not { } store || !store.TryFind(commit, out ReadOnlySpan<byte> kept) || !CommitFacts.NamesNothing(kept);

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
