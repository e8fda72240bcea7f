using System.Text;
using CsCheck;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Tests.Support;

/// <summary>Texts, lines and objects for tests that need no repository.</summary>
internal static class Literals
{
    /// <summary>Files of few different lines, where much can be matched in more than one way; the last line often lacks its LF.</summary>
    internal static readonly Gen<byte[]> Files = Gen.Select(Gen.Char["ab{} \tX"].Array[0, 3].Array[0, 24], Gen.Bool).Select((lines, ends) =>
    {
        string text = string.Concat(lines.Select(line => new string(line) + "\n"));
        // A line that is empty but for its LF would be no line without it.
        return Bytes(!ends && lines.Length > 0 && lines[^1].Length > 0 ? text[..^1] : text);
    });

    /// <summary>A char a byte.</summary>
    internal static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>The same back.</summary>
    internal static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>A file of which each letter is a line.</summary>
    internal static TextLines Letters(string letters) => new(Bytes(string.Concat(letters.Select(letter => letter + "\n"))));

    /// <summary>An id that is told by its number.</summary>
    internal static Oid Id(int number) => Oid.Parse(number.ToString("x40", System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Writes a tree of files, each its content, by their paths.</summary>
    internal static Oid Tree(IObjectStore store, IEnumerable<(string Path, string Content)> files) =>
        Tree(store, [.. files.Select(f => (f.Path, new TreeValue(EntryMode.Regular, store.Write(ObjectType.Blob, Bytes(f.Content)))))]);

    /// <summary>Writes a tree of entries by their paths.</summary>
    internal static Oid Tree(IObjectStore store, IReadOnlyCollection<(string Path, TreeValue Value)> entries)
    {
        var builder = new TreeBuilder();
        foreach (IGrouping<string, (string Path, TreeValue Value)> name in entries.GroupBy(e => e.Path.Split('/')[0]))
        {
            (string path, TreeValue value) = name.First();
            if (path.Contains('/', StringComparison.Ordinal))
                value = (EntryMode.Tree, Tree(store, [.. name.Select(e => (e.Path[(name.Key.Length + 1)..], e.Value))]));
            builder.Add(GitPath.Encode(name.Key), value.Mode, value.Id);
        }
        return builder.Write(store);
    }
}

/// <summary>A store without objects, to put a <see cref="ScratchStore"/> on.</summary>
internal sealed class EmptyStore : IObjectReader
{
    public bool TryRead(Oid id, out ObjectType type, out byte[] data)
    {
        (type, data) = (ObjectType.None, []);
        return false;
    }

    public bool Contains(Oid id) => false;
}
