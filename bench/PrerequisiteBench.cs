using System.Diagnostics;
using System.Globalization;
using MaintainerTools.Engine;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks;
using MaintainerTools.Engine.Picks.Prerequisites;

namespace MaintainerTools.Bench;

/// <summary>
/// What prerequisites cost: of the commits that conflict on a release branch, each by itself, repository and history opened anew as a command does,
/// proof by replay included.
/// </summary>
internal static class PrerequisiteBench
{
    /// <summary>Measures; where GIT_DEPS names a git-deps, that is run on the same questions in turn.</summary>
    internal static void Run(string repository, string[] commits, string[] targets, TextWriter writer)
    {
        string? gitDeps = Environment.GetEnvironmentVariable("GIT_DEPS");
        List<(string Commit, string Target)> questions = [.. Conflicts(repository, commits, targets)];
        var ours = new List<double>();
        var theirs = new List<double>();
        int clean = 0, smallest = 0;
        foreach ((string commit, string target) in questions)
        {
            long start = Stopwatch.GetTimestamp();
            CherryPickPrerequisite answer = Ask(repository, commit, target);
            ours.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            clean += answer.IsClean ? 1 : 0;
            smallest += answer.Proof == PrerequisiteProof.Smallest ? 1 : 0;
            if (gitDeps is null)
                continue;
            start = Stopwatch.GetTimestamp();
            RunGitDeps(gitDeps, repository, commit, target);
            theirs.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{questions.Count} prerequisites: {Describe(ours)}; {clean} found and clean, {smallest} of them proved the smallest"));
        writer.WriteLine(theirs.Count > 0 ? $"git-deps on the same: {Describe(theirs)}" : "git-deps was not run (GIT_DEPS names one)");
    }

    /// <summary>Those that conflict on one of the targets and are not there, nor without a place there.</summary>
    private static IEnumerable<(string Commit, string Target)> Conflicts(string repository, string[] commits, string[] targets)
    {
        using GitRepository git = GitRepository.Open(repository, repository);
        var forecasting = new BackportForecaster(
            new Workspace(git), new BackportForecastOptions { Commits = [.. commits.Select(c => Oid.Parse(c))], Independent = true });
        return [.. targets.SelectMany(target => forecasting.Run(target)).Where(f => f.Verdict == BackportVerdict.Conflict).Select(f => (f.Commit, f.Target))
            .DistinctBy(q => q.Commit)];
    }

    private static CherryPickPrerequisite Ask(string repository, string commit, string target)
    {
        using GitRepository git = GitRepository.Open(repository, repository);
        return new PrerequisiteSearch(
            new Workspace(git), new PrerequisiteOptions { Commits = [Oid.Parse(commit)], Onto = target, Upstream = commit }).Run().Single();
    }

    private static void RunGitDeps(string gitDeps, string repository, string commit, string target)
    {
        var start = new ProcessStartInfo(gitDeps) { WorkingDirectory = repository, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["-e", target, commit + "^!"])
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        process.StandardOutput.BaseStream.CopyTo(Stream.Null);
        process.WaitForExit();
        error.Wait();
    }

    private static string Describe(List<double> times)
    {
        if (times.Count == 0)
            return "none";
        times.Sort();
        return string.Create(CultureInfo.InvariantCulture,
            $"median {times[times.Count / 2]:f0} ms, nine of ten within {times[times.Count * 9 / 10]:f0} ms, the longest {times[^1]:f0} ms");
    }
}
