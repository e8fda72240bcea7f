using CsCheck;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks;
using MaintainerTools.Engine.Picks.Prerequisites;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Picks.Prerequisites;

/// <summary>Building a base with what it needs, and what a conflict says.</summary>
public class PickPrerequisiteTests
{
    [Fact]
    public void What_is_needed_is_picked_first_marked_and_explained()
    {
        using var test = new TestRepository();
        (string[] changes, string other) = Build(test);
        using GitRepository repository = test.Open();
        var picking = new CherryPicker(new Workspace(repository));
        CherryPickPlan plan = picking.Plan(Options([changes[2], other]));
        Assert.True(plan.IsComplete);
        Assert.Equal([changes[0], changes[1], changes[2], other], plan.Picks.Select(p => p.Source));
        Assert.Equal([changes[2], changes[2], null, null], plan.Picks.Select(p => p.NeededBy));
        Each.Holds(plan.Picks.Take(2), p => Assert.StartsWith("needed by " + changes[2][..12], p.Reason, StringComparison.Ordinal));
        picking.Apply(plan);
        // git agrees, in this order.
        test.Run("switch", "-q", "--detach", "v1");
        foreach (PickedCommit pick in plan.Picks)
            test.Run("cherry-pick", "-x", pick.Source!);
        Assert.Equal(test.Run("log", "--format=%T %an %ad %B", "v1..HEAD"), test.Run("log", "--format=%T %an %ad %B", "v1..base"));
    }

    [Fact]
    public void Without_them_the_conflict_names_who_touched_the_lines_and_what_to_run()
    {
        using var test = new TestRepository();
        (string[] changes, _) = Build(test);
        using GitRepository repository = test.Open();
        CherryPickPlan plan = new CherryPicker(new Workspace(repository)).Plan(Options([changes[2]], include: false));
        PickedCommit pick = Assert.Single(plan.Picks);
        Assert.Equal(PickStatus.Conflict, pick.Status);
        Assert.Contains(changes[1], Assert.Single(pick.Conflict).TouchedBy);
        Assert.Contains(changes[1][..12], pick.Reason, StringComparison.Ordinal);
        Assert.Equal($"Find-CherryPickPrerequisite -Commit {changes[2][..12]} -Onto v1 -Upstream main", pick.NextCommand);
    }

    [Fact]
    public void An_upstream_that_holds_the_target_hides_none_of_its_picks()
    {
        using var test = new TestRepository();
        test.Commit("a", "one\ntwo\nthree\n", "root");
        test.Run("branch", "zstream");
        string fix = test.Commit("a", "one\nTWO\nthree\n", "two");
        test.Run("switch", "-q", "zstream");
        test.Commit("a", "one\nTwo\nthree\n", $"two, adapted\n\n(cherry picked from commit {fix})\n");
        test.Run("switch", "-q", "-c", "ystream");
        test.Commit("b", "1\n", "of the next release");
        using GitRepository repository = test.Open();
        var options = new PrerequisiteOptions { Commits = [repository.ResolveCommit(fix)], Onto = "zstream", Upstream = "ystream" };
        Assert.True(new PrerequisiteSearch(new Workspace(repository), options).Run().Single().IsPresent);
    }

    [Fact]
    public void The_committer_can_be_named()
    {
        using var test = new TestRepository();
        (_, string other) = Build(test);
        using GitRepository repository = test.Open();
        var picking = new CherryPicker(new Workspace(repository));
        picking.Apply(picking.Plan(Options([other], committer: "Some Body <some@example.com>")));
        Assert.Equal("Some Body <some@example.com>", test.Line("log", "-1", "--format=%cn <%ce>", "base"));
        Assert.Equal("IdentityMalformed", Assert.Throws<MaintainerException>(() => picking.Plan(Options([other], committer: "nobody", branch: "x"))).ErrorId);
    }

    /// <summary>Any subset of a line history, built with its prerequisites, is one that git cherry-pick takes in the order given.</summary>
    [Fact]
    public void Bases_with_prerequisites_are_those_that_git_builds() =>
        Gen.Int[2, 7].SelectMany(count => Gen.Select(Gen.Int[0, 11].Array[count], Gen.Int[1, count - 1].Array[1, 2]))
            .Sample(
                (lines, wanted) =>
                {
                    using var test = new TestRepository();
                    string[] text = [.. Enumerable.Range(0, 12).Select(i => $"line {i}\n")];
                    test.Commit("a", string.Concat(text), "base");
                    test.Run("tag", "v1");
                    var commits = new List<string>();
                    for (int i = 0; i < lines.Length; i++)
                    {
                        text[lines[i]] = $"line {lines[i]} by {i}\n";
                        commits.Add(test.Commit("a", string.Concat(text), $"change {i}"));
                    }
                    using GitRepository repository = test.Open();
                    var picking = new CherryPicker(new Workspace(repository));
                    CherryPickPlan plan = picking.Plan(Options([.. wanted.Distinct().Select(i => commits[i])]));
                    // The whole history up to the last one wanted would do, so there is always an answer.
                    Assert.True(plan.IsComplete);
                    picking.Apply(plan);
                    test.Run("switch", "-q", "--detach", "v1");
                    foreach (PickedCommit pick in plan.Picks)
                        test.Run("cherry-pick", "-x", pick.Source!);
                    Assert.Equal(test.Run("log", "--format=%T%n%B", "v1..HEAD"), test.Run("log", "--format=%T%n%B", "v1..base"));
                },
                iter: 12,
                threads: 1);

    /// <summary>Three changes of one line, each on top of the last, and one of another file between.</summary>
    private static (string[] Changes, string Other) Build(TestRepository test)
    {
        string lines = string.Concat(Enumerable.Range(1, 20).Select(i => $"line {i}\n"));
        test.Commit("a", lines, "base");
        test.Commit("b", "b\n", "b");
        test.Run("tag", "v1");
        string first = test.Commit("a", lines.Replace("line 10\n", "line ten\n", StringComparison.Ordinal), "first");
        string second = test.Commit("a", lines.Replace("line 10\n", "line X\n", StringComparison.Ordinal), "second");
        string third = test.Commit("a", lines.Replace("line 10\n", "line 0xa\n", StringComparison.Ordinal), "third");
        string other = test.Commit("b", "b\nb\n", "other");
        return ([first, second, third], other);
    }

    private static CherryPickOptions Options(string[] commits, bool include = true, string? committer = null, string branch = "base") =>
        new() { Onto = "v1", Branch = branch, Commits = commits, IncludePrerequisite = include, Committer = committer ?? "C O Mitter <committer@example.com>" };
}
