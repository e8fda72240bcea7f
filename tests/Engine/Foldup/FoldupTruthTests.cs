using System.Globalization;
using System.Text;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Foldup;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;
using MaintainerTools.Engine.Topics;
using Xunit.Abstractions;

namespace MaintainerTools.Engine.Tests.Foldup;

/// <summary>
/// The routing on real history, where somebody else knows the answer. Needs clones and the case files: MAINTAINERTOOLS_MIRRORS names a folder with
/// OWNER+NAME/repo (bare) in it, MAINTAINERTOOLS_CASES the folder with the .tsv files. Without them the tests are skipped, with the reason.
/// </summary>
public class FoldupTruthTests(ITestOutputHelper output)
{
    [MirrorTheory(cases: true)]
    [InlineData(false)]
    [InlineData(true)]
    public void Edits_with_a_known_owner_go_there(bool asCommit)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var wrong = new List<string>();
        foreach ((GitRepository repository, CommitHistory history, string[] row) in Rows("fold-up.tsv"))
        {
            var store = new ScratchStore(repository.Objects);
            TopicSeries series = TopicSeries.Load(store, history, Oid.Parse(row[2]), Oid.Parse(row[3]), SilentMonitor.Instance);
            Oid tree = AppendToLines(store, series.Last.Tree, row[7], int.Parse(row[8], CultureInfo.InvariantCulture) - 1,
                int.Parse(row[9], CultureInfo.InvariantCulture), row[10]);
            Assert.Equal(row[15], tree.ToString());
            series.AddFixup(asCommit ? Neutral(series.Last.Commit!, tree) : null, tree);
            FoldupPlan plan = FoldupPlanner.Plan(store, series, new FoldupRouterOptions(), SilentMonitor.Instance);
            HashSet<string> truth = row[5] == "none" ? [] : [.. row[5].Split('|')];
            HashSet<string> found = [.. plan.Item.Select(i => i.Target!)];
            bool right = found.SetEquals(truth) && (truth.Count == 0 || plan.Unplaced.Length == 0);
            Count(counts, $"{row[11]} {(right ? "right" : found.IsSubsetOf(truth) ? "unplaced" : "wrong")}");
            if (!found.IsSubsetOf(truth) || (row[13] == "yes" && !right))
                wrong.Add($"{row[3]} {row[7]}:{row[8]}");
        }
        Show(counts);
        Assert.Empty(wrong);
    }

    [MirrorFact("git+git", cases: true)]
    public void Fixups_that_people_made_go_where_they_meant_them()
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach ((GitRepository repository, CommitHistory history, string[] row) in Rows("fold-up-real.tsv"))
        {
            var store = new ScratchStore(repository.Objects);
            TopicSeries series = TopicSeries.Load(store, history, Oid.Parse(row[3]), Oid.Parse(row[2]), SilentMonitor.Instance);
            FixupReader.MarkOwn(series);
            CommitObject fixup = store.ReadCommit(Oid.Parse(row[1]));
            series.AddFixup(Neutral(fixup, fixup.Tree), fixup.Tree);
            FoldupPlan plan = FoldupPlanner.Plan(store, series, new FoldupRouterOptions(), SilentMonitor.Instance);
            List<FoldupItem> placed = [.. plan.Item.Where(i => i.Fixup == row[1])];
            bool all = !plan.Unplaced.Any(i => i.Fixup == row[1]);
            foreach (FoldupItem item in placed.Where(i => i.Target != row[4]))
                output.WriteLine($"{row[1]}: {item.Kind} {item.File} to {item.TargetSubject}: {item.Reason}");
            Count(counts, placed.Count == 0 ? "unplaced" : placed.Exists(i => i.Target != row[4]) ? "wrong or mixed" : all ? "right" : "partly");
        }
        Show(counts);
        Assert.True(counts["right"] >= 125, "right: " + counts["right"]);
        Assert.True(counts.GetValueOrDefault("wrong or mixed") <= 2, "wrong or mixed: " + counts.GetValueOrDefault("wrong or mixed"));
    }

    private static void Count(SortedDictionary<string, int> counts, string key) => counts[key] = counts.GetValueOrDefault(key) + 1;

    private void Show(SortedDictionary<string, int> counts)
    {
        foreach ((string key, int count) in counts)
            output.WriteLine($"{count,4} {key}");
        Assert.NotEmpty(counts);
    }

    private IEnumerable<(GitRepository, CommitHistory, string[])> Rows(string file)
    {
        string cases = Environment.GetEnvironmentVariable("MAINTAINERTOOLS_CASES")!;
        foreach (IGrouping<string, string[]> repository in File.ReadLines(Path.Combine(cases, file)).Skip(1).Select(l => l.Split('\t')).GroupBy(r => r[0]))
        {
            if (Mirrors.Find(repository.Key) is not { } path)
            {
                output.WriteLine($"not checked: {repository.Key} is not under MAINTAINERTOOLS_MIRRORS");
                continue;
            }
            using GitRepository open = GitRepository.Open(path, path);
            CommitHistory history = CommitHistory.Open(open);
            foreach (string[] row in repository)
                yield return (open, history, row);
        }
    }

    /// <summary>A commit whose message tells nothing.</summary>
    private static CommitObject Neutral(CommitObject commit, Oid tree) =>
        CommitObject.Parse(commit.Id, CommitObject.Serialize(tree, commit.Parents, commit.Author, commit.Committer, null, default,
            "review feedback\n"u8.ToArray()));

    private static Oid AppendToLines(ScratchStore store, Oid tree, string path, int first, int count, string text)
    {
        (int mode, Oid id) = (0, tree);
        foreach (string name in path.Split('/'))
        {
            Assert.True(store.ReadTree(id).TryFind(Encoding.UTF8.GetBytes(name), out TreeEntry entry));
            (mode, id) = (entry.Mode, entry.Id);
        }
        var lines = new TextLines(store.ReadBlob(id));
        using var edited = new MemoryStream();
        for (int i = 0; i < lines.Count; i++)
        {
            ReadOnlySpan<byte> line = lines[i];
            if (i >= first && i < first + count)
            {
                edited.Write(line[..^1]);
                edited.Write(Encoding.UTF8.GetBytes(text));
                line = "\n"u8;
            }
            edited.Write(line);
        }
        Oid blob = store.Write(ObjectType.Blob, edited.ToArray());
        return TreeEditor.Apply(store, tree, new Dictionary<string, TreeValue> { [path] = (mode, blob) });
    }
}
