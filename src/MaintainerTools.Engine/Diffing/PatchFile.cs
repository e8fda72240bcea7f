namespace MaintainerTools.Engine.Diffing;

/// <summary>A hunk as a patch has it.</summary>
/// <param name="OldStart">Line of the old file, from 1 (0 or the line before, for an empty side).</param>
/// <param name="NewStart">Line of the new file, likewise.</param>
/// <param name="Heading">What stands behind the header: the function.</param>
/// <param name="Lines">Its lines with their signs: ' ', '-' or '+', the line and its LF (none where the patch says that the file ends without).</param>
internal sealed record PatchHunk(int OldStart, int NewStart, byte[] Heading, IReadOnlyList<byte[]> Lines);

/// <summary>What a patch does to one file.</summary>
internal sealed class PatchedFile
{
    /// <summary>The path before; null for a new file.</summary>
    internal string? OldPath { get; set; }

    /// <summary>The path after; null for a deleted file.</summary>
    internal string? NewPath { get; set; }

    /// <summary>The path with its first folder, where the patch is not git's: a tool that puts none in front means this. Null in git's patches.</summary>
    internal string? WholePath { get; set; }

    /// <summary>The mode before; 0 where the patch does not say.</summary>
    internal int OldMode { get; set; }

    /// <summary>The mode after; 0 where the patch does not say.</summary>
    internal int NewMode { get; set; }

    /// <summary>The abbreviated blob before, from the index line; empty without one.</summary>
    internal string OldBlob { get; set; } = "";

    /// <summary>The abbreviated blob after.</summary>
    internal string NewBlob { get; set; } = "";

    /// <summary>The hunks, in order.</summary>
    internal List<PatchHunk> Hunks { get; } = [];

    /// <summary>True when the patch says that binary files differ, or holds them in git's encoding.</summary>
    internal bool IsBinary { get; set; }

    /// <summary>The new content of a binary file as git format-patch --binary has it; null where the patch does not hold it.</summary>
    internal byte[]? BinaryContent { get; set; }

    /// <summary>The path after, or before for a deletion.</summary>
    internal string Path => NewPath ?? OldPath ?? "";
}

/// <summary>A patch taken apart: what stands before the first diff, and the files.</summary>
/// <param name="Preamble">The text above.</param>
/// <param name="Files">The files, in order.</param>
internal sealed record PatchFile(byte[] Preamble, IReadOnlyList<PatchedFile> Files);
