using System.Text;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Diffing;

/// <summary>One run of removed and added lines, without context. Lines are bytes as Latin-1 with their ends, their sign in front.</summary>
/// <param name="Lines">"-…" lines, then "+…" lines.</param>
internal sealed record ChangedRun(IReadOnlyList<string> Lines);

/// <summary>
/// What a change does to one path, reduced to what two versions of a patch are compared by: the lines removed and added, without context and line
/// numbers. Renames are not looked for.
/// </summary>
/// <param name="Change">The path, modes and objects.</param>
/// <param name="Runs">The changed runs in order; null for what has no lines (binary, submodule), which is compared by its objects.</param>
internal sealed record FilePatch(TreeChange Change, IReadOnlyList<ChangedRun>? Runs)
{
    /// <summary>The path.</summary>
    internal string Path => Change.Path;

    /// <summary>All changed lines in order.</summary>
    internal IEnumerable<string> Lines => Runs?.SelectMany(r => r.Lines) ?? [];

    /// <summary>What is changed besides lines: creation, deletion, modes, and the blobs where there are no lines.</summary>
    internal string Shape => Runs is null
        ? $"{Change.OldMode:x}>{Change.NewMode:x} {Change.OldId}>{Change.NewId}"
        : $"{Change.OldMode:x}>{Change.NewMode:x}";

    /// <summary>A line less all white space: what is left when white space does not count.</summary>
    internal static string WithoutSpace(string line) => string.Concat(line.Where(c => c is not (' ' or '\t' or '\r' or '\n' or '\v' or '\f')));

    /// <summary>The change from one tree to another, path by path in git's order. Type changes come as one entry.</summary>
    /// <exception cref="MissingObjectException">A tree or a changed blob is not there: what cannot be read is not equal to anything.</exception>
    internal static IReadOnlyList<FilePatch> Compute(IObjectReader reader, Oid oldTree, Oid newTree) =>
        [.. TreeDiff.Compute(reader, oldTree, newTree).Select(change => Compute(reader, change))];

    /// <summary>The change of one path.</summary>
    /// <exception cref="MissingObjectException">A changed blob is not there.</exception>
    internal static FilePatch Compute(IObjectReader reader, TreeChange change) => new(change, RunsOf(reader, change));

    private static List<ChangedRun>? RunsOf(IObjectReader reader, TreeChange change)
    {
        if (!HasLines(change.OldMode) || !HasLines(change.NewMode))
            return null;
        if (change.OldId == change.NewId)
            return [];
        byte[] oldData = PatchIdentity.Content(reader, change.OldMode, change.OldId);
        byte[] newData = PatchIdentity.Content(reader, change.NewMode, change.NewId);
        if (BinaryContent.IsBinary(oldData) || BinaryContent.IsBinary(newData))
            return null;
        var old = new TextLines(oldData);
        var @new = new TextLines(newData);
        var runs = new List<ChangedRun>();
        foreach (LineChange run in LineDiff.Compute(old, @new))
        {
            var lines = new List<string>(run.OldCount + run.NewCount);
            for (int i = run.OldStart; i < run.OldEnd; i++)
                lines.Add("-" + Encoding.Latin1.GetString(old[i]));
            for (int i = run.NewStart; i < run.NewEnd; i++)
                lines.Add("+" + Encoding.Latin1.GetString(@new[i]));
            runs.Add(new ChangedRun(lines));
        }
        return runs;
    }

    private static bool HasLines(int mode) => mode == 0 || EntryMode.IsFile(mode) || mode == EntryMode.Symlink;
}
