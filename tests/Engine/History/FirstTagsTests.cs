using System.Globalization;
using CsCheck;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.History;

public class FirstTagsTests
{
    [Theory]
    [MemberData(nameof(CommitHistoryTests.Settings), MemberType = typeof(CommitHistoryTests))]
    public void The_first_tag_is_the_first_of_those_that_git_lists(string setting) =>
        GeneratedHistory.Of(40, setting.StartsWith("skewed", StringComparison.Ordinal) ? 30 : 1).Sample(
            history =>
            {
                using var test = new TestRepository(bare: true);
                Oid[] ids = history.Write(test);
                var random = new Random(ids.Length);
                for (int i = 0; i < ids.Length / 3; i++)
                {
                    string[] how = i % 2 == 0 ? [] : ["-a", "-m", "a tag"];
                    test.Run(["-c", "user.name=T", "-c", "user.email=t@example.com", "tag", .. how, $"t{i}", ids[random.Next(ids.Length)].ToString()]);
                }
                // Of a tag, and of what is no commit.
                test.Run("-c", "user.name=T", "-c", "user.email=t@example.com", "tag", "-a", "-m", "nested", "nested", "t1");
                test.Run("tag", "tree", ids[^1] + "^{tree}");
                HistorySettings.Apply(setting, test, ids);
                AssertSameAsGit(test.Path, ids);
            },
            iter: int.TryParse(Environment.GetEnvironmentVariable("MAINTAINERTOOLS_ITERATIONS"), out int more) ? more : 2, threads: 1);

    [Fact]
    public void Nothing_is_found_without_tags_and_nothing_for_no_commits()
    {
        using var test = new TestRepository(bare: true);
        Oid[] ids = GeneratedHistory.Of(12, 1).Single().Write(test);
        using GitRepository repository = test.Open();
        var tags = new FirstTags(new Workspace(repository));
        Each.Holds(tags.Find(ids), Assert.Null);
        Assert.Empty(tags.Find([]));
    }

    [MirrorTheory]
    [MirrorData("git+git")]
    [MirrorData("DPDK+dpdk")]
    public void Real_commits(string name)
    {
        string mirror = Mirrors.Find(name)!;
        string[] all = Git.Run(mirror, "rev-list", "--all").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var random = new Random(7);
        AssertSameAsGit(mirror, [.. Enumerable.Range(0, 6).Select(_ => Oid.Parse(all[random.Next(all.Length)]))]);
    }

    private static void AssertSameAsGit(string folder, Oid[] asked)
    {
        Dictionary<string, long> dates = CorrectedDates(folder);
        (string Name, string Commit)[] tags = [.. Lines(folder, "for-each-ref", "--format=%(refname:lstrip=2) %(objecttype) %(objectname) %(*objecttype) %(*objectname)", "refs/tags")
            .Select(line => line.Split(' '))
            .Select(words => (words[0], Git.TryRun(folder, null, null, "rev-parse", "--verify", "-q", words[2] + "^{commit}")))
            .Where(found => found.Item2.ExitCode == 0)
            .Select(found => (found.Item1, System.Text.Encoding.ASCII.GetString(found.Item2.Output).Trim()))];
        var commits = tags.ToDictionary(tag => tag.Name, tag => tag.Commit);
        using GitRepository repository = GitRepository.Open(folder, folder);
        IReadOnlyList<string?> found = new FirstTags(new Workspace(repository)).Find(asked);
        for (int i = 0; i < asked.Length; i++)
        {
            string? expected = Lines(folder, "tag", "--contains", asked[i].ToString())
                .OrderBy(tag => dates[commits[tag]]).ThenBy(tag => tag, StringComparer.Ordinal).FirstOrDefault();
            Assert.Equal((asked[i], expected), (asked[i], found[i]));
        }
    }

    /// <summary>As gitformat-commit-graph defines them: the date, or one more than the greatest of a parent.</summary>
    private static Dictionary<string, long> CorrectedDates(string folder)
    {
        var dates = new Dictionary<string, long>();
        foreach (string line in Lines(folder, "log", "--all", "--topo-order", "--reverse", "--format=%H %ct %P"))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            dates[words[0]] = words.Skip(2).Select(parent => dates[parent] + 1).Append(long.Parse(words[1], CultureInfo.InvariantCulture)).Max();
        }
        return dates;
    }

    private static string[] Lines(string folder, params string[] arguments) => Git.Run(folder, arguments).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
