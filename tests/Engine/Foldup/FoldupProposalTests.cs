using MaintainerTools.Engine.Foldup;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Reviews;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Foldup;

/// <summary>What words come to in a plan: proposals with their diffs, and nothing until they are accepted.</summary>
public class FoldupProposalTests
{
    private const string Base = "#include \"foo.h\"\n";
    private const string Limit = "\nstatic int foo_limit(int nr)\n{\n\treturn nr > 3 ? 3 : nr;\n}\n";
    private const string Setup = "\nint foo_setup(struct foo *p, int nr)\n{\n\tpr_info(\"one\\n\");\n\tpr_info(\"two %d\\n\", nr);\n"
        + "\tnr = foo_limit(nr);\n\treturn nr;\n}\n";

    private static string Series(TestRepository test)
    {
        string since = test.Commit("foo.c", Base, "base");
        test.Commit("foo.c", Base + Limit, "foo: Add foo_limit()");
        test.File("foo.c", Base + Limit + Setup).Commit("foo: Add foo_setup()\n\nIt calls foo_limit().\n\nSigned-off-by: A <a@example.org>");
        return since;
    }

    private static ReviewItem[] Import(TestRepository test, string since, params string[] mails)
    {
        string file = Path.Combine(test.Path, ".git", "review.mbox");
        File.WriteAllText(file, string.Concat(mails.Select((mail, i) =>
            $"From mboxrd@z Thu Jan  1 00:00:00 1970\nFrom: R{i} <r{i}@example.org>\nDate: Wed, 03 Jan 2024 1{i}:00:00 +0000\nMessage-ID: <m{i}@x>\n"
            + $"{(i == 0 ? "" : "In-Reply-To: <m0@x>\n")}Subject: Re: [PATCH 2/2] foo: Add foo_setup()\n\n{mail}\n\n")));
        using GitRepository repository = test.Open();
        return [.. new ReviewImport(new Workspace(repository)).Import(new ReviewImportRequest { Files = [file], Topic = "main", Since = since })];
    }

    private static FoldupPlan Plan(TestRepository test, string since, params ReviewItem[] review)
    {
        using GitRepository repository = test.Open();
        return new FoldupPlanner(new Workspace(repository)).Plan(new FoldupPlanRequest { Topic = "main", Since = since, Review = review });
    }

    private static string Quoted(params string[] lines) => string.Concat(lines.Select(l => $"> +{l}\n")) + "\n";

    [Fact]
    public void Nothing_is_done_until_it_is_accepted_and_then_that_alone()
    {
        using var test = new TestRepository();
        string since = Series(test);
        string tip = test.Line("rev-parse", "main");
        ReviewItem[] review = Import(test, since, Quoted("\tpr_info(\"one\\n\");") + "This message should be removed.\n"
            + Quoted("\tpr_info(\"two %d\\n\", nr);") + "Not needed.\n" + Quoted("\tnr = foo_limit(nr);") + "Please do not remove this line.");
        string given = System.Text.Json.JsonSerializer.Serialize(review);
        FoldupPlan plan = Plan(test, since, review);
        Assert.Equal(given, System.Text.Json.JsonSerializer.Serialize(review));
        Assert.Empty(plan.Item);
        Assert.Equal(2, plan.Proposal.Length);
        Each.Holds(plan.Proposal, p => Assert.InRange(p.Confidence, 0.1, 0.5));
        Assert.Equal(["proposed as 0", "proposed as 1", "open"], plan.Review.Select(r => r.Outcome!.Split(':')[0]));
        Assert.True(string.IsNullOrEmpty(FoldupRewriterTests.Invoke(test, plan).Backup));
        Assert.Equal(tip, test.Line("rev-parse", "main"));

        // The diff is what git would make of it.
        File.WriteAllText(Path.Combine(test.Path, "p"), plan.Proposal[1].Diff);
        test.Run("apply", "--index", "p");
        Assert.Equal(Base + Limit + Setup.Replace("\tpr_info(\"two %d\\n\", nr);\n", ""), test.Run("show", ":foo.c"));
        test.Run("reset", "-q", "--hard");

        plan.Proposal[1].Accept();
        FoldupRewriterTests.Invoke(test, FoldupPlanFile.FromJson("plan", FoldupPlanFile.ToJson(plan)));
        Assert.Equal(Base + Limit + Setup.Replace("\tpr_info(\"two %d\\n\", nr);\n", ""), test.Run("show", "main:foo.c"));
        Assert.Equal(Base + Limit, test.Run("show", "main~1:foo.c"));
        Assert.Equal("foo: Add foo_setup()", test.Line("log", "-1", "--format=%s", "main"));
    }

    [Fact]
    public void A_wish_that_is_said_twice_is_one_proposal()
    {
        using var test = new TestRepository();
        string since = Series(test);
        FoldupPlan plan = Plan(test, since, Import(test, since, Quoted("\tpr_info(\"one\\n\");") + "We don't need this pr_info(). Please drop it."));
        Assert.Single(plan.Proposal);
        Each.Holds(plan.Review, r => Assert.StartsWith("proposed as 0: ", r.Outcome, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("def f():\n    print(1)\n    return 2\n", 1)]
    // All of a block: what is left would be something else.
    [InlineData("def f():\n    print(1)\n\ndef g():\n    return 2\n", 0)]
    [InlineData("def f():\n    if f:\n        print(1)\n    return 2\n", 0)]
    public void A_line_of_a_block_by_indentation_goes_where_the_block_has_others(string text, int proposals)
    {
        using var test = new TestRepository();
        string since = test.Commit("f.py", "import os\n", "base");
        test.Commit("f.py", "import os\n" + text, "foo: Add foo_setup()");
        string[] above = text.Split("print", 2)[0].Split('\n');
        FoldupPlan plan = Plan(test, since, Import(test, since, Quoted([.. above[..^1], above[^1] + "print(1)"]) + "Please remove this print()."));
        Assert.Equal(proposals, plan.Proposal.Length);
    }

    [Fact]
    public void Neighbouring_lines_and_the_same_line_twice_can_all_be_accepted()
    {
        using var test = new TestRepository();
        string since = Series(test);
        FoldupPlan plan = Plan(test, since, Import(test, since,
            Quoted("\tpr_info(\"one\\n\");") + "Not needed.\n" + Quoted("\tpr_info(\"two %d\\n\", nr);") + "This can go.",
            Quoted("\tpr_info(\"one\\n\");") + "Drop this."));
        Assert.Equal(3, plan.Proposal.Length);
        Array.ForEach(plan.Proposal, p => p.Accept());
        // Who said what to do is credited once the words count.
        plan.CreditTrailer = "Suggested-by";
        SeriesRewrite rewrite = FoldupRewriterTests.Invoke(test, plan);
        Assert.Equal(plan.Proposal.Select(p => p.Reviewer).Distinct(),
            test.Run("log", "-1", "--format=%(trailers:key=Suggested-by,valueonly)", "main").Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(rewrite.ExpectedTree, rewrite.Tree);
        Assert.Empty(rewrite.Unplaced);
        Assert.Equal(Base + Limit + Setup.Replace("\tpr_info(\"one\\n\");\n\tpr_info(\"two %d\\n\", nr);\n", ""), test.Run("show", "main:foo.c"));
    }

    [Fact]
    public void Names_and_messages_are_proposed_and_add_up()
    {
        using var test = new TestRepository();
        string since = Series(test);
        FoldupPlan plan = Plan(test, since, Import(test, since,
            Quoted("\tnr = foo_limit(nr);") + "Please rename foo_limit() to foo_clamp().\n\nThe changelog should mention \"three\": more is not possible.\n"
                + "\nThe changelog should mention \"nr\": it is a number of foos."));
        Assert.Equal([ReviewKind.Rename, ReviewKind.Reword, ReviewKind.Reword], plan.Proposal.Select(p => p.Kind));
        Assert.Contains("-\tnr = foo_limit(nr);\n+\tnr = foo_clamp(nr);", plan.Proposal[0].Diff, StringComparison.Ordinal);
        Assert.Contains("-static int foo_limit(int nr)", plan.Proposal[0].Diff, StringComparison.Ordinal);
        Assert.Contains("+three: more is not possible.", plan.Proposal[1].Diff, StringComparison.Ordinal);
        Array.ForEach(plan.Proposal, p => p.Accept());
        FoldupRewriterTests.Invoke(test, plan);
        Assert.Equal((Base + Limit + Setup).Replace("foo_limit", "foo_clamp"), test.Run("show", "main:foo.c"));
        Assert.Equal((Base + Limit).Replace("foo_limit", "foo_clamp"), test.Run("show", "main~1:foo.c"));
        Assert.Equal("foo: Add foo_setup()\n\nIt calls foo_clamp().\n\nthree: more is not possible.\n\nnr: it is a number of foos.\n\n"
            + "Signed-off-by: A <a@example.org>", test.Run("log", "-1", "--format=%B", "main").Trim());
    }

    [Fact]
    public void A_change_that_belongs_elsewhere_is_proposed_with_its_hunk()
    {
        using var test = new TestRepository();
        string since = test.Commit("a", "a\n", "base");
        test.Commit("b", "b\n", "b: Add it");
        test.File("b", "b\nb2\n").File("c", "c\n").Commit("c: Add it");
        string file = Path.Combine(test.Path, ".git", "mail");
        File.WriteAllText(file, "From: R <r@x.org>\nSubject: Re: [PATCH 2/2] c: Add it\n\n> diff --git a/b b/b\n> +b2\n\n"
            + "Please fold this into \"b: Add it\".\n");
        using GitRepository repository = test.Open();
        ReviewItem[] review = [.. new ReviewImport(new Workspace(repository))
            .Import(new ReviewImportRequest { Files = [file], Topic = "main", Since = since })];
        FoldupPlan plan = Plan(test, since, review);
        FoldupProposal proposal = Assert.Single(plan.Proposal);
        Assert.Equal("--- a/b\n+++ b/b\n@@ -1,0 +2 @@\n+b2\n", proposal.Diff);
        Assert.Empty(plan.Item);
        proposal.Accept();
        string tree = test.Line("rev-parse", "main^{tree}");
        FoldupRewriterTests.Invoke(test, FoldupPlanFile.FromJson("plan", FoldupPlanFile.ToJson(plan)));
        Assert.Equal(tree, test.Line("rev-parse", "main^{tree}"));
        Assert.Equal("b\nb2\n", test.Run("show", "main~1:b"));
        Assert.Equal("c", test.Line("show", "--format=", "--name-only", "main"));
    }

    [Theory]
    [InlineData("> Not needed.\n\nNo, please keep it, it helps to debug.", false)]
    [InlineData("> Not needed.\n\nI disagree.", false)]
    [InlineData("> Not needed.\n\nAgreed, will drop it.", true)]
    [InlineData("> Not needed.\n\nOk, but only the second one.", false)]
    [InlineData("Please do not drop that, we need it.", false)]
    [InlineData("Thanks for the review!", true)]
    public void A_later_mail_that_objects_closes_the_proposal(string answer, bool stays)
    {
        using var test = new TestRepository();
        string since = Series(test);
        FoldupPlan plan = Plan(test, since, Import(test, since, Quoted("\tpr_info(\"one\\n\");") + "Not needed.", answer));
        Assert.Equal(stays ? 1 : 0, plan.Proposal.Length);
        Assert.StartsWith(stays ? "proposed as 0: " : "open: R1 objects: ", plan.Review[0].Outcome, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_is_all_of_a_body_is_not_taken_and_an_edited_proposal_is_refused()
    {
        using var test = new TestRepository();
        string since = test.Commit("f.c", "int f;\n", "base");
        test.Commit("f.c", "int f;\nvoid g(void)\n{\n\tif (f)\n\t\tpr_info(\"f\");\n\tpr_info(\"g\");\n\tf = 1;\n}\n", "f: Add g()");
        ReviewItem[] Review(string line) =>
            [.. Import(test, since, Quoted(line) + "Not needed.").Select(i => { (i.Commit, i.File) = (test.Line("rev-parse", "main"), "f.c"); return i; })];
        Assert.Empty(Plan(test, since, Review("\t\tpr_info(\"f\");")).Proposal);
        FoldupPlan plan = Plan(test, since, Review("\tpr_info(\"g\");"));
        plan.Proposal[0].Diff = plan.Proposal[0].Diff.Replace(" \tf = 1;", "-\tf = 2;", StringComparison.Ordinal);
        plan.Proposal[0].Accept();
        Assert.Equal("PlanItemInvalid", Assert.Throws<MaintainerException>(() => FoldupRewriterTests.Invoke(test, plan)).ErrorId);
    }
}
