using System.Buffers;
using System.Text;
using MaintainerTools.Engine.Merging.Attributes;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Merging;

/// <summary>
/// Merges a small change into a tree, as a pick is: looks only at the paths that theirs changes, and gives the same outcome as <see cref="TreeMerge"/> where
/// those decide it. That is so where ours still has each of them as a file of the same name, so that no rename can matter: what theirs takes away ours has
/// unchanged, what it adds goes to a folder that ours has. Whatever else there is, the whole merge is asked.
/// </summary>
internal sealed class PlainMerge(ObjectCache objects, MergeOptions options, MergeLabels labels)
{
    // "100644 ".
    private const int LongestMode = 7;

    private readonly List<Edit> _contents = [];
    private int _entries;

    /// <summary>The outcome; null where the whole trees have to be merged.</summary>
    internal MergeOutcome? Run(Oid baseTree, Oid oursTree, Oid theirsTree)
    {
        // Renormalised, files count that nobody changed.
        if (options.Renormalize)
            return null;
        try
        {
            return Look("", baseTree, oursTree, theirsTree) is { } root ? Settle(root) : null;
        }
        catch (MissingObjectException)
        {
            // Which object is missed first is the whole merge's to say.
            return null;
        }
    }

    /// <summary>Merges the files that both changed, and writes the folders.</summary>
    private MergeOutcome? Settle(Folder root)
    {
        var state = new MergeState(objects, options, new AttributesInUse(), labels, 0);
        var files = new FileMerge(state);
        try
        {
            foreach (Edit edit in _contents)
            {
                MergePath path = state.NewPath(edit.Path!, PathText.FolderOf(edit.Path!));
                path.FileMask = 7;
                for (int side = 0; side < 3; side++)
                {
                    path.Versions[side] = edit.Versions![side];
                    path.Names[side] = path.Path;
                }
                bool clean = files.Merge(path.Path, path.Versions[Side.Base], path.Versions[Side.Ours], path.Versions[Side.Theirs], path.Names, 0,
                    isLast: true, out TreeValue merged);
                edit.Value = merged;
                if (clean)
                    continue;
                state.MarkConflicted(path);
                state.Note(ConflictKind.Content, path.Path);
            }
            // Of several the order of the whole merge decides which comes first.
            if (state.Notes.Any(note => note.Kind != ConflictKind.Content) || state.Doubts.Distinct().Skip(1).Any())
                return null;
            return TreeMerge.Outcome(state, Write(root), state.Conflicted.Count == 0, _entries);
        }
        finally
        {
            state.End();
        }
    }

    /// <summary>What becomes of a folder in which both sides differ from the base; null where that is not plain.</summary>
    private Folder? Look(string path, Oid @base, Oid ours, Oid theirs)
    {
        TreeDepth.Require(path.AsSpan().Count('/'), path);
        byte[] baseData = Read(@base), oursData = Read(ours), theirsData = Read(theirs);
        if (!objects.IsRegular(@base, baseData) || !objects.IsRegular(ours, oursData) || !objects.IsRegular(theirs, theirsData))
            return null;
        var folder = new Folder(oursData, [(@base, baseData), (ours, oursData), (theirs, theirsData)]);
        List<Difference> differences = Differences(baseData, theirsData);
        int next = 0, oursAt = 0;
        var before = new RawTree(baseData);
        var here = new RawTree(oursData);
        bool hasBefore = before.MoveNext(), hasHere = here.MoveNext();
        while (hasBefore || hasHere)
        {
            int order = !hasBefore ? 1 : !hasHere ? -1 : before.Name.SequenceEqual(here.Name) && before.IsTree == here.IsTree ? 0
                : TreeBuilder.CompareNames(before.Name, before.IsTree, here.Name, here.IsTree);
            ReadOnlySpan<byte> name = order <= 0 ? before.Name : here.Name;
            bool isTree = order <= 0 ? before.IsTree : here.IsTree;
            for (; next < differences.Count && Compare(differences[next], name, isTree) < 0; next++)
            {
                if (!Add(folder, differences[next], oursAt))
                    return null;
            }
            // A name that is a folder here and a file there.
            if (order != 0 && isTree && HasFile(order < 0 ? oursData : baseData, name))
                return null;
            _entries++;
            int end = oursAt + (order >= 0 ? here.Entry.Length : 0);
            if (next < differences.Count && Compare(differences[next], name, isTree) == 0)
            {
                TreeValue mine = order >= 0 ? (here.Mode, here.Id) : default;
                if (!Decide(folder, path, differences[next++], mine, oursAt, end))
                    return null;
            }
            oursAt = end;
            if (order <= 0)
                hasBefore = before.MoveNext();
            if (order >= 0)
                hasHere = here.MoveNext();
        }
        for (; next < differences.Count; next++)
        {
            if (!Add(folder, differences[next], oursAt))
                return null;
        }
        // A folder that nothing is left in goes itself.
        return path.Length > 0 && folder.IsEmptied ? null : folder;
    }

    private byte[] Read(Oid tree) => tree.IsZero ? [] : objects.ReadTree(tree);

    private static int Compare(in Difference difference, ReadOnlySpan<byte> name, bool isTree) =>
        TreeBuilder.CompareNames(difference.Name, difference.IsTree, name, isTree);

    /// <summary>What theirs has and the others have not.</summary>
    private bool Add(Folder folder, in Difference added, int at)
    {
        if (HasEither(folder.Data, added.Name) || HasEither(folder.Sources[Side.Base].Data, added.Name))
            return false;
        _entries++;
        folder.Edits.Add(new Edit(at, at, added.Name) { Value = added.Theirs });
        return true;
    }

    private bool Decide(Folder folder, string path, in Difference difference, TreeValue ours, int start, int end)
    {
        (TreeValue before, TreeValue theirs) = (difference.Base, difference.Theirs);
        bool isTree = difference.IsTree;
        // Both took it away: what it became on either side may be a rename.
        if (ours.Mode == 0)
            return false;
        if (ours == theirs && !isTree)
            return true;
        var edit = new Edit(start, end, difference.Name) { Value = theirs };
        if (ours != before)
        {
            string full = PathText.Join(path, difference.Name);
            if (theirs.Mode == 0)
                return false;
            if (isTree)
            {
                edit.Below = Look(full, before.Id, ours.Id, theirs.Id);
                if (edit.Below is null)
                    return false;
            }
            else
            {
                if (!EntryMode.IsFile(before.Mode) || !EntryMode.IsFile(ours.Mode) || !EntryMode.IsFile(theirs.Mode))
                    return false;
                (edit.Path, edit.Versions) = (full, [before, ours, theirs]);
                _contents.Add(edit);
            }
        }
        else if (theirs.Mode == 0 && isTree)
        {
            return false;
        }
        folder.Edits.Add(edit);
        return true;
    }

    private static List<Difference> Differences(byte[] baseData, byte[] theirsData)
    {
        var differences = new List<Difference>();
        var old = new RawTree(baseData);
        var now = new RawTree(theirsData);
        RawTree.SkipEqual(ref old, ref now);
        bool hasOld = old.MoveNext(), hasNow = now.MoveNext();
        while (hasOld || hasNow)
        {
            int order = !hasOld ? 1 : !hasNow ? -1 : TreeBuilder.CompareNames(old.Name, old.IsTree, now.Name, now.IsTree);
            TreeValue before = order <= 0 ? (old.Mode, old.Id) : default, after = order >= 0 ? (now.Mode, now.Id) : default;
            if (before != after)
                differences.Add(new Difference((order <= 0 ? old.Name : now.Name).ToArray(), before, after));
            if (order == 0)
                RawTree.SkipEqual(ref old, ref now);
            if (order <= 0)
                hasOld = old.MoveNext();
            if (order >= 0)
                hasNow = now.MoveNext();
        }
        return differences;
    }

    private static bool HasFile(byte[] tree, ReadOnlySpan<byte> name) => Has(tree, name, orFolder: false);

    private static bool HasEither(byte[] tree, ReadOnlySpan<byte> name) => Has(tree, name, orFolder: true);

    private static bool Has(byte[] tree, ReadOnlySpan<byte> name, bool orFolder)
    {
        var entries = new RawTree(tree);
        while (entries.MoveNext())
        {
            if ((orFolder || !entries.IsTree) && entries.Name.SequenceEqual(name))
                return true;
        }
        return false;
    }

    /// <summary>Writes a folder: ours with what has changed in it.</summary>
    private Oid Write(Folder folder)
    {
        byte[] room = ArrayPool<byte>.Shared.Rent(folder.Data.Length + folder.Edits.Sum(edit => LongestMode + edit.Name.Length + 1 + Oid.Size));
        try
        {
            ReadOnlySpan<byte> tree = room.AsSpan(0, Fill(folder, room));
            foreach ((Oid id, byte[] data) in folder.Sources)
            {
                if (!id.IsZero && tree.SequenceEqual(data) && objects.Store.ReadFor(id) == id)
                    return id;
            }
            Oid written = objects.Store.Write(ObjectType.Tree, tree);
            objects.NoteRegular(written);
            return written;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room);
        }
    }

    private int Fill(Folder folder, byte[] room)
    {
        int at = 0, written = 0;
        foreach (Edit edit in folder.Edits)
        {
            Append(folder.Data.AsSpan(at, edit.Start - at));
            at = edit.End;
            TreeValue value = edit.Below is null ? edit.Value : new TreeValue(EntryMode.Tree, Write(edit.Below));
            if (value.Mode == 0)
                continue;
            written += Encoding.ASCII.GetBytes(value.Mode == EntryMode.Tree ? "40000 " : EntryMode.Format(value.Mode) + " ", room.AsSpan(written));
            Append(edit.Name);
            room[written++] = 0;
            value.Id.CopyTo(room.AsSpan(written));
            written += Oid.Size;
        }
        Append(folder.Data.AsSpan(at));
        return written;

        void Append(ReadOnlySpan<byte> part)
        {
            part.CopyTo(room.AsSpan(written));
            written += part.Length;
        }
    }

    /// <summary>A name that base and theirs have with different entries.</summary>
    private readonly record struct Difference(byte[] Name, TreeValue Base, TreeValue Theirs)
    {
        internal bool IsTree => (Base.Mode == 0 ? Theirs : Base).Mode == EntryMode.Tree;
    }

    /// <summary>A folder of ours and what changes in it, in its order.</summary>
    private sealed record Folder(byte[] Data, (Oid Id, byte[] Data)[] Sources)
    {
        internal List<Edit> Edits { get; } = [];

        internal bool IsEmptied => Edits.Sum(edit => edit.End - edit.Start) == Data.Length
            && Edits.TrueForAll(edit => edit.Below is null && edit.Value.Mode == 0);
    }

    /// <summary>The bytes of ours that an entry replaces; none where it is added.</summary>
    private sealed class Edit(int start, int end, byte[] name)
    {
        internal int Start => start;

        internal int End => end;

        internal byte[] Name => name;

        /// <summary>What the name becomes; mode 0: nothing.</summary>
        internal TreeValue Value { get; set; }

        /// <summary>Of a folder that both changed, what becomes of it.</summary>
        internal Folder? Below { get; set; }

        /// <summary>Of a file that both changed, the path.</summary>
        internal string? Path { get; set; }

        /// <summary>Its three versions.</summary>
        internal TreeValue[]? Versions { get; set; }
    }
}
