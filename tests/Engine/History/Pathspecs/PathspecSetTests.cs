using System.Text;
using CsCheck;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History.Pathspecs;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.History.Pathspecs;

public sealed class PathspecSetTests
{
    // No folder has a star in its name: git then takes what follows the slash for the end of any name.
    private static readonly string[] s_files =
    [
        "a", "b.c", "A.C", "ab.h", "a-b", "dir/a", "dir/b.c", "dir/sub/a", "dir/sub/b.c", "dir/sub/deep/a.c", "Dir2/B.c", "dir2/ab", "dirx", "star*",
        "star*x", "starx/a", "q?", "[ab]", "back\\slash",
        "b/a/b", "b/b", "a.c/b", "a b", "é", "dé/é.c", "ü/a", "x]y", "x-y", "^a", "!b", ":c", "dir/a.c/x", "1", "deep/b/a/b/a",
    ];

    public static TheoryData<string> Known => new([
        "a", "dir", "dir/", "a/", "*", "*.c", "dir/*", "dir/*.c", "*/a", "*/b.c", "dir/**", "**/a", "**", "dir/**/a", "dir*", "d?r/a", "?", "[ab]", "[ab]*",
        "[!a]*", "[^a]*", "[a-c]*", "[]x]*", "x[]]y", "x[[:punct:]]y",
        "[[:alpha:]]", "[[:digit:]]", "[[:nonsense:]]", "[a", "a\\", "star\\*", "star\\*/a", "star*", "star*/a", "back\\\\slash", "back\\slash", "q\\?", "q?",
        "\\[ab\\]", "é", "?", "??", "d??/*", "dé", "DÉ", "x[a-]y", "x[+--]y",
        "./a", "dir//a", "dir/./a", "dir/../a", "dir/..", ".", "dir/sub/../a", "sm", "sm/", "sm/x", "sm/*", "s*", "*/", "dir/*/", "nosuch",
        ":", ":/", ":/dir", ":(top)dir", ":(literal)star*", ":(literal)*", ":(glob)*", ":(glob)*.c", ":(glob)**/*.c", ":(glob)**/a", ":(glob)dir/**",
        ":(glob)dir/*", ":(glob)dir/**/a", ":(glob)d**/a", ":(glob)**a", ":(glob)*/**",
        ":(icase)A", ":(icase)DIR", ":(icase)dIr/A", ":(icase)*.C", ":(icase)[A-B]*", ":(icase)[[:upper:]]*", ":(icase)É", ":(icase)D?R/*",
        ":(icase,glob)DIR/*", ":!a", ":!dir", ":^dir/", ":!*.c", ":(exclude)dir/*", ":(exclude,glob)*",
        ":(exclude,icase)DIR", ":!", ":a", ":!:c", ":^:^a", "::c", ":\\:c", ":!/dir", ":/!dir", "b/a", "a.c",
    ]);

    [Theory]
    [MemberData(nameof(Known))]
    public void Matches_what_git_matches(string pathspec)
    {
        using TestRepository repository = Write();
        AssertSame(repository, [pathspec]);
        AssertSame(repository, [pathspec, "dir/sub"]);
        AssertSame(repository, [pathspec, ":!dir/sub"]);
        AssertSame(repository, [pathspec, ":(exclude,glob)**/b.c"]);
    }

    [Fact]
    public void Any_pattern_matches_what_git_matches()
    {
        using TestRepository repository = Write();
        Gen<string> part = Gen.OneOf(
            Array.ConvertAll(new[] { "a", "b", "*", "*", "**", "?", "/", "/", "[ab]", "[!a]", "[a-c]", ".c", "dir", "sub", "\\", "star", "-", "]", "[", "é" },
                text => (Gen<string>)Gen.Const(text)));
        Gen<string> magic = Gen.OneOf(Array.ConvertAll(new[] { "", "", ":(glob)", ":(icase)", ":(glob,icase)", ":!", ":(exclude,glob)", ":(literal)" },
            text => (Gen<string>)Gen.Const(text)));
        Gen.Select(magic, part.Array[1, 6]).Select((word, parts) => word + string.Concat(parts).TrimStart('/')).Where(text => text.Length > 0).Array[1, 3]
            .Sample(pathspecs => AssertSame(repository, pathspecs), iter: 200, threads: 1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("dir/../../a")]
    [InlineData(":(nosuch)a")]
    [InlineData(":(top")]
    [InlineData(":(attr:x)a")]
    [InlineData(":#a")]
    [InlineData(":(literal,glob)a")]
    public void What_git_refuses_is_refused(string pathspec)
    {
        using TestRepository repository = Write();
        if (!pathspec.Contains("attr", StringComparison.Ordinal))
            Assert.NotEqual(0, Git.TryRun(repository.Path, null, null, "rev-list", "HEAD", "--", pathspec).ExitCode);
        using GitRepository opened = repository.Open();
        MaintainerException error = Assert.Throws<MaintainerException>(() => new PathspecSet(opened.Objects, [pathspec]));
        Assert.Equal(("InvalidPathspec", pathspec), (error.ErrorId, (string)error.Target!));
    }

    private static void AssertSame(TestRepository repository, string[] pathspecs)
    {
        (int exitCode, byte[] output, _) = Git.TryRun(repository.Path, null, null,
            ["diff-tree", "-r", "-z", "--name-only", Oid.EmptyTree.ToString(), "HEAD^{tree}", "--", .. pathspecs]);
        if (exitCode != 0)
        {
            using GitRepository refusing = repository.Open();
            Assert.Throws<MaintainerException>(() => new PathspecSet(refusing.Objects, pathspecs));
            return;
        }
        string[] expected = Encoding.UTF8.GetString(output).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        using GitRepository opened = repository.Open();
        var paths = new PathspecSet(opened.Objects, pathspecs);
        Oid tree = opened.Objects.ReadCommit(opened.ResolveCommit("HEAD")).Tree;
        string shown = string.Join(' ', pathspecs);
        IReadOnlyList<TreeChange> all = TreeDiff.Compute(opened.Objects, Oid.Zero, tree);
        Assert.Equal((shown, string.Join('\n', expected)), (shown, string.Join('\n', all.Where(paths.Matches).Select(change => change.Path))));
        Assert.Equal((shown, expected.Length == 0), (shown, paths.SameAsEmpty(tree)));
    }

    private static TestRepository Write()
    {
        var repository = new TestRepository(bare: true);
        string blob = Encoding.ASCII.GetString(Git.TryRun(repository.Path, Encoding.ASCII.GetBytes("x\n"), null, "hash-object", "-w", "--stdin").Output).Trim();
        string entries = string.Concat(s_files.Select(file => $"100644 {blob}\t{file}\0")) + $"160000 {Oid.EmptyTree}\tsm\0160000 {Oid.EmptyTree}\tdir/sm\0";
        Git.TryRun(repository.Path, Encoding.UTF8.GetBytes(entries), null, "update-index", "-z", "--index-info");
        string tree = repository.Run("write-tree").Trim();
        repository.Run("update-ref", "HEAD", repository.Run("commit-tree", tree, "-m", "all").Trim());
        return repository;
    }
}
