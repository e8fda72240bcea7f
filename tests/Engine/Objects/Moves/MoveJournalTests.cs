using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Moves;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Objects.Moves;

public sealed class MoveJournalTests : IDisposable
{
    private readonly TestRepository _test = new();

    public void Dispose() => _test.Dispose();

    /// <summary>
    /// As on a disk that stays full: all is moved, taken back as far as one step of several, and left; what was kept must be good for either way, again and
    /// again, and the next command ends it.
    /// </summary>
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    [InlineData(true, 3)]
    [InlineData(false, 3)]
    public void What_was_taken_back_and_not_ended_goes_either_way(bool finish, int turns)
    {
        (string first, string second) = Build();
        using GitRepository repository = _test.Open();
        MoveRecord record = CutOff(repository, Move(repository, first, second), journal =>
        {
            for (int turn = 0; turn < turns; turn++)
            {
                journal.Forward(() => { });
                journal.Back();
            }
        });

        var operations = new TopicOperations(repository);
        TopicOperation cut = operations.Find(record.Id);
        Assert.True(cut.IsCutOff);
        if (finish)
            operations.Resume(cut, force: false);
        else
            operations.Undo(operations.PlanUndo(cut), force: false, SilentMonitor.Instance);

        RequireAt(finish ? second : first);
    }

    /// <summary>Going back takes no room: what it needs is there before anything moves, so nothing is made in going back.</summary>
    [Fact]
    public void Going_back_makes_no_file_and_no_folder()
    {
        (string first, string second) = Build();
        using GitRepository repository = _test.Open();
        HashSet<string> before = [], after = [];
        MoveRecord record = CutOff(repository, Move(repository, first, second), journal =>
        {
            journal.Forward(() => { });
            before = OperatingSystem.IsLinux() ? Inodes() : before;
            journal.Back();
            after = OperatingSystem.IsLinux() ? Inodes() : after;
        });
        // find has -printf where GNU's is.
        Assert.Subset(before, after);
        var operations = new TopicOperations(repository);
        operations.Undo(operations.PlanUndo(operations.Find(record.Id)), force: false, SilentMonitor.Instance);
        RequireAt(first);
    }

    /// <summary>packed-refs.lock is everybody's: of an operation that was cut off another takes it, and it is taken anew when that goes on.</summary>
    [Fact]
    public void The_lock_of_packed_refs_is_handed_over()
    {
        (string first, string second) = Build();
        _test.Run("branch", "other", first);
        using GitRepository repository = _test.Open();
        MoveRecord record = CutOff(repository, Move(repository, first, second), journal => journal.Forward(() => { }));
        string packed = Path.Combine(repository.CommonDirectory, "packed-refs.lock");
        Assert.True(File.Exists(packed));

        TestMove.Apply(repository, [new RefUpdate("refs/heads/other", Oid.Parse(first), Oid.Parse(second))]);

        Assert.Equal(second, _test.Line("rev-parse", "other"));
        Assert.False(File.Exists(packed));
        // Somebody else has it now.
        File.WriteAllText(packed, "");
        var operations = new TopicOperations(repository);
        Assert.Equal("RefLocked", Assert.Throws<MaintainerException>(() => operations.Resume(operations.Find(record.Id), force: false)).ErrorId);
        Assert.True(File.Exists(packed));
        File.Delete(packed);
        operations.Resume(operations.Find(record.Id), force: false);
        RequireAt(second);
    }

    /// <summary>On a disk that does not tell the cases apart it would be the same file: asked of the setting, for here the disk does.</summary>
    [Theory]
    [InlineData("refs/heads/Main", true)]
    [InlineData("refs/heads/MAIN/sub", true)]
    [InlineData("refs/heads/fine", false)]
    public void A_name_that_differs_from_a_packed_ones_in_case_alone_is_refused(string name, bool isRefused)
    {
        (string first, string second) = Build();
        _test.Run("pack-refs", "--all");
        using (GitRepository repository = _test.Open())
            TestMove.Apply(repository, [new RefUpdate("refs/heads/NEXT", Oid.Zero, Oid.Parse(first))]);
        _test.Run("update-ref", "-d", "refs/heads/NEXT");
        _test.Run("config", "core.ignoreCase", "true");
        using GitRepository ignoring = _test.Open();
        var update = new RefUpdate(name, Oid.Zero, Oid.Parse(second));
        if (isRefused)
            Assert.Equal("RefNameConflict", Assert.Throws<MaintainerException>(() => TestMove.Apply(ignoring, [update])).ErrorId);
        else
            TestMove.Apply(ignoring, [update]);
        Assert.Equal(first, _test.Line("rev-parse", "main"));
    }

    /// <summary>Of the closed records the newest 1,000 stay, and of the others those that are not older than 90 days.</summary>
    [Fact]
    public void Old_records_go()
    {
        (string first, string second) = Build();
        using GitRepository repository = _test.Open();
        string closed = Directory.CreateDirectory(Path.Combine(repository.CommonDirectory, "maintainer-tools", "operations", "closed")).FullName;
        DateTime now = DateTime.UtcNow;
        string[] kept = [.. Enumerable.Range(1, 1001).Select(i => Record(now.AddMinutes(-i)))];
        string[] old = [.. Enumerable.Range(1, 3).Select(i => Record(now.AddDays(-91).AddMinutes(-i)))];
        foreach (string name in kept.Concat(old))
            File.WriteAllText(Path.Combine(closed, name), "{}");

        string id = new BranchMove(repository).Apply(Move(repository, first, second), SilentMonitor.Instance);

        Assert.Equal([.. kept.Append(id + ".json").Order(StringComparer.Ordinal)],
            Directory.GetFiles(closed).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));

        static string Record(DateTime time) => time.ToString("yyyyMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture) + ".json";
    }

    private static MovePlan Move(GitRepository repository, string from, string to)
    {
        var plan = new MovePlan(repository, "Test") { Message = "test" };
        plan.Move(new RefUpdate("refs/heads/main", Oid.Parse(from), Oid.Parse(to)), keepsOld: true);
        return plan;
    }

    /// <summary>What a process leaves that gets so far and no farther.</summary>
    private static MoveRecord CutOff(GitRepository repository, MovePlan plan, Action<MoveJournal> work)
    {
        using OperationFolder folder = OperationFolder.Begin(repository, new MoveRecorder(repository).Record(plan));
        new OperationLocks(repository, folder).Take();
        new MoveRecorder(repository).AddTrees(folder.Record, folder);
        var journal = new MoveJournal(repository, folder);
        journal.Stage(plan, SilentMonitor.Instance);
        folder.Record.State = TopicOperationState.Moving;
        folder.Save();
        work(journal);
        return folder.Record;
    }

    /// <summary>Every file and folder of the repository, by the number that stays its own when it is renamed.</summary>
    private HashSet<string> Inodes()
    {
        var start = new System.Diagnostics.ProcessStartInfo("find") { RedirectStandardOutput = true };
        foreach (string word in (string[])[_test.Path, "-printf", "%i\\n"])
            start.ArgumentList.Add(word);
        using var process = System.Diagnostics.Process.Start(start)!;
        return [.. process.StandardOutput.ReadToEnd().Split('\n')];
    }

    private void RequireAt(string commit)
    {
        Assert.Equal(commit, _test.Line("rev-parse", "main"));
        Assert.Equal("", _test.Run("status", "--porcelain", "--ignored"));
        Assert.Equal(_test.Run("ls-tree", "-r", "--name-only", commit), _test.Run("ls-files"));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_test.Path, ".git"), "*.lock", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_test.Path, ".git", "maintainer-tools", "operations", "open")));
    }

    /// <summary>Two commits between which files change, come and go, with their folders; main is at the first.</summary>
    private (string First, string Second) Build()
    {
        string first = _test.File("same", "same\n").File("file", "one\n").File("folder/inner/gone", "gone\n").File("becomes", "a file\n").Commit("first");
        _test.Run("switch", "-q", "-c", "next");
        _test.Delete("folder/inner/gone").Delete("becomes");
        string second = _test.File("file", "two\n").File("becomes/inner/new", "new\n").Commit("second");
        _test.Run("switch", "-q", "main");
        return (first, second);
    }
}
