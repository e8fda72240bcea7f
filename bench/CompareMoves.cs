using System.Diagnostics;
using System.Globalization;
using MaintainerTools.Engine;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.SeriesMoves;

namespace MaintainerTools.Bench;

/// <summary>
/// Moves topics that were merged into a branch onto other commits of it, beside git rebase: CompareMoves REPOSITORY BRANCH SKIP COUNT [--merges]. The
/// repository has a work tree, which git rebases in, and is one's own: a clone. With --merges only topics that hold merges, beside git rebase
/// --rebase-merges. Says what differs, and the CPU time of both.
/// </summary>
internal static class CompareMoves
{
    private static readonly int[] s_steps = [-400, -150, -40, -10, 15, 60, 200, 500];

    /// <summary>Runs it; the number of moves that differ without a reason.</summary>
    internal static int Run(string[] args)
    {
        (string folder, string branch) = (args[1], args[2]);
        (int skip, int count) = (int.Parse(args[3], CultureInfo.InvariantCulture), int.Parse(args[4], CultureInfo.InvariantCulture));
        bool merges = args.Contains("--merges");
        using GitRepository repository = GitRepository.Open(folder, folder);
        CommitHistory history = CommitHistory.Open(repository);
        Oid tip = repository.ResolveCommit(branch);
        List<Oid> line = [tip];
        while (history.ParentsOf(line[^1]) is [Oid first, ..])
            line.Add(first);
        line.Reverse();
        Dictionary<Oid, int> places = line.Select((id, place) => (id, place)).ToDictionary(p => p.id, p => p.place);
        var cases = new List<Move>();
        for (int i = line.Count - 1; i > 0 && cases.Count < skip + count; i--)
        {
            if (history.ParentsOf(line[i]) is not [Oid main, Oid topic] || history.MergeBases(main, topic) is not [Oid fork])
                continue;
            IReadOnlyList<Oid> commits = history.Range(fork, topic, SilentMonitor.Instance);
            bool has = commits.Any(history.IsMerge);
            int at = places.GetValueOrDefault(fork, -1);
            int step = s_steps[cases.Count % s_steps.Length];
            if (commits.Count is 0 or > 60 || has != merges || at < 0 || at + step < 0 || at + step >= line.Count || commits.Contains(line[at + step]))
                continue;
            cases.Add(new Move(topic, fork, line[at + step], commits.Count, step));
        }
        var tally = new Tally();
        foreach (Move move in cases.Skip(skip))
            One(repository, folder, move, merges, tally);
        tally.Print();
        return tally.Different;
    }

    private static void One(GitRepository repository, string folder, Move move, bool merges, Tally tally)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        var workspace = new Workspace(repository);
        SeriesMove ours = new SeriesMover(workspace).Prepare(
            new SeriesMoveOptions { Topic = move.Topic.ToString(), Since = move.Fork.ToString(), Onto = move.Onto.ToString() }).Result;
        tally.Ours += Environment.CpuUsage.TotalTime - before;
        tally.Patches += move.Commits;
        List<string> leftOut = [.. ours.Commit.Where(c => c.Status == RewriteStatus.LeftOut).Select(c => c.Old)];
        (bool clean, string trees) = Rebase(folder, move, merges, [], tally);
        if (Same(workspace, ours, clean, trees))
            tally.Same++;
        // git refuses a list of nothing.
        else if (leftOut.Count == move.Commits ? ours.NewTip == move.Onto.ToString()
            : leftOut.Count > 0 && Same(workspace, ours, Rebase(folder, move, merges, leftOut, null) is var (c, t) && c, t))
            tally.Explained++;
        else
        {
            tally.Different++;
            Console.WriteLine($"differs: {move.Topic.Abbreviate()} ({move.Commits}) from {move.Fork.Abbreviate()} onto {move.Onto.Abbreviate()}: "
                + $"ours {ours.Verdict}, git {(clean ? "clean" : "stopped")}, {leftOut.Count} left out; "
                + string.Join("; ", ours.Commit.OfType<MovedCommit>().Where(r => r.IsMerge || r.Status == RewriteStatus.Conflict)
                    .Select(r => $"{r.Old[..10]} {r.Status} {r.Reason}")));
        }
        if (ours.Verdict == SeriesMoveVerdict.Conflict)
        {
            tally.Conflicts++;
            MovedCommit stopped = ours.Commit.OfType<MovedCommit>().First(c => c.Status == RewriteStatus.Conflict);
            if (stopped.Conflict.Any(p => p.TouchedBy.Length > 0 || p.TouchedOnto.Length > 0))
                tally.Named++;
            if (stopped.Prerequisite.Length > 0)
                tally.Helped++;
        }
        tally.Emptied += ours.LeftOut;
    }

    private static bool Same(Workspace workspace, SeriesMove ours, bool clean, string trees)
    {
        if (ours.Verdict == SeriesMoveVerdict.Conflict)
            return !clean;
        IEnumerable<string> made = ours.Commit.Where(c => c.New is not null && c.New != c.Old)
            .Select(c => workspace.Scratch.ReadCommit(Oid.Parse(c.New!)).Tree.ToString());
        return clean && string.Join('\n', made.Order(StringComparer.Ordinal))
            == string.Join('\n', trees.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    private static (bool Clean, string Trees) Rebase(string folder, Move move, bool merges, List<string> leftOut, Tally? tally)
    {
        Git(folder, null, out _, "checkout", "-q", "-f", "--detach", move.Topic.ToString());
        Git(folder, null, out _, "clean", "-q", "-f", "-d", "-x");
        string? editor = leftOut.Count == 0 ? null : "sed -i " + string.Join(' ', leftOut.Select(id => $"-e '/^pick {id}/d'"));
        List<string> arguments = ["-c", "core.abbrev=40", "-c", "rerere.enabled=false", "rebase", "-q", "--empty=drop"];
        if (editor is not null)
            arguments.Add("-i");
        if (merges)
            arguments.Add("--rebase-merges");
        int exit = Git(folder, editor, out TimeSpan time, [.. arguments, "--onto", move.Onto.ToString(), move.Fork.ToString()]).ExitCode;
        if (tally is not null)
            tally.Theirs += time;
        if (exit != 0)
        {
            Git(folder, null, out _, "rebase", "--abort");
            return (false, "");
        }
        return (true, Git(folder, null, out _, "log", "--format=%T", move.Onto + "..HEAD", "^" + move.Topic).Output);
    }

    private static (int ExitCode, string Output) Git(string folder, string? editor, out TimeSpan time, params string[] arguments)
    {
        // A process that has ended tells nobody what it took; the shell that waited for it does.
        var start = new ProcessStartInfo("bash", ["-c", "TIMEFORMAT='%U %S'; time git \"$@\"", "git", .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["GIT_SEQUENCE_EDITOR"] = editor ?? "true";
        start.Environment["GIT_EDITOR"] = "true";
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        time = TimeSpan.FromSeconds(error.Result.TrimEnd().Split('\n')[^1].Split(' ').Sum(s => double.Parse(s, CultureInfo.InvariantCulture)));
        return (process.ExitCode, output);
    }

    private sealed record Move(Oid Topic, Oid Fork, Oid Onto, int Commits, int Step);

    private sealed class Tally
    {
        internal int Same { get; set; }

        internal int Explained { get; set; }

        internal int Different { get; set; }

        internal int Conflicts { get; set; }

        internal int Named { get; set; }

        internal int Helped { get; set; }

        internal int Emptied { get; set; }

        internal int Patches { get; set; }

        internal TimeSpan Ours { get; set; }

        internal TimeSpan Theirs { get; set; }

        internal void Print() => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"moves {Same + Explained + Different}, commits {Patches}: same {Same}, same where git is told what is left out {Explained}, "
                + $"different {Different}; "
                + $"conflicts {Conflicts}, of which {Named} name commits and {Helped} what helps; left out {Emptied}; "
                + $"CPU s ours {Ours.TotalSeconds:f1}, git rebase {Theirs.TotalSeconds:f1}, ratio {Ours / Theirs:f2}"));
    }
}
