using System.Globalization;
using CsCheck;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.SeriesMoves;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.SeriesMoves;

/// <summary>Random series beside git rebase: the same verdict, the same trees, and what is left out is what the new base has.</summary>
public class SeriesMovePropertyTests
{
    private const int Slots = 9;

    /// <summary>A change: which of the places of which file gets which value.</summary>
    private sealed record Edit(int Slot, int Value);

    /// <summary>A part of a series: commits on it, and, merged behind them, commits on a side branch.</summary>
    private sealed record Part(Edit[] Own, Edit[] Side);

    private sealed record Case(Edit[] Upstream, Part[] Series)
    {
        public override string ToString() =>
            $"up {Show(Upstream)} topic {string.Join(" | ", Series.Select(p => Show(p.Own) + (p.Side.Length == 0 ? "" : " <- " + Show(p.Side))))}";

        private static string Show(Edit[] edits) => string.Join(' ', edits.Select(e => $"{e.Slot}={e.Value}"));
    }

    private static readonly Gen<Edit> s_edit = Gen.Int[0, Slots - 1].Select(Gen.Int[1, 3], (slot, value) => new Edit(slot, value));

    [Fact]
    public void Linear_series_go_where_git_rebase_puts_them() =>
        s_edit.Array[0, 5].Select(s_edit.Array[1, 6], (up, own) => new Case(up, [new Part(own, [])])).Sample(Compare, iter: 60, threads: 1);

    [Fact]
    public void Series_with_merges_go_where_git_rebase_puts_them_with_its_merges() =>
        s_edit.Array[0, 4].Select(s_edit.Array[0, 2].Select(s_edit.Array[0, 2], (own, side) => new Part(own, side)).Array[1, 3],
            (up, parts) => new Case(up, parts)).Where(c => c.Series.Any(p => p.Own.Length + p.Side.Length > 0)).Sample(Compare, iter: 60, threads: 1);

    private static void Compare(Case sample)
    {
        using var test = new TestRepository();
        if (!Write(test, sample))
            return;
        SeriesMove ours;
        using (GitRepository repository = test.Open())
        {
            PreparedSeriesMove move = new SeriesMover(new Workspace(repository)).Prepare(
                new SeriesMoveOptions { Topic = "topic", Since = "base", Onto = "up", Branch = "by-us" });
            move.Apply();
            ours = move.Result;
        }
        MovedCommit[] commits = [.. ours.Commit.Cast<MovedCommit>()];
        // What the base has under another commit git picks again or stops at: there it is told to leave it out, too.
        string[] leftOut = [.. commits.Where(c => c.Status == RewriteStatus.LeftOut).Select(c => c.Old)];
        foreach (MovedCommit commit in commits.Where(c => c.Status == RewriteStatus.LeftOut))
            Assert.Equal(PatchId(test, commit.Old), PatchId(test, commit.PresentAs!));
        test.Run("config", "core.abbrev", "40");
        test.Run("branch", "by-git", "topic");
        var environment = new Dictionary<string, string>
        {
            ["GIT_SEQUENCE_EDITOR"] = leftOut.Length == 0 ? "true" : "sed -i " + string.Join(' ', leftOut.Select(id => $"-e '/^pick {id}/d'")),
        };
        bool isClean = Git.TryRun(test.Path, null, environment,
            "rebase", "-q", "-i", "--empty=drop", "--rebase-merges", "--onto", "up", "base", "by-git").ExitCode == 0;
        Assert.Equal(isClean, ours.Verdict != SeriesMoveVerdict.Conflict);
        if (!isClean)
        {
            // Of several branches git may go along another first.
            if (sample.Series.Length > 1 || sample.Series[0].Side.Length > 0)
                return;
            string stopped = commits.First(c => c.Status == RewriteStatus.Conflict).Subject;
            Assert.Equal(stopped, File.ReadAllText(Path.Combine(test.Path, ".git", "MERGE_MSG")).Split('\n')[0]);
            return;
        }
        string there = test.Line("rev-parse", "--verify", "-q", ours.Branch.Length == 0 || ours.NewTip == ours.OldTip ? "topic" : "by-us");
        Assert.Equal(Shape(test, "by-git"), Shape(test, there));
    }

    private static string Shape(TestRepository test, string tip) => test.Run("log", "--topo-order", "--format=%T %s", "up.." + tip);

    private static string PatchId(TestRepository test, string commit)
    {
        byte[] patch = Git.TryRun(test.Path, null, null, "show", commit).Output;
        return System.Text.Encoding.ASCII.GetString(Git.TryRun(test.Path, patch, null, "patch-id", "--stable").Output).Split(' ')[0];
    }

    /// <summary>Writes base, up and topic; false where nothing of the series is left, as each merge would conflict.</summary>
    private static bool Write(TestRepository test, Case sample)
    {
        var import = new FastImport();
        long clock = 1_500_000_000;
        int number = 0;
        int[] zero = new int[Slots];
        int root = Commit("refs/heads/base", [], zero, "base");
        import.Reference("refs/heads/up", root);
        import.Reference("refs/heads/topic", root);
        (int up, int[] state) = (root, zero);
        foreach (Edit edit in sample.Upstream)
            (up, state) = Apply("refs/heads/up", up, state, edit);
        (int topic, state) = (root, zero);
        foreach (Part part in sample.Series)
        {
            (int fork, int[] before) = (topic, state);
            foreach (Edit edit in part.Own)
                (topic, state) = Apply("refs/heads/topic", topic, state, edit);
            (int side, int[] other) = (fork, before);
            foreach (Edit edit in part.Side)
                (side, other) = Apply("refs/heads/side", side, other, edit);
            if (side == fork || topic == fork || Merge(before, state, other) is not { } merged)
                continue;
            state = merged;
            topic = Commit("refs/heads/topic", [topic, side], state, $"merge {number}");
        }
        if (topic == root)
            return false;
        import.Write(test);
        test.Run("reset", "-q", "--hard");
        test.Run("switch", "-q", "--detach", "base");
        return true;

        (int, int[]) Apply(string branch, int parent, int[] before, Edit edit)
        {
            int[] after = [.. before];
            after[edit.Slot] = edit.Value;
            return (Commit(branch, [parent], after, $"{branch[11..]} {number}"), after);
        }

        int Commit(string branch, int[] parents, int[] values, string message)
        {
            number++;
            return import.Commit(branch, message + "\n", clock += 60, parents,
                [.. Enumerable.Range(0, 3).Select(file => ($"f{file}", "100644", Text(values.AsSpan(3 * file, 3))))]);
        }
    }

    private static int[]? Merge(int[] fork, int[] one, int[] other)
    {
        int[] merged = new int[Slots];
        for (int i = 0; i < Slots; i++)
        {
            if (one[i] != fork[i] && other[i] != fork[i] && one[i] != other[i])
                return null;
            merged[i] = one[i] != fork[i] ? one[i] : other[i];
        }
        return merged;
    }

    /// <summary>Places so far from each other that their changes do not touch.</summary>
    private static string Text(ReadOnlySpan<int> values)
    {
        string text = "";
        for (int i = 0; i < values.Length; i++)
            text += string.Create(CultureInfo.InvariantCulture, $"a{i}\nb{i}\nc{i}\nvalue {i} {values[i]}\nd{i}\ne{i}\nf{i}\n");
        return text;
    }
}
