using MaintainerTools.Engine.Bisectability;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Bisectability;

public sealed class BisectabilityTesterTests : IDisposable
{
    private readonly TestRepository _test = new();

    public void Dispose() => _test.Dispose();

    [UnixFact]
    public void A_series_with_two_broken_and_one_skipped_is_told_and_the_second_time_nothing_is_run()
    {
        string runs = Series();
        List<BisectabilityResult> results = Test(Command(runs), workers: 2);
        Assert.Equal("PPPFFPPSPFPP", string.Concat(results.Select(r => r.Result.ToString()[0])));
        Assert.Equal(Enumerable.Range(1, 12), results.Select(r => r.Number));
        Assert.Equal(12, File.ReadAllLines(runs).Length);
        Assert.Equal(_test.Line("rev-parse", "main~6"), results[3].MendedBy);
        Assert.DoesNotContain(results[4], results.Where(r => r.SuggestedAction is not null));
        Assert.Equal(["f4:2"], results[3].MendedLine);
        Assert.Equal(results[10].Commit, results[9].MendedBy);
        Assert.All(results, r => Assert.True(File.Exists(r.Log)));

        results = Test(Command(runs), workers: 2);
        Assert.All(results, r => Assert.True(r.Cached));
        Assert.Equal(12, File.ReadAllLines(runs).Length);
        Assert.Equal("PPPFFPPSPFPP", string.Concat(results.Select(r => r.Result.ToString()[0])));
        NothingIsLeft();
    }

    [UnixFact]
    public void After_a_rebase_only_what_has_another_tree_is_run()
    {
        string runs = Series();
        Test(Command(runs));
        _test.Run("checkout", "-q", "--detach", "main~4");
        _test.File("late", "late\n").Commit("late");
        _test.Run("cherry-pick", "main~4..main");
        List<BisectabilityResult> results = Test(Command(runs), topic: "HEAD");
        Assert.Equal([9, 10, 11, 12, 13], results.Where(r => !r.Cached).Select(r => r.Number));
    }

    [UnixFact]
    public void The_first_failure_is_the_one_that_git_bisect_run_finds()
    {
        Series();
        _test.Run("reset", "-q", "--hard", "main~8");
        const string Command = "! grep -q broken f4";
        List<BisectabilityResult> results = Test(Command, options: o => new BisectabilityOptions
        {
            Since = o.Since,
            Topic = o.Topic,
            Command = o.Command,
            Order = BisectabilityOrder.Binary,
        });
        _test.Run("bisect", "start", "main", "base");
        string said = _test.Run("bisect", "run", "sh", "-c", Command);
        BisectabilityResult first = results.First(r => r.Result == RewriteTestResult.Fail);
        Assert.Contains(first.Commit + " is the first bad commit", said, StringComparison.Ordinal);
        Assert.Contains(results, r => r.Result == RewriteTestResult.NotRun);
    }

    [UnixFact]
    public void Orders_and_the_first_failure_are_heeded()
    {
        string runs = Series();
        BisectabilityResult[] reverse = [.. Test(Command(runs), options: o => new BisectabilityOptions
        {
            Since = o.Since,
            Topic = o.Topic,
            Command = o.Command,
            Order = BisectabilityOrder.Reverse,
            FirstFailure = true,
        })];
        Assert.Equal([12, 11, 10], reverse.Where(r => r.Result != RewriteTestResult.NotRun).Select(r => r.Number));
        Assert.Equal(12, reverse.Length);
        Assert.Equal(reverse[1].Commit, reverse[2].MendedBy);
    }

    [UnixTheory]
    [InlineData("exit 127", RewriteTestResult.Abort)]
    [InlineData("nosuchcommand", RewriteTestResult.Abort)]
    [InlineData("exit 128", RewriteTestResult.Abort)]
    [InlineData("kill -9 $$", RewriteTestResult.Abort)]
    // Only the commit lacks it: below the series it can be run.
    [InlineData("! grep -q patch f2 || ./none", RewriteTestResult.Fail)]
    public void A_command_that_is_not_there_is_told_from_a_commit_that_lacks_it(string command, RewriteTestResult result)
    {
        Series();
        List<BisectabilityResult> results = Test(command);
        Assert.Equal(result, results[1].Result == RewriteTestResult.NotRun ? results[0].Result : results[1].Result);
    }

    [UnixFact]
    public void A_command_whose_time_is_over_is_ended_with_all_that_it_started()
    {
        Series();
        string pid = Path.Combine(_test.Path, "..", Path.GetFileName(_test.Path) + ".pid");
        string command = $"(setsid sleep 600 & echo $! > {pid}); sleep 600";
        List<BisectabilityResult> results = Test(command, topic: "base~0", since: "base~1", options: o => new BisectabilityOptions
        {
            Since = o.Since,
            Topic = o.Topic,
            Command = o.Command,
            Timeout = TimeSpan.FromSeconds(1),
        });
        Assert.Equal((RewriteTestResult.Fail, true, null), (results[0].Result, results[0].TimedOut, results[0].ExitCode));
        int started = int.Parse(File.ReadAllText(pid), System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(!OperatingSystem.IsLinux() || HasEnded(started), "a process got away");
        File.Delete(pid);
        NothingIsLeft();
    }

    [UnixFact]
    public void Builds_are_kept_only_where_that_is_asked_for_and_unchanged_files_keep_their_times()
    {
        Series();
        const string Command = "ls built 2>/dev/null; touch built; stat -c %Y.%y f1";
        string[] clean = [.. Test(Command).Skip(1).Select(r => r.Output)];
        string[] kept = [.. Test(Command, options: o => new BisectabilityOptions { Since = o.Since, Topic = o.Topic, Command = o.Command, KeepBuild = true })
            .Skip(1).Select(r => r.Output)];
        Assert.All(clean, output => Assert.DoesNotContain("built", output, StringComparison.Ordinal));
        Assert.All(kept, output => Assert.StartsWith("built\n", output, StringComparison.Ordinal));
        // From the second commit on f1 does not change any more.
        Assert.Single(clean.Distinct());
        Assert.Single(kept.Distinct());
    }

    [UnixFact]
    public void What_a_command_does_to_tracked_files_is_gone_for_the_next()
    {
        Series();
        const string Command = "git diff --quiet HEAD && test -z \"$(git status --porcelain)\" || exit 1; echo x >> f1; rm f0; mkdir -p d/e; touch d/e/f";
        List<BisectabilityResult> results = Test(Command,
            options: o => new BisectabilityOptions { Since = o.Since, Topic = o.Topic, Command = o.Command });
        Assert.All(results, r => Assert.Equal(RewriteTestResult.Pass, r.Result));
        Assert.Equal("", _test.Run("status", "--porcelain"));
    }

    [Fact]
    public void A_run_that_is_at_work_is_left_alone_and_one_that_was_killed_is_cleared_away()
    {
        _test.File("f", "f\n").Commit("base");
        using GitRepository repository = _test.Open();
        var alive = CheckoutRecord.Create(repository);
        using var checkout = LinkedCheckout.Create(repository, alive, 0, repository.ResolveCommit("main"));
        checkout.CheckOut(repository.ResolveCommit("main"), keep: true);
        string folder = checkout.Folder;
        // One that was killed: its record is held by nobody.
        string runs = Path.Combine(repository.CommonDirectory, "maintainer-tools", "runs");
        const string Dead = "00112233aabbccdd";
        string root = Path.Combine(Path.GetTempPath(), "maintainer-tools-test-" + Dead);
        Directory.CreateDirectory(Path.Combine(root, "w0"));
        Directory.CreateDirectory(Path.Combine(repository.CommonDirectory, "worktrees", $"maintainer-tools-test-{Dead}-0"));
        File.WriteAllText(Path.Combine(runs, Dead), root + "\n");
        CheckoutRecord.Create(repository).Dispose();
        Assert.False(Directory.Exists(root));
        Assert.True(File.Exists(Path.Combine(folder, "f")));
        Assert.Contains(folder, _test.Run("worktree", "list"), StringComparison.Ordinal);
        Assert.Equal([alive.Id], Directory.GetFiles(runs).Select(Path.GetFileName));
        checkout.Dispose();
        alive.Dispose();
        NothingIsLeft();
    }

    [UnixFact]
    public void Bare_repositories_are_tested_as_well()
    {
        string runs = Series();
        string bare = Path.Combine(_test.Path, "bare.git");
        _test.Run("clone", "-q", "--bare", ".", bare);
        using var repository = GitRepository.Open(bare, bare);
        var tester = new BisectabilityTester(new Workspace(repository), new BisectabilityOptions { Since = "base", Topic = "main", Command = Command(runs)! });
        Assert.Equal("PPPFFPPSPFPP", string.Concat(tester.Run().Select(r => r.Result.ToString()[0])));
    }

    /// <summary>One that nobody has taken leave of yet has no command line any more.</summary>
    private static bool HasEnded(int id)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{id}/cmdline").Length == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static string Command(string runs) => $"echo \"$MAINTAINERTOOLS_COMMIT\" >> {runs}; test -e skip && exit 125; ! grep -q broken f*";

    /// <summary>Twelve commits: the fourth breaks, the sixth mends it, the eighth cannot be tested, the tenth breaks and the eleventh mends that.</summary>
    private string Series()
    {
        _test.File("f0", "f\n").Commit("below");
        for (int i = 1; i <= 12; i++)
            _test.File($"f{i}", $"{i}\n");
        _test.Commit("base");
        _test.Run("tag", "base");
        for (int i = 1; i <= 12; i++)
        {
            _test.File($"f{i}", i is 4 or 10 ? $"{i}\nbroken\n" : $"{i}\npatch\n");
            if (i == 6)
                _test.File("f4", "4\nwhole\n");
            if (i == 11)
                _test.File("f10", "10\nwhole\n");
            if (i == 8)
                _test.File("skip", "");
            if (i == 9)
                _test.Delete("skip");
            _test.Commit($"patch {i}");
        }
        return Path.Combine(_test.Path, ".git", "runs.txt");
    }

    private List<BisectabilityResult> Test(
        string command, int workers = 1, string topic = "main", string since = "base", Func<BisectabilityOptions, BisectabilityOptions>? options = null)
    {
        using GitRepository repository = _test.Open();
        var asked = new BisectabilityOptions { Since = since, Topic = topic, Command = command!, ThrottleLimit = workers };
        var workspace = new Workspace(repository);
        try
        {
            return [.. new BisectabilityTester(workspace, options is null ? asked : options(asked)).Run()];
        }
        finally
        {
            workspace.Close();
        }
    }

    private void NothingIsLeft()
    {
        Assert.Single(_test.Run("worktree", "list").TrimEnd().Split('\n'));
        Assert.False(Directory.Exists(Path.Combine(_test.Path, ".git", "worktrees")));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_test.Path, ".git", "maintainer-tools", "runs")));
    }
}
