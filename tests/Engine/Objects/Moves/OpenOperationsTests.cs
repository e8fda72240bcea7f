using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Moves;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Objects.Moves;

/// <summary>What is said of operations while others begin and close.</summary>
public class OpenOperationsTests
{
    [Fact]
    public async Task One_that_closes_while_it_is_looked_at_is_not_called_cut_off_and_is_listed_once()
    {
        using var test = new TestRepository();
        string tip = test.Commit("a", "1\n", "one");
        bool ended = false;
        var movers = Task.Run(() =>
        {
            Parallel.For(0, 3, i =>
            {
                using GitRepository repository = test.Open();
                for (int n = 0; n < 25; n++)
                    TestMove.Apply(repository, [new RefUpdate($"refs/heads/own/{i}-{n}", Oid.Zero, Oid.Parse(tip))]);
            });
            Volatile.Write(ref ended, true);
        });
        try
        {
            using GitRepository repository = test.Open();
            var seen = new HashSet<string>();
            while (!Volatile.Read(ref ended))
            {
                Assert.Empty(OpenOperations.CutOff(repository));
                string[] listed = [.. new TopicOperations(repository).List().Select(o => o.Id)];
                Assert.Distinct(listed);
                Assert.Subset(listed.ToHashSet(), seen);
                seen.UnionWith(listed);
            }
        }
        finally
        {
            await movers;
        }
        using GitRepository after = test.Open();
        Assert.Equal(75, new TopicOperations(after).List().Count);
    }
}
