using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History.Graph;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Pathspecs;

/// <summary>Several pathspecs: what one of them matches counts, unless one that excludes matches it too.</summary>
internal sealed class PathspecSet : IPathComparison
{
    private readonly IObjectReader _reader;
    private readonly Pathspec[] _matches;
    private readonly Pathspec[] _excludes;
    private byte[] _path = new byte[256];

    /// <summary>Parses them.</summary>
    /// <exception cref="MaintainerException">InvalidPathspec.</exception>
    public PathspecSet(IObjectReader reader, IReadOnlyList<string> pathspecs)
    {
        _reader = reader;
        Pathspec[] all = [.. pathspecs.Select(Pathspec.Parse)];
        _excludes = Array.FindAll(all, pathspec => pathspec.IsExclude);
        // Where only some are left out, all the others count.
        _matches = _excludes.Length == all.Length ? [Pathspec.Parse(":/")] : Array.FindAll(all, pathspec => !pathspec.IsExclude);
    }

    /// <summary>True where a changed path counts.</summary>
    public bool Matches(TreeChange change) =>
        Matches(GitPath.Encode(change.Path), (change.NewMode == 0 ? change.OldMode : change.NewMode) == EntryMode.Submodule);

    /// <inheritdoc/>
    public bool SameAs(Oid tree, Oid parentTree) => tree == parentTree || !Differ(parentTree, tree, 0);

    /// <inheritdoc/>
    public bool SameAsEmpty(Oid tree) => !Differ(Oid.Zero, tree, 0);

    private bool Matches(ReadOnlySpan<byte> path, bool isSubmodule)
    {
        foreach (Pathspec exclude in _excludes)
        {
            if (exclude.Matches(path, isSubmodule))
                return false;
        }
        foreach (Pathspec match in _matches)
        {
            if (match.Matches(path, isSubmodule))
                return true;
        }
        return false;
    }

    private PathspecReach In(ReadOnlySpan<byte> folder)
    {
        PathspecReach excluded = Most(_excludes, folder);
        if (excluded == PathspecReach.All)
            return PathspecReach.None;
        PathspecReach reach = Most(_matches, folder);
        return reach == PathspecReach.All && excluded == PathspecReach.Some ? PathspecReach.Some : reach;

        static PathspecReach Most(Pathspec[] pathspecs, ReadOnlySpan<byte> folder)
        {
            var most = PathspecReach.None;
            foreach (Pathspec pathspec in pathspecs)
            {
                if (pathspec.In(folder) is var reach && reach > most)
                    most = reach;
            }
            return most;
        }
    }

    /// <summary>True where two trees (zero: nothing) differ in something that counts. Goes no further than to the first such thing.</summary>
    private bool Differ(Oid oldTree, Oid newTree, int length)
    {
        TreeDepth.Require(_path.AsSpan(0, length).Count((byte)'/'), newTree.IsZero ? oldTree : newTree);
        var old = new RawTree(oldTree.IsZero ? [] : _reader.Read(oldTree, ObjectType.Tree));
        var @new = new RawTree(newTree.IsZero ? [] : _reader.Read(newTree, ObjectType.Tree));
        bool hasOld = old.MoveNext();
        bool hasNew = @new.MoveNext();
        while (hasOld || hasNew)
        {
            int order = !hasOld ? 1 : !hasNew ? -1 : TreeBuilder.CompareNames(old.Name, old.IsTree, @new.Name, @new.IsTree);
            if (order < 0)
            {
                if (Counts(length, old.Name, old.Mode, old.Id, Oid.Zero))
                    return true;
            }
            else if (order > 0)
            {
                if (Counts(length, @new.Name, @new.Mode, Oid.Zero, @new.Id))
                    return true;
            }
            else if ((!old.IdBytes.SequenceEqual(@new.IdBytes) || old.Mode != @new.Mode) && Counts(length, @new.Name, @new.Mode, old.Id, @new.Id))
            {
                return true;
            }
            hasOld = order > 0 ? hasOld : old.MoveNext();
            hasNew = order < 0 ? hasNew : @new.MoveNext();
        }
        return false;
    }

    private bool Counts(int length, ReadOnlySpan<byte> name, int mode, Oid oldId, Oid newId)
    {
        int end = length + name.Length;
        if (end + 1 > _path.Length)
            Array.Resize(ref _path, (end + 1) * 2);
        name.CopyTo(_path.AsSpan(length));
        if (mode != EntryMode.Tree)
            return Matches(_path.AsSpan(0, end), mode == EntryMode.Submodule);
        _path[end++] = (byte)'/';
        return In(_path.AsSpan(0, end)) switch
        {
            PathspecReach.None => false,
            // A folder that came or went may be empty.
            PathspecReach.All when !oldId.IsZero && !newId.IsZero => true,
            _ => Differ(oldId, newId, end),
        };
    }
}
