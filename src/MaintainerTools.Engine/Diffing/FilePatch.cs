using System.Text;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Diffing;

/// <summary>
/// What a change does to one path, reduced to what two versions of a patch are compared by: the lines removed and added, without context and line
/// numbers. Renames are not looked for.
/// </summary>
internal sealed class FilePatch
{
    private FilePatch(TreeChange change, bool isBinary, IReadOnlyList<IReadOnlyList<string>> hunks)
    {
        Change = change;
        IsBinary = isBinary;
        Hunks = hunks;
    }

    /// <summary>The path, modes and objects.</summary>
    public TreeChange Change { get; }

    /// <summary>The path.</summary>
    public string Path => Change.Path;

    /// <summary>Compared by its objects only; there are no hunks.</summary>
    public bool IsBinary { get; }

    /// <summary>
    /// For each run of changed lines (no unchanged line within) its lines in order: '-' or '+' and the line's bytes as Latin-1, without
    /// the line end.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<string>> Hunks { get; }

    /// <summary>All removed and added lines in order.</summary>
    public IEnumerable<string> Lines => Hunks.SelectMany(hunk => hunk);

    /// <summary>The same less all white space, and less lines that are nothing but white space.</summary>
    public IEnumerable<string> LinesWithoutSpace => Lines.Select(WithoutSpace).Where(line => line.Length > 1);

    /// <summary>A line of <see cref="Hunks"/> less all white space.</summary>
    public static string WithoutSpace(string line) => string.Concat(line.Where(c => c is not (' ' or '\t' or '\r' or '\n' or '\v' or '\f')));

    /// <summary>The change from one tree to another, path by path in git's order. Type changes come as one entry.</summary>
    /// <exception cref="MissingObjectException">A tree or a changed blob is not there.</exception>
    public static IReadOnlyList<FilePatch> Compute(IObjectReader reader, Oid oldTree, Oid newTree) =>
        [.. TreeDiff.Compute(reader, oldTree, newTree).Select(change => Compute(reader, change))];

    /// <summary>The change of one path.</summary>
    public static FilePatch Compute(IObjectReader reader, TreeChange change)
    {
        if (change.OldId == change.NewId)
            return new FilePatch(change, false, []);
        byte[] oldData = PatchIdentity.Content(reader, change.OldMode, change.OldId);
        byte[] newData = PatchIdentity.Content(reader, change.NewMode, change.NewId);
        if (BinaryContent.IsBinary(oldData) || BinaryContent.IsBinary(newData))
            return new FilePatch(change, true, []);
        var old = new TextLines(oldData);
        var @new = new TextLines(newData);
        var hunks = new List<IReadOnlyList<string>>();
        foreach (LineChange run in LineDiff.Compute(old, @new))
        {
            var lines = new List<string>(run.OldCount + run.NewCount);
            for (int i = run.OldStart; i < run.OldEnd; i++)
                lines.Add(Text('-', old[i]));
            for (int i = run.NewStart; i < run.NewEnd; i++)
                lines.Add(Text('+', @new[i]));
            hunks.Add(lines);
        }
        return new FilePatch(change, false, hunks);

        static string Text(char sign, ReadOnlySpan<byte> line) => sign + Encoding.Latin1.GetString(line).TrimEnd('\n');
    }
}
