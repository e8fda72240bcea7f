using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.SourceText;

namespace MaintainerTools.Engine.Picks.Prerequisites;

/// <summary>
/// Finds what a pick would not compile without: identifiers on its added lines that the target tree has nowhere, and that upstream had before
/// the commit. Words that the commit itself declares are its own.
/// </summary>
internal sealed class SymbolNeeds(IObjectReader objects, Func<string, IReadOnlyList<Oid>> touching, CommitOrder range, IOperationMonitor monitor)
{
    private const int LargestBlob = 4 * 1024 * 1024;

    // Words before a name that use it; any other word before it declares it.
    private static readonly HashSet<string> s_uses = new(StringComparer.Ordinal)
    {
        "return", "goto", "case", "else", "sizeof", "typeof", "in", "not", "and", "or", "is", "as", "if", "elif", "while", "new", "throw", "await", "yield",
        "delete", "raise", "assert", "import",
        "from", "lambda", "then", "do", "echo", "export", "exec", "eval", "test", "out", "ref", "using", "ifdef", "ifndef", "defined",
        "struct", "union", "enum", "extern",
    };

    /// <summary>The names that the commit needs and the tree lacks, each with the first commit before it that brought the name.</summary>
    internal List<(string Name, Oid Introducer)> Find(Oid commit, Oid tree)
    {
        CommitObject read = objects.ReadCommit(commit);
        if (read.Parents.Count != 1)
            return [];
        Oid parentTree = objects.ReadCommit(read.Parents[0]).Tree;
        Dictionary<ulong, string> wanted = UsedBy(parentTree, read.Tree, tree);
        var places = new Dictionary<ulong, List<string>>();
        var differing = new HashSet<string>(StringComparer.Ordinal);
        foreach (TreeChange change in wanted.Count == 0 ? [] : TreeDiff.Compute(objects, tree, parentTree))
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            differing.Add(change.Path);
            foreach (ulong word in WordsIn(change.Path, change.OldMode, change.OldId, wanted))
                wanted.Remove(word);
            foreach (ulong word in WordsIn(change.Path, change.NewMode, change.NewId, wanted))
            {
                if (!places.TryGetValue(word, out List<string>? paths))
                    places[word] = paths = [];
                paths.Add(change.Path);
            }
        }
        foreach (ulong word in wanted.Keys.Where(w => !places.ContainsKey(w)).ToList())
            wanted.Remove(word);
        // What both trees have alike is left for last: it is most of them, and mostly nothing is left to ask.
        if (wanted.Count > 0)
            RemoveKnown(tree, "", differing, wanted);
        var found = new List<(string, Oid)>();
        foreach ((ulong word, string name) in wanted)
        {
            if (IntroducerOf(commit, word, name, places[word]) is { } introducer)
                found.Add((name, introducer));
        }
        return found;
    }

    /// <summary>
    /// The telling words on added lines of code, less those that the commit declares and those that the target's own version of the file has.
    /// </summary>
    private Dictionary<ulong, string> UsedBy(Oid oldTree, Oid newTree, Oid target)
    {
        var used = new Dictionary<ulong, string>();
        var declared = new HashSet<ulong>();
        foreach (TreeChange change in TreeDiff.Compute(objects, oldTree, newTree))
        {
            if (Read(change.NewMode, change.NewId) is not { } data)
                continue;
            byte[] old = Read(change.OldMode, change.OldId) ?? [];
            var lines = new TextLines(SourceCode.WithoutCommentsAndStrings(data, SourceCode.LanguageOf(change.Path, data)));
            var here = new Dictionary<ulong, string>();
            foreach (LineChange run in LineDiff.Compute(new TextLines(old), new TextLines(data)))
            {
                for (int i = run.NewStart; i < run.NewEnd; i++)
                    Note(lines[i], here, declared);
            }
            if (here.Count > 0 && TreePaths.TryFind(objects, target, change.Path, out int mode, out Oid blob))
            {
                foreach (ulong word in WordsIn(change.Path, mode, blob, here))
                    here.Remove(word);
            }
            foreach ((ulong word, string name) in here)
                used.TryAdd(word, name);
        }
        foreach (ulong word in declared)
            used.Remove(word);
        return used;
    }

    private static void Note(ReadOnlySpan<byte> line, Dictionary<ulong, string> used, HashSet<ulong> declared)
    {
        foreach ((int start, int length) in Identifiers.Find(line))
        {
            ReadOnlySpan<byte> word = line.Slice(start, length);
            if (!Identifiers.IsTelling(word, line[(start + length)..]))
                continue;
            ulong hash = Identifiers.Hash(word);
            if (IsDeclaration(line, start, start + length))
                declared.Add(hash);
            else
                used.TryAdd(hash, TextEncoding.Lenient.GetString(word));
        }
    }

    /// <summary>True for "type name;", "type *name = …", "name = …" at a line's start in scripts, "#define name", "def name", "struct name {".</summary>
    private static bool IsDeclaration(ReadOnlySpan<byte> line, int start, int end)
    {
        ReadOnlySpan<byte> after = line[end..].TrimStart(" \t"u8);
        int at = start;
        while (at > 0 && line[at - 1] is (byte)' ' or (byte)'\t' or (byte)'*' or (byte)'&')
            at--;
        int wordEnd = at;
        while (at > 0 && (char.IsAsciiLetterOrDigit((char)line[at - 1]) || line[at - 1] == '_'))
            at--;
        string before = System.Text.Encoding.Latin1.GetString(line[at..wordEnd]);
        if (before.Length == 0 || char.IsAsciiDigit(before[0]))
            return false;
        if (before is "define" or "def" or "class" or "function" or "typedef" or "interface" or "namespace")
            return true;
        if (before is "struct" or "union" or "enum")
            return after.StartsWith("{"u8);
        // "a * b" is a product where blanks stand on both sides of the star.
        ReadOnlySpan<byte> between = line[wordEnd..start];
        bool product = between.IndexOfAny((byte)'*', (byte)'&') >= 0 && between.EndsWith(" "u8);
        return between.Length > 0 && !product && !s_uses.Contains(before)
            && (after.IsEmpty || after[0] is (byte)';' or (byte)'=' or (byte)',' or (byte)')' or (byte)'[' or (byte)'\n' or (byte)'(' or (byte)':');
    }

    private Oid? IntroducerOf(Oid before, ulong word, string name, List<string> paths)
    {
        var one = new Dictionary<ulong, string> { [word] = name };
        Oid? first = null;
        foreach (string path in paths)
        {
            foreach (Oid id in touching(path).Where(id => range.Precedes(id, before)))
            {
                CommitObject commit = objects.ReadCommit(id);
                if (!Has(commit.Tree, path) || (commit.Parents.Count > 0 && Has(objects.ReadCommit(commit.Parents[0]).Tree, path)))
                    continue;
                if (first is null || range[first.Value] > range[id])
                    first = id;
                break;
            }
        }
        return first;

        bool Has(Oid tree, string path) => TreePaths.TryFind(objects, tree, path, out int mode, out Oid blob) && WordsIn(path, mode, blob, one).Count > 0;
    }

    private void RemoveKnown(Oid tree, string folder, HashSet<string> except, Dictionary<ulong, string> wanted)
    {
        TreeDepth.Require(folder.AsSpan().Count('/'), folder);
        foreach (TreeEntry entry in objects.ReadTree(tree).Entries)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            string path = folder + GitPath.Decode(entry.Name);
            if (entry.Mode == EntryMode.Tree)
                RemoveKnown(entry.Id, path + "/", except, wanted);
            else if (!except.Contains(path))
            {
                foreach (ulong word in WordsIn(path, entry.Mode, entry.Id, wanted))
                    wanted.Remove(word);
            }
            if (wanted.Count == 0)
                return;
        }
    }

    /// <summary>Which of the words a file's code has.</summary>
    private List<ulong> WordsIn(string path, int mode, Oid id, Dictionary<ulong, string> words)
    {
        var found = new List<ulong>();
        if (Read(mode, id) is not { } data)
            return found;
        // Most files have none of them even with their comments, and finding that out is cheap.
        if (!Any(data))
            return found;
        byte[] code = SourceCode.WithoutCommentsAndStrings(data, SourceCode.LanguageOf(path, data));
        foreach ((int start, int length) in Identifiers.Find(code))
        {
            ulong word = Identifiers.Hash(code.AsSpan(start, length));
            if (words.ContainsKey(word) && !found.Contains(word))
                found.Add(word);
        }
        return found;

        bool Any(byte[] data)
        {
            foreach (string name in words.Values)
            {
                if (data.AsSpan().IndexOf(TextEncoding.Lenient.GetBytes(name)) >= 0)
                    return true;
            }
            return false;
        }
    }

    private byte[]? Read(int mode, Oid id) =>
        EntryMode.IsFile(mode) && objects.TryRead(id, out _, out byte[] data) && data.Length <= LargestBlob && !BinaryContent.IsBinary(data) ? data : null;
}
