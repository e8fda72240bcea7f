using MaintainerTools.Engine.Merging.Attributes;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Merging.Contents;

/// <summary>What merging three trees has come to so far. Paths are byte strings.</summary>
internal sealed class MergeState(ObjectCache objects, MergeOptions options, AttributesInUse attributes, MergeLabels labels, int depth)
{
    private const string AttributesName = ".gitattributes";

    private MergeRoom? _room;
    private readonly HashSet<string> _conflictedPaths = [];
    private MergeAttributes? _current;
    private Renormalization? _renormalization;

    internal ObjectCache Objects { get; } = objects;

    internal MergeOptions Options { get; } = options;

    /// <summary>Names of the three versions, as byte strings.</summary>
    internal MergeLabels Labels { get; } = labels;

    /// <summary>0 for the merge that was asked for, 1 for the merge of its bases, and so on.</summary>
    internal int Depth { get; } = depth;

    /// <summary>The paths that were not plain from the trees.</summary>
    internal Dictionary<string, MergePath> Paths => Room.Paths;

    /// <summary>The folders that were walked.</summary>
    internal Dictionary<string, MergeFolder> Folders => Room.Folders;

    /// <summary>Renames per side; index 0 is not used.</summary>
    internal RenameState[] Renames { get; init; } = [new(), new(), new()];

    /// <summary>Entries seen in the folders walked, plain ones included.</summary>
    internal int EntryCount { get; set; }

    /// <summary>The paths left in conflict.</summary>
    internal List<MergePath> Conflicted { get; } = [];

    /// <summary>What went wrong where, in the order found; empty for merges of bases.</summary>
    internal List<ConflictNote> Notes { get; } = [];

    /// <summary>Reasons why git's answer may be another.</summary>
    internal List<string> Doubts { get; } = [];

    /// <summary>The attributes that choose drivers and markers.</summary>
    internal MergeAttributes Attributes => attributes.Drivers(Current);

    /// <summary>Converts content before it is compared; null where that is not asked for.</summary>
    internal Renormalization? Renormalization => Options.Renormalize ? _renormalization ??= new Renormalization(attributes.Conversions(Current)) : null;

    /// <summary>A path of which nothing is known yet; it is not among <see cref="Paths"/>.</summary>
    internal MergePath NewPath(string path, string folder) => Room.NewPath(path, folder);

    /// <summary>Ends the merge: its paths and folders become another's.</summary>
    internal void End()
    {
        if (_room is not null)
            Objects.GiveBack(_room);
        _room = null;
    }

    internal void Note(ConflictKind kind, string path, params string?[] others)
    {
        if (Depth == 0)
            Notes.Add(new ConflictNote(kind, path, [.. others.OfType<string>()]));
    }

    internal void MarkConflicted(MergePath path)
    {
        if (_conflictedPaths.Add(path.Path))
            Conflicted.Add(path);
    }

    /// <summary>The folder's results; made on first use where no tree has it.</summary>
    internal MergeFolder FolderAt(string path)
    {
        if (!Folders.TryGetValue(path, out MergeFolder? folder))
            Folders.Add(path, folder = Room.NewFolder());
        return folder;
    }

    /// <summary>True when any of the trees walked has the path, or it was made up since.</summary>
    internal bool Exists(string path) => Paths.ContainsKey(path) || IsPlain(path);

    /// <summary>True for a path that needed no merge.</summary>
    internal bool IsPlain(string path) =>
        !Paths.ContainsKey(path) &&
        Folders.TryGetValue(PathText.FolderOf(path), out MergeFolder? folder) &&
        folder.Has(PathText.BaseNameOf(path));

    private MergeRoom Room => _room ??= Objects.TakeRoom();

    /// <summary>With renormalisation git goes by the trees' own .gitattributes, the one at the top only, and by the work tree's where they have none.</summary>
    private MergeAttributes Current() => _current ??= Options.Renormalize && RootAttributes() is { IsZero: false } id
        ? Options.Attributes.WithTop(Objects.Store.ReadBlob(id)) : Options.Attributes;

    private Oid RootAttributes()
    {
        if (!Paths.TryGetValue(AttributesName, out MergePath? path))
            return Folders.TryGetValue("", out MergeFolder? root) && root.Find(AttributesName) is var plain && IsBlob(plain.Mode) ? plain.Id : default;
        if (path.Clean)
            return IsBlob(path.Result.Mode) ? path.Result.Id : default;
        // Of versions that are not merged yet git takes the base's, or theirs where ours has none: it numbers their stages one too low, and
        // looks after it has entered the first.
        TreeValue version = (path.FileMask & 1) != 0 ? path.Versions[Side.Base] : path.FileMask == 4 ? path.Versions[Side.Theirs] : default;
        return IsBlob(version.Mode) ? version.Id : default;

        // Of a symbolic link git reads what it points to as if it were the file.
        static bool IsBlob(int mode) => EntryMode.IsFile(mode) || mode == EntryMode.Symlink;
    }

    /// <summary>A free name for a file that must make room: path~branch, numbered where that is taken.</summary>
    internal string FreePath(string path, string branch)
    {
        string wanted = path + "~" + branch.Replace('/', '_');
        string free = wanted;
        for (int i = 0; Exists(free); i++)
            free = wanted + "_" + i.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return free;
    }
}

/// <summary>
/// The names of the versions in conflict markers and file names, as byte strings; the base's is shown in diff3 styles only. Made when
/// a conflict needs them: to abbreviate an id is dear beside a merge without one.
/// </summary>
internal sealed class MergeLabels(Func<string> @base, Func<string> ours, Func<string> theirs)
{
    private readonly Lazy<string> _base = new(@base), _ours = new(ours), _theirs = new(theirs);

    internal string this[int side] => (side == Side.Base ? _base : side == Side.Ours ? _ours : _theirs).Value;
}

/// <summary>A conflict as it was found: the path it is about first, then others that it involves.</summary>
internal sealed record ConflictNote(ConflictKind Kind, string Path, string[] Others);
