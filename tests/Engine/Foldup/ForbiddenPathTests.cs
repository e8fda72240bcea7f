using System.Text;
using MaintainerTools.Engine.Foldup;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Moves;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;
using MaintainerTools.Engine.Picks;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Foldup;

/// <summary>Paths that git takes into no work tree come into no tree, from wherever they come.</summary>
public sealed class ForbiddenPathTests : IDisposable
{
    private readonly TestRepository _test = new();
    private readonly string _since;

    public ForbiddenPathTests()
    {
        _since = _test.Commit("f", "one\ntwo\nthree\n", "base");
        _test.Commit("f", "one\n2\nthree\n", "topic");
    }

    public void Dispose() => _test.Dispose();

    [Theory]
    [InlineData(".git/hooks/post-checkout", ".git/hooks/post-checkout")]
    [InlineData("sub/.GIT/config", "sub/.GIT/config")]
    [InlineData("git~1/config", "git~1/config")]
    [InlineData(".g\u200cit/config", ".g\u200cit/config")]
    [InlineData("../outside", "../outside")]
    [InlineData("/tmp/absolute", "/tmp/absolute")]
    [InlineData("a/../../outside", "a/../../outside")]
    [InlineData("f/inside", "'f' is a file there")]
    public void A_mailed_patch_with_such_a_path_is_an_item_that_names_it_and_the_others_are_planned(string path, string named)
    {
        string mbox = Path.Combine(_test.Path, ".git", "review.mbox");
        File.WriteAllText(mbox, Mail("install", $"diff --git a/{path} b/{path}\nnew file mode 100755\n--- /dev/null\n+++ b/{path}\n@@ -0,0 +1 @@\n+#!/bin/sh\n")
            + Mail("other", "diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n one\n-2\n+II\n three\n"));
        using GitRepository repository = _test.Open();
        FoldupPlan plan = new FoldupPlanner(new Workspace(repository)).Plan(new FoldupPlanRequest { Topic = "main", Since = _since, Patch = [mbox] });
        FoldupItem left = Assert.Single(plan.Unplaced);
        Assert.Equal((FoldupKind.Whole, FoldupReason.DoesNotApply), (left.Kind, left.ReasonKind));
        Assert.Contains(named, left.Reason, StringComparison.Ordinal);
        Assert.Equal("other", Assert.Single(plan.Step).Subject);
        Assert.Single(plan.Item);
    }

    [Fact]
    public void A_mailed_patch_with_a_path_too_deep_to_walk_is_an_item_and_the_others_are_planned()
    {
        string path = string.Concat(Enumerable.Repeat("d/", 3000)) + "f";
        string mbox = Path.Combine(_test.Path, ".git", "review.mbox");
        File.WriteAllText(mbox, Mail("deep", $"diff --git a/{path} b/{path}\nnew file mode 100644\n--- /dev/null\n+++ b/{path}\n@@ -0,0 +1 @@\n+x\n")
            + Mail("other", "diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n one\n-2\n+II\n three\n"));
        using GitRepository repository = _test.Open();
        FoldupPlan plan = new FoldupPlanner(new Workspace(repository)).Plan(new FoldupPlanRequest { Topic = "main", Since = _since, Patch = [mbox] });
        FoldupItem left = Assert.Single(plan.Unplaced);
        Assert.Equal((FoldupKind.Whole, FoldupReason.DoesNotApply), (left.Kind, left.ReasonKind));
        Assert.Contains("'deep': ", left.Reason, StringComparison.Ordinal);
        Assert.Single(plan.Item);
    }

    [Fact]
    public void A_plan_whose_patch_was_given_such_a_path_is_refused()
    {
        string mbox = Path.Combine(_test.Path, ".git", "review.mbox");
        File.WriteAllText(mbox, Mail("new",
            "diff --git a/xgit/config b/xgit/config\nnew file mode 100644\n--- /dev/null\n+++ b/xgit/config\n@@ -0,0 +1 @@\n+x\n")
            + Mail("other", "diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n one\n-2\n+II\n three\n"));
        using GitRepository repository = _test.Open();
        FoldupPlan plan = new FoldupPlanner(new Workspace(repository)).Plan(new FoldupPlanRequest { Topic = "main", Since = _since, Patch = [mbox] });
        string json = FoldupPlanFile.ToJson(plan).Replace("xgit/", ".git/", StringComparison.Ordinal);
        var error = Assert.Throws<MaintainerException>(
            () => new FoldupRewriter(new Workspace(repository)).Prepare(FoldupPlanFile.FromJson("plan", json), new FoldupRewriteRequest()));
        Assert.Equal(("PathForbidden", ".git/config"), (error.ErrorId, error.Target));
    }

    [Fact]
    public void A_commit_with_such_a_path_is_neither_folded_nor_picked_nor_checked_out()
    {
        string hostile = Hostile();
        using GitRepository repository = _test.Open();
        FoldupPlan plan = new FoldupPlanner(new Workspace(repository)).Plan(new FoldupPlanRequest { Topic = "main", Since = _since, Fixup = [hostile] });
        Assert.Contains("'.git/hooks'", Assert.Single(plan.Unplaced).Reason, StringComparison.Ordinal);

        string refs = _test.Run("for-each-ref");
        var pick = new CherryPickOptions { Onto = _since, Branch = "picked", Commits = [hostile], Committer = "C O Mitter <committer@example.com>" };
        CherryPickPlan picks = new CherryPicker(new Workspace(repository)).Plan(pick);
        var move = new MovePlan(repository, "Test") { Message = "test", Scratch = picks.Scratch };
        move.Move(new RefUpdate("refs/heads/picked", Oid.Zero, picks.NewTip));
        Assert.Equal("PathForbidden", Assert.Throws<MaintainerException>(() => new BranchMove(repository).Check(move)).ErrorId);
        Assert.Equal("PathForbidden", Assert.Throws<MaintainerException>(() => new BranchMove(repository).Apply(move, SilentMonitor.Instance)).ErrorId);

        // In the repository already: a branch of its own may have it, a work tree not.
        var update = new RefUpdate("refs/heads/main", repository.ResolveCommit("main"), Oid.Parse(hostile));
        var error = Assert.Throws<MaintainerException>(() => TestMove.Apply(repository, [update]));
        Assert.Equal(("PathForbidden", ".git/hooks"), (error.ErrorId, error.Target));
        Assert.Equal(refs, _test.Run("for-each-ref"));
        Assert.Equal("", _test.Run("status", "--porcelain"));

        using var record = CheckoutRecord.Create(repository);
        using var checkout = QuarantineCheckout.Create(repository, record);
        error = Assert.Throws<MaintainerException>(() => checkout.CheckOut(Oid.Parse(hostile), keep: true));
        Assert.Equal(("PathForbidden", ".git/hooks"), (error.ErrorId, error.Target));
        Assert.False(File.Exists(Path.Combine(checkout.Folder, "f")));
    }

    /// <summary>A commit on top of the base whose tree has .git/hooks besides.</summary>
    private string Hostile()
    {
        string blob = _test.Line("rev-parse", _since + ":f");
        string inner = Tree(("100755", "hooks", blob));
        string tree = Tree(("40000", ".git", inner), ("100644", "f", blob));
        return _test.Line("commit-tree", "-p", _since, "-m", "hostile", tree);
    }

    private string Tree(params (string Mode, string Name, string Id)[] entries)
    {
        byte[] data = [.. entries.SelectMany(e => (byte[])[.. Encoding.UTF8.GetBytes($"{e.Mode} {e.Name}\0"), .. Convert.FromHexString(e.Id)])];
        (int exitCode, byte[] output, string error) = Git.TryRun(_test.Path, data, null, "hash-object", "-t", "tree", "-w", "--literally", "--stdin");
        Assert.True(exitCode == 0, error);
        return Encoding.ASCII.GetString(output).Trim();
    }

    private static string Mail(string subject, string diff) =>
        $"From {new string('1', 40)} Mon Sep 17 00:00:00 2001\nFrom: Rita <rita@example.com>\nDate: Mon, 1 Jan 2024 00:00:00 +0000\n"
            + $"Message-Id: <{subject}@example.com>\nSubject: [PATCH] {subject}\n\nWhy.\n---\n\n{diff}-- \n2.39\n\n";
}
