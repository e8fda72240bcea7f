using MaintainerTools.Engine.MergePlans;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.MergePlans;

public class BaseMergesTests
{
    private static readonly string s_lines = string.Concat(Enumerable.Range(1, 30).Select(i => $"line {i}\n"));

    [Fact]
    public void What_the_base_picked_and_the_topic_went_on_with_merges_by_way_of_the_base()
    {
        using var test = new TestRepository();
        Build(test, out string version);
        using GitRepository repository = test.Open();
        var planner = new MergePlanner(new Workspace(repository));
        // What the topic changes beside a picked line conflicts with that line of upstream's, which the base has as well.
        MergePlan direct = planner.Plan(new MergePlanOptions { Topic = "topic", Upstream = "main" });
        Assert.True(direct.RemainingConflicts > 0);
        MergePlan plan = planner.Plan(new MergePlanOptions { Topic = "topic", Base = "base", Upstream = "main" });
        Assert.Equal(0, plan.RemainingConflicts);
        Assert.Equal([version, test.Line("rev-parse", "main")], plan.Step.Select(s => s.Upstream));
        Assert.Equal(("base", test.Line("rev-parse", "base"), direct.NaiveConflicts), (plan.Base, plan.BaseSha, plan.NaiveConflicts));
        string first = Merge(test, "base", version);
        Assert.Equal(plan.Step[^1].Tree, test.Line("merge-tree", "--write-tree", "topic", Merge(test, first, "main")));

        MergePlan read = MergePlanFile.FromJson("plan.json", MergePlanFile.ToJson(plan));
        PreparedMerges merges = new MergePlanPerformer(new Workspace(repository)).Prepare(new MergePlanPerformerOptions { Plan = read });
        merges.Apply();
        Assert.Equal(plan.Step[^1].Tree, test.Line("rev-parse", "topic^{tree}"));
        Assert.Equal("", test.Run("rev-list", "main", "^topic"));
        Assert.Equal(plan.BaseSha, test.Line("rev-parse", "base"));
        test.Run("fsck", "--strict");
    }

    [Fact]
    public void A_topic_that_does_not_stand_on_the_base_is_an_error()
    {
        using var test = new TestRepository();
        Build(test, out _);
        using GitRepository repository = test.Open();
        MaintainerException thrown = Assert.Throws<MaintainerException>(() => new MergePlanner(new Workspace(repository)).Plan(
            new MergePlanOptions { Topic = "base", Base = "topic", Upstream = "main" }));
        Assert.Equal(("TopicNotOnBase", "topic"), (thrown.ErrorId, thrown.Target));
    }

    private static string Merge(TestRepository test, string one, string other) =>
        test.Line("commit-tree", test.Line("merge-tree", "--write-tree", one, other), "-p", one, "-p", other, "-m", "by git");

    /// <summary>
    /// main changes two places (the version), and then the second again; base has picked the first change, and the topic goes on beside its first place.
    /// </summary>
    private static void Build(TestRepository test, out string version)
    {
        test.Commit("a", s_lines, "root");
        test.Run("branch", "base");
        test.Commit("b", "b\n", "other");
        string once = s_lines.Replace("line 10\n", "line ten\n", StringComparison.Ordinal).Replace("line 20\n", "line twenty\n", StringComparison.Ordinal);
        version = test.Commit("a", once, "picked");
        test.Commit("a", once.Replace("line twenty\n", "line 20 again\n", StringComparison.Ordinal), "goes on");
        test.Run("switch", "-q", "base");
        test.Run("cherry-pick", "-x", version);
        test.Run("switch", "-q", "-c", "topic");
        test.Commit("a", once.Replace("line 11\n", "line eleven\n", StringComparison.Ordinal), "topic's");
        test.Run("switch", "-q", "--detach");
    }
}
