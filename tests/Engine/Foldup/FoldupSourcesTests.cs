using CsCheck;
using MaintainerTools.Engine.Foldup;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;
using Xunit.Abstractions;

namespace MaintainerTools.Engine.Tests.Foldup;

/// <summary>Plans from other sources than fixup commits: patches, reviews, churn, renamings, messages; and what a rewrite does on request.</summary>
public class FoldupSourcesTests(ITestOutputHelper output)
{
    private static readonly string s_base = string.Concat(Enumerable.Range(1, 12).Select(i => $"line {i}\n"));

    private static FoldupPlan Plan(TestRepository test, string since, string[]? patch = null, string[]? fixup = null,
        ReviewItem[]? review = null, bool churn = false, (string, string)? rename = null, (string, string)? reword = null, string? credit = null)
    {
        using GitRepository repository = test.Open();
        return new FoldupPlanner(new Workspace(repository)).Plan(new FoldupPlanRequest
        {
            Topic = "main",
            Since = since,
            Patch = patch ?? [],
            Fixup = fixup ?? [],
            Review = review ?? [],
            Churn = churn,
            Rename = rename,
            Reword = reword,
            CreditTrailer = credit,
        });
    }

    [Fact]
    public void A_mailbox_of_patches_is_planned_as_its_commits_are_and_may_have_lost_its_place()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        string one = test.Commit("f", s_base.Replace("line 3", "one"), "one");
        string two = test.Commit("f", s_base.Replace("line 3", "one").Replace("line 9", "two"), "two");
        test.Run("checkout", "-qb", "review");
        test.File("f", s_base.Replace("line 3", "one!").Replace("line 9", "two!")).Commit("some feedback", "Rita <rita@example.com>");
        test.Commit("bin", "a\0b", "fixup! two");
        string mbox = Path.Combine(test.Path, ".git", "review.mbox");
        File.WriteAllText(mbox, test.Run("format-patch", "--stdout", "--binary", "main..review"));
        test.Run("checkout", "-q", "main");
        FoldupPlan plan = Plan(test, since, patch: [mbox], credit: "Co-developed-by");
        Assert.Equal([one, two, two], plan.Item.Where(i => i.Kind != FoldupKind.Message).Select(i => i.Target));
        Assert.Equal(test.Line("rev-parse", "review^{tree}"), plan.Tree);
        SeriesRewrite rewrite = FoldupRewriterTests.Invoke(test, FoldupPlanFile.FromJson("plan", FoldupPlanFile.ToJson(plan)));
        Assert.Equal(test.Line("rev-parse", "review^{tree}"), test.Line("rev-parse", "main^{tree}"));
        Assert.Contains("Co-developed-by: Rita <rita@example.com>", test.Run("log", "--format=%B", since + "..main"), StringComparison.Ordinal);
        Each.Holds(rewrite.Commit.Where(c => c.Status == RewriteStatus.Folded), c => Assert.NotNull(c.Diff));

        // On another tip the same patch fits at other lines, or is merged; what does neither is left, with the reason.
        test.Commit("f", "new\nnew\n" + s_base.Replace("line 3", "one").Replace("line 9", "two"), "three");
        Assert.Equal(2, Plan(test, since, patch: [WithoutSecond(mbox)]).Item.Length);
        test.Commit("f", s_base.Replace("line 3", "changed").Replace("line 9", "two"), "four");
        FoldupPlan refused = Plan(test, since, patch: [WithoutSecond(mbox)]);
        Assert.Empty(refused.Item);
        Assert.Empty(refused.Step);
        Assert.Equal((FoldupKind.Whole, FoldupReason.DoesNotApply), (Assert.Single(refused.Unplaced).Kind, refused.Unplaced[0].ReasonKind));
        Assert.Contains("does not fit", refused.Unplaced[0].Reason, StringComparison.Ordinal);

        static string WithoutSecond(string file)
        {
            string text = File.ReadAllText(file);
            string first = file + "1";
            File.WriteAllText(first, text[..text.IndexOf("\nFrom ", 10, StringComparison.Ordinal)] + "\n");
            return first;
        }
    }

    [Fact]
    public void A_file_that_cannot_be_read_and_a_name_of_nothing_stop_no_other()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        string one = test.Commit("f", s_base.Replace("line 3", "one"), "one");
        test.File("f", s_base.Replace("line 3", "one!"));
        string git = Path.Combine(test.Path, ".git"), good = Path.Combine(git, "good"), empty = Path.Combine(git, "empty"), zip = Path.Combine(git, "zip");
        File.WriteAllText(good, test.Run("diff"));
        File.WriteAllText(empty, "Nothing to see.\n");
        File.WriteAllBytes(zip, "PK\u0003\u0004 and more"u8.ToArray());
        test.Run("reset", "-q", "--hard");
        var heard = new List<string>();
        using GitRepository repository = test.Open();
        FoldupPlan plan = new FoldupPlanner(new Workspace(repository)).Plan(new FoldupPlanRequest
        {
            Topic = "main",
            Since = since,
            Patch = [Path.Combine(git, "not there"), empty, good, zip],
            Fixup = ["no-such-branch"],
            Report = e => heard.Add(e.ErrorId),
        });
        Assert.Equal(one, Assert.Single(plan.Item).Target);
        Assert.Equal(["RevisionNotFound", "MailUnreadable", "NoPatchInFile", "MailCompressed"], heard);
        Assert.Equal(3, plan.Unplaced.Length);
        Each.Holds(plan.Unplaced, i => Assert.Equal((FoldupKind.Whole, FoldupReason.DoesNotApply), (i.Kind, i.ReasonKind)));
        FoldupRewriterTests.Invoke(test, FoldupPlanFile.FromJson("plan", FoldupPlanFile.ToJson(plan)));
        Assert.Equal(s_base.Replace("line 3", "one!"), test.Run("show", "main:f"));
    }

    [Fact]
    public void Churn_goes_where_the_lines_were_written_and_an_emptied_patch_is_dropped()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        string one = test.Commit("f", s_base.Replace("line 3\n", "one\none more\n"), "one");
        test.Commit("f", s_base.Replace("line 3\n", "one\none more\n").Replace("line 4\n", "two\n"), "two");
        test.Commit("f", s_base.Replace("line 3\n", "one, better\none more\n").Replace("line 4\n", "two\n"), "one again");
        test.File("f", s_base.Replace("line 3\n", "one, better\nhelper_of_four()\n").Replace("line 4\n", "two\n"))
            .File("h", "helper_of_four()\n").Commit("four");
        string tree = test.Line("rev-parse", "main^{tree}");
        FoldupPlan plan = Plan(test, since, churn: true);
        FoldupItem item = Assert.Single(plan.Item);
        Assert.Equal((one, "one again"), (item.Target, test.Line("log", "-1", "--format=%s", item.Fixup!)));
        // What needs something newer cannot go back.
        Assert.Contains("helper_of_four", Assert.Single(plan.Unplaced).Reason, StringComparison.Ordinal);
        SeriesRewrite rewrite = FoldupRewriterTests.Invoke(test, plan);
        Assert.Equal([RewriteStatus.Folded, RewriteStatus.Rebased, RewriteStatus.Emptied, RewriteStatus.Rebased], rewrite.Commit.Select(c => c.Status));
        Assert.Equal(tree, test.Line("rev-parse", "main^{tree}"));
        Assert.Equal(s_base.Replace("line 3\n", "one, better\none more\n"), test.Run("show", "main~2:f"));
        Assert.Equal(s_base.Replace("line 3\n", "one, better\none more\n").Replace("line 4\n", "two\n"), test.Run("show", "main~1:f"));
    }

    [Fact]
    public void A_renamed_identifier_is_renamed_in_every_version_and_only_as_a_word()
    {
        string[] words = ["old_name();", "x = old_name;", "old_name_2();", "my_old_name", "return;", "", "old_name(old_name);"];
        int renamed = 0;
        Gen.Int[0, 1_000_000].Array[4, 8].Sample(
            edits =>
            {
                using var test = new TestRepository();
                string since = test.Commit("f", s_base, "base");
                string[] state = s_base.TrimEnd('\n').Split('\n');
                foreach (int edit in edits)
                {
                    for (int k = 0; k <= edit % 3; k++)
                        state[(edit / 3 + k * 5) % state.Length] = words[(edit / 7 + k) % words.Length];
                    test.Commit("f", string.Join('\n', state) + "\n", $"edit {edit}: " + words[edit % words.Length]);
                }
                string[] before = Versions(test, since);
                if (!string.Concat(before).Contains("old_name", StringComparison.Ordinal))
                    return;
                FoldupPlan plan;
                try
                {
                    plan = Plan(test, since, rename: ("old_name", "new_name"));
                }
                catch (MaintainerException e) when (e.ErrorId == "IdentifierNotFound")
                {
                    Assert.DoesNotMatch(@"\bold_name\b", string.Concat(before));
                    return;
                }
                SeriesRewrite rewrite = FoldupRewriterTests.Invoke(test, plan);
                Assert.All(rewrite.Commit.Where(c => c.Status == RewriteStatus.Renamed), c => Assert.NotNull(c.Diff));
                renamed++;
                Assert.Equal(before.Select(v => System.Text.RegularExpressions.Regex.Replace(v, @"\bold_name\b", "new_name")), Versions(test, since));
            },
            iter: 5,
            threads: 1,
            writeLine: output.WriteLine);
        Assert.NotEqual(0, renamed);

        static string[] Versions(TestRepository test, string since) =>
            [.. test.Run("log", "--reverse", "--format=%H", since + "..main").Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(c => test.Run("log", "-1", "--format=%B", c) + test.Run("show", c + ":f"))];
    }

    [Fact]
    public void What_an_own_fixup_adds_is_renamed_where_it_is_folded()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        string one = test.Commit("f", s_base.Replace("line 3", "one"), "one");
        string two = test.Commit("f", s_base.Replace("line 3", "one").Replace("line 9", "old_name"), "two");
        test.Commit("f", s_base.Replace("line 3", "one old_name").Replace("line 9", "old_name"), "fixup! one");
        test.Commit("g", "old_name\n", "fixup! nothing of that name");
        FoldupPlan plan = Plan(test, since, rename: ("old_name", "new_name"));
        Assert.Equal([one, two], plan.Item.Where(i => i.Kind == FoldupKind.Identifier).Select(i => i.Target));
        Assert.Equal("g", Assert.Single(plan.Unplaced, i => i.Kind == FoldupKind.Identifier).File);
        FoldupRewriterTests.Invoke(test, plan);
        Assert.Equal(s_base.Replace("line 3", "one new_name"), test.Run("show", "main~2:f"));
        Assert.Equal(s_base.Replace("line 3", "one new_name").Replace("line 9", "new_name"), test.Run("show", "main~1:f"));
        Assert.Equal("old_name\n", test.Run("show", "main:g"));
    }

    [Fact]
    public void An_own_fixup_on_a_merged_branch_is_said_to_be_there()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        test.Commit("f", s_base.Replace("line 3", "one"), "one");
        test.Run("checkout", "-q", "-b", "side");
        test.Commit("g", "side\n", "side");
        string fixup = test.Commit("g", "side!\n", "fixup! side");
        test.Run("checkout", "-q", "main");
        test.Run("merge", "-q", "--no-ff", "-m", "merge side", "side");
        test.Commit("f", s_base.Replace("line 3", "one!"), "fixup! one");
        FoldupPlan plan = Plan(test, since);
        FoldupItem left = Assert.Single(plan.Unplaced);
        Assert.Equal((fixup, FoldupReason.MergeReached), (left.Fixup, left.ReasonKind));
        SeriesRewrite rewrite = FoldupRewriterTests.Invoke(test, FoldupPlanFile.FromJson("plan", FoldupPlanFile.ToJson(plan)));
        Assert.Equal(fixup, Assert.Single(rewrite.Unplaced).Fixup);
        Assert.Equal("fixup! side", test.Line("log", "-1", "--format=%s", "main^2"));
    }

    [Fact]
    public void Lines_older_than_the_series_are_not_renamed_and_said_so()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base + "old_name();\n", "base");
        test.Commit("f", "old_name();\n" + s_base + "old_name();\n", "one");
        FoldupPlan plan = Plan(test, since, rename: ("old_name", "new_name"));
        Assert.Single(plan.Item);
        Assert.Equal(FoldupReason.BaseReached, Assert.Single(plan.Unplaced).ReasonKind);
        Assert.Equal("InvalidIdentifier", Assert.Throws<MaintainerException>(() => Plan(test, since, rename: ("old_name", "a b"))).ErrorId);
        Assert.Equal("IdentifierNotFound", Assert.Throws<MaintainerException>(() => Plan(test, since, rename: ("nowhere", "b"))).ErrorId);
    }

    [Fact]
    public void A_message_is_changed_without_a_fixup()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        string one = test.Commit("f", s_base + "one\n", "one");
        test.Commit("g", "two\n", "two");
        SeriesRewrite rewrite = FoldupRewriterTests.Invoke(test, Plan(test, since, reword: (one, "better words\n\n\nand a body  ")));
        Assert.Equal([RewriteStatus.Reworded, RewriteStatus.Rebased], rewrite.Commit.Select(c => c.Status));
        Assert.Equal("better words\n\nand a body\n\n", test.Run("log", "-1", "--format=%B", "main~1"));
        Assert.Contains("-    one", rewrite.Commit[0].Diff, StringComparison.Ordinal);
    }

    [Fact]
    public void Branches_and_notes_follow_on_request()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        test.Commit("f", s_base.Replace("line 3", "one"), "one");
        test.Run("branch", "middle");
        test.Run("notes", "add", "-m", "about one", "main");
        test.Commit("f", s_base.Replace("line 3", "one").Replace("line 9", "two"), "two");
        test.Run("branch", "elsewhere", since);
        test.Commit("f", s_base.Replace("line 3", "one!").Replace("line 9", "two"), "fixup! one");
        FoldupPlan plan = Plan(test, since);
        SeriesRewrite rewrite = FoldupRewriterTests.Invoke(test, plan, new FoldupRewriteRequest { UpdateRefs = true });
        Assert.Equal(["refs/heads/middle", "refs/notes/commits"], rewrite.UpdatedRef);
        Assert.Equal(test.Line("rev-parse", "main~1"), test.Line("rev-parse", "middle"));
        Assert.Equal(since, test.Line("rev-parse", "elsewhere"));
        Assert.Equal("about one", test.Line("notes", "show", "main~1"));
        test.Run("fsck", "--strict");
    }

    [Fact]
    public void Only_a_rewrite_that_passes_is_written()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        test.Commit("f", s_base.Replace("line 3", "one"), "one");
        test.File("dir/tool", "#!/bin/sh\nexit 0\n").Run("add", "-A");
        test.Run("update-index", "--chmod=+x", "dir/tool");
        test.CommitIndex("two");
        test.Run("reset", "-q", "--hard");
        test.Commit("f", s_base.Replace("line 3", "one!"), "fixup! one");
        string refs = test.Run("for-each-ref");
        string objects = test.Run("count-objects", "-v");
        using GitRepository repository = test.Open();
        FoldupPlan plan = Plan(test, since);

        PreparedRewrite failing = Prepare("grep -q 'one$' f");
        MaintainerException error = Assert.Throws<MaintainerException>(() => failing.Test());
        Assert.Equal("RewriteTestFailed", error.ErrorId);
        Assert.Equal((RewriteTestResult.Fail, 1), (failing.Result.Test.Single().Result, failing.Result.Test.Single().ExitCode));
        Assert.Equal((refs, objects), (test.Run("for-each-ref"), test.Run("count-objects", "-v")));
        PreparedRewrite aborted = Prepare("nosuchcommand-at-all");
        Assert.Throws<MaintainerException>(() => aborted.Test());
        Assert.Equal(RewriteTestResult.Abort, aborted.Result.Test.Single().Result);

        PreparedRewrite passing = Prepare("echo seen; grep -q 'one!' f || exit 1; test -x dir/tool || exit 125; ./dir/tool");
        passing.Test();
        passing.Apply();
        Assert.Equal([RewriteTestResult.Skip, RewriteTestResult.Pass], passing.Result.Test.Select(t => t.Result));
        Assert.Equal("seen\n", passing.Result.Test[0].Log);
        Assert.Equal(passing.Result.NewTip, test.Line("rev-parse", "main"));

        PreparedRewrite Prepare(string command) => new FoldupRewriter(new Workspace(repository)).Prepare(plan, new FoldupRewriteRequest { Test = command });
    }
}
