using MaintainerTools.Engine.Foldup;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Foldup;

/// <summary>Situations that people meet and that have an answer of their own.</summary>
public class FoldupSituationTests
{
    [Theory]
    [InlineData("--root")]
    [InlineData("4b825dc642cb6eb9a060e54bf8d69288fbee4904")]
    public void A_root_commit_can_be_a_target(string since)
    {
        using var test = new TestRepository();
        string root = test.Commit("foo", "hello\n", "Add foo");
        test.Commit("bar", "x\n", "Add bar");
        test.Commit("foo", "hallo\n", "some feedback");
        FoldupPlan plan = FoldupPlannerTests.Plan(test, since, fixup: ["HEAD"]);
        Assert.Equal(root, Assert.Single(plan.Item).Target);
        FoldupRewriterTests.Invoke(test, FoldupPlanFile.FromJson("plan", FoldupPlanFile.ToJson(plan)));
        Assert.Equal("Add bar\nAdd foo\n", test.Run("log", "--format=%s"));
        Assert.Equal("hallo\n", test.Run("show", "main~1:foo"));
        Assert.Equal("", test.Line("log", "-1", "--format=%P", "main~1"));
    }

    [Fact]
    public void Of_several_commits_with_the_named_subject_the_one_is_meant_that_wrote_the_lines()
    {
        using var test = new TestRepository();
        string since = test.Commit("z", "z\n", "base");
        test.Commit("a", "1\n", "WIP");
        string second = test.Commit("b", "1\n", "WIP");
        test.Commit("c", "1\n", "WIP");
        test.Commit("b", "2\n", "squash! WIP\n\nAnd why.");
        FoldupPlan plan = FoldupPlannerTests.Plan(test, since);
        Assert.Empty(plan.Unplaced);
        Assert.All(plan.Item, item => Assert.Equal(second, item.Target));
        Assert.Contains("3 commits have that subject", plan.Item[0].Reason, StringComparison.Ordinal);
        Assert.Equal(3, plan.Item[0].Candidate.Length);
        FoldupRewriterTests.Invoke(test, plan);
        Assert.Equal("2\n", test.Run("show", "main~1:b"));
        Assert.Contains("And why.", test.Run("log", "-1", "--format=%B", "main~1"), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_lines_that_were_moved_within_the_series_the_first_writer_is_the_runner_up()
    {
        const string Function = "\nint helper(int x)\n{\n\tint y = x;\n\n\ty += 1;\n\treturn y;\n}\n";
        using var test = new TestRepository();
        string since = test.File("a.c", "int top;\n").File("b.c", "int btop;\n").Commit("base");
        string first = test.Commit("a.c", "int top;\n" + Function, "a: Add helper");
        string mover = test.File("a.c", "int top;\n").File("b.c", "int btop;\n" + Function).Commit("Move helper to b.c");
        test.File("b.c", "int btop;\n" + Function.Replace("y += 1", "y += 2"));
        FoldupItem item = Assert.Single(FoldupPlannerTests.Plan(test, since, source: FoldupSource.WorkTree).Item);
        Assert.Equal(mover, item.Target);
        Assert.Equal([mover, first], item.Candidate);
        Assert.Contains("'a: Add helper' wrote them first", item.Reason, StringComparison.Ordinal);
        // A brace that somebody took away elsewhere was not moved.
        test.Run("reset", "-q", "--hard", since);
        test.Commit("a.c", "int top;\n}\n", "one");
        test.File("a.c", "int top;\n").File("b.c", "int btop;\n}\n").Commit("two");
        test.File("b.c", "int btop;\n} // end\n");
        Assert.Single(Assert.Single(FoldupPlannerTests.Plan(test, since, source: FoldupSource.WorkTree).Item).Candidate);
    }

    [Fact]
    public void A_file_that_was_moved_without_git_is_named_where_it_is_now()
    {
        using var test = new TestRepository();
        string since = test.Commit("z", "z\n", "base");
        test.Commit("old", "1\n2\n3\n4\n5\n", "Add old");
        File.Move(Path.Combine(test.Path, "old"), Path.Combine(test.Path, "new"));
        test.File("other", "nothing of it\n");
        (FoldupPlan plan, List<string> said) = Heard();
        Assert.Equal(FoldupKind.Delete, Assert.Single(plan.Item).Kind);
        Assert.Contains("'new'", Assert.Single(said), StringComparison.Ordinal);
        Assert.Contains("'new'", plan.Item[0].Reason, StringComparison.Ordinal);
        // As the warning says.
        test.Run("add", "new");
        (plan, said) = Heard();
        Assert.Equal(FoldupKind.Rename, Assert.Single(plan.Item).Kind);
        Assert.Empty(said);
        // What is really gone is gone without a word.
        test.Run("rm", "-q", "--cached", "new");
        File.Delete(Path.Combine(test.Path, "new"));
        Assert.Empty(Heard().Said);

        (FoldupPlan Plan, List<string> Said) Heard()
        {
            var heard = new List<string>();
            using GitRepository repository = test.Open();
            return (new FoldupPlanner(new Workspace(repository))
                .Plan(new FoldupPlanRequest { Topic = "main", Since = since, Source = FoldupSource.WorkTree, Tell = heard.Add }), heard);
        }
    }

    [Theory]
    [InlineData("HEAD~1")]
    [InlineData("mark")]
    [InlineData("refs/heads/mark")]
    [InlineData(":/Add f")]
    [InlineData("Add f")]
    public void A_target_is_set_by_whatever_names_a_commit(string name)
    {
        using var test = new TestRepository();
        string since = test.Commit("z", "z\n", "base");
        string target = test.Commit("f", "1\n2\n3\n", "Add f");
        test.Run("branch", "mark");
        test.Commit("g", "g\n", "Add g");
        test.File("f", "1\n2\n3\n").File("g", "g\n").File("n", "new\n");
        test.Run("add", "-A");
        FoldupPlan plan = FoldupPlannerTests.Plan(test, since, source: FoldupSource.Staged);
        plan.Set(Assert.Single(plan.Unplaced), name);
        SeriesRewrite rewrite = FoldupRewriterTests.Invoke(test, plan);
        Assert.Equal((target, "Add f"), (Assert.Single(rewrite.Item).Target, rewrite.Item[0].TargetSubject));
        Assert.Equal("new\n", test.Run("show", "main~1:n"));
        Assert.Equal("Undo-FoldupPlan main", rewrite.UndoCommand);
    }

    [Fact]
    public void A_refusal_names_the_target_that_was_set_and_a_name_of_nothing_is_refused()
    {
        using var test = new TestRepository();
        string since = test.Commit("z", "z\n", "base");
        test.Commit("f", "1\n2\n3\n", "Add f");
        test.Commit("f", "1\n2\n3\n4\n", "Extend f");
        test.File("f", "1\n2\n3\nfour\n");
        FoldupPlan plan = FoldupPlannerTests.Plan(test, since, source: FoldupSource.WorkTree);
        plan.Set(plan.Item[0], "main~1");
        SeriesRewrite rewrite = FoldupRewriterTests.Invoke(test, plan);
        Assert.StartsWith("it cannot be carried to 'Add f'", Assert.Single(rewrite.Unplaced).Reason, StringComparison.Ordinal);
        Assert.Empty(rewrite.Item);
        plan.Set(plan.Item[0], "no such thing");
        Assert.Equal("PlanTargetUnknown", Assert.Throws<MaintainerException>(() => FoldupRewriterTests.Invoke(test, plan)).ErrorId);
    }

    [Fact]
    public void A_fixup_below_its_target_an_empty_one_and_the_only_commit_of_a_file_are_said()
    {
        using var test = new TestRepository();
        string since = test.Commit("t", string.Concat(Enumerable.Range(1, 30).Select(i => $"{i}\n")), "base");
        test.Commit("b", "1\n", "fixup! Add b");
        string says = test.Commit("t", test.Run("show", "HEAD:t").Replace("3\n4\n", "three\n4\n"), "t: Say three");
        test.Commit("c", "1\n", "Add b");
        Assert.Equal("'Add b' comes later; a change can only go to an earlier commit", Assert.Single(FoldupPlannerTests.Plan(test, since).Unplaced).Reason);
        test.Run("reset", "-q", "--hard", says);
        test.CommitIndex("fixup! t: Say three");
        FoldupRewriterTests.Invoke(test, FoldupPlannerTests.Plan(test, since));
        Assert.DoesNotContain("fixup! t", test.Run("log", "--format=%s"), StringComparison.Ordinal);
        test.File("t", test.Run("show", "HEAD:t").Replace("25\n", "twentyfive\n"));
        FoldupItem left = FoldupPlannerTests.Plan(test, since, source: FoldupSource.WorkTree).Unplaced.Single(i => i.Fixup is null);
        Assert.Equal("t: Say three", test.Line("log", "-1", "--format=%s", Assert.Single(left.Candidate)));
        Assert.Contains("only commit that changes the file", left.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("edit", "lib/f")]
    [InlineData("new file", "lib/new")]
    public void What_is_dirty_inside_a_submodule_does_not_block(string text, string file)
    {
        using var inner = new TestRepository();
        inner.Commit("f", "1\n", "first");
        using var test = new TestRepository();
        string since = test.Commit("z", "z\n", "base");
        test.Run("-c", "protocol.file.allow=always", "submodule", "add", "-q", inner.Path, "lib");
        test.CommitIndex("Add lib");
        test.Commit("b", "b\n", "Add b");
        test.Commit("b", "b2\n", "fixup! Add b");
        test.File(file, text);
        FoldupRewriterTests.Invoke(test, FoldupPlannerTests.Plan(test, since));
        Assert.Equal("Add b\nAdd lib\n", test.Run("log", "--format=%s", since + "..main"));
        Assert.Equal(text, File.ReadAllText(Path.Combine(test.Path, file)));
        Assert.Equal(" M lib\n", test.Run("status", "--porcelain", "--ignore-submodules=none"));
    }

    [Theory]
    [InlineData("Signed-off-by: Rita <rita@example.org>\n", "Co-developed-by: Rita <rita@example.org>\nSigned-off-by: Rita <rita@example.org>\n")]
    [InlineData("", "Co-developed-by: Rita <rita@example.org>\n")]
    // Another's signature does not go with Rita's credit.
    [InlineData("Signed-off-by: Tom <tom@example.org>\n", "Co-developed-by: Rita <rita@example.org>\n")]
    public void A_fixups_signature_goes_with_the_credit_of_who_wrote_it(string signature, string credit)
    {
        using var test = new TestRepository();
        string since = test.Commit("z", "z\n", "base");
        test.File("f", "1\n").Commit("Add f\n\nSigned-off-by: Ann Author <ann@example.org>");
        test.File("f", "2\n").Commit("fixup! Add f\n\n" + signature, "Rita <rita@example.org>");
        using GitRepository repository = test.Open();
        FoldupPlan plan = new FoldupPlanner(new Workspace(repository)).Plan(
            new FoldupPlanRequest { Topic = "main", Since = since, CreditTrailer = "Co-developed-by" });
        FoldupRewriterTests.Invoke(test, plan);
        Assert.Equal($"Add f\n\n{credit}Signed-off-by: Ann Author <ann@example.org>\n", test.Run("log", "-1", "--format=%B").TrimEnd('\n') + "\n");
    }
}
