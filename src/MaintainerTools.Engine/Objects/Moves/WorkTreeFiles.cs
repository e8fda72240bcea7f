using System.Globalization;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Engine.Objects.Moves;

/// <summary>
/// Moves the files of a work tree: all new ones are put together beforehand, the old ones are kept until the operation is closed, and in between there are only
/// renames, so that from any moment it can go on or back without a byte of disk.
/// </summary>
internal sealed class WorkTreeFiles(GitRepository repository, OperationFolder folder, TreeMove tree, string workTree)
{
    private readonly string _stage = tree.Stage is null ? folder.Path : Path.Combine(workTree, tree.Stage);
    private readonly int _number = folder.Record.Trees.IndexOf(tree);

    private SpareFolders Spares => new(Path.Combine(_stage, string.Create(CultureInfo.InvariantCulture, $"folders-{_number}")));

    /// <summary>
    /// Sees to it that each file can be moved: its path is one that git takes, its folder can be written to, and nothing untracked is in its place.
    /// </summary>
    /// <exception cref="MaintainerException">PathForbidden, PathTooLong, FileNotWritable, UntrackedFileInTheWay.</exception>
    internal void Check()
    {
        // The disk is asked, and tells a.c from A.c only where that is so.
        var gone = new HashSet<string>(tree.Files.Where(f => f.OldMode != EntryMode.None).Select(f => f.Name), repository.DiskNames);
        var writable = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (FileMove file in tree.Files)
        {
            string name = file.Name;
            if (file.NewMode != EntryMode.None && repository.PathRules.IsForbidden(name, file.NewMode))
                throw ForbiddenPaths.Error(name, $"what '{tree.Branch}' would be moved to");
            if (file.NewMode != EntryMode.None && repository.DiskNames.IsTooLong(At(name)))
                throw new MaintainerException("PathTooLong", ErrorKind.InvalidOperation, name, name, workTree);
            if (file is { OldMode: EntryMode.None, NewMode: not EntryMode.Submodule } && InTheWay(name, gone) is { } way)
                throw new MaintainerException("UntrackedFileInTheWay", ErrorKind.InvalidOperation, tree.Branch, tree.Branch, workTree, way);
            string above = Path.GetDirectoryName(At(name))!;
            while (!FileCalls.Exists(above))
                above = Path.GetDirectoryName(above)!;
            if (!writable.TryGetValue(above, out bool can))
                writable[above] = can = FileCalls.CanWriteIn(above);
            if (!can)
                throw new MaintainerException("FileNotWritable", ErrorKind.PermissionDenied, name, name, workTree, above);
        }
    }

    /// <summary>Puts the new files together, and notes what the old ones look like.</summary>
    internal void Stage(IOperationMonitor monitor)
    {
        Directory.CreateDirectory(_stage);
        using var contents = new FileContents(repository, workTree);
        for (int i = 0; i < tree.Files.Count; i++)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            FileMove file = tree.Files[i];
            if (IsFile(file.OldMode))
                file.OldStamp = StampOf(At(file.Name));
            if (!IsFile(file.NewMode))
                continue;
            contents.Write(file, New(i));
            file.NewStamp = StampOf(New(i));
            monitor.Report("Preparing files", i + 1, tree.Files.Count);
        }
        Spares.Make(FoldersNeeded());
    }

    /// <summary>Moves the files that are not moved yet.</summary>
    /// <exception cref="MaintainerException">FileChangedMeanwhile.</exception>
    internal void Forward()
    {
        foreach ((FileMove file, int i) in Numbered().Where(f => f.File.NewMode == EntryMode.None))
        {
            TakeAway(file, i);
            RemoveEmptyFoldersAbove(file.Name);
        }
        foreach ((FileMove file, int i) in Numbered().Where(f => f.File.NewMode != EntryMode.None))
        {
            if (file.NewMode == EntryMode.Submodule)
            {
                TakeAway(file, i);
                Spares.Put(At(file.Name));
                continue;
            }
            if (!FileCalls.Exists(New(i)))
                continue;
            TakeAway(file, i);
            string target = At(file.Name);
            if (FileCalls.IsFolder(target))
                FileCalls.RemoveEmpty(target);
            Spares.PutAbove(target);
            FileCalls.Rename(New(i), target);
        }
    }

    /// <summary>Puts all files back that were moved.</summary>
    internal void Back()
    {
        foreach ((FileMove file, int i) in Numbered().Where(f => f.File.NewMode != EntryMode.None))
        {
            string target = At(file.Name);
            if (file.NewMode == EntryMode.Submodule)
                FileCalls.RemoveEmpty(target);
            else if (!FileCalls.Exists(New(i)) && FileCalls.Exists(target))
                FileCalls.Rename(target, New(i));
            RemoveEmptyFoldersAbove(file.Name);
        }
        foreach ((FileMove file, int i) in Numbered())
        {
            if (file.OldMode == EntryMode.Submodule)
                Spares.Put(At(file.Name));
            if (!FileCalls.Exists(Old(i)))
                continue;
            Spares.PutAbove(At(file.Name));
            FileCalls.Rename(Old(i), At(file.Name));
        }
    }

    /// <summary>Throws where a file was changed by someone since the operation was cut off: going on or back would lose that.</summary>
    /// <exception cref="MaintainerException">FileChangedMeanwhile.</exception>
    internal void RequireUntouched()
    {
        foreach ((FileMove file, int i) in Numbered())
        {
            string target = At(file.Name);
            bool isPlaced = IsFile(file.NewMode) && !FileCalls.Exists(New(i));
            bool isTaken = FileCalls.Exists(Old(i));
            string? expected = isPlaced ? file.NewStamp : !isTaken && IsFile(file.OldMode) ? file.OldStamp : null;
            if (expected is null ? FileCalls.Exists(target) && !FileCalls.IsFolder(target) : StampOf(target) != expected)
                throw Changed(file);
        }
    }

    /// <summary>Removes the folder of new and old files, where it is not the operation's own.</summary>
    internal void RemoveStage()
    {
        if (tree.Stage is not null)
            OperationFolder.TryDelete(_stage);
    }

    private string New(int number) => Path.Combine(_stage, string.Create(CultureInfo.InvariantCulture, $"new-{_number}-{number}"));

    private string Old(int number) => Path.Combine(_stage, string.Create(CultureInfo.InvariantCulture, $"old-{_number}-{number}"));

    private string At(string name) => Path.Combine(workTree, name);

    private IEnumerable<(FileMove File, int Number)> Numbered() => tree.Files.Select((file, i) => (file, i));

    private static bool IsFile(int mode) => mode is not (EntryMode.None or EntryMode.Submodule);

    /// <summary>How many folders may have to be made: those that come, and those that go and are to come back where it is taken back.</summary>
    private int FoldersNeeded()
    {
        var coming = new HashSet<string>(StringComparer.Ordinal);
        var going = new HashSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (FileMove file in tree.Files)
        {
            if (file.NewMode == EntryMode.Submodule)
                coming.Add(file.Name);
            if (file.OldMode == EntryMode.Submodule)
                going.Add(file.Name);
            for (int end = file.Name.LastIndexOf('/'); end > 0; end = file.Name.LastIndexOf('/', end - 1))
            {
                string above = file.Name[..end];
                if (file.NewMode == EntryMode.None)
                    going.Add(above);
                else if (seen.Add(above) && !FileCalls.IsFolder(At(above)))
                    coming.Add(above);
            }
        }
        return coming.Count + going.Count;
    }

    private void TakeAway(FileMove file, int number)
    {
        string target = At(file.Name);
        if (file.OldMode == EntryMode.Submodule)
            FileCalls.RemoveEmpty(target);
        if (!IsFile(file.OldMode) || FileCalls.Exists(Old(number)) || !FileCalls.Exists(target))
            return;
        if (StampOf(target) != file.OldStamp)
            throw Changed(file);
        FileCalls.Rename(target, Old(number));
    }

    private MaintainerException Changed(FileMove file) =>
        new("FileChangedMeanwhile", ErrorKind.ResourceUnavailable, file.Name, file.Name, workTree, folder.Record.Id);

    /// <summary>What tells a file from an edited one without reading it; the same after a rename.</summary>
    private static string StampOf(string path)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is { } link)
            return "-> " + link;
        return file.Exists ? string.Create(CultureInfo.InvariantCulture, $"{file.Length} {file.LastWriteTimeUtc.Ticks}") : "";
    }

    /// <summary>What stands where a new file goes, or where a folder above it goes, and does not go away itself.</summary>
    private string? InTheWay(string name, HashSet<string> gone)
    {
        for (int at = name.IndexOf('/', StringComparison.Ordinal); at >= 0; at = name.IndexOf('/', at + 1))
        {
            string above = name[..at];
            if (!FileCalls.Exists(At(above)))
                return null;
            if (!FileCalls.IsFolder(At(above)))
                return gone.Contains(above) ? null : above;
        }
        string target = At(name);
        if (!FileCalls.Exists(target))
            return null;
        if (!FileCalls.IsFolder(target))
            return name;
        string? inside = Directory.EnumerateFiles(target, "*", SearchOption.AllDirectories)
            .Select(f => name + "/" + Path.GetRelativePath(target, f).Replace(Path.DirectorySeparatorChar, '/')).FirstOrDefault(f => !gone.Contains(f));
        return inside;
    }

    private void RemoveEmptyFoldersAbove(string name)
    {
        for (int end = name.LastIndexOf('/'); end > 0 && FileCalls.RemoveEmpty(At(name[..end])); end = name.LastIndexOf('/', end - 1))
        {
        }
    }
}
