using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Present;

/// <summary>
/// Finds the commit of a target that brought a change and does not say so: one that holds it together with others, or made it anew. The target's files have
/// every line that the change adds, beside the lines that it adds them to, and none that it takes out, white space included, and had not when the target
/// began. What the target has under another name is not found.
/// </summary>
/// <param name="history">Of the target.</param>
/// <param name="objects">The store.</param>
/// <param name="target">The target's commit.</param>
/// <param name="isOwn">True for the commits of the target that upstream has not: one of them brought it.</param>
internal sealed class UnmarkedCarriers(CommitHistory history, IObjectReader objects, Oid target, Func<Oid, bool> isOwn)
{
    private readonly TreePaths _tree = new(objects, objects.ReadCommit(target).Tree);

    // The target's own line of first parents, newest first, and what it began on; read when it is first needed.
    private List<Oid>? _line;

    /// <summary>
    /// The commit by which all of the change was there; null where not all of it is, where it was there before, and where it cannot be told (a merge, a
    /// missing file).
    /// </summary>
    public Oid? Of(Oid commit)
    {
        try
        {
            CommitObject read = objects.ReadCommit(commit);
            if (read.IsMerge)
                return null;
            var change = new Change(objects, TreeDiff.Compute(objects, CommitTrees.RecordedBefore(objects, read), read.Tree));
            return change.IsIn(_tree) ? Bringer(change) : null;
        }
        catch (MissingObjectException)
        {
            return null;
        }
    }

    private Oid? Bringer(Change change)
    {
        List<Oid> line = _line ??= OwnLine();
        if (line.Count < 2 || IsIn(line.Count - 1))
            return null;
        (int there, int not) = (0, line.Count - 1);
        while (not - there > 1)
        {
            int middle = (there + not) / 2;
            if (IsIn(middle))
                there = middle;
            else
                not = middle;
        }
        return line[there];

        bool IsIn(int at) => change.IsIn(new TreePaths(objects, objects.ReadCommit(line[at]).Tree));
    }

    private List<Oid> OwnLine()
    {
        var line = new List<Oid> { target };
        while (isOwn(line[^1]) && history.ParentsOf(line[^1]) is [var first, ..])
            line.Add(first);
        return isOwn(line[^1]) ? [] : line;
    }

    /// <summary>What a commit changes, to be looked for in trees.</summary>
    private sealed class Change(IObjectReader objects, IReadOnlyList<TreeChange> changes)
    {
        private readonly List<Hunk>?[] _hunks = new List<Hunk>?[changes.Count];

        public bool IsIn(TreePaths tree)
        {
            for (int i = 0; i < changes.Count; i++)
            {
                TreeChange what = changes[i];
                TreeValue there = tree.Find(what.Path);
                if (there.Mode == what.NewMode && there.Id == what.NewId)
                    continue;
                // What is no text on all sides, or but its mode, is there as it is or not at all.
                if ((there.Mode == what.OldMode && there.Id == what.OldId) || !EntryMode.IsFile(there.Mode) || there.Mode != what.NewMode
                    || !EntryMode.IsFile(what.OldMode) || what.OldId == what.NewId || !HoldsAll(_hunks[i] ??= Read(what), there.Id))
                    return false;
            }
            return changes.Count > 0;
        }

        private bool HoldsAll(List<Hunk> hunks, Oid blob)
        {
            string[] lines = hunks.Count == 0 ? [] : Lines(objects.ReadBlob(blob));
            return hunks.Count > 0 && hunks.TrueForAll(hunk => hunk.IsIn(lines));
        }

        private List<Hunk> Read(TreeChange change)
        {
            byte[] old = objects.ReadBlob(change.OldId);
            byte[] now = objects.ReadBlob(change.NewId);
            if (BinaryContent.IsBinary(old) || BinaryContent.IsBinary(now))
                return [];
            (string[] before, string[] after) = (Lines(old), Lines(now));
            return [.. LineDiff.Compute(new TextLines(old), new TextLines(now)).Select(run => new Hunk(
                before[run.OldStart..run.OldEnd], after[Math.Max(0, run.NewStart - 1)..Math.Min(after.Length, run.NewEnd + 1)],
                run.NewStart == 0, run.NewEnd >= after.Length))];
        }

        private static string[] Lines(byte[] data)
        {
            var text = new TextLines(data);
            string[] lines = new string[text.Count];
            for (int i = 0; i < lines.Length; i++)
                lines[i] = System.Text.Encoding.Latin1.GetString(text[i]).TrimEnd('\r', '\n');
            return lines;
        }
    }

    /// <summary>A run of changed lines.</summary>
    /// <param name="Old">The lines that are taken out.</param>
    /// <param name="New">The lines that come in, with the one before and the one after them.</param>
    /// <param name="IsAtTop">True where the file begins with them.</param>
    /// <param name="IsAtEnd">True where the file ends with them.</param>
    private sealed record Hunk(string[] Old, string[] New, bool IsAtTop, bool IsAtEnd)
    {
        public bool IsIn(string[] lines)
        {
            for (int at = 0; at + New.Length <= lines.Length; at++)
            {
                if (lines.AsSpan(at, New.Length).SequenceEqual(New) && (!IsAtTop || at == 0) && (!IsAtEnd || at + New.Length == lines.Length))
                    return !IsOldThere(lines, at);
            }
            return false;
        }

        // The lines that were taken out may stand where git would not look for them, but not here still.
        private bool IsOldThere(string[] lines, int at)
        {
            for (int start = Math.Max(0, at - Old.Length); Old.Length > 0 && start <= at + New.Length && start + Old.Length <= lines.Length; start++)
            {
                if (lines.AsSpan(start, Old.Length).SequenceEqual(Old) && Old.Any(line => !New.Contains(line)))
                    return true;
            }
            return false;
        }
    }
}
