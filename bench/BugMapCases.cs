using System.Diagnostics;
using System.Globalization;
using System.Text;
using MaintainerTools.Engine.BugMap;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Bench;

/// <summary>
/// The recorded fixes whose introducer is known: how often the set of affected release tags is exactly right, the introducer first, and among the first three.
/// A third of them, chosen by the hash of their names, is counted apart: nothing was fitted to it.
/// </summary>
internal static class BugMapCases
{
    private sealed record Outcome(bool IsHeld, bool Exact, bool First, bool AmongThree, double Seconds);

    /// <summary>Measures, where MAINTAINERTOOLS_CASES and MAINTAINERTOOLS_MIRRORS name the recorded cases and the repositories.</summary>
    internal static void Run(TextWriter writer)
    {
        if (Environment.GetEnvironmentVariable("MAINTAINERTOOLS_CASES") is not { } folder
            || Environment.GetEnvironmentVariable("MAINTAINERTOOLS_MIRRORS") is not { } mirrors)
        {
            writer.WriteLine("The recorded fixes were not run (MAINTAINERTOOLS_CASES and MAINTAINERTOOLS_MIRRORS name them).");
            return;
        }
        var outcomes = new List<Outcome>();
        foreach (IGrouping<string, string[]> cases in File.ReadLines(Path.Combine(folder, "bug-map.tsv"))
            .Skip(1).Select(line => line.Split('\t')).GroupBy(row => row[0]))
        {
            string path = Path.Combine(mirrors, cases.Key, "repo");
            using GitRepository repository = GitRepository.Open(path, path);
            var workspace = new HistoryWorkspace(repository);
            List<(string Name, Oid Id)> tags = AffectedRefFinder.AllTags(workspace);
            var finder = new AffectedRefFinder(workspace, tags);
            foreach (string[] row in cases)
                outcomes.Add(Ask(finder, workspace.History, row, writer));
        }
        Tell(writer, "fitted to", outcomes.Where(one => !one.IsHeld));
        Tell(writer, "held out", outcomes.Where(one => one.IsHeld));
        Tell(writer, "all", outcomes);
    }

    private static Outcome Ask(AffectedRefFinder finder, CommitHistory history, string[] row, TextWriter writer)
    {
        (Oid fix, Oid introducer) = (Oid.Parse(row[2]), Oid.Parse(row[3]));
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<AffectedRef> found = finder.Find(fix);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        bool exact = found.All(one => one.State == AffectedRefState.HasBug
            == (history.IsAncestor(introducer, Oid.Parse(one.Sha)) && !history.IsAncestor(fix, Oid.Parse(one.Sha))));
        BugIntroducer[] named = found[0].Introducer;
        int place = Array.FindIndex(named, one => one.Commit == row[3]);
        bool held = System.Security.Cryptography.SHA1.HashData(Encoding.ASCII.GetBytes(row[1]))[0] % 3 == 0;
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{row[1],-18} {(held ? "held" : "    ")} set {(exact ? "yes" : "no ")} place {(place < 0 ? "-" : place + 1),2} "
            + $"{seconds,5:f1} s  {named.FirstOrDefault()?.ToString()}"));
        return new Outcome(held, exact, place == 0, place is >= 0 and < 3, seconds);
    }

    private static void Tell(TextWriter writer, string what, IEnumerable<Outcome> outcomes)
    {
        Outcome[] all = [.. outcomes];
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{what,-10} {all.Length,3} fixes: exact set {Share(one => one.Exact)}, "
            + $"introducer first {Share(one => one.First)}, among three {Share(one => one.AmongThree)}, "
                + $"median {all.Select(one => one.Seconds).Order().ElementAt(all.Length / 2):f2} s, longest {all.Max(one => one.Seconds):f1} s"));

        string Share(Func<Outcome, bool> counts) =>
            string.Create(CultureInfo.InvariantCulture, $"{all.Count(counts)} ({100.0 * all.Count(counts) / all.Length:f0} %)");
    }
}
