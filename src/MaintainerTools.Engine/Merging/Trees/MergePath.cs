using System.Runtime.CompilerServices;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Merging.Trees;

/// <summary>Which version of a path is meant: an index into <see cref="Versions"/> and <see cref="Names"/>.</summary>
internal static class Side
{
    internal const int Base = 0;
    internal const int Ours = 1;
    internal const int Theirs = 2;
}

/// <summary>The versions in base, ours and theirs.</summary>
[InlineArray(3)]
internal struct Versions
{
    private TreeValue _first;
}

/// <summary>The path that each version has; they differ once renames are known.</summary>
[InlineArray(3)]
internal struct Names
{
    private string _first;
}

/// <summary>
/// A path whose merge was not plain from the trees alone. Masks have bit 1 for the base, 2 for ours, 4 for theirs. Paths here are byte
/// strings: one char per byte, so that comparing them ordinally is comparing bytes.
/// </summary>
internal sealed class MergePath
{
    internal required string Path;

    /// <summary>The folder that the path is in; "" at the top.</summary>
    internal required string Folder;

    /// <summary>The versions to merge; renames move versions from path to path.</summary>
    internal Versions Versions;

    internal Names Names;

    /// <summary>The outcome is known and has no conflict. Nothing else counts then but <see cref="Result"/> and <see cref="IsAbsent"/>.</summary>
    internal bool Clean;

    /// <summary>The path is not in the result.</summary>
    internal bool IsAbsent;

    /// <summary>What the result tree has here; of a conflict, what git puts into the work tree.</summary>
    internal TreeValue Result;

    /// <summary>The sides on which the path is no folder.</summary>
    internal int FileMask;

    /// <summary>The sides on which it is a folder.</summary>
    internal int FolderMask;

    /// <summary>The sides that are the same; 0, or two bits or more.</summary>
    internal int MatchMask;

    /// <summary>A file on one side and a folder on another.</summary>
    internal bool FileAndFolder;

    /// <summary>In a conflict that is not about content: renames, suggested moves.</summary>
    internal bool PathConflict;

    internal ReadOnlySpan<char> BaseName => Path.AsSpan(Folder.Length == 0 ? 0 : Folder.Length + 1);

    /// <summary>Makes it another path, of which nothing is known yet.</summary>
    internal void Reset(string path, string folder)
    {
        (Path, Folder) = (path, folder);
        (Versions, Names, Result) = (default, default, default);
        (Clean, IsAbsent, FileAndFolder, PathConflict) = (false, false, false, false);
        (FileMask, FolderMask, MatchMask) = (0, 0, 0);
    }

    internal MergePath CopyTo(string path, string folder)
    {
        var copy = (MergePath)MemberwiseClone();
        copy.Path = path;
        copy.Folder = folder;
        return copy;
    }
}

/// <summary>Taking byte-string paths apart.</summary>
internal static class PathText
{
    internal static string FolderOf(string path)
    {
        int slash = path.LastIndexOf('/');
        return slash < 0 ? "" : path[..slash];
    }

    internal static string BaseNameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>Bytes to byte string.</summary>
    internal static string FromBytes(ReadOnlySpan<byte> bytes) => System.Text.Encoding.Latin1.GetString(bytes);

    /// <summary>The path of an entry in a folder, as a byte string.</summary>
    internal static string Join(string folder, ReadOnlySpan<byte> name)
    {
        const int OnStack = 512;
        if (folder.Length == 0)
            return FromBytes(name);
        int length = folder.Length + 1 + name.Length;
        Span<char> path = length <= OnStack ? stackalloc char[length] : new char[length];
        folder.CopyTo(path);
        path[folder.Length] = '/';
        System.Text.Encoding.Latin1.GetChars(name, path[(folder.Length + 1)..]);
        return new string(path);
    }

    /// <summary>Byte string to bytes.</summary>
    internal static byte[] ToBytes(string text) => System.Text.Encoding.Latin1.GetBytes(text);

    /// <summary>Byte string to the text that users see.</summary>
    internal static string Decode(string text) => GitPath.Decode(ToBytes(text));

    /// <summary>Text to byte string.</summary>
    internal static string Encode(string text) => FromBytes(GitPath.Encode(text));
}
