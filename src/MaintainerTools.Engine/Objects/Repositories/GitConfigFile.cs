using LibGit2Sharp;

namespace MaintainerTools.Engine.Objects.Repositories;

/// <summary>A file that is written as git's configuration is: .gitmodules, the config of a repository that is not opened.</summary>
internal static class GitConfigFile
{
    /// <summary>Its settings, in order, names in lower case but for their subsections; none where it is not there or cannot be read.</summary>
    internal static IReadOnlyList<(string Key, string Value)> Read(string file)
    {
        if (!File.Exists(file))
            return [];
        try
        {
            using Configuration settings = Configuration.BuildFrom(file);
            // The user's and the machine's settings come with it.
            return [.. settings.Where(entry => entry.Level == ConfigurationLevel.Local).Select(entry => (entry.Key, entry.Value ?? "true"))];
        }
        catch (Exception e) when (NativeGit.IsFailure(e))
        {
            return [];
        }
    }

    /// <summary>The settings of a file that is not on the disk.</summary>
    internal static IReadOnlyList<(string Key, string Value)> Parse(byte[] content)
    {
        // libgit2 reads files only.
        string copy = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(copy, content);
            return Read(copy);
        }
        finally
        {
            File.Delete(copy);
        }
    }
}
