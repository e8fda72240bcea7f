using System.Runtime.CompilerServices;
using LibGit2Sharp;

namespace MaintainerTools.Engine.Tests.Support;

/// <summary>What git and the engine read instead of the user's configuration, which may say anything, or nothing where nobody has set up git yet.</summary>
internal static class TestConfiguration
{
    private static readonly string s_home = Path.Combine(AppContext.BaseDirectory, "home");

    /// <summary>The file.</summary>
    public static string File { get; } = Path.Combine(s_home, ".gitconfig");

    [ModuleInitializer]
    internal static void Use()
    {
        Directory.CreateDirectory(s_home);
        // git tidies up in the background after many objects, and would do so in a folder that is being deleted.
        System.IO.File.WriteAllText(File, "[user]\n\tname = C O Mitter\n\temail = committer@example.com\n[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n");
        GlobalSettings.SetConfigSearchPaths(ConfigurationLevel.Global, s_home);
        foreach (ConfigurationLevel level in new[] { ConfigurationLevel.Xdg, ConfigurationLevel.System, ConfigurationLevel.ProgramData })
            GlobalSettings.SetConfigSearchPaths(level, Path.Combine(s_home, "none"));
    }
}
