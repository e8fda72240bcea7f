using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.History.Graph;

/// <summary>What makes history other than the commits record it: info/grafts, the shallow file, refs/replace.</summary>
internal sealed class HistoryOverrides
{
    private readonly Dictionary<Oid, Oid[]> _parents = [];

    private HistoryOverrides(IReadOnlyDictionary<Oid, Oid> replacements) => Replacements = replacements;

    /// <summary>Replaced objects and what replaces them.</summary>
    public IReadOnlyDictionary<Oid, Oid> Replacements { get; }

    /// <summary>True where there is any: git then leaves the commit-graph alone, as it was written from the recorded parents.</summary>
    public bool Any => _parents.Count > 0 || Replacements.Count > 0 || IsShallow;

    /// <summary>The shallow file is there, even an empty one.</summary>
    public bool IsShallow { get; private set; }

    /// <summary>The commits whose parents a shallow clone lacks.</summary>
    public List<Oid> Shallow { get; } = [];

    /// <summary>The same for the same other parents; 0 where there are none.</summary>
    public ulong Key
    {
        get
        {
            if (_parents.Count == 0)
                return 0;
            IEnumerable<string> lines = _parents.Select(parents => $"{parents.Key} {string.Join(' ', parents.Value)}").Order(StringComparer.Ordinal);
            Span<byte> hash = stackalloc byte[Oid.Size];
            ScratchStore.Hash(ObjectType.Blob, System.Text.Encoding.ASCII.GetBytes(string.Join('\n', lines))).CopyTo(hash);
            return System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(hash) | 1;
        }
    }

    /// <summary>Reads them.</summary>
    public static HistoryOverrides Read(GitRepository repository)
    {
        var overrides = new HistoryOverrides(repository.Replacements);
        overrides.ReadGrafts(Environment.GetEnvironmentVariable("GIT_GRAFT_FILE") ?? Path.Combine(repository.CommonDirectory, "info", "grafts"));
        overrides.ReadShallow(Environment.GetEnvironmentVariable("GIT_SHALLOW_FILE") ?? Path.Combine(repository.CommonDirectory, "shallow"));
        return overrides;
    }

    /// <summary>The parents that stand in for the recorded ones; null where the recorded ones count.</summary>
    public Oid[]? ParentsOf(Oid commit) => _parents.GetValueOrDefault(commit);

    private void ReadGrafts(string file)
    {
        if (!File.Exists(file))
            return;
        foreach (string line in File.ReadLines(file))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words.Length == 0 || words[0].StartsWith('#') || !Oid.TryParse(words[0].AsSpan(), out Oid commit))
                continue;
            var parents = new Oid[words.Length - 1];
            bool valid = true;
            for (int i = 0; i < parents.Length; i++)
                valid &= Oid.TryParse(words[i + 1].AsSpan(), out parents[i]);
            // git says "bad graft data" and goes on without the line.
            if (valid)
                _parents[commit] = parents;
        }
    }

    private void ReadShallow(string file)
    {
        if (!File.Exists(file))
            return;
        foreach (string line in File.ReadLines(file))
        {
            if (!Oid.TryParse(line.AsSpan().Trim(), out Oid commit))
                continue;
            IsShallow = true;
            Shallow.Add(commit);
            _parents[commit] = [];
        }
    }
}
