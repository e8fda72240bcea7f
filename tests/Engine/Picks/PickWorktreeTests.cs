using System.Reflection;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Moves;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Picks;

public sealed class PickWorktreeTests : IDisposable
{
    private readonly TestRepository _test = new();
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "mt-worktree-" + Guid.NewGuid().ToString("n"));

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, true);
        _test.Dispose();
    }

    /// <summary>The same index, files and state as git's own cherry-pick leaves in a worktree of its own.</summary>
    [Theory]
    [InlineData("content")]
    [InlineData("modify/delete")]
    [InlineData("add/add")]
    public void What_is_left_is_what_git_leaves(string kind)
    {
        string[] commits = Build(kind);
        string byGit = _folder + "-git";
        try
        {
            _test.Run("worktree", "add", "-q", "--detach", byGit, "v1");
            Git.TryRun(byGit, null, null, "cherry-pick", "-x", commits[0]);
            Assert.Equal(1, Git.TryRun(byGit, null, null, "cherry-pick", "-x", commits[1]).ExitCode);

            using GitRepository repository = _test.Open();
            CherryPickPlan plan = Plan(repository, commits);
            string refs = _test.Run("for-each-ref");
            PickWorktree.Create(new Workspace(repository), plan, _folder);
            Assert.Equal(refs, _test.Run("for-each-ref"));
            Assert.Equal(Git.Run(byGit, "ls-files", "--stage"), Git.Run(_folder, "ls-files", "--stage"));
            Assert.Equal(Git.Run(byGit, "status", "--porcelain"), Git.Run(_folder, "status", "--porcelain"));
            Assert.Equal(Git.Run(byGit, "rev-parse", "CHERRY_PICK_HEAD"), Git.Run(_folder, "rev-parse", "CHERRY_PICK_HEAD"));
            foreach (string file in Directory.EnumerateFiles(byGit).Where(f => Path.GetFileName(f) != ".git"))
                Assert.Equal(File.ReadAllText(file), File.ReadAllText(Path.Combine(_folder, Path.GetFileName(file))));
            _test.Run("fsck", "--strict");
            PickWorktree.Find(repository).Abort(new Workspace(repository), force: false);
            _test.Run("worktree", "remove", "--force", byGit);
            Assert.Single(_test.Run("worktree", "list").TrimEnd('\n').Split('\n'));
        }
        finally
        {
            if (Directory.Exists(byGit))
                Directory.Delete(byGit, true);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Picking_goes_on_from_the_resolution(bool commit)
    {
        string[] commits = Build("content");
        using GitRepository repository = _test.Open();
        PickWorktree.Create(new Workspace(repository), Plan(repository, commits), _folder);
        Assert.Equal("IndexUnmerged", Assert.Throws<MaintainerException>(() => PickWorktree.Find(repository).Continue(new Workspace(repository))).ErrorId);
        File.WriteAllText(Path.Combine(_folder, "a"), "resolved\n");
        Git.Run(_folder, "add", "a");
        if (commit)
            Git.Run(_folder, "cherry-pick", "--continue");
        PickWorktree left = PickWorktree.Find(repository);
        CherryPickPlan plan = left.Continue(new Workspace(repository));
        Assert.True(plan.IsComplete);
        Assert.Equal([PickStatus.Picked, PickStatus.Picked, PickStatus.Picked], plan.Picks.Select(p => p.Status));
        Assert.Contains(plan.Picks[1].Grade, new[] { PickGrade.Adapted, PickGrade.Partial });
        Assert.Contains("resolved by hand in a", plan.Picks[1].Reason, StringComparison.Ordinal);
        new CherryPicker(new Workspace(repository)).Apply(plan, left);
        Assert.Equal("resolved\n", _test.Run("show", "base:a"));
        string message = _test.Run("log", "-1", "--format=%B", "base~1");
        Assert.Equal(commits[1], Assert.Single(CommitMarkers.Parse(message)).Sha);
        if (!commit)
            Assert.Contains("[C O Mitter: conflicts resolved in a]\n", message, StringComparison.Ordinal);
        Assert.Equal(_test.Line("log", "-1", "--format=%an %ad", commits[1]), _test.Line("log", "-1", "--format=%an %ad", "base~1"));
        Assert.Equal("v1", _test.Line("describe", "--tags", "base~3"));
        Assert.Equal("NoPickInProgress", Assert.Throws<MaintainerException>(() => PickWorktree.Find(repository)).ErrorId);
    }

    [Fact]
    public void The_next_conflict_comes_into_the_same_worktree_and_a_moved_head_is_refused()
    {
        string[] commits = Build("content");
        _test.Run("switch", "-q", "main");
        string again = _test.Commit("a", "yet\nanother\n", "again");
        using GitRepository repository = _test.Open();
        PickWorktree.Create(new Workspace(repository), Plan(repository, [.. commits, again]), _folder);
        File.WriteAllText(Path.Combine(_folder, "a"), "resolved\n");
        Git.Run(_folder, "add", "a");
        PickWorktree left = PickWorktree.Find(repository);
        CherryPickPlan next = left.Continue(new Workspace(repository));
        Assert.False(next.IsComplete);
        Assert.Equal([PickStatus.Picked, PickStatus.Picked, PickStatus.Picked, PickStatus.Conflict], next.Picks.Select(p => p.Status));
        left.ShowNext(new Workspace(repository), next);
        Assert.Equal(again + "\n", Git.Run(_folder, "rev-parse", "CHERRY_PICK_HEAD"));
        Assert.Contains("UU a", Git.Run(_folder, "status", "--porcelain"), StringComparison.Ordinal);
        Git.Run(_folder, "reset", "-q", "--hard", "v1");
        Assert.Equal("WorktreeMoved", Assert.Throws<MaintainerException>(() => PickWorktree.Find(repository).Continue(new Workspace(repository))).ErrorId);
        Assert.Equal("WorktreeFolderTaken", Assert.Throws<MaintainerException>(() => PickWorktree.Create(new Workspace(repository), next, _folder)).ErrorId);
    }

    /// <summary>git worktree remove refuses it as well; what is ignored goes with it there too.</summary>
    [Fact]
    public void What_is_untracked_stays_when_all_is_picked()
    {
        string[] commits = Build("content");
        using GitRepository repository = _test.Open();
        PickWorktree.Create(new Workspace(repository), Plan(repository, commits), _folder);
        Resolve();
        File.WriteAllText(Path.Combine(repository.CommonDirectory, "info", "exclude"), "*.o\n");
        File.WriteAllText(Path.Combine(_folder, "a.o"), "built\n");
        Directory.CreateDirectory(Path.Combine(_folder, "notes"));
        File.WriteAllText(Path.Combine(_folder, "notes", "mine"), "mine\n");

        MaintainerException error = Assert.Throws<MaintainerException>(() => PickWorktree.Find(repository).Continue(new Workspace(repository)));

        Assert.Equal("WorktreeHasUntracked", error.ErrorId);
        Assert.Equal("notes/", error.Target);
        Assert.NotEqual(0, Git.TryRun(_test.Path, null, null, "worktree", "remove", _folder).ExitCode);
        Directory.Delete(Path.Combine(_folder, "notes"), true);
        PickWorktree left = PickWorktree.Find(repository);
        new CherryPicker(new Workspace(repository)).Apply(left.Continue(new Workspace(repository)), left);
        Assert.False(Directory.Exists(_folder));
    }

    [Fact]
    public void What_was_changed_and_not_added_is_no_resolution()
    {
        string[] commits = Build("content");
        using GitRepository repository = _test.Open();
        PickWorktree.Create(new Workspace(repository), Plan(repository, commits), _folder);
        Resolve();
        File.WriteAllText(Path.Combine(_folder, "a"), "resolved better\n");
        MaintainerException error = Assert.Throws<MaintainerException>(() => PickWorktree.Find(repository).Continue(new Workspace(repository)));
        Assert.Equal("ResolutionNotAdded", error.ErrorId);
        Assert.Equal("a", error.Target);
    }

    /// <summary>Half a resolution is somebody's work: giving up asks for it, and undoing the worktree does not take it.</summary>
    [Theory]
    [InlineData("edited")]
    [InlineData("added")]
    [InlineData("new")]
    [InlineData("committed")]
    public void Work_in_the_worktree_does_not_go_unasked(string what)
    {
        string[] commits = Build("content");
        using GitRepository repository = _test.Open();
        PickWorktree.Create(new Workspace(repository), Plan(repository, commits), _folder);
        switch (what)
        {
            case "edited":
                File.WriteAllText(Path.Combine(_folder, "a"), "half a resolution\n");
                break;
            case "added":
                Git.Run(_folder, "add", "a");
                break;
            case "new":
                File.WriteAllText(Path.Combine(_folder, "notes"), "mine\n");
                break;
            default:
                Resolve();
                Git.Run(_folder, "cherry-pick", "--continue");
                break;
        }
        string head = Git.Run(_folder, "rev-parse", "HEAD");
        var operations = new TopicOperations(repository);

        Assert.Equal("WorktreeHasWork", Assert.Throws<MaintainerException>(() => Give(repository, force: false)).ErrorId);
        Assert.Equal("WorktreeBuiltOn", Assert.Throws<MaintainerException>(() => operations.PlanUndo(operations.Find(null))).ErrorId);
        Assert.True(Directory.Exists(_folder));
        string? backup = Give(repository, force: true);

        Assert.False(Directory.Exists(_folder));
        Assert.Equal(head, _test.Run("rev-parse", backup!));
    }

    /// <summary>The second conflict is as it was left, and the first is resolved by hand: that stays.</summary>
    [Fact]
    public void Giving_up_keeps_what_was_resolved_before()
    {
        string[] commits = Build("content");
        _test.Run("switch", "-q", "main");
        string again = _test.Commit("a", "yet\nanother\n", "again");
        using GitRepository repository = _test.Open();
        PickWorktree.Create(new Workspace(repository), Plan(repository, [.. commits, again]), _folder);
        Resolve();
        PickWorktree left = PickWorktree.Find(repository);
        left.ShowNext(new Workspace(repository), left.Continue(new Workspace(repository)));

        string? backup = Give(repository, force: false);

        Assert.Equal("resolved\n", _test.Run("show", backup + ":a"));
        var operations = new TopicOperations(repository);
        Assert.Equal("OperationNotKept", Assert.Throws<MaintainerException>(() => operations.PlanUndo(operations.List()[0])).ErrorId);
        Assert.Equal("resolved\n", _test.Run("show", backup + ":a"));
    }

    /// <summary>Whatever option there is, picking goes on with it: each is set to something else than its default, and read back.</summary>
    [Fact]
    public void Every_option_is_kept_with_the_worktree()
    {
        var asked = new CherryPickOptions { Onto = "v1", Branch = "base", Commits = ["one", "v1..two"] };
        PropertyInfo[] all = typeof(CherryPickOptions).GetProperties();
        foreach (PropertyInfo property in all.Where(p => p.PropertyType != typeof(IReadOnlyList<string>)))
        {
            property.SetValue(asked, property.GetValue(asked) switch
            {
                bool value => !value,
                int value => value + 7,
                string value => value + "x",
                null when property.PropertyType == typeof(bool?) => true,
                null when property.PropertyType == typeof(string) => "x",
                _ => throw new NotSupportedException($"How is {property.Name} told from its default?"),
            });
        }
        var state = new PickState
        {
            Options = asked,
            OntoId = "",
            Branch = "refs/heads/base",
            OldTip = "",
            ReplacesBranch = false,
            Tip = "",
            Picks = [],
        };
        File.WriteAllBytes(Path.Combine(_test.Path, PickState.FileName), state.ToJson());

        CherryPickOptions kept = PickState.Read(_test.Path)!.Options;

        Each.Holds(all, property => Assert.Equal(property.GetValue(asked), property.GetValue(kept)));
    }

    [Fact]
    public void A_damaged_state_is_named()
    {
        File.WriteAllText(Path.Combine(_test.Path, "maintainer-tools-pick.json"), "{ \"Onto");
        MaintainerException error = Assert.Throws<MaintainerException>(() => PickState.Read(_test.Path));
        Assert.Equal("PickStateDamaged", error.ErrorId);
    }

    private static string? Give(GitRepository repository, bool force) => PickWorktree.Find(repository).Abort(new Workspace(repository), force);

    private void Resolve()
    {
        File.WriteAllText(Path.Combine(_folder, "a"), "resolved\n");
        Git.Run(_folder, "add", "a");
    }

    private static CherryPickPlan Plan(GitRepository repository, string[] commits) =>
        new CherryPicker(new Workspace(repository)).Plan(
            new CherryPickOptions { Onto = "v1", Branch = "base", Commits = commits, Committer = "C O Mitter <committer@example.com>" });

    /// <summary>Three commits onto v1, the second of which conflicts there.</summary>
    private string[] Build(string kind)
    {
        _test.Commit("a", "one\ntwo\nthree\n", "base");
        if (kind == "modify/delete")
            _test.Run("rm", "-q", "a");
        if (kind == "add/add")
            _test.File("c", "theirs\n");
        _test.Run("switch", "-q", "-c", "side");
        _test.File("s", "s\n").Commit("v1");
        _test.Run("tag", "v1");
        _test.Run("switch", "-q", "main");
        string first = _test.Commit("b", "b\n", "first");
        _test.Commit("a", "one\n2\nthree\n", "between");
        string second = kind == "add/add" ? _test.Commit("c", "ours\n", "second") : _test.Commit("a", "one\nII\nthree\n", "second");
        string third = _test.Commit("d", "d\n", "third");
        return [first, second, third];
    }
}
