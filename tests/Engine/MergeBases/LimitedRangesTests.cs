using System.Globalization;
using System.Text;
using CsCheck;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Pathspecs;
using MaintainerTools.Engine.MergeBases;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.MergeBases;

public sealed class LimitedRangesTests
{
    // As often as the long run asks for.
    private static readonly int s_iterations = int.TryParse(Environment.GetEnvironmentVariable("MAINTAINERTOOLS_ITERATIONS"), out int more) ? more : 6;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(40)]
    public void Many_candidates_count_as_git_counts_each(int skew) =>
        ForHistories(skew, s_iterations, (test, repository, opened, ids) =>
        {
            var random = new Random(ids.Length);
            Oid since = ids[random.Next(ids.Length)];
            foreach (bool firstParent in new[] { false, true })
            {
                foreach (string[] paths in new string[][] { [], ["d0"], ["d1/f3"], ["d0/f2", "d1/f1"] })
                    AssertSame(test.Path, repository, opened, since, ids, paths, firstParent);
            }
        });

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(40)]
    public void Many_candidates_count_as_a_walk_from_each_does(int skew) =>
        ForHistories(skew, s_iterations * 3, (_, repository, opened, ids) =>
        {
            string[][] limits = [["d0"], ["d1/f3"], ["d0/f2", "d1/f1"], ["d1"]];
            for (int i = 0; i < ids.Length; i += 7)
            {
                var options = new MergeBaseCostOptions { Since = ids[i], Path = limits[i % limits.Length], FirstParent = i % 3 == 0, Detail = false };
                IReadOnlyList<MergeBaseCost> costs = new MergeBaseCoster(new Workspace(repository)).Weigh(options, [.. ids.Select(id => (id.ToString(), id))]);
                var alone = new LimitedRanges(opened.Table, opened.Known(ids[i]), options.FirstParent, new PathspecSet(opened.Objects, options.Path));
                foreach (MergeBaseCost cost in costs)
                {
                    RangeCounts walked = alone.CountOf(opened.Known(Oid.Parse(cost.Sha)), SilentMonitor.Instance);
                    Assert.Equal((cost.Sha, walked.NoMerges, walked.Merges), (cost.Sha, cost.Commits, cost.Merges));
                }
            }
        });

    [MirrorTheory]
    [MirrorData("git+git", "v2.30.0", "v2.34.0", "refs")]
    [MirrorData("DPDK+dpdk", "v20.11", "v21.02", "lib")]
    public void Real_candidates_count_as_git_counts_each(string name, string since, string tip, string path)
    {
        using GitRepository repository = Mirrors.Open(Mirrors.Find(name)!);
        CommitHistory history = CommitHistory.Open(repository);
        Oid start = repository.ResolveCommit(since);
        IReadOnlyList<Oid> all = history.FirstParentRange(start, repository.ResolveCommit(tip), SilentMonitor.Instance);
        AssertSame(Mirrors.Find(name)!, repository, history, start, [.. all.Where((_, i) => i % (all.Count / 12) == 0)], [path], firstParent: false);
    }

    private static void ForHistories(int skew, long iterations, Action<TestRepository, GitRepository, CommitHistory, Oid[]> check) =>
        GeneratedHistory.Of(60, skew).Sample(
            history =>
            {
                using var test = new TestRepository(bare: true);
                Oid[] ids = history.Write(test);
                using GitRepository repository = test.Open();
                check(test, repository, CommitHistory.Open(repository), ids);
            },
            iter: iterations, threads: 1);

    private static void AssertSame(string folder, GitRepository repository, CommitHistory history, Oid since, Oid[] candidates, string[] paths, bool firstParent)
    {
        var options = new MergeBaseCostOptions { Since = since, Path = paths, FirstParent = firstParent, Detail = false };
        IReadOnlyList<MergeBaseCost> costs = new MergeBaseCoster(new Workspace(repository)).Weigh(options, [.. candidates.Select(id => (id.ToString(), id))]);
        string[] how = firstParent ? ["--first-parent"] : [];
        for (int i = 0; i < costs.Count; i++)
        {
            string[] Ask(string kind) => ["rev-list", "--count", kind, .. how, $"{since}..{candidates[i]}", "--", .. paths];
            Assert.Equal(($"{since}..{candidates[i]} {string.Join(' ', paths)} {firstParent}", Number(folder, Ask("--no-merges")), Number(folder, Ask("--merges"))),
                ($"{since}..{candidates[i]} {string.Join(' ', paths)} {firstParent}", costs[i].Commits, costs[i].Merges));
        }
    }

    private static int Number(string folder, string[] arguments) => int.Parse(Encoding.ASCII.GetString(Git.TryRun(folder, null, null, arguments).Output), CultureInfo.InvariantCulture);
}
