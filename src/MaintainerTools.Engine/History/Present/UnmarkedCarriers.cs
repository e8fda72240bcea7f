using System.Text;
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
            byte[] data = hunks.Count == 0 ? [] : objects.ReadBlob(blob);
            // Most of what is not there shows in a line, which is found sooner than a file is taken apart.
            if (hunks.Count == 0 || !hunks.TrueForAll(hunk => hunk.MayBeIn(data)))
                return false;
            var text = new TextLines(data);
            string[] lines = Lines(text, 0, text.Count);
            return hunks.TrueForAll(hunk => hunk.IsIn(lines));
        }

        private List<Hunk> Read(TreeChange change)
        {
            byte[] old = objects.ReadBlob(change.OldId);
            byte[] now = objects.ReadBlob(change.NewId);
            if (BinaryContent.IsBinary(old) || BinaryContent.IsBinary(now))
                return [];
            (TextLines before, TextLines after) = (new TextLines(old), new TextLines(now));
            return [.. LineDiff.Compute(before, after).Select(run => new Hunk(
                Lines(before, run.OldStart, run.OldEnd), Lines(after, Math.Max(0, run.NewStart - 1), Math.Min(after.Count, run.NewEnd + 1)),
                run.NewStart == 0, run.NewEnd >= after.Count))];
        }

        private static string[] Lines(TextLines text, int start, int end)
        {
            string[] lines = new string[end - start];
            for (int i = 0; i < lines.Length; i++)
                lines[i] = Encoding.Latin1.GetString(text[start + i]).TrimEnd('\r', '\n');
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
        private readonly byte[] _longest = Encoding.Latin1.GetBytes(New.MaxBy(line => line.Length) ?? "");

        /// <summary>False where a line of it stands nowhere in a text.</summary>
        public bool MayBeIn(ReadOnlySpan<byte> data) => data.IndexOf(_longest) >= 0;

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
