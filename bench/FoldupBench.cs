using System.Diagnostics;
using System.Globalization;
using System.Text;
using MaintainerTools.Engine;
using MaintainerTools.Engine.Foldup;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.RangeDiff;

namespace MaintainerTools.Bench;

/// <summary>
/// Fold-up beside git and its peers on a made series of 300 commits: planning 100 staged hunks (git absorb and git-autofixup, where they are installed),
/// folding 100 fixup commits (git rebase --autosquash), comparing 300 patches with 300 (git range-diff). On a small tree, and on BENCH_REPOSITORY's.
/// Ours run in this process, from opening the repository on; the rows "in a process of its own" start .NET for each run as well.
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

    /// <summary>One job, for a process of its own: FoldupOnce plan|fold|compare FOLDER.</summary>
    public static int RunOnce(string job, string folder)
    {
        switch (job)
        {
            case "plan":
                Plan(folder);
                return 0;
            case "fold":
                Fold(folder, PlanCommits(folder));
                return 0;
            case "compare":
                Compare(folder, "some");
                return 0;
            default:
                return 64;
        }
    }

    private static void Measure(PairedRun run, string name, string folder)
    {
        foreach (string setting in (string[])["user.name=Bench", "user.email=bench@example.com", "gc.auto=0", "maintenance.auto=false", "absorb.maxStack=1000", "core.editor=true", "advice.detachedHead=false"])
            PairedRun.RunGit(folder, "config", setting.Split('=')[0], setting.Split('=')[1]);
        string? from = PickBench.Lines(folder, "rev-parse", "-q", "--verify", "HEAD").FirstOrDefault();
        // A series is younger than what it stands on.
        long clock = from is null ? 1_600_000_000 : long.Parse(PickBench.Lines(folder, "log", "-1", "--format=%ct", from)[0], CultureInfo.InvariantCulture) + 3600;
        Import(folder, from, clock);
        MeasurePlanning(run, name, folder);
        MeasureFolding(run, name, folder);
        foreach ((string version, string what) in (ValueTuple<string, string>[])[("some", "92 changed"), ("all", "all changed")])
            run.Add($"{name}: range-diff, {what}", () => Compare(folder, version), () => RangeDiff(folder, version));
        run.Add($"{name}: range-diff, 92 changed, in a process of its own", () => InOwnProcess("compare", folder), () => RangeDiff(folder, "some"));
    }

    private static void MeasurePlanning(PairedRun run, string name, string folder)
    {
        // What is staged: the hunks of all fixups in one.
        void Stage()
        {
            PairedRun.RunGit(folder, "checkout", "-q", "-f", "series");
            PairedRun.RunGit(folder, "read-tree", "-m", "-u", "series", "fixups");
        }
        Stage();
        int placed = Plan(folder).Item.Length;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {placed} of {Hunks} hunks placed"));
        if (Find("git-absorb") is { } absorb)
        {
            void Absorb() => PairedRun.Run(absorb, folder, "--dry-run", "--base", "base");
            run.Add($"{name}: plan {Hunks} hunks; git absorb", () => Plan(folder), Absorb);
            run.Add($"{name}: plan {Hunks} hunks, in a process of its own; git absorb", () => InOwnProcess("plan", folder), Absorb);
        }
        if (Find("git-autofixup") is { } autofixup)
        {
            // It commits what it finds, and ends with 1 where it left something.
            void Restore()
            {
                PairedRun.RunGit(folder, "reset", "-q", "--hard", Oid(folder, "tip"));
                Stage();
            }
            PairedRun.RunGit(folder, "tag", "tip", "series");
            run.Add($"{name}: plan {Hunks} hunks; git-autofixup", () => Plan(folder), () => PairedRun.Run(autofixup, folder, "base"), Restore);
            Restore();
        }
    }

    private static void MeasureFolding(PairedRun run, string name, string folder)
    {
        // All that was imported lies in packs: what is loose, a run before this one has written, and the next shall write it again.
        void Restore()
        {
            PairedRun.RunGit(folder, "checkout", "-q", "-f", "--detach", "fixups");
            PairedRun.RunGit(folder, "update-ref", "-d", "refs/heads/folded");
            string objects = Path.Combine(folder, ".git", "objects");
            foreach (string loose in Directory.GetDirectories(objects).Where(d => Path.GetFileName(d).Length == 2))
                Directory.Delete(loose, true);
        }
        FoldupPlan? plan = null;
        run.Add($"{name}: plan and fold {Hunks} fixups; git rebase --autosquash", () => Fold(folder, PlanCommits(folder)), () => Rebase(folder), Restore);
        run.Add($"{name}: fold {Hunks} planned fixups; git rebase --autosquash", () => Fold(folder, plan!), () => Rebase(folder), () =>
        {
            Restore();
            plan ??= PlanCommits(folder);
        });
        run.Add($"{name}: plan and fold {Hunks} fixups, in a process of its own; git rebase --autosquash", () => InOwnProcess("fold", folder), () => Rebase(folder), Restore);
        Restore();
    }

    private static void InOwnProcess(string job, string folder) =>
        PairedRun.Run(Environment.ProcessPath!, folder, [.. Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(FoldupBench).Assembly.Location] : Array.Empty<string>(), "FoldupOnce", job, folder]);

    private static FoldupPlan Plan(string folder)
    {
        using GitRepository repository = GitRepository.Open(folder, folder);
        return new FoldupPlanner(new Workspace(repository)).Plan(new FoldupPlanRequest { Topic = "series", Since = "base", Source = FoldupSource.Staged });
    }

    private static FoldupPlan PlanCommits(string folder)
    {
        using GitRepository repository = GitRepository.Open(folder, folder);
        return new FoldupPlanner(new Workspace(repository)).Plan(new FoldupPlanRequest { Topic = "fixups", Since = "base" });
    }

    private static void Fold(string folder, FoldupPlan plan)
    {
        using GitRepository repository = GitRepository.Open(folder, folder);
        var rewriting = new FoldupRewriter(new Workspace(repository)).Prepare(plan, new FoldupRewriteRequest { Branch = "folded" });
        rewriting.Apply();
        if (rewriting.Result.Folded != Hunks)
            throw new InvalidOperationException($"{rewriting.Result.Folded} folded");
    }

    private static void Rebase(string folder) => PairedRun.RunGit(folder, "-c", "sequence.editor=true", "rebase", "-q", "-i", "--autosquash", "base");

    private static void RangeDiff(string folder, string version) => PairedRun.RunGit(folder, "range-diff", "--no-color", "base..series", $"base..{version}");

    private static void Compare(string folder, string version)
    {
        using GitRepository repository = GitRepository.Open(folder, folder);
        int pairs = new SeriesComparer(new Workspace(repository)).Compare(new SeriesComparisonRequest { Old = "base..series", New = "base.." + version }).Count;
        if (pairs != Commits)
            throw new InvalidOperationException($"{pairs} pairs");
    }

    private static string Oid(string folder, string name) => PickBench.Lines(folder, "rev-parse", name)[0];

    /// <summary>A git command of another project: on the PATH, or among git's own programs.</summary>
    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Concat(PickBench.Lines(Environment.CurrentDirectory, "--exec-path"))
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);

    /// <summary>
    /// base; series: each commit writes some lines of one file; fixups: on top, a fixup! commit for every third of them; some and all: the series with
    /// some or all patches changed.
    /// </summary>
    private static void Import(string folder, string? from, long clock)
    {
        var stream = new StringBuilder();
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
