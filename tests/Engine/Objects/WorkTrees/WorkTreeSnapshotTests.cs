using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Objects.WorkTrees;

public sealed class WorkTreeSnapshotTests : IDisposable
{
    private readonly TestRepository _test = new();

    public void Dispose() => _test.Dispose();

    /// <summary>Where there are no links and no executable bits, a plain file stands for either, and the index says which it is.</summary>
    [Theory]
    [InlineData("core.symlinks")]
    [InlineData("core.fileMode")]
    [InlineData("core.symlinks", "core.fileMode")]
    public void The_modes_are_those_that_git_takes(params string[] off)
    {
        _test.File("plain", "plain\n").File("target", "target\n").Commit("one");
        string blob = _test.Line("hash-object", "-w", "plain");
        _test.Run("update-index", "--add", "--cacheinfo", "100755," + blob + ",run");
        if (off.Contains("core.symlinks"))
            _test.Run("update-index", "--add", "--cacheinfo", "120000," + blob + ",link");
        _test.CommitIndex("two");
        foreach (string setting in off)
            _test.Run("config", setting, "false");
        _test.Run("checkout", "-q", "-f", "HEAD", "--", ".");
        foreach (string name in (string[])["plain", "run", "link"])
        {
            if (File.Exists(Path.Combine(_test.Path, name)))
                _test.File(name, name + " has changed\n");
        }
        if (off.Contains("core.fileMode") && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(_test.Path, "run"), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        string workTree = Tree(staged: false);
        _test.Run("add", "-u");
        string byGit = _test.Line("write-tree");

        Assert.Equal(_test.Run("ls-tree", byGit), _test.Run("ls-tree", workTree));
        Assert.Equal(byGit, Tree(staged: true));
        Assert.NotEqual(byGit, _test.Line("rev-parse", "HEAD^{tree}"));
    }

    /// <summary>The tree, written so that git can be asked about it.</summary>
    private string Tree(bool staged)
    {
        using GitRepository repository = _test.Open();
        var scratch = new ScratchStore(repository.Objects);
        Oid head = repository.Objects.ReadCommit(repository.ResolveCommit("HEAD")).Tree;
        Oid tree = new WorkTreeSnapshot(repository, scratch).Write(head, staged);
        new RepositoryWriter(repository).Publish(scratch, [tree], SilentMonitor.Instance);
        return tree.ToString();
    }
}
