using CsCheck;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks.Prerequisites;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Picks.Prerequisites;

/// <summary>What several commits need together is one set, which does without none of its members.</summary>
public class PrerequisiteSeriesTests
{
    /// <summary>
    /// For the first either change would do, the nearer by itself; the second needs the farther one, which is not clean once the first is there.
    /// </summary>
    [Fact]
    public void What_a_later_commit_needs_serves_the_earlier_one_as_well()
    {
        using var test = new TestRepository();
        (string both, string near, string first, string second) = TwoThatShare(test);
        using GitRepository repository = test.Open();

        Assert.Equal([near], Assert.Single(Ask(repository, Oid.Parse(first))).Prerequisite);
        IReadOnlyList<CherryPickPrerequisite> answers = Ask(repository, Oid.Parse(first), Oid.Parse(second));

        Assert.Equal([both], answers[0].Prerequisite);
        Assert.Equal(["a"], answers[0].ConflictPath);
        Assert.Equal(PrerequisiteProof.Smallest, answers[0].Proof);
        Assert.Single(answers[0].Reason);
        Assert.Empty(answers[1].Prerequisite);
        Assert.True(answers[1].IsClean);
        test.Run("switch", "-q", "--detach", "v1");
        test.Run("cherry-pick", both, first);
        Assert.Equal(answers[0].Tree, test.Line("rev-parse", "HEAD^{tree}"));
        test.Run("cherry-pick", second);
        Assert.Equal(answers[1].Tree, test.Line("rev-parse", "HEAD^{tree}"));
    }

    /// <summary>
    /// Without any pick for leaving out the series is clean in upstream's order, and a member is in it that
    /// it does without: nothing is called proved.
    /// </summary>
    [Fact]
    public void Where_the_picks_for_the_series_end_nothing_is_said_to_be_proved_of_it()
    {
        using var test = new TestRepository();
        (string both, string near, string first, string second) = TwoThatShare(test);
        using GitRepository repository = test.Open();
        IReadOnlyList<CherryPickPrerequisite> answers = Ask(repository, new PrerequisiteBounds { SeriesPicks = 0 }, Oid.Parse(first), Oid.Parse(second));
        Assert.Equal([both, near], answers[0].Prerequisite);
        Assert.Equal(PrerequisiteProof.None, answers[0].Proof);
        Each.Holds(answers, a => Assert.True(a.IsClean));
        test.Run("switch", "-q", "--detach", "v1");
        test.Run("cherry-pick", "--allow-empty", "--keep-redundant-commits", both, near, first, second);
        Assert.Equal(answers[1].Tree, test.Line("rev-parse", "HEAD^{tree}"));
    }

    private static (string Both, string Near, string First, string Second) TwoThatShare(TestRepository test)
    {
        string[] lines = [.. Enumerable.Range(0, 41).Select(i => $"line {i}\n")];
        test.Commit("a", string.Concat(lines), "base");
        test.Run("tag", "v1");
        string both = Change("both", (9, "nine"), (30, "thirty"));
        Change("undone", (9, "line 9"));
        string near = Change("again", (9, "nine"));
        return (both, near, Change("first", (10, "ten")), Change("second", (30, "XXX")));

        string Change(string subject, params (int Line, string Text)[] changes)
        {
            foreach ((int line, string text) in changes)
                lines[line] = text + "\n";
            return test.Commit("a", string.Concat(lines), subject);
        }
    }

    /// <summary>
    /// Random edits that often set a line to what it was: the series without any one member, in the order answered or in upstream's, conflicts.
    /// </summary>
    [Fact]
    public void No_member_is_needless_for_the_series() => Sample(null, 25);

    private static void Sample(string? seed, int times)
    {
        int asked = 0;
        Gen.Select(Gen.Select(Gen.Int[0, 7], Gen.Int[0, 7], Gen.Int[0, 2]).Array[4, 9], Gen.Int[1, 3])
            .Sample(
                (edits, distance) =>
                {
                    using var test = new TestRepository();
                    List<Oid> commits = EditedHistory.Build(test, 8, edits);
                    if (commits.Count <= distance + 1)
                        return;
                    asked++;
                    Oid[] wanted = [commits[^(distance + 1)], commits[^1]];
                    using GitRepository repository = test.Open();
                    IReadOnlyList<CherryPickPrerequisite> answers = Ask(repository, wanted);
                    if (!answers.All(a => a.IsClean))
                    {
                        Assert.True(EditedHistory.SmallestSet(repository, commits, wanted) is null,
                            $"{string.Join("; ", answers.Select(a => a.NotFound))}, and there is a set");
                        return;
                    }
                    List<Oid> order = [.. answers.SelectMany(a => a.Prerequisite.Append(a.Commit)).Select(sha => Oid.Parse(sha)).Distinct()];
                    (PickReplay replay, Oid tree) = EditedHistory.Replay(repository);
                    ReplayResult whole = replay.Run(tree, order);
                    Assert.True(whole.IsClean);
                    Assert.Equal(answers[^1].Tree, whole.Tree.ToString());
                    foreach (Oid member in order.Except(wanted))
                    {
                        List<Oid> without = [.. order.Where(id => id != member)];
                        Assert.False(replay.Run(tree, without).IsClean);
                        Assert.False(replay.Run(tree, [.. without.OrderBy(commits.IndexOf)]).IsClean);
                    }
                },
                seed: seed,
                iter: times,
                threads: 1);
        Assert.NotEqual(0, asked);
    }

    /// <summary>The history in which a set was missed: what one commit takes is what another must not have.</summary>
    [Fact]
    public void No_member_is_needless_where_a_set_was_once_missed() => Sample("aiPY0BtYa7a3", 1);

    private static IReadOnlyList<CherryPickPrerequisite> Ask(GitRepository repository, params Oid[] commits) =>
        Ask(repository, new PrerequisiteBounds(), commits);

    private static IReadOnlyList<CherryPickPrerequisite> Ask(GitRepository repository, PrerequisiteBounds bounds, params Oid[] commits) =>
        new PrerequisiteSearch(
            new Workspace(repository), new PrerequisiteOptions { Commits = commits, Onto = "v1", Upstream = "main", Bounds = bounds }).Run();
}
