using CsCheck;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Rerere;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Merging.Rerere;

/// <summary>Resolutions that git rerere recorded, taken as git takes them.</summary>
public class RecordedResolutionsTests
{
    private static readonly string[] s_record = ["-c", "rerere.enabled=true", "-c", "rerere.autoupdate=true"];

    [Theory]
    [InlineData("merge", null)]
    [InlineData("diff3", null)]
    [InlineData("zdiff3", null)]
    [InlineData("merge", "* conflict-marker-size=12\n")]
    public void What_was_recorded_is_offered_and_on_request_taken(string style, string? attributes)
    {
        using var test = new TestRepository();
        test.Run("config", "merge.conflictStyle", style);
        if (attributes is not null)
            test.File(".gitattributes", attributes);
        string wanted = Build(test);
        Record(test, wanted, "resolved\n");
        // The same lines conflict on a branch where the rest of the file differs.
        test.Run("switch", "-q", "-c", "later", "v1");
        test.Commit("a", "zero\n" + Text("theirs") + "last\n", "later");
        test.Run("tag", "v2");
        string cache = Cache(test);

        using GitRepository repository = test.Open();
        var picking = new CherryPicker(new Workspace(repository));
        CherryPickPlan offered = picking.Plan(Options(wanted, false));
        PickedCommit conflict = Assert.Single(offered.Picks);
        Assert.Equal(PickStatus.Conflict, conflict.Status);
        Assert.Equal(40, Assert.Single(conflict.Conflict).RecordedResolution!.Length);
        Assert.Contains("rerere has a resolution recorded for a", conflict.Reason, StringComparison.Ordinal);
        Assert.Equal($"Invoke-CherryPickBase -Onto v2 -Branch base -Commit {wanted} -Committer 'C O Mitter <committer@example.com>' -UseRerere",
            conflict.NextCommand);

        CherryPickPlan plan = picking.Plan(Options(wanted, true));
        PickedCommit pick = Assert.Single(plan.Picks);
        Assert.Equal(PickStatus.Picked, pick.Status);
        Assert.Equal(["a"], pick.ResolvedByRerere);
        Assert.Contains("as git rerere has recorded it: a (" + conflict.Conflict[0].RecordedResolution![..12] + ")", pick.Reason, StringComparison.Ordinal);
        picking.Apply(plan);
        Assert.Equal(cache, Cache(test));
        Assert.Contains("\n[C O Mitter: conflicts resolved in a, as recorded by rerere]\n",
            test.Run("log", "-1", "--format=%B", "base"), StringComparison.Ordinal);

        Assert.True(ByGit(test, wanted, out string tree));
        Assert.Equal(tree, test.Line("rev-parse", "base^{tree}"));
    }

    [Fact]
    public void Of_several_recorded_the_first_that_fits_is_taken()
    {
        using var test = new TestRepository();
        string wanted = Build(test);
        Record(test, wanted, "resolved\n");
        string folder = Assert.Single(Directory.GetDirectories(Path.Combine(test.Path, ".git", "rr-cache")));
        // What was recorded first was done to a line that is elsewhere now; the variant fits.
        foreach (string image in (string[])["preimage", "postimage"])
        {
            File.Move(Path.Combine(folder, image), Path.Combine(folder, image + ".1"));
            File.WriteAllText(Path.Combine(folder, image), $"{image} of another file\n");
        }
        test.Run("tag", "v2", "v1~0");
        using GitRepository repository = test.Open();
        var picking = new CherryPicker(new Workspace(repository));
        CherryPickPlan plan = picking.Plan(Options(wanted, true));
        Assert.Contains(".1", picking.Plan(Options(wanted, false)).Picks[0].Conflict[0].RecordedResolution, StringComparison.Ordinal);
        picking.Apply(plan);
        Assert.True(ByGit(test, wanted, out string tree));
        Assert.Equal(tree, test.Line("rev-parse", "base^{tree}"));
    }

    [Fact]
    public void What_is_left_in_conflict_is_a_conflict_and_says_what_was_resolved()
    {
        using var test = new TestRepository();
        test.File("b", "b\n").File("gone", "1\n").Commit("a", Text("base"), "base");
        test.Run("switch", "-q", "-c", "old");
        test.Delete("gone").Commit("a", Text("theirs"), "v1");
        test.Run("tag", "v1");
        test.Run("switch", "-q", "main");
        string wanted = test.File("gone", "2\n").Commit("a", Text("ours"), "wanted");
        Record(test, wanted, "resolved\n");
        test.Run("tag", "v2", "v1~0");
        using GitRepository repository = test.Open();
        var picking = new CherryPicker(new Workspace(repository));
        PickedCommit offered = Assert.Single(picking.Plan(Options(wanted, false)).Picks);
        Assert.DoesNotContain("UseRerere", offered.NextCommand, StringComparison.Ordinal);
        PickedCommit pick = Assert.Single(picking.Plan(Options(wanted, true)).Picks);
        Assert.Equal(PickStatus.Conflict, pick.Status);
        Assert.Equal(["gone"], pick.Conflict.Select(c => c.Path));
        Assert.Equal(["a"], pick.ResolvedByRerere);
        Assert.Contains("-UseRerere -WorkTree", pick.NextCommand, StringComparison.Ordinal);
    }

    /// <summary>Random edits on three sides and random resolutions: the same conflicts are resolved, to the same tree.</summary>
    [Fact]
    public void What_git_resolves_is_resolved_and_nothing_else() =>
        Gen.Select(Edits(3), Edits(3), Edits(2), Gen.Int[0, 9].Array[1, 4], Gen.Bool)
            .Sample(
                (ours, theirs, later, resolution, diff3) =>
                {
                    using var test = new TestRepository();
                    test.Run("config", "merge.conflictStyle", diff3 ? "diff3" : "merge");
                    string[] text = [.. Enumerable.Range(0, 10).Select(i => $"line {i}\n")];
                    test.Commit("a", string.Concat(text), "base");
                    test.Run("switch", "-q", "-c", "old");
                    test.Commit("a", string.Concat(Edit(text, theirs, "theirs")), "v1");
                    test.Run("tag", "v1");
                    test.Commit("a", string.Concat(Edit(Edit(text, theirs, "theirs"), later, "later")), "v2");
                    test.Run("tag", "v2");
                    test.Run("switch", "-q", "main");
                    string wanted = test.Commit("a", string.Concat(Edit(text, ours, "ours")), "wanted");
                    Record(test, wanted, string.Concat(resolution.Select(i => $"resolved {i}\n")));
                    using GitRepository repository = test.Open();
                    var picking = new CherryPicker(new Workspace(repository));
                    CherryPickPlan plan = picking.Plan(Options(wanted, true));
                    bool byGit = ByGit(test, wanted, out string tree);
                    Assert.Equal(byGit, plan.IsComplete);
                    if (byGit && plan.Picks[0].Status == PickStatus.Picked)
                        Assert.Equal(tree, plan.Scratch.ReadCommit(plan.NewTip).Tree.ToString());
                },
                iter: 15,
                threads: 1);

    private static Gen<(int Line, int Kind)[]> Edits(int most) => Gen.Select(Gen.Int[0, 9], Gen.Int[0, 2]).Array[1, most];

    /// <summary>Replaces, removes or adds at lines.</summary>
    private static string[] Edit(string[] lines, (int Line, int Kind)[] edits, string by)
    {
        string[] result = [.. lines];
        foreach ((int line, int kind) in edits)
            result[line] = kind == 0 ? $"line {line} by {by}\n" : kind == 1 ? "" : result[line] + $"after {line} by {by}\n";
        return result;
    }

    private static string Text(string middle) => string.Concat(Enumerable.Range(1, 9).Select(i => i == 5 ? middle + "\n" : $"line {i}\n"));

    private static string Build(TestRepository test)
    {
        test.Commit("a", Text("base"), "base");
        test.Run("switch", "-q", "-c", "old");
        test.Commit("a", Text("theirs"), "v1");
        test.Run("tag", "v1");
        test.Run("switch", "-q", "main");
        return test.Commit("a", Text("ours"), "wanted");
    }

    /// <summary>Picks onto v1 with git, replaces each conflict, and lets rerere record that.</summary>
    private static void Record(TestRepository test, string wanted, string resolution)
    {
        test.Run("switch", "-q", "--detach", "v1");
        if (Git.TryRun(test.Path, null, null, [.. s_record, "cherry-pick", "--allow-empty", wanted]).ExitCode != 0)
        {
            var resolved = new List<string>();
            int depth = 0;
            foreach (string line in File.ReadAllLines(Path.Combine(test.Path, "a")))
            {
                depth += line.StartsWith("<<<<<<<", StringComparison.Ordinal) ? 1 : 0;
                if (depth == 0)
                    resolved.Add(line);
                if (!line.StartsWith(">>>>>>>", StringComparison.Ordinal))
                    continue;
                depth--;
                resolved.Add(resolution.TrimEnd('\n'));
            }
            test.File("a", string.Join('\n', resolved) + "\n");
            test.Run("add", "-A");
            test.Run([.. s_record, "rerere"]);
            test.Run("commit", "-q", "--allow-empty", "-m", "picked");
        }
        test.Run("reset", "-q", "--hard");
        test.Run("switch", "-q", "--detach", "v1");
    }

    /// <summary>Whether git resolves the pick onto v2 by itself, and to what.</summary>
    private static bool ByGit(TestRepository test, string wanted, out string tree)
    {
        test.Run("switch", "-q", "--detach", "v2");
        Git.TryRun(test.Path, null, null, [.. s_record, "cherry-pick", "--allow-empty", wanted]);
        bool resolved = test.Run("ls-files", "-u").Length == 0;
        tree = resolved ? test.Line("write-tree") : "";
        return resolved;
    }

    private static string Cache(TestRepository test) => string.Join(
        '\n', Directory.GetFiles(Path.Combine(test.Path, ".git", "rr-cache"), "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal).Select(f => $"{f} {File.GetLastWriteTimeUtc(f):O} {File.ReadAllText(f)}"));

    private static CherryPickOptions Options(string commit, bool use) =>
        new() { Onto = "v2", Branch = "base", Commits = [commit], UseRerere = use, Committer = "C O Mitter <committer@example.com>" };
}
