namespace MaintainerTools.Engine.Objects.Packs;

/// <summary>The folders that make up an object store.</summary>
internal static class ObjectFolders
{
    /// <summary>The objects folder, what GIT_ALTERNATE_OBJECT_DIRECTORIES names, then the alternates of all of them.</summary>
    internal static List<string> Of(string objects)
    {
        List<string> folders = [objects];
        string? fromEnvironment = Environment.GetEnvironmentVariable("GIT_ALTERNATE_OBJECT_DIRECTORIES");
        if (!string.IsNullOrEmpty(fromEnvironment))
            folders.AddRange(fromEnvironment.Split(Path.PathSeparator).Where(Directory.Exists));
        for (int i = 0; i < folders.Count && folders.Count < 64; i++)
        {
            string alternates = Path.Combine(folders[i], "info", "alternates");
            if (!File.Exists(alternates))
                continue;
            foreach (string line in File.ReadAllLines(alternates))
            {
                if (line.Length == 0 || line[0] == '#' || line.Contains('\0', StringComparison.Ordinal))
                    continue;
                string path = Path.GetFullPath(line, folders[i]);
                if (Directory.Exists(path) && !folders.Contains(path))
                    folders.Add(path);
            }
        }
        return folders;
    }
}
