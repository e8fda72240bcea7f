using CsCheck;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks.Prerequisites;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Picks.Prerequisites;

/// <summary>How small a set is, what is proved of it, and what is said where there is none.</summary>
public class PrerequisiteSearchTests
{
    /// <summary>Random edits of two files: no subset of the history is smaller than what is called the smallest.</summary>
    [Fact]
    public void What_is_proved_the_smallest_is_the_smallest_of_all_subsets() =>
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 6], Gen.Int[0, 6]).Array[3, 7]
            .Sample(
                edits =>
                {
                    using var test = new TestRepository();
                    string[][] files = [Lines(), Lines()];
                    test.File("a", string.Concat(files[0])).Commit("b", string.Concat(files[1]), "base");
                    test.Run("tag", "v1");
                    var commits = new List<Oid>();
                    for (int i = 0; i < edits.Length; i++)
                    {
                        (int file, int one, int two) = edits[i];
                        files[file][one] = $"line {one} by {i}\n";
                        files[file][two] = $"line {two} by {i}\n";
                        test.File("a", string.Concat(files[0])).File("b", string.Concat(files[1]));
                        commits.Add(Oid.Parse(test.Commit($"change {i}")));
                    }
                    using GitRepository repository = test.Open();
                    CherryPickPrerequisite answer = Ask(repository, "main", commits[^1])[0];
                    Assert.True(answer.IsClean);
                    int smallest = EditedHistory.SmallestSet(repository, commits, commits[^1])!.Value;
                    Assert.Equal(PrerequisiteProof.Smallest, answer.Proof);
                    Assert.Equal(smallest, answer.Prerequisite.Length);
                    Assert.Equal(smallest, answer.AtLeast);
                },
                iter: 25,
                threads: 1);

    /// <summary>Random edits that often set a line to what it was: what is said not to be there is not, and what is there is found.</summary>
    [Fact]
    public void Where_no_set_exists_that_is_proved_and_else_one_is_found()
    {
        int asked = 0;
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 5], Gen.Int[0, 2]).Array[3, 9]
            .Sample(
                edits =>
                {
                    using var test = new TestRepository();
                    List<Oid> commits = EditedHistory.Build(test, 7, edits);
                    if (commits.Count == 0)
                        return;
                    asked++;
                    using GitRepository repository = test.Open();
                    CherryPickPrerequisite answer = Ask(repository, "main", commits[^1])[0];
                    Assert.Equal(EditedHistory.SmallestSet(repository, commits, commits[^1]) ?? -1, answer.IsClean ? answer.Prerequisite.Length : -1);
                    Assert.Equal(answer.IsClean ? PrerequisiteProof.Smallest : PrerequisiteProof.NoneExists, answer.Proof);
                },
                iter: 25,
                threads: 1);
        Assert.NotEqual(0, asked);
    }

    [Fact]
    public void A_limit_that_is_too_low_says_what_it_would_take()
    {
        using var test = new TestRepository();
        List<string> chain = Chain(test, 4);
        using GitRepository repository = test.Open();
        CherryPickPrerequisite answer = Ask(repository, "main", 2, Oid.Parse(chain[^1]))[0];
        Assert.False(answer.IsClean);
        Assert.Empty(answer.Prerequisite);
        Assert.Equal(PrerequisiteProof.None, answer.Proof);
        Assert.Equal("not found within 2 commits: the smallest set found has 3", answer.NotFound);
        answer = Ask(repository, "main", 3, Oid.Parse(chain[^1]))[0];
        Assert.Equal(chain[..3], answer.Prerequisite);
        Assert.Equal(PrerequisiteProof.Smallest, answer.Proof);
    }

    [Fact]
    public void Several_commits_are_answered_by_one_ordered_set()
    {
        using var test = new TestRepository();
        List<string> chain = Chain(test, 5);
        using GitRepository repository = test.Open();
        CherryPickPrerequisite[] answers = Ask(repository, "main", Oid.Parse(chain[4]), Oid.Parse(chain[2]));
        Assert.Equal([chain[2], chain[4]], answers.Select(a => a.Commit));
        Assert.Equal(chain[..2], answers[0].Prerequisite);
        Assert.Equal([chain[3]], answers[1].Prerequisite);
    }

    [Fact]
    public void What_is_declared_is_taken_with_what_that_declares_and_through_renames()
    {
        using var test = new TestRepository();
        string text = string.Concat(Enumerable.Range(1, 30).Select(i => $"line {i}\n"));
        test.Commit("old", text, "base");
        test.Run("tag", "v1");
        string first = test.Commit("old", text.Replace("line 9\n", "line nine\n", StringComparison.Ordinal), "first");
        test.Run("mv", "old", "new");
        string rename = test.Commit("rename");
        string second = test.Commit("new", text.Replace("line 9\n", "line IX\n", StringComparison.Ordinal),
            $"second\n\nCc: stable@vger.kernel.org # 4.9.x: {first[..12]}: first\n");
        string third = test.Commit("new", text.Replace("line 9\n", "line 0x9\n", StringComparison.Ordinal),
            $"third\n\nDepends-on: {second[..12]} (\"second\")\n");
        string late = test.Commit("other", "other\n", $"late\n\nStable-dep-of: {third[..12]} (\"third\")\n");
        using GitRepository repository = test.Open();
        CherryPickPrerequisite answer = Ask(repository, "main", Oid.Parse(third))[0];
        Assert.True(answer.IsClean);
        // git follows the rename in the pick: neither that nor what replay does without is asked for.
        Assert.Equal([first, second], answer.Prerequisite);
        Each.Holds(answer.Reason, reason => Assert.Equal("declared by the commit", reason));
        Assert.DoesNotContain(rename, answer.Prerequisite);
        Assert.DoesNotContain(late, answer.Prerequisite);
        test.Run("switch", "-q", "--detach", "v1");
        foreach (string sha in (string[])[.. answer.Prerequisite, third])
            test.Run("cherry-pick", sha);
        Assert.Equal(answer.Tree, test.Line("rev-parse", "HEAD^{tree}"));
    }

    [Fact]
    public void What_the_target_has_by_marker_or_patch_id_is_not_asked_for_again()
    {
        using var test = new TestRepository();
        List<string> chain = Chain(test, 4);
        test.Run("switch", "-q", "-c", "stable", "v1");
        test.Run("cherry-pick", "-x", chain[0]);
        test.Run("cherry-pick", chain[1]);
        using GitRepository repository = test.Open();
        CherryPickPrerequisite answer = Assert.Single(new PrerequisiteSearch(
            new Workspace(repository), new PrerequisiteOptions { Commits = [Oid.Parse(chain[3])], Onto = "stable", Upstream = "main" }).Run());
        Assert.Equal([chain[2]], answer.Prerequisite);
    }

    /// <summary>Changes of one line, each on top of the last, and of a line of its own.</summary>
    internal static List<string> Chain(TestRepository test, int count)
    {
        string text = string.Concat(Enumerable.Range(1, 60).Select(i => $"line {i}\n"));
        test.Commit("a", text, "base");
        test.Run("tag", "v1");
        var chain = new List<string>();
        for (int i = 1; i <= count; i++)
        {
            text = text.Replace($"line {20 + (5 * i)}\n", $"line {20 + (5 * i)} by {i}\n", StringComparison.Ordinal);
            chain.Add(test.Commit("a", text.Replace("line 10\n", $"line 10 by {i}\n", StringComparison.Ordinal), $"change {i}"));
        }
        return chain;
    }

    private static string[] Lines() => [.. Enumerable.Range(0, 7).Select(i => $"line {i}\n")];

    private static CherryPickPrerequisite[] Ask(GitRepository repository, string upstream, params Oid[] commits) =>
        Ask(repository, upstream, PrerequisiteOptions.DefaultMaxCount, commits);

    private static CherryPickPrerequisite[] Ask(GitRepository repository, string upstream, int most, params Oid[] commits) =>
        [.. new PrerequisiteSearch(new Workspace(repository),
            new PrerequisiteOptions { Commits = commits, Onto = "v1", Upstream = upstream, MaxCount = most }).Run()];
}
