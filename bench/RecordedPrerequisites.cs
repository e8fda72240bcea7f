using System.Diagnostics;
using System.Globalization;
using MaintainerTools.Engine;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks.Prerequisites;

namespace MaintainerTools.Bench;

/// <summary>
/// The recorded cases of commits that need others first, each question put to the engine and to git-deps in turn: the engine opens repository and
/// history anew for each, as a command in a session does, and proves its answer by replay.
/// </summary>
internal static class RecordedPrerequisites
{
    private sealed record Case(string Repository, string Onto, string Commit, string[] Recorded);

    /// <summary>Measures, where MAINTAINERTOOLS_CASES and MAINTAINERTOOLS_MIRRORS name the recorded cases and the repositories.</summary>
    internal static void Run(TextWriter writer)
    {
        if (Environment.GetEnvironmentVariable("MAINTAINERTOOLS_CASES") is not { } folder
            || Environment.GetEnvironmentVariable("MAINTAINERTOOLS_MIRRORS") is not { } mirrors)
        {
            writer.WriteLine("The recorded prerequisites were not run (MAINTAINERTOOLS_CASES and MAINTAINERTOOLS_MIRRORS name them).");
            return;
        }
        string? gitDeps = Environment.GetEnvironmentVariable("GIT_DEPS");
        List<Case> cases = [.. Read(folder, "prerequisites.tsv", "prerequisite", mirrors),
            .. Read(folder, "prerequisite-chains.tsv", "prerequisites_in_order", mirrors)];
        writer.WriteLine($"{"case",-20} {"needs",5} {"set",4} {"proof",-12} {"ms",8} {"first",8} {"cpu",8} {"direct",8} {"names",5} {"gives",5} "
            + $"{"recursive",9} {"names",5} {"gives",5} {"ratio",7} {"ratio",7}");
        var rows = new List<(double Ours, double First, double Cpu, double Direct, double Recursive)>();
        foreach (Case asked in cases.Where(c => PairedRun.IsWanted(c.Commit)))
        {
            (CherryPickPrerequisite answer, double first, _) = Ask(asked);
            (_, double ours, double cpu) = Ask(asked);
            (string[] Given, double Ms) direct = gitDeps is null ? ([], double.NaN) : RunGitDeps(gitDeps, asked, recursive: false);
            (string[] Given, double Ms) recursive = gitDeps is null ? ([], double.NaN) : RunGitDeps(gitDeps, asked, recursive: true);
            rows.Add((ours, first, cpu, direct.Ms, recursive.Ms));
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{asked.Commit[..12] + " " + Path.GetFileName(Path.GetDirectoryName(asked.Repository)!)[..7],-20} {asked.Recorded.Length,5} "
                    + $"{(answer.IsClean ? answer.Prerequisite.Length : -1),4} {answer.Proof,-12} {ours,8:f0} {first,8:f0} {cpu,8:f0} {direct.Ms,8:f0} "
                    + $"{Names(direct.Given),5} {direct.Given.Length,5} {recursive.Ms,9:f0} {Names(recursive.Given),5} {recursive.Given.Length,5} "
                    + $"{direct.Ms / ours,7:f1} {recursive.Ms / ours,7:f1}"));

            string Names(string[] given) => asked.Recorded.All(given.Contains) ? "yes" : "no";
        }
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"median: {Median(rows.Select(r => r.Ours)):f0} ms (first {Median(rows.Select(r => r.First)):f0}, "
                + $"processor {Median(rows.Select(r => r.Cpu)):f0}), git-deps {Median(rows.Select(r => r.Direct)):f0} direct, "
                + $"{Median(rows.Select(r => r.Recursive)):f0} recursive; "
                + $"ratio {Median(rows.Select(r => r.Direct / r.Ours)):f1} direct, {Median(rows.Select(r => r.Recursive / r.Ours)):f1} recursive; "
                + $"at least 5 times in {rows.Count(r => r.Direct / r.Ours >= 5)} and {rows.Count(r => r.Recursive / r.Ours >= 5)} of {rows.Count}"));
    }

    private static IEnumerable<Case> Read(string folder, string file, string column, string mirrors)
    {
        string[] lines = File.ReadAllLines(Path.Combine(folder, file));
        string[] names = lines[0].Split('\t');
        foreach (string[] row in lines.Skip(1).Where(line => line.Length > 0).Select(line => line.Split('\t')))
        {
            string repository = Path.Combine(mirrors, row[Array.IndexOf(names, "repo")], "repo");
            if (Directory.Exists(repository))
                yield return new Case(repository, row[Array.IndexOf(names, "onto")], row[Array.IndexOf(names, "commit")],
                    row[Array.IndexOf(names, column)].Split('|'));
        }
    }

    private static (CherryPickPrerequisite Answer, double Ms, double Cpu) Ask(Case asked)
    {
        TimeSpan processor = Process.GetCurrentProcess().TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        using GitRepository git = GitRepository.Open(asked.Repository, asked.Repository);
        CherryPickPrerequisite answer = new PrerequisiteSearch(
            new Workspace(git), new PrerequisiteOptions { Commits = [Oid.Parse(asked.Commit)], Onto = asked.Onto, Upstream = asked.Commit }).Run().Single();
        return (answer, Stopwatch.GetElapsedTime(start).TotalMilliseconds, (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalMilliseconds);
    }

    private static (string[] Given, double Ms) RunGitDeps(string gitDeps, Case asked, bool recursive)
    {
        var start = new ProcessStartInfo(gitDeps) { WorkingDirectory = asked.Repository, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])[.. recursive ? ["-r"] : Array.Empty<string>(), "-e", asked.Onto, asked.Commit + "^!"])
            start.ArgumentList.Add(argument);
        long begun = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        error.Wait();
        return ([.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim().Split(' ')[^1]).Distinct()],
            Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);
}
