using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.History;

/// <summary>Replacements can lead history in a circle, which git walks once.</summary>
public class ReplacementCycleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    public void A_range_that_goes_in_a_circle_is_gits(int length)
    {
        using var test = new TestRepository();
        for (int i = 0; i <= length + 2; i++)
            test.Commit("a", $"{i}\n", $"change {i}");
        test.Run("branch", "stable", "main~" + (length + 2));
        // The commit that far back is the tip again.
        test.Run("replace", "main~" + length, "main");
        using GitRepository repository = test.Open();
        CommitHistory history = CommitHistory.Open(repository);
        IReadOnlyList<Oid> range = history.Range(repository.ResolveCommit("stable"), repository.ResolveCommit("main"), SilentMonitor.Instance);
        string[] gits = test.Run("rev-list", "--topo-order", "stable..main").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(gits.Order(), range.Select(id => id.ToString()).Order());
    }
}
