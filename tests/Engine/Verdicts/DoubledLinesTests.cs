using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Verdicts;

/// <summary>A pick that is clean for git, and would put there what is there.</summary>
public class DoubledLinesTests
{
    private const string Check = "int check(int x)\n{\n\treturn x > 0;\n}\n";

    private static string Lines(int count, int after = 0, string inserted = "") =>
        string.Concat(Enumerable.Range(1, count).Select(i => $"line {i}\n" + (i == after ? inserted : "")));

    private static BackportForecast Forecast(TestRepository test, string commit, string target)
    {
        using GitRepository repository = test.Open();
        var options = new BackportForecastOptions { Commits = [Oid.Parse(commit)] };
        return new BackportForecaster(new Workspace(repository), options).Run(target).Single();
    }

    [Theory]
    [InlineData(Check)]
    [InlineData("int check(int x)\r\n{\r\n        return x > 0;\r\n}\r\n")]
    public void The_same_function_elsewhere_in_the_file_is_told(string there)
    {
        using var test = new TestRepository();
        test.Commit("a.c", Lines(60), "root");
        test.Run("branch", "stable");
        string added = test.Commit("a.c", Lines(60, 10, Check), "add check()");
        test.Run("switch", "-q", "stable");
        test.Commit("a.c", Lines(60, 40, there), "downstream: add check()");
        BackportForecast forecast = Forecast(test, added, "stable");
        Assert.Equal(BackportVerdict.Clean, forecast.Verdict);
        Assert.Equal("there twice: a.c has at line 41 what it adds, \"int check(int x)\"", forecast.Reason);
        // git adds it all the same, which is what the hint is for.
        test.Run("cherry-pick", added);
        Assert.Equal(forecast.Tree, test.Line("rev-parse", "HEAD^{tree}"));
        Assert.Equal(2, test.Run("show", "HEAD:a.c").Split("int check").Length - 1);
    }

    [Fact]
    public void A_renamed_file_and_a_new_one_that_is_there_elsewhere_are_told()
    {
        using var test = new TestRepository();
        test.File("a.c", Lines(60)).Commit("root");
        test.Run("branch", "stable");
        string added = test.Commit("a.c", Lines(60, 10, Check), "add check()");
        string file = test.Commit("check.c", Check + Lines(20), "add check.c");
        test.Run("switch", "-q", "stable");
        test.Run("mv", "a.c", "b.c");
        test.File("b.c", Lines(60, 40, Check)).File("lib/check.c", Check + Lines(20, 5, "another\n")).Commit("downstream");
        Assert.Contains("b.c has at line 41", Forecast(test, added, "stable").Reason, StringComparison.Ordinal);
        Assert.Equal("there twice: lib/check.c has what it adds as check.c", Forecast(test, file, "stable").Reason);
    }

    [Fact]
    public void What_upstream_has_as_often_and_what_tells_nothing_are_not()
    {
        using var test = new TestRepository();
        test.File("a.c", Lines(60, 30, Check)).File("b.c", Lines(60)).File("c.c", Lines(60)).File("d.c", Lines(60, 10, Check)).Commit("root");
        test.Run("branch", "stable");
        // The second of two for upstream as well; a line as any function has it; one that is put elsewhere.
        string second = test.Commit("a.c", Lines(60, 30, Check).Replace("line 5\n", "line 5\n" + Check, StringComparison.Ordinal), "a second check()");
        string one = test.Commit("b.c", Lines(60, 10, "\treturn 0;\n"), "leave early");
        string other = test.Commit("c.c", Lines(60, 10, Check), "add check()");
        string moved = test.Commit("d.c", Lines(60, 50, Check), "check() further down");
        test.Run("switch", "-q", "stable");
        test.File("a.c", Lines(60, 30, Check) + "last\n").File("b.c", Lines(60, 40, "\treturn 0;\n"));
        test.File("d.c", "first\n" + Lines(60, 10, Check));
        test.File("c.c", Lines(60, 40, Check.Replace("check(int x)", "check(int y)", StringComparison.Ordinal))).Commit("downstream");
        foreach (string commit in (string[])[second, one, other, moved])
        {
            BackportForecast forecast = Forecast(test, commit, "stable");
            Assert.Equal((BackportVerdict.Clean, null), (forecast.Verdict, forecast.Reason));
        }
    }
}
