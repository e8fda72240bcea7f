using System.Text;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Present;

/// <summary>
/// Looks for lines that went from one file to another between a branch and a commit: a file that was split, a text that was put into one of the same name
/// elsewhere. git follows
/// no text that moves while its file stays.
/// </summary>
/// <param name="objects">The store.</param>
/// <param name="tree">The branch's tree.</param>
/// <param name="named">The branch's files of a name.</param>
/// <param name="hasReworded">True where a file has a line in other words.</param>
internal sealed class MovedLines(IObjectReader objects, Oid tree, Func<string, IEnumerable<TreeChange>> named, Func<Oid, string, bool> hasReworded)
{
    // Of a folder the files whose names are nearest, and have a word in common, are looked into; a large one would take long.
    private const int MostNear = 6;

    // A name that more files have says nothing of what is in them.
    private const int MostNamed = 8;

    // A shorter line, or one of fewer words, may be in any file.
    private const int ShortestLine = 8;
    private const int ShortestWord = 3;
    private const int FewestWords = 3;

    // Without a line that tells by itself, so many must be there.
    private const int FewestLines = 3;

    private static readonly char[] s_separators = ['.', '_', '-', ' '];

    private readonly TreePaths _paths = new(objects, tree);
    private readonly Dictionary<string, IReadOnlyList<NamedFile>> _folders = new(StringComparer.Ordinal);

    /// <summary>
    /// True where another file of the branch, of the same name, or in the same folder or the one above, has lines that a change starts from, and the change's
    /// own tree has them not in that file. Of lines that tell little by themselves several must be there, those around the changed ones counted.
    /// </summary>
    /// <param name="before">The tree that the change starts from.</param>
    /// <param name="change">The change.</param>
    /// <param name="lines">The lines that it starts from.</param>
    /// <param name="around">Gives those, and the ones around them; asked only where they would tell.</param>
    public bool Hold(TreePaths before, TreeChange change, IReadOnlyList<string> lines, Func<IEnumerable<string>> around)
    {
        byte[][] wanted = [.. Telling(lines)];
        if (wanted.Length == 0)
            return false;
        byte[][]? all = null;
        List<(string Path, Oid Id)> sameName = [.. OfSameName(change.Path)];
        foreach ((string path, Oid id, TreeValue was) in Differing(sameName).Concat(Differing(Near(change.Path)).Take(MostNear)))
        {
            using TransientBytes data = objects.ReadOnce(id, ObjectType.Blob);
            byte[][] found = [.. wanted.Where(line => LineSearch.Holds(data.Span, line))];
            byte[] old = found.Length > 0 && EntryMode.IsFile(was.Mode) ? objects.ReadBlob(was.Id) : [];
            found = [.. found.Where(line => !LineSearch.Holds(old, line))];
            // A text put elsewhere is brought up to date there, too.
            if (sameName.Contains((path, id)) && lines.Any(line => HasLongestWord(data.Span, line) && hasReworded(id, line)
                && (was.Mode == 0 || !hasReworded(was.Id, line))))
                return true;
            if (found.Any(HasWords))
                return true;
            if (found.Length == 0)
                continue;
            all ??= [.. Telling(around())];
            if (all.Count(line => LineSearch.Holds(data.Span, line) && !LineSearch.Holds(old, line)) >= FewestLines)
                return true;
        }
        return false;

        // The same file has what it has in both.
        IEnumerable<(string Path, Oid Id, TreeValue Was)> Differing(IEnumerable<(string Path, Oid Id)> files) => files
            .Where(file => file.Path != change.Path).Select(file => (file.Path, file.Id, Was: before.Find(file.Path))).Where(file => file.Was.Id != file.Id);
    }

    /// <summary>The files beside one and above it, those first whose names have most in common with its name.</summary>
    private IEnumerable<(string Path, Oid Id)> Near(string path)
    {
        int slash = path.LastIndexOf('/');
        string folder = slash < 0 ? "" : path[..slash];
        int above = folder.LastIndexOf('/');
        string[] folders = slash < 0 ? [""] : [folder, above < 0 ? "" : folder[..above]];
        HashSet<string> words = WordsOf(path);
        return folders.SelectMany(FilesIn).Select(file => (file, Common: file.Words.Count(words.Contains))).Where(one => one.Common > 0)
            .OrderByDescending(one => one.Common).Select(one => (one.file.Path, one.file.Id));
    }

    // Without the ending, which all of a folder may have.
    private static HashSet<string> WordsOf(string path) =>
        [.. Path.GetFileNameWithoutExtension(path).Split(s_separators, StringSplitOptions.RemoveEmptyEntries)];

    private IEnumerable<(string Path, Oid Id)> OfSameName(string path)
    {
        List<TreeChange> files = [.. named(path[(path.LastIndexOf('/') + 1)..]).Take(MostNamed + 1)];
        return files.Count > MostNamed ? [] : files.Select(file => (file.Path, file.NewId));
    }

    private IReadOnlyList<NamedFile> FilesIn(string folder)
    {
        if (!_folders.TryGetValue(folder, out IReadOnlyList<NamedFile>? files))
            _folders[folder] = files = [.. List(folder).Select(file => new NamedFile(file.Path, file.Id, WordsOf(file.Path)))];
        return files;
    }

    private IEnumerable<(string Path, Oid Id)> List(string folder) => _paths.Find(folder) is { Mode: EntryMode.Tree } at
        ? objects.ReadTree(at.Id).Entries.ToArray().Where(entry => EntryMode.IsFile(entry.Mode))
            .Select(entry => (folder.Length == 0 ? entry.NameText : $"{folder}/{entry.NameText}", entry.Id))
        : [];

    private static IEnumerable<byte[]> Telling(IEnumerable<string> lines) => lines.Select(line => line.Trim()).Distinct(StringComparer.Ordinal)
        .Where(line => line.Count(c => !char.IsWhiteSpace(c)) >= ShortestLine).Select(Encoding.Latin1.GetBytes);

    /// <summary>True where the bytes of a file have the longest word of a line; without it the line is not there in other words, mostly.</summary>
    private static bool HasLongestWord(ReadOnlySpan<byte> data, string line)
    {
        string longest = "";
        for (int i = 0; i < line.Length; i++)
        {
            int start = i;
            while (i < line.Length && char.IsLetterOrDigit(line[i]))
                i++;
            if (i - start > longest.Length)
                longest = line[start..i];
        }
        return longest.Length > 0 && data.IndexOf(Encoding.Latin1.GetBytes(longest)) >= 0;
    }

    private static bool HasWords(byte[] line)
    {
        int words = 0;
        for (int i = 0; i < line.Length; i++)
        {
            int start = i;
            while (i < line.Length && char.IsAsciiLetter((char)line[i]))
                i++;
            words += i - start >= ShortestWord ? 1 : 0;
        }
        return words >= FewestWords;
    }

    /// <summary>A file of a folder, with the words of its name.</summary>
    private sealed record NamedFile(string Path, Oid Id, HashSet<string> Words);
}
