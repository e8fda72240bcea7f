using CsCheck;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Merging;

/// <summary>Where a merge is decided by the paths of the change alone, its outcome is that of the whole trees: also in what it says it looked at.</summary>
public sealed class PlainMergeTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Changes_of_all_sorts_come_to_what_whole_trees_come_to(bool writesConflicts)
    {
        Check(GeneratedTrees.Any, writesConflicts);
        Check(GeneratedTrees.Moves, writesConflicts);
        Check(GeneratedTrees.Texts, writesConflicts);
    }

    private static void Check(Gen<ThreeTrees> merges, bool writesConflicts)
    {
        int plain = 0;
        GeneratedMerges.Of(merges, 500).Sample(
            batch =>
            {
                using var repository = new TestRepository();
                (Oid Base, Oid Ours, Oid Theirs)[] commits = GitMergeTree.Write(repository, batch.Merges);
                using GitRepository git = repository.Open();
                var options = new MergeOptions { WritesConflicts = writesConflicts };
                var whole = new MergeEngine(new ScratchStore(git.Objects), options);
                var cache = new ObjectCache(new ScratchStore(git.Objects));
                foreach ((Oid @base, Oid ours, Oid theirs) in commits)
                {
                    (Oid baseTree, Oid oursTree, Oid theirsTree) = (whole.TreeOf(@base), whole.TreeOf(ours), whole.TreeOf(theirs));
                    var labels = new MergeLabels(() => "base", () => "ours", () => "theirs");
                    if (new PlainMerge(cache, options, labels).Run(baseTree, oursTree, theirsTree) is not { } outcome)
                        continue;
                    plain++;
                    Assert.Equal(Text(whole.MergeTrees(baseTree, oursTree, theirsTree, "ours", "theirs", "base")), Text(outcome));
                }
            },
            iter: 4, threads: 1);
        Assert.NotEqual(0, plain);
    }

    private static string Text(MergeOutcome outcome) =>
        $"{outcome.IsClean} {outcome.Tree} {outcome.Entries} {string.Join(',', outcome.Kinds)} {outcome.NotVerified}\n" + string.Join('\n',
            outcome.Conflicts.Select(c => $"{c.Path} {c.Kind} {string.Join(',', c.Kinds)} {c.Base} {c.Ours} {c.Theirs}"));
}
