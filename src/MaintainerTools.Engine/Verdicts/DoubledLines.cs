using System.Globalization;
using System.Text;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Verdicts;

/// <summary>
/// Tells where a pick that is clean would put lines a second time: git adds them where upstream has them, and the target has the same elsewhere in the file,
/// or the same file
/// elsewhere, from a source that it does not name.
/// </summary>
/// <param name="objects">The store.</param>
internal sealed class DoubledLines(IObjectReader objects)
{
    // Fewer words, or shorter ones, stand in many a place.
    private const int FewestWords = 3;
    private const int ShortestWord = 3;
    private const int ShortestText = 16;

    private readonly Dictionary<(Oid Old, Oid New), IReadOnlyList<Block>> _added = [];
    private readonly Dictionary<Oid, ILookup<string, TreeChange>> _listed = [];

    /// <summary>What would be there twice, in words; null where nothing would, or a blob is missing that would tell.</summary>
    /// <param name="commit">What is picked.</param>
    /// <param name="tree">What it is picked onto, cleanly.</param>
    /// <param name="target">The tree of the target, whose files are listed but once.</param>
    /// <param name="result">What comes of it.</param>
    public string? Describe(CommitObject commit, Oid tree, Oid target, Oid result)
    {
        try
        {
            List<string> found = [.. Find(commit, tree, target, result)];
            return found.Count == 0 ? null : "there twice: " + Wording.Some(found);
        }
        catch (MissingObjectException)
        {
            return null;
        }
    }

    private IEnumerable<string> Find(CommitObject commit, Oid tree, Oid target, Oid result)
    {
        var paths = new TreePaths(objects, tree);
        var becomes = new TreePaths(objects, result);
        IReadOnlyList<TreeChange>? changed = null;
        foreach (TreeChange change in TreeDiff.Compute(objects, CommitTrees.RecordedBefore(objects, commit), commit.Tree))
        {
            TreeValue there = paths.Find(change.Path);
            // Where the target has the file as upstream had it the result is upstream's.
            if (!EntryMode.IsFile(change.NewMode) || (change.OldMode != 0 && (there.Id == change.OldId || !EntryMode.IsFile(change.OldMode))))
                continue;
            if (change.OldMode == 0)
            {
                if (there.Mode == 0 && OfSameName(change, target, commit.Tree) is { } other)
                    yield return $"{other} has what it adds as {change.Path}";
                continue;
            }
            if (AddedBy(change) is not { Count: > 0 } added)
                continue;
            // Under another name it is what the pick changed.
            IEnumerable<(string Path, Oid Old, Oid New)> files = EntryMode.IsFile(there.Mode) ? [(change.Path, there.Id, becomes.Find(change.Path).Id)]
                : (changed ??= TreeDiff.Compute(objects, tree, result)).Where(file => EntryMode.IsFile(file.OldMode) && EntryMode.IsFile(file.NewMode))
                    .Select(file => (file.Path, file.OldId, file.NewId));
            foreach ((string path, Oid old, Oid @new) in files)
            {
                foreach (Block block in added)
                {
                    if (LineOf(block, old, @new) is { } line)
                        yield return string.Create(CultureInfo.InvariantCulture, $"{path} has at line {line} what it adds, \"{Text(block.Telling)}\"");
                }
            }
        }
    }

    /// <summary>
    /// The line, from 1, at which a file has a block that the pick would put there more often than upstream has it; null where it has not. What the pick takes
    /// away at another place was only moved.
    /// </summary>
    private int? LineOf(Block block, Oid old, Oid @new)
    {
        // Nearly always it is not there, which its bytes show.
        using (TransientBytes data = objects.ReadOnce(old, ObjectType.Blob))
        {
            if (data.Span.IndexOf(Encoding.Latin1.GetBytes(block.Telling)) < 0)
                return null;
        }
        List<int> at = PlacesOf(block.Lines, Trimmed(objects.ReadBlob(old)));
        return at.Count > 0 && Times(@new) > Times(block.Upstream) ? at[0] + 1 : null;

        int Times(Oid file) => PlacesOf(block.Lines, Trimmed(objects.ReadBlob(file))).Count;
    }

    /// <summary>
    /// A file of the target that has what a commit adds as a new one: of the same name, at a path that upstream has not, most of its lines the same.
    /// </summary>
    private string? OfSameName(TreeChange added, Oid target, Oid upstream)
    {
        if (!_listed.TryGetValue(target, out ILookup<string, TreeChange>? files))
            _listed[target] = files = TreeDiff.Compute(objects, Oid.EmptyTree, target).ToLookup(file => Name(file.Path), StringComparer.Ordinal);
        var paths = new TreePaths(objects, upstream);
        HashSet<string>? lines = null;
        foreach (TreeChange file in files[Name(added.Path)].Where(file => EntryMode.IsFile(file.NewMode) && paths.Find(file.Path).Mode == 0))
        {
            lines ??= LinesOf(added.NewId);
            HashSet<string> other = LinesOf(file.NewId);
            if (Tells(lines) && other.Count(lines.Contains) * 2 >= Math.Max(lines.Count, other.Count))
                return file.Path;
        }
        return null;

        HashSet<string> LinesOf(Oid blob) => [.. Trimmed(objects.ReadBlob(blob)).Where(line => line.Length > 0)];
    }

    private IReadOnlyList<Block> AddedBy(TreeChange change)
    {
        if (!_added.TryGetValue((change.OldId, change.NewId), out IReadOnlyList<Block>? added))
            _added[(change.OldId, change.NewId)] = added = [.. Read(change)];
        return added;
    }

    private IEnumerable<Block> Read(TreeChange change)
    {
        byte[] oldData = objects.ReadBlob(change.OldId);
        byte[] newData = objects.ReadBlob(change.NewId);
        if (change.OldId == change.NewId || BinaryContent.IsBinary(oldData) || BinaryContent.IsBinary(newData))
            yield break;
        // Most of a file is the same in both; only what is between is compared line by line.
        (byte[] oldPart, byte[] newPart) = Differing(oldData, newData);
        string[]? all = null;
        foreach (LineChange run in LineDiff.Compute(new TextLines(oldPart), new TextLines(newPart)).Where(run => run.OldStart == run.OldEnd))
        {
            all ??= Trimmed(newPart);
            (int start, int end) = (run.NewStart, run.NewEnd);
            // What frames a block may be slid in a diff, and be another's in the target.
            while (start < end && !all[start].Any(char.IsLetterOrDigit))
                start++;
            while (end > start && !all[end - 1].Any(char.IsLetterOrDigit))
                end--;
            string[] lines = all[start..end];
            if (Tells(lines))
                yield return new Block(lines, lines.MaxBy(line => line.Length)!, change.NewId);
        }
    }

    /// <summary>What is left of two files, in whole lines, without what they begin and end with alike.</summary>
    private static (byte[] Old, byte[] New) Differing(ReadOnlySpan<byte> old, ReadOnlySpan<byte> @new)
    {
        int start = old[..old.CommonPrefixLength(@new)].LastIndexOf((byte)'\n') + 1;
        old = old[start..];
        @new = @new[start..];
        int same = 0;
        while (same < Math.Min(old.Length, @new.Length) && old[^(same + 1)] == @new[^(same + 1)])
            same++;
        // The line that the common end begins in belongs to what differs.
        int whole = old[(old.Length - same)..].IndexOf((byte)'\n') + 1;
        same = whole == 0 ? 0 : same - whole;
        return (old[..(old.Length - same)].ToArray(), @new[..(@new.Length - same)].ToArray());
    }

    private static bool Tells(IEnumerable<string> lines)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        int text = 0;
        foreach (string line in lines)
        {
            text += line.Count(c => !char.IsWhiteSpace(c));
            for (int i = 0; i < line.Length; i++)
            {
                int start = i;
                while (i < line.Length && (char.IsLetterOrDigit(line[i]) || line[i] == '_'))
                    i++;
                if (i - start >= ShortestWord)
                    words.Add(line[start..i]);
            }
        }
        return words.Count >= FewestWords && text >= ShortestText;
    }

    private static List<int> PlacesOf(string[] block, string[] lines)
    {
        var places = new List<int>();
        for (int at = 0; at + block.Length <= lines.Length; at++)
        {
            if (lines[at] == block[0] && lines.AsSpan(at, block.Length).SequenceEqual(block))
                places.Add(at);
        }
        return places;
    }

    private static string[] Trimmed(byte[] data) => [.. Remainder.LinesOf(data).Select(line => line.Trim())];

    private static string Text(string line) => TextEncoding.Lenient.GetString(Encoding.Latin1.GetBytes(line));

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>Lines that a commit adds where it removes none.</summary>
    /// <param name="Lines">The lines, as Latin-1, without the white space at their ends.</param>
    /// <param name="Telling">The longest of those by which they are known.</param>
    /// <param name="Upstream">Upstream's file with them.</param>
    private sealed record Block(string[] Lines, string Telling, Oid Upstream);
}
