using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.History;

public class MissingCommitsTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Few_questions_and_many_are_answered_as_rev_list_does(bool graph)
    {
        using var test = new TestRepository();
        var import = new FastImport();
        var random = new Random(7);
        var made = new List<int>();
        for (int i = 0; i < 120; i++)
        {
            int[] parents = i == 0 ? [] : [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => made[random.Next(Math.Max(0, i - 6), i)]).Distinct()];
            made.Add(import.Commit($"refs/heads/b{i}", $"change {i}\n", 1_500_000_000 + i, parents, [($"f{i % 9}", "644", $"{i}")]));
        }
        import.Write(test);
        if (graph)
            test.Run("commit-graph", "write", "--reachable");
        foreach ((string target, string upstream) in (List<(string, string)>)[("b60", "b119"), ("b118", "b119"), ("b119", "b60"), ("b80", "b110")])
        {
            HashSet<string> missing = [.. test.Run("rev-list", upstream, "^" + target).Split('\n')];
            HashSet<string> there = [.. test.Run("rev-list", target).Split('\n')];
            using GitRepository repository = test.Open();
            var asked = new MissingCommits(
                CommitHistory.Open(repository), repository.ResolveCommit(target), [repository.ResolveCommit(upstream)], SilentMonitor.Instance);
            // The first ones by ancestry, the later ones by the walk.
            foreach (int i in Enumerable.Range(0, 120).Concat(Enumerable.Range(0, 120)))
            {
                Oid commit = repository.ResolveCommit($"b{i}");
                Assert.Equal(missing.Contains(commit.ToString()), asked.Contains(commit));
                Assert.Equal(there.Contains(commit.ToString()), asked.IsInTarget(commit));
            }
        }
    }
}
