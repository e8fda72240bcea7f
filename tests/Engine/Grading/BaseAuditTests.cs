using System.Globalization;
using MaintainerTools.Engine.Grading;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Grading;

public class BaseAuditTests
{
    [Theory]
    [InlineData("v1", "main", "with 2 merges; 6 are upstream's own, 0 are picks; nothing found")]
    [InlineData("main~1", "main", "with a merge; 2 are upstream's own, 0 are picks; nothing found")]
    [InlineData("main~2", "main~1", "linear; 1 is upstream's own, 0 are picks; nothing found")]
    [InlineData("v1", "picked", "with 3 merges; 6 are upstream's own, 0 are picks, 1 is nothing of upstream's; 2 with findings")]
    public void The_summary_counts_the_merges_that_git_counts(string since, string @base, string summary)
    {
        using var test = new TestRepository();
        test.Commit("a", "0\n", "zero");
        test.Run("tag", "v1");
        foreach (string side in (string[])["one", "two"])
        {
            test.Run("switch", "-q", "-c", side, "v1");
            test.Commit(side, "1\n", side);
            test.Run("switch", "-q", "main");
            test.Commit("a", side + "\n", "main of " + side);
            test.Run("merge", "-q", "--no-ff", "-m", "merge " + side, side);
        }
        // Beside upstream's own merges one that is the base's.
        test.Run("switch", "-q", "-c", "other", "v1");
        test.Commit("c", "1\n", "theirs");
        test.Run("switch", "-q", "-c", "picked", "main");
        test.Run("merge", "-q", "--no-ff", "-m", "bring it", "other");
        using GitRepository repository = test.Open();
        BaseAuditReport audit = new BaseAudit(new Workspace(repository)).Run(new BaseAuditOptions { Since = since, Base = @base, Upstream = "main" });
        int all = int.Parse(test.Line("rev-list", "--count", $"{since}..{@base}"), CultureInfo.InvariantCulture);
        int merges = int.Parse(test.Line("rev-list", "--count", "--merges", $"{since}..{@base}"), CultureInfo.InvariantCulture);
        Assert.Equal(all, audit.Picks.Count);
        Assert.EndsWith(summary, audit.Summary, StringComparison.Ordinal);
        Assert.Contains(merges switch { 0 => ", linear;", 1 => ", with a merge;", _ => $", with {merges} merges;" }, audit.Summary, StringComparison.Ordinal);
    }
}
