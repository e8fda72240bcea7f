using System.Globalization;

namespace MaintainerTools.Engine.Objects.Moves;

/// <summary>
/// Empty folders that are made beforehand, so that a folder that comes, or one that had gone and comes back, takes a rename and no room on the disk.
/// </summary>
internal sealed class SpareFolders(string stage)
{
    /// <summary>Makes so many.</summary>
    internal void Make(int count)
    {
        for (int i = 0; i < count; i++)
            Directory.CreateDirectory(Path.Combine(stage, i.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Makes the folders above a path.</summary>
    internal void PutAbove(string path)
    {
        if (Path.GetDirectoryName(path) is { } folder)
            Put(folder);
    }

    /// <summary>Makes a folder and those above it; one that is there already is fine. Where no spare one is left, it is made anew.</summary>
    internal void Put(string folder)
    {
        if (FileCalls.IsFolder(folder) || Directory.Exists(folder))
            return;
        PutAbove(folder);
        string? spare = Directory.Exists(stage) ? Directory.EnumerateDirectories(stage).FirstOrDefault() : null;
        if (spare is null || FileCalls.Exists(folder))
            FileCalls.MakeFolder(folder);
        else
            FileCalls.Rename(spare, folder);
    }
}
