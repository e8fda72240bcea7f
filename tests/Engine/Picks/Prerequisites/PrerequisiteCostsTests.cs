using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks.Prerequisites;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Picks.Prerequisites;

/// <summary>The sets that a person would take.</summary>
public class PrerequisiteCostsTests
{
    [Fact]
    public void A_set_says_what_its_members_are_and_cost()
    {
        using var test = new TestRepository();
        test.Commit("a", "1\n2\n3\n4\n5\n", "base");
        test.Run("branch", "stable");
        string fix = test.File("b", "x\n").Commit("a", "1\n2\nthree\n4\n5\n", "a: fix the third line");
        string wanted = test.Commit("a", "1\n2\nthree and more\n4\n5\n", "a: more of it");
        CherryPickPrerequisite answer = Answer(test, [], wanted);
        PrerequisiteCommit member = Assert.Single(answer.First);
        Assert.Equal((fix, "a: fix the third line", true), (member.Commit, member.Subject, member.IsFix));
        Assert.Equal((2, 2, 1), (member.Files, member.Insertions, member.Deletions));
        Assert.StartsWith("a:", member.Reason, StringComparison.Ordinal);
        Assert.Equal("1 commit (1 fix), +2 -1", answer.Cost);
    }

    [Fact]
    public void What_is_needed_only_for_a_path_that_is_left_out_is_not_asked_for()
    {
        using var test = new TestRepository();
        test.File("notes/1.txt", "1\n2\n3\n").Commit("code.c", "1\n2\n3\n4\n5\n", "base");
        test.Run("branch", "stable");
        string noted = test.Commit("notes/1.txt", "1\n2\n3\nanother\n", "a feature, with a note");
        string wanted = test.File("notes/1.txt", "1\n2\n3\nanother\nthis\n").Commit("code.c", "1\n2\nthree\n4\n5\n", "fix, with a note");
        Assert.Equal([noted], Answer(test, [], wanted).Prerequisite);
        CherryPickPrerequisite answer = Answer(test, ["notes/*"], wanted);
        Assert.True(answer.IsClean);
        Assert.Empty(answer.Prerequisite);
        Assert.Equal("1\n2\n3\n", Show(test, answer.Tree!, "notes/1.txt", wanted));
    }

    /// <summary>A big feature and two small fixes each make way for the commit; whoever asks is told of both.</summary>
    [Fact]
    public void Other_sets_are_listed_as_a_person_would_take_them()
    {
        using var test = new TestRepository();
        string Text(string third, string ninth) => $"1\n2\n{third}\n4\n5\n6\n7\n8\n{ninth}\n10\n";
        test.Commit("a", Text("3", "9"), "base");
        test.Run("branch", "stable");
        string feature = test.File("big", string.Concat(Enumerable.Range(1, 50).Select(i => $"{i}\n"))).Commit("a", Text("three", "nine"), "a feature");
        test.Commit("a", Text("3", "9"), "back again");
        string one = test.Commit("a", Text("three", "9"), "a: fix the third line");
        string two = test.Commit("a", Text("three", "nine"), "a: fix the ninth line");
        string wanted = test.Commit("a", Text("three and more", "nine and more"), "a: more of it");
        using GitRepository repository = test.Open();
        var options = new PrerequisiteOptions { Commits = [Oid.Parse(wanted)], Onto = "stable", Upstream = "main", Alternative = true };
        CherryPickPrerequisite answer = new PrerequisiteSearch(new Workspace(repository), options).Run().Single();
        Assert.Equal([feature], answer.Prerequisite);
        PrerequisiteSet other = answer.Alternative[0];
        Assert.Equal([one, two], other.Prerequisite);
        Assert.Equal("2 commits (2 fixes), +2 -2", other.Cost);
        Assert.Equal(["a: fix the third line", "a: fix the ninth line"], other.First.Select(c => c.Subject));
        Each.Holds(other.First, c => Assert.StartsWith("a:", c.Reason, StringComparison.Ordinal));
        test.Run("switch", "-q", "--detach", "stable");
        test.Run("cherry-pick", one, two, wanted);
        Assert.Equal(other.Tree, test.Line("rev-parse", "HEAD^{tree}"));
        Assert.Empty(Answer(test, [], wanted).Alternative);
    }

    /// <summary>The tree is in memory only; that the note is the target's shows in its id.</summary>
    private static string Show(TestRepository test, string tree, string path, string wanted)
    {
        using GitRepository repository = test.Open();
        var options = new PrerequisiteOptions { Commits = [Oid.Parse(wanted)], Onto = "stable", Upstream = "main", ExcludePath = ["notes/*"] };
        var workspace = new Workspace(repository);
        ScratchStore scratch = workspace.Scratch;
        Assert.Equal(tree, new PrerequisiteSearch(workspace, options).Run().Single().Tree);
        Assert.True(TreePaths.TryFind(scratch, Oid.Parse(tree), path, out _, out Oid blob));
        return System.Text.Encoding.UTF8.GetString(scratch.ReadBlob(blob));
    }

    private static CherryPickPrerequisite Answer(TestRepository test, string[] exclude, string wanted)
    {
        using GitRepository repository = test.Open();
        var options = new PrerequisiteOptions { Commits = [Oid.Parse(wanted)], Onto = "stable", Upstream = "main", ExcludePath = exclude };
        return new PrerequisiteSearch(new Workspace(repository), options).Run().Single();
    }
}
