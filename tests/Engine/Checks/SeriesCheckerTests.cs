using System.Text;
using MaintainerTools.Engine.Checks;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Checks;

public class SeriesCheckerTests
{
    [MirrorTheory]
    [InlineData("git+git", "v1.0.0~250", "v1.0.0")]
    [InlineData("DPDK+dpdk", "v1.8.0~500", "v1.8.0")]
    public void White_space_and_conflict_markers_are_those_of_git_diff_check(string name, string since, string topic)
    {
        string mirror = Mirrors.Find(name)!;
        var expected = new SortedSet<string>(StringComparer.Ordinal);
        string commit = "";
        int commits = 0;
        // It exits with 2 where it finds something.
        (_, byte[] output, _) = Git.TryRun(mirror, null, null, "log", "--no-merges", "--check", "--format=@%H", $"{since}..{topic}");
        foreach (string line in Encoding.UTF8.GetString(output).Split('\n'))
        {
            if (line.StartsWith('@'))
                (commit, commits) = (line[1..], commits + 1);
            else if (line.Length > 0 && !line.StartsWith('+'))
                expected.Add($"{commit} {line.TrimEnd('.')}");
        }
        Assert.True(commits >= 500, $"only {commits} commits were compared");
        Assert.NotEmpty(expected);
        using GitRepository repository = Mirrors.Open(mirror);
        string[] found = [.. new SeriesChecker(new Workspace(repository)).Check(new SeriesCheckOptions
        {
            Topic = topic,
            Since = since,
            Rule = ["WhitespaceError", "ConflictMarker"],
        }).Select(f => $"{f.Commit} {f.File}:{f.Line}: {f.Message}")];
        Assert.Equal(expected, new SortedSet<string>(found, StringComparer.Ordinal));
    }

    [Fact]
    public void White_space_is_that_of_git_diff_check_under_every_setting()
    {
        using var test = new TestRepository();
        test.Commit("a", "one\n", "base");
        string since = test.Line("rev-parse", "HEAD");
        test.File("a", "one\n \tx\n        y\n\tz\nw \nv\r\n\n\n").File("b", "<<<<<<< ours\n=======\n").Commit("errors");
        foreach (string setting in new[]
            { "", "-blank-at-eol", "indent-with-non-tab", "tab-in-indent", "cr-at-eol", "indent,tabwidth=4", "-trailing-space,-space" })
        {
            test.Run("config", "core.whitespace", setting);
            (_, byte[] output, _) = Git.TryRun(test.Path, null, null, "diff", "--check", since, "HEAD");
            var expected = new SortedSet<string>(
                Encoding.UTF8.GetString(output).Split('\n').Where(l => l.Length > 0 && !l.StartsWith('+')).Select(l => l.TrimEnd('.')),
                StringComparer.Ordinal);
            using GitRepository repository = test.Open();
            string[] found = [.. new SeriesChecker(new Workspace(repository)).Check(new SeriesCheckOptions
            {
                Topic = "HEAD",
                Since = since,
                Rule = ["WhitespaceError", "ConflictMarker"],
            }).Select(f => $"{f.File}:{f.Line}: {f.Message}")];
            Assert.Equal(expected, new SortedSet<string>(found, StringComparer.Ordinal));
        }
    }
}
