using MaintainerTools.Engine.Equivalence;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.MergePlans;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Equivalence;

public class EquivalenceTesterTests
{
    private static readonly string s_thirty = string.Concat(Enumerable.Range(1, 30).Select(i => $"line {i}\n"));

    [Fact]
    public void Picks_of_every_upstream_change_are_equivalent()
    {
        using Story story = new();
        story.Pick(story.First);
        story.Pick(story.Second);
        ContentEquivalence result = story.Test();
        Assert.Equal(EquivalenceVerdict.Equivalent, result.Verdict);
        Assert.Equal(result.UpstreamTree, result.MergedTree);
        Assert.Equal(story.Git.Line("merge-tree", "--write-tree", "base", "main"), result.MergedTree);
        Each.Holds(result.Pick, p => Assert.Equal((PickGrade.Exact, "Marker"), (p.Grade, p.PairedBy)));
    }

    [Fact]
    public void A_pick_with_drifted_context_is_absorbed_and_says_so()
    {
        using Story story = new(driftedContext: true);
        story.Pick(story.Second);
        ContentEquivalence result = story.Test();
        PickedCommit pick = Assert.Single(result.Pick);
        Assert.Equal(PickGrade.ContextDrift, pick.Grade);
        Assert.Equal(EquivalenceVerdict.Equivalent, result.Verdict);
    }

    [Fact]
    public void A_pick_that_lost_a_hunk_is_absorbed_but_not_equivalent()
    {
        using Story story = new();
        string text = s_thirty.Replace("line 20\n", "line twenty\n", StringComparison.Ordinal);
        story.Git.File("a", text).Commit($"second\n\n(cherry picked from commit {story.Second})\n");
        story.Git.Run("branch", "-f", "base");
        ContentEquivalence result = story.Test();
        Assert.Equal(result.UpstreamTree, result.MergedTree);
        PickedCommit pick = Assert.Single(result.Pick);
        Assert.Equal(PickGrade.Partial, pick.Grade);
        Assert.Contains("1 of 2 hunks in a", pick.Reason, StringComparison.Ordinal);
        Assert.Equal(EquivalenceVerdict.CleanButDifferent, result.Verdict);
    }

    [Fact]
    public void A_foreign_line_is_found_and_only_it()
    {
        using Story story = new();
        story.Pick(story.First);
        story.Pick(story.Second);
        string text = System.IO.File.ReadAllText(System.IO.Path.Combine(story.Git.Path, "a"));
        story.Git.Commit("a", text.Replace("line 14\n", "line 14\nforeign\n", StringComparison.Ordinal), "sneaked in\n");
        story.Git.Run("branch", "-f", "base");
        ContentEquivalence result = story.Test();
        Assert.Equal(EquivalenceVerdict.CleanButDifferent, result.Verdict);
        PathEquivalence path = Assert.Single(result.Path, p => p.Verdict == PathEquivalenceVerdict.Foreign);
        Assert.Equal("a", path.Path);
        Assert.Equal("+15: foreign", Assert.Single(path.ForeignLine));
        Assert.Equal(PickGrade.Foreign, result.Pick[2].Grade);
    }

    [Fact]
    public void A_base_that_conflicts_names_the_paths()
    {
        using Story story = new();
        story.Git.Commit("a", s_thirty.Replace("line 3\n", "line drei\n", StringComparison.Ordinal), "other\n");
        story.Git.Run("branch", "-f", "base");
        ContentEquivalence result = story.Test();
        Assert.Equal(EquivalenceVerdict.Conflicting, result.Verdict);
        Assert.Equal(["a"], result.ConflictPath);
        Assert.Null(result.MergedTree);
    }

    [Fact]
    public void A_pick_without_marker_is_paired_by_patch_id_or_by_subject()
    {
        using Story story = new();
        story.Git.Run("cherry-pick", story.First);
        story.Git.Commit("a", s_thirty.Replace("line 3\n", "line three\n", StringComparison.Ordinal).Replace("line 20\n", "line zwanzig\n", StringComparison.Ordinal), "second\n");
        story.Git.Run("branch", "-f", "base");
        ContentEquivalence result = story.Test();
        Assert.Equal(["PatchId", "Subject"], result.Pick.Select(p => p.PairedBy));
        Assert.Equal(PickGrade.Exact, result.Pick[0].Grade);
        Assert.NotEqual(PickGrade.Exact, result.Pick[1].Grade);
    }

    [Fact]
    public void After_the_right_version_the_tip_is_clean_too()
    {
        using Story story = new();
        story.Pick(story.First);
        story.Pick(story.Second);
        string text = System.IO.File.ReadAllText(System.IO.Path.Combine(story.Git.Path, "a"));
        story.Git.Run("switch", "-q", "main");
        story.Git.Commit("a", text.Replace("line three\n", "line three, mended\n", StringComparison.Ordinal), "mend\n");
        using GitRepository repository = story.Git.Open();
        var history = CommitHistory.Open(repository);
        ContentEquivalence tip = new EquivalenceTester(new Workspace(repository)).Test(new EquivalenceOptions { Base = "base", Upstream = "main" });
        Assert.Equal(EquivalenceVerdict.Conflicting, tip.Verdict);
        ContentEquivalence version = new EquivalenceTester(new Workspace(repository))
            .Test(new EquivalenceOptions { Base = "base", Upstream = story.Second, Target = "main" });
        Assert.Equal((EquivalenceVerdict.Equivalent, 1), (version.Verdict, version.NaiveConflicts));
        MergePlan plan = new MergePlanner(new Workspace(repository)).Plan(new MergePlanOptions { Topic = "base", Upstream = "main" });
        Assert.Equal([story.Second, story.Git.Line("rev-parse", "main")], plan.Step.Select(s => s.Upstream));
        Assert.Equal((1, 0), (plan.NaiveConflicts, plan.RemainingConflicts));
        story.Git.Run("switch", "-q", "--detach", "base");
        foreach (MergeStep step in plan.Step)
        {
            story.Git.Run("merge", "-q", "--no-edit", "--no-ff", step.Upstream);
            Assert.Equal(step.Tree, story.Git.Line("rev-parse", "HEAD^{tree}"));
        }
    }

    [Fact]
    public void A_conflict_names_the_commits_of_both_sides()
    {
        using Story story = new();
        string other = story.Git.Commit("a", s_thirty.Replace("line 3\n", "line drei\n", StringComparison.Ordinal), "other\n");
        story.Git.Commit("b", "elsewhere\n", "elsewhere\n");
        story.Git.Run("branch", "-f", "base");
        PathEquivalence path = Assert.Single(story.Test().Path, p => p.Verdict == PathEquivalenceVerdict.Conflict);
        Assert.Equal("content", path.ConflictKind);
        Assert.Equal([other], path.BaseCommit);
        Assert.Equal([story.First, story.Second], path.UpstreamCommit);
    }

    [Fact]
    public void A_pick_with_another_subject_and_text_is_paired_by_the_closest_diff()
    {
        using Story story = new();
        story.Git.Commit("a", s_thirty.Replace("line 20\n", "line twenty\n", StringComparison.Ordinal).Replace("line 28\n", "line twentyeight!\n", StringComparison.Ordinal), "reworded\n");
        story.Git.Run("branch", "-f", "base");
        PickedCommit pick = Assert.Single(story.Test().Pick);
        Assert.Equal(("Diff", story.Second), (pick.PairedBy, pick.Source));
        Assert.Contains("75 %", pick.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_marker_that_names_nothing_is_said_and_the_pick_paired_otherwise()
    {
        using Story story = new();
        story.Git.Run("cherry-pick", "--no-commit", story.First);
        story.Git.Commit("first\n\n(cherry picked from commit 0123456789012345678901234567890123456789)\n");
        story.Git.Run("branch", "-f", "base");
        PickedCommit pick = Assert.Single(story.Test().Pick);
        Assert.Equal(("PatchId", PickGrade.Exact), (pick.PairedBy, pick.Grade));
        Assert.Contains("0123456789012345678901234567890123456789", pick.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_merge_driver_that_is_not_run_is_not_verified()
    {
        using Story story = new();
        story.Git.Commit("a", s_thirty.Replace("line 3\n", "line drei\n", StringComparison.Ordinal), "other\n");
        story.Git.Run("branch", "-f", "base");
        story.Git.Run("config", "merge.mine.driver", "true");
        System.IO.File.WriteAllText(System.IO.Path.Combine(story.Git.Path, ".git", "info", "attributes"), "a merge=mine\n");
        ContentEquivalence result = story.Test();
        Assert.Equal(EquivalenceVerdict.NotVerified, result.Verdict);
        Assert.Contains("mine", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_repositorys_own_merge_settings_count()
    {
        using Story story = new();
        story.Git.Commit("a", s_thirty.Replace("line 3\n", "line drei\n", StringComparison.Ordinal), "other\n");
        story.Git.Run("branch", "-f", "base");
        System.IO.File.WriteAllText(System.IO.Path.Combine(story.Git.Path, ".git", "info", "attributes"), "a merge=union\n");
        ContentEquivalence result = story.Test();
        Assert.Equal(story.Git.Line("merge-tree", "--write-tree", "base", "main"), result.MergedTree);
        using GitRepository repository = story.Git.Open();
        MergePlan plan = new MergePlanner(new Workspace(repository)).Plan(new MergePlanOptions { Topic = "base", Upstream = "main" });
        Assert.Equal((0, result.MergedTree), (plan.NaiveConflicts, plan.Step[^1].Tree));
    }

    [Fact]
    public void A_blob_that_a_partial_clone_lacks_is_not_verified()
    {
        using Story story = new();
        story.Git.Commit("a", s_thirty.Replace("line 3\n", "line drei\n", StringComparison.Ordinal), "other\n");
        story.Git.Run("branch", "-f", "base");
        string blob = story.Git.Line("rev-parse", "main:a");
        System.IO.File.Delete(System.IO.Path.Combine(story.Git.Path, ".git", "objects", blob[..2], blob[2..]));
        ContentEquivalence result = story.Test();
        Assert.Equal(EquivalenceVerdict.NotVerified, result.Verdict);
        Assert.Contains(blob, result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void History_that_a_shallow_clone_lacks_is_not_verified()
    {
        using Story story = new();
        story.Pick(story.First);
        story.Pick(story.Second);
        using var clone = new TestRepository(bare: true);
        clone.Run("fetch", "-q", "--depth=1", "file://" + story.Git.Path, "base:base", "main:main", "v1:v1");
        using GitRepository repository = clone.Open();
        ContentEquivalence result = new EquivalenceTester(new Workspace(repository))
            .Test(new EquivalenceOptions { Base = "base", Upstream = "main", Since = "v1" });
        Assert.Equal(EquivalenceVerdict.NotVerified, result.Verdict);
        Assert.Contains("shallow", result.Reason, StringComparison.Ordinal);
    }

    [UnixFact]
    public void Every_line_of_a_certificate_is_what_its_command_prints()
    {
        using Story story = new();
        story.Pick(story.First);
        story.Git.Commit("a", s_thirty.Replace("line 3\n", "line three\n", StringComparison.Ordinal).Replace("line 20\n", "line twenty\n", StringComparison.Ordinal), $"second\n\n(cherry picked from commit {story.Second})\n");
        story.Git.File("it's", "foreign\n").Commit("a", System.IO.File.ReadAllText(System.IO.Path.Combine(story.Git.Path, "a")).Replace("line 10\n", "line 10\nforeign\n", StringComparison.Ordinal), "sneaked in\n");
        story.Git.Run("branch", "-f", "base");
        AssertCertificate(story, story.Test(), 8);
        story.Git.Commit("a", s_thirty.Replace("line 3\n", "line drei\n", StringComparison.Ordinal), "other\n");
        story.Git.Run("branch", "-f", "base");
        using GitRepository repository = story.Git.Open();
        AssertCertificate(story, new EquivalenceTester(new Workspace(repository))
            .Test(new EquivalenceOptions { Base = "base", Upstream = "main", Target = "main" }), 7);
        AssertCertificate(story, new EquivalenceTester(new Workspace(repository))
            .Test(new EquivalenceOptions { Base = "base", Upstream = "main", Target = "main", Paths = ["a", "it's"] }), 6);
    }

    private static void AssertCertificate(Story story, ContentEquivalence result, int lines)
    {
        Assert.Equal(lines, result.Certificate.Length);
        foreach (CertificateLine line in result.Certificate)
        {
            string printed = story.Shell(line.Command);
            if (line.Output is null)
                Assert.Contains(" ! ", printed, StringComparison.Ordinal);
            else
                Assert.Equal((line.Command, line.Output), (line.Command, printed));
        }
    }

    /// <summary>main: v1, first (line 3), second (lines 20 and 28); base starts at v1.</summary>
    private sealed class Story : IDisposable
    {
        internal Story(bool driftedContext = false)
        {
            string text = s_thirty;
            Git.Commit("a", text, "v1\n");
            Git.Run("tag", "v1");
            text = text.Replace("line 3\n", "line three\n", StringComparison.Ordinal);
            if (driftedContext)
                text = text.Replace("line 18\n", "line eighteen\n", StringComparison.Ordinal);
            First = Git.Commit("a", text, "first\n");
            text = text.Replace("line 20\n", "line twenty\n", StringComparison.Ordinal).Replace("line 28\n", "line twentyeight\n", StringComparison.Ordinal);
            Second = Git.Commit("a", text, "second\n");
            Git.Run("switch", "-q", "-c", "work", "v1");
            Git.Run("branch", "base");
        }

        internal TestRepository Git { get; } = new();

        internal string First { get; }

        internal string Second { get; }

        internal void Pick(string sha)
        {
            Git.Run("cherry-pick", "-x", sha);
            Git.Run("branch", "-f", "base");
        }

        internal ContentEquivalence Test()
        {
            using GitRepository repository = Git.Open();
            return new EquivalenceTester(new Workspace(repository))
                .Test(new EquivalenceOptions { Base = "base", Upstream = "main" });
        }

        /// <summary>What a line for the shell prints here, without the last line's end.</summary>
        internal string Shell(string command)
        {
            var start = new System.Diagnostics.ProcessStartInfo("/bin/sh") { WorkingDirectory = Git.Path, RedirectStandardOutput = true };
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add(command);
            foreach ((string key, string value) in Support.Git.Hermetic)
                start.Environment[key] = value;
            using var process = System.Diagnostics.Process.Start(start)!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return output.TrimEnd('\n');
        }

        public void Dispose() => Git.Dispose();
    }
}
