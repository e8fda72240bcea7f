using System.Diagnostics;
using System.Text;
using MaintainerTools.Engine;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks;

namespace MaintainerTools.Bench;

/// <summary>
/// The independent forecast of 200 fixes on five release branches, one thread, presence by ancestry, marker and patch-id included, beside
/// git merge-tree --stdin over the same picks, which tells of no presence.
/// </summary>
internal static class PickBench
{
    private const int Commits = 200;
    private const int Targets = 5;

    /// <summary>Measures; BENCH_UPSTREAM names the branch that the fixes come from (by default HEAD).</summary>
    public static void Run(string repository)
    {
        string upstream = Environment.GetEnvironmentVariable("BENCH_UPSTREAM") ?? "HEAD";
        string[] commits = [.. Lines(repository, "rev-list", "--no-merges", "--reverse", $"--max-count={Commits}", "--grep=^Fixes: ", upstream)];
        // The newest release of each of the newest release lines: v23.11.7 of v23.11.
        string[] targets = [.. Lines(repository, "for-each-ref", "--sort=-version:refname", "--format=%(refname:short)", "refs/tags/v[0-9]*")
            .Where(tag => tag.Count(c => c == '.') == 2 && !tag.Contains('-', StringComparison.Ordinal))
            .DistinctBy(tag => tag[..tag.LastIndexOf('.')])
            .Take(Targets)];
        string scratch = Directory.CreateTempSubdirectory("pick-bench-").FullName;
        try
        {
            PairedRun.RunGit(scratch, "clone", "-q", "--bare", "--shared", repository, "clone.git");
            string clone = Path.Combine(scratch, "clone.git");
            List<MergeQuestion> questions = [.. targets.SelectMany(
                target => commits.Select(commit => new MergeQuestion(commit + "^", target + "^{commit}", commit)))];
            Console.WriteLine($"{commits.Length} commits onto {string.Join(", ", targets)}");
            int pairs = int.TryParse(Environment.GetEnvironmentVariable("BENCH_PAIRS"), out int given) ? given : 3;
            var run = new PairedRun("engine", "git", pairs);
            run.Add($"{questions.Count} picks", () => Forecast(repository, commits, targets), () => MergeTreeProcess.RunOnce(clone, questions));
            run.Print(Console.Out);
            PrerequisiteBench.Run(repository, commits, targets, Console.Out);
            RecordedPrerequisites.Run(Console.Out);
        }
        finally
        {
            Directory.Delete(scratch, true);
        }
    }

    /// <summary>The lines of git's answer.</summary>
    internal static string[] Lines(string repository, params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = repository, RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static void Forecast(string repository, string[] commits, string[] targets)
    {
        using GitRepository git = GitRepository.Open(repository, repository);
        var forecasting = new BackportForecaster(
            new Workspace(git), new BackportForecastOptions { Commits = [.. commits.Select(c => Oid.Parse(c))], Independent = true });
        foreach (string target in targets)
        {
            foreach (BackportForecast _ in forecasting.Run(target))
            {
            }
        }
    }
}
