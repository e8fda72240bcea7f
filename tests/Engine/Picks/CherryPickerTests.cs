using System.Text;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Picks;

public class CherryPickerTests
{
    private static readonly string s_twenty = string.Concat(Enumerable.Range(1, 20).Select(i => $"line {i}\n"));

    [Fact]
    public void Picks_give_the_trees_messages_and_authors_that_git_cherry_pick_gives()
    {
        using var test = new TestRepository();
        Build(test, out string[] wanted);
        test.Run("switch", "-q", "-c", "by-git", "v1");
        foreach (string sha in wanted)
            test.Run("cherry-pick", "-x", sha);
        test.Run("switch", "-q", "--detach");

        using GitRepository repository = test.Open();
        var picking = new CherryPicker(new Workspace(repository));
        // Given backwards, they come out in upstream's order.
        CherryPickPlan plan = picking.Plan(Options("v1", "by-us", [.. wanted.Reverse()]));
        Each.Holds(plan.Picks, p => Assert.Equal(PickStatus.Picked, p.Status));
        Assert.Equal(wanted, plan.Picks.Select(p => p.Source));
        Assert.Null(picking.Apply(plan));
        Assert.Equal(test.Run("log", "--format=%T %an %ae %ad %s%n%b", "v1..by-git"), test.Run("log", "--format=%T %an %ae %ad %s%n%b", "v1..by-us"));
        Assert.Equal("C O Mitter <committer@example.com>", test.Line("log", "-1", "--format=%cn <%ce>", "by-us"));
        test.Run("fsck", "--strict");
    }

    [Fact]
    public void A_conflict_is_a_result_and_nothing_is_written()
    {
        using var test = new TestRepository();
        test.Commit("a", s_twenty, "base");
        test.Run("tag", "v1");
        test.Commit("a", s_twenty.Replace("line 10\n", "line ten\n", StringComparison.Ordinal), "first");
        string second = test.Commit("a", s_twenty.Replace("line 10\n", "line X\n", StringComparison.Ordinal), "second");
        string third = test.Commit("b", "b\n", "third");
        string before = test.Run("count-objects", "-v") + test.Run("for-each-ref");
        using GitRepository repository = test.Open();
        var picking = new CherryPicker(new Workspace(repository));
        CherryPickPlan plan = picking.Plan(Options("v1", "base", [second, third]));
        Assert.False(plan.IsComplete);
        Assert.Equal([PickStatus.Conflict, PickStatus.NotTried], plan.Picks.Select(p => p.Status));
        Assert.Equal("a", Assert.Single(plan.Picks[0].Conflict).Path);
        Assert.Equal("PlanIncomplete", Assert.Throws<MaintainerException>(() => picking.Apply(plan)).ErrorId);
        Assert.Equal(before, test.Run("count-objects", "-v") + test.Run("for-each-ref"));

        CherryPickPlan skipping = picking.Plan(Options("v1", "base", [second, third], skip: true));
        Assert.Equal([PickStatus.Conflict, PickStatus.Picked], skipping.Picks.Select(p => p.Status));
        picking.Apply(skipping);
        Assert.Equal("third", test.Line("log", "-1", "--format=%s", "base"));
    }

    [Fact]
    public void What_is_there_already_is_not_picked_again()
    {
        using var test = new TestRepository();
        Build(test, out string[] wanted);
        test.Run("switch", "-q", "-c", "stable", "v1");
        test.Run("cherry-pick", "-x", wanted[0]);
        test.Run("cherry-pick", wanted[1]);
        test.Run("switch", "-q", "--detach");
        using GitRepository repository = test.Open();
        var picking = new CherryPicker(new Workspace(repository));
        CherryPickPlan plan = picking.Plan(Options("stable", "next", [test.Line("rev-parse", "v1"), .. wanted]));
        Assert.Equal([PickStatus.AlreadyPresent, PickStatus.AlreadyPresent, PickStatus.AlreadyPresent, PickStatus.Picked], plan.Picks.Select(p => p.Status));
        Assert.Contains("history", plan.Picks[0].Reason, StringComparison.Ordinal);
        Assert.Contains("marker", plan.Picks[1].Reason, StringComparison.Ordinal);
        Assert.Contains("patch-id", plan.Picks[2].Reason, StringComparison.Ordinal);
    }

    /// <summary>The bytes of git cherry-pick -x --signoff, whatever the source's encoding and the repository's.</summary>
    [Theory]
    [InlineData("ISO-8859-1", null)]
    [InlineData("UTF-8", "ISO-8859-1")]
    [InlineData("ISO-8859-1", "ISO-8859-1")]
    [InlineData("windows-1252", "ISO-8859-15")]
    [InlineData("UTF-8", null)]
    public void Encodings_are_gits(string written, string? configured)
    {
        using var test = new TestRepository();
        test.Commit("a", "one\n", "base");
        test.Run("tag", "v1");
        test.File("a", "two\n");
        test.Run("add", "a");
        Encoding encoding = CodePagesEncodingProvider.Instance.GetEncoding(written) ?? Encoding.GetEncoding(written);
        string tree = test.Line("write-tree");
        byte[] commit = encoding.GetBytes($"tree {tree}\nparent {test.Line("rev-parse", "v1")}\nauthor J\u00fcrgen <j@example.com> 1500000000 +0100\n"
            + "committer J <j@example.com> 1500000000 +0100\n"
            + (written == "UTF-8" ? "" : $"encoding {written}\n") + "\n\u00c4nderung\n\n\u00fcber\n\nSigned-off-by: J\u00fcrgen <j@example.com>\n");
        string source = Encoding.ASCII.GetString(Git.TryRun(test.Path, commit, null, "hash-object", "-t", "commit", "-w", "--stdin").Output).Trim();
        if (configured is not null)
            test.Run("config", "i18n.commitEncoding", configured);
        test.Run("config", "user.name", "Mar\u00eda");
        test.Run("config", "user.email", "m@example.com");
        test.Run("reset", "-q", "--hard");
        test.Run("switch", "-q", "--detach", "v1");
        using GitRepository repository = test.Open();
        CherryPickPlan plan = new CherryPicker(new Workspace(repository)).Plan(
            Options("v1", "base", [source]) with { Committer = "Mar\u00eda <m@example.com>", SignOff = true });
        byte[] ours = plan.Scratch.Read(plan.NewTip, ObjectType.Commit);
        var environment = new Dictionary<string, string> { ["GIT_COMMITTER_NAME"] = "Mar\u00eda", ["GIT_COMMITTER_EMAIL"] = "m@example.com" };
        // git takes the committer's name as it is; what it writes it calls by the configured encoding.
        Assert.Equal(0, Git.TryRun(test.Path, null, environment, "-c", "i18n.commitEncoding=" + (configured ?? "UTF-8"), "cherry-pick", "-x", source).ExitCode);
        byte[] gits = Git.TryRun(test.Path, null, null, "cat-file", "commit", "HEAD").Output;

        Assert.Equal(Lines(gits), Lines(ours));

        // Of the committer and what bears that name git's bytes are those of the environment.
        static List<string> Lines(byte[] data) =>
            [.. Encoding.Latin1.GetString(data).Split('\n').Where(line => !line.StartsWith("committer ", StringComparison.Ordinal)
                && !line.StartsWith("Signed-off-by: Mar", StringComparison.Ordinal))];
    }

    [Fact]
    public void A_name_that_the_encoding_lacks_is_written_in_utf8()
    {
        using var test = new TestRepository();
        test.Commit("a", "one\n", "base");
        test.Run("tag", "v1");
        string source = test.Commit("a", "two\n", "change");
        test.Run("config", "i18n.commitEncoding", "ISO-8859-1");
        using GitRepository repository = test.Open();
        CherryPickPlan plan = new CherryPicker(new Workspace(repository)).Plan(
            Options("v1", "base", [source]) with { Committer = "\u5c71\u7530 <y@example.com>", SignOff = true });
        CommitObject commit = plan.Scratch.ReadCommit(plan.NewTip);
        Assert.Null(commit.EncodingName);
        Assert.Equal("\u5c71\u7530", commit.Committer.Name);
        Assert.EndsWith("Signed-off-by: \u5c71\u7530 <y@example.com>\n", commit.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pick_that_was_reverted_is_not_present()
    {
        using var test = new TestRepository();
        Build(test, out string[] wanted);
        test.Run("switch", "-q", "-c", "stable", "v1");
        test.Run("cherry-pick", "-x", wanted[0]);
        test.Run("revert", "--no-edit", "HEAD");
        using GitRepository repository = test.Open();
        CherryPickPlan plan = new CherryPicker(new Workspace(repository)).Plan(Options("stable", "next", [wanted[0]]));
        PickedCommit pick = Assert.Single(plan.Picks);
        Assert.Equal(PickStatus.Picked, pick.Status);
        Assert.Equal($"it was picked as {test.Line("rev-parse", "stable~1")[..12]} and reverted there by {test.Line("rev-parse", "stable")[..12]}",
            pick.Reason);
    }

    /// <summary>The revert is upstream's, picked as well; or one of a commit that the branch had from the start; and one that was taken back.</summary>
    [Theory]
    [InlineData("picked revert", "and reverted")]
    [InlineData("of an ancestor", "it was reverted")]
    [InlineData("reverted again", null)]
    public void Reverts_of_all_kinds_count(string kind, string? reason)
    {
        using var test = new TestRepository();
        Build(test, out string[] wanted);
        string onto = kind == "of an ancestor" ? wanted[0] : "v1";
        test.Run("switch", "-q", "-c", "undo");
        test.Run("revert", "--no-edit", wanted[0]);
        test.Run("switch", "-q", "-c", "stable", onto);
        if (kind != "of an ancestor")
            test.Run("cherry-pick", "-x", wanted[0]);
        if (kind == "picked revert")
            test.Run("cherry-pick", "-x", "undo");
        else
            test.Run("revert", "--no-edit", "HEAD");
        if (kind == "reverted again")
            test.Run("revert", "--no-edit", "HEAD");
        using GitRepository repository = test.Open();
        PickedCommit pick = Assert.Single(new CherryPicker(new Workspace(repository)).Plan(Options("stable", "next", [wanted[0]])).Picks);
        Assert.Equal(reason is null ? PickStatus.AlreadyPresent : PickStatus.Picked, pick.Status);
        if (reason is not null)
            Assert.EndsWith($"{reason} there by {test.Line("rev-parse", "stable")[..12]}", pick.Reason, StringComparison.Ordinal);
        // A forecast says how it came, and what took it out.
        BackportForecast forecast = new BackportForecaster(
            new Workspace(repository), new BackportForecastOptions { Commits = [Oid.Parse(wanted[0])] }).Run("stable").Single();
        Assert.Equal(reason is null ? BackportVerdict.AlreadyPresent : BackportVerdict.Reverted, forecast.Verdict);
        Assert.Equal(kind == "of an ancestor" ? "Ancestor" : "Marker", forecast.PresentBy);
        Assert.Equal(reason is null ? null : test.Line("rev-parse", "stable"), forecast.RevertedBy);
        Assert.Equal(reason is null ? "Empty" : "Clean", forecast.PickVerdict);
    }

    [Fact]
    public void The_first_commits_of_a_shallow_clone_cannot_be_forecast_and_the_others_can()
    {
        using var test = new TestRepository();
        Build(test, out _);
        string clone = Path.Combine(test.Path, "shallow");
        test.Run("clone", "-q", "--depth", "2", "file://" + test.Path, clone);
        using GitRepository repository = GitRepository.Open(clone, clone);
        Oid head = repository.ResolveCommit("HEAD"), first = repository.ResolveCommit("HEAD~1");
        BackportForecast[] forecasts = [.. new BackportForecaster(
            new Workspace(repository), new BackportForecastOptions { Commits = [first, head], Independent = true }).Run("HEAD~1")];
        Assert.Equal([BackportVerdict.AlreadyPresent, BackportVerdict.Clean], forecasts.Select(f => f.Verdict));
    }

    [Fact]
    public void A_branch_is_replaced_only_by_force_and_its_old_tip_is_kept()
    {
        using var test = new TestRepository();
        Build(test, out string[] wanted);
        test.Run("branch", "taken", "main");
        using GitRepository repository = test.Open();
        var picking = new CherryPicker(new Workspace(repository));
        Assert.Equal("BranchExists", Assert.Throws<MaintainerException>(() => picking.Plan(Options("v1", "taken", wanted))).ErrorId);
        CherryPickPlan plan = picking.Plan(Options("v1", "taken", wanted, force: true));
        string? backup = picking.Apply(plan);
        Assert.NotNull(backup);
        Assert.Equal(test.Line("rev-parse", "main"), test.Line("rev-parse", backup));
        Assert.Equal(plan.NewTip.ToString(), test.Line("rev-parse", "taken"));

        // Onto the branch itself is an extension, which needs no force.
        string more = test.Commit("more", "more\n", "more");
        CherryPickPlan extended = picking.Plan(Options("taken", "taken", [more]));
        Assert.Null(picking.Apply(extended));
        Assert.Equal(plan.NewTip.ToString(), test.Line("rev-parse", "taken~1"));
    }

    [Fact]
    public void A_base_that_was_built_before_is_extended_by_fast_forward()
    {
        using var test = new TestRepository();
        Build(test, out string[] wanted);
        using GitRepository repository = test.Open();
        var picking = new CherryPicker(new Workspace(repository));
        picking.Apply(picking.Plan(Options("v1", "base", wanted[..2])));
        string before = test.Line("rev-parse", "base");
        CherryPickPlan plan = picking.Plan(Options("v1", "base", wanted));
        Assert.Equal([PickStatus.AlreadyPresent, PickStatus.AlreadyPresent, PickStatus.Picked], plan.Picks.Select(p => p.Status));
        Assert.False(plan.ReplacesBranch);
        Assert.Null(picking.Apply(plan));
        Assert.Equal(before, test.Line("rev-parse", "base~1"));
        // By force it is built anew.
        Assert.NotNull(picking.Apply(picking.Plan(Options("v1", "base", wanted[1..], force: true))));
        Assert.Equal(test.Line("rev-parse", "v1"), test.Line("rev-parse", "base~2"));
        // A branch with a commit of its own is no base.
        test.Run("switch", "-q", "base");
        test.Commit("own", "own\n", "own");
        Assert.Equal("BranchExists", Assert.Throws<MaintainerException>(() => picking.Plan(Options("v1", "base", wanted))).ErrorId);
    }

    [Theory]
    [InlineData("StableUpstream", "one\n\ncommit {0} upstream.\n\nbody of one\n\nSigned-off-by: A U Thor <author@example.com>\n")]
    [InlineData("StableBracket", "one\n\n[ Upstream commit {0} ]\n\nbody of one\n\nSigned-off-by: A U Thor <author@example.com>\n")]
    [InlineData("CherryPicked", "one\n\nbody of one\n\nSigned-off-by: A U Thor <author@example.com>\n(cherry picked from commit {0})\n")]
    public void Each_marker_goes_where_its_users_put_it(string marker, string expected)
    {
        using var test = new TestRepository();
        Build(test, out string[] wanted);
        using GitRepository repository = test.Open();
        var picking = new CherryPicker(new Workspace(repository));
        picking.Apply(picking.Plan(Options("v1", "marked", [wanted[0]], marker: marker)));
        string message = test.Run("log", "-1", "--format=%B", "marked");
        Assert.Equal(expected.Replace("{0}", wanted[0], StringComparison.Ordinal), message[..^1]);
        Assert.Equal(wanted[0], Assert.Single(CommitMarkers.Parse(message)).Sha);
    }

    [Fact]
    public void A_merge_is_refused_without_mainline()
    {
        using var test = new TestRepository();
        Build(test, out string[] wanted);
        test.Run("switch", "-q", "-c", "side", "v1");
        test.Commit("side", "side\n", "side");
        test.Run("switch", "-q", "main");
        test.Run("merge", "-q", "--no-ff", "-m", "merge side", "side");
        using GitRepository repository = test.Open();
        var picking = new CherryPicker(new Workspace(repository));
        Assert.Equal("MergeNeedsMainline", Assert.Throws<MaintainerException>(() => picking.Plan(Options("v1", "x", ["main"]))).ErrorId);
        CherryPickPlan plan = picking.Plan(Options("v1", "x", ["main"], mainline: 1));
        test.Run("switch", "-q", "-c", "by-git", "v1");
        test.Run("cherry-pick", "-m", "1", "main");
        picking.Apply(plan);
        Assert.Equal(test.Line("rev-parse", "by-git^{tree}"), test.Line("rev-parse", "x^{tree}"));

        // In a list of both, the number is for the merges.
        plan = picking.Plan(Options("v1", "y", [wanted[0], "main"], mainline: 2));
        test.Run("switch", "-q", "-c", "mixed-by-git", "v1");
        test.Run("cherry-pick", wanted[0]);
        test.Run("cherry-pick", "-m", "2", "main");
        picking.Apply(plan);
        Assert.Equal(test.Line("rev-parse", "mixed-by-git^{tree}"), test.Line("rev-parse", "y^{tree}"));
        Assert.Equal(PickGrade.Exact, plan.Picks[0].Grade);
        Assert.Equal("NoSuchMainline", Assert.Throws<MaintainerException>(() => picking.Plan(Options("v1", "z", [wanted[0], "main"], mainline: 3))).ErrorId);
    }

    /// <summary>main: v1, then three commits that touch apart places, the first with a body and a trailer.</summary>
    private static void Build(TestRepository test, out string[] wanted)
    {
        test.Commit("a", s_twenty, "base");
        test.Run("tag", "v1");
        string text = s_twenty.Replace("line 3\n", "line three\n", StringComparison.Ordinal);
        string one = test.File("a", text).Commit("one\n\nbody of one\n\nSigned-off-by: A U Thor <author@example.com>\n", "Zoë Größe <zoe@example.com>");
        text = text.Replace("line 12\n", "line twelve\n", StringComparison.Ordinal);
        string two = test.Commit("a", text, "two\n");
        string three = test.File("dir/b", "new\n").Commit("three\n\nnew file\n");
        wanted = [one, two, three];
    }

    private static CherryPickOptions Options(string onto, string branch, string[] commits, string marker = "CherryPicked", bool force = false,
        bool skip = false, int mainline = 0) => new()
        {
            Onto = onto,
            Branch = branch,
            Commits = commits,
            Marker = marker,
            Force = force,
            SkipConflicts = skip,
            Mainline = mainline,
            Committer = "C O Mitter <committer@example.com>",
        };
}
