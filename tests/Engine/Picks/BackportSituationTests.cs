using System.Text;
using MaintainerTools.Engine.Grading;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks;
using MaintainerTools.Engine.Picks.Prerequisites;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Picks;

/// <summary>Situations that people reported of backports, each made from nothing; git's answer is the truth where it has one.</summary>
public class BackportSituationTests
{
    private static string Lines(string name, params (int Line, string Text)[] changed) =>
        string.Concat(Enumerable.Range(1, 40).Select(i => (changed.FirstOrDefault(c => c.Line == i).Text ?? $"{name} {i}") + "\n"));

    /// <summary>All in one second and given in any order, they are picked in upstream's.</summary>
    [Fact]
    public void Commits_of_one_second_are_picked_in_upstreams_order()
    {
        using var test = new TestRepository();
        test.Commit("a", "0\n", "base");
        test.Run("branch", "stable");
        var date = new Dictionary<string, string> { ["GIT_COMMITTER_DATE"] = "1700000000 +0000", ["GIT_AUTHOR_DATE"] = "1700000000 +0000" };
        string text = "0\n";
        var steps = new List<string>();
        for (int i = 1; i <= 6; i++)
        {
            test.File("a", text += $"{i}\n");
            Git.TryRun(test.Path, null, date, "commit", "-q", "-a", "-m", $"step {i}");
            steps.Add(test.Line("rev-parse", "HEAD"));
        }
        PickedCommit[] picks = Build(test, "stable", [.. steps.Order(StringComparer.Ordinal), steps[0]]);
        Assert.Equal(steps, picks.Select(p => p.Source));
        Each.Holds(picks, p => Assert.Equal((PickStatus.Picked, PickGrade.Exact), (p.Status, p.Grade)));
    }

    /// <summary>The branch has upstream under a folder of its own; picks went there by -Xsubtree.</summary>
    [Fact]
    public void Picks_into_a_vendor_folder_are_there_and_exact()
    {
        using var test = new TestRepository();
        test.File("mod/f1.c", Lines("f1")).File("mod/f2.c", Lines("f2")).File("Makefile", "x\n").Commit("the project");
        string project = test.Line("rev-parse", "HEAD");
        string nine = test.Commit("mod/f1.c", Lines("f1", (9, "nine")), "f1: nine");
        string added = test.Commit("mod/f3.c", Lines("f3"), "f3: new");
        string fix = test.Commit("mod/f1.c", Lines("f1", (9, "nine, fixed")), $"f1: fix nine\n\nFixes: {nine[..12]} (\"f1: nine\")\n");
        test.Run("switch", "-q", "--orphan", "os");
        test.File("kern", "kernel\n").Commit("the system");
        test.Run("read-tree", "--prefix=sys/contrib/zfs/", project);
        test.Run("checkout-index", "-a", "-q");
        string tree = test.Line("write-tree");
        test.Run("reset", "-q", "--hard", test.Line("commit-tree", "-p", "HEAD", "-p", project, "-m", "vendor import", tree));
        test.Run("tag", "imported");
        test.Run("cherry-pick", "-x", "-Xsubtree=sys/contrib/zfs", nine, added);
        BackportForecast[] forecasts = Forecast(test, "os", nine, added, fix);
        Assert.Equal([BackportVerdict.AlreadyPresent, BackportVerdict.AlreadyPresent], forecasts.Take(2).Select(f => f.Verdict));
        Assert.NotEqual(BackportVerdict.NotApplicable, forecasts[2].Verdict);
        using GitRepository repository = test.Open();
        BaseAuditReport audit = new BaseAudit(new Workspace(repository)).Run(new BaseAuditOptions { Since = "imported", Base = "os", Upstream = "main" });
        Assert.Equal([(PickGrade.Exact, 0), (PickGrade.Exact, 0)], audit.Picks.Select(p => (p.Grade, p.Finding.Length)));
        Each.Holds(audit.Picks, p => Assert.StartsWith("moved:", p.Reason, StringComparison.Ordinal));
        // What the branch lost of it later is missed under the branch's own name.
        test.Run("rm", "-q", "sys/contrib/zfs/mod/f3.c");
        string drop = test.Commit("drop f3");
        BackportForecast lost = Forecast(test, "os", added)[0];
        Assert.Equal((BackportVerdict.Reverted, drop), (lost.Verdict, lost.RevertedBy));
    }

    /// <summary>A submodule that goes on from where the branch has not come to needs the step before; one that went elsewhere conflicts.</summary>
    [Fact]
    public void A_submodule_needs_the_step_before_it()
    {
        using var test = new TestRepository();
        using var module = new TestRepository();
        string[] steps = [.. Enumerable.Range(1, 4).Select(i => module.Commit("f", $"{i}\n", $"s{i}"))];
        module.Run("switch", "-q", "-c", "side", steps[0]);
        string side = module.Commit("g", "x\n", "side");
        test.File("a", "a\n");
        Raise(steps[0], "base");
        test.Run("branch", "stable");
        test.Run("branch", "elsewhere");
        string second = Raise(steps[1], "raise to s2");
        string third = Raise(steps[2], "raise to s3");
        Raise(steps[3], "raise to s4");
        test.Run("symbolic-ref", "HEAD", "refs/heads/elsewhere");
        test.Run("read-tree", "HEAD");
        Raise(side, "raise to a side branch");
        BackportForecast needs = Forecast(test, "stable", find: true, third)[0];
        Assert.Equal((BackportVerdict.NeedsPrerequisite, second), (needs.Verdict, Assert.Single(needs.Prerequisite)));
        BackportForecast conflict = Forecast(test, "elsewhere", find: true, third)[0];
        Assert.Equal((BackportVerdict.Conflict, "submodule"), (conflict.Verdict, conflict.ConflictKind.Single()));

        string Raise(string to, string subject)
        {
            Directory.CreateDirectory(Path.Combine(test.Path, "lib"));
            test.Run("update-index", "--add", "--cacheinfo", $"160000,{to},lib");
            return test.CommitIndex(subject);
        }
    }

    /// <summary>Root commits, empty files, no last line end, modes, links, renames and merges: each is clean as git says, or with its set.</summary>
    [Fact]
    public void Odd_commits_need_what_git_says()
    {
        using var test = new TestRepository();
        test.File("empty", "").File("nn", "no line end").File("a", Lines("a")).Commit("root");
        string root = test.Line("rev-parse", "HEAD");
        test.Run("branch", "stable");
        var commits = new List<string>
        {
            test.Commit("empty", "first\n", "empty: first line"),
            test.Commit("nn", "no line end\nmore", "nn: more"),
            test.Commit("nn", "no line end\nmore\nand more", "nn: and more"),
            test.Commit("a", "zero\n" + Lines("a"), "a: at top"),
            test.Commit("a", "minus\nzero\n" + Lines("a"), "a: at top again"),
        };
        test.Run("rm", "-q", "empty");
        commits.Add(test.Commit("drop empty"));
        test.Run("mv", "a", "b");
        commits.Add(test.Commit("a to b"));
        test.Run("update-index", "--chmod=+x", "b");
        commits.Add(test.CommitIndex("b: mode"));
        commits.Add(Link("b"));
        commits.Add(Link("nn"));
        test.Run("switch", "-q", "--force", "-c", "side", commits[4]);
        test.Commit("a", "minus\nzero\n" + Lines("a", (30, "thirty")), "side: thirty");
        test.Run("switch", "-q", "--force", "main");
        test.Run("merge", "-q", "-m", "merge side", "side");
        string merge = test.Line("rev-parse", "HEAD");
        using GitRepository repository = test.Open();
        foreach (string commit in commits)
        {
            test.Run("switch", "-q", "--force", "--detach", "stable");
            bool isClean = Git.TryRun(test.Path, null, null, "cherry-pick", "--allow-empty", commit).ExitCode == 0;
            Git.TryRun(test.Path, null, null, "cherry-pick", "--abort");
            CherryPickPrerequisite answer = Ask(commit);
            Assert.True(answer.IsClean, answer.Subject + ": " + answer.NotFound);
            Assert.Equal(isClean, answer.Prerequisite.Length == 0);
            test.Run("switch", "-q", "--force", "--detach", "stable");
            test.Run(["cherry-pick", "--allow-empty", .. answer.Prerequisite, commit]);
            Assert.Equal(answer.Tree, test.Line("rev-parse", "HEAD^{tree}"));
        }
        Assert.True(Ask(root).IsPresent);
        Assert.Equal((false, "it is a merge; pick the commits that it brought"), (Ask(merge).IsClean, Ask(merge).NotFound));

        CherryPickPrerequisite Ask(string commit) => new PrerequisiteSearch(
            new Workspace(repository), new PrerequisiteOptions { Commits = [Oid.Parse(commit)], Onto = "stable", Upstream = "main" }).Run().Single();

        string Link(string to)
        {
            (_, byte[] id, _) = Git.TryRun(test.Path, Encoding.ASCII.GetBytes(to), null, "hash-object", "-w", "--stdin");
            test.Run("update-index", "--add", "--cacheinfo", $"120000,{Encoding.ASCII.GetString(id).Trim()},l");
            return test.CommitIndex("l: to " + to);
        }
    }

    /// <summary>Where the marker goes and what becomes of trailers, byte for byte, with and without a sign-off.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Messages_are_those_that_git_cherry_pick_writes(bool signOff)
    {
        string[] messages =
        [
            "only subject\n", "no newline", "s\n\nbody\n\n\n\n", "s\n\nbody\n\nSigned-off-by: A <a@example.org>\n",
            "s\n\nSigned-off-by: A <a@example.org>\n\nnot a trailer\n", "s\n\nbody\n\nConflicts:\n\tfoo.c\n", "s\n\n# comment line\nbody\n",
            "s\n\nbody\n# Conflicts:\n#\tfoo\n", "s\r\n\r\nbody\r\n\r\nSigned-off-by: A <a@example.org>\r\n",
            "s\n\nbody\n---\nafter the dashes\n\nAcked-by: X <x@y>\n", "s\n\nLink: https://a\n continued\nFixes: 123\n",
            "s\n\n(cherry picked from commit 0123456789012345678901234567890123456789)\n",
            "s\n\nbody\n(cherry picked from commit 0123456789012345678901234567890123456789)\n", "  s leading\n\n  body\n", "\n\ns late\n\nb\n",
            "s\n\nSigned-off-by: C O Mitter <committer@example.com>\n",
            "s\n\nSigned-off-by: C O Mitter <committer@example.com>\nAcked-by: X <x@y>\n", "sub\ntwo lines of subject\n\nb\n", "s\n\nhttps://example.org/x\n",
            "s\n\nbody: with colon\n", "s\n\nbody text here\nReviewed-by: X <x@y>\nmore text\nSigned-off-by: Z <z@z>\n",
            "s: t\n\nä ö\n\nBug: 1\n\nChange-Id: I1\n", "s   \n\nb   \n\t\n", "s\n\n----- >8 -----\nbody\n",
            "s\n\nb\n\n[c: note]\nSigned-off-by: A <a@example.org>\n", "s\n\nCloses #12\n", "#subject\n\nx\n",
        ];
        using var test = new TestRepository();
        test.Commit("a", "a\n", "base");
        test.Run("branch", "stable");
        for (int i = 0; i < messages.Length; i++)
        {
            test.File($"f{i}", $"{i}\n").Run("add", "-A");
            Assert.Equal(0, Git.TryRun(test.Path, Encoding.UTF8.GetBytes(messages[i]), null, "commit", "-q", "--cleanup=verbatim", "-F", "-").ExitCode);
        }
        test.Run("switch", "-q", "-c", "gits", "stable");
        test.Run(signOff ? ["cherry-pick", "-x", "-s", "stable..main"] : ["cherry-pick", "-x", "stable..main"]);
        using GitRepository repository = test.Open();
        var picker = new CherryPicker(new Workspace(repository));
        Assert.Null(picker.Apply(picker.Plan(new CherryPickOptions { Onto = "stable", Branch = "ours", Commits = ["stable..main"], SignOff = signOff })));
        Assert.Equal(Messages("gits"), Messages("ours"));
        Assert.Equal(test.Line("rev-parse", "gits^{tree}"), test.Line("rev-parse", "ours^{tree}"));

        string[] Messages(string branch) => [.. test.Run("rev-list", "--reverse", "stable.." + branch).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(id => test.Run("cat-file", "commit", id)).Select(text => text[(text.IndexOf("\n\n", StringComparison.Ordinal) + 2)..])];
    }

    /// <summary>A name that a commit uses and the branch lacks is brought first, in whatever language.</summary>
    [Theory]
    [InlineData("CMakeLists.txt", "libx_option(FOO)\n", "cmake/o.cmake", "macro(libx_option name)\n  option(${name})\nendmacro()\n")]
    [InlineData("env.py", "libx_option(3)\n", "lib.py", "def libx_option(x):\n    return x\n")]
    [InlineData("c.go", "var y = libx_option()\n", "n.go", "package x\nfunc libx_option() int { return 1 }\n")]
    [InlineData("m.rs", "let y = libx_option();\n", "n.rs", "pub fn libx_option() -> u8 { 1 }\n")]
    public void A_name_that_the_branch_lacks_is_told_by_the_forecast_that_is_asked(string path, string use, string from, string text)
    {
        using var test = new TestRepository();
        test.Commit(path, string.Concat(Enumerable.Range(1, 20).Select(i => $"# {i}\n")), "base");
        test.Run("branch", "stable");
        string brings = test.Commit(from, text, "add libx_option()");
        string uses = test.Commit(path, string.Concat(Enumerable.Range(1, 20).Select(i => i == 10 ? use : $"# {i}\n")), "use libx_option()");
        using GitRepository repository = test.Open();
        var options = new BackportForecastOptions { Commits = [Oid.Parse(uses)], Upstream = "main", FindPrerequisite = true, Symbol = true };
        BackportForecast forecast = new BackportForecaster(new Workspace(repository), options).Run("stable").Single();
        Assert.Equal((BackportVerdict.NeedsPrerequisite, "Clean"), (forecast.Verdict, forecast.PickVerdict));
        Assert.Equal((brings, "brings libx_option"), (forecast.First.Single().Commit, forecast.First.Single().Reason));
        Assert.Equal(BackportVerdict.Clean, Forecast(test, "stable", find: true, uses)[0].Verdict);
    }

    /// <summary>By whom a bot says that a commit is, what it made of the subject, and a text that is somebody else's.</summary>
    [Fact]
    public void What_a_bot_made_of_a_message_is_found()
    {
        using var test = new TestRepository();
        test.Commit("a", Lines("a"), "base");
        test.Run("branch", "stable");
        string nine = test.Commit("a", Lines("a", (9, "nine")), "gh-1: Fix nine (GH-2)\n\nText.\n\nSigned-off-by: Real <real@example.org>\n");
        string long_ = test.Commit("a", Lines("a", (9, "nine"), (20, "20")), "net/mlx5: Prevent tunnel mode conflicts between FDB and NIC tables\n\nText.\n");
        test.Run("switch", "-q", "stable");
        var bot = new Dictionary<string, string> { ["GIT_AUTHOR_NAME"] = "bot", ["GIT_AUTHOR_EMAIL"] = "bot@example.org" };
        test.File("a", Lines("a", (9, "nine"))).Run("add", "a");
        string message = $"[3.12] gh-1: Fix nine (GH-2) (#3)\n\nText.\n(cherry picked from commit {nine})\n\nSigned-off-by: Real <real@example.org>\n";
        Git.TryRun(test.Path, null, bot, "commit", "-q", "-m", message);
        test.Commit("a", Lines("a", (9, "nine"), (20, "20")),
            $"net/mlx5: Prevent tunnel mode conflicts between FDB and NIC\n\ntables\n\nText.\n\n(cherry picked from commit {long_})\n");
        using GitRepository repository = test.Open();
        BaseAuditReport audit = new BaseAudit(new Workspace(repository)).Run(new BaseAuditOptions { Since = "stable~2", Base = "stable", Upstream = "main" });
        Assert.Equal(["AuthorDiffers", "SubjectDiffers"], audit.Picks[0].FindingId.Order(StringComparer.Ordinal));
        Assert.Contains("SubjectDiffers", audit.Picks[1].FindingId);
    }

    private static BackportForecast[] Forecast(TestRepository test, string target, params string[] commits) => Forecast(test, target, false, commits);

    private static BackportForecast[] Forecast(TestRepository test, string target, bool find, params string[] commits)
    {
        using GitRepository repository = test.Open();
        var options = new BackportForecastOptions
        {
            Commits = [.. commits.Select(c => Oid.Parse(c))],
            Independent = true,
            FindPrerequisite = find,
            Upstream = find ? "main" : null,
        };
        return [.. new BackportForecaster(new Workspace(repository), options).Run(target)];
    }

    private static PickedCommit[] Build(TestRepository test, string onto, params string[] commits)
    {
        using GitRepository repository = test.Open();
        return [.. new CherryPicker(new Workspace(repository)).Plan(new CherryPickOptions { Onto = onto, Branch = "built", Commits = commits }).Picks];
    }
}
