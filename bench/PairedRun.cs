using System.Diagnostics;
using System.Globalization;

namespace MaintainerTools.Bench;

/// <summary>
/// Two ways to the same answer, run in turn (A B A B …), so that a machine that slows down or a cache that warms up meets both alike.
/// What counts is the ratio within a pair; its median is printed. BENCH_PAIRS asks for another number of pairs,
/// BENCH_ONLY for the rows with a text in their name.
/// </summary>
public sealed class PairedRun(string ours, string theirs, int pairs = 7)
{
    private const int WarmUpRuns = 100;
    private const double WarmUpMilliseconds = 2000;

    private readonly int _pairs = int.TryParse(Environment.GetEnvironmentVariable("BENCH_PAIRS"), CultureInfo.InvariantCulture, out int wanted)
        && wanted > 0 ? wanted : pairs;
    private readonly List<(string Name, double[] Ours, double[] Theirs)> _rows = [];

    /// <summary>Runs both unmeasured (ours for two seconds, or a hundred times), then in pairs; both must do the whole work, reading included.</summary>
    /// <param name="name">The row's name.</param>
    /// <param name="runOurs">Our way.</param>
    /// <param name="runTheirs">Theirs.</param>
    /// <param name="prepare">Runs before each of them, unmeasured: puts back what a run changed; null for none.</param>
    public void Add(string name, Action runOurs, Action runTheirs, Action? prepare = null)
    {
        ArgumentNullException.ThrowIfNull(runOurs);
        ArgumentNullException.ThrowIfNull(runTheirs);
        if (!IsWanted(name))
            return;
        // Short jobs often: the runtime compiles in full only what was run many times, and rows of processes of their own show what the first run takes.
        double warm = 0;
        for (int runs = 0; runs < WarmUpRuns && warm < WarmUpMilliseconds; runs++)
            warm += Milliseconds(runOurs, prepare);
        _ = Milliseconds(runTheirs, prepare);
        double[] a = new double[_pairs];
        double[] b = new double[_pairs];
        for (int i = 0; i < _pairs; i++)
        {
            a[i] = Milliseconds(runOurs, prepare);
            b[i] = Milliseconds(runTheirs, prepare);
        }
        _rows.Add((name, a, b));
        // The table comes last; whoever waits for it sees how far it is.
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name}: {Median([.. a.Zip(b, (x, y) => x / y)]):f2}"));
    }

    /// <summary>False for a row that BENCH_ONLY leaves out.</summary>
    public static bool IsWanted(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Environment.GetEnvironmentVariable("BENCH_ONLY") is not { } only || name.Contains(only, StringComparison.Ordinal);
    }

    /// <summary>Writes the table: medians in milliseconds, median of the pairs' ratios (below 1: we are faster), lowest and highest ratio.</summary>
    public void Print(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        int width = Math.Max(20, _rows.Select(row => row.Name.Length).DefaultIfEmpty(0).Max());
        writer.WriteLine($"{"".PadRight(width)} {ours + " ms",14} {theirs + " ms",14} {"ratio",8} {"lowest",8} {"highest",8}");
        foreach ((string name, double[] a, double[] b) in _rows)
        {
            double[] ratios = [.. a.Zip(b, (x, y) => x / y)];
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name.PadRight(width)} {Median(a),14:f1} {Median(b),14:f1} {Median(ratios),8:f2} {ratios.Min(),8:f2} {ratios.Max(),8:f2}"));
        }
    }

    /// <summary>Runs git to its end and throws its output away, as a script that only needs the answer would.</summary>
    public static void RunGit(string directory, params string[] arguments) => Run(MergeTreeProcess.Git, directory, arguments);

    /// <summary>The same with another program.</summary>
    public static void Run(string program, string directory, params string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var start = new ProcessStartInfo(program) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        // git absorb tells there what it would do with each hunk, which would stand in the table.
        process.BeginErrorReadLine();
        process.StandardOutput.BaseStream.CopyTo(Stream.Null);
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: exit {process.ExitCode}");
    }

    private static double Milliseconds(Action run, Action? prepare)
    {
        prepare?.Invoke();
        // What earlier runs left is not cleared away at the cost of this one.
        GC.Collect();
        long start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
