using System.Globalization;
using System.Text;
using CsCheck;
using MaintainerTools.Engine.Foldup;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Foldup;

/// <summary>
/// Several fixup!, squash! and amend! commits of one commit, in any order, nested, and naming it by subject, by the beginning of the subject or by a
/// ref: the messages and trees are those of git rebase --autosquash.
/// </summary>
public class AutosquashMessageTests
{
    private static readonly int s_iterations = int.TryParse(Environment.GetEnvironmentVariable("MAINTAINERTOOLS_ITERATIONS"), out int more) ? more : 12;
    private static readonly string[] s_subjects = ["alpha: Do it", "alpha: Do it well", "beta", "gamma: Say so", "alpha: Do it"];
    private static readonly string[] s_calls = ["fixup! ", "squash! ", "amend! "];

    private static readonly Dictionary<string, string> s_noEditor = new() { ["GIT_SEQUENCE_EDITOR"] = "true", ["GIT_EDITOR"] = "true" };

    [Fact]
    public void Messages_are_what_a_rebase_with_autosquash_makes_of_them()
    {
        using var test = new TestRepository();
        Gen.Int[0, int.MaxValue - 1].Sample(seed => Compare(test, Stream(new Random(seed))), iter: s_iterations, threads: 1);
    }

    [Theory]
    [InlineData("squash! alpha: Do it\n\nMore.", "amend! alpha: Do it\n\nalpha: Do it better\n\nBody.")]
    [InlineData("amend! alpha: Do it\n\nalpha: Do it better\n\nBody.", "squash! alpha: Do it\n\nMore.")]
    [InlineData("amend! alpha: Do it\n\nalpha: Do it better", "amend! alpha: Do it\n\nalpha: Do it best")]
    [InlineData("squash! alpha: Do it", "amend! alpha: Do it\n\nalpha: Do it better")]
    [InlineData("squash! fixup! alpha: Do it\n\nMore.", "fixup! amend! alpha: Do it\n\nalpha: Thrown away")]
    [InlineData("fixup! alpha: Do it better", "amend! alpha: Do it\n\nalpha: Do it better")]
    public void Two_of_one_commit_are_taken_as_git_takes_them(string first, string second)
    {
        using var test = new TestRepository();
        Compare(test, Stream(["base", "alpha: Do it\n\nWhy.", first, second, "beta"]));
    }

    private static void Compare(TestRepository test, string stream)
    {
        (int imported, _, string wrong) = Git.TryRun(test.Path, Encoding.ASCII.GetBytes(stream), null, "fast-import", "--quiet", "--force");
        Assert.True(imported == 0, wrong);
        test.Run("checkout", "-q", "-f", "-B", "main", "series");
        test.Run("branch", "-f", "ours", "series");
        (int rebased, _, string error) = Git.TryRun(test.Path, null, s_noEditor, "rebase", "-q", "-i", "--autosquash", "start");
        Assert.True(rebased == 0, error);
        FoldupPlan plan;
        using (GitRepository repository = test.Open())
            plan = new FoldupPlanner(new Workspace(repository)).Plan(new FoldupPlanRequest { Topic = "ours", Since = "start" });
        FoldupRewriterTests.Invoke(test, plan);
        Assert.Equal(Log("main"), Log("ours"));

        string Log(string tip) => test.Run("log", "--format=%T%n%B%x00", "start.." + tip);
    }

    private static string Stream(Random random)
    {
        var messages = new List<string> { "base" };
        var named = new List<(string Subject, int Mark)>();
        for (int steps = random.Next(3, 11); steps > 0; steps--)
        {
            int mark = messages.Count;
            if (named.Count == 0 || random.Next(3) == 0)
            {
                named.Add((s_subjects[random.Next(s_subjects.Length)], mark));
                messages.Add(named[^1].Subject + (random.Next(2) == 0 ? "" : $"\n\nWhy {mark}.\n\nAnd how."));
                continue;
            }
            (string subject, int at) = named[random.Next(named.Count)];
            string name = random.Next(6) switch
            {
                0 => subject[..random.Next(2, subject.Length)],
                1 => $"m{at}",
                2 when random.Next(3) == 0 => "nothing of that name",
                _ => subject,
            };
            string calls = string.Concat(Enumerable.Range(0, random.Next(5) == 0 ? random.Next(2, 4) : 1).Select(_ => s_calls[random.Next(3)]));
            // An amend! has a message, or git stops.
            messages.Add(calls + name + (calls.StartsWith('a') ? $"\n\nbetter {mark}" : "") + (random.Next(3) == 0 ? "" : $"\n\nsaid in {mark}.\n\nTwice."));
        }
        return Stream(messages);
    }

    /// <summary>The commits as git fast-import reads them: each adds a file, and has a branch of its own; the first is the base.</summary>
    private static string Stream(List<string> messages)
    {
        var stream = new StringBuilder("reset refs/heads/series\nreset refs/heads/start\n");
        for (int mark = 0; mark < messages.Count; mark++)
        {
            string clock = (1_600_000_000 + (mark * 60)).ToString(CultureInfo.InvariantCulture);
            stream.Append(CultureInfo.InvariantCulture, $"commit refs/heads/{(mark == 0 ? "start" : "series")}\nmark :{mark + 1}\n");
            stream.Append(CultureInfo.InvariantCulture, $"author A <a@example.com> {clock} +0000\ncommitter C <c@example.com> {clock} +0000\n");
            stream.Append(CultureInfo.InvariantCulture, $"data {messages[mark].Length + 1}\n{messages[mark]}\n\n{(mark == 0 ? "" : $"from :{mark}\n")}");
            stream.Append(CultureInfo.InvariantCulture, $"M 100644 inline f{mark}\ndata 2\n{(char)('a' + mark)}\n\n");
            stream.Append(CultureInfo.InvariantCulture, $"reset refs/heads/m{mark}\nfrom :{mark + 1}\n\n");
        }
        return stream.ToString();
    }
}
