using System.Globalization;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Tests.Support;

/// <summary>Asks git and the engine the same questions about pairs of commits.</summary>
public static class HistoryComparison
{
    /// <summary>Compares counts, orders, merge bases and ancestry of random pairs.</summary>
    public static void AssertSameAsGit(TestRepository test, IReadOnlyList<Oid> ids, int pairs, int seed)
    {
        ArgumentNullException.ThrowIfNull(test);
        using GitRepository repository = test.Open();
        CommitHistory history = CommitHistory.Open(repository);
        var random = new Random(seed);
        for (int i = 0; i < pairs; i++)
            AssertPair(test.Path, history, ids[random.Next(ids.Count)], ids[random.Next(ids.Count)]);
    }

    /// <summary>Compares everything about one pair.</summary>
    public static void AssertPair(string path, CommitHistory history, Oid a, Oid b)
    {
        ArgumentNullException.ThrowIfNull(history);
        string range = $"{a}..{b}";
        RangeCounts counts = history.Count(a, b, SilentMonitor.Instance);
        Assert.Equal((range, Number(path, "rev-list", "--count", range)), (range, counts.Total));
        Assert.Equal((range, Number(path, "rev-list", "--count", "--merges", range)), (range, counts.Merges));
        Assert.Equal((range, Number(path, "rev-list", "--count", "--first-parent", range)),
            (range, history.Count(a, b, SilentMonitor.Instance, firstParent: true).Total));
        Assert.Equal((range, Lines(path, "merge-base", "--all", a.ToString(), b.ToString())), (range, Join(history.MergeBases(a, b))));
        Assert.Equal((range, Lines(path, "rev-list", "--topo-order", "--reverse", range)), (range, Join(history.Range(a, b, SilentMonitor.Instance))));
        bool isAncestor = Git.TryRun(path, null, null, "merge-base", "--is-ancestor", a.ToString(), b.ToString()).ExitCode == 0;
        Assert.Equal((range, isAncestor), (range, history.IsAncestor(a, b)));
    }

    private static int Number(string path, params string[] arguments) => int.Parse(Lines(path, arguments), CultureInfo.InvariantCulture);

    private static string Lines(string path, params string[] arguments) =>
        System.Text.Encoding.ASCII.GetString(Git.TryRun(path, null, null, arguments).Output).TrimEnd().ReplaceLineEndings("\n");

    private static string Join(IEnumerable<Oid> ids) => string.Join('\n', ids);
}
