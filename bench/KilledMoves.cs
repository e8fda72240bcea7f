using System.Diagnostics;
using System.Globalization;
using System.Text;
using MaintainerTools.Engine;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Moves;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Bench;

/// <summary>
/// Kills processes that move branches, at random moments: KilledMoves COUNT SEED. Each process moves two branches at once, again and again, one checked
/// out in the main work tree and one in a linked one, to commits that it makes (files that change, come, go, become folders, links and programs); it gets
/// SIGKILL (on Windows TerminateProcess) at a moment of the seed's. What it left is finished or taken back, by turns, and looked at with git: both
/// branches moved or neither, all files as the commits have them, no lock, no missing object.
/// </summary>
internal static class KilledMoves
{
    private static readonly string[] s_branches = ["main", "other"];

    /// <summary>Kills, and says what was found. 1 where something was wrong.</summary>
    public static int Run(string[] args)
    {
        int count = int.Parse(args[1], CultureInfo.InvariantCulture);
        var random = new Random(int.Parse(args[2], CultureInfo.InvariantCulture));
        string root = Directory.CreateTempSubdirectory("killed-moves-").FullName;
        string folder = Path.Combine(root, "repository");
        Build(root, folder);
        var found = new SortedDictionary<string, int>(StringComparer.Ordinal);
        int wrong = 0;
        for (int i = 1; i <= count; i++)
        {
            string kind = Kill(folder, random);
            string? problem = Problem(root, folder);
            if (problem is not null)
            {
                wrong++;
                Console.WriteLine($"kill {i} ({kind}): {problem}; kept in {root}-{i}");
                PairedRun.Run("cp", root, "-a", root, $"{root}-{i}");
                Directory.Delete(root, true);
                Build(root, folder);
            }
            found[kind] = found.GetValueOrDefault(kind) + 1;
        }
        foreach ((string kind, int times) in found)
            Console.WriteLine($"{times,6} {kind}");
        Console.WriteLine($"{wrong,6} wrong");
        Directory.Delete(root, true);
        return wrong == 0 ? 0 : 1;
    }

    /// <summary>Moves the branches until the process is killed: KilledMovesOnce FOLDER.</summary>
    public static int RunOnce(string folder)
    {
        for (int turn = 0; ; turn++)
        {
            using GitRepository repository = GitRepository.Open(folder, folder);
            var scratch = new ScratchStore(repository.Objects);
            PersonLine person = PersonLine.Create("C O Mitter", "c@example.com", 1500000000 + turn, 0);
            string text = string.Create(CultureInfo.InvariantCulture, $"move {Environment.ProcessId} {turn}\n");
            Oid start = repository.ResolveCommit("start");
            Oid tree = repository.Objects.ReadCommit(repository.ResolveCommit(turn % 2 == 0 ? "second" : "first")).Tree;
            var plan = new MovePlan(repository, "Test") { Scratch = scratch, Message = text.Trim() };
            foreach (string branch in s_branches)
            {
                byte[] commit = CommitObject.Serialize(tree, [start], person, person, null, default, Encoding.UTF8.GetBytes(text));
                var move = new RefUpdate("refs/heads/" + branch, repository.ResolveCommit(branch), scratch.Write(ObjectType.Commit, commit));
                plan.Move(move, keepsOld: turn % 3 == 0);
            }
            new BranchMove(repository).Apply(plan, SilentMonitor.Instance);
            if (turn == 1)
            {
                // From here on the process is warm: the moment counts from now.
                Console.WriteLine("moving");
                Console.Out.Flush();
            }
        }
    }

    private static string Kill(string folder, Random random)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(KilledMoves).Assembly.Location);
        start.ArgumentList.Add("KilledMovesOnce");
        start.ArgumentList.Add(folder);
        using Process process = Process.Start(start)!;
        if (process.StandardOutput.ReadLine() != "moving")
            return "did not begin";
        double after = random.NextDouble() * 40;
        long begun = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begun).TotalMilliseconds < after)
            Thread.SpinWait(50);
        process.Kill();
        process.WaitForExit();
        using GitRepository repository = GitRepository.Open(folder, folder);
        var operations = new TopicOperations(repository);
        if (operations.List().FirstOrDefault(o => o.IsCutOff) is not { } cut)
            return "between two moves";
        bool finish = random.Next(2) == 0;
        try
        {
            if (finish)
                operations.Resume(cut, force: false);
            else
                operations.Undo(operations.PlanUndo(cut), force: false, SilentMonitor.Instance);
        }
        catch (MaintainerException e)
        {
            return $"{cut.State}, not ended: {e.Message}";
        }
        return $"{cut.State}, {(finish ? "finished" : "taken back")}";
    }

    private static string? Problem(string root, string folder)
    {
        string[] subjects = [.. s_branches.Select(b => Ask(folder, "log", "-1", "--format=%s", b))];
        if (subjects[0] != subjects[1])
            return $"one branch has moved: {subjects[0]}, {subjects[1]}";
        foreach (string tree in (string[])[folder, Path.Combine(root, "linked")])
        {
            if (Ask(tree, "status", "--porcelain", "--ignored") is { Length: > 0 } status)
                return $"{Path.GetFileName(tree)}: {status}";
        }
        string git = Path.Combine(folder, ".git");
        if (Directory.EnumerateFiles(git, "*.lock", SearchOption.AllDirectories)
            .FirstOrDefault(f => !f.Contains("operations", StringComparison.Ordinal)) is { } locked)
            return locked;
        if (Directory.EnumerateFiles(Path.Combine(git, "objects"), "tmp_*", SearchOption.AllDirectories).FirstOrDefault() is { } temporary)
            return temporary;
        string fsck = Ask(folder, "fsck", "--strict", "--no-dangling");
        return fsck.Length > 0 ? fsck : null;
    }

    private static void Build(string root, string folder)
    {
        Directory.CreateDirectory(folder);
        Ask(folder, "init", "-q", "-b", "main");
        foreach ((string key, string value) in ((string, string)[])[("user.name", "C O Mitter"), ("user.email", "c@example.com"), ("core.autocrlf", "false")])
            Ask(folder, "config", key, value);
        Write("same", "same\n");
        Commit("start");
        Write("file", "one\n");
        Write("folder/inner/gone", "gone\n");
        Write("becomes", "a file\n");
        Write("run", "run\n");
        Commit("first");
        Write("file", "two\n");
        Directory.Delete(Path.Combine(folder, "folder"), true);
        File.Delete(Path.Combine(folder, "becomes"));
        Write("becomes/a/folder", "inner\n");
        Write("new/comes", "new\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(folder, "run"), (UnixFileMode)0x1ED);
            File.CreateSymbolicLink(Path.Combine(folder, "link"), "same");
        }
        Commit("second");
        Ask(folder, "branch", "other", "first");
        Ask(folder, "reset", "-q", "--hard", "first");
        Ask(folder, "pack-refs", "--all");
        Ask(folder, "worktree", "add", "-q", Path.Combine(root, "linked"), "other");

        void Write(string name, string content)
        {
            string file = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, content);
        }

        void Commit(string name)
        {
            Ask(folder, "add", "-A");
            Ask(folder, "commit", "-q", "-m", name);
            Ask(folder, "tag", name);
        }
    }

    private static string Ask(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(MergeTreeProcess.Git) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (output + (process.ExitCode == 0 ? "" : error.Result)).Trim();
    }
}
