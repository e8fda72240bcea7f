using System.Globalization;
using System.Text;
using MaintainerTools.Engine.Backports;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Moves;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Backports;

public class BackportDecisionTests
{
    private const string Tag = "Cc: stable@example.org";
    private const string Notes = "maintainer-tools/backport";

    [Fact]
    public void What_was_decided_is_not_listed_again_and_brings_nothing_along_unless_it_was_taken()
    {
        using var test = new TestRepository();
        test.Commit("a", "1\n", "old");
        test.Run("branch", "stable");
        string denied = test.Commit("b", "1\n", $"denied\n\n{Tag}\n");
        test.Commit("b", "2\n", $"fix of denied\n\nFixes: {denied[..12]} (\"denied\")\n");
        string taken = test.Commit("c", "1\n", $"taken\n\n{Tag}\n");
        string ofTaken = test.Commit("c", "2\n", $"fix of taken\n\nFixes: {taken[..12]} (\"taken\")\n");
        string wanted = test.Commit("d", "1\n", "wanted though nobody asks");
        string ofWanted = test.Commit("d", "2\n", $"fix of wanted\n\nFixes: {wanted[..12]} (\"wanted\")\n");
        Decide(test, "stable", BackportDecisionKind.Denied, denied);
        Decide(test, "stable", BackportDecisionKind.Taken, taken, wanted);
        Decide(test, "main", BackportDecisionKind.Denied, ofTaken);
        Assert.Equal([ofTaken, ofWanted], Find(test, false).Select(c => c.Commit));
        Assert.Equal([(denied, BackportDecisionKind.Denied), (taken, BackportDecisionKind.Taken), (ofTaken, null), (ofWanted, null)],
            Find(test, true).Select(c => (c.Commit, c.Decision)));
        // What is decided anew counts.
        Decide(test, "stable", BackportDecisionKind.Taken, denied);
        Assert.Contains(Find(test, false), c => c.Subject == "fix of denied");
    }

    [Fact]
    public void Later_lasts_until_the_branch_has_had_its_next_release()
    {
        using var test = new TestRepository();
        test.Commit("a", "1\n", "old");
        test.Run("tag", "v1.0");
        test.Run("branch", "stable");
        string later = test.Commit("b", "1\n", $"later\n\n{Tag}\n");
        Decide(test, "stable", BackportDecisionKind.Later, later);
        Assert.Empty(Find(test, false));
        test.Run("checkout", "-q", "stable");
        test.File("c", "1\n").Run("add", "-A");
        var tomorrow = new Dictionary<string, string>
        { ["GIT_COMMITTER_DATE"] = DateTimeOffset.UtcNow.AddDays(1).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) };
        Assert.Equal(0, Git.TryRun(test.Path, null, tomorrow, "commit", "-q", "-m", "release").ExitCode);
        Assert.Empty(Find(test, false));
        test.Run("tag", "v1.0.1");
        BackportCandidate again = Assert.Single(Find(test, false));
        Assert.Equal((later, BackportDecisionKind.Later), (again.Commit, again.Decision!.Value));
    }

    [Theory]
    [InlineData("union")]
    [InlineData("cat_sort_uniq")]
    public void Decisions_of_two_clones_merge_as_git_merges_notes_and_the_later_one_counts_in_both(string strategy)
    {
        using var test = new TestRepository();
        string one = test.Commit("a", "1\n", "one");
        string two = test.Commit("a", "2\n", "two");
        test.Run("branch", "stable");
        Decide(test, "stable", BackportDecisionKind.Taken, one);
        string other = Path.Combine(test.Path, "..", Path.GetFileName(test.Path) + "-clone");
        try
        {
            test.Run("clone", "-q", test.Path, other);
            Git.Run(other, "fetch", "-q", "origin", $"refs/notes/{Notes}:refs/notes/{Notes}");
            Assert.Equal(BackportDecisionKind.Taken, DecisionIn(other, "origin/stable", one));
            Decide(test, "stable", BackportDecisionKind.Denied, one, two);
            // The branch's name is the same in every clone, and so is the winner, whoever merges.
            DecideIn(other, "origin/stable", BackportDecisionKind.NotNeeded, DateTimeOffset.UtcNow.AddHours(1), one);
            Git.Run(other, "fetch", "-q", "origin", $"refs/notes/{Notes}:refs/notes/theirs");
            Git.Run(other, "notes", "--ref=" + Notes, "merge", "-q", "-s", strategy, "refs/notes/theirs");
            Git.Run(other, "push", "-q", "origin", $"refs/notes/{Notes}:refs/notes/{Notes}");
            (string, string)[] places = [(other, "origin/stable"), (other, "stable"), (test.Path, "stable"), (test.Path, "refs/heads/stable")];
            foreach ((string path, string target) in places)
            {
                Assert.Equal(BackportDecisionKind.NotNeeded, DecisionIn(path, target, one));
                Assert.Equal(BackportDecisionKind.Denied, DecisionIn(path, target, two));
            }
            using GitRepository repository = test.Open();
            IReadOnlyList<BackportDecision> all = new BackportDecisions(new HistoryWorkspace(repository)).List([Oid.Parse(one)], null, null, all: true);
            Assert.Equal([BackportDecisionKind.Taken, BackportDecisionKind.Denied, BackportDecisionKind.NotNeeded], all.Select(d => d.Decision));
            Assert.Equal([true, true, false], all.Select(d => d.IsSuperseded));
        }
        finally
        {
            Directory.Delete(other, recursive: true);
        }
    }

    [Fact]
    public void Notes_are_read_in_the_folders_that_git_makes_and_what_is_written_git_reads()
    {
        using var test = new TestRepository();
        const string Line = "2020-01-02T03:04:05Z Denied stable (A <a@example.org>) because of it";
        string blob = test.File("line", Line + "\n").Line("hash-object", "-w", "line");
        string first = test.Commit("a", "1\n", "one");
        test.Run("branch", "stable");
        // Notes of ids that are no objects, as many as make git divide its tree, and one of a commit.
        IEnumerable<string> ids = Enumerable.Range(0, 800).Select(i => ScratchStore.Hash(ObjectType.Blob, BitConverter.GetBytes(i)).ToString()).Append(first);
        string stream = $"commit refs/notes/{Notes}\ncommitter A <a@example.org> 1 +0000\ndata 0\n"
            + string.Concat(ids.Select(id => $"M 100644 {blob} {id}\n"));
        Assert.Equal(0, Git.TryRun(test.Path, Encoding.UTF8.GetBytes(stream), null, "fast-import", "--quiet").ExitCode);
        test.Run("notes", "--ref=" + Notes, "append", "-m", "so that git divides it", test.Line("rev-parse", "stable"));
        Assert.Contains(" tree ", test.Run("ls-tree", "refs/notes/" + Notes));
        Assert.Equal(BackportDecisionKind.Denied, DecisionIn(test.Path, "stable", first));
        string second = test.Commit("a", "2\n", "two");
        Decide(test, "stable", BackportDecisionKind.Taken, first, second);
        Assert.Equal(802, test.Run("notes", "--ref=" + Notes, "list").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        string note = test.Run("notes", "--ref=" + Notes, "show", first);
        Assert.StartsWith(Line + "\n", note, StringComparison.Ordinal);
        Assert.Contains(" Taken stable (", note);
        Assert.Contains(" Taken stable (", test.Run("notes", "--ref=" + Notes, "show", second));
        // git writes the tree anew, and nothing is lost.
        test.Run("notes", "--ref=" + Notes, "append", "-m", "words of a person", second);
        Decide(test, "stable", BackportDecisionKind.Denied, second);
        Assert.Contains("words of a person", test.Run("notes", "--ref=" + Notes, "show", second));
        Assert.Equal(BackportDecisionKind.Denied, DecisionIn(test.Path, "stable", second));
        Assert.Equal(BackportDecisionKind.Taken, DecisionIn(test.Path, "stable", first));
    }

    [Fact]
    public void What_other_trees_say_in_messages_and_notes_is_a_decision_too_and_gives_way_to_ours()
    {
        using var test = new TestRepository();
        test.Commit("a", "1\n", "old");
        test.Run("branch", "stable");
        string omitted = test.Commit("b", "1\n", $"omitted\n\n{Tag}\n");
        string itself = test.Commit("c", "1\n", $"says it itself\n\nIgnore-Backport: too large\n{Tag}\n");
        string noted = test.Commit("d", "1\n", $"has a note\n\n{Tag}\n");
        string open = test.Commit("e", "1\n", $"open\n\n{Tag}\n");
        string elsewhere = test.Commit("f", "1\n", $"not for another branch\n\nIgnore-Backport: other\n{Tag}\n");
        test.Run("branch", "other");
        test.Run("notes", "--ref=bugs", "add", "-m", "Not-cherry-picked-because: nobody has it", noted);
        test.Run("checkout", "-q", "stable");
        test.Commit("g", "1\n", $"of its own\n\nOmitted-fix: {omitted[..12]} (\"omitted\")\n");
        Assert.Equal([open, elsewhere], Find(test, false).Select(c => c.Commit));
        Assert.Equal([omitted, itself, noted], Find(test, true).Where(c => c.Decision == BackportDecisionKind.Denied).Select(c => c.Commit));
        Decide(test, "stable", BackportDecisionKind.Taken, itself);
        Assert.Equal(BackportDecisionKind.Taken, Find(test, true).Single(c => c.Commit == itself).Decision);
        using GitRepository repository = test.Open();
        BackportDecision told = Assert.Single(new BackportDecisions(new HistoryWorkspace(repository)).List([Oid.Parse(omitted)], "stable", "main", all: false));
        Assert.StartsWith("Omitted-fix in ", told.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void A_decision_on_top_of_another_counts_though_its_clock_is_behind_and_is_undone_as_an_operation()
    {
        using var test = new TestRepository();
        string one = test.Commit("a", "1\n", "one");
        test.Run("branch", "stable");
        DecideIn(test.Path, "stable", BackportDecisionKind.Denied, DateTimeOffset.UtcNow.AddYears(1), one);
        Decide(test, "stable", BackportDecisionKind.Later, one);
        Decide(test, "stable", BackportDecisionKind.Taken, one);
        Assert.Equal(BackportDecisionKind.Taken, DecisionIn(test.Path, "stable", one));
        using GitRepository repository = test.Open();
        var operations = new TopicOperations(repository);
        operations.Undo(operations.PlanUndo(operations.Find(null)), false, SilentMonitor.Instance);
        Assert.Equal(BackportDecisionKind.Later, DecisionIn(test.Path, "stable", one));
        var unnamed = new DecisionOptions { Decided = [(Oid.Parse(one), one)], Kind = BackportDecisionKind.Taken };
        var error = Assert.Throws<MaintainerException>(() => new DecisionRecorder(new Workspace(repository)).Prepare(unnamed));
        Assert.Equal("TargetWithoutName", error.ErrorId);
    }

    [Fact]
    public void Of_two_made_at_once_in_one_repository_none_is_lost()
    {
        using var test = new TestRepository();
        string one = test.Commit("a", "1\n", "one");
        test.Run("branch", "stable");
        using GitRepository first = test.Open();
        using GitRepository second = test.Open();
        var recorder = new DecisionRecorder(new Workspace(first));
        PreparedDecisions prepared = recorder.Prepare(Options("stable", BackportDecisionKind.Denied, [one]));
        var other = new DecisionRecorder(new Workspace(second));
        other.Apply(other.Prepare(Options("main", BackportDecisionKind.Taken, [one])));
        recorder.Apply(prepared);
        Assert.Equal(BackportDecisionKind.Denied, DecisionIn(test.Path, "stable", one));
        Assert.Equal(BackportDecisionKind.Taken, DecisionIn(test.Path, "main", one));
        Parallel.For(0, 40, i => DecideIn(test.Path, i % 2 == 0 ? "stable" : "main", BackportDecisionKind.Later, null, one));
        Assert.Equal(42, test.Run("notes", "--ref=" + Notes, "show", one).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private static DecisionOptions Options(string target, BackportDecisionKind kind, string[] commits, DateTimeOffset? when = null) => new()
    {
        Decided = [.. commits.Select(c => (Oid.Parse(c), target))],
        Kind = kind,
        Because = "a reason\nof two lines",
        Committer = PersonLine.Create("C O Mitter", "c@example.org", (when ?? DateTimeOffset.UtcNow).ToUnixTimeSeconds(), 0),
    };

    private static void Decide(TestRepository test, string target, BackportDecisionKind kind, params string[] commits) =>
        DecideIn(test.Path, target, kind, null, commits);

    private static void DecideIn(string path, string target, BackportDecisionKind kind, DateTimeOffset? when, params string[] commits)
    {
        using var repository = GitRepository.Open(path, path);
        var recorder = new DecisionRecorder(new Workspace(repository));
        recorder.Apply(recorder.Prepare(Options(target, kind, commits, when)));
    }

    private static BackportDecisionKind? DecisionIn(string path, string target, string commit)
    {
        using var repository = GitRepository.Open(path, path);
        return new BackportDecisions(new HistoryWorkspace(repository)).Find(Oid.Parse(commit), target)?.Decision;
    }

    private static IReadOnlyList<BackportCandidate> Find(TestRepository test, bool includeDecided)
    {
        using GitRepository repository = test.Open();
        return new BackportCandidateFinder(new HistoryWorkspace(repository))
            .Find(new() { Target = "stable", Upstream = "main", IncludeDecided = includeDecided });
    }
}
