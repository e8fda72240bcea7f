using MaintainerTools.Engine.Foldup;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.RangeDiff;
using MaintainerTools.Engine.Reviews;
using MaintainerTools.Engine.Tests.Foldup;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Reviews;

/// <summary>A whole archive of a series under review: patches of two versions, and the answers.</summary>
public class ThreadTests(MailThreadFixture thread) : IClassFixture<MailThreadFixture>
{
    private IReadOnlyList<ReviewItem> Import(string path)
    {
        using GitRepository repository = thread.Repository.Open();
        return new ReviewImport(new Workspace(repository)).Import(new ReviewImportRequest { Files = [path], Topic = "topic", Since = thread.Since });
    }

    private FoldupPlan Plan(string? credit = null)
    {
        using GitRepository repository = thread.Repository.Open();
        return new FoldupPlanner(new Workspace(repository))
            .Plan(new FoldupPlanRequest { Topic = "topic", Since = thread.Since, Review = Import(thread.Mbox), CreditTrailer = credit });
    }

    [Fact]
    public void The_patches_are_no_remarks_and_each_answer_is_bound_to_the_patch_that_it_answers()
    {
        Assert.Equal(60, thread.Count);
        IReadOnlyList<ReviewItem> items = Import(thread.Mbox);
        HashSet<string> posted = [.. Enumerable.Range(0, MailThreadFixture.Patches + 1).SelectMany(i => new[] { thread.IdOf(1, i), thread.IdOf(2, i) })];
        Assert.DoesNotContain(items, i => i.MessageId is { } id && posted.Contains(id));
        Assert.Equal(34, items.Select(i => i.MessageId).Distinct().Count());
        foreach (ReviewItem item in items.Where(i => !i.MailSubject.Contains(" 00/12]", StringComparison.Ordinal)))
            Assert.EndsWith(item.CommitSubject!, item.MailSubject, StringComparison.Ordinal);
        // A Maildir of the same mails is the same archive.
        Assert.Equal(items.Select(i => (i.MessageId, i.Kind, i.Commit, i.Text)).Order(),
            Import(thread.Maildir).Select(i => (i.MessageId, i.Kind, i.Commit, i.Text)).Order());
    }

    [Fact]
    public void What_was_read_without_a_series_is_bound_when_a_plan_is_made()
    {
        using GitRepository repository = thread.Repository.Open();
        var workspace = new Workspace(repository);
        IReadOnlyList<ReviewItem> unbound = new ReviewImport(workspace).Import(new ReviewImportRequest { Files = [thread.Mbox] });
        Assert.All(unbound, i => Assert.Null(i.Commit));
        FoldupPlan plan = new FoldupPlanner(workspace).Plan(new FoldupPlanRequest { Topic = "topic", Since = thread.Since, Review = unbound });
        FoldupPlan bound = Plan();
        Assert.Equal(bound.Review.Select(Row), plan.Review.Where(i => !IsOfSeries(i)).Select(Row));
        Assert.Equal(24, plan.Review.Count(IsOfSeries));
        Assert.Equal(bound.Item.Select(i => (i.Target, i.File, i.Hunk, i.NewMessage)), plan.Item.Select(i => (i.Target, i.File, i.Hunk, i.NewMessage)));
        Assert.Equal(bound.Proposal.Select(p => (p.Commit, p.Diff, p.Confidence)), plan.Proposal.Select(p => (p.Commit, p.Diff, p.Confidence)));
        Assert.All(unbound, i => Assert.Null(i.Commit));

        // Some of them, and one that somebody bound himself.
        ReviewItem own = unbound.First(i => i.Kind == ReviewKind.Note);
        (own.Commit, own.Reason) = (plan.Review.Last(r => r.Commit is not null).Commit, "by hand");
        FoldupPlan some = new FoldupPlanner(workspace).Plan(new FoldupPlanRequest
        {
            Topic = "topic",
            Since = thread.Since,
            Review = [own, .. unbound.Where(i => i.Kind == ReviewKind.Trailer)],
        });
        Assert.Equal("by hand", some.Review[0].Reason);
        Assert.Equal(bound.Review.Where(r => r.Kind == ReviewKind.Trailer).Select(Row), some.Review.Skip(1).Select(Row));

        static bool IsOfSeries(ReviewItem i) => i.Outcome!.EndsWith("it is not folded in again", StringComparison.Ordinal)
            || i.Outcome.StartsWith("open: it is another version of", StringComparison.Ordinal);

        static string Row(ReviewItem i) => string.Join('|', i.MessageId, i.Kind, i.Commit, i.File, i.Line, i.Function, i.Target, i.Reason, i.TargetReason,
            string.Join(',', i.TrailerTarget), string.Join('/', i.Removed), i.Doubt, i.Text, i.Outcome, i.IsSettled);
    }

    [Fact]
    public void Trailers_and_diffs_of_the_answers_go_into_the_commits_and_nothing_else_changes()
    {
        TestRepository test = thread.Repository;
        test.Run("checkout", "-q", "-B", "applied", "topic");
        foreach (string diff in new[] { MailThreadFixture.Diff(2, "same", "more"), MailThreadFixture.Diff(5, "same", "5: café") })
            Assert.Equal(0, Git.TryRun(test.Path, System.Text.Encoding.UTF8.GetBytes(diff), null, "apply", "--index", "-").ExitCode);
        string tree = test.Line("write-tree");
        test.Run("reset", "-q", "--hard");
        test.Run("checkout", "-q", "topic");
        string before = test.Line("rev-parse", "topic");

        FoldupPlan plan = Plan("Co-developed-by");
        ReviewItem open = Assert.Single(plan.Review, i => i.Kind == ReviewKind.Patch && !i.IsSettled);
        Assert.Contains("hunk 1 does not fit anywhere", open.Outcome, StringComparison.Ordinal);
        ILookup<string, ReviewItem> trailers = plan.Review.Where(i => i.Kind == ReviewKind.Trailer && i.Outcome!.Contains("open: ", StringComparison.Ordinal))
            .ToLookup(i => i.Text);
        Assert.Equal(["Acked-by: Bob Builder <bob@example.com>", "Reviewed-by: Bob Builder <bob@example.com>", "Reviewed-by: Rita Reviewer "
            + "<rita@example.com>"], trailers.Select(t => t.Key).Order(StringComparer.Ordinal));
        Assert.Contains("it was given to v1, and 2 patches changed since",
            Assert.Single(trailers["Acked-by: Bob Builder <bob@example.com>"]).Outcome, StringComparison.Ordinal);
        Assert.Equal("open: it was given to v1, and the patch has changed since",
            Assert.Single(trailers["Reviewed-by: Bob Builder <bob@example.com>"]).Outcome);
        Assert.StartsWith("open: it names Rita Reviewer, and the mail is from Tom Tester",
            Assert.Single(trailers["Reviewed-by: Rita Reviewer <rita@example.com>"]).Outcome, StringComparison.Ordinal);

        FoldupRewriterTests.Invoke(test, plan);
        Assert.Equal(tree, test.Line("rev-parse", "topic^{tree}"));
        for (int i = 1; i <= MailThreadFixture.Patches; i++)
        {
            List<string> expected = [];
            if (i == 10)
                expected.Add("Reported-by: Bob Builder <bob@example.com>");
            if (i == 2)
                expected.AddRange(["Co-developed-by: Someone Else <else@example.com>", "Signed-off-by: Someone Else <else@example.com>"]);
            if (i == 5)
                expected.Add("Co-developed-by: Tom Tester <tom@example.com>");
            expected.Add("Signed-off-by: A U Thor <author@example.com>");
            expected.Add("Tested-by: Tom Tester <tom@example.com> # arm64");
            // Those of one kind in the order of the mails.
            expected.AddRange(i == 4 ? ["Reviewed-by: Bob Builder <bob@example.com>"] : []);
            expected.AddRange(i is <= 5 or 8 ? ["Reviewed-by: Rita Reviewer <rita@example.com>"] : []);
            expected.AddRange(i is 3 or 7 ? [] : ["Acked-by: Bob Builder <bob@example.com>"]);
            expected.AddRange(i == 8 ? ["Link: https://example.com/r/8"] : []);
            string commit = test.Line("rev-list", "-1", $"--grep=^part{i}: ", "topic");
            Assert.Equal(expected, test.Run("log", "-1", "--format=%(trailers:only,unfold)", commit).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        test.Run("update-ref", "refs/heads/topic", before);
        test.Run("reset", "-q", "--hard");
    }

    [Fact]
    public void Every_wish_is_listed_once_with_its_place()
    {
        FoldupPlan plan = Plan();
        // Whatever the form of the mail, in the order of the mails: what it asks for, of which commit, and where that was quoted.
        List<(ReviewKind, string, string?, string?)> expected = [];
        for (int i = 5; i <= 11; i++)
            expected.Add((ReviewKind.Question, $"Is get_part{i}() what others have, too?", $"part{i}: Add get_part{i}()", $"part{i}.c"));
        expected.Add((ReviewKind.Question, "Is this fine?", "part8: Add get_part8()", "part8.c"));
        foreach ((int patch, ReviewKind kind, string text) in MailThreadFixture.Wishes)
            expected.Add((kind, text, $"part{patch}: Add get_part{patch}()", $"part{patch}.c"));
        Assert.Equal(expected, plan.Review.Where(r => r.Kind is not (ReviewKind.Trailer or ReviewKind.Patch) && !MailThreadFixture.IsTalk(r.Text))
            .Select(r => (r.Kind, r.Text, r.CommitSubject, r.File)));
        // None is done by words alone, and each says what became of it.
        Assert.DoesNotContain(plan.Item, i => i.Action is FoldupAction.Remove or FoldupAction.Rename);
        Each.Holds(plan.Review.Where(r => r.Kind is not (ReviewKind.Trailer or ReviewKind.Patch)), r =>
            Assert.Matches(r.Kind == ReviewKind.Remove ? "^proposed as [0-9]+: remove 1 line" : r.Kind == ReviewKind.Greeting ? "asks for nothing$" : "^open: ",
                r.Outcome));
        Assert.Equal([4, 9], plan.Proposal.Select(p => int.Parse(p.File!.AsSpan(4, 1), System.Globalization.CultureInfo.InvariantCulture)));
        Each.Holds(plan.Proposal, p => Assert.Contains("-\tpr_debug(", p.Diff, StringComparison.Ordinal));
    }

    [Fact]
    public void An_archive_that_was_read_without_the_series_brings_no_patch_of_it()
    {
        using GitRepository repository = thread.Repository.Open();
        IReadOnlyList<ReviewItem> items = new ReviewImport(SilentMonitor.Instance).Import(new ReviewImportRequest { Files = [thread.Mbox] });
        Assert.Equal(27, items.Count(i => i.Kind == ReviewKind.Patch));
        FoldupPlan plan = new FoldupPlanner(new Workspace(repository))
            .Plan(new FoldupPlanRequest { Topic = "topic", Since = thread.Since, Review = [.. items.Where(i => i.Kind == ReviewKind.Patch)] });
        Assert.Equal(["part2.c", "part5.c"], plan.Item.Select(i => i.File).Order(StringComparer.Ordinal));
        Assert.Equal(22, plan.Review.Count(i => i.Outcome!.EndsWith("it is not folded in again", StringComparison.Ordinal)));
        Assert.Equal(2, plan.Review.Count(i => i.Outcome!.StartsWith("open: it is another version of", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(null, "=============")]
    [InlineData(2, "=============")]
    [InlineData(1, "==!===!======")]
    public void One_version_of_the_archive_is_compared_as_git_compares_its_commits(int? version, string marks)
    {
        using GitRepository repository = thread.Repository.Open();
        IReadOnlyList<SeriesPair> pairs = new SeriesComparer(new Workspace(repository)).Compare(
            new SeriesComparisonRequest { Old = thread.Mbox, OldIsFile = true, OldVersion = version, New = thread.Since + "..topic" },
            out IReadOnlyList<string> notes);
        Assert.Equal(marks[..12], string.Concat(pairs.Select(p => p.Mark)));
        Assert.Equal(version is null, notes.Any(n => n.Contains("v1 (12 patches), v2 (12 patches)", StringComparison.Ordinal)));
        MaintainerException error = Assert.Throws<MaintainerException>(() => new SeriesComparer(new Workspace(repository)).Compare(
            new SeriesComparisonRequest { Old = thread.Mbox, OldIsFile = true, OldVersion = 3, New = thread.Since + "..topic" }));
        Assert.Equal("VersionNotInFile", error.ErrorId);
    }

    [Fact]
    public void The_archive_as_patches_brings_the_answers_diffs_alone()
    {
        using GitRepository repository = thread.Repository.Open();
        var told = new List<string>();
        FoldupPlan plan = new FoldupPlanner(new Workspace(repository))
            .Plan(new FoldupPlanRequest { Topic = "topic", Since = thread.Since, Patch = [thread.Mbox], Tell = told.Add });
        Assert.Equal(["part2.c", "part5.c"], plan.Item.Select(i => i.File).Order(StringComparer.Ordinal));
        Assert.Equal(FoldupKind.Whole, Assert.Single(plan.Unplaced).Kind);
        Assert.Equal(24, told.Count);
    }
}
