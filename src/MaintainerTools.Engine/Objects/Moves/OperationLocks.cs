using System.Text;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Objects.Moves;

/// <summary>
/// git's own lock files, each taken whole with the operation's name in it: whether a lock that is left is the operation's is told by its content, and one that
/// is another's is never touched.
/// </summary>
internal sealed class OperationLocks(GitRepository repository, OperationFolder folder)
{
    // git waits as long for a lock that another of its commands holds for a moment: core.packedRefsTimeout, core.filesRefLockTimeout.
    private static readonly TimeSpan s_packedRefs = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_others = TimeSpan.FromMilliseconds(100);

    private byte[] Token => TokenOf(folder.Record.Id);

    /// <summary>Takes those of the record's locks that are not taken yet, in the order of their names.</summary>
    /// <exception cref="MaintainerException">RefLocked, IndexLocked.</exception>
    internal void Take()
    {
        foreach (string name in folder.Record.Locks)
        {
            string file = Path.Combine(repository.CommonDirectory, name);
            // A linked work tree that is moved away already has its locks with it.
            if (IsOwn(file) || folder.Record.Linked.Exists(l => IsGone(l, name)))
                continue;
            FileCalls.MakeFoldersAbove(file);
            TimeSpan patience = name == MoveRecord.PackedRefsLock ? s_packedRefs : s_others;
            long begun = Environment.TickCount64;
            while (!TryTake(file))
            {
                if (name == MoveRecord.PackedRefsLock && TryFreePackedRefs(file))
                    continue;
                if (Environment.TickCount64 - begun > patience.TotalMilliseconds)
                    throw Path.GetFileName(file) == "index.lock"
                        ? new MaintainerException("IndexLocked", ErrorKind.ResourceUnavailable, file, folder.Record.Subject,
                            Path.GetDirectoryName(file), file)
                        : new MaintainerException("RefLocked", ErrorKind.ResourceUnavailable, name, name[..^".lock".Length], file);
                Thread.Sleep(10);
            }
        }
    }

    /// <summary>True where all of them are taken, but for those of a work tree that is moved away with them.</summary>
    internal bool HoldsAll => folder.Record.Locks.TrueForAll(name =>
        IsOwn(Path.Combine(repository.CommonDirectory, name)) || folder.Record.Linked.Exists(l => IsGone(l, name)));

    /// <summary>Removes those that are the operation's own.</summary>
    internal void Release()
    {
        foreach (string name in folder.Record.Locks)
        {
            string file = Path.Combine(repository.CommonDirectory, name);
            if (IsOwn(file))
                FileCalls.Remove(file);
            RefFiles.RemoveEmptyFolders(repository.CommonDirectory, name);
        }
    }

    /// <summary>
    /// The lock of packed-refs is everybody's, and an operation that was cut off needs it only when it goes on: then it takes it anew. Given back for it by
    /// whoever holds its record, so that nobody else can have made it the lock of something else in between.
    /// </summary>
    private bool TryFreePackedRefs(string file)
    {
        foreach (MoveRecord other in OperationFolder.Open(repository).Where(o => o.Id != folder.Record.Id && !OperationFolder.IsElsewhere(o)))
        {
            if (!IsOf(file, other.Id))
                continue;
            using OperationFolder? taken = OperationFolder.TakeOver(repository, other);
            if (taken is null || !IsOf(file, other.Id))
                return false;
            FileCalls.Remove(file);
            return true;
        }
        return false;
    }

    private bool IsGone(LinkedMove linked, string name) => !linked.IsMade
        && name.StartsWith(linked.GitDirectory + Path.DirectorySeparatorChar, StringComparison.Ordinal)
        && !Directory.Exists(Path.Combine(repository.CommonDirectory, linked.GitDirectory));

    private bool TryTake(string file)
    {
        if (FileCalls.Exists(file))
            return false;
        string temporary = folder.FileOf("lock");
        File.WriteAllBytes(temporary, Token);
        return FileCalls.TryRenameToNew(temporary, file) || IsOwn(file);
    }

    private static byte[] TokenOf(string id) => Encoding.ASCII.GetBytes($"maintainer-tools operation {id}\n");

    private bool IsOwn(string file) => IsOf(file, folder.Record.Id);

    private static bool IsOf(string file, string id)
    {
        byte[] token = TokenOf(id);
        try
        {
            return File.Exists(file) && new FileInfo(file).Length == token.Length && File.ReadAllBytes(file).AsSpan().SequenceEqual(token);
        }
        catch (FileNotFoundException)
        {
            // Given back in this instant.
            return false;
        }
    }
}
