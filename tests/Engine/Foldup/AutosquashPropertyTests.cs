using System.Globalization;
using System.Text;
using CsCheck;
using MaintainerTools.Engine.Foldup;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;
using Xunit.Abstractions;

namespace MaintainerTools.Engine.Tests.Foldup;

/// <summary>
/// Random linear series with fixup!, squash! and amend! commits: wherever git rebase --autosquash comes through and loses
/// nothing, folding gives the same tree at every commit.
/// </summary>
public class AutosquashPropertyTests(ITestOutputHelper output)
{
    private static readonly int s_iterations = int.TryParse(Environment.GetEnvironmentVariable("MAINTAINERTOOLS_ITERATIONS"), out int more) ? more : 8;

    private sealed record Line(string Text, int Owner);

    [Fact]
    public void Folding_gives_what_a_rebase_with_autosquash_gives()
    {
        using var test = new TestRepository();
        int compared = 0;
        Gen.Int[0, int.MaxValue - 1].Sample(seed => compared += Compare(test, new Random(seed)) ? 1 : 0, iter: s_iterations, threads: 1);
        output.WriteLine($"git came through and lost nothing in {compared} of {s_iterations}, and every one of them has the same trees");
        // Were git to stop at all of them, nothing would have been compared.
        Assert.True(compared * 4 >= s_iterations, $"git came through in {compared} of {s_iterations}");
    }

    private static bool Compare(TestRepository test, Random random)
    {
        (int imported, _, string wrong) = Git.TryRun(test.Path, Encoding.ASCII.GetBytes(Stream(random)), null, "fast-import", "--quiet", "--force");
        Assert.True(imported == 0, wrong);
        test.Run("checkout", "-q", "-f", "-B", "main", "series");
        test.Run("branch", "-f", "ours", "series");
        var environment = new Dictionary<string, string> { ["GIT_SEQUENCE_EDITOR"] = "true" };
        (int rebased, _, _) = Git.TryRun(test.Path, null, environment, "rebase", "-q", "-i", "--autosquash", "--empty=drop", "start");
        if (rebased != 0)
        {
            test.Run("rebase", "--abort");
            return false;
        }
        FoldupPlan plan;
        using (GitRepository repository = test.Open())
            plan = new FoldupPlanner(new Workspace(repository)).Plan(new FoldupPlanRequest { Topic = "ours", Since = "start" });
        SeriesRewrite rewrite = FoldupRewriterTests.Invoke(test, plan);
        if (test.Line("rev-parse", "main^{tree}") != test.Line("rev-parse", "series^{tree}"))
        {
            // A line of a later commit that a fixup deletes is not there yet at the target: git merges that without a word, and the line comes back. Here it is
            // said, and stays.
            Assert.NotEmpty(rewrite.Unplaced);
            Assert.Equal(test.Line("rev-parse", "series^{tree}"), test.Line("rev-parse", "ours^{tree}"));
            return false;
        }
        Assert.Empty(rewrite.Unplaced);
        Assert.Equal(test.Run("log", "--format=%T", "start..main"), test.Run("log", "--format=%T", "start..ours"));
        return true;
    }

    /// <summary>The series as git fast-import reads it: on a base of two files some commits, and fixups that mostly change what their targets wrote.</summary>
    private static string Stream(Random random)
    {
        var stream = new StringBuilder("reset refs/heads/series\nreset refs/heads/start\n");
        int serial = 0;
        Dictionary<string, List<Line>> files = new() { ["f"] = [], ["g"] = [] };
        foreach (List<Line> lines in files.Values)
            lines.AddRange(Enumerable.Range(0, random.Next(8, 25)).Select(_ => new Line($"line {serial++}", 0)));
        int mark = 0;
        Commit("base", "refs/heads/start");
        var targets = new List<int>();
        for (int steps = random.Next(3, 9); steps > 0; steps--)
        {
            bool isFixup = targets.Count > 0 && random.Next(5) < 2;
            int owner = isFixup ? targets[random.Next(targets.Count)] : mark;
            if (!isFixup)
                targets.Add(owner);
            for (int edits = random.Next(1, 4); edits > 0; edits--)
                Edit(files[random.Next(3) == 0 ? "g" : "f"], owner, isFixup && random.Next(8) != 0);
            if (!isFixup && random.Next(4) == 0)
                files[$"new {owner}"] = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => new Line($"line {serial++}", owner))];
            string subject = $"commit {owner} does its part";
            Commit(!isFixup ? subject : random.Next(4) switch
            {
                0 => $"squash! {subject}\n\nAnd says so.",
                1 => $"amend! {subject}\n\ncommit {owner} said better\n\nIn more words.",
                _ => $"fixup! {subject}",
            }, "refs/heads/series");
        }
        return stream.ToString();

        void Edit(List<Line> lines, int owner, bool own)
        {
            List<int> places = [.. Enumerable.Range(0, lines.Count).Where(i => !own || lines[i].Owner == owner)];
            int at = places.Count > 0 ? places[random.Next(places.Count)] : random.Next(lines.Count + 1);
            var line = new Line($"line {serial++}", owner);
            if (at == lines.Count || random.Next(3) == 0)
                lines.Insert(at, line);
            else if (random.Next(4) == 0)
                lines.RemoveAt(at);
            else
                lines[at] = line;
        }

        void Commit(string message, string branch)
        {
            string clock = (1_600_000_000 + (mark * 60)).ToString(CultureInfo.InvariantCulture);
            stream.Append(CultureInfo.InvariantCulture, $"commit {branch}\nmark :{mark + 1}\nauthor A <a@example.com> {clock} +0000\n");
            stream.Append(CultureInfo.InvariantCulture, $"committer C <c@example.com> {clock} +0000\n");
            stream.Append(CultureInfo.InvariantCulture, $"data {message.Length}\n{message}\n");
            if (mark > 0)
                stream.Append(CultureInfo.InvariantCulture, $"from :{mark}\n");
            foreach ((string name, List<Line> lines) in files)
            {
                string text = string.Concat(lines.Select(l => l.Text + "\n"));
                stream.Append(CultureInfo.InvariantCulture, $"M 100644 inline {name}\ndata {text.Length}\n{text}\n");
            }
            mark++;
        }
    }
}
