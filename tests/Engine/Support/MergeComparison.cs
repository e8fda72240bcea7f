using System.Globalization;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Tests.Support;

/// <summary>Holds the engine's merges against those of the git on this machine.</summary>
public static class MergeComparison
{
    /// <summary>
    /// This machine's git merges as the current one: it compares changes again that slid together (2.54), and has folder renames
    /// mended that older ones get wrong.
    /// </summary>
    public static bool GitIsCurrent { get; } = GitVersion() >= new System.Version(2, 54);

    /// <summary>Merges all and fails on the first that differs in verdict, tree, paths or kinds; returns git's answers.</summary>
    public static GitMerge?[] Check(IReadOnlyList<ThreeTrees> merges, MergeOptions? options = null, params string[] configuration)
    {
        using var repository = new TestRepository();
        (Oid Base, Oid Ours, Oid Theirs)[] commits = GitMergeTree.Write(repository, merges);
        GitMerge?[] truth = GitMergeTree.Merge(repository, [.. commits.Select(c => (c.Ours, c.Theirs))], configuration);
        Assert.Equal(merges.Count, truth.Length);
        using GitRepository git = repository.Open();
        var history = CommitHistory.Open(git);
        var engine = new MergeEngine(new ScratchStore(git.Objects), (options ?? MergeOptions.Of(git)) with { JoinedAgain = GitIsCurrent, Abbreviate = MergeOptions.Of(git).Abbreviate });
        for (int i = 0; i < merges.Count; i++)
        {
            MergeOutcome answer = engine.MergeCommits(history, commits[i].Ours, commits[i].Theirs);
            if (truth[i] is not { IsBroken: false } expected)
                continue;
            string? difference = Difference(answer, expected);
            if (difference is null)
                continue;
            GitMergeTree.Merge(repository, [(commits[i].Ours, commits[i].Theirs)], configuration, null);
            Assert.Fail($"merge {i}: {difference}\n{merges[i]}\n{Contents(git, engine, answer, expected)}");
        }
        return truth;
    }

    /// <summary>What differs; null when nothing does.</summary>
    public static string? Difference(MergeOutcome answer, GitMerge truth)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(truth);
        if (answer.NotVerified is not null || answer.IsUnrelated)
            return "no answer: " + (answer.NotVerified ?? "unrelated");
        if (answer.IsClean != truth.Clean)
            return $"git says {(truth.Clean ? "clean" : "conflict")} ({string.Join(", ", truth.Kinds)}), engine ({string.Join(", ", answer.Kinds)})";
        string[] paths = [.. answer.Conflicts.Select(c => c.Path)];
        if (!paths.SequenceEqual(truth.Paths))
            return $"git's paths {string.Join('|', truth.Paths)}, engine's {string.Join('|', paths)}";
        if (answer.Tree != truth.Tree)
            return $"git's tree {truth.Tree}, engine's {answer.Tree}";
        string[] kinds = Names(answer.Kinds.Select(k => k is ConflictKind.Content or ConflictKind.AddAdd ? "contents" : k.Name()));
        string[] expected = Names(truth.Kinds);
        return kinds.SequenceEqual(expected) ? null : $"git's kinds {string.Join('|', expected)}, engine's {string.Join('|', kinds)}";

        // git has several kinds for submodules, and reports a plain conflict with each.
        static string[] Names(IEnumerable<string> kinds)
        {
            string[] names = [.. kinds.Select(k => k.StartsWith("submodule", StringComparison.Ordinal) ? "submodule" : k).Distinct().Order(StringComparer.Ordinal)];
            return names.Contains("submodule") ? [.. names.Where(n => n != "contents")] : names;
        }
    }

    private static System.Version GitVersion()
    {
        // "git version 2.39.5", on Windows "git version 2.45.1.windows.1".
        string[] numbers = Git.Run(Path.GetTempPath(), "version").Trim().Split(' ')[2].Split('.', '-');
        return new System.Version(int.Parse(numbers[0], CultureInfo.InvariantCulture), int.Parse(numbers[1], CultureInfo.InvariantCulture));
    }

    private static string Contents(GitRepository git, MergeEngine engine, MergeOutcome answer, GitMerge truth)
    {
        if (answer.Tree.IsZero)
            return "";
        var text = new System.Text.StringBuilder();
        foreach (Engine.Diffing.TreeChange change in Engine.Diffing.TreeDiff.Compute(engine.Store, truth.Tree, answer.Tree))
        {
            text.Append(change.Path).Append(" git ").Append(EntryMode.Format(change.OldMode)).Append(" engine ").Append(EntryMode.Format(change.NewMode)).Append('\n');
            if (EntryMode.IsFile(change.OldMode) && EntryMode.IsFile(change.NewMode))
            {
                text.Append("--- git\n").Append(System.Text.Encoding.Latin1.GetString(git.Objects.ReadBlob(change.OldId)))
                    .Append("--- engine\n").Append(System.Text.Encoding.Latin1.GetString(engine.Store.ReadBlob(change.NewId)));
            }
        }
        return text.ToString();
    }
}
