using System.Globalization;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.MergeBases;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.MergeBases;

public class MergeBaseCandidateTests
{
    [Fact]
    public void A_topic_without_picks_gets_prerequisites_on_the_release_or_a_later_commit_without_any()
    {
        using var test = new TestRepository();
        string release = test.Commit("f", "1\n2\n3\n4\n5\n6\n", "start");
        test.Commit("other", "x\n", "unrelated");
        string needed = test.Commit("f", "1\n2\nTHREE\n4\n5\n6\n", "change three");
        test.Commit("other", "y\n", "unrelated, too");
        test.Run("checkout", "-q", "-b", "topic");
        test.Commit("f", "1\n2\nTHREE, and more\n4\n5\n6\n", "topic: more of three");
        using GitRepository repository = test.Open();
        MergeBaseCandidate[] found = [.. Search(repository, release, "topic", "main")];
        Assert.Equal(
            [(release, 0, 0, 1, ""), (release, 1, 1, 0, needed), (needed, 2, 0, 0, "")],
            found.Select(c => (c.Onto, c.Commits, c.Picks, c.Conflicts, string.Join(' ', c.Commit))));
    }

    [Fact]
    public void A_patch_that_upstream_has_under_another_name_is_not_replayed_there()
    {
        using var test = new TestRepository();
        string release = test.Commit("f", "1\n2\n3\n", "start");
        test.Run("checkout", "-q", "-b", "topic");
        test.Commit("f", "1\ntwo\n3\n", "topic: two");
        test.Run("checkout", "-q", "main");
        test.Commit("f", "1\ntwo\n3\n", "two, applied by mail");
        string later = test.Commit("f", "1\ntwo, twice\n3\n", "and changed again");
        using GitRepository repository = test.Open();
        MergeBaseCandidate only = Assert.Single(Search(repository, release, "topic", "main"));
        Assert.Equal((release, 0, 0), (only.Onto, only.Commits, only.Conflicts));
        var history = CommitHistory.Open(repository);
        MergeBaseCost[] costs = [.. new MergeBaseCoster(new Workspace(repository)).Weigh(
            new MergeBaseCostOptions { Since = Oid.Parse(release), SinceName = release }, [("later", Oid.Parse(later))])];
        new TopicPricer(new Workspace(repository)).Price(costs, Oid.Parse(release), repository.ResolveCommit("topic"), "main");
        Assert.Equal((0, 0), (costs[0].PicksNeeded, costs[0].Conflicts));
    }

    [MirrorFact("git+git")]
    public void Bases_of_a_real_topic()
    {
        string mirror = Mirrors.Find("git+git")!;
        using GitRepository repository = Mirrors.Open(mirror);
        // "Merge branch 'bc/http-proactive-auth'" of git/git.
        IReadOnlyList<MergeBaseCandidate> found = Search(repository, "v2.44.0", "fe5ba894ec^2", "fe5ba894ec^1");
        Assert.Contains(found, c => c.Picks == 0 && c.Conflicts == 0);
        Assert.Contains(found, c => c.Candidate == "v2.44.0");
        foreach (MergeBaseCandidate one in found)
        {
            Assert.Equal(int.Parse(Git.Run(mirror, "rev-list", "--count", "--no-merges", "v2.44.0.." + one.Onto), CultureInfo.InvariantCulture),
                one.Commits - one.Picks);
            Assert.Equal(one.Conflicts == 0, one.Tree is not null);
            Assert.DoesNotContain(found, other => other != one && other.Commits <= one.Commits && other.Picks <= one.Picks && other.Conflicts <= one.Conflicts);
        }
    }

    [MirrorFact("git+git")]
    public void Picks_for_a_real_topic_are_upstreams_commits()
    {
        string mirror = Mirrors.Find("git+git")!;
        using GitRepository repository = Mirrors.Open(mirror);
        // "Merge branch 'ps/odb-for-each-object'" of git/git: a patch conflicts for which no set is proved, and a later one needs it.
        const string Topic = "3565faf28c20";
        const string Upstream = "2cc719175146";
        string[] own = Git.Run(mirror, "rev-list", "--no-merges", "--reverse", "--topo-order", $"{Upstream}..{Topic}")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        IReadOnlyList<MergeBaseCandidate> found = Search(repository, "v2.52.0-rc2", Topic, Upstream);
        Assert.Contains(found, c => c.Picks > 0);
        foreach (MergeBaseCandidate one in found)
        {
            Assert.Empty(one.Commit.Intersect(own));
            foreach (string pick in one.Commit)
                Git.Run(mirror, "merge-base", "--is-ancestor", pick, Upstream);
        }
    }

    private static IReadOnlyList<MergeBaseCandidate> Search(GitRepository repository, string since, string topic, string upstream) =>
        new MergeBaseCandidateSearch(
            new Workspace(repository), new MergeBaseCandidateOptions { Since = since, Topic = topic, Upstream = upstream }).Run();
}
