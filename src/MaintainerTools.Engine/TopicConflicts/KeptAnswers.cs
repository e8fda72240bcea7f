using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Kept;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.TopicConflicts;

/// <summary>What a merge came to, as far as it does not depend on the names of what was merged.</summary>
/// <param name="IsClean">No conflict.</param>
/// <param name="Paths">The paths in conflict.</param>
/// <param name="Kinds">The kinds of conflict, by name.</param>
internal sealed record PairAnswer(bool IsClean, string[] Paths, string[] Kinds);

/// <summary>
/// What pairs of commits came to, kept between runs in files of the lasting index: the merge bases by the two commits, the answer by the three trees, so that
/// a commit whose message alone changed asks nothing again. Where several merge bases are merged first it is by the commits. Beyond a number of
/// entries the oldest files go. Finding is safe on several threads as long as nobody adds.
/// </summary>
internal sealed class KeptAnswers : IKeptPart
{
    // Some 60 bytes each: radars of 1,000 topics find all that they asked before.
    private const int Most = 1 << 20;

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

    /// <summary>The answer under a key of <see cref="AnswerKey"/>; null where it is not known.</summary>
    internal PairAnswer? FindAnswer(Oid key)
    {
        if (_store is null || !_store.TryFind(key, out ReadOnlySpan<byte> bytes) || bytes.IsEmpty)
            return null;
        if (bytes.Length == 1)
            return new PairAnswer(true, [], []);
        string[] parts = System.Text.Encoding.UTF8.GetString(bytes[1..]).Split('\n');
        return new PairAnswer(false, Parts(parts[0]), Parts(parts[1]));

        static string[] Parts(string text) => text.Length == 0 ? [] : text.Split('\0');
    }

    /// <summary>Keeps an answer.</summary>
    internal void AddAnswer(Oid key, PairAnswer answer)
    {
        // Names as results show them have an escape for what is no UTF-8; a line end can stand in a path.
        if (answer.Paths.Any(path => path.Contains('\n')))
            return;
        byte[] text = answer.IsClean ? [] : System.Text.Encoding.UTF8.GetBytes(string.Join('\0', answer.Paths) + '\n' + string.Join('\0', answer.Kinds));
        if (!answer.IsClean && System.Text.Encoding.UTF8.GetString(text) != string.Join('\0', answer.Paths) + '\n' + string.Join('\0', answer.Kinds))
            return;
        _store?.Add(key, [(byte)(answer.IsClean ? 1 : 0), .. text]);
    }

    /// <summary>The key of the answer for three trees, or for two commits and the merge bases that are merged first, under these settings.</summary>
    internal Oid AnswerKey(string settings, IEnumerable<Oid> ids) => Key($"answer {settings}", ids);

    /// <inheritdoc/>
    public void Save() => _store?.Save();

    /// <inheritdoc/>
    public void Dispose() => _store?.Dispose();

    private Oid BasesKey(Oid ours, Oid theirs) => Key("bases", [ours, theirs]);

    private Oid Key(string what, IEnumerable<Oid> ids) =>
        ScratchStore.Hash(ObjectType.Blob, System.Text.Encoding.UTF8.GetBytes($"{what} {_overrides:x} {string.Join(' ', ids)}"));
}
