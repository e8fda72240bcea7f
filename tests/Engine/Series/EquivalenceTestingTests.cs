using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Series;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Series;

public class EquivalenceTestingTests
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
        Assert.All(result.Pick, p => Assert.Equal((PickGrade.Exact, "Marker"), (p.Grade, p.PairedBy)));
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
            return new EquivalenceTesting(repository, CommitHistory.Open(repository))
                .Test(new EquivalenceOptions { Base = "base", Upstream = "main" }, SilentMonitor.Instance);
        }

        public void Dispose() => Git.Dispose();
    }
}
