using System.Globalization;
using System.Text;
using MaintainerTools.Engine;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Bench;

/// <summary>
/// Lists of merges and picks, one thread, beside git merge-tree --stdin over the same list, and picks in series beside git replay (GIT
/// names another git than the one on PATH; a git without replay leaves that row out).
/// The engine starts anew for each run: repository opened, caches empty.
/// </summary>
internal static class MergeBench
{
    private const int Seed = 7;

    /// <summary>Measures real merges and picks of a repository, and a generated one of 70,000 files.</summary>
    public static void Run(string repository)
    {
        string scratch = Directory.CreateTempSubdirectory("merge-bench-").FullName;
        try
        {
            PairedRun.RunGit(scratch, "clone", "-q", "--bare", "--shared", repository, "clone.git");
            string clone = Path.Combine(scratch, "clone.git");
            var run = new PairedRun("engine", "git");
            foreach (string kind in ((string[])["merges", "picks", "reverts"]).Where(kind => PairedRun.IsWanted("200 " + kind)))
            {
                List<MergeQuestion> questions = Answered(repository, CompareMerges.Draw(repository, kind, 200, new Random(Seed)));
                if (questions.Count > 0)
                    run.Add($"{questions.Count} {kind}", () => Merge(repository, questions), () => MergeTreeProcess.RunOnce(clone, questions));
            }
            if (PairedRun.IsWanted("100 picks, 70,000 files"))
            {
                string large = Path.Combine(scratch, "large.git");
                List<MergeQuestion> picks = WriteLarge(large, 70_000, 100);
                run.Add($"{picks.Count} picks, 70,000 files", () => Merge(large, picks), () => MergeTreeProcess.RunOnce(large, picks));
            }
            if (PairedRun.IsWanted("300 picks in series"))
                AddSeries(run, repository, scratch, 300);
            run.Print(Console.Out);
        }
        finally
        {
            Directory.Delete(scratch, true);
        }
    }

    internal static void Merge(string repository, List<MergeQuestion> questions)
    {
        using GitRepository git = GitRepository.Open(repository, repository);
        var history = CommitHistory.Open(git);
        var engine = new MergeEngine(new ScratchStore(git.Objects), MergeOptions.Of(git));
        foreach (MergeQuestion question in questions)
            CompareMerges.Answer(engine, history, question);
    }

    /// <summary>
    /// Real changes in series: a branch of those that go in one after the other, moved onto a commit that git replay moves it onto. Both
    /// make the new commits.
    /// </summary>
    private static void AddSeries(PairedRun run, string repository, string scratch, int length)
    {
        string clone = Path.Combine(scratch, "series.git");
        PairedRun.RunGit(scratch, "clone", "-q", "--bare", "--shared", repository, "series.git");
        string[] commits = PickBench.Lines(clone, "rev-list", "--no-merges", "--min-parents=1", "--reverse", "--topo-order",
            $"--max-count={length * 2}", "HEAD");
        string start = PickBench.Lines(clone, "rev-parse", commits[0] + "^")[0];
        using GitRepository git = GitRepository.Open(clone, clone);
        var engine = new MergeEngine(new ScratchStore(git.Objects), MergeOptions.Of(git));
        Oid tree = git.Objects.ReadCommit(Oid.Parse(start)).Tree, tip = Oid.Parse(start);
        var series = new List<Oid>();
        var trees = new HashSet<Oid>();
        foreach (string commit in commits)
        {
            MergeOutcome outcome = engine.Pick(tree, Oid.Parse(commit));
            if (!outcome.IsClean || outcome.Tree == tree || series.Count == length)
                continue;
            (tree, CommitObject source) = (outcome.Tree, git.Objects.ReadCommit(Oid.Parse(commit)));
            series.Add(tip = WriteCommit(engine.Store, source, tree, tip));
        }
        // Written for git to read.
        new RepositoryWriter(git).Publish((ScratchStore)engine.Store, [tip], SilentMonitor.Instance);
        string file = PickBench.Lines(clone, "ls-tree", "--format=%(objectname)", "-r", start)[0];
        string moved = Path.Combine(scratch, "moved");
        File.WriteAllText(moved, string.Concat(
            $"commit refs/heads/onto\ncommitter C <c@example.com> 1500000000 +0000\ndata 4\nonto\nfrom {start}\nM 100644 {file} bench-onto\n\n"));
        CompareMerges.FeedGit(clone, moved, "fast-import", "--quiet");
        string onto = PickBench.Lines(clone, "rev-parse", "refs/heads/onto")[0];
        PairedRun.RunGit(clone, "update-ref", "refs/heads/series", tip.ToString());
        // Not repack: it walks over all of history, and of a partial clone objects are missing there.
        string made = Path.Combine(scratch, "made");
        File.WriteAllLines(made, ((ScratchStore)engine.Store).Pending.Select(id => id.ToString())
            .Where(id => File.Exists(Path.Combine(clone, "objects", id[..2], id[2..]))));
        CompareMerges.FeedGit(clone, made, "pack-objects", "-q", "objects/pack/pack");
        PairedRun.RunGit(clone, "prune-packed", "-q");
        if (MergeTreeProcess.Replay(clone, onto, start, "refs/heads/series") is not { } replayed)
            return;
        Oid ours = PickAll(clone, series, onto);
        if (PickBench.Lines(clone, "rev-parse", replayed + "^{tree}")[0] != ours.ToString())
            throw new InvalidOperationException("git replay came to another tree.");
        run.Add($"{series.Count} picks in series", () => PickAll(clone, series, onto), () => MergeTreeProcess.Replay(clone, onto, start, "refs/heads/series"));
    }

    private static Oid PickAll(string repository, List<Oid> series, string onto)
    {
        using GitRepository git = GitRepository.Open(repository, repository);
        var engine = new MergeEngine(new ScratchStore(git.Objects), MergeOptions.Of(git));
        Oid tip = Oid.Parse(onto), tree = git.Objects.ReadCommit(tip).Tree;
        foreach (Oid commit in series)
        {
            tree = engine.Pick(tree, commit).Tree;
            tip = WriteCommit(engine.Store, git.Objects.ReadCommit(commit), tree, tip);
        }
        return tree;
    }

    private static Oid WriteCommit(IObjectStore store, CommitObject source, Oid tree, Oid parent) => store.Write(
        ObjectType.Commit, CommitObject.Serialize(tree, [parent], source.Author, source.Committer, source.EncodingName,
            source.ExtraHeaders, source.MessageBytes));

    /// <summary>Those that git can answer: it stops at the first that lacks an object or a common ancestor.</summary>
    private static List<MergeQuestion> Answered(string repository, List<MergeQuestion> questions)
    {
        using GitRepository git = GitRepository.Open(repository, repository);
        var history = CommitHistory.Open(git);
        var engine = new MergeEngine(new ScratchStore(git.Objects), MergeOptions.Of(git));
        return [.. questions.Where(q => CompareMerges.Answer(engine, history, q) is { NotVerified: null, IsUnrelated: false })];
    }

    /// <summary>A repository with that many files in folders of folders, and commits that each change, add or rename a few, on two branches.</summary>
    private static List<MergeQuestion> WriteLarge(string path, int files, int commits)
    {
        Directory.CreateDirectory(path);
        PairedRun.RunGit(path, "init", "-q", "--bare", ".");
        var random = new Random(Seed);
        string stream = Path.Combine(path, "stream");
        using (var output = new StreamWriter(stream, false, new UTF8Encoding(false)) { NewLine = "\n" })
        {
            output.Write("commit refs/heads/main\nmark :1\ncommitter C <c@example.com> 1500000000 +0000\ndata 4\nbase\n");
            for (int i = 0; i < files; i++)
                Put(output, Name(i), Content(i, -1));
            output.Write("\n");
            foreach ((string branch, int first) in ((string, int)[])[("ours", 2), ("theirs", 2 + commits)])
            {
                for (int c = 0; c < commits; c++)
                {
                    output.Write(string.Create(CultureInfo.InvariantCulture, $"commit refs/heads/{branch}\nmark :{first + c}\n"
                        + $"committer C <c@example.com> {1500000100 + c} +0000\ndata 6\nchange\nfrom :{(c == 0 ? 1 : first + c - 1)}\n"));
                    for (int k = 0; k < 4; k++)
                    {
                        int file = random.Next(files);
                        Put(output, Name(file), Content(file, random.Next(9)));
                    }
                    if (c % 5 == 0)
                    {
                        // Every fifth commit moves a file and changes it.
                        int file = random.Next(files);
                        output.Write($"D {Name(file)}\n");
                        Put(output, Name(file) + ".moved", Content(file, 1));
                    }
                    output.Write("\n");
                }
            }
        }
        string marks = Path.Combine(path, "marks");
        CompareMerges.FeedGit(path, stream, "fast-import", "--quiet", "--export-marks=" + marks);
        PairedRun.RunGit(path, "repack", "-adq");
        var ids = File.ReadLines(marks).Select(l => l.Split(' ')).ToDictionary(f => int.Parse(f[0].AsSpan(1), CultureInfo.InvariantCulture), f => f[1]);
        string ours = ids[1 + commits];
        return [.. Enumerable.Range(0, commits).Select(c => new MergeQuestion(ids[c == 0 ? 1 : 1 + commits + c], ours, ids[2 + commits + c]))];

        static void Put(StreamWriter output, string name, string content) =>
            output.Write(string.Create(CultureInfo.InvariantCulture, $"M 100644 inline {name}\ndata {content.Length}\n{content}\n"));

        static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"d{i % 40}/e{i / 40 % 50}/f{i / 2000}.c");

        static string Content(int i, int changed) => string.Concat(Enumerable.Range(0, 10).Select(line =>
            string.Create(CultureInfo.InvariantCulture, $"line {line} of file {i}{(line == changed ? ", changed" : "")}\n")));
    }
}
