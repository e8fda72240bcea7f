using CsCheck;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.MergeBases;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.History;

public class CommitHistoryTests
{
    /// <summary>How a repository is made different from a plain one before it is asked.</summary>
    public static TheoryData<string> Settings => new([
        "plain", "skewed", "grafts", "replace", "shallow", "graph", "skewed graph", "graph of levels", "skewed graph of levels", "stale graph", "skewed stale graph",
        "chain", "skewed chain", "chain of both versions", "graph and replace", "graph switched off", "packed", "skewed packed", "packed in part", "packed grafts",
    ]);

    [Theory]
    [MemberData(nameof(Settings))]
    public void Counts_orders_and_merge_bases_are_those_of_git(string setting)
    {
        int skew = setting.StartsWith("skewed", StringComparison.Ordinal) ? 40 : 1;
        GeneratedHistory.Of(60, skew).Sample(
            history =>
            {
                using var test = new TestRepository(bare: true);
                Oid[] ids = history.Write(test);
                HistorySettings.Apply(setting, test, ids);
                HistoryComparison.AssertSameAsGit(test, ids, pairs: 12, seed: history.Parents.Length);
            },
            iter: int.TryParse(Environment.GetEnvironmentVariable("MAINTAINERTOOLS_ITERATIONS"), out int more) ? more : 5, threads: 1);
    }

    [Fact]
    public void The_graph_of_an_alternate_is_used()
    {
        using var origin = new TestRepository(bare: true);
        GeneratedHistory history = GeneratedHistory.Of(40, 3).Single();
        Oid[] ids = history.Write(origin);
        origin.Run("commit-graph", "write", "--reachable");
        using var test = new TestRepository(bare: true);
        File.WriteAllText(Path.Combine(test.Path, "objects", "info", "alternates"), Path.Combine(origin.Path, "objects") + "\n");
        using GitRepository repository = test.Open();
        Assert.True(CommitHistory.Open(repository).Table.HasCorrectedDates);
        HistoryComparison.AssertSameAsGit(test, ids, pairs: 10, seed: 1);
    }

    [MirrorTheory]
    [MirrorData("git+git", 20)]
    [MirrorData("linux-rdma+rdma-core", 40)]
    [MirrorData("DPDK+dpdk", 20)]
    public void Random_pairs_of_real_commits(string name, int pairs)
    {
        // The long run: MAINTAINERTOOLS_PAIRS=2000.
        if (int.TryParse(Environment.GetEnvironmentVariable("MAINTAINERTOOLS_PAIRS"), out int more))
            pairs = more;
        string mirror = Mirrors.Find(name) ?? throw new InvalidOperationException(name);
        string[] all = Git.Run(mirror, "rev-list", "--all").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (string setting in new[] { "plain", "graph" })
        {
            using var test = new TestRepository(bare: true);
            File.WriteAllText(Path.Combine(test.Path, "objects", "info", "alternates"), Path.Combine(mirror, "objects") + "\n");
            if (setting == "graph")
                Assert.Equal(0, Git.TryRun(test.Path, System.Text.Encoding.ASCII.GetBytes(string.Join('\n', all) + "\n"), null, "commit-graph", "write", "--stdin-commits").ExitCode);
            HistoryComparison.AssertSameAsGit(test, [.. all.Select(id => Oid.Parse(id))], pairs, seed: pairs);
        }
    }

    [MirrorTheory(cases: true)]
    [MirrorData("git+git")]
    [MirrorData("linux-rdma+rdma-core")]
    [MirrorData("DPDK+dpdk")]
    public void Known_costs_of_real_candidates(string name)
    {
        using GitRepository repository = Mirrors.Open(Mirrors.Find(name)!);
        CommitHistory history = CommitHistory.Open(repository);
        foreach (IReadOnlyDictionary<string, string> row in Mirrors.Rows("merge-base-cost.tsv", name))
        {
            Oid since = Oid.Parse(row["since_sha"]);
            Oid candidate = Oid.Parse(row["candidate_sha"]);
            RangeCounts counts = history.Count(since, candidate, SilentMonitor.Instance);
            MergeBaseCost cost = new MergeBaseCoster(new Workspace(repository))
                .Weigh(new MergeBaseCostOptions { Since = since, Detail = false }, [("it", candidate)])[0];
            Assert.Equal(
                string.Join(' ', row["total"], row["no_merges"], row["merges"], row["first_parent"], row["since_not_in_candidate"], row["relation"], row["merge_bases"]),
                string.Join(
                    ' ',
                    counts.Total,
                    cost.Commits,
                    cost.Merges,
                    history.Count(since, candidate, SilentMonitor.Instance, firstParent: true).Total,
                    history.Count(candidate, since, SilentMonitor.Instance).Total,
                    cost.Relation.ToString().ToLowerInvariant(),
                    history.MergeBases(since, candidate).Count));
        }
    }
}
