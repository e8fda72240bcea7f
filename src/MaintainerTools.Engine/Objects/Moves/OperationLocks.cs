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

    private byte[] Token => Encoding.ASCII.GetBytes($"maintainer-tools operation {folder.Record.Id}\n");

    /// <summary>Takes those of the record's locks that are not taken yet, in the order of their names.</summary>
    /// <exception cref="MaintainerException">RefLocked, IndexLocked.</exception>
    internal void Take()
    {
        foreach (string name in folder.Record.Locks)
        {
            string file = Path.Combine(repository.CommonDirectory, name);
            if (IsOwn(file))
                continue;
            FileCalls.MakeFoldersAbove(file);
            TimeSpan patience = Path.GetFileName(file) == "packed-refs.lock" ? s_packedRefs : s_others;
            long begun = Environment.TickCount64;
            while (!TryTake(file))
            {
                if (Environment.TickCount64 - begun > patience.TotalMilliseconds)
                    throw Path.GetFileName(file) == "index.lock"
                        ? new MaintainerException("IndexLocked", ErrorKind.ResourceUnavailable, file, folder.Record.Refs[^1].Name,
                            Path.GetDirectoryName(file), file)
                        : new MaintainerException("RefLocked", ErrorKind.ResourceUnavailable, name, name[..^".lock".Length], file);
                Thread.Sleep(10);
            }
        }
    }

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

    private bool TryTake(string file)
    {
        if (FileCalls.Exists(file))
            return false;
        string temporary = folder.FileOf("lock");
        File.WriteAllBytes(temporary, Token);
        try
        {
            // Fails where the name is taken, and gives the file its name with its content in it.
            File.Move(temporary, file, overwrite: false);
            return true;
        }
        catch (IOException) when (FileCalls.Exists(file))
        {
            return IsOwn(file);
        }
    }

    private bool IsOwn(string file) => File.Exists(file) && new FileInfo(file).Length == Token.Length && File.ReadAllBytes(file).AsSpan().SequenceEqual(Token);
}
