using System.Text;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Checks;

/// <summary>A line that a commit adds or removes.</summary>
/// <param name="Number">From 1, in the file that has it.</param>
/// <param name="Bytes">The line with its end.</param>
internal readonly record struct CheckedLine(int Number, byte[] Bytes)
{
    /// <summary>The line without its end; bytes that are no UTF-8 are read as Latin-1.</summary>
    internal string Text => TextEncoding.Lenient.GetString(Bytes).TrimEnd('\n', '\r');
}

/// <summary>What a commit does to one file; a renamed one is compared with what it was.</summary>
internal sealed class CheckedFile(IObjectReader objects, string? oldPath, int oldMode, Oid oldId, string path, int newMode, Oid newId)
{
    private (TextLines Old, TextLines New, IReadOnlyList<LineChange> Changes)? _diff;
    private bool _isRead;

    /// <summary>The path before; null for a new file.</summary>
    internal string? OldPath { get; } = oldPath;

    /// <summary>The path after; of a deleted file the one before.</summary>
    internal string Path { get; } = path;

    /// <summary>The mode before; 0 for a new file.</summary>
    internal int OldMode { get; } = oldMode;

    /// <summary>The mode after; 0 for a deleted one.</summary>
    internal int NewMode { get; } = newMode;

    /// <summary>The blob before; zero for a new file.</summary>
    internal Oid OldId { get; } = oldId;

    /// <summary>The blob after; zero for a deleted one.</summary>
    internal Oid NewId { get; } = newId;

    /// <summary>Both versions and how they differ; null for what has no lines.</summary>
    internal (TextLines Old, TextLines New, IReadOnlyList<LineChange> Changes)? Diff
    {
        get
        {
            if (_isRead)
                return _diff;
            _isRead = true;
            byte[]? old = Content(OldMode, OldId), @new = Content(NewMode, NewId);
            if (old is null || @new is null || BinaryContent.IsBinary(old) || BinaryContent.IsBinary(@new))
                return null;
            (TextLines before, TextLines after) = (new TextLines(old), new TextLines(@new));
            _diff = (before, after, LineDiff.Compute(before, after));
            return _diff;
        }
    }

    /// <summary>True for a file with a NUL near its beginning, or one that is too large to be read.</summary>
    internal bool IsBinary => EntryMode.IsFile(NewMode) && (objects.SizeOf(NewId) > LargestFile || BinaryContent.IsBinary(objects.ReadBlob(NewId)));

    /// <summary>The lines that the commit adds.</summary>
    internal IEnumerable<CheckedLine> Added => Diff is { } diff
        ? diff.Changes.SelectMany(change => Lines(diff.New, change.NewStart, change.NewCount)) : [];

    /// <summary>The lines that the commit removes, with their old numbers.</summary>
    internal IEnumerable<CheckedLine> Removed => Diff is { } diff
        ? diff.Changes.SelectMany(change => Lines(diff.Old, change.OldStart, change.OldCount)) : [];

    private const int LargestFile = 16 * 1024 * 1024;

    private static IEnumerable<CheckedLine> Lines(TextLines file, int start, int count) =>
        Enumerable.Range(start, count).Select(i => new CheckedLine(i + 1, file[i].ToArray()));

    private byte[]? Content(int mode, Oid id) => mode == 0 ? [] : mode == EntryMode.Submodule || objects.SizeOf(id) > LargestFile ? null : objects.ReadBlob(id);
}

/// <summary>A commit of the series as the rules see it.</summary>
internal sealed class CheckedCommit(IObjectReader objects, CommitObject commit, IReadOnlyList<Oid> parents, int number)
{
    private IReadOnlyList<CheckedFile>? _files;

    /// <summary>The commit.</summary>
    internal CommitObject Commit { get; } = commit;

    /// <summary>Its place in the series, from 1.</summary>
    internal int Number { get; } = number;

    /// <summary>Its parents as history has them.</summary>
    internal IReadOnlyList<Oid> Parents { get; } = parents;

    /// <summary>The subject.</summary>
    internal string Subject { get; } = commit.Subject;

    /// <summary>Subject and text, without the trailers.</summary>
    internal string Text => Commit.Message[..Trailers.ClosingStart(Commit.Message)];

    /// <summary>"1a2b3c4d5e6f (\"subject\")".</summary>
    internal string Title => $"{Commit.Id.Abbreviate()} (\"{Subject}\")";

    /// <summary>The files that it changes, against its first parent; none of a merge, whose changes are its branches'.</summary>
    internal IReadOnlyList<CheckedFile> Files => _files ??= Commit.IsMerge ? [] : Read();

    /// <summary>Lets go of its files, which hold their contents.</summary>
    internal void Release() => _files = null;

    private List<CheckedFile> Read()
    {
        IReadOnlyList<TreeChange> changes = TreeDiff.Compute(objects, CommitTrees.FirstOf(objects, Parents), Commit.Tree);
        Dictionary<string, string> renames = SeriesRenames.Find(objects, changes);
        Dictionary<string, TreeChange> from = changes.Where(c => renames.ContainsKey(c.Path) && c.NewMode == 0).ToDictionary(c => renames[c.Path]);
        var files = new List<CheckedFile>();
        foreach (TreeChange change in changes)
        {
            if (change.NewMode == 0 && renames.ContainsKey(change.Path))
                continue;
            TreeChange old = change.OldMode == 0 && from.TryGetValue(change.Path, out TreeChange source) ? source : change;
            files.Add(new CheckedFile(objects, old.OldMode == 0 ? null : old.Path, old.OldMode, old.OldId, change.Path, change.NewMode, change.NewId));
        }
        return files;
    }
}
