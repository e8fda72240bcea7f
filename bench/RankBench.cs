using System.Diagnostics;
using System.Globalization;
using MaintainerTools.Engine.Backports;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Bench;

/// <summary>
/// How well -Rank foretells what the next release took: each release of a branch is asked what it would take of what upstream had when the next one was
/// made, and what that took is the answer. Average precision beside that of two plain orders: newest first, and those first whose subject has "fix".
/// BENCH_LINES names the release lines by their tags' beginning, separated by commas ("v50.,v51."), BENCH_FROM and BENCH_UNTIL the days between which
/// the next release lies, BENCH_UPSTREAM the branch (by default HEAD).
/// </summary>
internal static class RankBench
{
    private const int LeastTaken = 5;

    /// <summary>Measures.</summary>
    public static void Run(string repository)
    {
        string upstream = Environment.GetEnvironmentVariable("BENCH_UPSTREAM") ?? "HEAD";
        string from = Environment.GetEnvironmentVariable("BENCH_FROM") ?? "0000";
        string until = Environment.GetEnvironmentVariable("BENCH_UNTIL") ?? "9999";
        string[] lines = (Environment.GetEnvironmentVariable("BENCH_LINES") ?? "v").Split(',');
        Console.WriteLine("| branch at | next | commits | taken | learned from | newest first | \"fix\" first | -Rank |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        var all = new List<double[]>();
        foreach (string line in lines)
        {
            (string Name, string Day)[] tags = [.. Git(repository, "for-each-ref", "--sort=version:refname", "--format=%(refname:short) %(creatordate:short)",
                    $"refs/tags/{line}*").Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(tag => tag.Split(' ')).Where(tag => tag[0][line.Length..].All(c => char.IsAsciiDigit(c) || c == '.')).Select(tag => (tag[0], tag[1]))];
            foreach (((string Name, string Day) tag, (string Name, string Day) next) in tags.Zip(tags.Skip(1)))
            {
                if (string.CompareOrdinal(next.Day, from) < 0 || string.CompareOrdinal(next.Day, until) >= 0)
                    continue;
                string tip = Git(repository, "rev-list", "-1", "--first-parent", $"--before={next.Day}T23:59:59Z", upstream).Trim();
                if (Measure(repository, tag.Name, next.Name, tip) is { } found)
                    all.Add(found);
            }
        }
        if (all.Count > 0)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| mean of {all.Count} | | | | | {all.Average(one => one[0]):f3} | {all.Average(one => one[1]):f3} | {all.Average(one => one[2]):f3} |"));
        }
    }

    private static double[]? Measure(string repository, string tag, string next, string tip)
    {
        using GitRepository git = GitRepository.Open(repository, repository);
        var workspace = new HistoryWorkspace(git);
        IReadOnlyList<BackportCandidate> ranked = new BackportCandidateFinder(workspace).Find(new() { Target = tag, Upstream = tip, Rank = true });
        Oid then = workspace.History.Resolve(git, next);
        var presence = new ChangePresence(workspace.History, workspace.Objects, then, [workspace.History.Resolve(git, tip)], workspace.Monitor);
        bool[] taken = [.. ranked.Select(candidate => presence.Find(Oid.Parse(candidate.Commit)) is not null)];
        int count = taken.Count(yes => yes);
        if (count < LeastTaken)
            return null;
        var places = new CommitOrder(workspace.History.Range([], [workspace.History.Resolve(git, tip)], workspace.Monitor));
        int[] newest = [.. Enumerable.Range(0, taken.Length).OrderByDescending(i => places[Oid.Parse(ranked[i].Commit)])];
        int[] fix = [.. newest.OrderByDescending(i => ranked[i].Subject.Contains("fix", StringComparison.OrdinalIgnoreCase))];
        double[] found = [Precision(newest.Select(i => taken[i]), count), Precision(fix.Select(i => taken[i]), count), Precision(taken, count)];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {tag} | {next} | {ranked.Count} | {count} | | {found[0]:f3} | {found[1]:f3} | {found[2]:f3} |"));
        if (Environment.GetEnvironmentVariable("BENCH_SHOW") is not null)
        {
            for (int i = 0; i < Math.Min(60, ranked.Count); i++)
                Console.WriteLine($"    {(taken[i] ? "*" : " ")} {ranked[i].Likeness:f2} {ranked[i].Subject} [{ranked[i].Because}]");
            for (int i = 60; i < ranked.Count; i++)
            {
                if (taken[i])
                    Console.WriteLine($"  {i} * {ranked[i].Likeness:f2} {ranked[i].Subject} [{ranked[i].Because}]");
            }
        }
        return found;
    }

    private static string Git(string repository, params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = repository, RedirectStandardOutput = true };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text;
    }

    /// <summary>The mean, over what was taken, of the share of taken ones among those up to it.</summary>
    private static double Precision(IEnumerable<bool> order, int count)
    {
        int seen = 0, right = 0;
        double sum = 0;
        foreach (bool taken in order)
        {
            seen++;
            if (taken)
                sum += (double)++right / seen;
        }
        return sum / count;
    }
}
