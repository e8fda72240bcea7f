using System.Text;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Present;

/// <summary>
/// Looks in a branch for the lines that changes start from: in the same file, in one that was moved or renamed or from which they were taken, and where a
/// name in the line is another one.
/// </summary>
internal sealed class ChangeTarget
{
    // What was moved is looked for in many files, for so many of a commit's.
    private const int MostMoved = 4;

    private readonly ChangeStarts _starts;
    private readonly IObjectReader _reader;
    private readonly Oid _tree;
    private readonly TreePaths _paths;
    private readonly MovedLines _moved;
    private readonly Dictionary<Oid, FileLines?> _files = [];

    // Listed when a file is missed for the first time: most changes find theirs.
    private ILookup<string, TreeChange>? _byName;

    /// <summary>Readies the look.</summary>
    /// <param name="starts">What commits change, and from what.</param>
    /// <param name="branch">The branch's commit.</param>
    internal ChangeTarget(ChangeStarts starts, Oid branch)
    {
        (_starts, _reader, _tree) = (starts, starts.Objects, starts.Objects.ReadCommit(branch).Tree);
        _paths = new TreePaths(_reader, _tree);
        _moved = new MovedLines(_reader, _tree, name => Named(name).Where(file => EntryMode.IsFile(file.NewMode)),
            (blob, line) => Read(blob)?.HasReworded(line) == true);
    }

    /// <summary>
    /// True when the branch has anything that <paramref name="commit"/> changes: a line that it removes, a line beside those that it adds, white space and the
    /// names in it aside; the folder of a file that it adds, moved or not; what has no lines to tell by (a binary file, a link, a submodule, a mode, a file
    /// that was empty), in whatever state; or such lines in another file that they went to. Brackets alone do not tell.
    /// Null for merges and where an object is missing.
    /// </summary>
    public bool? Has(Oid commit) => HasInPlace(commit) is var has and not false ? has : HasElsewhere(commit);

    /// <summary>The first part of <see cref="Has(Oid)"/>, and the quick one: what is in the file that the commit changes, moved as a whole or not.</summary>
    public bool? HasInPlace(Oid commit) => Ask(commit, (before, changes) => changes.Any(change => Has(before, change)));

    /// <summary>The second part, for which many files are read: what went to other files than that.</summary>
    public bool? HasElsewhere(Oid commit) => Ask(commit, (before, changes) => changes.Take(MostMoved).Any(change => IsMoved(before, change)));

    private bool? Ask(Oid commit, Func<TreePaths, IReadOnlyList<TreeChange>, bool> has)
    {
        try
        {
            CommitObject read = _reader.ReadCommit(commit);
            if (read.IsMerge || read.Parents.Count == 0)
                return null;
            return has(new TreePaths(_reader, _reader.ReadCommit(read.Parents[0]).Tree), _starts.ChangesOf(read));
        }
        catch (MissingObjectException)
        {
            return null;
        }
    }

    private bool Has(TreePaths before, TreeChange change)
    {
        (int mode, Oid id) = _paths.Find(change.Path);
        if (change.OldMode == 0)
            return mode != 0 || HasFolder(before, change.Path);
        return mode == 0 ? Moved(before, change).Any(file => Has(change, file.NewMode, file.NewId)) : Has(change, mode, id);
    }

    /// <summary>True where what a change starts from is in another file of the branch than in the change's own tree.</summary>
    private bool IsMoved(TreePaths before, TreeChange change) =>
        EntryMode.IsFile(change.OldMode) && change.OldId != change.NewId && _starts.LinesOf(change) is { Count: > 0 } lines
        && _moved.Hold(before, change, lines, () => _starts.LinesAround(change));

    /// <summary>A new file can be added where the folder is known that it goes into, or, where that is new as well, the nearest above it.</summary>
    private bool HasFolder(TreePaths before, string path)
    {
        int slash = path.LastIndexOf('/');
        if (slash < 0 || _paths.Find(path[..slash]).Mode == EntryMode.Tree)
            return true;
        TreeValue folder = before.Find(path[..slash]);
        if (folder.Mode != EntryMode.Tree)
            return HasFolder(before, path[..slash]);
        // A folder that was moved is known by the files in it.
        return _reader.ReadTree(folder.Id).Entries.ToArray().Where(entry => EntryMode.IsFile(entry.Mode)).Any(
            entry => Moved(before, new TreeChange($"{path[..slash]}/{entry.NameText}", entry.Mode, entry.Id, entry.Mode, entry.Id)).Any());
    }

    /// <summary>
    /// Files of the branch that may be the one that it has not: of the same name, where the change's own tree has none. Of a name that several have half of
    /// the lines must be the same, as for git's renames; where there is but one, a quarter. What has no lines must be the only one of its name and kind, or
    /// the same object.
    /// </summary>
    private IEnumerable<TreeChange> Moved(TreePaths before, TreeChange change)
    {
        List<TreeChange> candidates =
            [.. Named(Name(change.Path)).Where(file => IsSameKind(file.NewMode, change.OldMode) && before.Find(file.Path).Mode == 0)];
        int part = candidates.Count > 1 ? 2 : 4;
        return candidates.Where(file => file.NewId == change.OldId || IsAlike(file));

        bool IsAlike(TreeChange file) => !EntryMode.IsFile(change.OldMode) || (Read(change.OldId), Read(file.NewId)) is (null, null)
            ? candidates.Count == 1
            : FileLines.AreAlike(Read(change.OldId), Read(file.NewId), part);
    }

    private IEnumerable<TreeChange> Named(string name) =>
        (_byName ??= TreeDiff.Compute(_reader, Oid.EmptyTree, _tree).ToLookup(file => Name(file.Path), StringComparer.Ordinal))[name];

    private static bool IsSameKind(int one, int other) => EntryMode.IsFile(one) ? EntryMode.IsFile(other) : one == other;

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>True where a file of the branch, under whatever path, has anything that a change starts from.</summary>
    internal bool Has(TreeChange change, int mode, Oid id)
    {
        if (id == change.OldId)
            return true;
        if (!IsSameKind(mode, change.OldMode))
            return false;
        // Where no line tells what the change starts from, it starts from what is there.
        if (!EntryMode.IsFile(mode) || change.OldId == change.NewId || _starts.LinesOf(change) is not { Count: > 0 } wanted)
            return true;
        // Nearly always a line is there as it is, which its bytes show.
        return HoldsAny(id, wanted)
            || (Read(id) is { } there && (wanted.Any(there.Has) || wanted.Any(there.HasUnderOtherNames) || wanted.Any(there.HasReworded)));
    }

    private bool HoldsAny(Oid blob, IReadOnlyList<string> lines)
    {
        using TransientBytes data = _reader.ReadOnce(blob, ObjectType.Blob);
        foreach (string line in lines)
        {
            if (LineSearch.Holds(data.Span, Encoding.Latin1.GetBytes(line.Trim())))
                return true;
        }
        return false;
    }

    private FileLines? Read(Oid blob)
    {
        if (_files.TryGetValue(blob, out FileLines? known))
            return known;
        byte[] data = _reader.ReadBlob(blob);
        return _files[blob] = BinaryContent.IsBinary(data) ? null : new FileLines(new TextLines(data));
    }

    /// <summary>The lines of a file, without their white space.</summary>
    private sealed class FileLines
    {
        // Fewer words in common, or shorter ones, would be chance.
        private const int FewestWords = 3;
        private const int ShortestWord = 3;

        private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
        private readonly TextLines _text;
        private Dictionary<string, List<string[]>>? _shapes;
        private Dictionary<string, List<int>>? _words;
        private int[] _wordCounts = [];

        internal FileLines(TextLines text)
        {
            _text = text;
            for (int i = 0; i < text.Count; i++)
            {
                string line = Packed(Encoding.Latin1.GetString(text[i]));
                _lines[line] = _lines.GetValueOrDefault(line) + 1;
            }
        }

        internal bool Has(string line) => _lines.ContainsKey(Packed(line));

        private static string Packed(string line)
        {
            char[] packed = new char[line.Length];
            int length = 0;
            foreach (char c in line)
            {
                if (!char.IsWhiteSpace(c))
                    packed[length++] = c;
            }
            return new string(packed, 0, length);
        }

        /// <summary>
        /// True where a line is there with other names for some of its names: what is no name is the same, and so are half of the names at least.
        /// </summary>
        internal bool HasUnderOtherNames(string line)
        {
            if (_shapes is null)
            {
                _shapes = new Dictionary<string, List<string[]>>(StringComparer.Ordinal);
                for (int i = 0; i < _text.Count; i++)
                {
                    (string shape, string[] names) = ShapeOf(Encoding.Latin1.GetString(_text[i]));
                    if (!_shapes.TryGetValue(shape, out List<string[]>? lines))
                        _shapes[shape] = lines = [];
                    lines.Add(names);
                }
            }
            (string wanted, string[] has) = ShapeOf(line);
            // Of two names one alone would be chance.
            return has.Length > 2 && _shapes.TryGetValue(wanted, out List<string[]>? alike)
                && alike.Exists(names => names.Where((name, i) => name == has[i]).Count() * 2 >= has.Length);
        }

        /// <summary>
        /// True where a line is there in other words: half of its names at least are those of a line there, and three of them, short ones aside.
        /// </summary>
        internal bool HasReworded(string line)
        {
            if (_words is null)
            {
                _words = new Dictionary<string, List<int>>(StringComparer.Ordinal);
                _wordCounts = new int[_text.Count];
                for (int i = 0; i < _text.Count; i++)
                {
                    foreach (string word in WordsOf(Encoding.Latin1.GetString(_text[i])))
                    {
                        _wordCounts[i]++;
                        if (!_words.TryGetValue(word, out List<int>? lines))
                            _words[word] = lines = [];
                        lines.Add(i);
                    }
                }
            }
            string[] wanted = [.. WordsOf(line)];
            var common = new Dictionary<int, int>();
            foreach (int at in wanted.Length < FewestWords ? [] : wanted.SelectMany(word => _words.GetValueOrDefault(word) ?? []))
                common[at] = common.GetValueOrDefault(at) + 1;
            return common.Any(one => one.Value >= FewestWords && one.Value * 2 >= Math.Max(wanted.Length, _wordCounts[one.Key]));

            static IEnumerable<string> WordsOf(string line) => ShapeOf(line).Names.Where(name => name.Length >= ShortestWord).Distinct(StringComparer.Ordinal);
        }

        /// <summary>As git's rename search has it: so large a part of the larger one is in the other, one in two or in four.</summary>
        internal static bool AreAlike(FileLines? one, FileLines? other, int part)
        {
            if (one is null || other is null)
                return false;
            long common = one._lines.Sum(line => (long)line.Key.Length * Math.Min(line.Value, other._lines.GetValueOrDefault(line.Key)));
            return common > 0 && common * part >= Math.Max(Size(one), Size(other));

            static long Size(FileLines file) => file._lines.Sum(line => (long)line.Key.Length * line.Value);
        }

        /// <summary>A line with a mark in place of each name, and the names.</summary>
        private static (string Shape, string[] Names) ShapeOf(string line)
        {
            var shape = new StringBuilder();
            var names = new List<string>();
            for (int i = 0; i < line.Length; i++)
            {
                if (char.IsWhiteSpace(line[i]))
                    continue;
                int start = i;
                while (i < line.Length && (char.IsLetterOrDigit(line[i]) || line[i] == '_'))
                    i++;
                if (i == start)
                {
                    shape.Append(line[i]);
                    continue;
                }
                names.Add(line[start..i--]);
                shape.Append('\u0001');
            }
            return (shape.ToString(), [.. names]);
        }
    }
}
