using System.Diagnostics;
using System.Globalization;
using System.Text;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Bench;

/// <summary>
/// Holds the engine against git merge-tree on real history: CompareMerges REPOSITORY COUNT SEED [merges|would-be|picks|reverts|FILE].
/// FILE has one question a line, as git merge-tree --stdin takes them. New objects of git go to a folder that is deleted again.
/// </summary>
internal static class CompareMerges
{
    internal static int Run(string[] args)
    {
        string repository = Path.GetFullPath(args[1]);
        int count = int.Parse(args[2], CultureInfo.InvariantCulture);
        int seed = int.Parse(args[3], CultureInfo.InvariantCulture);
        string kind = args.Length > 4 ? args[4] : "merges";
        string scratch = Directory.CreateTempSubdirectory("compare-merges-").FullName;
        try
        {
            PairedRun.RunGit(scratch, "clone", "-q", "--bare", "--shared", repository, "clone.git");
            string clone = Path.Combine(scratch, "clone.git");
            List<MergeQuestion> questions = File.Exists(kind) ? Read(kind) : Draw(repository, kind, count, new Random(seed));
            return Compare(repository, clone, questions, kind);
        }
        finally
        {
            Directory.Delete(scratch, true);
        }
    }

    internal static List<MergeQuestion> Read(string file) => [.. File.ReadLines(file).Select(line => line.Split(' ')).Select(f =>
        f is [var b, "--", var o, var t] ? new MergeQuestion(b, o, t) : new MergeQuestion(null, f[0], f[1]))];

    internal static List<MergeQuestion> Draw(string repository, string kind, int count, Random random)
    {
        string[] Lines(params string[] arguments) => Git(repository, arguments).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var questions = new List<MergeQuestion>();
        if (kind == "merges")
        {
            string[] merges = Lines("rev-list", "--all", "--min-parents=2", "--max-parents=2", "--parents");
            random.Shuffle(merges);
            foreach (string line in merges.Take(count))
                questions.Add(new MergeQuestion(null, line[41..81], line[82..122]));
            return questions;
        }
        string[] commits = Lines("rev-list", "--all", "--no-merges", "--min-parents=1", "--parents");
        string[] tips = Lines("for-each-ref", "--format=%(objectname)", "refs/heads", "refs/tags", "refs/remotes", "refs/pull");
        tips = [.. Lines(["rev-parse", .. tips.Order(StringComparer.Ordinal).Distinct().Take(3000).Select(t => t + "^{commit}")]).Distinct()];
        while (questions.Count < count)
        {
            string picked = commits[random.Next(commits.Length)];
            // Half of the targets are near in time: rev-list gives them by date.
            int at = Array.IndexOf(commits, picked);
            string onto = random.Next(3) switch
            {
                0 => tips[random.Next(tips.Length)],
                1 => commits[random.Next(commits.Length)][..40],
                _ => commits[Math.Clamp(at + random.Next(-2000, 2000), 0, commits.Length - 1)][..40],
            };
            questions.Add(kind switch
            {
                "would-be" => new MergeQuestion(null, onto, picked[..40]),
                "reverts" => new MergeQuestion(picked[..40], onto, picked[41..81]),
                _ => new MergeQuestion(picked[41..81], onto, picked[..40]),
            });
        }
        return questions;
    }

    private static int Compare(string repository, string clone, List<MergeQuestion> questions, string kind)
    {
        var clock = Stopwatch.StartNew();
        using GitRepository git = GitRepository.Open(repository, repository);
        var history = CommitHistory.Open(git);
        var engine = new MergeEngine(new ScratchStore(git.Objects), new MergeOptions { Abbreviate = id => id.Abbreviate(10) });
        var answers = new List<MergeOutcome>();
        foreach (MergeQuestion question in questions)
            answers.Add(Answer(engine, history, question));
        double ours = clock.Elapsed.TotalSeconds;
        clock.Restart();
        List<MergeAnswer?> truth = MergeTreeProcess.Ask(clone, questions);
        double theirs = clock.Elapsed.TotalSeconds;
        int wrong = 0, clean = 0, conflict = 0, unrelated = 0, unknown = 0, broken = 0, wrongKinds = 0;
        for (int i = 0; i < questions.Count; i++)
        {
            MergeOutcome a = answers[i];
            if (truth[i] is not { } b)
            {
                // git dies of unrelated histories and of missing objects; the engine must say so too.
                if (a.IsUnrelated)
                    unrelated++;
                else if (a.NotVerified is not null)
                    unknown++;
                else
                    Report(ref wrong, questions[i], "git has no answer", a);
                continue;
            }
            if (b.IsBroken)
            {
                broken++;
                continue;
            }
            if (b.Clean)
                clean++;
            else
                conflict++;
            if (a.NotVerified is not null || a.IsUnrelated)
                Report(ref wrong, questions[i], "no answer: " + a.NotVerified, a);
            else if (a.IsClean != b.Clean)
                Report(ref wrong, questions[i], $"verdict, git {(b.Clean ? "clean" : "conflict " + string.Join(',', b.Kinds))}", a);
            else if (a.Tree != b.Tree)
                Report(ref wrong, questions[i], $"tree, git {b.Tree}", a);
            else if (!a.Conflicts.Select(c => c.Path).Order(StringComparer.Ordinal).SequenceEqual(b.Paths))
                Report(ref wrong, questions[i], "paths, git " + string.Join('|', b.Paths), a);
            else if (!Names(a.Kinds.Select(StableName)).SequenceEqual(Names(b.Kinds)))
                Report(ref wrongKinds, questions[i], "kinds, git " + string.Join('|', b.Kinds), a);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{kind} of {repository}: {questions.Count} asked, {clean} clean, {conflict} conflicts, {unrelated} unrelated, {unknown} lack objects, "
                + $"{broken} where git is broken; {wrong} wrong, {wrongKinds} with other kinds; engine {ours:f1} s, git {theirs:f1} s"));
        return wrong + wrongKinds == 0 ? 0 : 1;
    }

    internal static MergeOutcome Answer(MergeEngine engine, CommitHistory history, MergeQuestion question)
    {
        Oid ours = Oid.Parse(question.Ours), theirs = Oid.Parse(question.Theirs);
        if (question.Base is null)
            return engine.MergeCommits(history, ours, theirs, question.Ours, question.Theirs);
        return engine.MergeTrees(engine.TreeOf(Oid.Parse(question.Base)), engine.TreeOf(ours), engine.TreeOf(theirs), question.Ours,
            question.Theirs, question.Base);
    }

    /// <summary>The names that git promises to keep in merge-tree's output.</summary>
    private static string StableName(ConflictKind kind) => kind is ConflictKind.Content or ConflictKind.AddAdd ? "contents" : kind.Name();

    /// <summary>git has several kinds for submodules, and reports a plain conflict with each.</summary>
    private static string[] Names(IEnumerable<string> kinds)
    {
        string[] names = [.. kinds.Select(k => k.StartsWith("submodule", StringComparison.Ordinal) ? "submodule" : k).Distinct().Order(StringComparer.Ordinal)];
        return names.Contains("submodule") ? [.. names.Where(n => n != "contents")] : names;
    }

    private static void Report(ref int number, MergeQuestion question, string what, MergeOutcome answer)
    {
        if (number++ < 20)
            Console.WriteLine($"{question}: {what}; engine {(answer.IsClean ? "clean" : "conflict")} {answer.Tree} "
                + $"{string.Join('|', answer.Conflicts.Take(5).Select(c => c.Path))} ({string.Join(',', answer.Kinds)})");
    }

    private static string Git(string repository, params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 };
        start.ArgumentList.Add("-C");
        start.ArgumentList.Add(repository);
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    /// <summary>Runs git with a file as its input.</summary>
    internal static void FeedGit(string directory, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = directory };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        using (FileStream file = File.OpenRead(input))
            file.CopyTo(process.StandardInput.BaseStream);
        process.StandardInput.Close();
        // Such as the name of a pack made: nobody asks for it, and it would stand in the table.
        process.StandardOutput.BaseStream.CopyTo(Stream.Null);
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"git {string.Join(' ', arguments)}: exit {process.ExitCode}");
    }
}
