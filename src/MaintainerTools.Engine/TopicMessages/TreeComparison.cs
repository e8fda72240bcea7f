using System.IO.Compression;
using System.Text;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.RangeDiff;

namespace MaintainerTools.Engine.TopicMessages;

/// <summary>Compares trees as git diff -M does, and writes the files' changes: counted, or as patches. For one thread.</summary>
internal sealed class TreeComparison
{
    private const int BytesOfLine = 52;
    private readonly IObjectReader _objects;
    private readonly NumberedTexts _texts;
    private readonly PatchRenames? _renames;
    private readonly HeadingDrivers _drivers;
    private readonly ShortIds _ids;

    /// <param name="workspace">Where the trees are.</param>
    /// <param name="findRenames">False to show a file that moved as one that went and one that came.</param>
    internal TreeComparison(Workspace workspace, bool findRenames)
    {
        _objects = workspace.Objects;
        _texts = new NumberedTexts(workspace.Objects);
        _renames = findRenames ? new PatchRenames(new ObjectCache(workspace.Scratch)) : null;
        _drivers = new HeadingDrivers(workspace.Repository);
        _ids = new ShortIds(workspace.Repository);
    }

    /// <summary>The files that differ, in git's order; a rename stands where its new name does.</summary>
    internal IReadOnlyList<ChangedFile> Compare(Oid oldTree, Oid newTree)
    {
        IReadOnlyList<TreeChange> changes = TreeDiff.Compute(_objects, oldTree, newTree);
        Dictionary<string, RenameSource> sources = _renames?.Find(changes) ?? [];
        HashSet<string> moved = [.. sources.Values.Select(source => source.Change.Path)];
        var files = new List<ChangedFile>();
        foreach (TreeChange change in changes)
        {
            if (change.OldMode == 0 && sources.TryGetValue(change.Path, out RenameSource from))
                files.Add(new ChangedFile(from.Change.Path, change.Path, from.Change.OldMode, from.Change.OldId, change.NewMode, change.NewId, from.Percent));
            else if (change.NewMode != 0 || !moved.Contains(change.Path))
                files.Add(new ChangedFile(change.Path, change.Path, change.OldMode, change.OldId, change.NewMode, change.NewId, null));
        }
        return files;
    }

    /// <summary>The lines, or bytes, that a file's change adds and deletes.</summary>
    internal DiffStatLine Count(ChangedFile file)
    {
        (NumberedText old, NumberedText @new) = (_texts.Of(file.OldMode, file.OldId), _texts.Of(file.NewMode, file.NewId));
        bool differs = file.OldId != file.NewId;
        if (IsBinary(file, old, @new))
            return new DiffStatLine(file.DisplayName, differs ? SizeOf(file.NewMode, file.NewId) : 0, differs ? SizeOf(file.OldMode, file.OldId) : 0, true);
        IReadOnlyList<LineChange> changes = differs ? _texts.Compare(old, @new) : [];
        return new DiffStatLine(file.DisplayName, changes.Sum(c => c.NewCount), changes.Sum(c => c.OldCount), false);
    }

    /// <summary>Diffstat and summary of a comparison.</summary>
    internal byte[] Stat(IReadOnlyList<ChangedFile> files, int width, int longestGraph = 0) =>
        Encoding.UTF8.GetBytes(DiffStat.Write([.. files.Select(Count)], width, longestGraph) + DiffStat.WriteSummary(files));

    /// <summary>Appends the patches of files.</summary>
    /// <param name="output">Gets them.</param>
    /// <param name="files">The files.</param>
    /// <param name="withBinary">True to write what binary files hold, as mails have it; false to say that they differ.</param>
    internal void WritePatch(Stream output, IEnumerable<ChangedFile> files, bool withBinary)
    {
        foreach (ChangedFile file in files.SelectMany(file => file.Split()))
            WriteFile(output, file, withBinary);
    }

    private void WriteFile(Stream output, ChangedFile file, bool withBinary)
    {
        (NumberedText old, NumberedText @new) = (_texts.Of(file.OldMode, file.OldId), _texts.Of(file.NewMode, file.NewId));
        bool isBinary = IsBinary(file, old, @new);
        (string oldName, string newName) = (QuotedPath.Quote("a/" + file.OldPath), QuotedPath.Quote("b/" + file.NewPath));
        var header = new StringBuilder($"diff --git {oldName} {newName}\n");
        if (file.OldMode == 0)
            header.Append($"new file mode {EntryMode.Format(file.NewMode)}\n");
        else if (file.NewMode == 0)
            header.Append($"deleted file mode {EntryMode.Format(file.OldMode)}\n");
        else if (file.OldMode != file.NewMode)
            header.Append($"old mode {EntryMode.Format(file.OldMode)}\nnew mode {EntryMode.Format(file.NewMode)}\n");
        if (file.IsRename)
        {
            header.Append($"similarity index {file.Percent}%\nrename from {QuotedPath.Quote(file.OldPath)}\n")
                .Append($"rename to {QuotedPath.Quote(file.NewPath)}\n");
        }
        if (file.OldId != file.NewId)
        {
            header.Append($"index {Id(file.OldId)}..{Id(file.NewId)}")
                .Append(file.OldMode == file.NewMode ? $" {EntryMode.Format(file.OldMode)}\n" : "\n");
        }
        output.Write(Encoding.UTF8.GetBytes(header.ToString()));
        if (file.OldId == file.NewId)
            return;
        (oldName, newName) = (file.OldMode == 0 ? "/dev/null" : oldName, file.NewMode == 0 ? "/dev/null" : newName);
        if (!isBinary)
            WriteHunks(output, file, old, @new, oldName, newName);
        else if (withBinary)
            WriteBinary(output, Content(file.OldMode, file.OldId), Content(file.NewMode, file.NewId));
        else
            output.Write(Encoding.UTF8.GetBytes($"Binary files {oldName} and {newName} differ\n"));

        string Id(Oid id) => isBinary && withBinary ? id.ToString() : _ids.Of(id);
    }

    private void WriteHunks(Stream output, ChangedFile file, NumberedText old, NumberedText @new, string oldName, string newName)
    {
        IReadOnlyList<DiffHunk> hunks = UnifiedDiff.Hunks(_texts.Compare(old, @new), old.Text.Count, @new.Text.Count);
        if (hunks.Count == 0)
            return;
        // A name with a blank has a tab behind it, so that other tools know where it ends.
        output.Write(Encoding.UTF8.GetBytes($"--- {oldName}{Tab(oldName)}\n+++ {newName}{Tab(newName)}\n"));
        var headings = new HunkHeadings(old.Text, _drivers.Of(file.OldPath));
        foreach (DiffHunk hunk in hunks)
            UnifiedDiff.Write(output, hunk, old.Text, @new.Text, headings.Of(hunk.OldStart));

        static string Tab(string name) => name.Contains(' ', StringComparison.Ordinal) ? "\t" : "";
    }

    /// <summary>
    /// Both contents whole, forward and back. git writes the difference of the two where that is shorter, and its own zlib's bytes; what is read is the same.
    /// </summary>
    private static void WriteBinary(Stream output, byte[] old, byte[] @new)
    {
        output.Write("GIT binary patch\n"u8);
        foreach (byte[] content in new[] { @new, old })
        {
            using var packed = new MemoryStream();
            using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                zlib.Write(content);
            // An empty stream would be none at all.
            byte[] data = content.Length == 0 ? [0x78, 0x01, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01] : packed.ToArray();
            output.Write(Encoding.ASCII.GetBytes($"literal {content.Length}\n"));
            for (int at = 0; at < data.Length; at += BytesOfLine)
                output.Write(Encoding.ASCII.GetBytes(Base85.Encode(data.AsSpan(at, Math.Min(BytesOfLine, data.Length - at))) + "\n"));
            output.WriteByte((byte)'\n');
        }
    }

    private bool IsBinary(ChangedFile file, NumberedText old, NumberedText @new) =>
        (_drivers.IsBinary(file.OldPath) ?? old.IsBinary) || (_drivers.IsBinary(file.NewPath) ?? @new.IsBinary);

    private byte[] Content(int mode, Oid id) => PatchIdentity.Content(_objects, mode, id);

    private int SizeOf(int mode, Oid id) => Content(mode, id).Length;
}
