using System.Text;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Verdicts;

/// <summary>What a pick would still change in a tree; nothing, where all of it is there.</summary>
/// <param name="Hunks">The lines, in the files' order.</param>
/// <param name="Conflicts">The paths that conflict: neither that the change is there nor that it is not can be read from them.</param>
internal sealed record Remainder(IReadOnlyList<RemainingHunk> Hunks, IReadOnlySet<string> Conflicts)
{
    /// <summary>True where the pick changes nothing.</summary>
    internal bool IsEmpty => Hunks.Count == 0 && Conflicts.Count == 0;

    /// <summary>What a pick leaves of a change; null where it was not verified.</summary>
    internal static Remainder? Of(IObjectReader objects, Oid tree, MergeOutcome outcome)
    {
        if (outcome.MissingObject is not null || outcome.NotVerified is not null)
            return null;
        var conflicts = new HashSet<string>(outcome.Conflicts.Select(c => c.Path), StringComparer.Ordinal);
        if (outcome.IsClean && outcome.Tree == tree)
            return new Remainder([], conflicts);
        return new Remainder([.. Between(objects, tree, outcome.Tree).Where(hunk => !conflicts.Contains(hunk.Path))], conflicts);
    }

    /// <summary>The lines that a commit changes in its first parent.</summary>
    internal static IEnumerable<RemainingHunk> OfCommit(IObjectReader objects, CommitObject commit) =>
        Between(objects, CommitTrees.RecordedBefore(objects, commit), commit.Tree);

    /// <summary>The lines in which two trees differ.</summary>
    internal static IEnumerable<RemainingHunk> Between(IObjectReader objects, Oid oldTree, Oid newTree) =>
        TreeDiff.Compute(objects, oldTree, newTree).SelectMany(change => Between(objects, change));

    /// <summary>The lines of one change.</summary>
    internal static IEnumerable<RemainingHunk> Between(IObjectReader objects, TreeChange change)
    {
        if (change.OldMode == change.NewMode && change.OldId == change.NewId)
            yield break;
        bool isCreatedOrDeleted = change.OldMode == 0 || change.NewMode == 0;
        bool isText = HasLines(change.OldMode) && HasLines(change.NewMode);
        byte[] oldData = isText && change.OldMode != 0 ? objects.ReadBlob(change.OldId) : [];
        byte[] newData = isText && change.NewMode != 0 ? objects.ReadBlob(change.NewId) : [];
        if (!isText || BinaryContent.IsBinary(oldData) || BinaryContent.IsBinary(newData) || (isCreatedOrDeleted && oldData.Length + newData.Length == 0))
        {
            yield return new RemainingHunk(change.Path, 0, Whole(change.OldMode, change.OldId), Whole(change.NewMode, change.NewId));
            yield break;
        }
        if (!isCreatedOrDeleted && change.OldMode != change.NewMode)
            yield return new RemainingHunk(change.Path, 0, [Mode(change.OldMode)], [Mode(change.NewMode)]);
        var old = new TextLines(oldData);
        var now = new TextLines(newData);
        foreach (LineChange run in LineDiff.Compute(old, now))
            yield return new RemainingHunk(change.Path, run.OldStart + 1, Lines(old, run.OldStart, run.OldEnd), Lines(now, run.NewStart, run.NewEnd));
    }

    /// <summary>All lines of a file.</summary>
    internal static string[] LinesOf(byte[] data)
    {
        var text = new TextLines(data);
        return Lines(text, 0, text.Count);
    }

    private static bool HasLines(int mode) => mode == 0 || EntryMode.IsFile(mode);

    private static string[] Whole(int mode, Oid id) => mode == 0 ? [] : [$"{Mode(mode)} {id}"];

    private static string Mode(int mode) => "mode " + Convert.ToString(mode, 8).PadLeft(6, '0');

    private static string[] Lines(TextLines text, int start, int end)
    {
        var lines = new string[end - start];
        for (int i = start; i < end; i++)
            lines[i - start] = Encoding.Latin1.GetString(text[i]);
        return lines;
    }
}
