using CsCheck;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Series;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Series;

/// <summary>What several commits need together is one set, which does without none of its members.</summary>
public class PrerequisiteSeriesTests
{
    /// <summary>For the first either change would do, the nearer by itself; the second needs the farther one, which is not clean once the first is there.</summary>
    [Fact]
    public void What_a_later_commit_needs_serves_the_earlier_one_as_well()
    {
        using var test = new TestRepository();
        string[] lines = [.. Enumerable.Range(0, 41).Select(i => $"line {i}\n")];
        test.Commit("a", string.Concat(lines), "base");
        test.Run("tag", "v1");
        string both = Change("both", (9, "nine"), (30, "thirty"));
        Change("undone", (9, "line 9"));
        string near = Change("again", (9, "nine"));
        string first = Change("first", (10, "ten"));
        string second = Change("second", (30, "XXX"));
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

        string Change(string subject, params (int Line, string Text)[] changes)
        {
            foreach ((int line, string text) in changes)
                lines[line] = text + "\n";
            return test.Commit("a", string.Concat(lines), subject);
        }
    }

    /// <summary>Random edits that often set a line to what it was: the series without any one member, in the order answered or in upstream's, conflicts.</summary>
    [Fact]
    public void No_member_is_needless_for_the_series() => Sample(null, 25);

    private static void Sample(string? seed, int times) =>
        Gen.Select(Gen.Select(Gen.Int[0, 7], Gen.Int[0, 7], Gen.Int[0, 2]).Array[4, 9], Gen.Int[1, 3])
            .Sample(
                (edits, distance) =>
                {
                    using var test = new TestRepository();
                    string[] lines = [.. Enumerable.Range(0, 8).Select(i => $"line {i}\n")];
                    test.Commit("a", string.Concat(lines), "base");
                    test.Run("tag", "v1");
                    var commits = new List<Oid>();
                    foreach ((int one, int two, int value) in edits)
                    {
                        lines[one] = $"line {one} is {value}\n";
                        lines[two] = $"line {two} is {value}\n";
                        test.File("a", string.Concat(lines));
                        if (test.Run("status", "--porcelain").Length > 0)
                            commits.Add(Oid.Parse(test.Commit($"change {commits.Count}")));
                    }
                    if (commits.Count <= distance + 1)
                        return;
                    Oid[] wanted = [commits[^(distance + 1)], commits[^1]];
                    using GitRepository repository = test.Open();
                    IReadOnlyList<CherryPickPrerequisite> answers = Ask(repository, wanted);
                    if (!answers.All(a => a.IsClean))
                    {
                        Assert.False(AnySubset(repository, commits, wanted), $"{string.Join("; ", answers.Select(a => a.NotFound))}, and there is a set");
                        return;
                    }
                    List<Oid> order = [.. answers.SelectMany(a => a.Prerequisite.Append(a.Commit)).Select(sha => Oid.Parse(sha)).Distinct()];
                    var scratch = new ScratchStore(repository.Objects);
                    var replay = new PickReplay(new MergeEngine(scratch), scratch);
                    Oid tree = scratch.ReadCommit(repository.ResolveCommit("v1")).Tree;
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

    /// <summary>The history in which a set was missed: what one commit takes is what another must not have.</summary>
    [Fact]
    public void No_member_is_needless_where_a_set_was_once_missed() => Sample("aiPY0BtYa7a3", 1);

    /// <summary>True where the wanted commits pick clean with some of the others, in upstream's order: all subsets are tried.</summary>
    private static bool AnySubset(GitRepository repository, List<Oid> commits, Oid[] wanted)
    {
        var scratch = new ScratchStore(repository.Objects);
        var replay = new PickReplay(new MergeEngine(scratch), scratch);
        Oid tree = scratch.ReadCommit(repository.ResolveCommit("v1")).Tree;
        List<Oid> others = [.. commits.Except(wanted)];
        return Enumerable.Range(0, 1 << others.Count)
            .Any(bits => replay.Run(tree, [.. others.Where((_, i) => (bits & (1 << i)) != 0).Concat(wanted).OrderBy(commits.IndexOf)]).IsClean);
    }

    private static IReadOnlyList<CherryPickPrerequisite> Ask(GitRepository repository, params Oid[] commits) =>
        new PrerequisiteSearch(
            repository, CommitHistory.Open(repository), new PrerequisiteOptions { Commits = commits, Onto = "v1", Upstream = "main" }, SilentMonitor.Instance).Run();
}
