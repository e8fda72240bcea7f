using System.Globalization;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Engine.Objects.Moves;

/// <summary>
/// The folder of an operation under way: its record, and whatever it puts together before it is moved into place. In the repository's common directory,
/// maintainer-tools/operations/open/ID; the record alone goes to maintainer-tools/operations/closed/ID.json in the end.
/// </summary>
internal sealed class OperationFolder : IDisposable
{
    private const string RecordName = "operation.json";
    private const string StemFormat = "yyyyMMdd'T'HHmmss'Z'";
    private const string HeldName = "held";

    /// <summary>What a folder beside a work tree's files is called in which an operation puts things together, with its id behind it.</summary>
    internal const string StagePrefix = ".maintainer-tools-";

    // As long as git keeps what its logs say of a ref (gc.reflogExpire), and no fewer than so many.
    private const int ClosedKept = 1000;
    private static readonly TimeSpan s_closedKept = TimeSpan.FromDays(90);
    private readonly string _common;
    private FileStream? _held;

    private OperationFolder(string common, string path, FileStream held, MoveRecord record) => (_common, Path, _held, Record) = (common, path, held, record);

    internal string Path { get; }

    internal MoveRecord Record { get; }

    private static string OpenIn(string common) => System.IO.Path.Combine(common, "maintainer-tools", "operations", "open");

    private static string ClosedIn(string common) => System.IO.Path.Combine(common, "maintainer-tools", "operations", "closed");

    /// <summary>Begins an operation: from here on whoever comes finds it.</summary>
    internal static OperationFolder Begin(GitRepository repository, MoveRecord record)
    {
        string common = repository.CommonDirectory;
        string stem = record.Time.UtcDateTime.ToString(StemFormat, CultureInfo.InvariantCulture);
        for (int n = 1; ; n++)
        {
            record.Id = n == 1 ? stem : string.Create(CultureInfo.InvariantCulture, $"{stem}-{n}");
            string path = System.IO.Path.Combine(OpenIn(common), record.Id);
            if (Directory.Exists(path) || File.Exists(System.IO.Path.Combine(ClosedIn(common), record.Id + ".json")))
                continue;
            Directory.CreateDirectory(path);
            // Held as long as this process lives: whoever can take it knows that the operation was cut off.
            string held = System.IO.Path.Combine(path, HeldName);
            if (TryCreate(held) is not { } stream)
                continue;
            record.Owner = MoveOwner.Current();
            var folder = new OperationFolder(common, path, stream, record);
            try
            {
                folder.Save();
                return folder;
            }
            catch
            {
                folder.Delete();
                folder.Dispose();
                throw;
            }
        }
    }

    /// <summary>The open operations, oldest first; <paramref name="sweep"/> also removes what was left of folders without a record.</summary>
    internal static List<MoveRecord> Open(GitRepository repository, bool sweep = false)
    {
        string all = OpenIn(repository.CommonDirectory);
        var records = new List<MoveRecord>();
        if (!Directory.Exists(all))
            return records;
        foreach (string path in Directory.GetDirectories(all).Order(StringComparer.Ordinal))
        {
            if (TryReadRecord(path) is { } record)
                records.Add(record);
            else if (sweep && !IsHeld(path))
                TryDelete(path);
        }
        return records;
    }

    /// <summary>The closed operations, oldest first.</summary>
    internal static List<MoveRecord> Closed(GitRepository repository)
    {
        string all = ClosedIn(repository.CommonDirectory);
        return Directory.Exists(all) ? [.. Directory.GetFiles(all, "*.json").Select(MoveRecord.Read)
            .OrderBy(r => r.Time).ThenBy(r => r.Id, StringComparer.Ordinal)] : [];
    }

    /// <summary>
    /// True where its process has ended, and it has not. An operation closes while others look: its record goes before it is let go, so that one that
    /// nobody holds and that has its record still was cut off. Held again, it is another of the same name.
    /// </summary>
    internal static bool IsCutOff(GitRepository repository, MoveRecord record)
    {
        string path = System.IO.Path.Combine(OpenIn(repository.CommonDirectory), record.Id);
        return !IsHeld(path) && File.Exists(System.IO.Path.Combine(path, RecordName)) && !IsHeld(path);
    }

    /// <summary>True where it began on another machine, or before this one was started anew: nothing here can tell then whether its process lives.</summary>
    internal static bool IsElsewhere(MoveRecord record) => record.Owner is { } owner && owner.Host != Environment.MachineName;

    /// <summary>Takes an operation over that was cut off, with the record as it is then; null while its process is at it, or where it has ended.</summary>
    internal static OperationFolder? TakeOver(GitRepository repository, MoveRecord record)
    {
        string path = System.IO.Path.Combine(OpenIn(repository.CommonDirectory), record.Id);
        FileStream? held = null;
        try
        {
            held = new FileStream(System.IO.Path.Combine(path, HeldName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            if (TryReadRecord(path) is { } now)
                return new OperationFolder(repository.CommonDirectory, path, Interlocked.Exchange(ref held, null), now);
            return null;
        }
        catch (IOException)
        {
            return null;
        }
        finally
        {
            held?.Dispose();
        }
    }

    /// <summary>A file of the operation's own.</summary>
    internal string FileOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes the record: the old one or the new one is there, whatever happens, and on the disk.</summary>
    internal void Save()
    {
        string file = FileOf(RecordName);
        using (var stream = new FileStream(file + ".new", FileMode.Create, FileAccess.Write, FileShare.None, 0))
        {
            stream.Write(Record.ToJson());
            stream.Flush(flushToDisk: true);
        }
        FileCalls.Rename(file + ".new", file);
    }

    /// <summary>The last step: the record goes to those of closed operations, and what else is in the folder goes.</summary>
    internal void Close()
    {
        // Undoing looks at the refs; a list of all files that moved would be kept for nothing.
        foreach (TreeMove tree in Record.Trees)
        {
            tree.Files.Clear();
            tree.Conflicts.Clear();
        }
        Save();
        string closed = ClosedIn(_common);
        Directory.CreateDirectory(closed);
        FileCalls.Rename(FileOf(RecordName), System.IO.Path.Combine(closed, Record.Id + ".json"));
        Prune(closed);
        // What stays is swept by the next operation.
        TryDelete(Path);
    }

    /// <summary>Removes the records that are older than git keeps its logs, but for the newest.</summary>
    private static void Prune(string closed)
    {
        string[] files = Directory.GetFiles(closed, "*.json");
        if (files.Length <= ClosedKept)
            return;
        Array.Sort(files, StringComparer.Ordinal);
        string oldest = DateTime.UtcNow.Subtract(s_closedKept).ToString(StemFormat, CultureInfo.InvariantCulture);
        foreach (string file in files.AsSpan(0, files.Length - ClosedKept))
        {
            if (string.CompareOrdinal(System.IO.Path.GetFileName(file), oldest) < 0)
                DiskFiles.TryDelete(file);
        }
    }

    /// <summary>Forgets an operation that has moved nothing.</summary>
    internal void Delete()
    {
        if (File.Exists(FileOf(RecordName)))
            FileCalls.Remove(FileOf(RecordName));
        TryDelete(Path);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _held?.Dispose();
        _held = null;
    }

    /// <summary>Removes a folder of ours with all that is in it; files of objects are read-only.</summary>
    internal static void TryDelete(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nobody needs it, and nobody is kept from anything by it.
        }
    }

    /// <summary>The record of a folder; null where it has none yet, or no more.</summary>
    private static MoveRecord? TryReadRecord(string path)
    {
        try
        {
            return MoveRecord.Read(System.IO.Path.Combine(path, RecordName));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static bool IsHeld(string path)
    {
        string held = System.IO.Path.Combine(path, HeldName);
        if (!File.Exists(held))
            return false;
        try
        {
            using var stream = new FileStream(held, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static FileStream? TryCreate(string held)
    {
        try
        {
            return new FileStream(held, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(held) || !Directory.Exists(System.IO.Path.GetDirectoryName(held)))
        {
            // Another operation of the same second, or one that swept the folder away.
            return null;
        }
    }
}
