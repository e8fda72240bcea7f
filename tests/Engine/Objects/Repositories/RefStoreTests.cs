using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;
using Oid = MaintainerTools.Engine.Objects.Oid;

namespace MaintainerTools.Engine.Tests.Objects.Repositories;

public sealed class RefStoreTests : IDisposable
{
    private readonly TestRepository _test = new();

    public RefStoreTests()
    {
        _test.Commit("a", "a\n", "one");
        _test.Run("tag", "-a", "-m", "t", "annotated");
        _test.Run("branch", "folder/packed");
        _test.Run("pack-refs", "--all");
        _test.Commit("a", "b\n", "two");
        _test.Run("branch", "loose");
        _test.Run("symbolic-ref", "refs/remotes/origin/HEAD", "refs/heads/loose");
        _test.Run("symbolic-ref", "refs/heads/link", "refs/heads/main");
    }

    public void Dispose() => _test.Dispose();

    [Fact]
    public void Refs_are_those_that_git_lists_loose_packed_and_symbolic()
    {
        AssertSame();
        // A packed ref that moved since is loose as well, and one that was deleted is gone from both.
        _test.Run("branch", "-f", "folder/packed", "main");
        _test.Run("branch", "-D", "loose");
        AssertSame();
    }

    [Fact]
    public void What_is_broken_is_left_out_as_git_leaves_it_out()
    {
        string heads = Path.Combine(_test.Path, ".git", "refs", "heads");
        File.WriteAllText(Path.Combine(heads, "self"), "ref: refs/heads/self\n");
        File.WriteAllText(Path.Combine(heads, "nothing"), "nothing\n");
        File.WriteAllText(Path.Combine(heads, "empty"), "");
        File.WriteAllText(Path.Combine(heads, "out"), "ref: ../../../out\n");
        File.WriteAllText(Path.Combine(heads, "a..b"), _test.Line("rev-parse", "main") + "\n");
        File.WriteAllText(Path.Combine(heads, "x.lock"), _test.Line("rev-parse", "main") + "\n");
        Directory.CreateDirectory(Path.Combine(heads, "only", "folders"));
        AssertSame();
        using GitRepository repository = _test.Open();
        Assert.Equal(Oid.Zero, repository.TipOf("refs/heads/self"));
        Assert.Equal("RevisionNotFound", Assert.Throws<MaintainerException>(() => repository.ResolveCommit("self")).ErrorId);
    }

    [Fact]
    public void Packed_refs_with_lines_of_no_kind_are_told_and_no_object_is_called_missing()
    {
        _test.Run("pack-refs", "--all");
        string packed = Path.Combine(_test.Path, ".git", "packed-refs");
        File.WriteAllText(packed, File.ReadAllText(packed).Replace("\n", "\r\n", StringComparison.Ordinal));
        Assert.NotEqual(0, Git.TryRun(_test.Path, null, null, "rev-parse", "--verify", "main").ExitCode);
        using GitRepository repository = _test.Open();
        var error = Assert.Throws<MaintainerException>(() => repository.ResolveCommit("main"));
        Assert.Equal(("RepositoryUnreadable", "main"), (error.ErrorId, error.Target));
    }

    [Fact]
    public void A_pipe_in_the_place_of_a_ref_is_a_broken_one_and_is_not_waited_for()
    {
        if (OperatingSystem.IsWindows())
            return;
        string pipe = Path.Combine(_test.Path, ".git", "refs", "heads", "pipe");
        using (var made = System.Diagnostics.Process.Start("mkfifo", [pipe]))
            made.WaitForExit();
        using GitRepository repository = _test.Open();
        Assert.Equal(Oid.Zero, repository.TipOf("refs/heads/pipe"));
        Assert.DoesNotContain("refs/heads/pipe", repository.References().Select(r => r.Name));
    }

    [Theory]
    [InlineData("no{such}")]
    [InlineData("{0}")]
    [InlineData("main^{")]
    [InlineData("main@{99}")]
    [InlineData("main@{-99}")]
    [InlineData("\u0001\u001b[2J")]
    public void A_name_that_is_none_is_an_error_that_says_so(string name)
    {
        using GitRepository repository = _test.Open();
        MaintainerException error = Assert.Throws<MaintainerException>(() => repository.ResolveCommit(name));
        Assert.Equal(("RevisionNotFound", name), (error.ErrorId, error.Target));
        Assert.DoesNotContain('\u001b', error.Message);
    }

    private void AssertSame()
    {
        using GitRepository repository = _test.Open();
        string git = Git.Run(_test.Path, "for-each-ref", "--format=%(refname) %(objectname)");
        Assert.Equal(git, string.Concat(repository.References().Select(r => $"{r.Name} {r.Id}\n")));
    }
}
