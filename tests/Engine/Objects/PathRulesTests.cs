using System.Text;
using CsCheck;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Tests.Objects;

/// <summary>Which paths may come into a tree: on literals, and beside what git takes into an index.</summary>
public sealed class PathRulesTests
{
    private static readonly PathRules s_all = new(true, true, false);

    private static readonly string[] s_pieces =
    [
        ".git", ".git", ".GIT", ".gIt", "git~1", "GIT~1", "git~2", ".gitmodules", ".GitModules", "gitmod~1", "GITMOD~4", "gitmod~5",
        "gi7eba~1", "gi7eb~12", "GI7E~123", "gi7d29~1", "~1000000", "a", "b",
        ".", "..", ".", " ", ":", "\\", "\\", "/", "/", "/", "x.y", "\u200c", "\u200d", "\u202e", "\u206f",
        "\ufeff", "\u206e", "\u2010", "é", "\ufffe", "\uffff", "\U0001F600", "\udcff", "\udcc3", ".g", "it", "g", "i", "t", "modules", "~1", "com1",
    ];

    private static readonly Gen<string> s_path = Gen.Int[0, s_pieces.Length - 1].Select(i => s_pieces[i]).Array[1, 5].Select(string.Concat);

    [Theory]
    [InlineData(".git")]
    [InlineData(".GIT/config")]
    [InlineData(".git/hooks/post-checkout")]
    [InlineData("sub/.gIt/hooks/post-checkout")]
    [InlineData("git~1/config")]
    [InlineData("GIT~1")]
    [InlineData(".git./config")]
    [InlineData(".git . /config")]
    [InlineData(".git::$INDEX_ALLOCATION/config")]
    [InlineData(".git:stream")]
    [InlineData("a\\.git\\config")]
    [InlineData(".git\\config")]
    [InlineData(".g\u200cit/config")]
    [InlineData("\ufeff.git")]
    [InlineData(".git\u206f/x")]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("../x")]
    [InlineData("a/../b")]
    [InlineData("a/..")]
    [InlineData("./a")]
    [InlineData("a/.")]
    [InlineData("a\0b")]
    public void Paths_that_reach_out_or_in_are_forbidden(string path) => Assert.True(s_all.IsForbidden(path, EntryMode.Regular));

    [Theory]
    [InlineData(".gitignore")]
    [InlineData(".gitmodules")]
    [InlineData(".github/workflows/x.yml")]
    [InlineData("git")]
    [InlineData("git~10")]
    [InlineData("x.git/config")]
    [InlineData("...")]
    [InlineData("a.")]
    [InlineData("a:b")]
    [InlineData("a\\b")]
    [InlineData("con")]
    [InlineData("\u00e9\udcff")]
    public void Others_are_not(string path) => Assert.False(s_all.IsForbidden(path, EntryMode.Regular));

    [Theory]
    [InlineData(".gitmodules")]
    [InlineData(".GITMODULES")]
    [InlineData("gitmod~1")]
    [InlineData("gi7eba~1")]
    [InlineData("gi7eb~10 .:x")]
    [InlineData(".gitmodules .")]
    [InlineData(".git\u200cmodules")]
    public void The_submodules_file_is_no_link(string path) =>
        Assert.Equal((true, false), (s_all.IsForbidden(path, EntryMode.Symlink), s_all.IsForbidden(path, EntryMode.Regular)));

    [Fact]
    public void The_settings_allow_the_look_alikes_and_nothing_else()
    {
        var none = new PathRules(false, false, false);
        Assert.False(none.IsForbidden("git~1/x", EntryMode.Regular));
        Assert.False(none.IsForbidden(".git./x", EntryMode.Regular));
        Assert.False(none.IsForbidden(".g\u200cit", EntryMode.Regular));
        Assert.True(none.IsForbidden("a/.Git/x", EntryMode.Regular));
        Assert.True(none.IsForbidden("../x", EntryMode.Regular));
    }

    [Theory]
    [InlineData("aux")]
    [InlineData("a/COM1.txt")]
    [InlineData("a.")]
    [InlineData("a ")]
    [InlineData("a:b")]
    [InlineData("a\\b")]
    [InlineData("a\tb")]
    [InlineData("C:/x")]
    public void Windows_has_names_of_its_own_that_cannot_be(string path)
    {
        Assert.True(new PathRules(true, false, true).IsForbidden(path, EntryMode.Regular));
        Assert.False(new PathRules(true, false, false).IsForbidden(path, EntryMode.Regular));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Forbidden_is_what_git_takes_into_no_index(bool ntfs, bool hfs)
    {
        if (OperatingSystem.IsWindows())
            return;
        const int Batch = 120;
        using var repository = new TestRepository();
        repository.Run("config", "core.protectNTFS", ntfs ? "true" : "false");
        repository.Run("config", "core.protectHFS", hfs ? "true" : "false");
        string blob = Git.Run(repository.Path, "hash-object", "-w", "--stdin").Trim();
        var rules = new PathRules(ntfs, hfs, false);
        int refused = 0;
        Gen.Select(s_path, Gen.Bool).Array[Batch].Sample(
            cases =>
            {
                var wrong = new List<string>();
                foreach (int mode in (int[])[EntryMode.Regular, EntryMode.Symlink])
                {
                    // All at once; a path that is refused is left out, and an entry in the way of another one replaces it.
                    string[] paths = [.. cases.Where(c => c.Item2 == (mode == EntryMode.Symlink)).Select(c => c.Item1).Distinct()];
                    HashSet<string> taken = Taken(repository, blob, mode, paths);
                    wrong.AddRange(paths.Where(p => rules.IsForbidden(p, mode) == taken.Contains(p) && !(taken.Contains(p) && HasLeadingBackslash(p)))
                        .Select(p => $"{EntryMode.Format(mode)} '{p}' git {(taken.Contains(p) ? "takes" : "refuses")}"));
                    refused += paths.Length - taken.Count;
                }
                Assert.Equal([], wrong);
            },
            iter: 2, threads: 1);
        Assert.True(refused > 15, refused.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void A_tree_is_forbidden_that_git_reads_into_no_index(bool ntfs, bool hfs)
    {
        if (OperatingSystem.IsWindows())
            return;
        using TestRepository repository = WithRules(ntfs, hfs);
        using GitRepository opened = repository.Open();
        var scratch = new ScratchStore(opened.Objects);
        Oid blob = opened.Stored.Write(ObjectType.Blob, "x"u8);
        int refused = 0;
        Gen.Select(s_path, Gen.Bool).Array[60].Sample(
            cases =>
            {
                var wrong = new List<string>();
                foreach ((string path, bool isLink) in cases.Distinct())
                {
                    int mode = isLink ? EntryMode.Symlink : EntryMode.Regular;
                    if (TreeOf(opened.Stored, path, mode, blob) is not { } tree)
                        continue;
                    File.Delete(Path.Combine(repository.Path, ".git", "index"));
                    bool takes = Git.TryRun(repository.Path, null, null, "read-tree", tree.ToString()).ExitCode == 0;
                    bool forbidden = new ForbiddenPaths(scratch, new PathRules(ntfs, hfs, false)).Find(tree, Oid.Zero) is not null;
                    if (takes == forbidden && !(takes && HasLeadingBackslash(path)))
                        wrong.Add($"{EntryMode.Format(mode)} '{path}' git {(takes ? "takes" : "refuses")}");
                    refused += takes ? 0 : 1;
                }
                Assert.Equal([], wrong);
            },
            iter: 2, threads: 1);
        Assert.NotEqual(0, refused);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void A_patch_is_forbidden_that_git_applies_to_no_index(bool ntfs, bool hfs)
    {
        if (OperatingSystem.IsWindows())
            return;
        using TestRepository repository = WithRules(ntfs, hfs);
        using GitRepository opened = repository.Open();
        int refused = 0;
        Gen.Select(s_path, Gen.Bool).Array[60].Sample(
            cases =>
            {
                var wrong = new List<string>();
                foreach ((string path, bool isLink) in cases.Distinct())
                {
                    // git makes one slash of several before it looks.
                    if (("/" + path + "/").Contains("//", StringComparison.Ordinal) || path.Contains('\uffff', StringComparison.Ordinal))
                        continue;
                    string mode = EntryMode.Format(isLink ? EntryMode.Symlink : EntryMode.Regular);
                    (string old, string @new) = (Quoted("a/" + path), Quoted("b/" + path));
                    byte[] patch = GitPath.Encode($"diff --git {old} {@new}\nnew file mode {mode}\n--- /dev/null\n+++ {@new}\n@@ -0,0 +1 @@\n+x\n");
                    File.Delete(Path.Combine(repository.Path, ".git", "index"));
                    bool takes = Git.TryRun(repository.Path, patch, null, "apply", "--cached", "-").ExitCode == 0;
                    string? why = null;
                    try
                    {
                        new PatchedTree(opened, new ScratchStore(opened.Objects)).Apply(Oid.EmptyTree, PatchParser.Parse(patch),
                            (_, reason) => new MaintainerException("PatchDoesNotApply", ErrorKind.InvalidOperation, null, "", "", reason));
                    }
                    catch (MaintainerException e)
                    {
                        why = e.ErrorId;
                    }
                    if (takes != why is null && !(takes && HasLeadingBackslash(path)))
                        wrong.Add($"{mode} '{path}' git {(takes ? "takes" : "refuses")}, here {why ?? "taken"}");
                    refused += takes ? 0 : 1;
                }
                Assert.Equal([], wrong);
            },
            iter: 2, threads: 1);
        Assert.NotEqual(0, refused);

        static string Quoted(string path) => "\"" + path.Replace("\\", "\\\\", StringComparison.Ordinal) + "\"";
    }

    private static TestRepository WithRules(bool ntfs, bool hfs)
    {
        var repository = new TestRepository();
        repository.Run("config", "core.protectNTFS", ntfs ? "true" : "false");
        repository.Run("config", "core.protectHFS", hfs ? "true" : "false");
        return repository;
    }

    /// <summary>Trees in each other for a path; null where a part of it is empty, which is no entry of a tree.</summary>
    private static Oid? TreeOf(ObjectDatabase objects, string path, int mode, Oid id)
    {
        foreach (string name in path.Split('/').Reverse())
        {
            if (name.Length == 0)
                return null;
            byte[] entry = [.. Encoding.ASCII.GetBytes(Convert.ToString(mode, 8)), (byte)' ', .. GitPath.Encode(name), 0, .. id.ToByteArray()];
            (mode, id) = (EntryMode.Tree, objects.Write(ObjectType.Tree, entry));
        }
        return id;
    }

    /// <summary>git does not look behind a backslash that begins a name; NTFS does.</summary>
    private static bool HasLeadingBackslash(string path) => ("/" + path).Contains("/\\", StringComparison.Ordinal);

    private static HashSet<string> Taken(TestRepository repository, string blob, int mode, string[] paths)
    {
        var taken = new HashSet<string>();
        foreach (string path in paths)
        {
            // In an index of its own each, as one path may be a folder of another.
            File.Delete(Path.Combine(repository.Path, ".git", "index"));
            byte[] line = [.. Encoding.ASCII.GetBytes($"{EntryMode.Format(mode)} {blob}\t"), .. GitPath.Encode(path), 0];
            if (Git.TryRun(repository.Path, line, null, "update-index", "-z", "--index-info").ExitCode == 0
                && File.Exists(Path.Combine(repository.Path, ".git", "index")))
                taken.Add(path);
        }
        return taken;
    }
}
