using System.Text;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Present;

/// <summary>What commits change, and the lines that their changes start from; read once for all targets.</summary>
internal sealed class ChangeStarts(IObjectReader objects)
{
    private const int PatchContext = 3;

    private readonly Dictionary<Oid, IReadOnlyList<TreeChange>> _changes = [];
    private readonly Dictionary<(Oid Old, Oid New), IReadOnlyList<string>?> _lines = [];

    /// <summary>The store.</summary>
    internal IObjectReader Objects => objects;

    /// <summary>The paths that a commit changes.</summary>
    internal IReadOnlyList<TreeChange> ChangesOf(CommitObject commit)
    {
        if (!_changes.TryGetValue(commit.Id, out IReadOnlyList<TreeChange>? changes))
            _changes[commit.Id] = changes = TreeDiff.Compute(objects, CommitTrees.RecordedBefore(objects, commit), commit.Tree);
        return changes;
    }

    /// <summary>
    /// The lines that a change of a file starts from, as Latin-1: those that it removes, and for a pure insertion, or where they are but brackets, those
    /// around it that a patch
    /// shows; null where a side is binary.
    /// </summary>
    internal IReadOnlyList<string>? LinesOf(TreeChange change)
    {
        (Oid, Oid) key = (change.OldId, change.NewId);
        if (!_lines.TryGetValue(key, out IReadOnlyList<string>? lines))
            _lines[key] = lines = Read(change);
        return lines;
    }

    /// <summary>The lines that a change of a text file starts from, with those around them that a patch shows.</summary>
    internal IReadOnlyList<string> LinesAround(TreeChange change) => Read(change, PatchContext) ?? [];

    private List<string>? Read(TreeChange change, int context = 0)
    {
        byte[] oldData = objects.ReadBlob(change.OldId);
        byte[] newData = change.NewMode == 0 ? [] : objects.ReadBlob(change.NewId);
        if (BinaryContent.IsBinary(oldData) || BinaryContent.IsBinary(newData))
            return null;
        var old = new TextLines(oldData);
        var lines = new List<string>();
        foreach (LineChange run in LineDiff.Compute(old, new TextLines(newData)))
        {
            int before = lines.Count;
            Add(run.OldStart - context, run.OldEnd + context);
            if (lines.Count == before)
                Add(run.OldStart - PatchContext, run.OldEnd + PatchContext);
        }
        return lines;

        void Add(int start, int end)
        {
            for (int i = Math.Max(0, start); i < Math.Min(end, old.Count); i++)
            {
                string text = Encoding.Latin1.GetString(old[i]);
                if (text.Any(char.IsLetterOrDigit))
                    lines.Add(text);
            }
        }
    }
}
