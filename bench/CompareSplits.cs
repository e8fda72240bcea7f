using System.Globalization;
using MaintainerTools.Engine;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.SeriesSplits;

namespace MaintainerTools.Bench;

/// <summary>
/// Splits topics that were merged into a branch, or with --linear runs of 12 commits of it, beside git cherry-pick: CompareSplits REPOSITORY BRANCH SKIP COUNT
/// [--linear]. One commit of each, the place by lot, is optional. git picks what is kept in its order, then the rest, and must end in the same trees; what goes
/// along by its lines must conflict there, or come to nothing. The repository has a work tree and is one's own: a clone.
/// </summary>
internal static class CompareSplits
{
    private const int RunLength = 12;

    /// <summary>Runs it; the number of splits that differ.</summary>
    internal static int Run(string[] args)
    {
        (string folder, string branch) = (args[1], args[2]);
        (int skip, int count) = (int.Parse(args[3], CultureInfo.InvariantCulture), int.Parse(args[4], CultureInfo.InvariantCulture));
        using GitRepository repository = GitRepository.Open(folder, folder);
        CommitHistory history = CommitHistory.Open(repository);
        var random = new Random(20171204);
        var tally = new SortedDictionary<string, int>(StringComparer.Ordinal);
        int different = 0, done = 0;
        foreach ((Oid fork, Oid topic) in Cases(history, repository.ResolveCommit(branch), args.Contains("--linear")))
        {
            IReadOnlyList<Oid> commits = history.Range(fork, topic, SilentMonitor.Instance);
            if (commits.Count is < 3 or > 60 || commits.Any(history.IsMerge) || history.ParentsOf(commits[0]) is not [Oid below])
                continue;
            int place = random.Next(commits.Count - 1);
            if (done++ < skip)
                continue;
            if (done > skip + count)
                break;
            var splitter = new SeriesSplitter(new Workspace(repository));
            PreparedSeriesSplit split = splitter.Prepare(new SeriesSplitOptions
            {
                Topic = topic.ToString(),
                Since = below.ToString(),
                Optional = [commits[place].ToString()],
                Branch = "compare-kept",
                OptionalBranch = "compare-rest",
                Force = true,
            });
            split.Apply();
            string? problem = Differs(folder, below, split.Result, tally);
            Count(tally, split.Result.Verdict.ToString());
            foreach (SplitCommit commit in split.Result.Commit.Where(c => c.Part != SplitPart.Optional))
                Count(tally, commit.Part == SplitPart.Kept ? "commits kept" : $"commits along by {commit.Evidence}");
            if (problem is null)
                continue;
            different++;
            Console.WriteLine($"{below}..{topic} -Optional {commits[place]}: {problem}");
        }
        foreach ((string what, int n) in tally)
            Console.WriteLine($"{what}: {n}");
        Console.WriteLine($"different: {different}");
        return different;
    }

    private static IEnumerable<(Oid Fork, Oid Topic)> Cases(CommitHistory history, Oid tip, bool linear)
    {
        for (Oid at = tip; history.ParentsOf(at) is [Oid first, ..]; at = first)
        {
            if (!linear && history.ParentsOf(at) is [Oid main, Oid topic] && history.MergeBases(main, topic) is [Oid fork])
                yield return (fork, topic);
            if (!linear)
                continue;
            Oid below = at;
            for (int i = 0; i < RunLength && history.ParentsOf(below) is [Oid next, ..]; i++)
                below = next;
            yield return (below, at);
            for (int i = 0; i < 4 * RunLength && history.ParentsOf(at) is [Oid next, ..]; i++)
                at = next;
        }
    }

    private static string? Differs(string folder, Oid below, TopicSplit split, SortedDictionary<string, int> tally)
    {
        string[] Part(bool kept) => [.. split.Commit.Where(c => c.Part == SplitPart.Kept == kept).Select(c => c.Old)];
        if (split.Verdict == TopicSplitVerdict.NotProved)
            return split.Reason;
        Git(folder, "cherry-pick", "--abort");
        Git(folder, "checkout", "-q", "-f", "--detach", below.ToString());
        if (split.Verdict == TopicSplitVerdict.Split)
        {
            if (Git(folder, ["cherry-pick", "--allow-empty", .. Part(kept: true)]).Exit != 0)
                return "git does not pick what is kept";
            if (Git(folder, "rev-parse", "HEAD^{tree}").Output != split.KeptTree)
                return "git has another tree of what is kept";
            if (Git(folder, ["cherry-pick", "--allow-empty", .. Part(kept: false)]).Exit != 0)
                return "git does not pick the rest";
            if (Git(folder, "rev-parse", "HEAD^{tree}").Output != split.ExpectedTree || split.OptionalTree != split.ExpectedTree)
                return "git has another tree in the end";
        }
        string onto = below.ToString();
        foreach (SplitCommit commit in split.Commit)
        {
            if (commit.Part == SplitPart.Kept)
                onto = commit.New ?? "";
            if (commit.Evidence is not (SplitEvidence.Line or SplitEvidence.Replay) || onto.Length == 0)
                continue;
            Git(folder, "cherry-pick", "--abort");
            Git(folder, "checkout", "-q", "-f", "--detach", onto);
            // git stops at what conflicts, and at what comes to nothing.
            bool stops = Git(folder, "cherry-pick", commit.Old).Exit != 0;
            if (!stops && commit.Evidence == SplitEvidence.Line)
                return $"git picks {commit.Old} without what it is said to need";
            Count(tally, stops ? "git stops at them as well" : "git stops at the optional part on top of them");
        }
        return null;
    }

    private static void Count(SortedDictionary<string, int> tally, string what) => tally[what] = tally.GetValueOrDefault(what) + 1;

    private static (int Exit, string Output) Git(string folder, params string[] arguments)
    {
        var start = new System.Diagnostics.ProcessStartInfo("git") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["GIT_EDITOR"] = "true";
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
