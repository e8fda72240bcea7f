using System.Diagnostics;
using MaintainerTools.Engine.Foldup;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;
using static MaintainerTools.Engine.Tests.Foldup.FoldupPlannerTests;
using static MaintainerTools.Engine.Tests.Foldup.FoldupRewriterTests;

namespace MaintainerTools.Engine.Tests.Foldup;

public class FoldupSigningTests
{
    [SshFact]
    public void Rewritten_commits_are_signed_as_configured_and_others_are_left()
    {
        using var test = new TestRepository();
        string key = Path.Combine(test.Path, ".git", "key");
        Process.Start(new ProcessStartInfo("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", key])
        {
            RedirectStandardOutput = true,
        })!.WaitForExit();
        string since = Series(test);
        test.Run("branch", "middle", "main~2");
        test.Run("config", "gpg.format", "ssh");
        test.Run("config", "user.signingKey", key);
        test.Run("config", "commit.gpgSign", "true");
        string allowed = Path.Combine(test.Path, ".git", "allowed");
        File.WriteAllText(allowed, "new@example.com " + File.ReadAllText(key + ".pub"));
        test.Run("config", "gpg.ssh.allowedSignersFile", allowed);
        string before = test.Run("for-each-ref");
        // Explicitly not.
        SeriesRewrite unsigned = Invoke(test, Plan(test, since), new FoldupRewriteRequest { Branch = "refs/heads/unsigned", Sign = false });
        Assert.Equal("N", test.Line("log", "-1", "--format=%G?", "unsigned"));
        Each.Holds(unsigned.Commit, c => Assert.False(c.IsSigned));
        test.Run("branch", "-D", "unsigned");

        SeriesRewrite result = Invoke(test, Plan(test, since), new FoldupRewriteRequest { UpdateRefs = true, Test = "git verify-commit HEAD" });
        Assert.Equal(["kept N", "two G", "merge G", "three G"],
            test.Run("log", "--first-parent", "--reverse", "--format=%s %G?", since + "..main").Trim().Split('\n'));
        Assert.Equal("G", test.Line("log", "-1", "--format=%G?", "main~1^2"));
        Assert.Equal(result.NewTip, test.Line("rev-parse", "main"));
        Assert.Equal(test.Line("rev-parse", "main~1"), test.Line("rev-parse", "middle"));
        Each.Holds(result.Commit.Where(c => c.New is not null), c => Assert.Equal(c.New != c.Old, c.IsSigned));
        test.Run("fsck", "--strict");
        using GitRepository repository = test.Open();
        new FoldupUndo(new Workspace(repository)).Prepare(FoldupUndoOptions.Of(result)).Apply();
        Assert.Equal(before, test.Run("for-each-ref"));
    }

    [Fact]
    public void A_signature_that_fails_moves_and_writes_nothing()
    {
        using var test = new TestRepository();
        string since = Series(test);
        test.Run("config", "gpg.program", OperatingSystem.IsWindows() ? "where.exe" : "/bin/false");
        FoldupPlan plan = Plan(test, since);
        string before = test.Run("for-each-ref") + test.Run("count-objects", "-v") + test.Run("status", "--porcelain");
        Assert.Equal("SigningFailed", Assert.Throws<MaintainerException>(() => Invoke(test, plan, new FoldupRewriteRequest { Sign = true })).ErrorId);
        Assert.Equal(before, test.Run("for-each-ref") + test.Run("count-objects", "-v") + test.Run("status", "--porcelain"));
    }

    /// <summary>kept; two; a merged branch that begins at it; three; a fixup of two.</summary>
    private static string Series(TestRepository test)
    {
        string since = test.Commit("f", Lines("a1", "a2", "a3", "a4", "a5"), "base");
        test.Commit("g", "g\n", "kept");
        test.Commit("f", Lines("a1", "two", "a3", "a4", "a5"), "two");
        test.Run("checkout", "-qb", "side");
        test.Commit("s", "s\n", "side");
        test.Run("checkout", "-q", "main");
        test.Run("merge", "-q", "--no-ff", "-m", "merge", "side");
        test.Run("branch", "-D", "side");
        test.Commit("h", "h\n", "three");
        test.Commit("f", Lines("a1", "two!", "a3", "a4", "a5"), "fixup! two");
        return since;
    }
}
