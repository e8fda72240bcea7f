using System.Text;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Diffing;

/// <summary>One run of removed and added lines, without context. Lines are bytes as Latin-1, with their sign in front.</summary>
/// <param name="Lines">"-…" lines, then "+…" lines.</param>
internal sealed record ChangedRun(IReadOnlyList<string> Lines);

/// <summary>What a commit does to one path, as far as patch comparison cares.</summary>
/// <param name="Change">Path, modes and blobs.</param>
/// <param name="Runs">The changed runs in order; null for what has no lines (binary, symlink to submodule, mode only …).</param>
internal sealed record FileChange(TreeChange Change, IReadOnlyList<ChangedRun>? Runs)
{
    /// <summary>The path.</summary>
    internal string Path => Change.Path;

    /// <summary>All changed lines in order.</summary>
    internal IEnumerable<string> Lines => Runs?.SelectMany(r => r.Lines) ?? [];

    /// <summary>What is changed besides lines: creation, deletion, modes, and the blobs where there are no lines.</summary>
    internal string Shape => Runs is null
        ? $"{Change.OldMode:x}>{Change.NewMode:x} {Change.OldId}>{Change.NewId}"
        : $"{Change.OldMode:x}>{Change.NewMode:x}";
}

/// <summary>Reads what commits change, line by line.</summary>
internal static class ChangedLines
{
    /// <summary>The changes between two trees. A blob that is missing throws: what cannot be read is not equal to anything.</summary>
    /// <exception cref="MissingObjectException">In a partial clone.</exception>
    internal static IReadOnlyList<FileChange> Between(IObjectReader reader, Oid oldTree, Oid newTree)
    {
        var changes = new List<FileChange>();
        foreach (TreeChange change in TreeDiff.Compute(reader, oldTree, newTree))
            changes.Add(Of(reader, change));
        return changes;
    }

    /// <summary>One of them.</summary>
    /// <exception cref="MissingObjectException">In a partial clone.</exception>
    internal static FileChange Of(IObjectReader reader, TreeChange change) => new(change, RunsOf(reader, change));

    /// <summary>A line without its sign's white space: what is left when white space does not count.</summary>
    internal static string WithoutWhitespace(string line) => string.Concat(line.Where(c => c is not (' ' or '\t' or '\r' or '\n' or '\v' or '\f')));

    private static List<ChangedRun>? RunsOf(IObjectReader reader, TreeChange change)
    {
        if (!HasLines(change.OldMode) || !HasLines(change.NewMode))
            return null;
        if (change.OldId == change.NewId)
            return [];
        byte[] oldData = change.OldMode == 0 ? [] : reader.ReadBlob(change.OldId);
        byte[] newData = change.NewMode == 0 ? [] : reader.ReadBlob(change.NewId);
        if (BinaryContent.IsBinary(oldData) || BinaryContent.IsBinary(newData))
            return null;
        var oldLines = new TextLines(oldData);
        var newLines = new TextLines(newData);
        var runs = new List<ChangedRun>();
        foreach (LineChange run in LineDiff.Compute(oldLines, newLines))
        {
            var lines = new List<string>(run.OldCount + run.NewCount);
            for (int i = 0; i < run.OldCount; i++)
                lines.Add("-" + Encoding.Latin1.GetString(oldLines[run.OldStart + i]));
            for (int i = 0; i < run.NewCount; i++)
                lines.Add("+" + Encoding.Latin1.GetString(newLines[run.NewStart + i]));
            runs.Add(new ChangedRun(lines));
        }
        return runs;
    }

    private static bool HasLines(int mode) => mode == 0 || EntryMode.IsFile(mode) || mode == EntryMode.Symlink;
}
