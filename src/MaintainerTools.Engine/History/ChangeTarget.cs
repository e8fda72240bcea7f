using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History;

/// <summary>Looks in a branch for the lines that a change starts from.</summary>
internal static class ChangeTarget
{
    /// <summary>
    /// True when, for some run of lines that <paramref name="commit"/> changes, the lines it removes (for a pure insertion: the lines on both sides of it)
    /// stand together in the same file of <paramref name="branch"/>, white space aside. A commit that only adds files, modes or binary content has its target where
    /// the directory or the same object is there. Null for merges and where an object is missing.
    /// </summary>
    public static bool? Has(IObjectReader reader, Oid commit, Oid branch)
    {
        try
        {
            CommitObject read = reader.ReadCommit(commit);
            if (read.IsMerge || read.Parents.Count == 0)
                return null;
            var tree = new TreePaths(reader, reader.ReadCommit(branch).Tree);
            return TreeDiff.Compute(reader, reader.ReadCommit(read.Parents[0]).Tree, read.Tree).Any(change => Has(reader, tree, change));
        }
        catch (MissingObjectException)
        {
            return null;
        }
    }

    private static bool Has(IObjectReader reader, TreePaths tree, TreeChange change)
    {
        (int mode, Oid id) = tree.Find(change.Path);
        if (change.OldMode == 0)
        {
            // A new file can be added where the folder it goes into is known.
            int slash = change.Path.LastIndexOf('/');
            return mode == 0 && slash > 0 && tree.Find(change.Path[..slash]).Mode == EntryMode.Tree;
        }
        if (mode == 0)
            return false;
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
            string[] wanted = run.OldCount > 0
                ? Packed(old, run.OldStart, run.OldEnd)
                : Packed(old, Math.Max(0, run.OldStart - 1), Math.Min(old.Count, run.OldStart + 1));
            if (wanted.Any(line => line.Length > 1) && Holds(there, wanted))
                return true;
        }
        return false;
    }

    private static string[] Packed(TextLines file, int start, int end)
    {
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
