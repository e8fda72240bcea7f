using System.Globalization;
using System.Text;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.History;

/// <summary>
/// Counts and merge bases of random pairs of real commits, beside git's, in every setting that changes how git walks. MAINTAINERTOOLS_PAIRS says how many
/// pairs a repository gets, shared among the settings (the long run: 2000); with MAINTAINERTOOLS_PAIRS_LOG a line is written for each setting.
/// </summary>
public class RealHistoryTests
{
    private static readonly string[] s_settings =
        ["plain", "graph", "stale graph", "chain", "graph of levels", "shallow", "replace", "graph and replace", "skewed", "skewed graph"];

    [MirrorTheory]
    [MirrorData("linux-rdma+rdma-core")]
    [MirrorData("DPDK+dpdk")]
    [MirrorData("git+git")]
    public void Counts_and_merge_bases_of_random_pairs(string name)
    {
        int pairs = int.TryParse(Environment.GetEnvironmentVariable("MAINTAINERTOOLS_PAIRS"), out int asked) ? asked : s_settings.Length;
        string mirror = Mirrors.Find(name) ?? throw new InvalidOperationException(name);
        Oid[] real = [.. Lines(mirror, "rev-list", "--all", "--topo-order", "--reverse").Select(line => Oid.Parse(line))];
        foreach (string setting in s_settings)
        {
            using var test = new TestRepository(bare: true);
            Oid[] ids = real;
            if (setting.StartsWith("skewed", StringComparison.Ordinal))
                ids = WriteSkewed(mirror, test);
            else
                Borrow(test, mirror, real);
            HistorySettings.Apply(setting, test, ids);
            Compare(name, setting, test, ids, Math.Max(1, pairs / s_settings.Length));
        }
    }

    private static void Compare(string name, string setting, TestRepository test, Oid[] ids, int pairs)
    {
        using GitRepository repository = test.Open();
        CommitHistory history = CommitHistory.Open(repository);
        var random = new Random(ids.Length + pairs);
        for (int i = 0; i < pairs; i++)
        {
            Oid a = ids[random.Next(ids.Length)];
            Oid b = ids[random.Next(ids.Length)];
            string range = $"{setting} {a}..{b}";
            int counted = int.Parse(Lines(test.Path, "rev-list", "--count", "--no-merges", $"{a}..{b}")[0], CultureInfo.InvariantCulture);
            Assert.Equal((range, counted), (range, history.Count(a, b, SilentMonitor.Instance).NoMerges));
            string bases = string.Join(' ', Lines(test.Path, "merge-base", "--all", a.ToString(), b.ToString()));
            Assert.Equal((range, bases), (range, string.Join(' ', history.MergeBases(a, b))));
        }
        if (Environment.GetEnvironmentVariable("MAINTAINERTOOLS_PAIRS_LOG") is { } log)
            File.AppendAllText(log, $"{name}\t{setting}\t{ids.Length} commits\t{pairs} pairs equal\n");
    }

    /// <summary>The mirror's objects, and a ref to each of its tips so that a graph can be written of what is reachable.</summary>
    private static void Borrow(TestRepository test, string mirror, Oid[] ids)
    {
        File.WriteAllText(Path.Combine(test.Path, "objects", "info", "alternates"), Path.Combine(mirror, "objects") + "\n");
        string[] tips = Lines(mirror, "for-each-ref", "--format=%(objecttype) %(objectname) %(*objecttype) %(*objectname)");
        var refs = new StringBuilder("# pack-refs with: peeled fully-peeled sorted \n");
        int number = 0;
        var known = new HashSet<Oid>(ids);
        foreach (string tip in tips.Select(line => line.Split(' ')).Select(words => words[0] == "commit" ? words[1] : words[^1]))
        {
            if (Oid.TryParse(tip.AsSpan(), out Oid id) && known.Contains(id))
                refs.Append(CultureInfo.InvariantCulture, $"{id} refs/heads/t{number++:000000}\n");
        }
        File.WriteAllText(Path.Combine(test.Path, "packed-refs"), refs.ToString());
    }

    /// <summary>History of the same shape without files, in which one clock in ten is wrong by up to a year.</summary>
    private static Oid[] WriteSkewed(string mirror, TestRepository test)
    {
        var random = new Random(42);
        var numbers = new Dictionary<string, int>();
        var import = new FastImport();
        string[][] commits = [.. Lines(mirror, "rev-list", "--all", "--topo-order", "--reverse", "--parents", "--timestamp").Select(line => line.Split(' '))];
        HashSet<string> haveChildren = [.. commits.SelectMany(words => words.Skip(2))];
        foreach (string[] words in commits)
        {
            long date = Math.Max(1, long.Parse(words[0], CultureInfo.InvariantCulture) + (random.Next(10) == 0 ? random.Next(-31_536_000, 31_536_000) : 0));
            string branch = haveChildren.Contains(words[1]) ? "inner" : $"c{numbers.Count + 1}";
            numbers.Add(words[1], import.Commit("refs/heads/" + branch, "m", date, words.Skip(2).Distinct().Select(parent => numbers[parent]), []));
        }
        return import.Write(test)[1..];
    }

    private static string[] Lines(string path, params string[] arguments)
    {
        (int exitCode, byte[] output, string error) = Git.TryRun(path, null, null, arguments);
        // merge-base exits with 1 where there is none.
        Assert.True(exitCode is 0 or 1 && error.Length == 0, $"git {string.Join(' ', arguments)}: exit {exitCode} {error}");
        return Encoding.ASCII.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
