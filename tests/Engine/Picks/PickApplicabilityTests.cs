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
        Assert.Contains("rerere", Forecast(test, "stable", false, change)[0].Reason, StringComparison.Ordinal);
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
