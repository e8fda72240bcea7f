using CsCheck;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Picks;

/// <summary>Picks as a tree wants them: without its release notes, without some trailers, in words and an order of its own.</summary>
public class HousePickTests
{
    private static readonly string s_twenty = string.Concat(Enumerable.Range(1, 20).Select(i => $"line {i}\n"));

    [Theory]
    [InlineData("notes\nmore notes\n", "doc/notes.rst")]
    [InlineData("notes\nmore notes\n", "doc")]
    [InlineData("notes\nmore notes\n", "doc/*.rst")]
    [InlineData("notes\nmore notes\n", ":(icase)DOC/notes.rst")]
    [InlineData("other notes\n", "doc/notes.rst")]
    [InlineData(null, "doc/notes.rst")]
    public void What_is_excluded_stays_as_the_target_has_it_as_in_git_by_hand(string? notes, string exclude)
    {
        using var test = new TestRepository();
        string fix = Fix(test, notes);
        test.Run("switch", "-q", "--detach", "stable");
        _ = Git.TryRun(test.Path, null, null, "cherry-pick", "-n", fix);
        test.Run("rm", "-rq", "--cached", "--ignore-unmatch", "doc");
        if (notes is not null)
            test.Run("checkout", "stable", "--", "doc");
        string tree = test.Line("write-tree");
        test.Run("reset", "-q", "--hard", "stable");

        CherryPickPlan plan = Plan(test, new() { Onto = "stable", Branch = "next", Commits = [fix], ExcludePath = [exclude] });
        PickedCommit pick = Assert.Single(plan.Picks);
        Assert.Equal((PickStatus.Picked, PickGrade.Exact), (pick.Status, pick.Grade));
        Assert.Equal(["doc/notes.rst"], pick.ExcludedPath);
        Assert.Equal(tree, test.Line("rev-parse", "next^{tree}"));
        Assert.Equal($"net: fix it\n\nIt was wrong.\n\n[Excluded: doc/notes.rst]\n\nFixes: 123456789012 (\"net: add it\")\n"
            + $"Signed-off-by: A U Thor <author@example.com>\n(cherry picked from commit {fix})\n", Message(test, "next"));
        BackportForecast forecast = Forecast(test, fix, exclude);
        Assert.Equal((BackportVerdict.Clean, tree), (forecast.Verdict, forecast.Tree));
        Assert.Equal(["doc/notes.rst"], forecast.ExcludedPath);
        // A second run knows its own.
        plan = Plan(test, new() { Onto = "stable", Branch = "next", Commits = [fix], ExcludePath = [exclude] });
        Assert.Equal(PickStatus.AlreadyPresent, plan.Picks[0].Status);
    }

    [Fact]
    public void A_conflict_elsewhere_stays_one_and_names_what_is_excluded()
    {
        using var test = new TestRepository();
        string fix = Fix(test, "other notes\n");
        test.Run("switch", "-q", "stable");
        test.Commit("net.c", s_twenty.Replace("line 10\n", "line ten\n", StringComparison.Ordinal), "stable: say ten");
        test.Run("switch", "-q", "main");
        CherryPickPlan plan = Plan(test, new() { Onto = "stable", Branch = "next", Commits = [fix], ExcludePath = ["doc"] });
        Assert.Equal(["net.c"], plan.Picks[0].Conflict.Select(c => c.Path));
        Assert.Equal(["doc/notes.rst"], plan.Picks[0].ExcludedPath);
        BackportForecast forecast = Forecast(test, fix, "doc");
        Assert.Equal(BackportVerdict.Conflict, forecast.Verdict);
        Assert.Equal(["net.c"], forecast.ConflictPath);
        Assert.Contains("-ExcludePath doc", plan.Picks[0].NextCommand, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_resolved_in_a_work_tree_names_what_is_excluded()
    {
        using var test = new TestRepository();
        string fix = Fix(test, "other notes\n");
        test.Run("switch", "-q", "stable");
        test.Commit("net.c", s_twenty.Replace("line 10\n", "line ten\n", StringComparison.Ordinal), "stable: say ten");
        test.Run("switch", "-q", "main");
        using GitRepository repository = test.Open();
        var workspace = new Workspace(repository);
        string folder = test.Path + "-resolve";
        try
        {
            CherryPickPlan plan = new CherryPicker(workspace).Plan(Full(new() { Onto = "stable", Branch = "next", Commits = [fix], ExcludePath = ["doc"] }));
            var left = PickWorktree.Create(workspace, plan, folder);
            Assert.Equal("other notes\n", File.ReadAllText(Path.Combine(folder, "doc", "notes.rst")));
            File.WriteAllText(Path.Combine(folder, "net.c"), s_twenty.Replace("line 10\n", "line 10 and ten\n", StringComparison.Ordinal));
            Git.Run(folder, "add", "net.c");
            CherryPickPlan rest = left.Continue(workspace);
            Assert.True(rest.IsComplete);
            new CherryPicker(workspace).Apply(rest, left);
            Assert.Contains("[Excluded: doc/notes.rst]\n[C O Mitter: conflicts resolved in net.c]\n", test.Run("log", "-1", "--format=%B", "next"),
                StringComparison.Ordinal);
            Assert.Equal("other notes\n", test.Run("show", "next:doc/notes.rst"));
        }
        finally
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, true);
        }
    }

    [Fact]
    public void What_is_nothing_without_the_excluded_is_not_picked()
    {
        using var test = new TestRepository();
        Fix(test, "other notes\n");
        string notes = test.Commit("doc/notes.rst", "notes\nand more\n", "doc: more notes");
        CherryPickPlan plan = Plan(test, new() { Onto = "stable", Branch = "next", Commits = [notes], ExcludePath = ["doc/*"] });
        Assert.Equal(PickStatus.Empty, plan.Picks[0].Status);
        Assert.Equal("nothing of it is left without doc/notes.rst", plan.Picks[0].Reason);
        Assert.Equal(test.Line("rev-parse", "stable"), test.Line("rev-parse", "next"));
        BackportForecast forecast = Forecast(test, notes, "doc/*");
        Assert.Equal((BackportVerdict.Empty, plan.Picks[0].Reason), (forecast.Verdict, forecast.Reason));
    }

    [Fact]
    public void Where_the_target_has_another_name_for_a_file_that_name_counts_as_well()
    {
        using var test = new TestRepository();
        Fix(test, "notes\nmore notes\n");
        test.Run("switch", "-q", "stable");
        Directory.CreateDirectory(Path.Combine(test.Path, "old"));
        test.Run("mv", "net.c", "old/net.c");
        test.Commit("stable: move it");
        test.Run("switch", "-q", "main");
        string more = test.Line("rev-parse", "main");
        CherryPickPlan plan = Plan(test, new() { Onto = "stable", Branch = "next", Commits = [more], ExcludePath = ["old", "doc"] });
        Assert.Equal(PickStatus.Empty, plan.Picks[0].Status);
        Assert.Equal(["doc/notes.rst", "old/net.c"], plan.Picks[0].ExcludedPath);
    }

    [Theory]
    [InlineData("Cc: stable*", "Coverity issue: 12\nFixes: 123456789012 (\"a\")\n\nSigned-off-by: A <a@b.c>\n")]
    [InlineData("cc", "Coverity issue: 12\nFixes: 123456789012 (\"a\")\n\nSigned-off-by: A <a@b.c>\n")]
    [InlineData("*stable*", "Coverity issue: 12\nFixes: 123456789012 (\"a\")\n\nSigned-off-by: A <a@b.c>\n")]
    [InlineData("Fixes: *", "Coverity issue: 12\nCc: stable@dpdk.org\n\nSigned-off-by: A <a@b.c>\n")]
    [InlineData("Cc: stable", "Coverity issue: 12\nFixes: 123456789012 (\"a\")\nCc: stable@dpdk.org\n\nSigned-off-by: A <a@b.c>\n")]
    [InlineData("Note*", "Coverity issue: 12\nFixes: 123456789012 (\"a\")\nCc: stable@dpdk.org\n\nSigned-off-by: A <a@b.c>\n")]
    [InlineData("*", "")]
    [InlineData("coverity*", "Fixes: 123456789012 (\"a\")\nCc: stable@dpdk.org\n\nSigned-off-by: A <a@b.c>\n")]
    public void Trailers_go_by_patterns_of_whole_lines_and_nothing_else_does(string pattern, string rest)
    {
        using var test = new TestRepository();
        test.Commit("a", "a\n", "base");
        test.Run("tag", "v1");
        const string Body = "net: fix: Cc: stable\n\nNote: this is text\nwith\nCc: stable in it.\n";
        string fix = test.Commit("b", "b\n", Body + "\nCoverity issue: 12\nFixes: 123456789012 (\"a\")\nCc: stable@dpdk.org\n\nSigned-off-by: A <a@b.c>\n");
        Plan(test, new() { Onto = "v1", Branch = "next", Commits = [fix], RemoveTrailer = [pattern] });
        string marker = $"(cherry picked from commit {fix})\n";
        Assert.Equal(Body + "\n" + rest + marker, Message(test, "next"));
    }

    [Fact]
    public void A_template_says_where_each_part_goes()
    {
        using var test = new TestRepository();
        string fix = Fix(test, "other notes\n");
        CherryPickOptions asked = new() { Onto = "stable", Branch = "next", Commits = [fix], ExcludePath = ["doc"], RemoveTrailer = ["Fixes*"] };
        const string Order = "{Subject}\r\n\r\n[ upstream commit {sha} ]\r\n\r\n{body}\r\n\r\n{note}\r\n\r\n{{{authorname} for {target}}}\r\n{trailers}";
        Plan(test, asked with { Template = Order });
        Assert.Equal($"net: fix it\n\n[ upstream commit {fix} ]\n\nIt was wrong.\n\n[Excluded: doc/notes.rst]\n\n{{A U Thor for stable}}\n"
            + "Signed-off-by: A U Thor <author@example.com>\n", Message(test, "next"));
        // What a template leaves out of mark and note goes where it usually does.
        Plan(test, asked with { Branch = "second", Template = "stable: {subject}\n\n{trailers}\n" });
        Assert.Equal($"stable: net: fix it\n\n[Excluded: doc/notes.rst]\n\nSigned-off-by: A U Thor <author@example.com>\n(cherry picked from commit {fix})\n",
            Message(test, "second"));
        var error = Assert.Throws<MaintainerException>(() => Plan(test, asked with { Branch = "x", Template = "{subjekt}", TemplateFile = "house.txt" }));
        Assert.Equal(("UnknownPlaceholder", "{subjekt}"), (error.ErrorId, error.Target));
        Assert.Contains("house.txt", error.Message, StringComparison.Ordinal);
        Assert.Contains("{subject}", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void The_repository_remembers_how_picks_are_marked_and_what_is_asked_for_counts_before_it()
    {
        using var test = new TestRepository();
        string fix = Fix(test, "notes\nmore notes\n");
        test.Run("config", "maintainertools.markerStyle", "StableBracket");
        Plan(test, new() { Onto = "stable", Branch = "next", Commits = [fix], ExcludePath = ["doc"] });
        Assert.Contains($"\n\n[ Upstream commit {fix} ]\n\n", test.Run("log", "-1", "--format=%B", "next"), StringComparison.Ordinal);
        Plan(test, new() { Onto = "stable", Branch = "second", Commits = [fix], ExcludePath = ["doc"], Marker = "CherryPicked" });
        Assert.Contains($"(cherry picked from commit {fix})", test.Run("log", "-1", "--format=%B", "second"), StringComparison.Ordinal);
        test.Run("config", "maintainertools.markerStyle", "Taken-from: {sha}");
        Plan(test, new() { Onto = "stable", Branch = "third", Commits = [fix], ExcludePath = ["doc"] });
        Assert.Contains($"\nTaken-from: {fix}\n", test.Run("log", "-1", "--format=%B", "third"), StringComparison.Ordinal);
        // It is read as well: the second time the branch has it.
        CherryPickPlan again = Plan(test, new() { Onto = "stable", Branch = "third", Commits = [fix], ExcludePath = ["doc"] });
        Assert.Equal(PickStatus.AlreadyPresent, again.Picks[0].Status);
        test.Run("config", "maintainertools.markerStyle", "no sha");
        var error = Assert.Throws<MaintainerException>(() => Plan(test, new() { Onto = "stable", Branch = "x", Commits = [fix] }));
        Assert.Equal("InvalidMarkerTemplate", error.ErrorId);
    }

    [Fact]
    public void However_commits_are_named_they_are_picked_and_forecast_in_one_order()
    {
        using var test = new TestRepository();
        test.Commit("a", "a\n", "base");
        test.Run("tag", "v1");
        var commits = new List<string>();
        foreach (string side in new[] { "one", "two", "three" })
        {
            test.Run("switch", "-q", "-c", side, "v1");
            for (int i = 0; i < 4; i++)
                commits.Add(test.Commit(side, $"{i}\n", $"{side} {i}"));
        }
        // The sides have the same dates, so that nothing but their own order tells them apart.
        using GitRepository repository = test.Open();
        var workspace = new Workspace(repository);
        var picker = new CherryPicker(workspace);
        string[]? first = null;
        Gen.Shuffle(commits.ToArray()).Sample(shuffled =>
        {
            CherryPickPlan plan = picker.Plan(Full(new() { Onto = "v1", Branch = "next", Commits = shuffled }));
            string[] order = [.. plan.Picks.Select(p => p.Source!)];
            first ??= order;
            Assert.Equal(first, order);
            Assert.Equal(order, UpstreamOrder.Sort(workspace.History, shuffled.Select(sha => Oid.Parse(sha)), workspace.Monitor).Select(id => id.ToString()));
        }, iter: 30, threads: 1);
    }

    [Fact]
    public void The_next_command_names_the_upstream_that_has_the_commit()
    {
        using var test = new TestRepository();
        test.Commit("a", s_twenty, "base");
        test.Run("branch", "stable");
        test.Commit("a", s_twenty.Replace("line 10\n", "line ten\n", StringComparison.Ordinal), "first");
        string second = test.Commit("a", s_twenty.Replace("line 10\n", "line X\n", StringComparison.Ordinal), "second");
        test.Run("branch", "a-topic");
        Assert.Contains(" -Upstream main", Next(), StringComparison.Ordinal);
        test.Run("switch", "-q", "stable");
        test.Run("update-ref", "refs/remotes/up/main", "main");
        test.Run("branch", "-qD", "main", "a-topic");
        Assert.Contains(" -Upstream up/main", Next(), StringComparison.Ordinal);
        test.Run("tag", "v2", "up/main");
        test.Run("update-ref", "-d", "refs/remotes/up/main");
        Assert.Contains(" -Upstream v2", Next(), StringComparison.Ordinal);
        test.Run("tag", "-d", "v2");
        Assert.Contains(" -Upstream " + second, Next(), StringComparison.Ordinal);
        Assert.Contains(" -Upstream mine", Next("mine"), StringComparison.Ordinal);

        string? Next(string? upstream = null) =>
            Plan(test, new() { Onto = "stable", Branch = "next", Commits = [second], Upstream = upstream }).Picks[0].NextCommand;
    }

    private static string Fix(TestRepository test, string? notes)
    {
        test.File("doc/notes.rst", "notes\n").Commit("net.c", s_twenty, "base");
        test.Run("switch", "-q", "-c", "stable");
        if (notes is null)
            test.Delete("doc/notes.rst").Commit("stable: drop the notes");
        else
            test.Commit("doc/notes.rst", notes, "stable: own notes");
        test.Run("switch", "-q", "main");
        test.File("doc/notes.rst", "notes\nIt is fixed.\n");
        return test.Commit("net.c", s_twenty.Replace("line 10\n", "line X\n", StringComparison.Ordinal),
            "net: fix it\n\nIt was wrong.\n\nFixes: 123456789012 (\"net: add it\")\nSigned-off-by: A U Thor <author@example.com>\n");
    }

    private static string Message(TestRepository test, string branch) => test.Run("log", "-1", "--format=%B", branch).TrimEnd('\n') + "\n";

    private static CherryPickOptions Full(CherryPickOptions options) => options with { Committer = "C O Mitter <committer@example.com>" };

    private static CherryPickPlan Plan(TestRepository test, CherryPickOptions options)
    {
        using GitRepository repository = test.Open();
        var picker = new CherryPicker(new Workspace(repository));
        CherryPickPlan plan = picker.Plan(Full(options));
        if (plan.IsComplete)
            picker.Apply(plan);
        return plan;
    }

    private static BackportForecast Forecast(TestRepository test, string commit, string exclude)
    {
        using GitRepository repository = test.Open();
        var options = new BackportForecastOptions { Commits = [Oid.Parse(commit)], ExcludePath = [exclude] };
        return new BackportForecaster(new Workspace(repository), options).Run("stable").Single();
    }
}
