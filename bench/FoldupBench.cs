using System.Diagnostics;
using System.Globalization;
using System.Text;
using MaintainerTools.Engine;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Series;

namespace MaintainerTools.Bench;

/// <summary>
/// Fold-up beside git and its peers on a made series of 300 commits: planning 100 staged hunks (git absorb and git-autofixup, where they are on the PATH),
/// folding 100 fixup commits (git rebase --autosquash), comparing 300 patches with 300 (git range-diff). On a small tree, and on BENCH_REPOSITORY's.
/// </summary>
internal static class FoldupBench
{
    private const int Commits = 300;
    private const int Hunks = 100;
    private const int Files = 60;
    private const int LinesPerCommit = 6;

    /// <summary>Measures.</summary>
    public static void Run(string repository)
    {
        string scratch = Directory.CreateTempSubdirectory("foldup-bench-").FullName;
        try
        {
            var run = new PairedRun("engine", "peer", pairs: 5);
            string small = Path.Combine(scratch, "small");
            PairedRun.RunGit(scratch, "init", "-q", "-b", "main", small);
            Measure(run, "small tree", small);
            if (Directory.Exists(Path.Combine(repository, "objects")) || Directory.Exists(Path.Combine(repository, ".git")))
            {
                string large = Path.Combine(scratch, "large");
                PairedRun.RunGit(scratch, "clone", "-q", "--shared", repository, large);
                Measure(run, "its tree", large);
            }
            run.Print(Console.Out);
        }
        finally
        {
            Directory.Delete(scratch, true);
        }
    }

    private static void Measure(PairedRun run, string name, string folder)
    {
        foreach (string setting in (string[])["user.name=Bench", "user.email=bench@example.com", "gc.auto=0", "maintenance.auto=false", "absorb.maxStack=1000", "core.editor=true", "advice.detachedHead=false"])
            PairedRun.RunGit(folder, "config", setting.Split('=')[0], setting.Split('=')[1]);
        string? from = PickBench.Lines(folder, "rev-parse", "-q", "--verify", "HEAD").FirstOrDefault();
        Import(folder, from);
        PairedRun.RunGit(folder, "checkout", "-q", "-f", "series");
        // What is staged: the hunks of all fixups in one.
        PairedRun.RunGit(folder, "read-tree", "-m", "-u", "series", "fixups");
        if (OnPath("git-absorb"))
            run.Add($"{name}: plan {Hunks} hunks, git absorb", () => Plan(folder), () => PairedRun.RunGit(folder, "absorb", "--dry-run", "--base", "base"));
        if (OnPath("git-autofixup"))
        {
            run.Add($"{name}: plan {Hunks} hunks, git-autofixup", () => Plan(folder), () =>
            {
                PairedRun.RunGit(folder, "-c", "core.hooksPath=/dev/null", "autofixup", "base");
                PairedRun.RunGit(folder, "reset", "-q", "--soft", "series");
            });
        }
        Stopwatch own = Stopwatch.StartNew();
        FoldupPlan plan = Plan(folder);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {plan.Item.Length} of {Hunks} hunks placed, {own.Elapsed.TotalMilliseconds:f0} ms"));
        PairedRun.RunGit(folder, "checkout", "-q", "-f", "--detach", "fixups");
        run.Add($"{name}: fold {Hunks} fixups", () => Fold(folder), () => Rebase(folder));
        foreach ((string version, string what) in (ValueTuple<string, string>[])[("some", "92 changed"), ("all", "all changed")])
            run.Add($"{name}: range-diff, {what}", () => Compare(folder, version), () => PairedRun.RunGit(folder, "range-diff", "--no-color", "base..series", $"base..{version}"));
    }

    private static FoldupPlan Plan(string folder)
    {
        using GitRepository repository = GitRepository.Open(folder, folder);
        return FoldupPlanning.Plan(repository, new FoldupPlanRequest { Topic = "series", Since = "base", Source = FoldupSource.Staged }, SilentMonitor.Instance);
    }

    private static void Fold(string folder)
    {
        using GitRepository repository = GitRepository.Open(folder, folder);
        FoldupPlan plan = FoldupPlanning.Plan(repository, new FoldupPlanRequest { Topic = "fixups", Since = "base" }, SilentMonitor.Instance);
        var rewriting = FoldupRewriting.Prepare(repository, plan, new FoldupRewriteRequest { Branch = "folded", Force = true }, SilentMonitor.Instance);
        rewriting.Apply(SilentMonitor.Instance);
        if (rewriting.Result.Folded != Hunks)
            throw new InvalidOperationException($"{rewriting.Result.Folded} folded");
    }

    private static void Rebase(string folder)
    {
        PairedRun.RunGit(folder, "checkout", "-q", "--detach", "fixups");
        PairedRun.RunGit(folder, "-c", "sequence.editor=true", "rebase", "-q", "-i", "--autosquash", "base");
    }

    private static void Compare(string folder, string version)
    {
        using GitRepository repository = GitRepository.Open(folder, folder);
        int pairs = SeriesComparison.Compare(repository, new SeriesComparisonRequest { Old = "base..series", New = "base.." + version }, SilentMonitor.Instance).Count;
        if (pairs != Commits)
            throw new InvalidOperationException($"{pairs} pairs");
    }

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>
    /// base; series: each commit writes some lines of one file; fixups: on top, a fixup! commit for every third of them; some and all: the series with
    /// some or all patches changed.
    /// </summary>
    private static void Import(string folder, string? from)
    {
        var stream = new StringBuilder();
        int clock = 1_600_000_000;
        string[][] files = [.. Enumerable.Range(0, Files).Select(f => Enumerable.Range(0, 400).Select(i => $"\tint value_{f}_{i} = compute({i}, {f});").ToArray())];
        Commit("base", "base", from is null ? "" : $"from {from}\n", Enumerable.Range(0, Files), files);
        Series("series", i => false, files, out string[][] last);
        string parent = "from refs/heads/series\n";
        for (int i = 0; i < Hunks; i++)
        {
            int target = i * 3;
            last[target % Files][Row(target) + 2] += " /* fixed */";
            Commit("fixups", "fixup! patch " + target.ToString(CultureInfo.InvariantCulture), parent, [target % Files], last);
            parent = "";
        }
        Series("some", i => i % 13 is 0 or 4 or 8 or 12 && i < 299, files, out _);
        Series("all", i => true, files, out _);
        var start = new ProcessStartInfo("git") { WorkingDirectory = folder, RedirectStandardInput = true };
        start.ArgumentList.Add("fast-import");
        start.ArgumentList.Add("--quiet");
        using Process process = Process.Start(start)!;
        process.StandardInput.BaseStream.Write(Encoding.UTF8.GetBytes(stream.ToString()));
        process.StandardInput.Close();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException("git fast-import");

        void Series(string branch, Func<int, bool> isChanged, string[][] start, out string[][] state)
        {
            state = [.. start.Select(f => (string[])f.Clone())];
            string from = "from refs/heads/base\n";
            for (int i = 0; i < Commits; i++)
            {
                for (int k = 0; k < LinesPerCommit; k++)
                    state[i % Files][Row(i) + k] = $"\tint patched_{i}_{k} = rewritten({k * i});" + (isChanged(i) && k == 3 ? " /* v2 */" : "");
                Commit(branch, $"patch {i}\n\nIt does what patch {i} does.", from, [i % Files], state);
                from = "";
            }
        }

        // Far enough apart that no rebase conflicts.
        static int Row(int commit) => 10 + (commit / Files * 60);

        void Commit(string branch, string message, string from, IEnumerable<int> changed, string[][] state)
        {
            clock += 60;
            stream.Append(CultureInfo.InvariantCulture, $"commit refs/heads/{branch}\ncommitter Bench <bench@example.com> {clock} +0000\ndata {message.Length}\n{message}\n{from}");
            foreach (int f in changed)
            {
                string content = string.Join('\n', state[f]) + "\n";
                stream.Append(CultureInfo.InvariantCulture, $"M 644 inline bench/f{f}.c\ndata {content.Length}\n{content}\n");
            }
        }
    }
}
