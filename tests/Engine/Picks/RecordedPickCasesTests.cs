using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks;
using MaintainerTools.Engine.Picks.Prerequisites;
using MaintainerTools.Engine.Tests.Support;
using Xunit.Abstractions;

namespace MaintainerTools.Engine.Tests.Picks;

/// <summary>Picks of real history whose outcome git has told.</summary>
public class RecordedPickCasesTests(ITestOutputHelper output)
{
    /// <summary>
    /// The rows whose pick is clean and changes the tree, as they read: what a person makes of the commits named. Two were reverted by name. Of the others one
    /// was adapted where it was
    /// picked (its function stands elsewhere in the header, and a pick would put it there twice), one lost its lines to a rework that made them needless, and
    /// two were corrected by fixes.
    /// </summary>
    private static readonly Dictionary<string, (BackportVerdict Verdict, string? By)> s_read = new()
    {
        ["c9eb695f162a"] = (BackportVerdict.AlreadyPresent, "8e216d5b68a4"),
        ["ee6aa2cb6651"] = (BackportVerdict.AlreadyPresent, "d2d388d23c29"),
        ["8b0d855fd98c"] = (BackportVerdict.Reverted, "ed9531a3e810"),
        ["253174309ff7"] = (BackportVerdict.AlreadyPresent, "89895cdab75f"),
        ["4d92ff74aa3d"] = (BackportVerdict.Reverted, "a570aa3eff19"),
        ["b47932358e64"] = (BackportVerdict.AlreadyPresent, "d93061ab09fa"),
    };

    [MirrorTheory(cases: true)]
    [MirrorData("DPDK+dpdk")]
    [MirrorData("linux-rdma+rdma-core")]
    public void Forecasts_are_gits(string name)
    {
        using GitRepository repository = Mirrors.Open(Mirrors.Find(name)!);
        CommitHistory history = CommitHistory.Open(repository);
        var wrong = new List<string>();
        foreach (IReadOnlyDictionary<string, string> row in Mirrors.Rows("cherry-pick-forecast.tsv", name))
        {
            BackportForecast forecast = Forecast(repository, history, row);
            string expected = row["verdict"] switch { "clean" => "Clean", "conflict" => "Conflict", _ => "Empty" };
            string paths = forecast.ConflictPath.Length == 0 ? "-" : string.Join('|', forecast.ConflictPath);
            bool verdict = forecast.Verdict is BackportVerdict.NotApplicable or BackportVerdict.Conflict ? expected == "Conflict"
                : forecast.Verdict is BackportVerdict.AlreadyPresent or BackportVerdict.Empty ? row["verdict"] == "already"
                : expected == forecast.Verdict.ToString();
            if (!verdict || forecast.PickVerdict != expected || (forecast.Tree ?? "-") != row["tree"] || paths != row["conflict_paths"])
                wrong.Add($"{row["commit"]} onto {row["onto"]}: {forecast.Verdict} {forecast.PickVerdict} {forecast.Tree} {paths}; git: "
                    + $"{row["verdict"]} {row["tree"]} {row["conflict_paths"]}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [MirrorTheory(cases: true)]
    [MirrorData("DPDK+dpdk")]
    [MirrorData("linux-rdma+rdma-core")]
    public void What_is_applied_already_is_known_to_be(string name)
    {
        using GitRepository repository = Mirrors.Open(Mirrors.Find(name)!);
        CommitHistory history = CommitHistory.Open(repository);
        var wrong = new List<string>();
        foreach (IReadOnlyDictionary<string, string> row in Mirrors.Rows("already-applied.tsv", name))
        {
            BackportForecast forecast = Forecast(repository, history, row);
            string expected = row["verdict"] switch { "clean" => "Clean", "conflict" => "Conflict", _ => "Empty" };
            string paths = forecast.ConflictPath.Length == 0 ? "-" : string.Join('|', forecast.ConflictPath);
            string by = row["present_by"] == "ancestor" ? "Ancestor" : "Marker";
            // What is there stays there where a pick changes nothing or conflicts; what it would change cleanly was read by hand.
            (BackportVerdict Verdict, string? By) read = s_read.GetValueOrDefault(row["commit"][..12], (BackportVerdict.AlreadyPresent, null));
            string? named = read.Verdict == BackportVerdict.Reverted ? forecast.RevertedBy : forecast.ChangedBy.LastOrDefault();
            bool present = forecast.PresentBy == by && forecast.Verdict == read.Verdict
                && (read.By is null || named?.StartsWith(read.By, StringComparison.Ordinal) == true);
            if (!present || forecast.PickVerdict != expected
                || (forecast.Tree ?? "-") != row["tree"] || paths != row["conflict_paths"])
                wrong.Add($"{row["commit"]} onto {row["onto"]} ({row["present_by"]}): {forecast.Verdict} {forecast.PresentBy} {forecast.PickVerdict} "
                    + $"{paths}; git: {row["verdict"]} {row["conflict_paths"]}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [MirrorTheory(cases: true)]
    [MirrorData("DPDK+dpdk")]
    [MirrorData("linux-rdma+rdma-core")]
    public void Prerequisites_are_those_recorded_or_no_more(string name)
    {
        using GitRepository repository = Mirrors.Open(Mirrors.Find(name)!);
        CommitHistory history = CommitHistory.Open(repository);
        var wrong = new List<string>();
        IEnumerable<(string Commit, string Onto, string[] Recorded, string Tree)> rows =
            Mirrors.Rows("prerequisites.tsv", name).Select(r => (r["commit"], r["onto"], new[] { r["prerequisite"] }, r["tree_of_both"]))
            .Concat(Mirrors.Rows("prerequisite-chains.tsv", name)
                .Select(r => (r["commit"], r["onto"], r["prerequisites_in_order"].Split('|'), r["tree_of_all"])));
        foreach ((string commit, string onto, string[] recorded, string tree) in rows)
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            var search = new PrerequisiteSearch(new Workspace(repository),
                new PrerequisiteOptions { Commits = [Oid.Parse(commit)], Onto = onto, Upstream = commit });
            CherryPickPrerequisite answer = search.Run().Single();
            output.WriteLine($"{commit[..12]} onto {onto[..12]}: {watch.ElapsedMilliseconds} ms, {answer.Prerequisite.Length} of {recorded.Length}: "
                + $"{string.Join("; ", answer.Reason)} {answer.NotFound}");
            if (!answer.IsClean || answer.Prerequisite.Length > recorded.Length
                || (answer.Prerequisite.SequenceEqual(recorded) && answer.Tree != tree))
                wrong.Add($"{commit} onto {onto}: {string.Join('|', answer.Prerequisite)} {answer.NotFound}; recorded {string.Join('|', recorded)}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>What a maintainer picked, and had to resolve, applied: each pick's source onto the parent of the pick.</summary>
    [MirrorTheory]
    [InlineData("v23.11", "v23.11.7")]
    [InlineData("v21.11", "v21.11.9")]
    public void No_pick_that_a_maintainer_resolved_is_called_inapplicable(string since, string tip)
    {
        using GitRepository repository = Mirrors.Open(Mirrors.Find("DPDK+dpdk")!);
        var workspace = new Workspace(repository);
        Workspace verdicts = workspace.ForVerdicts();
        int picks = 0;
        var conflicts = new List<BackportForecast>();
        foreach (Oid pick in workspace.History.Range(repository.ResolveCommit(since), repository.ResolveCommit(tip), SilentMonitor.Instance))
        {
            CommitObject commit = repository.Objects.ReadCommit(pick);
            if (CommitMarkers.SourceOf(commit.Message) is not { Sha.Length: 40 } marker || workspace.History.FindNamed(marker.Sha) is not { } source)
                continue;
            picks++;
            if (verdicts.Engine.Pick(repository.Objects.ReadCommit(commit.Parents[0]).Tree, source).IsClean)
                continue;
            var options = new BackportForecastOptions { Commits = [source], Independent = true };
            conflicts.AddRange(new BackportForecaster(workspace, options).Run(commit.Parents[0].ToString()));
        }
        output.WriteLine($"{picks} picks, {conflicts.Count} conflict");
        Assert.NotEmpty(conflicts);
        Assert.Equal([], conflicts.Where(f => f.Verdict == BackportVerdict.NotApplicable)
            .Select(f => $"{f.Commit[..12]} {f.Subject}: {f.Reason}"));
    }

    private static BackportForecast Forecast(GitRepository repository, CommitHistory history, IReadOnlyDictionary<string, string> row) =>
        new BackportForecaster(new Workspace(repository), new BackportForecastOptions { Commits = [Oid.Parse(row["commit"])], Independent = true })
            .Run(row["onto"]).Single();
}
