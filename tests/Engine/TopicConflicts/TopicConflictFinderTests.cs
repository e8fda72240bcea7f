using System.Globalization;
using CsCheck;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;
using MaintainerTools.Engine.TopicConflicts;

namespace MaintainerTools.Engine.Tests.TopicConflicts;

/// <summary>What is kept of pairs between runs, and when it holds.</summary>
public sealed class TopicConflictFinderTests
{
    [Fact]
    public void Kept_answers_are_those_that_were_found_and_git_s()
    {
        // Trees by lot, as topics that begin in one commit each.
        GeneratedMerges.Of(GeneratedTrees.Any, 60).Sample(
            batch =>
            {
                using var test = new TestRepository();
                (Oid Base, Oid Ours, Oid Theirs)[] commits = GitMergeTree.Write(test, batch.Merges);
                string[][] pairs = [.. commits.Where(c => c.Ours != c.Theirs).Select(c => new[] { c.Ours.ToString(), c.Theirs.ToString() })];
                TopicConflict[] first = [.. pairs.Select(pair => Assert.Single(Find(test, pair)))];
                TopicConflict[] again = [.. pairs.Select(pair => Assert.Single(Find(test, pair)))];
                Assert.DoesNotContain(first, pair => pair.DecidedBy == TopicDecision.Kept);
                Assert.Equal(first.Select(Text), again.Select(Text));
                Assert.Contains(again, pair => pair.DecidedBy == TopicDecision.Kept);
                // What is asked again is named after its side, or is not to be verified.
                Assert.All(again.Where(pair => pair.DecidedBy == TopicDecision.Merge), pair => Assert.True(
                    pair.Verdict == MergeVerdict.NotVerified
                    || pair.ConflictKind.Intersect(["file/directory", "distinct modes", "submodule"]).Any(), Text(pair)));
            },
            iter: 2, threads: 1);
    }

    [Fact]
    public void A_driver_that_is_set_up_later_is_asked_about_and_another_one_is_not()
    {
        using TestRepository test = TwoSides("f merge=mine\n");
        Assert.Equal((MergeVerdict.Conflict, TopicDecision.Merge), Answer(test));
        test.Run("config", "merge.other.driver", "true");
        Assert.Equal((MergeVerdict.Conflict, TopicDecision.Kept), Answer(test));
        test.Run("config", "merge.mine.name", "mine");
        Assert.Equal((MergeVerdict.NotVerified, TopicDecision.Merge), Answer(test));
        test.Run("config", "--remove-section", "merge.mine");
        Assert.Equal((MergeVerdict.Conflict, TopicDecision.Kept), Answer(test));
        test.Run("config", "merge.renames", "false");
        Assert.Equal((MergeVerdict.Conflict, TopicDecision.Merge), Answer(test));
    }

    [Theory]
    [InlineData(".git/info/attributes", true)]
    [InlineData(".gitattributes", true)]
    [InlineData("other/.gitattributes", false)]
    public void Attributes_count_where_git_takes_those_of_the_path_from(string file, bool counts)
    {
        using TestRepository test = TwoSides("");
        Assert.Equal((MergeVerdict.Conflict, TopicDecision.Merge), Answer(test));
        Assert.Equal((MergeVerdict.Conflict, TopicDecision.Kept), Answer(test));
        test.File(file, "* merge=union\n");
        Assert.Equal(counts ? (MergeVerdict.Clean, TopicDecision.Merge) : (MergeVerdict.Conflict, TopicDecision.Kept), Answer(test));
        Assert.Equal(counts ? 0 : 1, Git.TryRun(test.Path, null, null, "merge-tree", "--write-tree", "ours", "theirs").ExitCode);
    }

    [Fact]
    public void Attributes_of_a_tree_count_by_what_the_tree_has()
    {
        using TestRepository test = TwoSides("");
        Answer(test);
        // The same as nothing; then something.
        test.Run("config", "attr.tree", "ours");
        Assert.Equal((MergeVerdict.Conflict, TopicDecision.Kept), Answer(test));
        test.Run("switch", "-q", "-c", "attributes", "ours");
        test.Commit(".gitattributes", "f merge=union\n", "attributes");
        test.Run("config", "attr.tree", "attributes");
        Assert.Equal((MergeVerdict.Clean, TopicDecision.Merge), Answer(test));
    }

    [Fact]
    public void A_submodule_s_history_may_come_and_go_so_that_its_merge_is_not_kept()
    {
        using var test = new TestRepository();
        using var module = new TestRepository();
        string[] commits = [.. Enumerable.Range(0, 3).Select(i => module.Commit("m", i.ToString(CultureInfo.InvariantCulture), "m"))];
        test.Run("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", module.Path, "sub");
        Point("base", commits[0]);
        foreach ((string name, int at) in (ReadOnlySpan<(string, int)>)[("ours", 1), ("theirs", 2)])
        {
            test.Run("switch", "-q", "-c", name, "main");
            Point(name, commits[at]);
        }
        Assert.Equal((MergeVerdict.Clean, TopicDecision.Merge), Answer(test));
        Assert.Equal((MergeVerdict.Clean, TopicDecision.Merge), Answer(test));
        Directory.Move(Path.Combine(test.Path, "sub"), Path.Combine(test.Path, "gone"));
        Directory.CreateDirectory(Path.Combine(test.Path, "sub"));
        Directory.Delete(Path.Combine(test.Path, ".git", "modules"), true);
        Assert.Equal((MergeVerdict.Conflict, TopicDecision.Merge), Answer(test));

        void Point(string message, string commit)
        {
            test.Run("update-index", "--add", "--cacheinfo", "160000," + commit + ",sub");
            test.CommitIndex(message);
        }
    }

    [Fact]
    public void Nothing_is_kept_where_that_is_not_wanted()
    {
        using TestRepository test = TwoSides("");
        for (int i = 0; i < 2; i++)
            Assert.Equal(TopicDecision.Merge, Assert.Single(Find(test, ["ours", "theirs"], keep: false)).DecidedBy);
        Assert.False(Directory.Exists(Path.Combine(test.Path, ".git", "maintainer-tools")));
    }

    [Fact]
    public void A_pair_of_which_an_object_is_missing_has_no_answer_and_the_others_have()
    {
        using TestRepository test = TwoSides("");
        test.Run("switch", "-q", "-c", "third", "main");
        test.Commit("f", "a\nthird\nc\n", "third");
        string blob = test.Line("rev-parse", "third:f");
        string file = Path.Combine(test.Path, ".git", "objects", blob[..2], blob[2..]);
        byte[] bytes = File.ReadAllBytes(file);
        File.SetAttributes(file, FileAttributes.Normal);
        File.Delete(file);
        string[] verdicts = [.. Find(test, ["ours", "theirs", "third"]).Select(pair => $"{pair.Ours} {pair.Theirs} {pair.Verdict}")];
        Assert.Equal(["ours theirs Conflict", "ours third NotVerified", "theirs third NotVerified"], verdicts);
        File.WriteAllBytes(file, bytes);
        Assert.All(Find(test, ["ours", "theirs", "third"]), pair => Assert.Equal(MergeVerdict.Conflict, pair.Verdict));
    }

    /// <summary>A file with one line that "ours" and "theirs" change, each otherwise.</summary>
    private static TestRepository TwoSides(string attributes)
    {
        var test = new TestRepository();
        if (attributes.Length > 0)
            test.File(".gitattributes", attributes);
        test.Commit("f", "a\nb\nc\n", "base");
        foreach (string side in (string[])["ours", "theirs"])
        {
            test.Run("switch", "-q", "-c", side, "main");
            test.Commit("f", $"a\n{side}\nc\n", side);
        }
        return test;
    }

    private static (MergeVerdict Verdict, TopicDecision By) Answer(TestRepository test)
    {
        TopicConflict pair = Assert.Single(Find(test, ["ours", "theirs"]));
        return (pair.Verdict, pair.DecidedBy);
    }

    private static IReadOnlyList<TopicConflict> Find(TestRepository test, string[] topics, bool keep = true)
    {
        using GitRepository repository = test.Open();
        var workspace = new Workspace(repository, keep: keep);
        IReadOnlyList<TopicConflict> pairs = new TopicConflictFinder(workspace).Find(new TopicConflictOptions { Topic = topics }).Pairs;
        workspace.History.Save();
        return pairs;
    }

    private static string Text(TopicConflict pair) => $"{pair.Ours} {pair.Theirs} {pair.Verdict} {string.Join('|', pair.ConflictPath)} "
        + $"{string.Join('|', pair.ConflictKind)} {string.Join('|', pair.MergeBase)} {pair.Reason}";
}
