using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Tests.Support;

/// <summary>Ways in which a repository's history is not just what its commits record.</summary>
public static class HistorySettings
{
    /// <summary>Applies one by its name.</summary>
    public static void Apply(string setting, TestRepository test, IReadOnlyList<Oid> ids)
    {
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(ids);
        const string Skewed = "skewed ";
        switch (setting.StartsWith(Skewed, StringComparison.Ordinal) ? setting[Skewed.Length..] : setting)
        {
            case "grafts":
                Directory.CreateDirectory(Path.Combine(test.Path, "info"));
                File.WriteAllText(Path.Combine(test.Path, "info", "grafts"), $"{ids[^1]} {ids[0]} {ids[ids.Count / 2]}\n{ids[ids.Count / 2]}\n");
                break;
            case "replace":
                // Fails, and leaves history as it is, where those are its parents already.
                Git.TryRun(test.Path, null, null, "replace", "-f", "--graft", ids[ids.Count / 2].ToString(), ids[0].ToString());
                break;
            case "shallow":
                File.WriteAllText(Path.Combine(test.Path, "shallow"), $"{ids[ids.Count / 2]}\n{ids[ids.Count / 3]}\n");
                break;
            case "graph":
                test.Run("commit-graph", "write", "--reachable");
                break;
            case "graph of levels":
                test.Run("-c", "commitGraph.generationVersion=1", "commit-graph", "write", "--reachable");
                break;
            case "stale graph":
                Write(test, ids.Take(ids.Count / 2), "--stdin-commits");
                break;
            case "chain":
                for (int i = 1; i <= 3; i++)
                    Write(test, ids.Take(ids.Count * i / 4), "--stdin-commits", "--split=no-merge");
                break;
            case "chain of both versions":
                test.Run("config", "commitGraph.generationVersion", "1");
                Write(test, ids.Take(ids.Count / 2), "--stdin-commits", "--split=no-merge");
                test.Run("config", "--unset", "commitGraph.generationVersion");
                Write(test, ids.Take(ids.Count * 3 / 4), "--stdin-commits", "--split=no-merge");
                break;
            case "graph and replace":
                test.Run("commit-graph", "write", "--reachable");
                Apply("replace", test, ids);
                break;
            case "graph switched off":
                test.Run("commit-graph", "write", "--reachable");
                test.Run("config", "core.commitGraph", "false");
                break;
            case "packed":
                // All commits in one pack, most as deltas of each other as they are so alike.
                test.Run("repack", "-q", "-a", "-d", "-f", "--window=20", "--depth=20");
                break;
            case "packed in part":
                Git.TryRun(test.Path, System.Text.Encoding.ASCII.GetBytes($"{ids[ids.Count / 2]}\n"), null, "pack-objects", "-q", "--revs",
                    Path.Combine(test.Path, "objects", "pack", "pack"));
                test.Run("prune-packed", "-q");
                break;
            case "packed grafts":
                Apply("packed", test, ids);
                Apply("grafts", test, ids);
                break;
            case "plain":
            case "skewed":
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(setting), setting, "no such setting");
        }
    }

    private static void Write(TestRepository test, IEnumerable<Oid> commits, params string[] options)
    {
        byte[] input = System.Text.Encoding.ASCII.GetBytes(string.Concat(commits.Select(id => id + "\n")));
        (int exitCode, _, string error) = Git.TryRun(test.Path, input, null, ["commit-graph", "write", .. options]);
        if (exitCode != 0)
            throw new InvalidOperationException(error);
    }
}
