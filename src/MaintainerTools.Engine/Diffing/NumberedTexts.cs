using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Diffing;

/// <summary>
/// Files that are compared again and again, as the versions of a series are: each is read, split and numbered once. Forgets all of them when they become
/// too many. For one thread.
/// </summary>
internal sealed class NumberedTexts(IObjectReader objects)
{
    private const long MostBytes = 64L << 20;
    private readonly Dictionary<(int, Oid), NumberedText> _texts = [];
    private VersionDiff _versions = new();
    private long _bytes;
    private long _dropped;

    /// <summary>The content of a tree's entry; mode 0 is an empty file.</summary>
    internal NumberedText Of(int mode, Oid id)
    {
        (int, Oid) key = (mode == EntryMode.Submodule ? mode : 0, id);
        if (_texts.TryGetValue(key, out NumberedText? known))
            return known;
        // Not at once: whoever compared them had them still.
        LargeArrays.Released(_dropped);
        _dropped = 0;
        byte[] data = PatchIdentity.Content(objects, mode, id);
        var text = new NumberedText(new TextLines(data), BinaryContent.IsBinary(data));
        _texts.Add(key, text);
        _bytes += data.Length;
        return text;
    }

    /// <summary>The changes between two of them, as git diff shows them with context.</summary>
    internal IReadOnlyList<LineChange> Compare(NumberedText old, NumberedText @new)
    {
        IReadOnlyList<LineChange> changes = _versions.Compare(old, @new);
        if (_bytes > MostBytes)
        {
            // The numbers are of no use without the files that they were made of.
            _texts.Clear();
            _versions = new VersionDiff();
            (_bytes, _dropped) = (0, _bytes);
        }
        return changes;
    }
}

/// <summary>A file with its lines numbered.</summary>
internal sealed class NumberedText(TextLines text, bool isBinary)
{
    /// <summary>The file.</summary>
    internal TextLines Text => text;

    /// <summary>True for a file without lines.</summary>
    internal bool IsBinary => isBinary;

    /// <summary>Its lines' numbers; null until it is compared.</summary>
    internal int[]? Lines { get; set; }

    /// <summary>Its indents.</summary>
    internal IndentHeuristic Indents { get; } = new(text);
}
