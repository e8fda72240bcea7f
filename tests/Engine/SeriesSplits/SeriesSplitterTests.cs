using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Moves;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.SeriesSplits;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.SeriesSplits;

public class SeriesSplitterTests
{
    private static readonly string s_lines = string.Concat(Enumerable.Range(1, 40).Select(i => $"line {i}\n"));

    [Fact]
    public void What_changes_lines_of_an_optional_commit_goes_along_and_the_rest_is_as_git_picks_it()
    {
        using var test = new TestRepository();
        Build(test);
        using GitRepository repository = test.Open();
        TopicSplit split = Split(repository, "topic~3");
        Assert.Equal(TopicSplitVerdict.Split, split.Verdict);
        Assert.Equal([SplitPart.Kept, SplitPart.Optional, SplitPart.Kept, SplitPart.Along, SplitPart.Kept], split.Commit.Select(c => c.Part));
        SplitCommit along = split.Commit[3];
        Assert.Equal((SplitEvidence.Line, test.Line("rev-parse", "topic~3")), (along.Evidence, Assert.Single(along.Needs)));
        Assert.Equal(["a:10"], along.Path);
        Assert.Contains("\"optional\" (a:10)", along.Reason, StringComparison.Ordinal);
        Assert.Equal(split.Commit[0].Old, split.Commit[0].New);
        test.Run("fsck", "--strict");
        Compare(test, split, ["topic~4", "topic~2", "topic"], ["topic~3", "topic~1"]);
    }

    [Fact]
    public void What_uses_a_name_of_an_optional_commit_goes_along()
    {
        using var test = new TestRepository();
        test.Commit("a.c", "int main(void)\n{\n\treturn 0;\n}\n", "root");
        test.Run("branch", "base");
        test.Run("switch", "-q", "-c", "topic");
        test.Commit("b.c", "int optional_helper(void)\n{\n\treturn 1;\n}\n", "helper");
        test.Commit("c.c", "int user(void)\n{\n\treturn optional_helper();\n}\n", "user");
        test.Commit("a.c", "int main(void)\n{\n\treturn 2;\n}\n", "other");
        using GitRepository repository = test.Open();
        TopicSplit split = Split(repository, "b.c");
        Assert.Equal([SplitPart.Optional, SplitPart.Along, SplitPart.Kept], split.Commit.Select(c => c.Part));
        Assert.Equal((SplitEvidence.Symbol, "optional_helper"), (split.Commit[1].Evidence, Assert.Single(split.Commit[1].Symbol)));
        TopicSplit without = new SeriesSplitter(new Workspace(repository)).Prepare(
            new SeriesSplitOptions { Topic = "topic", Since = "base", Optional = ["b.c"], IgnoreSymbol = true }).Result;
        Assert.Equal([SplitPart.Optional, SplitPart.Kept, SplitPart.Kept], without.Commit.Select(c => c.Part));
    }

    [Fact]
    public void A_commit_that_touches_both_is_named_and_taken_apart_when_asked()
    {
        using var test = new TestRepository();
        test.Commit("a", s_lines, "root");
        test.Run("branch", "base");
        test.Run("switch", "-q", "-c", "topic");
        test.File("a", s_lines.Replace("line 1\n", "one\n", StringComparison.Ordinal));
        test.Commit("doc/x", "x\n", "both");
        test.Commit("doc/x", "x\ny\n", "doc");
        test.Commit("a", s_lines.Replace("line 1\n", "one\n", StringComparison.Ordinal).Replace("line 30\n", "thirty\n", StringComparison.Ordinal), "code");
        using GitRepository repository = test.Open();
        TopicSplit whole = Split(repository, "doc");
        Assert.Equal([SplitPart.Kept, SplitPart.Optional, SplitPart.Kept], whole.Commit.Select(c => c.Part));
        Assert.Equal(["doc/x"], whole.Commit[0].OptionalPath);
        Assert.Contains("-SplitCommit takes it apart", whole.Commit[0].Reason, StringComparison.Ordinal);
        PreparedSeriesSplit parts = new SeriesSplitter(new Workspace(repository)).Prepare(
            new SeriesSplitOptions { Topic = "topic", Since = "base", Optional = ["doc"], SplitCommit = true, Branch = "code", OptionalBranch = "doc-part" });
        Assert.Equal([SplitPart.Kept, SplitPart.Optional, SplitPart.Optional, SplitPart.Kept], parts.Result.Commit.Select(c => c.Part));
        parts.Apply();
        Assert.Equal("", test.Line("diff", "--name-only", "base", "code", "--", "doc"));
        Assert.Equal("a", test.Line("diff", "--name-only", "base", "code"));
        Assert.Equal(test.Line("rev-parse", "topic^{tree}"), test.Line("rev-parse", "doc-part^{tree}"));
        Assert.Equal(["both", "code"], Lines(test, "log", "--reverse", "--format=%s", "base..code"));
        test.Run("fsck", "--strict");
    }

    [Fact]
    public void Both_branches_are_written_in_one_operation_and_taken_back_in_one()
    {
        using var test = new TestRepository();
        Build(test);
        test.Run("switch", "-q", "--detach");
        string before = test.Line("rev-parse", "topic");
        using GitRepository repository = test.Open();
        PreparedSeriesSplit split = new SeriesSplitter(new Workspace(repository)).Prepare(
            new SeriesSplitOptions { Topic = "topic", Since = "base", Optional = ["topic~3"], Branch = "topic", OptionalBranch = "rest" });
        Assert.True(split.ReplacesBranch);
        split.Apply();
        Assert.Equal(split.Result.KeptTip, test.Line("rev-parse", "topic"));
        Assert.Equal(split.Result.OptionalTip, test.Line("rev-parse", "rest"));
        Assert.Equal(before, test.Line("rev-parse", Assert.Single(split.Result.Backup)));
        Assert.Equal(split.Result.KeptTip, test.Line("merge-base", "topic", "rest"));
        TopicOperation made = Assert.Single(new TopicOperations(repository).List());
        Assert.Equal(("Split-TopicSeries", split.Result.Operation), (made.Command, made.Id));
    }

    [Theory]
    [InlineData("nowhere", "OptionalUnknown")]
    [InlineData("base", "OptionalOutside")]
    [InlineData("nowhere..topic", "OptionalUnknown")]
    [InlineData("topic", "OptionalAmbiguous")]
    public void A_name_that_does_not_say_what_is_optional_is_an_error(string optional, string error)
    {
        using var test = new TestRepository();
        Build(test);
        test.Commit("topic", "a file of that name\n", "named");
        using GitRepository repository = test.Open();
        MaintainerException thrown = Assert.Throws<MaintainerException>(() => Split(repository, optional));
        Assert.Equal((error, optional), (thrown.ErrorId, thrown.Target as string));
        Assert.Equal(SplitPart.Optional, Split(repository, "./topic").Commit[^1].Part);
    }

    [Fact]
    public void A_series_with_a_merge_is_refused_by_name()
    {
        using var test = new TestRepository();
        Build(test);
        test.Run("switch", "-q", "-c", "side", "topic~1");
        test.Commit("s", "s\n", "side");
        test.Run("switch", "-q", "topic");
        test.Run("merge", "-q", "-m", "merge side", "side");
        using GitRepository repository = test.Open();
        MaintainerException thrown = Assert.Throws<MaintainerException>(() => Split(repository, "a"));
        Assert.Equal(("MergeInSeries", test.Line("rev-parse", "topic")), (thrown.ErrorId, thrown.Target as string));
    }

    [Fact]
    public void Where_nothing_is_left_on_one_side_nothing_is_written()
    {
        using var test = new TestRepository();
        Build(test);
        using GitRepository repository = test.Open();
        PreparedSeriesSplit all = new SeriesSplitter(new Workspace(repository)).Prepare(
            new SeriesSplitOptions { Topic = "topic", Since = "base", Optional = ["base..topic"], Branch = "kept" });
        Assert.Equal((TopicSplitVerdict.NothingKept, 0), (all.Result.Verdict, all.Updates.Count));
        Assert.All(all.Result.Commit, commit => Assert.Null(commit.New));
    }

    /// <summary>On a file of 40 lines: the first, the tenth, the 30th and the tenth again, and another file.</summary>
    private static void Build(TestRepository test)
    {
        test.Commit("a", s_lines, "root");
        test.Run("branch", "base");
        test.Run("switch", "-q", "-c", "topic");
        string text = s_lines;
        foreach ((string from, string to, string subject) in new[]
        {
            ("line 1\n", "one\n", "first"), ("line 10\n", "ten\n", "optional"), ("line 30\n", "thirty\n", "far"), ("ten\n", "TEN\n", "needs"),
        })
        {
            text = text.Replace(from, to, StringComparison.Ordinal);
            test.Commit("a", text, subject);
        }
        test.Commit("b", "b\n", "other");
    }

    private static TopicSplit Split(GitRepository repository, params string[] optional)
    {
        PreparedSeriesSplit split = new SeriesSplitter(new Workspace(repository)).Prepare(
            new SeriesSplitOptions { Topic = "topic", Since = "base", Optional = optional, Branch = "kept", OptionalBranch = "rest", Force = true });
        split.Apply();
        return split.Result;
    }

    /// <summary>git cherry-pick of the same commits in the same order ends in the same trees.</summary>
    private static void Compare(TestRepository test, TopicSplit split, string[] kept, string[] optional)
    {
        test.Run("switch", "-q", "--detach", "base");
        test.Run(["cherry-pick", .. kept]);
        Assert.Equal(test.Line("rev-parse", "HEAD^{tree}"), split.KeptTree);
        test.Run(["cherry-pick", .. optional]);
        Assert.Equal(test.Line("rev-parse", "HEAD^{tree}"), split.OptionalTree);
        Assert.Equal((split.ExpectedTree, split.ExpectedTree), (split.OptionalTree, test.Line("rev-parse", "topic^{tree}")));
        Assert.Equal(split.OptionalTip, test.Line("rev-parse", "rest"));
    }

    private static string[] Lines(TestRepository test, params string[] arguments) => test.Run(arguments).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
