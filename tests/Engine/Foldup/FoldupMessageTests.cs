using System.Text;
using MaintainerTools.Engine.Foldup;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;
using static MaintainerTools.Engine.Tests.Foldup.FoldupPlannerTests;
using static MaintainerTools.Engine.Tests.Foldup.FoldupRewriterTests;

namespace MaintainerTools.Engine.Tests.Foldup;

/// <summary>The bytes of a rewritten commit: people, encodings, headers, and messages that are squashed and amended.</summary>
public class FoldupMessageTests
{
    private static readonly string s_base = Lines("a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "a10");

    [Fact]
    public void Commit_bytes_survive_but_a_signature_does_not()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        string tree = test.File("f", s_base.Replace("a5", "one")).Line("write-tree");
        test.Run("add", "-A");
        tree = test.Line("write-tree");
        byte[] raw = Encoding.Latin1.GetBytes(
            $"tree {tree}\nparent {since}\nauthor J\u00f6rg <j@example.com> 1500000000 +0530\ncommitter X <x@example.com> 1500000001 -0800\n"
            + "gpgsig -----BEGIN PGP SIGNATURE-----\n \n abc\n -----END PGP SIGNATURE-----\nencoding ISO-8859-1\nHG:extra something\n continued\n\n\n"
            + "  J\u00f6rgs patch  \n\nno end");
        (_, byte[] id, _) = Git.TryRun(test.Path, raw, null, "hash-object", "-t", "commit", "-w", "--stdin", "--literally");
        string patch = Encoding.ASCII.GetString(id).Trim();
        test.Run("reset", "-q", "--hard", patch);
        test.Commit("f", s_base.Replace("a5", "two"), "fixup! " + patch[..10]);
        SeriesRewrite result = Invoke(test, Plan(test, since));
        Assert.True(result.Commit[0].SignatureDropped);
        (_, byte[] made, _) = Git.TryRun(test.Path, null, null, "cat-file", "commit", "main");
        string text = Encoding.Latin1.GetString(made);
        Assert.Contains("author J\u00f6rg <j@example.com> 1500000000 +0530\n", text, StringComparison.Ordinal);
        Assert.Contains("encoding ISO-8859-1\nHG:extra something\n continued\n\n\n  J\u00f6rgs patch  \n\nno end", text, StringComparison.Ordinal);
        Assert.DoesNotContain("gpgsig", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("J\u00F6rg", "C", "ISO-8859-1")]
    [InlineData("\u0141ukasz", "C", "")]
    [InlineData("J\u00F6rg", "\u0141ukasz", "")]
    public void A_commit_in_whose_encoding_a_name_cannot_be_said_becomes_UTF_8(string credited, string committer, string expected)
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        test.File("f", s_base.Replace("a5", "one")).Run("add", "-A");
        byte[] raw = Encoding.Latin1.GetBytes(
            $"tree {test.Line("write-tree")}\nparent {since}\nauthor Ren\u00E9 <r@example.com> 1500000000 +0530\n"
                + "committer X <x@example.com> 1500000001 -0800\nencoding ISO-8859-1\n\n\u00E9t\u00E9\n");
        (_, byte[] id, _) = Git.TryRun(test.Path, raw, null, "hash-object", "-t", "commit", "-w", "--stdin");
        test.Run("reset", "-q", "--hard", Encoding.ASCII.GetString(id).Trim());
        test.File("f", s_base.Replace("a5", "one!")).Run("commit", "-q", "-a", "-m", "better", "--author", credited + " <o@example.com>");
        using GitRepository repository = test.Open();
        repository.LibGit.Config.Set("user.name", committer);
        repository.LibGit.Config.Set("user.email", "c@example.com");
        FoldupPlan plan = new FoldupPlanner(new Workspace(repository)).Plan(
            new FoldupPlanRequest { Topic = "main", Since = since, Fixup = ["main~1..main"], CreditTrailer = "Co-developed-by" });
        new FoldupRewriter(new Workspace(repository)).Prepare(plan, new FoldupRewriteRequest()).Apply();
        Assert.Equal(
            $"{expected}|Ren\u00E9|1500000000|{committer}|\u00E9t\u00E9\n\nCo-developed-by: {credited} <o@example.com>\n",
            test.Run("log", "-1", "--encoding=UTF-8", "--date=unix", "--format=%e|%an|%ad|%cn|%B").TrimEnd('\n') + "\n");
    }

    [Fact]
    public void Messages_are_squashed_and_amended_as_git_does()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        test.Commit("one", "1\n", "one\n\nFirst.\n");
        test.Commit("two", "2\n", "two\n\nSecond.\n");
        test.Commit("one", "1!\n", "squash! one\n\nAnd more.\n");
        test.CommitIndex("amend! two\n\ntwo of 5-level\n\nSecond, better.\n");
        test.Run("branch", "copy");
        FoldupPlan plan = Plan(test, since);
        SeriesRewrite result = Invoke(test, plan);
        Assert.Equal([RewriteStatus.Folded, RewriteStatus.Reworded, RewriteStatus.Absorbed, RewriteStatus.Absorbed], result.Commit.Select(c => c.Status));
        test.Run("checkout", "-q", "copy");
        Assert.Equal(0,
            Git.TryRun(test.Path, null, new Dictionary<string, string> { ["GIT_SEQUENCE_EDITOR"] = "true" }, "rebase", "-i", "--autosquash", since).ExitCode);
        Assert.Equal(test.Run("log", "--format=%B%x00%T", since + "..copy"), test.Run("log", "--format=%B%x00%T", since + "..main"));
    }
}
