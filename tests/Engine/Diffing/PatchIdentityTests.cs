using System.Text;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Diffing;

public class PatchIdentityTests
{
    [Fact]
    public void Every_kind_of_change_has_the_id_that_git_gives_it()
    {
        using var test = new TestRepository();
        string lines = string.Concat(Enumerable.Range(1, 30).Select(i => $"line {i}\n"));
        test.File("a", lines).File("b", "no newline").File("bin", "a\0b").File("empty", "").File("mode", "x\n").File("sp ace", "1\n").File("late-nul", new string('x', 9000) + "\0y\n")
            .Commit("first");
        test.File("a", lines.Replace("line 3\n", "line\t3 changed\n", StringComparison.Ordinal).Replace("line 20\n", "", StringComparison.Ordinal)).Commit("two hunks");
        test.File("b", "no newline, still").Commit("no newline");
        test.File("bin", "a\0c").File("a", "after binary\n").File("c", "1\n").Commit("binary among text");
        test.File("zbin", "\0").Commit("binary last");
        test.Delete("empty").Delete("b").File("new", "1\n2\n").File("new-empty", "").Commit("new and deleted");
        test.Run("update-index", "--chmod=+x", "mode");
        test.CommitIndex("mode only");
        test.Run("update-index", "--chmod=-x", "mode");
        test.File("mode", "y\n");
        test.Run("add", "new");
        test.CommitIndex("mode and, later, more");
        test.File("grüße\t\"q\"", "1\n").File("sp ace", "2\n").Commit("quoted path");
        test.File("late-nul", new string('x', 9000) + "\0z\nmore\n").Commit("NUL late in the file");
        test.Run("update-index", "--add", "--cacheinfo", $"160000,{test.Line("rev-parse", "HEAD")},sub");
        test.CommitIndex("submodule");
        test.Run("update-index", "--cacheinfo", $"160000,{test.Line("rev-parse", "HEAD~1")},sub");
        test.CommitIndex("submodule moved");
        string link = Encoding.ASCII.GetString(Git.TryRun(test.Path, "target"u8.ToArray(), null, "hash-object", "-w", "--stdin").Output).Trim();
        test.Run("update-index", "--cacheinfo", $"120000,{link},new");
        test.CommitIndex("file becomes link");
        AssertSame(test.Path, "HEAD");
    }

    [Fact]
    public void Nothing_changed_a_merge_and_a_missing_object_have_none()
    {
        using var test = new TestRepository();
        test.Commit("a", "1\n", "first");
        string empty = test.CommitIndex("empty");
        using GitRepository repository = test.Open();
        Assert.Null(PatchIdentity.ComputeForCommit(repository.Objects, Oid.Parse(empty)));
        Assert.Null(PatchIdentity.ComputeForCommit(repository.Objects, Oid.Parse("1234567890123456789012345678901234567890")));
    }

    [MirrorTheory]
    [MirrorData("git+git", "--since=2024-01-01", "refs/heads/master")]
    [MirrorData("linux-rdma+rdma-core", "-n1500", "refs/heads/master")]
    [MirrorData("DPDK+dpdk", "-n1500", "refs/heads/main")]
    public void Real_history_has_the_ids_that_git_gives(string name, string limit, string tip) =>
        AssertSame(Mirrors.Find(name) ?? throw new InvalidOperationException(name), tip, limit);

    private static void AssertSame(string path, params string[] log)
    {
        byte[] patches = Git.TryRun(path, null, null, ["log", "-p", "--full-index", "--no-renames", "--no-merges", "--format=commit %H", .. log]).Output;
        string[] expected = Encoding.ASCII.GetString(Git.TryRun(path, patches, null, "patch-id", "--stable").Output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(expected);
        using GitRepository repository = Mirrors.Open(path);
        int compared = 0;
        foreach (string line in expected)
        {
            string[] words = line.Split(' ');
            Oid? actual = PatchIdentity.ComputeForCommit(repository.Objects, Oid.Parse(words[1]));
            // In a partial clone git log dies at a missing blob, so that the list may end early; it is never empty.
            Assert.Equal((words[1], words[0]), (words[1], actual.ToString()));
            compared++;
        }
        Assert.Equal(expected.Length, compared);
    }
}
