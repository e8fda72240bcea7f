using System.Globalization;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Engine.Objects.Moves;

/// <summary>
/// The objects that a move needs: written before anything is locked, and looked for again under the locks, for a git gc may have come in between.
/// </summary>
internal sealed class MoveObjects(GitRepository repository, OperationFolder folder, MovePlan plan, IOperationMonitor monitor)
{
    // On a large repository a git gc takes longer; what it takes after that is found by git fsck, and the backup ref has the old tip.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    // After so long git takes the file for one that was left.
    private static readonly TimeSpan s_stale = TimeSpan.FromHours(12);
    private readonly List<Oid> _tips = [.. plan.Needed];
    private List<Oid>? _new;
    private bool _areWritten;
    private string? _collection;

    private List<Oid> New => _new ??= plan.Scratch is null ? [] : ObjectPublisher.Closure(plan.Scratch, _tips, monitor);

    /// <summary>Writes the new ones.</summary>
    internal void Write()
    {
        if (plan.Scratch is not null)
            new ObjectPublisher(repository, folder.Path).Write(plan.Scratch, New, monitor);
        _areWritten = true;
    }

    /// <summary>True where new ones that were written are gone: a git gc --prune=now takes what no ref has, and none has them before the refs move.</summary>
    internal bool WereTaken()
    {
        if (!_areWritten || plan.Scratch is null)
            return false;
        using ObjectDatabase fresh = ObjectDatabase.Open(repository.Stored.Directory);
        return New.Exists(id => !fresh.Contains(id));
    }

    /// <summary>Looks for all of them on the disk, not in what was read of it before, and writes anew what is gone.</summary>
    /// <exception cref="MaintainerException">ObjectsGone: one that was there when the move was planned, and that is not ours to write.</exception>
    internal void Ensure() => Ensure(folder.Path);

    /// <summary>
    /// The refs are moved: looks for all of them again, and notes a git gc that is under way. What it decided to remove it decided by the refs that it found.
    /// </summary>
    internal void EnsureMoved()
    {
        _collection = Collection();
        Ensure();
    }

    /// <summary>
    /// All is carried out, and nobody is kept from anything: waits until the git gc that was under way has ended, and writes anew what it took.
    /// </summary>
    internal void EnsureKept()
    {
        if (_collection is null || plan.Scratch is null)
            return;
        long begun = Environment.TickCount64;
        while (Collection() == _collection && Environment.TickCount64 - begun < s_patience.TotalMilliseconds)
            Thread.Sleep(20);
        Ensure(repository.Stored.Directory);
    }

    /// <summary>What tells one git gc from another: the file that it has while it runs; null where none does.</summary>
    private string? Collection()
    {
        try
        {
            string file = Path.Combine(repository.CommonDirectory, "gc.pid");
            if (!File.Exists(file) || File.GetLastWriteTimeUtc(file) < DateTime.UtcNow - s_stale)
                return null;
            string[] words = File.ReadAllText(file).Split(' ', '\n');
            bool isHere = words is [_, { } host, ..] && host == Environment.MachineName;
            if (isHere && int.TryParse(words[0], CultureInfo.InvariantCulture, out int process) && !RunningProcess.Exists(process))
                return null;
            return string.Create(CultureInfo.InvariantCulture, $"{File.GetLastWriteTimeUtc(file):O} {words[0]}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Ended in this instant.
            return null;
        }
    }

    private void Ensure(string stage)
    {
        using ObjectDatabase fresh = ObjectDatabase.Open(repository.Stored.Directory);
        var known = new HashSet<Oid>(New);
        foreach (Oid id in New)
        {
            if (!fresh.Contains(id))
            {
                plan.Scratch!.TryReadPending(id, out ObjectType type, out byte[] data);
                ObjectPublisher.WriteLoose(repository, stage, id, type, data);
            }
            foreach (Oid child in ObjectPublisher.ChildrenOf(plan.Scratch!, id).Where(known.Add))
                Require(fresh, child);
        }
        foreach (Oid tip in _tips.Where(known.Add))
            Require(fresh, tip);
    }

    private void Require(ObjectDatabase fresh, Oid id)
    {
        // What a partial clone leaves out was not here before either.
        if (!fresh.Contains(id) && (plan.Scratch?.Below ?? repository.Objects).Contains(id))
            throw new MaintainerException("ObjectsGone", ErrorKind.ResourceUnavailable, id.ToString(), id, plan.Command);
    }
}
