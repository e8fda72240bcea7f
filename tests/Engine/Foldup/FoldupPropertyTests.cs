using CsCheck;
using MaintainerTools.Engine.Foldup;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Rewriting;
using MaintainerTools.Engine.Tests.Support;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Tests.Foldup;

/// <summary>Random series of one file, and random edits of lines whose owner is known because the test wrote them.</summary>
public class FoldupPropertyTests
{
    private static readonly PersonLine s_person = PersonLine.Create("A", "a@example.com", 1_500_000_000, 0);

    private sealed record Line(string Text, int Owner);

    [Fact]
    public void Edits_go_to_their_owner_and_every_version_is_what_a_rebase_by_hand_gives() => Sample(Check);

    [Fact]
    public void Fixups_between_other_commits_leave_what_stands_on_all_of_them_as_it_was() => Sample(CheckBetween);

    private static void Sample(Action<GitRepository, Random> check)
    {
        using var test = new TestRepository();
        test.Commit("f", "x\n", "base");
        using GitRepository repository = test.Open();
        Gen.Int[0, int.MaxValue - 1].Sample(seed => check(repository, new Random(seed)), iter: 2000, threads: 1);
    }

    private static void CheckBetween(GitRepository repository, Random random)
    {
        var store = new ScratchStore(repository.Objects);
        // Few different lines, so that many come back and move.
        List<Line> lines = [.. Enumerable.Range(0, random.Next(3, 10)).Select(_ => Any())];
        Oid @base = Commit(store, default, lines, "base");
        Oid tip = @base;
        int commits = random.Next(3, 9);
        int last = 0;
        for (int k = 1; k <= commits; k++)
        {
            bool isFixup = k > 1 && random.Next(3) == 0;
            last = isFixup ? k : last;
            for (int edits = random.Next(1, 4); edits > 0; edits--)
            {
                int at = random.Next(lines.Count + 1);
                int count = Math.Min(random.Next(3), lines.Count - at);
                List<Line> taken = lines.GetRange(at, count);
                lines.RemoveRange(at, count);
                if (random.Next(3) == 0)
                    lines.InsertRange(random.Next(lines.Count + 1), taken);
                else
                    lines.InsertRange(at, Enumerable.Range(0, random.Next(4)).Select(_ => Any()));
            }
            tip = Commit(store, tip, lines, isFixup && random.Next(2) == 0 ? "fixup! commit " + random.Next(1, k) : isFixup ? "feedback" : "commit " + k);
        }
        FoldupPlan plan = FoldupPlanner.Plan(store, Fresh(), new FoldupRouterOptions(), SilentMonitor.Instance);
        TopicSeries series = Fresh();
        List<SeriesFile> all = SeriesFiles.Collect(store, series, SilentMonitor.Instance);
        List<(SeriesFile File, LineWeave? Weave, List<SeriesChange> Changes)> weaves = [
            .. all.Select(f => (f, FoldupChanges.Of(store, series, f, out LineWeave? weave), weave)).Select(x => (x.f, x.weave, x.Item2))];
        var matching = new FoldupMatcher(series, weaves);
        matching.Bind(plan.Item, plan.Unplaced);
        List<SeriesRewriteFile> files = [.. weaves.Select(w => new SeriesRewriteFile(series, w.File, w.Weave, matching.PartsOf(w.Changes)))];
        RewrittenWay way = new SeriesRewriter(store, series, new SeriesRewriterOptions { Committer = s_person }, SilentMonitor.Instance).Trees(all, files);
        int first = plan.Item.Select(i => series.Find(Oid.Parse(i.Target!))!.Number).DefaultIfEmpty(commits).Min();
        for (int k = 0; k <= commits; k++)
        {
            if (k < first || k >= last)
                Assert.Equal(series.TreeAt(k), way.Trees[k]);
        }

        Line Any() => new("line " + random.Next(5), 0);

        TopicSeries Fresh()
        {
            TopicSeries fresh = Series(store, @base, tip, commits);
            foreach (SeriesRevision revision in fresh.Revisions)
                revision.IsFixup = !revision.Subject.StartsWith("commit", StringComparison.Ordinal);
            return fresh;
        }
    }

    private static void Check(GitRepository repository, Random random)
    {
        var store = new ScratchStore(repository.Objects);
        int serial = 0;
        List<Line> lines = [.. Enumerable.Range(0, random.Next(0, 12)).Select(_ => new Line($"line {serial++}", 0))];
        Oid parent = Commit(store, default, lines, "base");
        Oid @base = parent;
        var versions = new List<List<Line>> { lines };
        int commits = random.Next(1, 7);
        for (int k = 1; k <= commits; k++)
        {
            lines = [.. lines];
            for (int edits = random.Next(1, 4); edits > 0; edits--)
                Edit(random, lines, k, ref serial);
            versions.Add(lines);
            parent = Commit(store, parent, lines, "commit " + k);
        }
        Oid tip = parent;

        // The fixup changes lines in place and deletes some; the owner of each is known. Changed lines keep most of their letters, as real ones do.
        var changed = new Dictionary<Line, Line?>();
        List<Line> @fixed = [];
        foreach (Line line in lines)
        {
            int what = random.Next(8);
            if (what <= 1)
                changed[line] = what == 0 ? null : line with { Text = line.Text + " // fix" };
            if (changed.TryGetValue(line, out Line? replacement))
            {
                if (replacement is not null)
                    @fixed.Add(replacement);
            }
            else
            {
                @fixed.Add(line);
            }
        }
        Oid fixup = Tree(store, @fixed);
        TopicSeries series = Series(store, @base, tip, versions.Count - 1);
        series.AddFixup(null, fixup);
        List<SeriesFile> files = SeriesFiles.Collect(store, series, SilentMonitor.Instance);
        var routed = new FoldupRouter(store, series, files, new FoldupRouterOptions(), SilentMonitor.Instance).Route();
        foreach (SeriesChange change in routed.Where(c => c.Target is not null && c.Kind == FoldupKind.Lines))
        {
            int[] owners = [.. change.Removed.Select(l => Owner(lines, l)).Where(o => o != 0).Distinct()];
            Assert.Equal([change.Target!.Value], owners);
        }

        FoldupPlan plan = FoldupPlanner.Plan(store, Fresh(), new FoldupRouterOptions(), SilentMonitor.Instance);
        TopicSeries again = Fresh();
        List<SeriesFile> all = SeriesFiles.Collect(store, again, SilentMonitor.Instance);
        List<(SeriesFile File, LineWeave? Weave, List<SeriesChange> Changes)> weaves = [
            .. all.Select(f => (f, FoldupChanges.Of(store, again, f, out LineWeave? weave), weave)).Select(x => (x.f, x.weave, x.Item2))];
        var matching = new FoldupMatcher(again, weaves);
        matching.Bind(plan.Item, plan.Unplaced);
        List<SeriesRewriteFile> rewritten = [.. weaves.Select(w => new SeriesRewriteFile(again, w.File, w.Weave, matching.PartsOf(w.Changes)))];
        var options = new SeriesRewriterOptions { Committer = s_person };
        SeriesRewriterResult result = new SeriesRewriter(store, again, options, SilentMonitor.Instance).Rewrite(all, rewritten);
        Assert.Empty(result.Refused);
        Assert.Equal(fixup, result.Tree);

        // By hand: each placed line changes in every version that has it.
        HashSet<string> placed = [.. plan.Item.SelectMany(i => i.Hunk.Split('\n').Where(l => l.StartsWith('-')).Select(l => l[1..]))];
        int first = plan.Item.Length == 0 ? int.MaxValue : plan.Item.Min(i => series.Find(Oid.Parse(i.Target!))!.Number);
        Oid previousTree = series.BaseTree;
        for (int k = 1; k <= commits; k++)
        {
            List<Line> expected = [];
            foreach (Line line in versions[k])
            {
                if (!placed.Contains(line.Text) || !changed.TryGetValue(line, out Line? replacement) || (line.Owner == 0 && k < TargetOf(line)))
                    expected.Add(line);
                else if (replacement is not null)
                    expected.Add(replacement);
            }
            Oid tree = Tree(store, expected);
            CommitRewrite made = result.Commits[k - 1];
            Assert.Equal(tree, made.New is { } kept ? store.ReadCommit(kept).Tree : previousTree);
            Assert.Equal(k < first, made.Old == made.New || (made.Status == RewriteStatus.Kept));
            previousTree = tree;
        }

        int TargetOf(Line line)
        {
            FoldupItem item = plan.Item.First(i => i.Hunk.Split('\n').Contains("-" + line.Text));
            return series.Find(Oid.Parse(item.Target!))!.Number;
        }

        TopicSeries Fresh()
        {
            TopicSeries fresh = Series(store, @base, tip, commits);
            fresh.AddFixup(null, fixup);
            return fresh;
        }
    }

    private static int Owner(List<Line> lines, WeaveLine line)
    {
        string text = System.Text.Encoding.ASCII.GetString(line.Bytes).TrimEnd('\n');
        return lines.Single(l => l.Text == text).Owner;
    }

    private static void Edit(Random random, List<Line> lines, int owner, ref int serial)
    {
        int at = random.Next(lines.Count + 1);
        switch (random.Next(3))
        {
            case 0 when lines.Count > 0:
                lines.RemoveAt(Math.Min(at, lines.Count - 1));
                break;
            case 1 when lines.Count > 0:
                lines[Math.Min(at, lines.Count - 1)] = new Line($"line {serial++}", owner);
                break;
            default:
                lines.Insert(at, new Line($"line {serial++}", owner));
                break;
        }
    }

    private static TopicSeries Series(ScratchStore store, Oid @base, Oid tip, int commits)
    {
        var ids = new List<Oid>();
        for (Oid at = tip; at != @base; at = store.ReadCommit(at).Parents[0])
            ids.Add(at);
        ids.Reverse();
        Assert.Equal(commits, ids.Count);
        return TopicSeries.Of(store.ReadCommit(@base), ids.Select(store.ReadCommit));
    }

    private static Oid Tree(ScratchStore store, List<Line> lines)
    {
        Oid blob = store.Write(ObjectType.Blob, System.Text.Encoding.ASCII.GetBytes(string.Concat(lines.Select(l => l.Text + "\n"))));
        return new TreeBuilder().Add("f"u8, EntryMode.Regular, blob).Write(store);
    }

    private static Oid Commit(ScratchStore store, Oid parent, List<Line> lines, string message) =>
        store.Write(ObjectType.Commit, CommitObject.Serialize(Tree(store, lines), parent.IsZero ? [] : [parent], s_person, s_person, null, default,
            System.Text.Encoding.ASCII.GetBytes(message + "\n")));
}
