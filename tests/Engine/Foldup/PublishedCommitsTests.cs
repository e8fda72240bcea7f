using MaintainerTools.Engine.Foldup;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Foldup;

/// <summary>What others hold stays as it is; what is under review does not count as held by others.</summary>
public class PublishedCommitsTests
{
    private static FoldupPlan Plan(TestRepository test, string? since, bool allow = false, string topic = "topic", string[]? fixup = null)
    {
        using GitRepository repository = test.Open();
        return new FoldupPlanner(new Workspace(repository))
            .Plan(new FoldupPlanRequest { Topic = topic, Since = since, AllowPublished = allow, Fixup = fixup ?? [] });
    }

    /// <summary>A base on main, and topic with "one" and "two" and a fixup of "one".</summary>
    private static TestRepository Series(out string since)
    {
        var test = new TestRepository();
        since = test.Commit("f", "1\n2\n3\n", "base");
        test.Run("checkout", "-qb", "topic");
        test.Commit("f", "one\n2\n3\n", "one");
        test.Commit("f", "one\n2\nthree\n", "two");
        test.Commit("f", "ONE\n2\nthree\n", "fixup! one");
        test.Run("remote", "add", "origin", "https://example.com/o.git");
        test.Run("remote", "add", "me", "https://example.com/m.git");
        return test;
    }

    [Theory]
    // Where others have it.
    [InlineData("update-ref refs/remotes/origin/next topic~2", "origin/next")]
    [InlineData("update-ref refs/remotes/me/other topic~1", "me/other")]
    [InlineData("tag v1 topic~2", "the tag v1")]
    [InlineData("tag -a -m v1 v1 topic~1", "the tag v1")]
    // With more on it, which lies loose.
    [InlineData("checkout -q --detach topic~2;commit -q --allow-empty -m beyond;update-ref refs/remotes/origin/next HEAD;checkout -q topic", "origin/next")]
    [InlineData("checkout -q --detach topic~1;commit -q --allow-empty -m beyond;tag -a -m v1 v1;checkout -q topic", "the tag v1")]
    [InlineData("checkout -q --detach topic~3;commit -q --allow-empty -m beyond;tag v1;update-ref refs/remotes/me/x HEAD;checkout -q topic", null)]
    [InlineData("update-ref refs/remotes/origin/next topic~2;config branch.topic.remote origin;config branch.topic.merge refs/heads/next", "origin/next")]
    [InlineData("branch upstream topic~2;config branch.topic.remote .;config branch.topic.merge refs/heads/upstream", "upstream")]
    [InlineData("update-ref refs/remotes/origin/topic topic~2;symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/topic", "origin/topic")]
    // Where the author has pushed it for review, or only he has it.
    [InlineData("update-ref refs/remotes/origin/topic topic~1", null)]
    [InlineData("update-ref refs/remotes/me/topic topic~1;update-ref refs/remotes/origin/topic topic", null)]
    [InlineData("update-ref refs/remotes/origin/topic topic~1;config branch.topic.remote origin;config branch.topic.merge refs/heads/topic", null)]
    [InlineData("update-ref refs/remotes/me/ann/topic topic~1;config remote.pushDefault me;config remote.me.push refs/heads/*:refs/heads/ann/*", null)]
    [InlineData("update-ref refs/remotes/me/ann/topic topic~1;config remote.me.push refs/heads/*:refs/heads/ann/*", "me/ann/topic")]
    [InlineData("branch mine topic~1", null)]
    [InlineData("tag below topic~3", null)]
    [InlineData("tag tree topic~1^{tree}", null)]
    public void A_commit_that_others_hold_is_no_target(string commands, string? by)
    {
        using TestRepository test = Series(out string since);
        foreach (string command in commands.Split(';'))
            test.Run(command.Split(' '));
        FoldupPlan plan = Plan(test, since);
        if (by is null)
        {
            Assert.Equal("one", Assert.Single(plan.Item).TargetSubject);
            return;
        }
        Assert.Empty(plan.Item);
        FoldupItem left = Assert.Single(plan.Unplaced);
        Assert.Equal(FoldupReason.Published, left.ReasonKind);
        Assert.StartsWith($"'one' is published: {by} holds it", left.Reason, StringComparison.Ordinal);
        // By hand it is refused as well; on request it is done.
        plan.Set(left, test.Line("rev-parse", "topic~2"));
        Assert.Equal("TargetPublished", Assert.Throws<MaintainerException>(() => FoldupRewriterTests.Invoke(test, plan)).ErrorId);
        FoldupPlan allowed = Plan(test, since, allow: true);
        Assert.True(allowed.AllowPublished);
        FoldupRewriterTests.Invoke(test, allowed);
        Assert.Equal("two\none\n", test.Run("log", "--format=%s", since + "..topic"));
    }

    [Fact]
    public void Messages_and_names_of_published_commits_stay_too()
    {
        using TestRepository test = Series(out string since);
        test.Run("commit", "-q", "--allow-empty", "-m", "amend! one\n\nOne");
        test.Run("tag", "v1", "topic~3");
        FoldupPlan plan = Plan(test, since);
        Assert.Equal([FoldupReason.Published, FoldupReason.Published], plan.Unplaced.Select(i => i.ReasonKind));
        Assert.Empty(plan.Item);
    }

    [Fact]
    public void Commits_of_a_merged_upstream_are_not_the_series()
    {
        using TestRepository test = Series(out string since);
        test.Run("checkout", "-qb", "up", since);
        test.File("g", "1\n2\n").Commit("upstream's", "Up <up@example.com>");
        test.Run("update-ref", "refs/remotes/origin/main", "up");
        test.Run("checkout", "-q", "topic");
        test.Run("merge", "-q", "--no-edit", "up");
        test.Run("branch", "-q", "-D", "up");
        test.File("f", "ONE!\n2\nthree\n").File("g", "1\ntwo\n").Commit("feedback");
        FoldupPlan plan = Plan(test, since, fixup: ["topic"]);
        Assert.Equal([("f", "one"), ("f", "one")], plan.Item.Select(i => (i.File, i.TargetSubject!)));
        Assert.Equal([("g", FoldupReason.Published)], plan.Unplaced.Select(i => (i.File, i.ReasonKind)));
        FoldupRewriterTests.Invoke(test, plan);
        test.Run("merge-base", "--is-ancestor", "origin/main", "topic");
    }

    [Theory]
    // Main branches, and one that went on.
    [InlineData("main", false, true)]
    [InlineData("trunk", false, true)]
    [InlineData("up", true, true)]
    // Merged whole, it is a part of the series.
    [InlineData("side", false, false)]
    public void What_a_merge_brings_in_of_a_local_branch_with_a_life_of_its_own_is_not_the_series(string name, bool goesOn, bool isOther)
    {
        using TestRepository test = Series(out string since);
        test.Run("checkout", "-q", "-B", name, since);
        test.Commit("g", "1\n2\n", "another's");
        test.Run("checkout", "-q", "topic");
        test.Run("merge", "-q", "--no-edit", name);
        // A branch that begins above the merge is no such branch, whatever it holds.
        test.Run("checkout", "-qb", "above");
        test.Commit("h", "h\n", "above");
        if (goesOn)
        {
            test.Run("checkout", "-q", name);
            test.Commit("g", "1\n2\n3\n", "later");
        }
        test.Run("checkout", "-q", "topic");
        test.File("f", "ONE!\n2\nthree\n").File("g", "1\ntwo\n").Commit("feedback");
        FoldupPlan plan = Plan(test, since, fixup: ["topic"]);
        Assert.Equal(isOther ? ["one", "one"] : ["one", "one", "another's"], plan.Item.Select(i => i.TargetSubject!));
        // Why it was left is not that anybody published it.
        string why = goesOn ? "which has gone on since" : "which by its name is a main branch";
        Assert.Equal(isOther ? [$"'another's' came with a merge of {name}, {why} (-AllowPublished changes it all the same)"] : [],
            plan.Unplaced.Select(i => i.Reason));
        Assert.Equal(3, Plan(test, since, allow: true, fixup: ["topic"]).Item.Length);
    }

    [Theory]
    [InlineData("branch mid topic~2", "'mid' holds")]
    [InlineData("branch mid topic~2;branch low topic~2", "'low', 'mid' hold ")]
    [InlineData("branch rita topic", null)]
    [InlineData("branch below topic~3", null)]
    [InlineData("branch mid topic~2;config rebase.updateRefs true", null)]
    public void A_local_branch_that_holds_a_target_is_named_when_the_plan_is_made(string commands, string? said)
    {
        using TestRepository test = Series(out string since);
        foreach (string command in commands.Split(';'))
            test.Run(command.Split(' '));
        var heard = new List<string>();
        using GitRepository repository = test.Open();
        new FoldupPlanner(new Workspace(repository)).Plan(new FoldupPlanRequest { Topic = "topic", Since = since, Tell = heard.Add });
        if (said is null)
            Assert.Empty(heard);
        else
            Assert.StartsWith(said, Assert.Single(heard), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("config branch.topic.remote .;config branch.topic.merge refs/heads/main", null)]
    [InlineData("update-ref refs/remotes/origin/main topic~4;config branch.topic.remote origin;config branch.topic.merge refs/heads/main", null)]
    [InlineData("config branch.topic.remote origin;config branch.topic.merge refs/heads/main",
        "'refs/remotes/origin/main', the upstream branch of 'topic', is not here")]
    [InlineData("config user.name x", "the branch 'topic' has no upstream branch")]
    [InlineData("checkout -q --detach", "'HEAD' is no branch")]
    public void Without_a_base_the_series_begins_where_it_leaves_upstream(string commands, string? why)
    {
        using TestRepository test = Series(out string since);
        test.Run("checkout", "-q", "main");
        test.Commit("h", "h\n", "meanwhile");
        test.Run("checkout", "-q", "topic");
        test.Run("merge", "-q", "--no-edit", "main");
        foreach (string command in commands.Split(';'))
            test.Run(command.Split(' '));
        if (why is not null)
        {
            MaintainerException error = Assert.Throws<MaintainerException>(() => Plan(test, null, topic: "HEAD"));
            Assert.Equal("SinceNeeded", error.ErrorId);
            Assert.Contains(why, error.Message, StringComparison.Ordinal);
            return;
        }
        FoldupPlan plan = Plan(test, null, topic: "HEAD");
        Assert.Equal(test.Line("merge-base", "topic", "topic@{upstream}"), plan.Since);
        Assert.Equal("one", Assert.Single(plan.Item).TargetSubject);
    }

    [Fact]
    public void Other_branches_follow_only_where_that_is_asked_for_and_a_reviewers_by_name_only()
    {
        using TestRepository test = Series(out string since);
        test.Run("branch", "mid", "topic~2");
        test.Run("branch", "rita", "topic");
        test.Run("branch", "beyond", "topic~1");
        test.Run("checkout", "-q", "beyond");
        test.Commit("b", "b\n", "beyond");
        test.Run("checkout", "-q", "topic");
        FoldupPlan plan = Plan(test, since);

        SeriesRewrite left = FoldupRewriterTests.Invoke(test, plan, apply: false);
        Assert.Empty(left.UpdatedRef);
        Assert.Equal(["refs/heads/beyond", "refs/heads/mid"], left.LeftRef);
        SeriesRewrite taken = FoldupRewriterTests.Invoke(test, plan, new FoldupRewriteRequest { UpdateRefs = true }, apply: false);
        Assert.Equal(["refs/heads/mid"], taken.UpdatedRef);
        Assert.Equal(["refs/heads/beyond"], taken.LeftRef);
        Assert.Equal(["refs/heads/rita"],
            FoldupRewriterTests.Invoke(test, plan, new FoldupRewriteRequest { UpdateBranch = ["rita"] }, apply: false).UpdatedRef);
        MaintainerException error = Assert.Throws<MaintainerException>(
            () => FoldupRewriterTests.Invoke(test, plan, new FoldupRewriteRequest { UpdateBranch = ["beyond"] }));
        Assert.Equal("BranchNotInSeries", error.ErrorId);

        test.Run("config", "rebase.updateRefs", "true");
        Assert.Empty(FoldupRewriterTests.Invoke(test, plan, new FoldupRewriteRequest { UpdateRefs = false }, apply: false).UpdatedRef);
        FoldupRewriterTests.Invoke(test, plan);
        Assert.Equal(test.Line("rev-parse", "topic~1"), test.Line("rev-parse", "mid"));
        Assert.Equal("fixup! one", test.Line("log", "-1", "--format=%s", "rita"));
    }
}
