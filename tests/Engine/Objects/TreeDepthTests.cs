using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Objects;

/// <summary>Trees that are nested deeper than git walks end in an error, and not in the end of the process.</summary>
public sealed class TreeDepthTests : IDisposable
{
    private readonly TestRepository _test = new(bare: true);

    public void Dispose() => _test.Dispose();

    [Theory]
    [InlineData(2000, true)]
    [InlineData(20_000, false)]
    public void What_compares_and_merges_them_walks_as_deep_as_git(int depth, bool isWalked)
    {
        (Oid one, Oid two, Oid three) = Write(depth);
        Assert.Equal(isWalked, Git.TryRun(_test.Path, null, null, "diff-tree", "-r", "--name-only", one.ToString(), two.ToString()).ExitCode == 0);
        using GitRepository repository = _test.Open();
        var workspace = new Workspace(repository);
        Holds(() => TreeDiff.Compute(repository.Objects, repository.Objects.ReadCommit(one).Tree, repository.Objects.ReadCommit(two).Tree));
        Holds(() => new MergeForecaster(workspace).Run([(two.ToString(), three.ToString())])[0].Get());
        Holds(() => TreeEditor.Apply(new ScratchStore(repository.Objects), repository.Objects.ReadCommit(one).Tree,
            new Dictionary<string, TreeValue> { [string.Concat(Enumerable.Repeat("a/", depth)) + "f"] = (EntryMode.Regular, Oid.EmptyTree) }));
        Holds(() => new PathTrie<int>([(string.Concat(Enumerable.Repeat("a/", depth)) + "f", 1)]));

        void Holds(Func<object> act)
        {
            if (isWalked)
                act();
            else
                Assert.Equal("TreeTooDeep", Assert.Throws<MaintainerException>(act).ErrorId);
        }
    }

    /// <summary>A commit and two on top of it, each with another file at the bottom.</summary>
    private (Oid One, Oid Two, Oid Three) Write(int depth)
    {
        using GitRepository repository = _test.Open();
        var scratch = new ScratchStore(repository.Stored);
        PersonLine nobody = PersonLine.Create("A", "a@b", 1_500_000_000, 0);
        Oid[] commits = new Oid[3];
        for (int i = 0; i < commits.Length; i++)
        {
            Oid at = scratch.Write(ObjectType.Blob, [(byte)('0' + i), (byte)'\n']);
            at = new TreeBuilder().Add(System.Text.Encoding.ASCII.GetBytes($"f{i}"), EntryMode.Regular, at).Write(scratch);
            for (int d = 0; d < depth; d++)
                at = new TreeBuilder().Add("a"u8, EntryMode.Tree, at).Write(scratch);
            commits[i] = scratch.Write(
                ObjectType.Commit, CommitObject.Serialize(at, i == 0 ? [] : [commits[0]], nobody, nobody, null, default, "m\n"u8.ToArray()));
        }
        new MaintainerTools.Engine.Objects.WorkTrees.RepositoryWriter(repository).Publish(scratch, commits[1..], SilentMonitor.Instance);
        return (commits[0], commits[1], commits[2]);
    }
}
