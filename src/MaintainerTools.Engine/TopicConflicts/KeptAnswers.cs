using System.Text;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Kept;
using MaintainerTools.Engine.Merging.Attributes;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.TopicConflicts;

/// <summary>What a merge came to, as far as it does not depend on the names of what was merged.</summary>
/// <param name="IsClean">No conflict.</param>
/// <param name="Paths">The paths in conflict.</param>
/// <param name="Kinds">The kinds of conflict, by name.</param>
internal sealed record PairAnswer(bool IsClean, string[] Paths, string[] Kinds);

/// <summary>
/// What pairs of commits came to, kept between runs in files of the lasting index: the merge bases by the two commits, the answer by the three trees, so that
/// a commit whose message alone changed asks nothing again. Where several merge bases are merged first it is by the commits. An answer holds where the
/// attributes that its merge asked for are the same; what it asked for, and the paths in conflict, are much the same in many pairs, and each such list is kept
/// once. Beyond a number of entries the oldest files go. Finding is safe on several threads as long as nobody adds.
/// </summary>
internal sealed class KeptAnswers : IKeptPart
{
    // Some 70 bytes each: radars of 1,000 topics find all that they asked before.
    private const int Most = 1 << 20;

    private const char End = '\0';

    private readonly FactStore? _store;
    private readonly ulong _overrides;

    private KeptAnswers(FactStore? store, ulong overrides) => (_store, _overrides) = (store, overrides);

    /// <summary>Those of a history; where nothing is to be kept it finds nothing.</summary>
    internal static KeptAnswers Of(CommitHistory history) =>
        history.Kept.Part(() => new KeptAnswers(history.Kept.Store("pairs", Most), history.Kept.Overrides));

    /// <summary>The merge bases of two commits; null where they are not known.</summary>
    internal Oid[]? FindBases(Oid ours, Oid theirs)
    {
        if (_store is null || !_store.TryFind(BasesKey(ours, theirs), out ReadOnlySpan<byte> bytes))
            return null;
        var bases = new Oid[bytes.Length / Oid.Size];
        for (int i = 0; i < bases.Length; i++)
            bases[i] = new Oid(bytes.Slice(i * Oid.Size, Oid.Size));
        return bases;
    }

    /// <summary>Keeps them.</summary>
    internal void AddBases(Oid ours, Oid theirs, IReadOnlyList<Oid> bases)
    {
        byte[] bytes = new byte[bases.Count * Oid.Size];
        for (int i = 0; i < bases.Count; i++)
            bases[i].CopyTo(bytes.AsSpan(i * Oid.Size));
        _store?.Add(BasesKey(ours, theirs), bytes);
    }

    /// <summary>The answer under a key of <see cref="AnswerKey"/>; null where it is not known, or was found under other attributes.</summary>
    /// <param name="key">The key.</param>
    /// <param name="stateOf">What <see cref="RepositoryAttributes.StateOf"/> says now of the needs that are kept under an id.</param>
    internal PairAnswer? FindAnswer(Oid key, Func<Oid, Oid?> stateOf)
    {
        if (_store is null || !_store.TryFind(key, out ReadOnlySpan<byte> bytes) || bytes.Length < 2 * Oid.Size
            || stateOf(new Oid(bytes[..Oid.Size])) != new Oid(bytes.Slice(Oid.Size, Oid.Size)))
        {
            return null;
        }
        ReadOnlySpan<byte> conflict = bytes[(2 * Oid.Size)..];
        if (conflict.IsEmpty)
            return new PairAnswer(true, [], []);
        return conflict.Length >= Oid.Size && FindList(new Oid(conflict[..Oid.Size])) is { } paths
            ? new PairAnswer(false, paths, Encoding.UTF8.GetString(conflict[Oid.Size..]).Split(End)) : null;
    }

    /// <summary>Keeps an answer with what its merge asked for, and the state of that.</summary>
    internal void AddAnswer(Oid key, PairAnswer answer, AttributeNeeds needs, Oid state)
    {
        if (_store is null)
            return;
        var entry = new List<byte>([.. AddShared(needs.ToBytes()).ToByteArray(), .. state.ToByteArray()]);
        if (!answer.IsClean)
        {
            string paths = string.Join(End, answer.Paths);
            byte[] text = Encoding.UTF8.GetBytes(paths);
            // Names as results show them have an escape for what is no UTF-8; where one has not, it is not kept.
            if (Encoding.UTF8.GetString(text) != paths)
                return;
            entry.AddRange([.. AddShared(text).ToByteArray(), .. Encoding.UTF8.GetBytes(string.Join(End, answer.Kinds))]);
        }
        _store.Add(key, [.. entry]);
    }

    /// <summary>What merges asked for that is kept under this id; null where it is not known.</summary>
    internal AttributeNeeds? FindNeeds(Oid id) => _store is not null && _store.TryFind(id, out ReadOnlySpan<byte> bytes) ? AttributeNeeds.Parse(bytes) : null;

    /// <summary>The key of the answer for three trees, or for two commits and the merge bases that are merged first, under these settings.</summary>
    internal Oid AnswerKey(string settings, IEnumerable<Oid> ids) => Key($"answer {settings}", ids);

    /// <inheritdoc/>
    public void Save() => _store?.Save();

    /// <inheritdoc/>
    public void Dispose() => _store?.Dispose();

    private string[]? FindList(Oid id) => _store!.TryFind(id, out ReadOnlySpan<byte> bytes) ? Encoding.UTF8.GetString(bytes).Split(End) : null;

    /// <summary>Keeps what many answers have in common, under an id that it has by its content.</summary>
    private Oid AddShared(byte[] bytes)
    {
        Oid id = ScratchStore.Hash(ObjectType.Blob, bytes);
        if (!_store!.TryFind(id, out _))
            _store.Add(id, bytes);
        return id;
    }

    private Oid BasesKey(Oid ours, Oid theirs) => Key("bases", [ours, theirs]);

    private Oid Key(string what, IEnumerable<Oid> ids) =>
        ScratchStore.Hash(ObjectType.Blob, Encoding.UTF8.GetBytes($"{what} {_overrides:x} {string.Join(' ', ids)}"));
}
