using System.Security.Cryptography;
using System.Text;
using MaintainerTools.Engine.Objects.Commands;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Objects.WorkTrees;

/// <summary>
/// Says what a run has made in the way of temporary checkouts: a file under maintainer-tools/runs of the repository's common folder that is there before
/// they are and goes after them, and that is held open as long as the run lives. Whoever can take it knows that its run was killed, and clears away what
/// it names; a run that is at work is left alone.
/// </summary>
internal sealed class CheckoutRecord : IDisposable
{
    private const string Prefix = "maintainer-tools-test-";

    private readonly string _common;
    private readonly FileStream _held;

    private CheckoutRecord(string common, string id, FileStream held) =>
        (_common, Id, _held, Root) = (common, id, held, Path.Combine(Path.GetTempPath(), Prefix + id));

    /// <summary>Eight bytes of chance.</summary>
    internal string Id { get; }

    /// <summary>The temporary folder that holds the work trees.</summary>
    internal string Root { get; }

    /// <summary>Clears away what killed runs have left, and begins one.</summary>
    /// <exception cref="MaintainerException">WorktreeFailed.</exception>
    internal static CheckoutRecord Create(GitRepository repository)
    {
        string common = repository.CommonDirectory;
        try
        {
            Directory.CreateDirectory(FolderIn(common));
            Sweep(common);
            CheckoutRecord? record;
            do
                record = TryCreate(common, Convert.ToHexString(RandomNumberGenerator.GetBytes(8)).ToLowerInvariant());
            while (record is null);
            return record;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MaintainerException("WorktreeFailed", ErrorKind.InvalidOperation, common, e, [common, e.Message]);
        }
    }

    /// <summary>True while the run of that id is not cleared away.</summary>
    internal static bool IsThere(string common, string id) => File.Exists(Path.Combine(FolderIn(common), id));

    /// <summary>The git directory that a linked work tree of this run gets.</summary>
    internal string AdminDirectory(int number) => Path.Combine(_common, "worktrees", $"{Prefix}{Id}-{number}");

    /// <summary>Where that is put together, to get its place by a rename.</summary>
    internal string StagedDirectory(int number) => Path.Combine(FolderIn(_common), $"{Id}-{number}");

    /// <summary>What the processes of one of its workers are marked with.</summary>
    internal string Mark(int number) => $"{Id}-{number}.";

    /// <summary>Clears away what the run has made, and ends it. What cannot be deleted yet the next run tries again.</summary>
    public void Dispose()
    {
        bool cleared = Clear(_common, Id, Root);
        if (cleared && !OperatingSystem.IsWindows())
            DiskFiles.TryDelete(_held.Name);
        _held.Dispose();
        if (cleared)
            DiskFiles.TryDelete(_held.Name);
    }

    private static string FolderIn(string common) => Path.Combine(common, "maintainer-tools", "runs");

    private static CheckoutRecord? TryCreate(string common, string id)
    {
        string file = Path.Combine(FolderIn(common), id);
        FileStream held;
        try
        {
            held = new FileStream(file, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(file))
        {
            // Another process looks at it between its coming and its being held.
            return null;
        }
        try
        {
            var record = new CheckoutRecord(common, id, held);
            held.Write(Encoding.UTF8.GetBytes(record.Root + "\n"));
            held.Flush(true);
            // One that another process cleared away in that moment holds nothing.
            if (!File.Exists(file))
            {
                held.Dispose();
                return null;
            }
            Directory.CreateDirectory(record.Root);
            return record;
        }
        catch
        {
            held.Dispose();
            DiskFiles.TryDelete(file);
            throw;
        }
    }

    private static void Sweep(string common)
    {
        foreach (string file in Directory.EnumerateFiles(FolderIn(common)))
        {
            string id = Path.GetFileName(file);
            try
            {
                using var held = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                using var reader = new StreamReader(held);
                string root = reader.ReadToEnd().Trim();
                // Without its name in it (a run that was killed before that was written) there is nothing yet.
                bool cleared = Clear(common, id, Path.GetFileName(root) == Prefix + id ? root : null);
                if (cleared && !OperatingSystem.IsWindows())
                    DiskFiles.TryDelete(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Its run is at work, or another process clears it away.
                continue;
            }
            if (OperatingSystem.IsWindows())
                DiskFiles.TryDelete(file);
        }
    }

    /// <summary>Ends what runs, then deletes the folders; false where something is left.</summary>
    private static bool Clear(string common, string id, string? root)
    {
        MarkedProcesses.End(id + "-");
        bool cleared = root is null || TryDelete(root);
        string worktrees = Path.Combine(common, "worktrees");
        string name = $"{Prefix}{id}-";
        IEnumerable<string> admin = Directory.Exists(worktrees) ? Directory.GetDirectories(worktrees, name + "*") : [];
        foreach (string folder in admin.Concat(Directory.GetDirectories(FolderIn(common), id + "-*")))
            cleared &= TryDelete(folder);
        // git takes the folder away with the last of them as well.
        if (Directory.Exists(worktrees) && !Directory.EnumerateFileSystemEntries(worktrees).Any())
            DiskFiles.TryDeleteEmpty(worktrees);
        return cleared;
    }

    private static bool TryDelete(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
                DiskFiles.DeleteFolder(folder);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A program that the command left running may hold a file.
            return false;
        }
    }
}
