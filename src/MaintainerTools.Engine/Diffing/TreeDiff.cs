using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Diffing;

/// <summary>A path that differs between two trees.</summary>
/// <param name="Path">The path, as <see cref="GitPath.Decode"/> gives it.</param>
/// <param name="OldMode">Its mode in the old tree; 0 where it is absent.</param>
/// <param name="OldId">Its object in the old tree; zero where it is absent.</param>
/// <param name="NewMode">Its mode in the new tree; 0 where it is absent.</param>
/// <param name="NewId">Its object in the new tree; zero where it is absent.</param>
public readonly record struct TreeChange(string Path, int OldMode, Oid OldId, int NewMode, Oid NewId);

/// <summary>Compares two trees as git diff-tree -r --no-renames does, reading only the sub-trees that differ.</summary>
public static class TreeDiff
{
    /// <summary>The paths that differ, in git's order. A missing tree object throws <see cref="MissingObjectException"/>.</summary>
    public static IReadOnlyList<TreeChange> Compute(IObjectReader reader, Oid oldTree, Oid newTree)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return Compute(id => reader.Read(id, ObjectType.Tree), oldTree, newTree);
    }

    /// <summary>The same with another way to read trees.</summary>
    internal static IReadOnlyList<TreeChange> Compute(Func<Oid, byte[]> read, Oid oldTree, Oid newTree)
    {
        var walk = new Walk(read);
        if (oldTree != newTree)
            walk.Compare(oldTree, newTree);
        return walk.Changes;
    }

    /// <summary>True where all that differs is among these paths; a folder's has its slash behind it. The first that is not ends the comparison.</summary>
    internal static bool IsWithin(IObjectReader reader, Oid oldTree, Oid newTree, HashSet<string> paths)
    {
        var walk = new Walk(id => reader.Read(id, ObjectType.Tree), paths);
        if (oldTree != newTree)
            walk.Compare(oldTree, newTree);
        return walk.IsWithin;
    }

    private sealed class Walk(Func<Oid, byte[]> read, HashSet<string>? paths = null)
    {
        private byte[] _path = new byte[256];
        private int _pathLength;
        private int _depth;

        internal List<TreeChange> Changes { get; } = [];

        /// <summary>False as soon as a path differs that is not among those given.</summary>
        internal bool IsWithin { get; private set; } = true;

        /// <summary>A zero id stands for a tree that is not there.</summary>
        internal void Compare(Oid oldTree, Oid newTree)
        {
            TreeDepth.Require(_depth, newTree.IsZero ? oldTree : newTree);
            byte[] oldData = oldTree.IsZero ? [] : read(oldTree);
            byte[] newData = newTree.IsZero ? [] : read(newTree);
            var old = new RawTree(oldData);
            var @new = new RawTree(newData);
            RawTree.SkipEqual(ref old, ref @new);
            bool hasOld = old.MoveNext(), hasNew = @new.MoveNext();
            ReadOnlySpan<byte> lastOld = default, lastNew = default;
            while (IsWithin && (hasOld || hasNew))
            {
                int order = !hasOld ? 1 : !hasNew ? -1 : TreeBuilder.CompareNames(old.Name, old.IsTree, @new.Name, @new.IsTree);
                if (order <= 0)
                    RequireOnce(old.Name, ref lastOld);
                if (order >= 0)
                    RequireOnce(@new.Name, ref lastNew);
                if (order == 0)
                {
                    if (!old.IdBytes.SequenceEqual(@new.IdBytes) || old.Mode != @new.Mode)
                        Emit(old.Name, old.Mode, old.Id, @new.Mode, @new.Id);
                    RawTree.SkipEqual(ref old, ref @new);
                    hasOld = old.MoveNext();
                    hasNew = @new.MoveNext();
                }
                else if (order < 0)
                {
                    Emit(old.Name, old.Mode, old.Id, 0, default);
                    hasOld = old.MoveNext();
                }
                else
                {
                    Emit(@new.Name, 0, default, @new.Mode, @new.Id);
                    hasNew = @new.MoveNext();
                }
            }
        }

        /// <summary>A path names one thing: what comes after keeps one of each.</summary>
        /// <exception cref="MaintainerException">MalformedObject: a tree has a name twice.</exception>
        private static void RequireOnce(ReadOnlySpan<byte> name, ref ReadOnlySpan<byte> last)
        {
            if (name.SequenceEqual(last))
                throw new MaintainerException("MalformedObject", ErrorKind.InvalidData, null, "tree", "", $"it has the name '{GitPath.Decode(name)}' twice");
            last = name;
        }

        private void Emit(ReadOnlySpan<byte> name, int oldMode, Oid oldId, int newMode, Oid newId)
        {
            int length = _pathLength;
            if (length + name.Length + 1 > _path.Length)
                Array.Resize(ref _path, (length + name.Length + 1) * 2);
            name.CopyTo(_path.AsSpan(length));
            _pathLength += name.Length;
            if (oldMode == EntryMode.Tree || newMode == EntryMode.Tree)
            {
                // Entries of one name are both trees or neither: the order of names tells them apart.
                _path[_pathLength++] = (byte)'/';
                IsWithin = IsListed();
                _depth++;
                if (IsWithin)
                    Compare(oldId, newId);
                _depth--;
            }
            else if (paths is not null)
            {
                IsWithin = IsListed();
            }
            else
            {
                Changes.Add(new TreeChange(GitPath.Decode(_path.AsSpan(0, _pathLength)), oldMode, oldId, newMode, newId));
            }
            _pathLength = length;
        }

        private bool IsListed() => paths?.Contains(GitPath.Decode(_path.AsSpan(0, _pathLength))) != false;
    }
}

/// <summary>Compares the trees of a series, each with the next: what one comparison reads, the one after it finds. For one thread.</summary>
internal sealed class TreeChain(IObjectReader reader)
{
    private Dictionary<Oid, byte[]> _before = [];
    private Dictionary<Oid, byte[]> _now = [];

    /// <summary>The paths that differ, as <see cref="TreeDiff"/> gives them.</summary>
    internal IReadOnlyList<TreeChange> Compute(Oid oldTree, Oid newTree)
    {
        (_before, _now) = (_now, _before);
        _now.Clear();
        return TreeDiff.Compute(Read, oldTree, newTree);
    }

    private byte[] Read(Oid id) =>
        _now[id] = _before.TryGetValue(id, out byte[]? known) ? known : reader.Read(id, ObjectType.Tree);
}
