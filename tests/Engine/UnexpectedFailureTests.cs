using System.Globalization;
using MaintainerTools.Engine.Backports;
using MaintainerTools.Engine.Grading;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Followups;
using MaintainerTools.Engine.MergeBases;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks;
using MaintainerTools.Engine.Picks.Prerequisites;
using MaintainerTools.Engine.Resolutions;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests;

/// <summary>
/// What fails in a way nobody foresaw in one of several items is that item's error, and the others are answered as without it: an object that only one item
/// reads throws what no code here throws.
/// </summary>
public sealed class UnexpectedFailureTests : IDisposable
{
    private const int Items = 4;
    private const int Failing = 2;

    private readonly TestRepository _test = new();
    private readonly Oid[] _first = new Oid[Items];
    private readonly Oid[] _fixes = new Oid[Items];
    private readonly Oid[] _picks = new Oid[Items];

    /// <summary>
    /// Each item has a file of its own: upstream's first change of it, and a fix of that; stable has the first ones as picks, old has nothing.
    /// </summary>
    public UnexpectedFailureTests()
    {
        var import = new FastImport();
        int[] first = new int[Items], fixes = new int[Items], picks = new int[Items];
        int tip = import.Commit("refs/heads/main", "root\n", 1_500_000_000, [], Enumerable.Range(0, Items).Select(i => (Name(i), "644", Text(i, "line 15"))));
        import.Reference("refs/heads/old", tip);
        for (int i = 0; i < Items; i++)
            first[i] = tip = import.Commit("refs/heads/main", $"first {i}\n", 1_500_000_100 + i, [tip], [(Name(i), "644", Text(i, "first"))]);
        int middle = tip;
        int other = tip;
        for (int i = 0; i < Items; i++)
            other = import.Commit("refs/heads/other", $"other {i}\n", 1_500_000_200 + i, [other], [("o" + Name(i), "644", Text(i, "other"))]);
        for (int i = 0; i < Items; i++)
        {
            fixes[i] = tip = import.Commit("refs/heads/main", $"fix {i}\n\nFixes: (\"first {i}\")\n", 1_500_000_300 + i, [tip],
                [(Name(i), "644", Text(i, "fixed"))]);
        }
        Oid[] ids = import.Write(_test);
        for (int i = 0; i < Items; i++)
            (_first[i], _fixes[i]) = (ids[first[i]], ids[fixes[i]]);
        _test.Run("checkout", "-q", "-b", "stable", "old");
        for (int i = 0; i < Items; i++)
        {
            _picks[i] = Oid.Parse(_test.Commit(Name(i), Text(i, "first").Replace("line 3\n", "line 3\nown\n", StringComparison.Ordinal),
                $"first {i}\n\n(cherry picked from commit {_first[i]})\n"));
        }
        Assert.Equal(ids[middle].ToString(), _test.Line("merge-base", "main", "other"));
    }

    public void Dispose() => _test.Dispose();

    private static string Name(int item) => "f" + item.ToString(CultureInfo.InvariantCulture);

    private static string Text(int item, string middle) =>
        string.Concat(Enumerable.Range(1, 30).Select(line => line == 15 ? $"{middle}\n" : line == 16 ? $"of {item}\n" : $"line {line}\n"));

    /// <summary>The repository, where the version that a commit has of an item's file cannot be read.</summary>
    private GitRepository Open(Oid commit, int item = Failing, string prefix = "")
    {
        GitRepository repository = _test.Open();
        var blob = Oid.Parse(_test.Line("rev-parse", $"{commit}:{prefix}{Name(item)}"));
        repository.ReadThrough(objects => new FailingReader(objects, blob));
        return repository;
    }

    private static void IsItsError(MaintainerException? error, Oid item)
    {
        Assert.NotNull(error);
        Assert.Equal(("UnexpectedFailure", item.ToString()), (error.ErrorId, error.Target));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_forecast(bool independent)
    {
        using GitRepository repository = Open(_fixes[Failing]);
        var options = new BackportForecastOptions { Commits = _fixes, Independent = independent, FindPrerequisite = true, Upstream = "main" };
        Attempted<BackportForecast>[] answers = [.. new BackportForecaster(new Workspace(repository), options).Try("stable")];
        Assert.Equal(Items, answers.Length);
        for (int i = 0; i < Items; i++)
        {
            if (i == Failing)
                IsItsError(answers[i].Error, _fixes[i]);
            else
                Assert.Equal(BackportVerdict.Clean, answers[i].Get().Verdict);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_search_for_prerequisites(bool independent)
    {
        using GitRepository repository = Open(_fixes[Failing]);
        var search = new PrerequisiteSearch(
            new Workspace(repository), new PrerequisiteOptions { Commits = _fixes, Onto = "old", Upstream = "main", Independent = independent });
        IReadOnlyList<CherryPickPrerequisite> answers = search.Run();
        Assert.Equal(_fixes.Select(id => id.ToString()), answers.Select(a => a.Commit));
        IsItsError(Assert.Single(search.Failures.Values), _fixes[Failing]);
        for (int i = 0; i < Items; i++)
        {
            if (i != Failing)
                Assert.Equal((true, _first[i].ToString()), (answers[i].IsClean, Assert.Single(answers[i].Prerequisite)));
        }
        Assert.Null(search.SeriesFailure);
    }

    [Fact]
    public void An_answer_of_a_series_comes_before_the_next_is_searched()
    {
        using GitRepository repository = _test.Open();
        var heard = new Listener();
        var search = new PrerequisiteSearch(new Workspace(repository, heard), new PrerequisiteOptions { Commits = _fixes, Onto = "old", Upstream = "main" });
        int given = 0;
        foreach (CherryPickPrerequisite answer in search.RunSeries())
        {
            Assert.Equal(_fixes[given++].ToString(), answer.Commit);
            Assert.Equal(given, heard.Searched.Count);
        }
        Assert.Equal(Items, given);
    }

    [Fact]
    public void A_follow_up()
    {
        using GitRepository repository = Open(_fixes[Failing]);
        var finder = new FollowupFinder(new Workspace(repository));
        IReadOnlyList<FollowupFix> found = finder.Find(_first, repository.ResolveCommit("main"), repository.ResolveCommit("stable"));
        Assert.Equal(_fixes.Select(id => id.ToString()), found.Select(fix => fix.Commit));
        Assert.All(finder.Failures, failure => IsItsError(failure, failure.Target as string == _first[Failing].ToString() ? _first[Failing] : _fixes[Failing]));
        Assert.NotEmpty(finder.Failures);
        Assert.All(found.Where((_, i) => i != Failing), fix => Assert.Equal((false, true), (fix.Present, fix.Applicable)));
        Assert.Null(found[Failing].Applicable);
    }

    [Fact]
    public void A_pick_of_a_base()
    {
        using GitRepository repository = Open(_picks[Failing]);
        BaseAuditReport audit = new BaseAudit(new Workspace(repository)).Run(new BaseAuditOptions { Since = "old", Base = "stable", Upstream = "main" });
        Assert.Equal(_picks.Select(id => id.ToString()), audit.Picks.Select(pick => pick.Sha));
        IsItsError(Assert.Single(audit.Failures), _picks[Failing]);
        Assert.Equal("NotVerified", Assert.Single(audit.Picks[Failing].FindingId));
        Assert.All(audit.Picks.Where((_, i) => i != Failing), pick => Assert.Equal(PickGrade.Adapted, pick.Grade));
    }

    [Fact]
    public void A_candidate_for_a_base()
    {
        using GitRepository repository = Open(_first[Failing]);
        var coster = new MergeBaseCoster(new Workspace(repository));
        IReadOnlyList<MergeBaseCost> costs = coster.Weigh(
            new MergeBaseCostOptions { SinceName = "old", Since = repository.ResolveCommit("old"), Upstream = repository.ResolveCommit("main"), Detail = true },
            [.. _first.Select(id => (id.ToString(), id))]);
        Assert.Equal(_first.Select(id => id.ToString()), costs.Select(cost => cost.Sha));
        // What comes after it has that file as well.
        Assert.Equal(Items - Failing, coster.Failures.Count);
        IsItsError(coster.Failures[0], _first[Failing]);
        Assert.Equal([1, 2, 3, 4], costs.Select(cost => cost.Commits));
        Assert.Equal([true, true, false, false], costs.Select(cost => cost.Insertions is not null));
    }

    [Fact]
    public void A_candidate_for_a_release()
    {
        using GitRepository repository = _test.Open();
        var tree = Oid.Parse(_test.Line("rev-parse", $"{_fixes[Failing]}^{{tree}}"));
        repository.ReadThrough(objects => new FailingReader(objects, tree));
        var finder = new BackportCandidateFinder(new Workspace(repository));
        IReadOnlyList<BackportCandidate> found = finder.Find(new BackportCandidateOptions { Target = "stable", Upstream = "main", PathSpec = ["f*"] });
        // What comes after it is compared with its tree.
        Assert.Equal(_fixes.Take(Failing).Select(id => id.ToString()), found.Select(candidate => candidate.Commit));
        Assert.Equal(Items - Failing, finder.Failures.Count);
        IsItsError(finder.Failures[0], _fixes[Failing]);
    }

    [Fact]
    public void A_forecast_of_a_merge()
    {
        using GitRepository repository = Open(_picks[Failing]);
        string[] ours = [.. _fixes.Select(id => id.ToString())];
        IReadOnlyList<Attempted<MergeForecast>> answers = new MergeForecaster(new Workspace(repository)).Run(
            [.. ours.Zip(_picks, (a, b) => (a, b.ToString()))]);
        Assert.Equal([false, false, true, true], answers.Select(answer => answer.Error is not null));
        IsItsError(answers[Failing].Error, _picks[Failing]);
        Assert.Equal(MergeVerdict.Conflict, answers[0].Get().Verdict);
    }

    [Fact]
    public void A_merge_that_is_made_again()
    {
        _test.Run("checkout", "-q", "-b", "topic", _first[0].ToString());
        string[] made = new string[Items];
        for (int i = 0; i < Items; i++)
        {
            _test.Run("checkout", "-q", "-b", $"side{i}", "topic");
            _test.Commit(Name(i), Text(i, $"side {i}"), $"side {i}");
            _test.Run("checkout", "-q", "topic");
            _test.Commit(Name(i), Text(i, $"topic {i}"), $"topic {i}");
            Assert.False(_test.TryMerge($"side{i}"));
            made[i] = _test.Commit(Name(i), Text(i, $"both {i}"), $"merge {i}");
        }
        var side = Oid.Parse(_test.Line("rev-parse", $"side{Failing}"));
        using GitRepository repository = Open(side);
        var tester = new MergeResolutionTester(new Workspace(repository));
        IReadOnlyList<MergeResolution> results = tester.Test(new MergeResolutionOptions { Topic = "topic", Since = _first[0].ToString() });
        Assert.Equal(made.Where((_, i) => i != Failing), results.Select(result => result.Commit));
        IsItsError(Assert.Single(tester.Failures), Oid.Parse(made[Failing]));
        Assert.All(results, result => Assert.Equal(MergeResolutionVerdict.Resolved, result.Verdict));
    }

    /// <summary>Throws for one object.</summary>
    private sealed class FailingReader(IObjectReader inner, Oid failing) : IObjectReader
    {
        public bool TryRead(Oid id, out ObjectType type, out byte[] data) =>
            id != failing ? inner.TryRead(id, out type, out data) : throw new InvalidOperationException("nobody foresaw this");

        public bool TryReadOnce(Oid id, out ObjectType type, out TransientBytes data) =>
            id != failing ? inner.TryReadOnce(id, out type, out data) : throw new InvalidOperationException("nobody foresaw this");

        public bool Contains(Oid id) => inner.Contains(id);

        public long? SizeOf(Oid id) => inner.SizeOf(id);

        public Oid ReadFor(Oid id) => inner.ReadFor(id);
    }

    /// <summary>Hears for which commits prerequisites were searched.</summary>
    private sealed class Listener : IOperationMonitor
    {
        public HashSet<string> Searched { get; } = [];

        public CancellationToken Cancellation => CancellationToken.None;

        public void Report(string activity, long done, long total, string? current = null)
        {
            if (activity == "Searching prerequisites" && current is not null)
                Searched.Add(current);
        }
    }
}
