using System.Globalization;
using CsCheck;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Merging;

/// <summary>Merges of generated trees, thousands a run, held against git.</summary>
public sealed class MergePropertyTests
{
    private const int Batch = 250;

    [Fact]
    public void All_sorts_of_changes_merge_as_in_git() => Sample(GeneratedTrees.Any, 10);

    [Fact]
    public void Moved_files_and_folders_merge_as_in_git() => Sample(GeneratedTrees.Moves, 10);

    [Fact]
    public void Texts_merge_as_in_git() => SampleAsTheyAre(GeneratedTrees.Texts, 10);

    [Theory]
    [InlineData(ConflictStyle.Diff3, "diff3")]
    [InlineData(ConflictStyle.ZealousDiff3, "zdiff3")]
    public void Texts_merge_as_in_git_in_other_conflict_styles(ConflictStyle style, string name) =>
        GeneratedMerges.Of(GeneratedTrees.Texts, Batch).Sample(
            batch => { MergeComparison.Check(batch.Merges, new MergeOptions { ConflictStyle = style }, "merge.conflictStyle=" + name, "core.abbrev=7"); }, iter: 2, threads: 1);

    [Fact]
    public void A_thousand_merges_planned_on_all_cores_leave_the_store_as_it_was()
    {
        ThreeTrees[] trees = [];
        GeneratedMerges.Of(GeneratedTrees.Any, 1000).Sample(batch => { trees = batch.Merges; }, iter: 1, threads: 1);
        using var repository = new TestRepository();
        (Oid Base, Oid Ours, Oid Theirs)[] commits = GitMergeTree.Write(repository, trees);
        string before = State();
        using GitRepository git = repository.Open();
        var workspace = new Workspace(git);
        IReadOnlyList<MergeOutcome> outcomes = MergeBatch.Answer(
            workspace, [.. commits.Select<(Oid Base, Oid Ours, Oid Theirs), MergeRequest>(c => (engine, history) => engine.MergeCommits(history, c.Ours, c.Theirs))]);
        Assert.Equal(before, State());
        Assert.NotEmpty(workspace.Scratch.Pending);
        // As one engine alone answers them.
        var alone = new MergeEngine(new ScratchStore(git.Objects), MergeOptions.Of(git));
        var history = CommitHistory.Open(git);
        Assert.Equal(commits.Select(c => alone.MergeCommits(history, c.Ours, c.Theirs).Tree), outcomes.Select(o => o.Tree));

        string State() => repository.Run("count-objects", "-v") + string.Join('\n', new DirectoryInfo(Path.Combine(repository.Path, ".git", "objects"))
            .EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Select(f => $"{f.FullName} {f.LastWriteTimeUtc:O}").Order(StringComparer.Ordinal));
    }

    /// <summary>A few seconds' worth; MAINTAINERTOOLS_RANDOM=400 for 400 batches of 250, 100,000 merges.</summary>
    private static int Batches(int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable("MAINTAINERTOOLS_RANDOM"), CultureInfo.InvariantCulture, out int wanted) && wanted > usual ? wanted : usual;

    private static void SampleAsTheyAre(Gen<ThreeTrees> merges, int batches) =>
        GeneratedMerges.Of(merges, Batch).Sample(batch => { MergeComparison.Check(batch.Merges); }, iter: Batches(batches), threads: 1);

    private static void Sample(Gen<ThreeTrees> merges, int batches) =>
        GeneratedMerges.Of(merges, Batch).Sample(
            batch =>
            {
                if (MergeComparison.GitIsCurrent)
                    MergeComparison.Check(batch.Merges);
                else
                    MergeComparison.Check([.. batch.Merges.Select(EndedLines)], new MergeOptions { DirectoryRenames = DirectoryRenames.Off }, "merge.directoryRenames=false");
            },
            iter: Batches(batches), threads: 1);

    /// <summary>git before 2.44 leaves a last line without LF out when it weighs how much two files are alike.</summary>
    private static ThreeTrees EndedLines(ThreeTrees trees) => new(EndedLines(trees.Base), EndedLines(trees.Ours), EndedLines(trees.Theirs));

    private static Files EndedLines(Files files)
    {
        var ended = new Files(files);
        foreach ((string path, (string mode, string content)) in files)
        {
            if (mode is "100644" or "100755" && content is [.., not '\n'])
                ended[path] = (mode, content + "\n");
        }
        return ended;
    }
}
