using MaintainerTools.Engine.Backports;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Backports;

public class BackportCandidateFinderTests
{
    private const string Tag = "Cc: stable@example.org";

    [Fact]
    public void Tags_fixes_followups_reverts_and_declared_prerequisites_are_listed_in_upstreams_order_with_their_causes()
    {
        using var test = new TestRepository();
        string old = test.Commit("a", "1\n", "net: old");
        test.Run("tag", "v5.4");
        test.Run("branch", "stable");
        string newer = test.Commit("b", "1\n", "net: newer");
        string first = test.Commit("c", "1\n", "net: helper");
        string tagged = test.Commit("d", "1\n", $"net: tagged\n\n{Tag}\n");
        string tooNew = test.Commit("d", "2\n", $"net: for later ones\n\n{Tag} # 5.10+\n");
        string fix = test.Commit("a", "2\n", $"net: fix old\n\nFixes: {old[..12]} (\"net: old\")\n");
        test.Commit("b", "2\n", $"net: fix newer\n\nFixes: {newer[..12]} (\"net: newer\")\n{Tag}\n");
        string followUp = test.Commit("a", "3\n", $"net: fix the fix\n\nFixes: {fix[..12]} (\"net: fix old\")\n");
        string needy = test.Commit("e", "1\n", $"net: needy\n\n{Tag} # 5.4: {first[..12]}: net: helper\n{Tag} # 5.4\n");
        string forward = test.Commit("f", "1\n", $"net: on\n\nFollow-up for {needy}.\n");
        string revert = test.Commit("a", "2\n", $"Revert \"net: fix the fix\"\n\nThis reverts commit {followUp}.\n");
        test.Commit("g", "1\n", "net: nothing of the kind");
        IReadOnlyList<BackportCandidate> found = Find(test, new() { Target = "stable", Upstream = "main" });
        Assert.Equal(
            [(first, "Declared", needy), (tagged, "Tagged", ""), (fix, "Fixes", old), (followUp, "FollowUp", fix), (needy, "Tagged", ""),
                (forward, "FollowUp", needy), (revert, "Revert", followUp)],
            found.Select(c => (c.Commit, string.Join(", ", c.Reason), string.Join(' ', c.Cause.Select(cause => cause.Commit)))));
        Assert.DoesNotContain(found, c => c.Commit == tooNew);
        Assert.Equal(old, found[2].Cause[0].As);
        Assert.Null(found[3].Cause[0].As);
        Assert.Equal(revert, found[3].TakenBackBy);
        Assert.All(found.Where(c => c.Commit != followUp), c => Assert.Null(c.TakenBackBy));
    }

    [Theory]
    [InlineData("Depends-on: <20240101090000.77-1-a@example.org>", 1)]
    [InlineData("prerequisite-message-id: 20240101090000.77-1-a@example.org", 1)]
    [InlineData("Depends-on: https://lore.example.org/dev/20240101090000.77-1-a@example.org/", 1)]
    // A cover letter is no commit's: all of its series.
    [InlineData("Based-on: <20240101090000.77-0-a@example.org>", 2)]
    [InlineData("Based-on: what a@example.org said", 0)]
    [InlineData("Depends-on: <unknown@example.org>", 0)]
    public void What_a_commit_says_to_depend_on_by_its_mail_goes_first(string line, int expected)
    {
        using var test = new TestRepository();
        test.Commit("a", "1\n", "root");
        test.Run("branch", "stable");
        string[] series =
        [
            test.Commit("b", "1\n", "one\n\nLink: https://lore.example.org/dev/20240101090000.77-1-a@example.org/\n"),
            test.Commit("c", "1\n", "two\n\nMessage-ID: <20240101090000.77-2-a@example.org>\n"),
        ];
        string needy = test.Commit("d", "1\n", $"needy\n\n{line}\n{Tag}\n");
        IReadOnlyList<BackportCandidate> found = Find(test, new() { Target = "stable", Upstream = "main" });
        Assert.Equal([.. series.Take(expected), needy], found.Select(c => c.Commit));
        Assert.All(found.SkipLast(1), c => Assert.Equal("Declared", string.Join(", ", c.Reason)));
    }

    [Fact]
    public void The_cycle_begins_behind_what_was_taken_last_and_what_is_there_is_not_listed()
    {
        using var test = new TestRepository();
        string old = test.Commit("a", "1\n", "old");
        test.Run("branch", "stable");
        test.Commit("b", "1\n", $"passed over\n\n{Tag}\n");
        string taken = test.Commit("c", "1\n", $"taken\n\n{Tag}\n");
        string unmarked = test.Commit("d", "1\n2\n", $"taken without a word\n\n{Tag}\n");
        string open = test.Commit("e", "1\n", $"open\n\n{Tag}\n");
        string ofTaken = test.Commit("c", "2\n", $"fix of taken\n\nFixes: {taken[..12]} (\"taken\")\n");
        test.Run("checkout", "-q", "stable");
        string pick = test.Commit("c", "1\n", $"taken\n\n[ upstream commit {taken} ]\n");
        test.Commit("d", "1\n2\n", "another name");
        IReadOnlyList<BackportCandidate> found = Find(test, new() { Target = "stable", Upstream = "main" });
        Assert.Equal([open, ofTaken], found.Select(c => c.Commit));
        Assert.DoesNotContain(found, c => c.Commit == unmarked);
        Assert.Equal([BackportReason.Fixes, BackportReason.FollowUp], found[1].Reason);
        Assert.Equal((taken, pick), Assert.Single(found[1].Cause) is var cause ? (cause.Commit, cause.As) : default);
        // From an earlier commit on, what was passed over is a candidate again.
        Assert.Equal(["passed over", "open", "fix of taken"], Find(test, new() { Target = "stable", Upstream = "main", Since = old }).Select(c => c.Subject));
    }

    [Fact]
    public void A_pick_far_ahead_of_the_others_is_not_where_the_branch_last_took_from()
    {
        using var test = new TestRepository();
        const int All = 700;
        var import = new FastImport();
        int start = import.Commit("refs/heads/main", "start", 1_500_000_000, [], [("a", "100644", "1\n")]);
        int last = start;
        for (int i = 0; i < All; i++)
            last = import.Commit("refs/heads/main", $"change {i}\n\n{(i % 10 == 0 ? Tag : "x")}\n", 1_500_000_100 + i, [last], []);
        import.Reference("refs/heads/stable", start);
        Oid[] shas = [.. import.Write(test).Skip(2)];
        test.Run("checkout", "-q", "stable");
        foreach (int i in Enumerable.Range(0, 25).Select(i => i * 10).Append(650))
            test.CommitIndex($"change {i}\n\n(cherry picked from commit {shas[i]})\n");
        IReadOnlyList<BackportCandidate> found = Find(test, new() { Target = "stable", Upstream = "main" });
        Assert.Equal(Enumerable.Range(25, 45).Where(i => i != 65).Select(i => shas[i * 10].ToString()), found.Select(c => c.Commit));
    }

    [Fact]
    public void Fixes_without_a_tag_are_left_out_where_the_branch_never_took_such_and_told_and_listed_when_asked_for()
    {
        using var test = new TestRepository();
        string old = test.Commit("a", "1\n", "old");
        test.Run("branch", "stable");
        string[] passed = [.. Enumerable.Range(0, 8).Select(i => test.CommitIndex($"passed {i}\n\nFixes: {old[..12]} (\"old\")\n"))];
        string taken = test.CommitIndex($"taken\n\nFixes: {old[..12]} (\"old\")\n{Tag}\n");
        string untagged = test.CommitIndex($"untagged\n\nFixes: {old[..12]} (\"old\")\n");
        string tagged = test.CommitIndex($"tagged\n\nFixes: {old[..12]} (\"old\")\n{Tag}\n");
        string ofTaken = test.CommitIndex($"of taken\n\nFixes: {taken[..12]} (\"taken\")\n");
        test.Run("checkout", "-q", "stable");
        test.CommitIndex($"taken\n\n(cherry picked from commit {taken})\n");
        var monitor = new Listener();
        Assert.Equal([tagged, ofTaken], Find(test, new() { Target = "stable", Upstream = "main" }, monitor).Select(c => c.Commit));
        Assert.Contains("of 8 such fixes before, stable took 0", Assert.Single(monitor.Warnings), StringComparison.Ordinal);
        Assert.Equal([untagged, tagged, ofTaken],
            Find(test, new() { Target = "stable", Upstream = "main", IncludeUntagged = true }).Select(c => c.Commit));
        // Had it taken half of them, they would be listed.
        foreach (string sha in passed[..4])
            test.CommitIndex($"x\n\n(cherry picked from commit {sha})\n");
        Assert.Equal([untagged, tagged, ofTaken], Find(test, new() { Target = "stable", Upstream = "main" }, monitor).Select(c => c.Commit));
        Assert.Single(monitor.Warnings);
    }

    [Fact]
    public void Patterns_of_ones_own_and_paths_choose()
    {
        using var test = new TestRepository();
        test.Commit("a", "1\n", "old");
        test.Run("branch", "stable");
        string own = test.Commit("lib/a", "1\n", "own\n\nTake-this: yes, on 2.x\n");
        string usual = test.Commit("doc/b", "1\n", $"usual\n\nCc: <stable@example.org>\n");
        string both = test.File("doc/c", "1\n").Commit("lib/c", "1\n", $"both\n\n{Tag}\n");
        Assert.Equal([own], Find(test, new() { Target = "stable", Upstream = "main", Trailer = ["take-this: yes*"] }).Select(c => c.Commit));
        Assert.Equal([usual, both], Find(test, new() { Target = "stable", Upstream = "main", Trailer = ["Cc: stable*"] }).Select(c => c.Commit));
        Assert.Equal([both], Find(test, new() { Target = "stable", Upstream = "main", PathSpec = ["lib"] }).Select(c => c.Commit));
        Assert.Equal([both], Find(test, new() { Target = "stable", Upstream = "main", ExcludePath = ["doc"] }).Select(c => c.Commit));
    }

    [Fact]
    public void A_series_is_told_by_its_mails_or_by_the_merge_that_brought_it()
    {
        using var test = new TestRepository();
        test.Commit("a", "1\n", "old");
        test.Run("branch", "stable");
        test.Run("checkout", "-q", "-b", "topic");
        test.Commit("b", "1\n", $"one\n\n{Tag}\n");
        test.Commit("b", "2\n", $"two\n\n{Tag}\n");
        test.Run("checkout", "-q", "main");
        test.Commit("c", "1\n", $"mailed\n\n{Tag}\nLink: https://lore.kernel.org/r/20240101123456.12345-3-me@example.com\n");
        test.TryMerge("topic");
        test.CommitIndex("Merge pull request #12 from x/topic\n\nWhat it is about.\n");
        Assert.Equal(
            [("one", "Merge pull request #12 from x/topic"), ("two", "Merge pull request #12 from x/topic"),
                ("mailed", "20240101123456.12345-me@example.com")],
            Find(test, new() { Target = "stable", Upstream = "main" }).OrderBy(c => c.AuthorDate).Select(c => (c.Subject, c.Series!)));
    }

    [MirrorTheory(cases: true)]
    [MirrorData("DPDK+dpdk", "v23.11.1", "v23.11.2", "v24.03", "v24.07", 95, 99)]
    [MirrorData("DPDK+dpdk", "v22.11.4", "v22.11.5", "v23.11", "v24.03", 90, 95)]
    public void What_stable_keepers_took_is_what_is_listed(string mirror, string from, string to, string since, string upstream, int precision, int recall)
    {
        using GitRepository repository = Mirrors.Open(Mirrors.Find(mirror)!);
        HashSet<string> taken =
            [.. Mirrors.Rows("next-release.tsv", "DPDK+dpdk").Where(row => row["from"] == from && row["to"] == to).Select(row => row["upstream_commit"])];
        foreach (string? start in new[] { since, null })
        {
            IReadOnlyList<BackportCandidate> found = new BackportCandidateFinder(new Workspace(repository))
                .Find(new() { Target = from, Upstream = upstream, Since = start });
            int right = found.Count(c => taken.Contains(c.Commit));
            Assert.True(100.0 * right / found.Count >= precision, $"{right} of {found.Count} listed were taken");
            Assert.True(100.0 * right / taken.Count >= recall, $"{right} of {taken.Count} taken were listed");
        }
    }

    private static IReadOnlyList<BackportCandidate> Find(TestRepository test, BackportCandidateOptions options, IOperationMonitor? monitor = null)
    {
        using GitRepository repository = test.Open();
        return new BackportCandidateFinder(new HistoryWorkspace(repository, monitor)).Find(options);
    }

    private sealed class Listener : IOperationMonitor
    {
        public List<string> Warnings { get; } = [];

        public CancellationToken Cancellation => CancellationToken.None;

        public void Report(string activity, long done, long total, string? current = null)
        {
        }

        public void Warn(string message) => Warnings.Add(message);
    }
}
