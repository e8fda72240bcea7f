using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Moves;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.SeriesMoves;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.SeriesMoves;

public class SeriesMoverTests
{
    private const string Numbers = "--format=%T %an %ae %ad %B";

    private static readonly string s_lines = string.Concat(Enumerable.Range(1, 40).Select(i => $"line {i}\n"));

    [Fact]
    public void A_series_has_the_trees_messages_and_authors_that_git_rebase_gives()
    {
        using var test = new TestRepository();
        Build(test);
        test.Run("branch", "by-git", "topic");
        test.Run("rebase", "-q", "--onto", "up", "base", "by-git");
        test.Run("switch", "-q", "--detach");
        string before = test.Line("rev-parse", "topic");
        using GitRepository repository = test.Open();
        PreparedSeriesMove move = new SeriesMover(new Workspace(repository)).Prepare(Options());
        Assert.Equal(SeriesMoveVerdict.Moved, move.Result.Verdict);
        Assert.Equal(before, test.Line("rev-parse", "topic"));
        move.Apply();
        Assert.Equal(test.Run("log", Numbers, "up..by-git"), test.Run("log", Numbers, "up..topic"));
        Assert.Equal([PickGrade.ContextDrift, PickGrade.Exact], move.Result.Commit.Cast<MovedCommit>().Select(c => c.Grade));
        Assert.Equal(PickGrade.ContextDrift, move.Result.WorstGrade);
        Assert.Equal(before, test.Line("rev-parse", move.Result.Backup!));
        test.Run("fsck", "--strict");

        TopicOperation made = Assert.Single(new TopicOperations(repository).List(), o => o.Command == "Move-TopicSeries");
        Assert.Equal(move.Result.Operation, made.Id);
        Assert.Equal("Undo-TopicOperation " + made.Id, move.Result.UndoCommand);
        Assert.Contains("Move-TopicSeries: 2 moved onto", test.Run("reflog", "topic"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_new_base_has_is_left_out_and_said()
    {
        using var test = new TestRepository();
        Build(test);
        test.Run("switch", "-q", "up");
        test.Run("cherry-pick", "topic~1", "topic");
        (string first, string second) = (test.Line("rev-parse", "HEAD~1"), test.Line("rev-parse", "HEAD"));
        test.Run("switch", "-q", "--detach");
        using GitRepository repository = test.Open();
        SeriesMove result = new SeriesMover(new Workspace(repository)).Prepare(Options()).Result;
        MovedCommit[] commits = [.. result.Commit.Cast<MovedCommit>()];
        // The first has other surroundings there, and so another patch-id.
        Assert.Equal([RewriteStatus.Emptied, RewriteStatus.LeftOut], commits.Select(c => c.Status));
        Assert.Equal([first, second], commits.Select(c => c.PresentAs));
        Assert.Contains("a:10", commits[0].Reason, StringComparison.Ordinal);
        Assert.Equal((0, 2), (result.Moved, result.LeftOut));
        Assert.All(commits, commit => Assert.Null(commit.New));
        Assert.Equal(second, result.NewTip);
    }

    [Fact]
    public void A_conflict_names_the_commits_of_both_bases_and_what_would_help()
    {
        using var test = new TestRepository();
        test.Commit("a", s_lines, "root");
        test.Run("branch", "old");
        string needed = test.Commit("a", s_lines.Replace("line 10\n", "line ten\n", StringComparison.Ordinal), "needed");
        test.Commit("b", "b\n", "more");
        test.Run("branch", "base");
        test.Run("switch", "-q", "-c", "topic");
        test.Commit("a", s_lines.Replace("line 10\n", "line TEN\n", StringComparison.Ordinal), "patch");
        test.Run("switch", "-q", "--detach");
        using (GitRepository repository = test.Open())
        {
            PreparedSeriesMove move = new SeriesMover(new Workspace(repository)).Prepare(Options(onto: "old"));
            MovedCommit stopped = Assert.IsType<MovedCommit>(Assert.Single(move.Result.Commit));
            Assert.True(move.IsStopped && move.IsNothing);
            Assert.Equal((SeriesMoveVerdict.Conflict, RewriteStatus.Conflict), (move.Result.Verdict, stopped.Status));
            Assert.Equal([needed], Assert.Single(stopped.Conflict).TouchedBy);
            Assert.Equal([needed], stopped.Prerequisite);
            Assert.StartsWith("Invoke-CherryPickBase -Onto old", stopped.NextCommand, StringComparison.Ordinal);
        }
        test.Run("switch", "-q", "old");
        string other = test.Commit("a", s_lines.Replace("line 10\n", "line X\n", StringComparison.Ordinal), "other");
        test.Run("switch", "-q", "--detach");
        using GitRepository again = test.Open();
        MovedCommit now = Assert.IsType<MovedCommit>(new SeriesMover(new Workspace(again)).Prepare(Options(onto: "old")).Result.Commit[0]);
        Assert.Equal([other], Assert.Single(now.Conflict).TouchedOnto);
        Assert.Empty(now.Prerequisite);
        Assert.Contains("-WorkTree", now.NextCommand, StringComparison.Ordinal);
    }

    [Fact]
    public void A_merge_keeps_what_was_made_by_hand_in_it()
    {
        using var test = new TestRepository();
        Build(test);
        test.Run("switch", "-q", "-c", "side", "base");
        test.Commit("a", s_lines.Replace("line 20\n", "line side\n", StringComparison.Ordinal), "side");
        test.Run("switch", "-q", "topic");
        test.Commit("a", s_lines.Replace("line 20\n", "line topic\n", StringComparison.Ordinal), "topic's");
        Assert.False(test.TryMerge("side"));
        test.File("a", s_lines.Replace("line 20\n", "line both\n", StringComparison.Ordinal)).File("c", "by hand\n").Commit("Merge side");
        test.Run("switch", "-q", "--detach");
        using GitRepository repository = test.Open();
        PreparedSeriesMove move = new SeriesMover(new Workspace(repository)).Prepare(Options());
        Assert.Equal(SeriesMoveVerdict.Moved, move.Result.Verdict);
        move.Apply();
        Assert.Contains("carried in a, c", Assert.IsType<MovedCommit>(move.Result.Commit[^1]).Reason, StringComparison.Ordinal);
        Assert.Contains("line both\n", test.Run("show", "topic:a"), StringComparison.Ordinal);
        Assert.DoesNotContain("<<<<", test.Run("show", "topic:a"), StringComparison.Ordinal);
        Assert.Equal("by hand\n", test.Run("show", "topic:c"));
        Assert.Equal("up", test.Run("show", "topic:u").TrimEnd());
        Assert.Equal(3, test.Line("rev-list", "--parents", "-1", "topic").Split(' ').Length);
    }

    /// <summary>
    /// A merge of a signed tag keeps it in the header mergetag; made again it does not, whether what it merges is another commit or the same.
    /// </summary>
    [Theory]
    [InlineData("base")]
    [InlineData("root")]
    public void The_signed_tag_of_a_merge_goes_where_git_lets_it_go(string from)
    {
        using var test = new TestRepository();
        test.Commit("r", "r\n", "root");
        test.Run("branch", "root");
        Build(test);
        test.Run("switch", "-q", "-c", "side", from);
        string merged = test.Commit("s", "s\n", "side");
        string text = $"object {merged}\ntype commit\ntag sig\ntagger T <t@example.com> 1700000000 +0000\n\n"
            + "signed\n-----BEGIN PGP SIGNATURE-----\n\nnone\n-----END PGP SIGNATURE-----\n";
        string tag = System.Text.Encoding.ASCII.GetString(
            Git.TryRun(test.Path, System.Text.Encoding.ASCII.GetBytes(text), null, "hash-object", "-t", "tag", "-w", "--stdin").Output).Trim();
        test.Run("update-ref", "refs/tags/sig", tag);
        test.Run("switch", "-q", "topic");
        test.Run("merge", "-q", "--no-ff", "--no-edit", "sig");
        Assert.Contains("mergetag", test.Run("cat-file", "-p", "topic"), StringComparison.Ordinal);
        test.Run("branch", "by-git", "topic");
        test.Run("rebase", "-q", "--rebase-merges", "--onto", "up", "base", "by-git");
        test.Run("switch", "-q", "--detach");
        using GitRepository repository = test.Open();
        PreparedSeriesMove move = new SeriesMover(new Workspace(repository)).Prepare(Options());
        move.Apply();
        Assert.Equal(test.Run("log", Numbers, "up..by-git"), test.Run("log", Numbers, "up..topic"));
        Assert.DoesNotContain("mergetag", test.Run("cat-file", "-p", "by-git"), StringComparison.Ordinal);
        Assert.DoesNotContain("mergetag", test.Run("cat-file", "-p", "topic"), StringComparison.Ordinal);
        Assert.Equal(from == "root", test.Line("rev-parse", "topic^2") == merged);
        Assert.Contains("signed tag", Assert.IsType<MovedCommit>(move.Result.Commit[^1]).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Branches_in_the_series_go_along_and_notes_are_kept()
    {
        using var test = new TestRepository();
        Build(test);
        test.Run("branch", "lower", "topic~1");
        test.Run("notes", "add", "-m", "seen by me", "topic~1");
        test.Run("switch", "-q", "--detach");
        using GitRepository repository = test.Open();
        PreparedSeriesMove move = new SeriesMover(new Workspace(repository)).Prepare(Options() with { UpdateRefs = true });
        Assert.Equal(["refs/heads/lower", "refs/notes/commits"], move.Result.UpdatedRef);
        move.Apply();
        Assert.Equal(test.Line("rev-parse", "topic~1"), test.Line("rev-parse", "lower"));
        Assert.Equal("seen by me\n", test.Run("notes", "show", "topic~1"));
    }

    [Fact]
    public void A_conflict_is_resolved_in_a_worktree_and_the_rest_goes_on()
    {
        using var test = new TestRepository();
        Build(test);
        test.Run("switch", "-q", "up");
        test.Commit("a", s_lines.Replace("line 10\n", "line X\n", StringComparison.Ordinal), "conflicting");
        test.Run("switch", "-q", "--detach");
        string folder = Directory.CreateTempSubdirectory("mt-move-").FullName;
        try
        {
            using GitRepository repository = test.Open();
            var workspace = new Workspace(repository);
            PreparedSeriesMove move = new SeriesMover(workspace).Prepare(Options());
            Assert.True(move.IsStopped);
            var left = SeriesMoveWorktree.Create(workspace, move, folder);
            Assert.Contains("UU a", Git.Run(folder, "status", "--porcelain"), StringComparison.Ordinal);
            Assert.Equal("IndexUnmerged", Assert.Throws<MaintainerException>(() => left.Continue(new Workspace(repository))).ErrorId);
            File.WriteAllText(Path.Combine(folder, "a"), s_lines.Replace("line 10\n", "line XI\n", StringComparison.Ordinal));
            Git.Run(folder, "add", "a");
            var next = new Workspace(repository);
            PreparedSeriesMove rest = left.Continue(next);
            Assert.False(rest.IsStopped);
            left.Apply(rest);
            Assert.False(Directory.Exists(folder));
            Assert.Contains("line XI\n", test.Run("show", "topic:a"), StringComparison.Ordinal);
            Assert.Equal(["second", "first"], test.Run("log", "--format=%s", "up..topic").TrimEnd().Split('\n'));
            Assert.Equal("A Author", test.Line("log", "-1", "--format=%an", "topic~1"));
        }
        finally
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, true);
        }
    }

    [Theory]
    [InlineData("topic", "topic", "up", "EmptySeries", "topic")]
    [InlineData("topic", "base", "topic~1", "OntoInSeries", "topic~1")]
    [InlineData("topic", "alone", "up", "NoCommonHistory", "alone")]
    [InlineData("nothing", "base", "up", "RevisionNotFound", "nothing")]
    public void Names_that_mean_no_move_are_errors(string topic, string since, string onto, string error, string target)
    {
        using var test = new TestRepository();
        Build(test);
        test.Run("switch", "-q", "--orphan", "alone");
        test.Commit("z", "z\n", "alone");
        using GitRepository repository = test.Open();
        MaintainerException thrown = Assert.Throws<MaintainerException>(() => new SeriesMover(new Workspace(repository)).Prepare(
            new SeriesMoveOptions { Topic = topic, Since = since, Onto = onto }));
        Assert.Equal((error, target), (thrown.ErrorId, thrown.Target));
    }

    [Fact]
    public void A_dirty_work_tree_is_refused_and_a_detached_topic_moves_nothing()
    {
        using var test = new TestRepository();
        Build(test);
        test.Run("switch", "-q", "topic");
        test.File("a", "changed\n");
        using (GitRepository repository = test.Open())
        {
            Assert.Equal("BranchCheckedOutDirty",
                Assert.Throws<MaintainerException>(() => new SeriesMover(new Workspace(repository)).Prepare(Options())).ErrorId);
        }
        string refs = test.Run("for-each-ref");
        using GitRepository again = test.Open();
        PreparedSeriesMove move = new SeriesMover(new Workspace(again)).Prepare(Options() with { Topic = test.Line("rev-parse", "topic") });
        Assert.True(move.IsNothing);
        Assert.Equal(2, move.Result.Moved);
        move.Apply();
        Assert.False(move.Result.Applied);
        Assert.Equal(refs, test.Run("for-each-ref"));
    }

    private static SeriesMoveOptions Options(string onto = "up") => new() { Topic = "topic", Since = "base", Onto = onto };

    /// <summary>base; topic has two commits on it; up has one that moves the first one's lines.</summary>
    private static void Build(TestRepository test)
    {
        test.Commit("a", s_lines, "root");
        test.Run("branch", "base");
        test.Run("switch", "-q", "-c", "topic");
        test.File("a", s_lines.Replace("line 10\n", "line ten\n", StringComparison.Ordinal)).Commit("first\n\nwith a body\n", "A Author <a@example.com>");
        test.Commit("b", "b\n", "second");
        test.Run("switch", "-q", "-c", "up", "base");
        test.File("u", "up\n").Commit("a", s_lines.Replace("line 13\n", "line thirteen\n", StringComparison.Ordinal), "upstream's");
        test.Run("switch", "-q", "--detach");
    }
}
