using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.History;

/// <summary>What names of commits and ranges stand for, as git rev-list has it.</summary>
public class CommitSelectionTests
{
    [Fact]
    public void A_range_of_one_commit_is_gits_and_nothing_but_merges_is_told_from_nothing()
    {
        using var test = new TestRepository();
        test.Commit("a", "1\n", "root");
        test.Run("branch", "side");
        test.Commit("a", "2\n", "two");
        test.Run("switch", "-q", "side");
        test.Commit("b", "1\n", "beside");
        test.Run("switch", "-q", "main");
        test.Run("merge", "-q", "--no-ff", "-m", "merge", "side");
        using GitRepository repository = test.Open();
        var selection = new CommitSelection(new HistoryWorkspace(repository));
        foreach (string name in new[] { "HEAD^!", "HEAD^1^!", "side^!", "HEAD~2^!", "HEAD^1..HEAD", "HEAD~2..HEAD", "HEAD..HEAD",
            "^HEAD^1 HEAD", "HEAD --not HEAD^2", "HEAD side --not HEAD~2", "HEAD^-", "HEAD^-2", "HEAD^@",
            "--not HEAD~1 --not HEAD", "HEAD~1^..side", "^side ^HEAD~1 HEAD" })
        {
            Assert.Equal(
                test.Run(["rev-list", "--no-merges", .. name.Split(' ')]).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(),
                selection.Resolve(name).Select(id => id.ToString()).Order());
        }
        Assert.EndsWith("nothing but 1 merge.", Refusal("HEAD^!"), StringComparison.Ordinal);
        Assert.EndsWith("it is empty.", Refusal("HEAD..HEAD"), StringComparison.Ordinal);

        string Refusal(string name)
        {
            MaintainerException error = Assert.Throws<MaintainerException>(() => selection.ResolveSome(name));
            Assert.Equal("NothingToPick", error.ErrorId);
            return error.Message;
        }
    }

    [Fact]
    public void Whoever_names_a_branch_or_a_tag_hears_that_it_is_one_commit_and_of_a_name_that_is_two()
    {
        using var test = new TestRepository();
        test.Commit("a", "1\n", "root");
        test.Commit("a", "2\n", "two");
        test.Run("tag", "v1", "HEAD~1");
        test.Run("branch", "v1");
        string abbreviated = test.Run("rev-parse", "HEAD").Trim()[..7];
        test.Run("branch", abbreviated, "HEAD~1");
        using GitRepository repository = test.Open();
        var heard = new List<string>();
        repository.Hears = heard.Add;
        Assert.Equal(test.Run("rev-parse", "v1").Trim(), repository.ResolveCommit("v1").ToString());
        Assert.Equal(test.Run("rev-parse", abbreviated + "^0").Trim(), repository.ResolveCommit(abbreviated + "^0").ToString());
        repository.ResolveCommit("refs/heads/v1");
        repository.ResolveCommit("HEAD~1");
        Assert.Collection(heard,
            first => Assert.StartsWith("'v1' is ambiguous: it is refs/tags/v1, which is taken, and refs/heads/v1.", first, StringComparison.Ordinal),
            second => Assert.StartsWith($"'{abbreviated}' is ambiguous: it is refs/heads/{abbreviated}", second, StringComparison.Ordinal));
        test.Run("config", "core.warnAmbiguousRefs", "false");
        using GitRepository quiet = test.Open();
        quiet.Hears = _ => Assert.Fail("core.warnAmbiguousRefs says not to.");
        quiet.ResolveCommit("v1");
    }
}
