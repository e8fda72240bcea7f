namespace MaintainerTools.Engine.Objects.Moves;

/// <summary>
/// A file of a git directory that gets another content and may get it back, again and again: a copy is kept until the operation is closed, and a spare
/// one beside it, so that the first time takes a rename and no room on the disk. What is kept is never used up: whoever goes on from half way back finds it.
/// </summary>
internal static class KeptFile
{
    private const string Spare = ".spare";
    private const string Again = ".again";

    /// <summary>Keeps a copy of a file, with its time: by that git tells which entries of an index it must not trust.</summary>
    internal static void Keep(string file, string kept)
    {
        DateTime written = File.GetLastWriteTimeUtc(file);
        foreach (string copy in (string[])[kept, kept + Spare])
            Copy(file, copy, written);
    }

    /// <summary>Keeps a content that no file has yet.</summary>
    internal static void Keep(byte[] content, string kept)
    {
        File.WriteAllBytes(kept, content);
        File.WriteAllBytes(kept + Spare, content);
    }

    /// <summary>Gives a file the kept content; one that has it stays as it is.</summary>
    internal static void Put(string kept, string target)
    {
        if (IsSame(kept, target))
            return;
        if (FileCalls.Exists(kept + Spare))
        {
            FileCalls.Rename(kept + Spare, target);
            return;
        }
        Copy(kept, kept + Again, File.GetLastWriteTimeUtc(kept));
        FileCalls.Rename(kept + Again, target);
    }

    private static void Copy(string from, string to, DateTime written)
    {
        File.Copy(from, to, overwrite: true);
        File.SetLastWriteTimeUtc(to, written);
    }

    private static bool IsSame(string kept, string target)
    {
        if (!File.Exists(target) || new FileInfo(target).Length != new FileInfo(kept).Length)
            return false;
        return File.ReadAllBytes(kept).AsSpan().SequenceEqual(File.ReadAllBytes(target));
    }
}
