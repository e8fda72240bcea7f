using System.Text;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Merging.Rerere;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Resolutions;
using MaintainerTools.Engine.Tests.Support;
using Xunit.Abstractions;

namespace MaintainerTools.Engine.Tests.Resolutions;

public class MergeResolutionTesterTests(ITestOutputHelper output)
{
    private static readonly string s_thirty = string.Concat(Enumerable.Range(1, 30).Select(i => $"line {i}\n"));

    [Fact]
    public void An_automatic_merge_has_nothing_made_by_hand()
    {
        using Fork fork = new();
        fork.Git.Commit("b", "other\n", "side\n");
        fork.Merge();
        MergeResolution result = Assert.Single(fork.Test());
        Assert.Equal((MergeResolutionVerdict.Automatic, MergeRerun.Same), (result.Verdict, result.Rerun));
        Assert.Equal(result.RecordedTree, result.AutomaticTree);
        Assert.Empty(result.Path);
    }

    [Fact]
    public void A_resolved_conflict_and_a_changed_path_are_told_apart()
    {
        using Fork fork = new();
        fork.Change("line 3", "line drei");
        fork.Merge(("a", Line(3, "line three and drei")), ("c", "slipped in\n"));
        MergeResolution result = Assert.Single(fork.Test());
        Assert.Equal(MergeResolutionVerdict.Changed, result.Verdict);
        Assert.Equal(["a"], result.ConflictPath);
        Assert.Equal(["c"], result.ChangedPath);
        Assert.Equal(["-line three", "-line drei", "+line three and drei"], result.Path[0].Line);
        Assert.Equal(("content", null), (result.Path[0].Kind, result.Path[1].Kind));
        Assert.Equal(["+slipped in"], result.Path[1].Line);
        Assert.Equal(MergeRerun.Conflict, result.Rerun);
    }

    [Fact]
    public void A_merge_that_took_one_tree_whole_says_so()
    {
        using Fork fork = new();
        fork.Git.Commit("b", "other\n", "side\n");
        fork.Git.Run("switch", "-q", "main");
        fork.Git.Run("merge", "-q", "-s", "ours", "--no-edit", "side");
        MergeResolution result = Assert.Single(fork.Test());
        Assert.Equal((MergeResolutionVerdict.Changed, MergeRerun.CleanButDifferent), (result.Verdict, result.Rerun));
        Assert.Equal(["b"], result.ChangedPath);
        Assert.Contains("parent 1", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_octopus_is_made_as_git_makes_it()
    {
        using Fork fork = new();
        fork.Git.Commit("b", "other\n", "side\n");
        fork.Git.Run("switch", "-q", "-c", "third", "v1");
        fork.Git.Commit("c", "third\n", "third\n");
        fork.Git.Run("switch", "-q", "main");
        fork.Git.Run("merge", "-q", "--no-edit", "side", "third");
        MergeResolution result = Assert.Single(fork.Test());
        Assert.Equal(3, result.Parent.Length);
        Assert.Equal(MergeResolutionVerdict.Automatic, result.Verdict);
        Assert.Null(result.Reproduce);
    }

    [Fact]
    public void An_octopus_that_git_would_not_make_is_not_verified()
    {
        using Fork fork = new();
        fork.Change("line 3", "line drei");
        fork.Git.Run("switch", "-q", "-c", "third", "v1");
        fork.Git.Commit("c", "third\n", "third\n");
        string tree = fork.Git.Line("rev-parse", "main^{tree}");
        string merge = fork.Git.Line("commit-tree", "-m", "by hand", "-p", "main", "-p", "side", "-p", "third", tree);
        fork.Git.Run("branch", "-f", "octopus", merge);
        MergeResolution result = Assert.Single(fork.Test(topic: "octopus"));
        Assert.Equal(MergeResolutionVerdict.NotVerified, result.Verdict);
        Assert.Contains("number 2 conflicts", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_merge_at_a_shallow_boundary_is_not_verified()
    {
        using Fork fork = new();
        fork.Git.Commit("b", "other\n", "side\n");
        fork.Merge();
        fork.Git.Commit("d", "on\n", "on\n");
        using var clone = new TestRepository(bare: true);
        clone.Run("fetch", "-q", "--depth=3", "file://" + fork.Git.Path, "main:main");
        using (GitRepository whole = clone.Open())
            Assert.Equal(MergeResolutionVerdict.NotVerified, Assert.Single(Test(whole, "main", "main~2")).Verdict);
        clone.Run("fetch", "-q", "--depth=2", "file://" + fork.Git.Path, "+main:main");
        using GitRepository repository = clone.Open();
        MergeResolution result = Assert.Single(new MergeResolutionTester(new Workspace(repository)).Test(
            new MergeResolutionOptions { Topic = "main", Since = clone.Line("commit-tree", "-m", "empty", Oid.EmptyTree.ToString()) }));
        Assert.Equal(MergeResolutionVerdict.NotVerified, result.Verdict);
        Assert.Contains("shallow", result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("line three and drei")]
    [InlineData("line three")]
    public void A_later_merge_that_takes_the_other_side_loses_the_resolution(string resolution)
    {
        using Fork fork = new();
        fork.Change("line 3", "line drei");
        string made = fork.Merge(("a", Line(3, resolution)));
        string lost = fork.MergeAgain(Line(3, "line tres"), Line(3, "line tres"));
        IReadOnlyList<MergeResolution> results = fork.Test();
        LostResolution loss = Assert.Single(results.Single(r => r.Commit == made).Lost);
        Assert.Equal(("a", lost, ResolutionLossKind.Merge), (loss.Path, loss.By, loss.Kind));
        Assert.Contains("+" + resolution, loss.Line);
        Assert.Empty(results.Single(r => r.Commit == lost).Lost);
    }

    [Fact]
    public void A_side_that_was_taken_and_that_the_other_branch_has_changed_since_is_no_loss()
    {
        using Fork fork = new();
        fork.Change("line 3", "line drei");
        string made = fork.Merge(("a", Line(3, "line drei")));
        // "other" has line drei from side, and goes on from there; it is taken whole.
        fork.Git.Run("switch", "-q", "-c", "other", "side");
        fork.Git.Commit("a", Line(3, "line drei, mended"), "mend\n");
        fork.Git.Run("switch", "-q", "main");
        fork.Git.Commit("a", Line(3, "line drei").Replace("line 4\n", "line four\n", StringComparison.Ordinal), "own\n");
        fork.Git.TryMerge("other");
        fork.Git.File("a", Line(3, "line drei, mended")).Commit("merge other\n");
        Assert.Empty(fork.Test().Single(r => r.Commit == made).Lost);
    }

    [Fact]
    public void A_resolution_that_a_later_merge_resolves_anew_is_not_lost()
    {
        using Fork fork = new();
        fork.Change("line 3", "line drei");
        string made = fork.Merge(("a", Line(3, "line three and drei")));
        fork.MergeAgain(Line(3, "line tres"), Line(3, "line three and drei and tres"));
        Assert.Empty(fork.Test().Single(r => r.Commit == made).Lost);
    }

    [Fact]
    public void A_later_commit_is_no_loss_nor_is_one_that_is_merged()
    {
        using Fork fork = new();
        fork.Change("line 3", "line drei");
        string made = fork.Merge(("a", Line(3, "line three and drei")));
        fork.Git.Run("switch", "-q", "-c", "later");
        fork.Git.Commit("a", Line(3, "line three at last"), "an ordinary change\n");
        fork.Git.Run("switch", "-q", "main");
        fork.Git.Commit("e", "on\n", "on\n");
        fork.Git.Run("merge", "-q", "--no-edit", "later");
        Assert.Empty(fork.Test().Single(r => r.Commit == made).Lost);
    }

    [Fact]
    public void A_resolution_that_came_back_is_not_lost()
    {
        using Fork fork = new();
        fork.Change("line 3", "line drei");
        string made = fork.Merge(("a", Line(3, "line three and drei")));
        fork.MergeAgain(Line(3, "line tres"), Line(3, "line tres"));
        fork.Git.Commit("a", Line(3, "line three and drei"), "put it back\n");
        Assert.Empty(fork.Test().Single(r => r.Commit == made).Lost);
    }

    [Fact]
    public void A_rewrite_that_drops_the_resolution_is_told_from_the_reflog()
    {
        using Fork fork = new();
        fork.Git.Run("config", "core.logAllRefUpdates", "true");
        fork.Change("line 28", "line achtundzwanzig");
        string made = fork.Merge(("c", "slipped in\n"));
        fork.Git.Commit("d", "on\n", "on\n");
        fork.Git.Run("rebase", "-q", "--rebase-merges", "--force-rebase", "v1");
        IReadOnlyList<MergeResolution> results = fork.Test();
        MergeResolution old = results.Single(r => r.Commit == made);
        Assert.True(old.IsRewritten);
        LostResolution loss = Assert.Single(old.Lost);
        Assert.Equal(("c", ResolutionLossKind.Rewrite), (loss.Path, loss.Kind));
        Assert.Equal(["+slipped in"], loss.Line);
        Assert.Contains("rebase", loss.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_id_of_a_conflict_is_that_of_rerere_and_its_cache_is_known()
    {
        using Fork fork = new();
        fork.Git.Run("config", "rerere.enabled", "true");
        fork.Git.Run("config", "rerere.autoUpdate", "false");
        fork.Change("line 3", "line drei");
        fork.Merge(("a", Line(3, "line three and drei")));
        string[] cached = [.. Directory.GetDirectories(System.IO.Path.Combine(fork.Git.Path, ".git", "rr-cache")).Select(d => System.IO.Path.GetFileName(d)!)];
        using GitRepository repository = fork.Git.Open();
        var history = CommitHistory.Open(repository);
        MergeResolution result = Assert.Single(Test(repository, "main", "v1"));
        var store = new ScratchStore(repository.Objects);
        MergeOutcome outcome = new MergeEngine(store).MergeCommits(history, Oid.Parse(result.Parent[0]), Oid.Parse(result.Parent[1]));
        TreeChange file = TreeDiff.Compute(store, Oid.EmptyTree, outcome.Tree).Single(c => c.Path == "a");
        Assert.Equal(Assert.Single(cached), ConflictHunks.Parse(store.ReadBlob(file.NewId), 7)!.Id);
        Assert.Equal((MergeRerun.Remembered, "resolved as in rr-cache"), (result.Rerun, result.RerunReason));
    }

    [Theory]
    [InlineData("a conflict-marker-size=12\n")]
    [InlineData("a conflict-marker-size=3\n")]
    public void Conflicts_with_markers_of_another_length_are_known_to_rerere(string attributes)
    {
        using Fork fork = new();
        fork.Git.Run("config", "rerere.enabled", "true");
        fork.Git.File(".git/info/attributes", attributes);
        fork.Change("line 3", "line drei");
        fork.Merge(("a", Line(3, "line three and drei")));
        MergeResolution result = Assert.Single(fork.Test());
        Assert.Equal((MergeRerun.Remembered, "resolved as in rr-cache"), (result.Rerun, result.RerunReason));
        Assert.Equal(["-line three", "-line drei", "+line three and drei"], Assert.Single(result.Path).Line);
    }

    [Fact]
    public void A_side_that_was_thrown_away_between_long_markers_is_lost()
    {
        using Fork fork = new();
        fork.Git.File(".git/info/attributes", "a conflict-marker-size=12\n");
        fork.Change("line 3", "line drei");
        fork.Merge(("a", Line(3, "line three and drei")));
        fork.MergeAgain(Line(3, "line trois"), Line(3, "line trois"));
        MergeResolution result = fork.Test()[0];
        Assert.Equal(["+line three and drei"], Assert.Single(result.Lost).Line);
    }

    [Fact]
    public void A_conflict_that_another_merge_resolved_is_remembered()
    {
        using Fork fork = new();
        fork.Change("line 3", "line drei");
        string first = fork.Merge(("a", Line(3, "line three and drei")));
        fork.Git.Run("switch", "-q", "-c", "again", first + "^1");
        fork.Git.Commit("f", "more\n", "more\n");
        fork.Git.TryMerge("side");
        string second = fork.Git.File("a", Line(3, "line three and drei")).Commit("again\n");
        MergeResolution result = fork.Test(topic: "again").Single(r => r.Commit == second);
        Assert.Equal(MergeRerun.Conflict, result.Rerun);
        fork.Git.Run("merge", "-q", "--no-edit", "-s", "ours", "main");
        result = fork.Test(topic: "again").Single(r => r.Commit == second);
        Assert.Equal(MergeRerun.Remembered, result.Rerun);
        Assert.Contains(first[..12], result.RerunReason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_tells_how_the_merge_would_not_have_conflicted()
    {
        using TestRepository git = new();
        git.Commit("a", s_thirty, "v1\n");
        git.Run("tag", "v1");
        git.Run("switch", "-q", "-c", "upstream");
        string change = git.Commit("a", Line(3, "line three"), "change\n");
        git.Commit("a", Line(3, "line three, mended"), "mend\n");
        git.Run("switch", "-q", "main");
        git.Run("cherry-pick", "-x", change);
        git.TryMerge("upstream");
        git.File("a", Line(3, "line three, mended")).Commit("merge\n");
        using GitRepository repository = git.Open();
        MergeResolution result = Assert.Single(new MergeResolutionTester(new Workspace(repository)).Test(
            new MergeResolutionOptions { Topic = "main", Since = "v1", TryPlans = true }));
        Assert.Equal(MergeRerun.Planned, result.Rerun);
        Assert.Contains(change[..12], result.RerunReason, StringComparison.Ordinal);
    }

    [Fact]
    public void Generated_merges_differ_in_the_paths_that_git_shows()
    {
        var random = new Random(20171218);
        using TestRepository git = new();
        git.Commit("keep", "kept\n", "v1\n");
        git.Run("tag", "v1");
        for (int i = 0; i < 12; i++)
        {
            string tip = git.Line("rev-parse", "HEAD");
            for (int f = 0; f < 4; f++)
                git.File($"f{f}", string.Concat(Enumerable.Range(0, 20).Select(n => $"{f} {n} {(random.Next(4) == 0 ? i : 0)}\n")));
            git.Commit("ours\n");
            git.Run("switch", "-q", "--detach", tip);
            for (int f = 0; f < 4; f++)
            {
                if (random.Next(6) > 0)
                    git.File($"f{f}", string.Concat(Enumerable.Range(0, 20).Select(n => $"{f} {n} {(random.Next(4) == 0 ? i + 100 : 0)}\n")));
            }
            string theirs = git.Commit("theirs\n");
            git.Run("switch", "-q", "main");
            git.TryMerge(theirs);
            if (random.Next(2) == 0)
                git.File($"f{random.Next(4)}", $"settled {i}\n");
            if (random.Next(3) == 0)
                git.Delete($"f{random.Next(4)}");
            git.Commit($"merge {i}\n");
        }
        using GitRepository repository = git.Open();
        CompareWithGit(git.Path, Test(repository, "main", "v1"));
    }

    [MirrorFact("git+git")]
    public void Recorded_merges_of_git_differ_in_the_paths_that_git_shows()
    {
        string path = Mirrors.Find("git+git")!;
        using GitRepository repository = Mirrors.Open(path);
        var results = new List<MergeResolution>();
        foreach ((string since, string topic) in (ReadOnlySpan<(string, string)>)[("v1.5.3", "v1.5.4"), ("v2.17.0", "v2.18.0")])
        {
            // git before 2.54 merges a few files otherwise.
            results.AddRange(new MergeResolutionTester(new Workspace(repository).With(settings => settings with { JoinedAgain = MergeComparison.GitIsCurrent }))
                .Test(new MergeResolutionOptions { Topic = topic, Since = since }));
        }
        foreach (IGrouping<MergeResolutionVerdict, MergeResolution> group in results.GroupBy(r => r.Verdict))
            output.WriteLine($"{group.Key}: {group.Count()}, lost {group.Count(r => r.Lost.Length > 0)}");
        foreach (MergeResolution lost in results.Where(r => r.Lost.Length > 0))
            output.WriteLine($"{lost.Commit} {lost.Subject}\n"
                + $"{string.Join('\n', lost.Lost.Select(l => $"    {l}\n        {string.Join("\n        ", l.Line)}"))}");
        // git needs a third of a second for each: all that were made by hand, and some of the others.
        var random = new Random();
        CompareWithGit(path, [.. results.Where(r => r.Path.Length > 0 || random.Next(20) == 0)]);
    }

    private static string Line(int number, string text) => s_thirty.Replace($"line {number}\n", text + "\n", StringComparison.Ordinal);

    private static IReadOnlyList<MergeResolution> Test(GitRepository repository, string topic, string since) =>
        new MergeResolutionTester(new Workspace(repository)).Test(new MergeResolutionOptions { Topic = topic, Since = since });

    /// <summary>
    /// git show --remerge-diff names the same paths, one process a merge: git 2.39 gives other answers for many merges in one. (It says nothing of a
    /// conflict whose resolution is what git left in the tree.)
    /// </summary>
    private static void CompareWithGit(string path, IReadOnlyList<MergeResolution> results)
    {
        using var clone = new TestRepository(bare: true);
        string objects = Directory.Exists(System.IO.Path.Combine(path, ".git")) ? System.IO.Path.Combine(path, ".git", "objects")
            : System.IO.Path.Combine(path, "objects");
        File.WriteAllText(System.IO.Path.Combine(clone.Path, "objects", "info", "alternates"), objects + "\n");
        var wrong = new List<string>();
        foreach (MergeResolution ours in results.Where(r => r.Parent.Length == 2))
        {
            // With several merge bases git show takes them in another order than git merge, whose answer counts.
            bool several = Git.Run(path, "merge-base", "--all", ours.Parent[0], ours.Parent[1]).Count(c => c == '\n') > 1;
            (int exit, byte[] said, string error) = several
                ? Git.TryRun(clone.Path, null, null, "diff-tree", "-r", "--no-renames", "--name-only", "-z",
                    MergeTree(ours.Parent[0], ours.Parent[1]), ours.RecordedTree)
                : Git.TryRun(path, null, null, "show", "--remerge-diff", "--no-renames", "--name-only", "-z", "--format=", ours.Commit);
            Assert.True(exit == 0, error);
            string[] paths = [.. Encoding.UTF8.GetString(said).Split('\0', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
            string[] differ = [.. ours.Path.Where(p => p.AutomaticBlob != p.RecordedBlob).Select(p => p.Path).Order(StringComparer.Ordinal)];
            if (!paths.SequenceEqual(differ))
                wrong.Add($"{ours.Commit}: git {string.Join(' ', paths)}; here {string.Join(' ', differ)}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));

        string MergeTree(string one, string two) =>
            Encoding.ASCII.GetString(Git.TryRun(clone.Path, null, null, "merge-tree", "--write-tree", "--allow-unrelated-histories", "--no-messages",
                "--name-only", one, two).Output)[..40];
    }

    /// <summary>main has changed line 3 and line 28 of "a" since v1; side starts there and is checked out.</summary>
    private sealed class Fork : IDisposable
    {
        internal Fork()
        {
            Git.Commit("a", s_thirty, "v1\n");
            Git.Run("tag", "v1");
            Git.Run("branch", "side");
            Git.Commit("a", Line(3, "line three"), "ours\n");
            Git.Run("switch", "-q", "side");
        }

        internal TestRepository Git { get; } = new();

        internal void Change(string from, string to) => Git.Commit("a", s_thirty.Replace(from + "\n", to + "\n", StringComparison.Ordinal), "theirs\n");

        /// <summary>Merges side into main, with these files.</summary>
        internal string Merge(params (string Path, string Content)[] files)
        {
            Git.Run("switch", "-q", "main");
            Git.TryMerge("side");
            foreach ((string path, string content) in files)
                Git.File(path, content);
            return Git.Commit("merge side\n");
        }

        /// <summary>A branch that starts before the merge changes "a" as it was on main, and is merged with a resolution.</summary>
        internal string MergeAgain(string theirs, string resolution)
        {
            Git.Run("switch", "-q", "-c", "other", "v1");
            Git.Commit("a", theirs, "other\n");
            Git.Run("switch", "-q", "main");
            Git.TryMerge("other");
            return Git.File("a", resolution).Commit("merge other\n");
        }

        internal IReadOnlyList<MergeResolution> Test(string topic = "main")
        {
            using GitRepository repository = Git.Open();
            return MergeResolutionTesterTests.Test(repository, topic, "v1");
        }

        public void Dispose() => Git.Dispose();
    }
}
