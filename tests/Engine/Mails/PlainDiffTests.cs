using MaintainerTools.Engine.Foldup;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Reviews;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Mails;

/// <summary>Diffs of other tools than git name the files that they name for git am.</summary>
public class PlainDiffTests
{
    private const string Hunk = "@@ -2,5 +2,4 @@\n \n int bar(void)\n {\n-\tpr_debug(\"x\\n\");\n \treturn 5;\n";
    private const string Made = "@@ -0,0 +1,2 @@\n+one\n+two\n";
    private const string Gone = "@@ -1,2 +0,0 @@\n-old\n-older\n";

    [Theory]
    [InlineData("--- a/src/bar.c\n+++ b/src/bar.c\n" + Hunk)]
    [InlineData("Index: linux/src/bar.c\n===================================================================\n--- linux.orig/src/bar.c\n+++ linux/src/bar.c\n" + Hunk)]
    [InlineData("--- a/src/bar.c~drop-debug\n+++ a/src/bar.c\n" + Hunk)]
    [InlineData("--- a/src/bar.c\n+++ a/src/bar.c.new\n" + Hunk)]
    [InlineData("diff -ur old/src/bar.c new/src/bar.c\n--- old/src/bar.c\t2024-01-02 03:04:05.000000000 +0000\n+++ new/src/bar.c\t2024-01-02 03:04:05.000000000 +0000\n" + Hunk)]
    [InlineData("diff -r 0123456789ab src/bar.c\n--- a/src/bar.c\tThu Jan 04 2024 10:00:00 +0000\n+++ b/src/bar.c\tThu Jan 04 2024 11:00:00 +0000\n" + Hunk)]
    [InlineData("--- top.c.orig\n+++ top.c\n" + Hunk)]
    [InlineData("--- top.c.orig\n+++ top.c\n" + Hunk + "--- src/bar.c.orig\n+++ src/bar.c\n" + Hunk)]
    [InlineData("--- a/top.c\n+++ b/top.c\n" + Hunk + "--- a/src/bar.c\n+++ b/src/bar.c\n" + Hunk)]
    [InlineData("--- ./src/bar.c\n+++ ./src/bar.c\n" + Hunk)]
    [InlineData("diff --git x/src/bar.c y/src/bar.c\n--- x/src/bar.c\n+++ y/src/bar.c\n" + Hunk)]
    [InlineData("diff -Nur a/src/new.c b/src/new.c\n--- a/src/new.c\t1970-01-01 00:00:00.000000000 +0000\n+++ b/src/new.c\t2024-01-02 03:04:05.000000000 +0000\n" + Made)]
    [InlineData("diff -Nur a/src/new.c b/src/new.c\n--- a/src/new.c\t1969-12-31 19:00:00.000000000 -0500\n+++ b/src/new.c\t2024-01-02 03:04:05.000000000 -0500\n" + Made)]
    [InlineData("--- /dev/null\n+++ b/src/new.c\n" + Made)]
    [InlineData("--- a/src/new.c\n+++ b/src/new.c\n" + Made)]
    [InlineData("--- a/src/old.c\n+++ /dev/null\n" + Gone)]
    [InlineData("diff -Nur a/src/old.c b/src/old.c\n--- a/src/old.c\t2024-01-02 03:04:05.000000000 +0000\n+++ b/src/old.c\t1970-01-01 00:00:00.000000000 +0000\n" + Gone)]
    [InlineData("--- a/src/with space.c\t2024-01-02 03:04:05.000000000 +0000\n+++ b/src/with space.c\t2024-01-02 03:04:05.000000000 +0000\n" + Hunk)]
    public void A_diff_of_another_tool_is_the_patch_that_git_am_makes_of_it(string diff)
    {
        using var test = new TestRepository();
        string bar = "#include \"foo.h\"\n\nint bar(void)\n{\n\tpr_debug(\"x\\n\");\n\treturn 5;\n}\n";
        string since = test.Commit("z", "z\n", "base");
        test.File("src/bar.c", bar).File("top.c", bar).File("src/with space.c", bar).File("src/old.c", "old\nolder\n").Commit("Add all");
        string file = Path.Combine(test.Path, ".git", "mail");
        File.WriteAllText(file, $"From mboxrd@z Thu Jan  1 00:00:00 1970\nFrom: R <r@example.com>\nDate: Wed, 03 Jan 2024 10:00:00 +0000\nSubject: Re: [PATCH] Add all\n\nHow about this:\n\n{diff}");
        test.Run("checkout", "-q", "--detach");
        test.Run("am", "-q", file);
        string expected = test.Line("rev-parse", "HEAD^{tree}");
        test.Run("checkout", "-q", "main");

        using GitRepository repository = test.Open();
        var workspace = new Workspace(repository);
        FoldupPlan patched = new FoldupPlanner(workspace).Plan(new FoldupPlanRequest { Topic = "main", Since = since, Patch = [file] });
        Assert.Equal((expected, 0), (patched.Tree, patched.Unplaced.Count(i => i.Kind == FoldupKind.Whole)));
        ReviewItem item = Assert.Single(new ReviewImport(workspace).Import(new ReviewImportRequest { Files = [file], Topic = "main", Since = since }));
        Assert.Equal((ReviewKind.Patch, "How about this:"), (item.Kind, item.Text));
        Assert.Equal(expected, new FoldupPlanner(workspace).Plan(new FoldupPlanRequest { Topic = "main", Since = since, Review = [item] }).Tree);
    }

    [Fact]
    public void A_tool_that_puts_no_folder_in_front_names_the_file_with_its_own()
    {
        using var test = new TestRepository();
        string since = test.Commit("z", "z\n", "base");
        test.Commit("src/bar.c", "#include \"foo.h\"\n\nint bar(void)\n{\n\tpr_debug(\"x\\n\");\n\treturn 5;\n}\n", "Add bar");
        string file = Path.Combine(test.Path, ".git", "diff");
        File.WriteAllText(file, "Index: src/bar.c\n===================================================================\n--- src/bar.c\t(revision 7)\n+++ src/bar.c\t(working copy)\n" + Hunk);
        using GitRepository repository = test.Open();
        FoldupPlan plan = new FoldupPlanner(new Workspace(repository)).Plan(new FoldupPlanRequest { Topic = "main", Since = since, Patch = [file] });
        Assert.Equal("src/bar.c", Assert.Single(plan.Item).File);
    }
}
