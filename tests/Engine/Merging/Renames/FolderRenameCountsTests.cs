using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Merging.Renames;
using MaintainerTools.Engine.Objects;
using static MaintainerTools.Engine.Tests.Support.Literals;

namespace MaintainerTools.Engine.Tests.Merging.Renames;

public class FolderRenameCountsTests
{
    private static readonly TreeValue s_file = (EntryMode.Regular, Id(1));
    private readonly RenameState _renames = new();

    [Fact]
    public void A_rename_counts_for_its_folder_and_those_above_as_long_as_they_end_alike()
    {
        Remove(FolderRelevance.Itself, "src", "src/sub", "src/sub/deep");
        new FolderRenameCounts(_renames).Count("src/sub/deep/a.c", "lib/sub/deep/b.c");
        Assert.Equal(["src/sub/deep>lib/sub/deep 1", "src/sub>lib/sub 1", "src>lib 1"], Counts());
    }

    [Fact]
    public void Folders_that_end_otherwise_do_not_take_those_above_along()
    {
        Remove(FolderRelevance.Itself, "src", "src/sub");
        new FolderRenameCounts(_renames).Count("src/sub/a.c", "lib/other/a.c");
        Assert.Equal(["src/sub>lib/other 1"], Counts());
    }

    [Fact]
    public void Folders_that_stay_count_nothing()
    {
        new FolderRenameCounts(_renames).Count("src/a.c", "lib/a.c");
        Assert.Empty(Counts());
    }

    [Fact]
    public void A_file_is_guessed_to_have_gone_with_most_of_its_folder()
    {
        Remove(FolderRelevance.Itself, "src");
        var counts = new FolderRenameCounts(_renames);
        counts.Start(
        [
            Renamed("src/a", "lib/a"), Renamed("src/b", "lib/b"), Renamed("src/c", "old/c"),
            Added("old/x"), Added("lib/x"),
        ]);
        Assert.Equal(4, counts.GuessTarget("src/x"));
        Assert.Equal(-1, counts.GuessTarget("src/y"));
        Assert.Equal(-1, counts.GuessTarget("other/x"));
    }

    [Fact]
    public void Renames_known_from_a_first_pass_count_too()
    {
        Remove(FolderRelevance.Itself, "src");
        _renames.Remember("src/a", "lib/a");
        new FolderRenameCounts(_renames).Start([]);
        Assert.Equal(["src>lib 1"], Counts());
    }

    [Theory]
    [InlineData(3, 1, SourceRelevance.NoMore)]
    [InlineData(2, 2, SourceRelevance.Location)]
    public void A_source_wanted_for_its_folder_alone_is_dropped_once_its_fate_is_certain(int moved, int left, object relevance)
    {
        Remove(FolderRelevance.Itself, "src");
        var counts = new FolderRenameCounts(_renames);
        for (int i = 0; i < moved; i++)
            counts.Count($"src/{i}", $"lib/{i}");
        List<PairEnd> sources = [.. Enumerable.Range(0, left).Select(i => new PairEnd($"src/left{i}", s_file))];
        foreach (PairEnd source in sources)
            _renames.Relevant[source.Path] = SourceRelevance.Location;
        List<PairEnd> kept = counts.DropSettled(sources);
        Assert.Equal((SourceRelevance)relevance == SourceRelevance.NoMore ? [] : sources, kept);
        Assert.All(_renames.Relevant.Values, value => Assert.Equal(relevance, value));
    }

    [Fact]
    public void A_source_wanted_for_its_content_is_never_dropped()
    {
        Remove(FolderRelevance.None, "src");
        _renames.Relevant["src/x"] = SourceRelevance.Content;
        Assert.Single(new FolderRenameCounts(_renames).DropSettled([new PairEnd("src/x", s_file)]));
    }

    [Fact]
    public void What_is_left_are_the_folders_that_matter_with_what_is_known()
    {
        Remove(FolderRelevance.Itself, "src");
        Remove(FolderRelevance.None, "doc");
        var counts = new FolderRenameCounts(_renames);
        counts.Count("src/a", "lib/a");
        counts.Count("doc/a", "man/a");
        _renames.Relevant["src/x"] = SourceRelevance.Location;
        counts.DropSettled([new PairEnd("src/x", s_file)]);
        counts.DropIrrelevant();
        Assert.Equal(["src>lib 1"], Counts());
    }

    private static FilePair Renamed(string source, string target) => new(new PairEnd(source, s_file), new PairEnd(target, s_file));

    private static FilePair Added(string target) => new(new PairEnd(target, default), new PairEnd(target, s_file));

    private void Remove(FolderRelevance relevance, params string[] folders)
    {
        foreach (string folder in folders)
            _renames.FoldersRemoved[folder] = relevance;
    }

    private IEnumerable<string> Counts() =>
        [.. _renames.FolderCounts.SelectMany(f => f.Value.Walk().Select(c => $"{f.Key}>{c.Key} {c.Value}")).Order(StringComparer.Ordinal)];
}
