using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.TopicMessages;

/// <summary>A file of a diff: one path, or the two of a rename.</summary>
/// <param name="OldPath">The path before; the same as the new one where it is no rename.</param>
/// <param name="NewPath">The path after, likewise.</param>
/// <param name="OldMode">The mode before; 0 for a new file.</param>
/// <param name="OldId">The object before; zero for a new file.</param>
/// <param name="NewMode">The mode after; 0 for a deleted file.</param>
/// <param name="NewId">The object after; zero for a deleted file.</param>
/// <param name="Percent">How alike both are where it is a rename; null where it is none.</param>
internal sealed record ChangedFile(string OldPath, string NewPath, int OldMode, Oid OldId, int NewMode, Oid NewId, int? Percent)
{
    /// <summary>True where the file moved.</summary>
    internal bool IsRename => Percent is not null;

    /// <summary>True for a file that became a link, a link that became a submodule and so on.</summary>
    internal bool IsTypeChange => OldMode != 0 && NewMode != 0 && (OldMode & 0xF000) != (NewMode & 0xF000);

    /// <summary>The two halves of a type change: the file goes and comes.</summary>
    internal IEnumerable<ChangedFile> Split() => IsTypeChange
        ? [this with { NewMode = 0, NewId = Oid.Zero, Percent = null }, this with { OldMode = 0, OldId = Oid.Zero, Percent = null }] : [this];

    /// <summary>Its name as diffstat and summary have it: of a rename both, what they share written once.</summary>
    internal string DisplayName => IsRename ? RenameName(OldPath, NewPath) : QuotedPath.Quote(NewPath);

    private static string RenameName(string old, string @new)
    {
        (string quotedOld, string quotedNew) = (QuotedPath.Quote(old), QuotedPath.Quote(@new));
        if (quotedOld != old || quotedNew != @new)
            return $"{quotedOld} => {quotedNew}";
        int prefix = 0;
        for (int i = 0; i < old.Length && i < @new.Length && old[i] == @new[i]; i++)
        {
            if (old[i] == '/')
                prefix = i + 1;
        }
        // Both may share the slash that ends the folders in front.
        int least = prefix > 0 ? prefix - 1 : 0;
        int suffix = 0;
        for (int length = 1; old.Length - length >= least && @new.Length - length >= least && old[^length] == @new[^length]; length++)
        {
            if (old[^length] == '/')
                suffix = length;
        }
        string middle = $"{Middle(old)} => {Middle(@new)}";
        return prefix + suffix == 0 ? middle : $"{old[..prefix]}{{{middle}}}{old[(old.Length - suffix)..]}";

        string Middle(string path) => path.Substring(prefix, Math.Max(0, path.Length - prefix - suffix));
    }
}
