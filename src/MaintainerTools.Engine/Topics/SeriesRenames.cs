using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Topics;

/// <summary>
/// Which of the files that a step deletes lives on as one that it adds: the same content, or at least half of the larger one's bytes in common
/// lines, as git's rename search asks by default. Only a file's line history depends on it, never a tree: a missed rename makes its lines the
/// renaming step's own.
/// </summary>
internal static class SeriesRenames
{
    // Beyond this many pairs git stops comparing contents too (diff.renameLimit squared).
    private const int MostPairs = 1_000_000;
    private const int LargestBlob = 8 * 1024 * 1024;

    /// <summary>Old path to new path.</summary>
    internal static Dictionary<string, string> Find(IObjectReader objects, IReadOnlyList<TreeChange> changes)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        var gone = changes.Where(c => c.NewMode == 0 && c.OldMode != EntryMode.Submodule && c.OldId != Oid.EmptyBlob).ToList();
        var come = changes.Where(c => c.OldMode == 0 && c.NewMode != EntryMode.Submodule && c.NewId != Oid.EmptyBlob).ToList();
        if (gone.Count == 0 || come.Count == 0)
            return result;
        foreach (TreeChange added in come.ToList())
        {
            // Of several with the same content, the one with the same file name.
            TreeChange? same = gone.Where(g => g.OldId == added.NewId && SameType(g, added))
                .OrderByDescending(g => FileName(g.Path) == FileName(added.Path))
                .Cast<TreeChange?>().FirstOrDefault();
            if (same is not { } deleted)
                continue;
            result[deleted.Path] = added.Path;
            gone.Remove(deleted);
            come.Remove(added);
        }
        gone.RemoveAll(g => !EntryMode.IsFile(g.OldMode));
        come.RemoveAll(c => !EntryMode.IsFile(c.NewMode));
        if (gone.Count == 0 || come.Count == 0 || (long)gone.Count * come.Count > MostPairs)
            return result;
        List<Dictionary<ulong, int>?> old = [.. gone.Select(g => Chunks(objects, g.OldId))];
        List<Dictionary<ulong, int>?> @new = [.. come.Select(c => Chunks(objects, c.NewId))];
        var scores = new List<(double Score, bool SameName, int Old, int New)>();
        for (int i = 0; i < gone.Count; i++)
        {
            for (int j = 0; j < come.Count; j++)
            {
                if (old[i] is { } x && @new[j] is { } y && Similarity(x, y) is >= 0.5 and var score)
                    scores.Add((score, FileName(gone[i].Path) == FileName(come[j].Path), i, j));
            }
        }
        var usedOld = new HashSet<int>();
        var usedNew = new HashSet<int>();
        foreach ((_, _, int i, int j) in scores.OrderByDescending(s => s.Score).ThenByDescending(s => s.SameName))
        {
            if (usedOld.Contains(i) || usedNew.Contains(j))
                continue;
            usedOld.Add(i);
            usedNew.Add(j);
            result[gone[i].Path] = come[j].Path;
        }
        return result;
    }

    private static bool SameType(TreeChange gone, TreeChange come) => (gone.OldMode & 0xF000) == (come.NewMode & 0xF000);

    private static string FileName(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static double Similarity(Dictionary<ulong, int> x, Dictionary<ulong, int> y)
    {
        long common = 0;
        long xSize = x.Values.Sum(v => (long)v);
        long ySize = y.Values.Sum(v => (long)v);
        foreach ((ulong line, int bytes) in x)
            common += Math.Min(bytes, y.GetValueOrDefault(line));
        return (double)common / Math.Max(1, Math.Max(xSize, ySize));
    }

    /// <summary>Bytes per distinct line.</summary>
    private static Dictionary<ulong, int>? Chunks(IObjectReader objects, Oid blob)
    {
        if (!(objects.SizeOf(blob) <= LargestBlob) || !objects.TryRead(blob, out _, out byte[] data))
            return null;
        var result = new Dictionary<ulong, int>();
        ReadOnlySpan<byte> rest = data;
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..(end + 1)];
            rest = rest[line.Length..];
            ulong hash = 14695981039346656037;
            foreach (byte b in line)
                hash = (hash ^ b) * 1099511628211;
            result[hash] = result.GetValueOrDefault(hash) + line.Length;
        }
        return result;
    }
}
