using System.Globalization;
using CsCheck;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.MergeBases;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.MergeBases;

public class MergeBaseCandidatePropertyTests
{
    private const int Lines = 7;

    /// <summary>The answers are what is left when every candidate is replayed with git cherry-pick and what another one matches is struck out.</summary>
    [Fact]
    public void The_front_is_what_replaying_everything_with_git_leaves() =>
        Gen.Select(Gen.Int[0, Lines - 1].Array[4, 8], Gen.Int[0, 2].Array[8], Gen.Int[0, 8], Gen.Int[0, 7].Array[0, 2], Gen.Int[0, Lines - 1].Array[1, 3])
            .Sample(
            (upstream, branches, fork, picks, topic) =>
            {
                using var test = new TestRepository();
                string since = Write(test, upstream, branches, fork, picks, topic);
                using GitRepository repository = test.Open();
                var options = new MergeBaseCandidateOptions
                {
                    Since = since,
                    Topic = "topic",
                    Upstream = "main",
                    Base = "base",
                    MaxSearch = 0,
                    MaxReplay = int.MaxValue,
                };
                IReadOnlyList<MergeBaseCandidate> found = new MergeBaseCandidateSearch(new Workspace(repository), options).Run();
                List<(int Commits, int Picks, int Conflicts)> all = Replayed(test, since);
                IEnumerable<(int Commits, int Picks, int Conflicts)> front = all.Distinct().Where(one => !all.Exists(other => other != one
                    && other.Commits <= one.Commits && other.Picks <= one.Picks && other.Conflicts <= one.Conflicts));
                // What exists stays, whatever matches it.
                Assert.Equal(front.Order(), found.Where(c => !c.IsExisting || front.Contains((c.Commits, c.Picks, c.Conflicts)))
                    .Select(c => (c.Commits, c.Picks, c.Conflicts)).Order());
            },
            iter: int.TryParse(Environment.GetEnvironmentVariable("MAINTAINERTOOLS_ITERATIONS"), out int more) ? more : 4, threads: 1);

    /// <summary>
    /// An upstream that changes lines of a file, now and then on branches, and a topic that stands on some of it, with marked picks of the rest.
    /// </summary>
    private static string Write(TestRepository test, int[] upstream, int[] branches, int fork, int[] picks, int[] topic)
    {
        string[] lines = [.. Enumerable.Range(0, Lines).Select(i => $"line {i}")];
        string since = test.Commit("f", Text(lines), "start");
        List<string> commits = [];
        for (int i = 0; i < upstream.Length; i++)
        {
            if (branches[i] > 0)
                test.Run("checkout", "-q", "-b", $"b{i}");
            for (int step = 0; step <= branches[i]; step++)
            {
                lines[(upstream[i] + step) % Lines] = $"upstream {i} {step}";
                commits.Add(test.Commit("f", Text(lines), $"upstream {i} {step}"));
            }
            if (branches[i] == 0)
                continue;
            test.Run("checkout", "-q", "main");
            Assert.True(test.TryMerge($"b{i}"));
            test.CommitIndex($"merge {i}");
            test.Run("branch", "-q", "-D", $"b{i}");
        }
        string[] mainline = test.Run("rev-list", "--first-parent", "--reverse", "main").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        test.Run("checkout", "-q", "-b", "topic", mainline[fork % mainline.Length]);
        foreach (string pick in picks.Order().Select(i => commits[i % commits.Count]).Distinct()
            .Where(id => Git.TryRun(test.Path, null, null, "merge-base", "--is-ancestor", id, "topic").ExitCode != 0))
        {
            if (!TryPick(test, "-x", pick))
                test.Run("cherry-pick", "--abort");
        }
        test.Run("branch", "base");
        string[] now = File.ReadAllLines(Path.Combine(test.Path, "f"));
        for (int i = 0; i < topic.Length; i++)
        {
            now[topic[i]] = $"topic {i}";
            test.Commit("f", Text(now), $"topic {i}");
        }
        return since;
    }

    private static List<(int Commits, int Picks, int Conflicts)> Replayed(TestRepository test, string since)
    {
        string[] own = Ids(test, "rev-list", "--reverse", "base..topic");
        string[] carried = [.. Ids(test, "rev-list", "--reverse", "main..base")
            .Select(id => test.Run("log", "-1", "--format=%B", id).Split("cherry picked from commit ")[1][..40])];
        string[] merged = [.. Ids(test, "rev-list", "--merges", $"{since}..main").SelectMany(id => Ids(test, "rev-parse", $"{id}^2"))];
        // The topic as it is.
        List<(int Commits, int Picks, int Conflicts)> all = carried.Length > 0 ? [(Count(test, $"{since}..base"), carried.Length, 0)] : [];
        foreach (string candidate in Ids(test, "rev-list", "--first-parent", $"{since}..main").Concat(merged).Append(since)
            .Append(test.Line("merge-base", "main", "topic")).Distinct())
        {
            test.Run("checkout", "-q", "--detach", candidate);
            string[] wanted = [.. carried.Where(id => Git.TryRun(test.Path, null, null, "merge-base", "--is-ancestor", id, candidate).ExitCode != 0)];
            int conflicts = 0;
            foreach (string commit in wanted.Concat(own))
            {
                if (TryPick(test, "--keep-redundant-commits", commit))
                    continue;
                conflicts++;
                test.Run("cherry-pick", "--abort");
            }
            all.Add((Count(test, $"{since}..{candidate}") + wanted.Length, wanted.Length, conflicts));
        }
        return all;
    }

    private static bool TryPick(TestRepository test, string how, string commit) => Git.TryRun(test.Path, null, null, "cherry-pick", how, commit).ExitCode == 0;

    private static int Count(TestRepository test, string range) =>
        int.Parse(test.Line("rev-list", "--count", "--no-merges", range), CultureInfo.InvariantCulture);

    private static string[] Ids(TestRepository test, params string[] arguments) => test.Run(arguments).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string Text(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));
}
