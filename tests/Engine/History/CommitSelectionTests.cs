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
        foreach (string name in new[] { "HEAD^!", "HEAD^1^!", "side^!", "HEAD~2^!", "HEAD^1..HEAD", "HEAD~2..HEAD", "HEAD..HEAD" })
        {
            Assert.Equal(
                test.Run("rev-list", "--no-merges", name).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(),
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
}
