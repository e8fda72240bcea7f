using MaintainerTools.Engine.Equivalence;
using MaintainerTools.Engine.Grading;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Grading;

/// <summary>Several commits that are one upstream, one that is several there, and what is only near; git merge says that they are absorbed.</summary>
public class PickGroupsTests
{
    private static readonly string s_lines = string.Concat(Enumerable.Range(1, 60).Select(i => $"line {i}\n"));

    [Fact]
    public void Commits_that_were_squashed_upstream_are_that_one()
    {
        using var test = new TestRepository();
        string[] parts = Parts(test);
        string squash = Squash(test, "main", "parts", "Feature (#5)");
        ContentEquivalence result = Certify(test, "parts");
        Assert.Equal(EquivalenceVerdict.Equivalent, result.Verdict);
        Assert.Equal(test.Line("merge-tree", "--write-tree", "parts", "main"), result.MergedTree);
        Each.Holds(result.Pick, pick => Assert.Equal((squash, "Group", PickGrade.Exact), (pick.Source, pick.PairedBy, pick.Grade)));
        Assert.Equal(parts, result.Pick.Select(p => p.Sha));
        Assert.Equal(parts[1..], result.Pick[0].OtherPart);
        CertificateLine line = Assert.Single(result.Certificate, l => l.Pick is not null);
        Assert.Equal("1", line.Output);
        Assert.Equal("1", Shell(test, line.Command));
        IReadOnlyList<PickedCommit> audited = Audit(test, "parts");
        Each.Holds(audited, pick => Assert.Equal(["Squashed"], pick.FindingId));
        Assert.Contains("is upstream's " + squash[..12], audited[0].Finding[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_squashed_pick_without_a_marker_is_the_commits_that_it_holds()
    {
        using var test = new TestRepository();
        string[] parts = Parts(test);
        test.Run("switch", "-q", "main");
        test.Run("merge", "-q", "--ff-only", "parts");
        test.Commit("other", "other\n", "upstream goes on");
        test.Run("switch", "-q", "-c", "picked", "base");
        test.Run("merge", "-q", "--squash", "parts");
        test.Run("commit", "-q", "-m", "All of it at once");
        ContentEquivalence result = Certify(test, "picked");
        Assert.Equal(EquivalenceVerdict.Equivalent, result.Verdict);
        PickedCommit pick = Assert.Single(result.Pick);
        Assert.Equal(parts, (IEnumerable<string?>)[pick.Source, .. pick.OtherSource]);
        Assert.Equal(["HoldsSeveral"], Assert.Single(Audit(test, "picked")).FindingId);
    }

    [Fact]
    public void What_a_later_part_writes_anew_counts_as_it_ends()
    {
        using var test = new TestRepository();
        test.Commit("a", s_lines, "root");
        test.Run("branch", "base");
        test.Run("switch", "-q", "-c", "parts");
        test.Commit("a", s_lines.Replace("line 10\n", "first try\n", StringComparison.Ordinal), "a try");
        test.Commit("a", s_lines.Replace("line 10\n", "second try\nand more of it\n", StringComparison.Ordinal), "a better try");
        string squash = Squash(test, "main", "parts", "The try");
        ContentEquivalence result = Certify(test, "parts");
        Assert.Equal(EquivalenceVerdict.Equivalent, result.Verdict);
        Each.Holds(result.Pick, pick => Assert.Equal(squash, pick.Source));
    }

    [Fact]
    public void Where_the_parts_lack_something_of_the_squash_that_is_named()
    {
        using var test = new TestRepository();
        Parts(test);
        test.Run("switch", "-q", "main");
        test.Run("merge", "-q", "--squash", "parts");
        test.File("extra", "only upstream\n").Commit("Feature and more");
        string upstream = test.Line("rev-parse", "main");
        ContentEquivalence result = Certify(test, "parts");
        Assert.Equal(EquivalenceVerdict.CleanButDifferent, result.Verdict);
        Assert.Contains($"together they are nearest to upstream's {upstream[..12]}: not in the pick: extra", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Commits_that_upstream_does_not_have_are_no_group()
    {
        using var test = new TestRepository();
        Parts(test);
        test.Run("switch", "-q", "main");
        test.Commit("a", s_lines.Replace("line 5\n", "something else\n", StringComparison.Ordinal), "not that");
        Each.Holds(Audit(test, "parts"), pick => Assert.Equal((PickGrade.Foreign, null), (pick.Grade, pick.PairedBy)));
    }

    /// <summary>On main one commit; on "base" (the same) the branch "parts" with three, in two files.</summary>
    private static string[] Parts(TestRepository test)
    {
        test.File("b", s_lines).Commit("a", s_lines, "root");
        test.Run("branch", "base");
        test.Run("switch", "-q", "-c", "parts");
        string text = s_lines;
        List<string> made = [];
        foreach (int line in new[] { 10, 30, 50 })
        {
            text = text.Replace($"line {line}\n", $"part {line}\n", StringComparison.Ordinal);
            made.Add(line < 50 ? test.Commit("a", text, $"part {line}")
                : test.Commit("b", s_lines.Replace("line 50\n", "part 50\n", StringComparison.Ordinal), "part 50"));
        }
        return [.. made];
    }

    private static string Squash(TestRepository test, string onto, string parts, string subject)
    {
        test.Run("switch", "-q", onto);
        test.Commit("other", "upstream\n", "upstream goes on");
        test.Run("merge", "-q", "--squash", parts);
        test.Run("commit", "-q", "-m", subject);
        return test.Line("rev-parse", "HEAD");
    }

    private static ContentEquivalence Certify(TestRepository test, string @base)
    {
        using GitRepository repository = test.Open();
        return new EquivalenceTester(new Workspace(repository)).Test(new EquivalenceOptions { Base = @base, Upstream = "main" });
    }

    private static IReadOnlyList<PickedCommit> Audit(TestRepository test, string @base)
    {
        using GitRepository repository = test.Open();
        return new BaseAudit(new Workspace(repository)).Run(new BaseAuditOptions { Since = "base", Base = @base, Upstream = "main" }).Picks;
    }

    private static string Shell(TestRepository test, string command)
    {
        var start = new System.Diagnostics.ProcessStartInfo("sh", ["-c", command]) { WorkingDirectory = test.Path, RedirectStandardOutput = true };
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return output;
    }
}
