using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Merging;

/// <summary>Merges and picks of real history against git's recorded answers.</summary>
public sealed class RealMergeTests
{
    [MirrorTheory(cases: true)]
    [MirrorData("git+git")]
    [MirrorData("DPDK+dpdk")]
    [MirrorData("linux-rdma+rdma-core")]
    public void Merges_are_gits(string name)
    {
        using GitRepository git = Mirrors.Open(Mirrors.Find(name)!);
        var history = CommitHistory.Open(git);
        var engine = new MergeEngine(new ScratchStore(git.Objects), MergeOptions.Of(git));
        var wrong = new List<string>();
        foreach (IReadOnlyDictionary<string, string> row in Mirrors.Rows("merges.tsv", name))
        {
            MergeOutcome outcome = engine.MergeCommits(history, Oid.Parse(row["ours"]), Oid.Parse(row["theirs"]));
            Compare(wrong, row, outcome, row["verdict"] == "clean");
        }
        Assert.Empty(wrong);
    }

    [MirrorTheory(cases: true)]
    [MirrorData("DPDK+dpdk")]
    [MirrorData("linux-rdma+rdma-core")]
    public void Picks_are_gits(string name)
    {
        using GitRepository git = Mirrors.Open(Mirrors.Find(name)!);
        var engine = new MergeEngine(new ScratchStore(git.Objects), MergeOptions.Of(git));
        var wrong = new List<string>();
        foreach (IReadOnlyDictionary<string, string> row in Mirrors.Rows("cherry-pick-forecast.tsv", name).Concat(Mirrors.Rows("already-applied.tsv", name)))
        {
            Oid onto = git.Objects.ReadCommit(Oid.Parse(row["onto"])).Tree;
            MergeOutcome outcome = engine.Pick(onto, Oid.Parse(row["commit"]));
            Compare(wrong, row, outcome, row["verdict"] is "clean" or "already");
            if (outcome.IsClean && row["verdict"] == "already" != (outcome.Tree == onto))
                wrong.Add($"{row["commit"]} onto {row["onto"]}: {row["verdict"]}");
        }
        Assert.Empty(wrong);
    }

    [MirrorFact("git+git")]
    public void Planning_leaves_nothing_in_the_store()
    {
        using var copy = new TestRepository(bare: true);
        File.WriteAllText(Path.Combine(copy.Path, "objects", "info", "alternates"), Path.Combine(Mirrors.Find("git+git")!, "objects") + "\n");
        string tip = Git.Run(Mirrors.Find("git+git")!, "rev-parse", "HEAD").Trim();
        copy.Run("update-ref", "refs/heads/main", tip);
        string before = copy.Run("count-objects", "-v");
        string[] merges = copy.Run("rev-list", "--min-parents=2", "--max-parents=2", "--parents", "-n", "1000", "main")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        using GitRepository git = copy.Open();
        var workspace = new Workspace(git);
        IReadOnlyList<MergeOutcome> outcomes = MergeBatch.Answer(
            workspace, [.. merges.Select<string, MergeRequest>(m => (engine, history) => engine.MergeCommits(history, Oid.Parse(m.AsSpan(41, 40)),
                Oid.Parse(m.AsSpan(82, 40))))]);
        Assert.Equal(1000, outcomes.Count(o => o.NotVerified is null));
        Assert.NotEmpty(workspace.Scratch.Pending);
        Assert.Equal(before, copy.Run("count-objects", "-v"));
    }

    private static void Compare(List<string> wrong, IReadOnlyDictionary<string, string> row, MergeOutcome outcome, bool clean)
    {
        string[] paths = row["conflict_paths"] == "-" ? [] : row["conflict_paths"].Split('|');
        if (outcome.IsClean != clean ||
            (clean && outcome.Tree.ToString() != row["tree"]) ||
            !outcome.Conflicts.Select(c => c.Path).Order(StringComparer.Ordinal).SequenceEqual(paths.Order(StringComparer.Ordinal)))
            wrong.Add($"{string.Join(' ', row.Values.Take(6))}: {outcome.IsClean} {outcome.Tree} {string.Join('|', outcome.Conflicts.Select(c => c.Path))} "
                + $"{outcome.NotVerified}");
    }
}
