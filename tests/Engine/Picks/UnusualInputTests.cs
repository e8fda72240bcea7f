using System.Text;
using MaintainerTools.Engine.Equivalence;
using MaintainerTools.Engine.Grading;
using MaintainerTools.Engine.MergeBases;
using MaintainerTools.Engine.MergePlans;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks;
using MaintainerTools.Engine.Resolutions;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Picks;

/// <summary>Names, repositories, histories and messages that are seldom met are answered as git answers them, or refused in words.</summary>
public class UnusualInputTests
{
    private static string Lines(params (int Line, string Text)[] changed) =>
        string.Concat(Enumerable.Range(1, 30).Select(i => (changed.FirstOrDefault(c => c.Line == i).Text ?? $"line {i}") + "\n"));

    private static BackportForecast Forecast(GitRepository repository, Oid commit, string target) =>
        new BackportForecaster(new Workspace(repository), new BackportForecastOptions { Commits = [commit] }).Run(target).Single();

    private static CherryPickPlan Plan(GitRepository repository, string onto, string branch, params string[] commits) =>
        new CherryPicker(new Workspace(repository)).Plan(
            new CherryPickOptions { Onto = onto, Branch = branch, Commits = commits, Committer = "C O Mitter <committer@example.com>" });

    /// <summary>Names of which git makes something else than a reader would; what they mean is git's answer.</summary>
    [Fact]
    public void Odd_names_mean_what_they_mean_to_git()
    {
        using var test = new TestRepository();
        string root = test.Commit("a", Lines(), "root");
        string change = test.Commit("a", Lines((7, "seven")), "change");
        test.Run("branch", "stable", root);
        test.Run("update-ref", "refs/heads/-n", change);
        test.Run("update-ref", "refs/tags/--all", change);
        // Digits of one commit as the name of a branch at another: git takes the branch.
        test.Run("update-ref", $"refs/heads/{change[..8]}", root);
        test.Run("tag", "both", root);
        test.Run("branch", "both", change);
        test.Run("tag", "-a", "-m", "x", "of-commit", change);
        test.Run("tag", "-a", "-m", "x", "of-tag", "of-commit");
        test.Run("update-ref", "refs/heads/refs/heads/deep", change);
        test.Run("update-ref", "refs/heads/größe/日本", change);
        using GitRepository repository = test.Open();
        foreach (string name in (string[])
            ["refs/heads/-n", change[..8], "both", "heads/both", "tags/both", "of-commit", "of-tag", "refs/heads/deep", "größe/日本", "HEAD^{/change}"])
        {
            var asked = Oid.Parse(test.Line("rev-parse", "--verify", "-q", $"{name}^{{commit}}"));
            Oid found = repository.ResolveCommit(name);
            Assert.Equal((name, asked), (name, found));
            Assert.Equal(asked.ToString() == root ? BackportVerdict.AlreadyPresent : BackportVerdict.Clean, Forecast(repository, found, "stable").Verdict);
        }
        test.Run("tag", "of-tree", "HEAD^{tree}");
        foreach ((string name, string error) in ((string, string)[])
            [("of-tree", "NotACommit"), ("HEAD^{tree}", "NotACommit"), ("@{-1}", "RevisionNotFound"), ("main@{upstream}", "RevisionNotFound"),
                ("feedface", "RevisionNotFound"), ("", "RevisionNotFound"), ("HEAD^@", "RevisionNotFound"), ("stable...main", "RevisionIsRange")])
        {
            Assert.Equal((name, error), (name, Assert.Throws<MaintainerException>(() => repository.ResolveCommit(name)).ErrorId));
        }
        foreach (string branch in (string[])["-n", "x..y", "x.lock", "HEAD", "x y", "x/", "x~2", "@{x"])
            Assert.Equal("InvalidRefName", Assert.Throws<MaintainerException>(() => Plan(repository, "stable", branch, change)).ErrorId);
        Assert.Equal(PickStatus.Picked, Assert.Single(Plan(repository, "stable", "a/b", change).Picks).Status);
    }

    [Fact]
    public void A_head_that_names_nothing_yet_is_said_not_to_be_there()
    {
        using var test = new TestRepository();
        using GitRepository repository = test.Open();
        MaintainerException error = Assert.Throws<MaintainerException>(() => repository.ResolveCommit("HEAD"));
        Assert.Equal(("RevisionNotFound", "HEAD"), (error.ErrorId, error.Target));
    }

    /// <summary>Blobs that a partial clone fetched not, and that no pick needs, are not missed; those that it needs are said to be missing.</summary>
    [Fact]
    public void A_partial_clone_is_answered_as_far_as_it_goes()
    {
        using var test = new TestRepository();
        test.Commit("a", Lines(), "root");
        test.Run("branch", "stable");
        string whole = test.Commit("b", "new\n", "adds a file");
        string inside = test.Commit("a", Lines((7, "seven")), "changes a line");
        test.Run("checkout", "-q", "stable");
        test.Commit("a", Lines((20, "own")), "own");
        test.Run("config", "uploadpack.allowFilter", "true");
        string clone = Path.Combine(test.Path, "partial.git");
        Git.Run(test.Path, "clone", "-q", "--bare", "--filter=blob:none", new Uri(test.Path).AbsoluteUri, clone);
        using GitRepository repository = GitRepository.Open(clone, clone);
        Assert.Equal(BackportVerdict.Clean, Forecast(repository, Oid.Parse(whole), "stable").Verdict);
        Assert.Equal(BackportVerdict.NotVerified, Forecast(repository, Oid.Parse(inside), "stable").Verdict);
    }

    /// <summary>A history that a graft puts on top of another one goes on from there, as for git.</summary>
    [Fact]
    public void A_graft_joins_two_histories()
    {
        using var test = new TestRepository();
        test.Commit("a", Lines(), "root");
        test.Run("tag", "old");
        string last = test.Commit("a", Lines((7, "seven")), "last of the old");
        test.Run("checkout", "-q", "--orphan", "young");
        string first = test.Commit("a", Lines((7, "seven")), "first of the young");
        string next = test.Commit("a", Lines((7, "seven"), (9, "nine")), "next");
        using (GitRepository apart = test.Open())
            Assert.Empty(new Workspace(apart).History.MergeBases(apart.ResolveCommit("old"), Oid.Parse(next)));
        test.Run("replace", "--graft", first, last);
        using GitRepository repository = test.Open();
        var workspace = new Workspace(repository);
        MergeBaseCost cost = Assert.Single(new MergeBaseCoster(workspace).Weigh(
            new MergeBaseCostOptions { SinceName = "old", Since = repository.ResolveCommit("old") }, [("young", Oid.Parse(next))]));
        Assert.Equal((int.Parse(test.Line("rev-list", "--count", "old..young"), System.Globalization.CultureInfo.InvariantCulture),
            MergeBaseRelation.Descendant), (cost.Commits, cost.Relation));
        Assert.Equal(MergeVerdict.FastForward, Assert.Single(new MergeForecaster(workspace).Run([("old", "young")])).Get().Verdict);
        Assert.Equal(BackportVerdict.Empty, Forecast(repository, Oid.Parse(first), "main").Verdict);
    }

    /// <summary>White space and a pick that was taken back again make no equivalent base, and the audit says which.</summary>
    [Fact]
    public void A_base_that_differs_in_white_space_or_was_undone_is_not_equivalent()
    {
        using var test = new TestRepository();
        test.File("b", Lines()).Commit("f.py", "while a:\n    if b:\n        c()\n    d()\n", "root");
        test.Run("tag", "base");
        string one = test.Commit("f.py", "while a:\n    if b:\n        c()\n        e()\n    d()\n", "e with c");
        string two = test.Commit("b", Lines((7, "seven")), "seven");
        test.Run("checkout", "-q", "-b", "spaces", "base");
        test.Commit("f.py", "while a:\n    if b:\n        c()\n    e()\n    d()\n", $"e with c\n\n(cherry picked from commit {one})\n");
        test.Run("checkout", "-q", "-b", "undone", "base");
        test.Run("cherry-pick", "-x", one, two);
        test.Run("revert", "--no-edit", "HEAD");
        using GitRepository repository = test.Open();
        var workspace = new Workspace(repository);
        Assert.Contains("Whitespace", Assert.Single(Audit("spaces")).FindingId);
        Assert.NotEqual(EquivalenceVerdict.Equivalent, Equivalence("spaces", one));
        PickedCommit[] undone = Audit("undone");
        Assert.Equal([PickGrade.Exact, PickGrade.Exact], undone.Take(2).Select(pick => pick.Grade));
        Assert.Equal(["RevertsPick"], undone[2].FindingId);
        Assert.NotEqual(EquivalenceVerdict.Equivalent, Equivalence("undone", "main"));

        PickedCommit[] Audit(string branch) =>
            [.. new BaseAudit(workspace).Run(new BaseAuditOptions { Since = "base", Base = branch, Upstream = "main" }).Picks];

        EquivalenceVerdict Equivalence(string branch, string upstream) =>
            new EquivalenceTester(workspace).Test(new EquivalenceOptions { Base = branch, Upstream = upstream, Since = "base" }).Verdict;
    }

    /// <summary>Where one side was thrown away in a resolution, its lines are named, in each file.</summary>
    [Fact]
    public void Sides_that_a_resolution_threw_away_are_named_in_each_file()
    {
        using var test = new TestRepository();
        test.File("a", Lines()).Commit("log", "first\n", "root");
        string since = test.Line("rev-parse", "HEAD");
        test.Run("checkout", "-q", "-b", "side");
        test.File("a", Lines((7, "side"))).Commit("log", "first\nof the side\n", "side");
        test.Run("checkout", "-q", "main");
        test.File("a", Lines((7, "main"))).Commit("log", "first\nof main\n", "main");
        Assert.False(test.TryMerge("side"));
        test.File("a", Lines((7, "side"))).Commit("log", "first\nof the side\n", "merge side");
        using GitRepository repository = test.Open();
        MergeResolution merge = Assert.Single(new MergeResolutionTester(new Workspace(repository)).Test(
            new MergeResolutionOptions { Topic = "main", Since = since }));
        Assert.Equal((MergeResolutionVerdict.Resolved, "a|log"), (merge.Verdict, string.Join('|', merge.ConflictPath)));
        Assert.Equal(["-main", "-of main"], merge.Path.Select(path => Assert.Single(path.Line)));
    }

    /// <summary>Named twice it is picked once; what is there already says how, also where the branch is upstream's own.</summary>
    [Fact]
    public void A_commit_named_twice_is_picked_once_and_a_branch_goes_on_where_it_was_left()
    {
        using var test = new TestRepository();
        string root = test.Commit("a", Lines(), "root");
        string seven = test.Commit("a", Lines((7, "seven")), "seven");
        string twenty = test.Commit("a", Lines((7, "seven"), (20, "twenty")), "twenty");
        using GitRepository repository = test.Open();
        CherryPickPlan plan = Plan(repository, root, "base", seven, "main~1", seven);
        Assert.Equal(PickStatus.Picked, Assert.Single(plan.Picks).Status);
        new CherryPicker(new Workspace(repository)).Apply(plan);
        CherryPickPlan more = Plan(repository, root, "base", seven, twenty);
        Assert.Equal([PickStatus.AlreadyPresent, PickStatus.Picked], more.Picks.Select(pick => pick.Status));
        Assert.Equal(plan.NewTip.ToString(), more.Picks[0].Reason!.Contains(plan.NewTip.Abbreviate(), StringComparison.Ordinal)
            ? plan.NewTip.ToString() : more.Picks[0].Reason);
        Assert.Equal(PickStatus.AlreadyPresent, Assert.Single(Plan(repository, "main", "main", seven).Picks).Status);
    }

    /// <summary>Author and text of a pick are the bytes that git's own pick has, time zones of half an hour and quotes in names too.</summary>
    [Fact]
    public void A_pick_has_the_authors_bytes_and_zone_that_git_writes()
    {
        using var test = new TestRepository();
        string root = test.Commit("a", Lines(), "root");
        test.File("a", Lines((7, "seven")));
        test.Run("add", "a");
        var odd = new Dictionary<string, string>
        {
            ["GIT_AUTHOR_NAME"] = "Dr. \"Ün\" O'Ñ.",
            ["GIT_AUTHOR_EMAIL"] = "u@x",
            ["GIT_AUTHOR_DATE"] = "1600000000 -0330",
        };
        Assert.Equal(0, Git.TryRun(test.Path, null, odd, "commit", "-q", "-m", "seven \u00e4\n\nbody\n\n\nmore").ExitCode);
        string source = test.Line("rev-parse", "HEAD");
        test.Run("checkout", "-q", "--detach", root);
        var committer = new Dictionary<string, string>
        {
            ["GIT_COMMITTER_NAME"] = "C O Mitter",
            ["GIT_COMMITTER_EMAIL"] = "committer@example.com",
        };
        Assert.Equal(0, Git.TryRun(test.Path, null, committer, "cherry-pick", "-x", source).ExitCode);
        using GitRepository repository = test.Open();
        CherryPickPlan plan = Plan(repository, root, "base", source);
        Assert.Equal(Shown(Git.TryRun(test.Path, null, null, "cat-file", "commit", "HEAD").Output), Shown(plan.Scratch.Read(plan.NewTip, ObjectType.Commit)));

        // The moment of the pick is another.
        static IEnumerable<string> Shown(byte[] commit) =>
            Encoding.UTF8.GetString(commit).Split('\n').Where(line => !line.StartsWith("committer ", StringComparison.Ordinal));
    }

    /// <summary>A plan whose upstream was rewritten, and its old commits pruned, is refused before anything moves; a new one is made.</summary>
    [Fact]
    public void A_merge_plan_whose_upstream_was_rewritten_is_refused()
    {
        using var test = new TestRepository();
        test.Commit("a", Lines(), "root");
        test.Run("branch", "topic");
        string seven = test.Commit("a", Lines((7, "seven")), "up: seven");
        test.Commit("a", Lines((7, "seven again")), "up: seven again");
        test.Run("checkout", "-q", "topic");
        test.Run("cherry-pick", "-x", seven);
        test.Commit("a", Lines((7, "seven"), (25, "own")), "own");
        MergePlan plan;
        using (GitRepository repository = test.Open())
            plan = new MergePlanner(new Workspace(repository)).Plan(new MergePlanOptions { Topic = "topic", Upstream = "main" });
        test.Run("checkout", "-q", "main");
        test.Run("commit", "-q", "--amend", "-m", "up: seven again, reworded");
        test.Run("checkout", "-q", "topic");
        test.Run("reflog", "expire", "--expire=now", "--all");
        test.Run("gc", "-q", "--prune=now");
        string refs = test.Run("for-each-ref");
        using GitRepository again = test.Open();
        MaintainerException error = Assert.Throws<MaintainerException>(() => new MergePlanPerformer(new Workspace(again))
            .Prepare(new MergePlanPerformerOptions { Plan = plan, Branch = "merged" }));
        Assert.Contains(error.ErrorId, (string[])["MergePlanStale", "MissingObject", "RevisionNotFound"]);
        Assert.Equal(refs, test.Run("for-each-ref"));
        MergePlan anew = new MergePlanner(new Workspace(again)).Plan(new MergePlanOptions { Topic = "topic", Upstream = "main" });
        Assert.Equal(test.Line("rev-parse", "main"), anew.Step[^1].Upstream);
    }
}
