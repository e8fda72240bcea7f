using CsCheck;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;
using MaintainerTools.Engine.TopicConflicts;

namespace MaintainerTools.Engine.Tests.TopicConflicts;

/// <summary>What is told by trees alone, held against merges, which are held against git elsewhere, and against git itself.</summary>
public sealed class SeparateChangesTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_certain_merges_clean_in_git(bool moves) =>
        GeneratedMerges.Of(moves ? GeneratedTrees.Moves : GeneratedTrees.Any, 250).Sample(
            batch =>
            {
                using var repository = new TestRepository();
                (Oid Base, Oid Ours, Oid Theirs)[] commits = GitMergeTree.Write(repository, batch.Merges);
                using GitRepository git = repository.Open();
                var changes = new SeparateChanges(git.Objects);
                var engine = new MergeEngine(new ScratchStore(git.Objects));
                (Oid Ours, Oid Theirs)[] certain =
                    [.. commits.Where(c => changes.AreCertain(engine.TreeOf(c.Base), engine.TreeOf(c.Ours), engine.TreeOf(c.Theirs)))
                        .Select(c => (c.Ours, c.Theirs))];
                Assert.NotEmpty(certain);
                var history = Engine.History.CommitHistory.Open(git);
                Assert.All(certain, pair => Assert.True(engine.MergeCommits(history, pair.Ours, pair.Theirs).IsClean));
                Assert.All(GitMergeTree.Merge(repository, certain), merge => Assert.True(merge is { Clean: true }));
            },
            iter: 6, threads: 1);

    [Fact]
    public void The_largest_clean_set_of_a_path_and_of_a_star_is_found()
    {
        // 0-1-2-3-4 in a row, 5 in the way of 6 and 7, 8 in the way of itself.
        HashSet<int>[] conflicts = [[1], [0, 2], [1, 3], [2, 4], [3], [6, 7], [5], [5], [8]];
        (IReadOnlyList<int> set, int atMost) = CleanSetSearch.Find(conflicts);
        Assert.Equal([0, 2, 4, 6, 7], set);
        Assert.Equal(5, atMost);
    }
}
