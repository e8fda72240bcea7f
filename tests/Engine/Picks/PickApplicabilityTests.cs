using MaintainerTools.Engine.History.Followups;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Picks;

/// <summary>A fix is called inapplicable only where nothing of it applies.</summary>
public class PickApplicabilityTests
{
    private const string Loop = "int rx(struct skb *s, int n)\n{\n\tint i;\n\n\tfor (i = 0; i <= n; i++)\n\t\tcopy(s, i);\n\treturn 0;\n}\n";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_bug_is_there_under_the_older_name_of_a_variable(bool saysWhatItFixes)
    {
        using var test = new TestRepository();
        string bug = test.Commit("net.c", Loop, "net: add rx()");
        test.Run("branch", "stable");
        string renamed = Loop.Replace("n;", "len;", StringComparison.Ordinal).Replace("int n)", "int len)", StringComparison.Ordinal);
        string rename = test.Commit("net.c", renamed, "net: call it len");
        string fixedLoop = Loop.Replace("<= n;", "< len;", StringComparison.Ordinal).Replace("int n)", "int len)", StringComparison.Ordinal);
        string fix = test.Commit("net.c", fixedLoop, "net: stop before the end\n" + (saysWhatItFixes ? $"\nFixes: {bug[..12]} (\"net: add rx()\")\n" : ""));
        Assert.Equal(BackportVerdict.Conflict, Forecast(test, "stable", false, fix)[0].Verdict);
        BackportForecast first = Forecast(test, "stable", true, fix)[0];
        Assert.Equal(BackportVerdict.NeedsPrerequisite, first.Verdict);
        Assert.Equal([rename], first.Prerequisite);
        if (saysWhatItFixes)
            Assert.True(Followup(test, bug, "stable").Applicable);
    }

    [Fact]
    public void Nothing_of_it_applies_where_the_file_never_was()
    {
        using var test = new TestRepository();
        test.Commit("a", "a\n", "base");
        test.Run("branch", "stable");
        string driver = test.Commit("driver.c", Loop, "add the driver");
        string message = $"fix the driver\n\nFixes: {driver[..12]} (\"add the driver\")\n";
        string fix = test.Commit("driver.c", Loop.Replace("<=", "<", StringComparison.Ordinal), message);
        BackportForecast forecast = Forecast(test, "stable", false, fix)[0];
        Assert.Equal(BackportVerdict.NotApplicable, forecast.Verdict);
        // What was asked for besides is answered all the same.
        Assert.Equal([driver], Forecast(test, "stable", true, fix)[0].Prerequisite);
        Assert.False(Followup(test, driver, "stable").Applicable);
        // With the driver in the same input it is pending, or there.
        Assert.DoesNotContain(Forecast(test, "stable", false, driver, fix), f => f.Verdict == BackportVerdict.NotApplicable);
    }

    [Fact]
    public void A_moved_file_and_other_line_ends_hide_nothing()
    {
        using var test = new TestRepository();
        test.Commit("src/net.c", Loop, "base");
        test.Run("branch", "stable");
        string fix = test.Commit("src/net.c", Loop.Replace("<=", "<", StringComparison.Ordinal), "stop before the end");
        test.Run("switch", "-q", "stable");
        test.Delete("src/net.c").File("lib/net.c", Loop.Replace("\n", "\r\n", StringComparison.Ordinal).Replace("copy", "copy_one", StringComparison.Ordinal));
        test.Commit("move it, and end lines otherwise");
        Assert.Equal(BackportVerdict.Conflict, Forecast(test, "stable", false, fix)[0].Verdict);
    }

    [Fact]
    public void A_recorded_resolution_is_told()
    {
        using var test = new TestRepository();
        test.Run("config", "rerere.enabled", "true");
        test.Commit("a", "one\ntwo\nthree\n", "base");
        test.Run("branch", "stable");
        string change = test.Commit("a", "one\nTWO\nthree\n", "two");
        test.Run("switch", "-q", "stable");
        test.Commit("a", "one\nzwei\nthree\n", "zwei");
        Git.TryRun(test.Path, null, null, "cherry-pick", change);
        test.File("a", "one\nZWEI\nthree\n").Run("add", "a");
        test.Run("commit", "-q", "-m", "resolved");
        test.Run("reset", "-q", "--hard", "HEAD~1");
        BackportForecast forecast = Forecast(test, "stable", false, change)[0];
        Assert.Contains("rerere", forecast.Reason, StringComparison.Ordinal);
        Assert.Equal(BackportVerdict.Conflict, forecast.Verdict);
    }

    [Fact]
    public void What_has_no_lines_is_there_where_the_target_has_one_of_its_kind()
    {
        using var test = new TestRepository();
        string[] modules = ["1", "2", "3", "4"];
        test.File("logo", "\0one").File("empty", "").File("own", "x\n");
        Submodule(test, modules[0]);
        test.Commit("base");
        test.Run("branch", "stable");
        Submodule(test, modules[1]);
        test.File("logo", "\0two").Commit("before");
        Submodule(test, modules[2]);
        string module = test.Commit("raise the submodule");
        string binary = test.File("logo", "\0three").Commit("another logo");
        string started = test.File("empty", "first\n").Commit("a first line");
        test.Run("switch", "-q", "stable");
        Submodule(test, modules[3]);
        test.File("logo", "\0four").File("empty", "{\n").Commit("the branch's own");
        foreach (string commit in new[] { module, binary, started })
            Assert.Equal(BackportVerdict.Conflict, Forecast(test, "stable", false, commit)[0].Verdict);
    }

    [Fact]
    public void A_folder_that_was_moved_takes_a_new_file_and_one_that_never_was_does_not()
    {
        using var test = new TestRepository();
        string lines = string.Concat(Enumerable.Range(1, 20).Select(i => $"line {i}\n"));
        test.File("core/one.c", lines).File("core/two.c", lines + "two\n").Commit("base");
        test.Run("branch", "stable");
        string added = test.File("core/three.c", "a new one\n").Commit("add three");
        test.File("driver/x.c", "x\n").Commit("a driver");
        string inDriver = test.File("driver/x.c", "y\n").File("driver/z.c", "z\n").Commit("of the driver");
        test.Run("switch", "-q", "stable");
        test.Run("mv", "core", "kern");
        test.Commit("move the folder");
        Assert.Equal(BackportVerdict.Conflict, Forecast(test, "stable", false, added)[0].Verdict);
        Assert.Equal(BackportVerdict.NotApplicable, Forecast(test, "stable", false, inDriver)[0].Verdict);
    }

    [Fact]
    public void A_file_of_another_name_is_the_one_that_the_pick_found()
    {
        using var test = new TestRepository();
        string lines = string.Concat(Enumerable.Range(1, 20).Select(i => $"line {i} of the file\n"));
        test.File("net.c", lines).File("gone.c", "gone\n").Commit("base");
        test.Run("branch", "stable");
        string both = test.File("net.c", lines.Replace("line 9 of", "line nine of", StringComparison.Ordinal)).File("gone.c", "changed\n").Commit("of two");
        string ten = lines.Replace("line 10 of", "line ten of", StringComparison.Ordinal);
        string meets = test.Commit("net.c", ten, "again");
        test.Run("switch", "-q", "stable");
        test.Run("rm", "-q", "gone.c");
        test.Run("mv", "net.c", "netdev.c");
        test.File("netdev.c", lines.Replace("line 11 of", "line eleven of", StringComparison.Ordinal)).Commit("rename it, drop the other");
        // The one goes in cleanly, and conflicts for what was dropped alone.
        BackportForecast forecast = Forecast(test, "stable", false, both)[0];
        Assert.Equal((BackportVerdict.Conflict, "gone.c"), (forecast.Verdict, Assert.Single(forecast.ConflictPath)));
        forecast = Forecast(test, "stable", false, meets)[0];
        Assert.Equal((BackportVerdict.Conflict, "netdev.c"), (forecast.Verdict, forecast.ConflictPath[0]));
    }

    [Fact]
    public void Lines_that_the_branch_made_its_own_are_there_and_those_that_it_never_had_are_not()
    {
        using var test = new TestRepository();
        test.Commit("a", "one\ntwo\nthree\nfour\nfive\nsix\n", "base");
        test.Run("branch", "stable");
        string change = test.Commit("a", "one\nTWO\nthree\nfour\nfive\nsix\n", "two");
        test.Commit("a", "one\nTWO\nthree\nfour\nfive\nnewly\nsix\n", "of its own");
        string ofNew = test.Commit("a", "one\nTWO\nthree\nfour\nfive\nNEWLY\nsix\n", "say it louder");
        test.Run("switch", "-q", "stable");
        test.Commit("a", "one\nzwei\nthree\nfour\nfive\nsix\n", "zwei");
        Assert.Equal(BackportVerdict.Conflict, Forecast(test, "stable", false, change)[0].Verdict);
        Assert.Equal(BackportVerdict.NotApplicable, Forecast(test, "stable", false, ofNew)[0].Verdict);
    }

    [Fact]
    public void A_file_that_was_split_and_a_text_that_was_moved_hide_nothing()
    {
        using var test = new TestRepository();
        string rest = string.Concat(Enumerable.Range(1, 40).Select(i => $"int of_net_{i};\n"));
        string link = "The kit is described under https://docs.example.com/networking/display/kit/usage\n";
        test.File("net.c", rest + Loop).File("nics/mlx5.rst", rest + link).File("platform/mlx5.rst", "Platform\n").Commit("base");
        test.Run("branch", "stable");
        link = link.Replace("docs.example.com", "docs.example.org", StringComparison.Ordinal);
        test.File("net.c", rest).File("net_rx.c", Loop).Commit("net: split rx off");
        test.File("nics/mlx5.rst", rest).File("platform/mlx5.rst", "Platform\n" + link).Commit("doc: move what is common");
        string code = test.Commit("net_rx.c", Loop.Replace("<=", "<", StringComparison.Ordinal), "stop before the end");
        string text = test.Commit("platform/mlx5.rst", "Platform\n" + link.Replace("/usage", "/use", StringComparison.Ordinal), "doc: a new link");
        test.File("other.c", "int other(void)\n{\n\treturn of_net(3);\n}\n").Commit("another");
        string elsewhere = test.Commit("other.c", "int other(void)\n{\n\treturn of_net(4);\n}\n", "of what stable never had");
        Assert.Equal(BackportVerdict.Conflict, Forecast(test, "stable", false, code)[0].Verdict);
        Assert.Equal(BackportVerdict.Conflict, Forecast(test, "stable", false, text)[0].Verdict);
        Assert.Equal(BackportVerdict.NotApplicable, Forecast(test, "stable", false, elsewhere)[0].Verdict);
    }

    /// <summary>A name says little of what a file was split off; a line that several files of the folder have says nothing.</summary>
    [Theory]
    [InlineData("lib/url.c", "lib/proxy.c", BackportVerdict.Conflict)]
    [InlineData("tool_operate.c", "config2setopts.c", BackportVerdict.Conflict)]
    [InlineData("other/url.c", "lib/proxy.c", BackportVerdict.NotApplicable)]
    public void A_file_that_was_split_off_one_of_any_name_beside_it_hides_nothing(string whole, string part, BackportVerdict expected)
    {
        using var test = new TestRepository();
        const string Licence = "/* This software is licensed as described in COPYING. */\n";
        string rest = Licence + string.Concat(Enumerable.Range(1, 40).Select(i => $"int of_url_{i};\n"));
        string proxy = "static char *detect_proxy(struct data *data)\n{\n\tchar *env = getenv(\"http_proxy\");\n\treturn env ? strdup(env) : NULL;\n}\n";
        test.File("lib/net.c", Licence + "int net;\n").File("lib/dns.c", Licence + "int dns;\n").File(whole, rest + proxy).Commit("base");
        test.Run("branch", "stable");
        test.File(whole, rest).File(part, Licence + proxy).Commit("split the proxy off");
        string fix = test.Commit(part, Licence + proxy.Replace("getenv(", "curl_getenv(", StringComparison.Ordinal), "read it anew");
        string notice = test.Commit(part, Licence.Replace("COPYING", "LICENCE", StringComparison.Ordinal) + proxy, "name the licence");
        Assert.Equal(expected, Forecast(test, "stable", false, fix)[0].Verdict);
        Assert.Equal(BackportVerdict.NotApplicable, Forecast(test, "stable", false, notice)[0].Verdict);
    }

    private static void Submodule(TestRepository test, string digit)
    {
        // An empty folder is a submodule that is not checked out; without it git add takes it away.
        Directory.CreateDirectory(Path.Combine(test.Path, "lib"));
        test.Run("update-index", "--add", "--cacheinfo", "160000," + string.Concat(Enumerable.Repeat(digit, 40)) + ",lib");
    }

    private static BackportForecast[] Forecast(TestRepository test, string target, bool find, params string[] commits)
    {
        using GitRepository repository = test.Open();
        var options = new BackportForecastOptions { Commits = [.. commits.Select(c => Oid.Parse(c))], Upstream = "main", FindPrerequisite = find };
        return [.. new BackportForecaster(new Workspace(repository), options).Run(target)];
    }

    private static FollowupFix Followup(TestRepository test, string commit, string target)
    {
        using GitRepository repository = test.Open();
        var finder = new FollowupFinder(new Workspace(repository));
        return finder.Find([Oid.Parse(commit)], repository.ResolveCommit("main"), repository.ResolveCommit(target)).Single();
    }
}
