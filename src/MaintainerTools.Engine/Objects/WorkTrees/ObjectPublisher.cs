using System.IO.Compression;
using System.Text;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Objects.WorkTrees;

/// <summary>
/// Writes the objects of a scratch store that new tips need. Each is written whole in a folder of the operation's own first and then named as an object, so
/// that what a killed process leaves behind is either an object or lies in that folder.
/// </summary>
internal sealed class ObjectPublisher(GitRepository repository, string stage)
{
    // As many objects git keeps as one pack where it receives them (fetch.unpackLimit), and fewer as files of their own.
    private const int PackFrom = 100;

    /// <summary>The objects of the scratch store that the tips reach, children before parents.</summary>
    internal static List<Oid> Closure(ScratchStore scratch, IEnumerable<Oid> tips, IOperationMonitor monitor)
    {
        var seen = new HashSet<Oid>();
        var stack = new Stack<(Oid Id, bool Expanded)>();
        foreach (Oid tip in tips)
            stack.Push((tip, false));
        var objects = new List<Oid>();
        while (stack.TryPop(out (Oid Id, bool Expanded) item))
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            if (item.Expanded)
            {
                objects.Add(item.Id);
                continue;
            }
            if (!scratch.IsPending(item.Id) || !seen.Add(item.Id))
                continue;
            stack.Push((item.Id, true));
            foreach (Oid child in ChildrenOf(scratch, item.Id))
                stack.Push((child, false));
        }
        return objects;
    }

    /// <summary>Writes those of the objects that the repository does not have.</summary>
    /// <exception cref="MaintainerException">ObjectWriteFailed.</exception>
    internal void Write(ScratchStore scratch, IReadOnlyList<Oid> ids, IOperationMonitor monitor)
    {
        List<Oid> missing = [.. ids.Where(id => !repository.Stored.IsKnown(id))];
        // Large ones are read one at a time, and so become files of their own.
        List<Oid> small = [.. missing.Where(id => scratch.PendingLengthOf(id) < LargeArrays.Large)];
        if (small.Count >= PackFrom)
        {
            monitor.Report("Writing objects", small.Count, missing.Count);
            Place(repository.Stored.WritePack([.. small.Select(id => Pending(scratch, id))], stage));
            missing = [.. missing.Except(small)];
        }
        for (int i = 0; i < missing.Count; i++)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            (ObjectType type, byte[] data) = Pending(scratch, missing[i]);
            WriteLoose(repository, stage, missing[i], type, data);
            LargeArrays.Released(data.Length);
            monitor.Report("Writing objects", i + 1, missing.Count);
        }
        repository.Stored.Refresh();
    }

    /// <summary>What an object names.</summary>
    internal static IEnumerable<Oid> ChildrenOf(ScratchStore scratch, Oid id)
    {
        // What is in a large file matters to nobody here.
        if (scratch.PendingTypeOf(id) is not (ObjectType.Commit or ObjectType.Tree))
            return [];
        scratch.TryReadPending(id, out ObjectType type, out byte[] data);
        if (type == ObjectType.Commit)
        {
            CommitObject commit = CommitObject.Parse(id, data);
            return commit.Parents.Append(commit.Tree);
        }
        var children = new List<Oid>();
        foreach (TreeEntry entry in new TreeObject(data).Entries)
        {
            // The commit of a submodule is in another repository.
            if (entry.Mode != EntryMode.Submodule)
                children.Add(entry.Id);
        }
        return children;
    }

    /// <summary>Makes a pack one of the repository's: from when its index is there, so that comes last.</summary>
    private void Place(string name)
    {
        string folder = Path.Combine(repository.Stored.Directory, "pack");
        Attempt(repository, () =>
        {
            Directory.CreateDirectory(folder);
            foreach (string file in (string[])[name + ".pack", name + ".idx"])
            {
                if (FsyncSettings.Of(repository).Packs)
                    FsyncSettings.Flush(Path.Combine(stage, file));
                HeldFiles.Try(() => File.Move(Path.Combine(stage, file), Path.Combine(folder, file), overwrite: true));
            }
        });
    }

    private static void Attempt(GitRepository repository, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MaintainerException("ObjectWriteFailed", ErrorKind.ResourceUnavailable, repository.Stored.Directory, e,
                [repository.Stored.Directory, e.Message]);
        }
    }

    private static (ObjectType Type, byte[] Data) Pending(ScratchStore scratch, Oid id)
    {
        scratch.TryReadPending(id, out ObjectType type, out byte[] data);
        return (type, data);
    }

    /// <summary>A git gc beside removes empty folders of objects, and may do so between the two calls: git makes it anew then, too.</summary>
    private static void MoveInto(string folder, string file, string name)
    {
        const int Tries = 10;
        for (int n = 1; ; n++)
        {
            Directory.CreateDirectory(folder);
            try
            {
                HeldFiles.Try(() => File.Move(file, Path.Combine(folder, name), overwrite: true));
                return;
            }
            catch (DirectoryNotFoundException) when (n < Tries)
            {
                // Once more.
            }
            catch (FileNotFoundException) when (n < Tries && File.Exists(file))
            {
                // The same, as .NET says it.
            }
        }
    }

    /// <summary>Writes one object as a file of its own.</summary>
    /// <exception cref="MaintainerException">ObjectWriteFailed.</exception>
    internal static void WriteLoose(GitRepository repository, string stage, Oid id, ObjectType type, byte[] data)
    {
        string name = id.ToString();
        string folder = Path.Combine(repository.Stored.Directory, name[..2]);
        string temporary = Path.Combine(stage, "object");
        Attempt(repository, () =>
        {
            File.Delete(temporary);
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0))
            {
                using (var zlib = new ZLibStream(file, CompressionLevel.Fastest, leaveOpen: true))
                {
                    zlib.Write(Encoding.ASCII.GetBytes($"{type.ToString().ToLowerInvariant()} {data.Length}\0"));
                    zlib.Write(data);
                }
                if (FsyncSettings.Of(repository).LooseObjects)
                    file.Flush(flushToDisk: true);
            }
            File.SetAttributes(temporary, FileAttributes.ReadOnly);
            MoveInto(folder, temporary, name[2..]);
        });
    }
}
