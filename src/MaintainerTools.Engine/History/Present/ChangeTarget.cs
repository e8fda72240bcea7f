using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Present;

/// <summary>Looks in a branch for the lines that changes start from. A file that the branch has under another folder is looked at there.</summary>
internal sealed class ChangeTarget(IObjectReader reader, Oid branch)
{
    private const int PatchContext = 3;

    private readonly TreePaths _paths = new(reader, reader.ReadCommit(branch).Tree);

    // Listed when a file is missed for the first time: most changes find theirs.
    private ILookup<string, TreeChange>? _byName;

    /// <summary>
    /// True when, for some run of lines that <paramref name="commit"/> changes, the lines it removes (for a pure insertion: the lines on both sides of it)
    /// stand together in the same file of the branch, white space aside; brackets alone do not tell. A commit that only adds files, modes or binary content has
    /// its target where the directory or the same object is there. Null for merges and where an object is missing.
    /// </summary>
    public bool? Has(Oid commit)
    {
        try
        {
            CommitObject read = reader.ReadCommit(commit);
            if (read.IsMerge || read.Parents.Count == 0)
                return null;
            Oid parent = reader.ReadCommit(read.Parents[0]).Tree;
            return TreeDiff.Compute(reader, parent, read.Tree).Any(change => Has(parent, change));
        }
        catch (MissingObjectException)
        {
            return null;
        }
    }

    private bool Has(Oid parent, TreeChange change)
    {
        (int mode, Oid id) = _paths.Find(change.Path);
        if (change.OldMode == 0)
        {
            // A new file can be added where the folder it goes into is known.
            int slash = change.Path.LastIndexOf('/');
            return mode == 0 && slash > 0 && _paths.Find(change.Path[..slash]).Mode == EntryMode.Tree;
        }
        return mode == 0 ? Moved(parent, change).Any(file => Has(change, file.NewMode, file.NewId)) : Has(change, mode, id);
    }

    /// <summary>Files of the branch that may be the one that it has not: of the same name, where the change's own tree has none, with half of the lines in common.</summary>
    private IEnumerable<TreeChange> Moved(Oid parent, TreeChange change)
    {
        if (!EntryMode.IsFile(change.OldMode))
            yield break;
        _byName ??= TreeDiff.Compute(reader, Oid.EmptyTree, reader.ReadCommit(branch).Tree).Where(file => EntryMode.IsFile(file.NewMode)).ToLookup(file => Name(file.Path), StringComparer.Ordinal);
        var before = new TreePaths(reader, parent);
        string[]? old = null;
        foreach (TreeChange file in _byName[Name(change.Path)])
        {
            if (before.Find(file.Path).Mode != 0)
                continue;
            if (file.NewId == change.OldId || IsAlike(old ??= Lines(change.OldId), Lines(file.NewId)))
                yield return file;
        }

        string[] Lines(Oid blob) => Packed(new TextLines(reader.ReadBlob(blob)), 0, int.MaxValue);
    }

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>As git's rename search has it: half of the larger one is in the other.</summary>
    private static bool IsAlike(string[] old, string[] there)
    {
        var counts = new Dictionary<string, int>();
        foreach (string line in old)
            counts[line] = counts.GetValueOrDefault(line) + 1;
        long common = 0;
        foreach (string line in there)
        {
            if (counts.TryGetValue(line, out int left) && left > 0)
            {
                counts[line] = left - 1;
                common += line.Length;
            }
        }
        return common > 0 && common * 2 >= Math.Max(old.Sum(line => (long)line.Length), there.Sum(line => (long)line.Length));
    }

    private bool Has(TreeChange change, int mode, Oid id)
    {
        if (id == change.OldId)
            return true;
        if (!EntryMode.IsFile(mode) || !EntryMode.IsFile(change.OldMode) || change.OldId == change.NewId)
            return false;
        byte[] oldData = reader.ReadBlob(change.OldId);
        byte[] newData = change.NewMode == 0 ? [] : reader.ReadBlob(change.NewId);
        byte[] data = reader.ReadBlob(id);
        if (BinaryContent.IsBinary(oldData) || BinaryContent.IsBinary(newData) || BinaryContent.IsBinary(data))
            return false;
        var old = new TextLines(oldData);
        string[] there = Packed(new TextLines(data), 0, int.MaxValue);
        foreach (LineChange run in LineDiff.Compute(old, new TextLines(newData)))
        {
            string[] wanted = Wanted(old, run);
            if (Array.Exists(wanted, SaysSomething) && Holds(there, wanted))
                return true;
        }
        return false;
    }

    /// <summary>
    /// The lines that a run starts from: those that it removes, for a pure insertion those on both sides of it. Where they are but brackets and blank lines,
    /// which stand everywhere, more of the lines around, as many as it takes and a patch shows.
    /// </summary>
    private static string[] Wanted(TextLines old, LineChange run)
    {
        int around = run.OldCount > 0 ? 0 : 1;
        string[] wanted = Packed(old, run.OldStart - around, run.OldEnd + around);
        while (around < PatchContext && !Array.Exists(wanted, SaysSomething))
        {
            around++;
            wanted = Packed(old, run.OldStart - around, run.OldEnd + around);
        }
        return wanted;
    }

    private static bool SaysSomething(string packed) => packed.Length > 1;

    private static string[] Packed(TextLines file, int start, int end)
    {
        start = Math.Max(0, start);
        end = Math.Min(end, file.Count);
        var lines = new string[end - start];
        for (int i = start; i < end; i++)
            lines[i - start] = FilePatch.WithoutSpace(System.Text.Encoding.Latin1.GetString(file[i]));
        return lines;
    }

    private static bool Holds(string[] lines, string[] wanted)
    {
        for (int at = Array.IndexOf(lines, wanted[0]); at >= 0 && at + wanted.Length <= lines.Length; at = Array.IndexOf(lines, wanted[0], at + 1))
        {
            if (lines.AsSpan(at, wanted.Length).SequenceEqual(wanted))
                return true;
        }
        return false;
    }
}
