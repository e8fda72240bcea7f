using System.Globalization;
using System.Text;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Engine.Objects.Moves;

/// <summary>
/// Refs as git keeps them, a file each or a line of packed-refs, and their logs. Whoever writes holds git's locks for
/// them; each step can be done again without harm.
/// </summary>
internal sealed class RefFiles(GitRepository repository, OperationFolder folder)
{
    private static readonly string[] s_loggedKinds = [RefName.Branches, RefName.Remotes, "refs/notes/"];
    private readonly string _common = repository.CommonDirectory;
    private readonly bool _flush = FsyncSettings.Of(repository).References;

    private string Packed => Path.Combine(_common, "packed-refs");

    /// <summary>Where a ref is now, read anew; zero where there is none.</summary>
    /// <exception cref="MaintainerException">SymbolicRef, RefUnreadable.</exception>
    internal Oid Read(string name)
    {
        string file = Path.Combine(_common, name);
        if (!File.Exists(file))
            return ReadPacked(name);
        string text = File.ReadAllText(file).TrimEnd();
        if (text.StartsWith("ref:", StringComparison.Ordinal))
            throw new MaintainerException("SymbolicRef", ErrorKind.InvalidArgument, name, name, text[4..].Trim());
        return Oid.TryParse(text.AsSpan(), out Oid id) ? id : throw new MaintainerException("RefUnreadable", ErrorKind.InvalidData, name, name, file);
    }

    /// <summary>Puts files together that hold the old value and the new, so that a ref moves, and moves back, by a rename.</summary>
    internal void Stage()
    {
        foreach (RecordedMove move in folder.Record.Refs)
        {
            foreach (Oid id in (Oid[])[move.OldId, move.NewId])
            {
                if (!id.IsZero)
                    WriteFile(Reserve(move, id), id);
            }
        }
    }

    /// <summary>Moves a ref, with its lines in the logs first, as git does.</summary>
    internal void Move(RecordedMove move)
    {
        if (Read(move.Name) != move.NewId)
        {
            foreach (LogLine line in move.Logs)
                Append(line);
            Write(move, move.NewId);
        }
        // A deleted ref's log goes with it, as git does; until the operation is closed it can come back.
        string log = LogOf(move.Name);
        if (move.NewId.IsZero && File.Exists(log))
            FileCalls.Rename(log, KeptLog(move.Name));
    }

    /// <summary>Removes the folders of logs that nothing is in any more: only when it is ended, for coming back they would take room.</summary>
    internal void RemoveEmptyLogFolders()
    {
        foreach (RecordedMove move in folder.Record.Refs)
            RemoveEmptyFolders(_common, Path.Combine("logs", move.Name));
    }

    /// <summary>Puts a ref back to where it was, and its logs.</summary>
    internal void TakeBack(RecordedMove move)
    {
        if (File.Exists(KeptLog(move.Name)))
        {
            FileCalls.MakeFoldersAbove(LogOf(move.Name));
            FileCalls.Rename(KeptLog(move.Name), LogOf(move.Name));
        }
        if (Read(move.Name) != move.OldId)
            Write(move, move.OldId);
        foreach (LogLine line in move.Logs)
            Cut(line);
    }

    /// <summary>The lines that the logs get; none where git would keep no log.</summary>
    internal List<LogLine> LinesFor(string name, Oid old, Oid @new, string message, IEnumerable<string> heads)
    {
        if (@new.IsZero)
            return [];
        string line = $"{old} {@new} {Person()}\t{message}\n";
        return [.. heads.Select(git => Path.Combine(git, "logs", "HEAD")).Prepend(Path.Combine("logs", name)).Where(IsLogged)
            .Select(log => new LogLine { Path = log, Length = File.Exists(Path.Combine(_common, log))
                ? new FileInfo(Path.Combine(_common, log)).Length : -1, Line = line })];
    }

    /// <summary>Removes folders that were made for a ref or its lock and that nothing is in.</summary>
    internal static void RemoveEmptyFolders(string common, string name)
    {
        // git keeps refs/heads and its like.
        string[] parts = name.Split('/');
        if (parts[0] is not ("refs" or "logs"))
            return;
        int kept = parts[0] == "logs" ? 3 : 2;
        for (int n = parts.Length - 1; n > kept && FileCalls.RemoveEmpty(Path.Combine([common, .. parts[..n]])); n--)
        {
        }
    }

    private string LogOf(string name) => Path.Combine(_common, "logs", name);

    private string KeptLog(string name) => folder.FileOf("log-" + Uri.EscapeDataString(name));

    private Oid ReadPacked(string name)
    {
        if (!File.Exists(Packed))
            return Oid.Zero;
        foreach (string line in File.ReadLines(Packed))
        {
            if (line.Length == 41 + name.Length && line.EndsWith(name, StringComparison.Ordinal) && line[40] == ' '
                && Oid.TryParse(line.AsSpan(0, 40), out Oid id))
                return id;
        }
        return Oid.Zero;
    }

    private void Write(RecordedMove move, Oid id)
    {
        string name = move.Name;
        string file = Path.Combine(_common, name);
        if (id.IsZero)
        {
            // First from the packed ones: gone from its file alone, it would be where it was when they were packed.
            if (!ReadPacked(name).IsZero)
                RemovePacked(name);
            if (FileCalls.Exists(file))
                FileCalls.Remove(file);
            RemoveEmptyFolders(_common, name);
            return;
        }
        if (FileCalls.IsFolder(file))
            RemoveEmptyTree(file);
        FileCalls.MakeFoldersAbove(file);
        string reserve = Reserve(move, id);
        // Used once: whoever goes on from half way back makes it anew.
        if (!FileCalls.Exists(reserve))
            WriteFile(reserve, id);
        FileCalls.Rename(reserve, file);
    }

    private string Reserve(RecordedMove move, Oid id) =>
        folder.FileOf(string.Create(CultureInfo.InvariantCulture, $"ref-{folder.Record.Refs.IndexOf(move)}.{(id == move.OldId ? "old" : "new")}"));

    private void WriteFile(string file, Oid id)
    {
        string temporary = file + ".part";
        WriteThrough(temporary, Encoding.ASCII.GetBytes(id + "\n"));
        FileCalls.Rename(temporary, file);
    }

    private void RemovePacked(string name)
    {
        var kept = new StringBuilder();
        bool skips = false;
        foreach (string line in File.ReadAllLines(Packed, Encoding.Latin1))
        {
            // What an annotated tag names stands in a line of its own below it.
            skips = line.StartsWith('^') ? skips : Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(line)).EndsWith(" " + name, StringComparison.Ordinal);
            if (!skips)
                kept.Append(line).Append('\n');
        }
        string temporary = folder.FileOf("packed-refs.part");
        WriteThrough(temporary, Encoding.Latin1.GetBytes(kept.ToString()));
        FileCalls.Rename(temporary, Packed);
    }

    private void WriteThrough(string file, byte[] content)
    {
        using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, 0);
        stream.Write(content);
        if (_flush)
            stream.Flush(flushToDisk: true);
    }

    private void Append(LogLine line)
    {
        string file = Path.Combine(_common, line.Path);
        long length = File.Exists(file) ? new FileInfo(file).Length : -1;
        if (length == Math.Max(line.Length, 0) + Encoding.UTF8.GetByteCount(line.Line))
            return;
        Cut(line);
        if (FileCalls.IsFolder(file))
            RemoveEmptyTree(file);
        FileCalls.MakeFoldersAbove(file);
        using var stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, 0);
        stream.Write(Encoding.UTF8.GetBytes(line.Line));
    }

    /// <summary>Takes a line out of a log again, where it or the beginning of it is the last there.</summary>
    private void Cut(LogLine line)
    {
        string file = Path.Combine(_common, line.Path);
        if (!File.Exists(file))
            return;
        byte[] whole = Encoding.UTF8.GetBytes(line.Line);
        long before = Math.Max(line.Length, 0);
        long more = new FileInfo(file).Length - before;
        if (more < 0 || more > whole.Length || (more == 0 && line.Length >= 0))
            return;
        using (var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0))
        {
            byte[] tail = new byte[more];
            stream.Position = before;
            stream.ReadExactly(tail);
            if (!whole.AsSpan(0, tail.Length).SequenceEqual(tail))
                return;
            if (line.Length >= 0)
                stream.SetLength(before);
        }
        if (line.Length >= 0)
            return;
        FileCalls.Remove(file);
        RemoveEmptyFolders(_common, line.Path);
    }

    /// <summary>As core.logAllRefUpdates says; a log that is there is kept up in any case.</summary>
    private bool IsLogged(string log)
    {
        if (File.Exists(Path.Combine(_common, log)))
            return true;
        string? setting = repository.Config("core.logallrefupdates");
        if (string.Equals(setting, "always", StringComparison.OrdinalIgnoreCase))
            return true;
        // Where nothing is said, a repository with a work tree has logs.
        bool isOn = setting is null ? GitConfigValue.Bool(repository.Config("core.bare")) != true : GitConfigValue.Bool(setting) == true;
        return isOn && (log.EndsWith("HEAD", StringComparison.Ordinal)
            || s_loggedKinds.Any(kind => log.StartsWith(Path.Combine("logs", kind), StringComparison.Ordinal)));
    }

    private string Person()
    {
        try
        {
            return Encoding.UTF8.GetString(Identity.Committer(repository).Raw);
        }
        catch (MaintainerException)
        {
            // A log is kept also where nobody has said who they are.
            return Encoding.UTF8.GetString(
                PersonLine.Create("unknown", "", DateTimeOffset.Now.ToUnixTimeSeconds(), (int)DateTimeOffset.Now.Offset.TotalMinutes).Raw);
        }
    }

    private static void RemoveEmptyTree(string path)
    {
        foreach (string inner in Directory.GetDirectories(path))
            RemoveEmptyTree(inner);
        FileCalls.RemoveEmpty(path);
    }
}
