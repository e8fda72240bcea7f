using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Objects.WorkTrees;

public class WorkTreeListTests
{
    [Theory]
    [InlineData("new", "new")]
    [InlineData("new/in/deep", "new/in/deep")]
    [InlineData("folder/new", "folder")]
    [InlineData("new", "new/below")]
    public void Untracked_files_in_the_way_of_a_move_stop_it_as_they_stop_git(string brought, string untracked)
    {
        using var test = new TestRepository();
        Oid first = Oid.Parse(test.Commit("a", "1\n", "first"));
        Oid second = Oid.Parse(test.Commit(brought, "new\n", "second"));
        test.Run("reset", "-q", "--hard", first.ToString());
        test.File(untracked, "precious\n").File("beside", "not in the way\n");
        Assert.NotEqual(0, Git.TryRun(test.Path, null, null, "checkout", "--detach", second.ToString()).ExitCode);
        using GitRepository repository = test.Open();
        var writer = new RepositoryWriter(repository);
        var move = new RefUpdate("refs/heads/main", first, second);
        Assert.Equal("UntrackedFileInTheWay", Assert.Throws<MaintainerException>(() => writer.Check([move])).ErrorId);
        MaintainerException error = Assert.Throws<MaintainerException>(() => TestMove.Apply(repository, [move], "test"));
        Assert.Contains(untracked, error.Message, StringComparison.Ordinal);
        Assert.Equal(first.ToString(), test.Line("rev-parse", "main"));
        Assert.Equal("precious\n", File.ReadAllText(Path.Combine(test.Path, untracked)));

        File.Delete(Path.Combine(test.Path, untracked));
        TestMove.Apply(repository, [move], "test");
        Assert.Equal("?? beside\n", test.Run("status", "--porcelain"));
    }

    [Fact]
    public void Planning_sees_them_in_the_way_of_a_commit_that_is_not_written_yet()
    {
        using var test = new TestRepository();
        Oid first = Oid.Parse(test.Commit("a", "1\n", "first"));
        using GitRepository repository = test.Open();
        var scratch = new ScratchStore(repository.Objects);
        Oid tree = new TreeBuilder().Add("new"u8, EntryMode.Regular, scratch.Write(ObjectType.Blob, "2\n"u8)).Write(scratch);
        CommitObject parent = scratch.ReadCommit(first);
        Oid second = scratch.Write(ObjectType.Commit,
            CommitObject.Serialize(tree, [first], parent.Author, parent.Committer, null, default, "second\n"u8.ToArray()));
        var writer = new RepositoryWriter(repository);
        writer.Check([new RefUpdate("refs/heads/main", first, second)], scratch);
        test.File("new/below", "precious\n");
        Assert.Equal("UntrackedFileInTheWay",
            Assert.Throws<MaintainerException>(() => writer.Check([new RefUpdate("refs/heads/main", first, second)], scratch)).ErrorId);
    }
}
