using System.Text;
using CsCheck;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;
using MaintainerTools.Engine.TopicMessages;

namespace MaintainerTools.Engine.Tests.TopicMessages;

/// <summary>Random changes of random names beside git diff --stat --summary, at several widths.</summary>
public class DiffStatPropertyTests
{
    private sealed record Change(int Folders, int Length, int Before, int After, int Kind);

    // Lines, from none to more than any graph has columns; the kind chooses mode, binary content and another name.
    private static readonly Gen<Change> s_change = Gen.Select(
        Gen.Int[0, 3], Gen.Int[1, 40], Gen.OneOf(Gen.Int[0, 3], Gen.Int[0, 90], Gen.Int[0, 1500]),
        Gen.OneOf(Gen.Int[0, 3], Gen.Int[0, 90], Gen.Int[0, 1500]), Gen.Int[0, 9]).Select(t => new Change(t.Item1, t.Item2, t.Item3, t.Item4, t.Item5));

    [Fact]
    public void Diffstats_have_gits_lines_at_every_width() =>
        s_change.Array[1, 7].Select(Gen.Int[20, 100], (changes, width) => (changes, width))
            .Sample(sample => Compare(sample.changes, sample.width), iter: 60, threads: 1);

    private static void Compare(Change[] changes, int width)
    {
        using var test = new TestRepository(bare: true);
        var before = new List<(string, string, string)> { ("keep", "100644", "kept\n") };
        var after = new List<(string, string, string)> { ("keep", "100644", "kept\n") };
        for (int i = 0; i < changes.Length; i++)
        {
            Change change = changes[i];
            string folders = string.Concat(Enumerable.Repeat($"folder{change.Length % 7}/", change.Folders));
            string name = folders + $"{(char)('a' + i)}" + new string('n', change.Length);
            string mode = change.Kind is 1 or 2 ? "100755" : "100644";
            string binary = change.Kind is 3 or 4 ? "\0" : "";
            if (change.Before > 0)
                before.Add((name, "100644", binary + Lines(i, change.Before)));
            if (change.After > 0)
                after.Add((change.Kind >= 8 ? $"moved/{(change.Kind == 8 ? name : "x" + name)}" : name, mode, binary + Lines(i, change.After)));
        }
        var history = new FastImport();
        int first = history.Commit("refs/heads/main", "a", 1_500_000_000, [], before);
        history.Commit("refs/heads/main", "b", 1_500_000_060, [first], after, whole: true);
        Oid[] ids = history.Write(test);
        string git = test.Run("diff", $"--stat={width}", "--summary", "-M", ids[1].ToString(), ids[2].ToString());
        using GitRepository repository = test.Open();
        var workspace = new Workspace(repository);
        var comparison = new TreeComparison(workspace, findRenames: true);
        IReadOnlyList<ChangedFile> files = comparison.Compare(workspace.Objects.ReadCommit(ids[1]).Tree, workspace.Objects.ReadCommit(ids[2]).Tree);
        Assert.Equal(git, Encoding.UTF8.GetString(comparison.Stat(files, width)));
    }

    private static string Lines(int seed, int count) => string.Concat(Enumerable.Range(0, count).Select(i => $"{seed} {i * (seed + 3) % 977}\n"));
}
