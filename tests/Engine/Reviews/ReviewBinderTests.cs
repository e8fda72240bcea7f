using MaintainerTools.Engine.Foldup;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Reviews;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Reviews;

public class ReviewBinderTests
{
    /// <summary>Three patches; the third rewrites a line of the first.</summary>
    private static string Series(TestRepository test)
    {
        string since = test.Commit("a.c", "int a;\n", "base");
        test.Commit("a.c", "int a;\nint one_old;\n\nint z;\n", "a: add one");
        test.Commit("b.c", "int two;\n", "b: add two");
        test.Commit("a.c", "int a;\nint one_new;\n\nint z;\n", "a: change one");
        return since;
    }

    private static ReviewItem[] Import(TestRepository test, string since, string mail)
    {
        string file = Path.Combine(test.Path, ".git", "mail");
        File.WriteAllText(file, mail);
        using GitRepository repository = test.Open();
        return [.. new ReviewImport(new Workspace(repository)).Import(new ReviewImportRequest { Files = [file], Topic = "main", Since = since })];
    }

    private static ReviewItem One(TestRepository test, string since, string subject, string text) =>
        Assert.Single(Import(test, since, $"From: R <r@example.org>\nSubject: {subject}\n\n{text}\n"));

    private static string? Outcome(TestRepository test, string since, ReviewItem item)
    {
        using GitRepository repository = test.Open();
        return new FoldupPlanner(new Workspace(repository)).Plan(new FoldupPlanRequest { Topic = "main", Since = since, Review = [item] }).Review[0].Outcome;
    }

    [Fact]
    public void A_plan_says_what_became_of_remarks_on_copies_and_leaves_those_that_it_was_given()
    {
        using var test = new TestRepository();
        string since = Series(test);
        ReviewItem item = One(test, since, "Re: [PATCH] b: add two", "s/two/second/");
        Assert.Equal(ReviewKind.Rename, item.Kind);
        using GitRepository repository = test.Open();
        FoldupPlan first = Plan("main");
        // Below the commit that adds the name the same remark is open; the first plan keeps what it said.
        FoldupPlan second = Plan("main~2");
        Assert.Null(item.Outcome);
        Assert.False(item.IsSettled);
        Assert.StartsWith("proposed as 0: rename to 'second'", first.Review[0].Outcome, StringComparison.Ordinal);
        Assert.Single(first.Proposal);
        Assert.StartsWith("open: ", second.Review[0].Outcome, StringComparison.Ordinal);
        Assert.False(second.Review[0].IsSettled);
        // The remarks of a plan can be given to the next one, which begins anew.
        Assert.StartsWith("open: ", new FoldupPlanner(new Workspace(repository)).Plan(Request("main~2", first.Review)).Review[0].Outcome,
            StringComparison.Ordinal);
        Assert.Single(first.Proposal);

        FoldupPlan Plan(string topic) => new FoldupPlanner(new Workspace(repository)).Plan(Request(topic, [item]));

        FoldupPlanRequest Request(string topic, IReadOnlyList<ReviewItem> review) => new() { Topic = topic, Since = since, Review = review };
    }

    [Theory]
    [InlineData("Re: [PATCH 2/3] other words", "Please mention \"x\" in the changelog.", "b: add two", "by the patch's number, [PATCH 2/3]")]
    [InlineData("Re: [PATCH v2 02/32] other words", "Please mention \"x\" in the changelog.", null,
        "not bound: neither its subject, nor a quotation, a commit, a file or a function that it names is of the series; "
            + "02/32 is of a series of 32 patches, and this one has 3")]
    [InlineData("Re: [PATCH v2 02/32] other words", "> +int one_new;\n\nPlease mention \"x\" in the changelog.", "a: change one",
        "by the lines that it quotes; 02/32 is of a series of 32 patches, and this one has 3")]
    [InlineData("Re: [PATCH v2 02/32] a: add one", "Please mention \"x\" in the changelog.", "a: add one",
        "by the patch's subject; 02/32 is of a series of 32 patches, and this one has 3")]
    [InlineData("Re: [PATCH 4/3] other words", "Please mention \"x\" in the changelog.", null,
        "not bound: neither its subject, nor a quotation, a commit, a file or a function that it names is of the series; 4/3 is no patch of any series")]
    [InlineData("Re: [PATCH 0/3] the series", "Patch 2: please mention \"x\" in the changelog.", "b: add two", "by the patch's number, 2")]
    [InlineData("Re: [PATCH 0/3] the series", "Nice work.\n\nPatch 2: please mention \"x\" in the changelog.", "b: add two", "by the patch's number, 2")]
    [InlineData("Re: [PATCH 0/3] the series", "In patch 2, int one_new() is unused, please remove it.", "b: add two", "by the patch's number, 2")]
    [InlineData("Re: [PATCH 0/32] the series", "Patch 2: please mention \"x\" in the changelog.", null,
        "not bound: neither its subject, nor a quotation, a commit, a file or a function that it names is of the series; "
            + "0/32 is of a series of 32 patches, and this one has 3")]
    public void A_number_counts_only_in_a_series_of_as_many_patches(string subject, string text, string? bound, string reason)
    {
        using var test = new TestRepository();
        ReviewItem item = One(test, Series(test), subject, text);
        Assert.Equal((bound, reason), (item.CommitSubject, item.Reason));
    }

    [Theory]
    [InlineData("Re: [PATCH 3/3] a: change one", "This belongs into 1/3.", "a: add one", null)]
    [InlineData("Re: [PATCH 3/3] a: change one", "This belongs into patch 1.", "a: add one", null)]
    [InlineData("Re: [PATCH 3/3] a: change one", "Please squash this into 01/32.", null, "01/32 is of a series of 32 patches, and this one has 3")]
    [InlineData("Re: [PATCH 3/3] a: change one", "Please squash this into patch 45.", null, "the series has 3 patches, and no patch 45")]
    [InlineData("Re: [PATCH 11/32] a: change one", "Please squash this into patch 1.", null, "11/32 is of a series of 32 patches, and this one has 3")]
    [InlineData("Re: [PATCH 3/3] a: change one", "Please squash this into \"a: something else\".", null, "the series has no commit 'a: something else'")]
    [InlineData("Re: [PATCH 3/3] a: change one", "Please squash this into commit 12345678abcd.", null, "the series has no commit '12345678abcd'")]
    public void A_target_that_is_named_and_not_there_is_not_guessed(string subject, string text, string? target, string? why)
    {
        using var test = new TestRepository();
        string since = Series(test);
        ReviewItem item = One(test, since, subject, "> diff --git a/a.c b/a.c\n> @@ -1 +1 @@\n> -int one_old;\n> +int one_new;\n\n" + text);
        Assert.Equal((ReviewKind.FoldInto, "a: change one", target, why), (item.Kind, item.CommitSubject, item.TargetSubject, item.TargetReason));
        Assert.Equal(why is null ? "proposed as 0: move 1 hunk to \"a: add one\"; done when it is accepted" : "open: " + why, Outcome(test, since, item));
        if (why is null)
            return;
        // Who reads it may know better.
        item.Target = test.Line("rev-parse", "main~2");
        Assert.Equal("proposed as 0: move 1 hunk to \"a: add one\"; done when it is accepted", Outcome(test, since, item));
    }

    [Fact]
    public void Lines_that_a_remark_names_by_their_place_are_those_that_go()
    {
        using var test = new TestRepository();
        string since = Series(test);
        ReviewItem item = One(test, since, "Re: [PATCH 0/3] the series", "> It adds one and two.\n\na.c:4: unused, please remove it.");
        Assert.Equal(("a: add one", "+int z;"), (item.CommitSubject, item.Quote));
        Assert.Equal("proposed as 0: remove 1 line from \"a: add one\"; done when it is accepted", Outcome(test, since, item));
    }

    [Theory]
    [InlineData("Please rename the thing from one_old to one_first.", "one_old", "one_first")]
    [InlineData("Please rename one_old to one_first, and take the rest from one_new to two_new.", "one_old", "one_first")]
    [InlineData("It should be called one_first instead of one_old.", "one_old", "one_first")]
    [InlineData("Please rename it to one_first instead of doing this by hand.", "quoted_call", "one_first")]
    public void The_old_name_is_the_one_that_the_remark_says(string text, string from, string to)
    {
        using var test = new TestRepository();
        ReviewItem item = Import(test, Series(test), $"From: R <r@example.org>\nSubject: Re: a: add one\n\n> +	quoted_call();\n\n{text}\n")[0];
        Assert.Equal((ReviewKind.Rename, from, to), (item.Kind, item.From, item.To));
    }

    [Fact]
    public void The_mails_within_a_mail_are_read_as_well()
    {
        using var test = new TestRepository();
        string since = Series(test);
        const string First = "Content-Type: message/rfc822\n\nFrom: R <r@example.org>\nSubject: Re: [PATCH 2/3] b: add two\n\nDrop the two().\n";
        const string Second = "Content-Type: message/rfc822\n\nFrom: S <s@example.org>\nSubject: Re: [PATCH 1/3] a: add one\n"
            + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nV2h5Pwo=\n";
        ReviewItem[] digest = Import(test, since, $"From: list <l@example.org>\nSubject: Digest\nMIME-Version: 1.0\n"
            + $"Content-Type: multipart/digest; boundary=\"=-=\"\n\n--=-=\n{First}--=-=\n{Second}--=-=--\n");
        Assert.Equal(["R <r@example.org> Remove b: add two", "S <s@example.org> Question a: add one"],
            digest.Select(i => $"{i.Reviewer} {i.Kind} {i.CommitSubject}"));
        ReviewItem[] forwarded = Import(test, since, $"From: F <f@example.org>\nSubject: Fwd\nMIME-Version: 1.0\n"
            + $"Content-Type: multipart/mixed; boundary=\"=-=\"\n\n--=-=\n\nSee below.\n--=-=\n{First}--=-=--\n");
        Assert.Equal(["F <f@example.org> Greeting ", "R <r@example.org> Remove b: add two"], forwarded.Select(i => $"{i.Reviewer} {i.Kind} {i.CommitSubject}"));
    }
}
