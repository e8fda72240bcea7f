using System.Diagnostics;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Objects.Repositories;

public class CommitSignerTests
{
    [SshFact]
    public void An_ssh_signature_is_one_that_git_verifies()
    {
        using var test = new TestRepository();
        string sha = Build(test);
        string key = Path.Combine(test.Path, ".git", "key");
        Process.Start(new ProcessStartInfo("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", key])
        {
            RedirectStandardOutput = true,
        })!.WaitForExit();
        test.Run("config", "gpg.format", "ssh");
        test.Run("config", "user.signingKey", key);
        test.Run("config", "commit.gpgSign", "true");
        string allowed = Path.Combine(test.Path, ".git", "allowed");
        File.WriteAllText(allowed, "committer@example.com " + File.ReadAllText(key + ".pub"));
        test.Run("config", "gpg.ssh.allowedSignersFile", allowed);
        using GitRepository repository = test.Open();
        IReadOnlyList<PickedCommit> picks = Pick(repository, sha, null);
        Each.Holds(picks, p => Assert.True(p.IsSigned));
        Assert.Equal(picks[^1].Sha, test.Line("rev-parse", "base"));
        test.Run("verify-commit", "base", "base~1");
        Assert.Equal("G", test.Line("log", "-1", "--format=%G?", "base"));
        test.Run("fsck", "--strict");

        // Said explicitly, it is not signed.
        Each.Holds(Pick(repository, sha, false, "unsigned"), p => Assert.False(p.IsSigned));
        Assert.Equal("N", test.Line("log", "-1", "--format=%G?", "unsigned"));
    }

    [UnixTheory]
    [InlineData("openpgp", "gpg.program")]
    [InlineData("x509", "gpg.x509.program")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void A_program_in_the_place_of_gpg_is_called_as_git_calls_it(string format, string setting)
    {
        using var test = new TestRepository();
        string sha = Build(test);
        // A stand-in: it keeps what it was given, and "signs" with a sum of it.
        string program = Path.Combine(test.Path, ".git", "sign.sh");
        File.WriteAllText(program, "#!/bin/sh\necho \"$@\" >>\"$0.args\"\nprintf -- '-----BEGIN PGP SIGNATURE-----\\n\\n'; cksum; "
            + "printf -- '-----END PGP SIGNATURE-----\\n'\nprintf '\\n[GNUPG:] SIG_CREATED D 1 2 3\\n' >&2\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        test.Run("config", "gpg.format", format);
        test.Run("config", setting, program);
        using GitRepository repository = test.Open();
        Pick(repository, sha, true);
        string byUs = test.Run("cat-file", "commit", "base");
        // git signs the very same commit: tree, parent, author and message as they are.
        string[] lines = byUs.Split('\n');
        string unsigned = string.Join('\n', lines.Where((line, i) => !line.StartsWith("gpgsig", StringComparison.Ordinal)
            && !(line.StartsWith(' ') && i < Array.IndexOf(lines, ""))));
        string message = byUs[(byUs.IndexOf("\n\n", StringComparison.Ordinal) + 2)..];
        string when = test.Line("log", "-1", "--date=raw", "--format=%cd", "base");
        var environment = new Dictionary<string, string>
        {
            ["GIT_AUTHOR_DATE"] = test.Line("log", "-1", "--date=raw", "--format=%ad", "base"),
            ["GIT_COMMITTER_DATE"] = when,
        };
        (int exitCode, byte[] output, string error) = Git.TryRun(test.Path, System.Text.Encoding.UTF8.GetBytes(message), environment,
            "commit-tree", "-S", "-p", "base^", "base^{tree}");
        Assert.True(exitCode == 0, error);
        Assert.Equal(byUs, test.Run("cat-file", "commit", System.Text.Encoding.UTF8.GetString(output).Trim()));
        Assert.NotEqual(unsigned, byUs);
        Assert.Single(File.ReadAllLines(program + ".args").Distinct());
    }

    [Fact]
    public void A_signature_that_fails_moves_and_writes_nothing()
    {
        using var test = new TestRepository();
        string sha = Build(test);
        test.Run("config", "gpg.program", OperatingSystem.IsWindows() ? "where.exe" : "/bin/false");
        string before = test.Run("count-objects", "-v") + test.Run("for-each-ref");
        using GitRepository repository = test.Open();
        Assert.Equal("SigningFailed", Assert.Throws<MaintainerException>(() => Pick(repository, sha, true)).ErrorId);
        test.Run("config", "gpg.program", "no-such-program-here");
        using GitRepository again = test.Open();
        Assert.Equal("SigningFailed", Assert.Throws<MaintainerException>(() => Pick(again, sha, true)).ErrorId);
        test.Run("config", "gpg.format", "wax");
        using GitRepository third = test.Open();
        Assert.Equal("SigningFormatUnknown", Assert.Throws<MaintainerException>(() => Pick(third, sha, true)).ErrorId);
        test.Run("config", "gpg.format", "ssh");
        using GitRepository fourth = test.Open();
        Assert.Equal("SigningKeyUnknown", Assert.Throws<MaintainerException>(() => Pick(fourth, sha, true)).ErrorId);
        Assert.Equal(before, test.Run("count-objects", "-v") + test.Run("for-each-ref"));
    }

    [UnixTheory]
    [InlineData("openpgp", "gpg.program")]
    [InlineData("openpgp", "gpg.openpgp.program")]
    [InlineData("x509", "gpg.x509.program")]
    [InlineData("ssh", "gpg.ssh.program")]
    [InlineData("ssh", "gpg.ssh.defaultKeyCommand")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void A_program_that_the_repository_names_runs_only_where_somebody_asks_for_it(string format, string setting)
    {
        using var test = new TestRepository();
        string sha = Build(test);
        string program = Path.Combine(test.Path, ".git", "program.sh");
        File.WriteAllText(program, "#!/bin/sh\ntouch \"$0.ran\"\nexit 1\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        test.Run("config", "gpg.format", format);
        test.Run("config", setting, program);
        test.Run("config", "commit.gpgSign", "true");
        if (setting == "gpg.ssh.program")
            test.Run("config", "user.signingKey", "key");
        using GitRepository repository = test.Open();
        MaintainerException refused = Assert.Throws<MaintainerException>(() => Pick(repository, sha, null));
        Assert.Equal(("SigningProgramOfRepository", program), (refused.ErrorId, refused.Target));
        Each.Holds(Pick(repository, sha, false, "unsigned"), p => Assert.False(p.IsSigned));
        Assert.False(File.Exists(program + ".ran"));
        Assert.Equal("SigningFailed", Assert.Throws<MaintainerException>(() => Pick(repository, sha, true)).ErrorId);
        Assert.True(File.Exists(program + ".ran"));
    }

    private static IReadOnlyList<PickedCommit> Pick(GitRepository repository, string sha, bool? sign, string branch = "base")
    {
        var picking = new CherryPicker(new Workspace(repository));
        CherryPickPlan plan = picking.Plan(
            new CherryPickOptions { Onto = "v1", Branch = branch, Commits = [sha + "~1", sha], Sign = sign, Committer = "C O Mitter <committer@example.com>" });
        picking.Apply(plan);
        return plan.Picks;
    }

    private static string Build(TestRepository test)
    {
        test.Commit("a", "a\n", "base");
        test.Run("tag", "v1");
        test.Commit("before", "not picked\n", "not picked");
        test.Commit("b", "b\n", "first\n");
        return test.Commit("c", "c\n", "second\n\ntext\n");
    }
}
