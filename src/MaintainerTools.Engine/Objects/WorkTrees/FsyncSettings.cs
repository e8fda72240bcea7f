using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Objects.WorkTrees;

/// <summary>What is written through to the disk before work goes on, as core.fsync says.</summary>
internal sealed class FsyncSettings
{
    private static readonly Dictionary<string, string[]> s_groups = new(StringComparer.Ordinal)
    {
        ["objects"] = ["loose-object", "pack"],
        ["committed"] = ["loose-object", "pack"],
        ["derived-metadata"] = ["pack-metadata", "commit-graph"],
        ["added"] = ["loose-object", "pack", "index"],
        ["all"] = ["loose-object", "pack", "pack-metadata", "commit-graph", "index", "reference"],
    };

    // git's "committed,-loose-object", with the indexes of packs; a ref that names what a crash has lost helps nobody, so refs are in it too.
    private readonly HashSet<string> _components = new(["pack", "pack-metadata", "commit-graph", "reference"], StringComparer.Ordinal);

    private FsyncSettings(string? setting, bool looseObjects)
    {
        foreach (string word in (setting ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string name = word.TrimStart('-');
            string[] components = s_groups.GetValueOrDefault(name, [name]);
            if (word == "none")
                _components.Clear();
            else if (word.StartsWith('-'))
                _components.ExceptWith(components);
            else
                _components.UnionWith(components);
        }
        if (looseObjects)
            _components.Add("loose-object");
    }

    internal bool LooseObjects => _components.Contains("loose-object");

    internal bool Packs => _components.Contains("pack");

    internal bool Index => _components.Contains("index");

    internal bool References => _components.Contains("reference");

    internal static FsyncSettings Of(GitRepository repository) =>
        new(repository.Config("core.fsync"), GitConfigValue.Bool(repository.Config("core.fsyncobjectfiles")) == true);

    /// <summary>Waits until a file's content is on the disk.</summary>
    internal static void Flush(string file)
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle handle = File.OpenHandle(file, FileMode.Open,
            OperatingSystem.IsWindows() ? FileAccess.ReadWrite : FileAccess.Read);
        RandomAccess.FlushToDisk(handle);
    }
}
