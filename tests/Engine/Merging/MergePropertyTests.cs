using CsCheck;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Merging;

/// <summary>Merges of generated trees, thousands a run, held against git.</summary>
public sealed class MergePropertyTests
{
    private const int Batch = 250;

    [RandomFact]
    public void All_sorts_of_changes_merge_as_in_git() => Sample(GeneratedTrees.Any, 10);

    [RandomFact]
    public void Moved_files_and_folders_merge_as_in_git() => Sample(GeneratedTrees.Moves, 10);

    [Fact]
    public void Texts_merge_as_in_git() => Sample(GeneratedTrees.Texts, 10);

    [Theory]
    [InlineData(ConflictStyle.Diff3, "diff3")]
    [InlineData(ConflictStyle.ZealousDiff3, "zdiff3")]
    public void Texts_merge_as_in_git_in_other_conflict_styles(ConflictStyle style, string name) =>
        GeneratedMerges.Of(GeneratedTrees.Texts, Batch).Sample(
            batch => { MergeComparison.Check(batch.Merges, new MergeOptions { ConflictStyle = style }, "merge.conflictStyle=" + name, "core.abbrev=7"); }, iter: 2, threads: 1);

    private static void Sample(Gen<Trees> merges, int batches) =>
        GeneratedMerges.Of(merges, Batch).Sample(
            batch =>
            {
                if (MergeComparison.GitIsCurrent)
                    MergeComparison.Check(batch.Merges);
                else
                    MergeComparison.Check(batch.Merges, new MergeOptions { DirectoryRenames = DirectoryRenames.Off }, "merge.directoryRenames=false");
            },
            iter: batches, threads: 1);
}
