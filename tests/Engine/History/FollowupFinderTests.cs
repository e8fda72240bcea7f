using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.History;

public class FollowupFinderTests
{
    [Fact]
    public void Fixes_reverts_their_reverts_and_fixes_of_fixes_are_followed()
    {
        using var test = new TestRepository();
        string start = test.Commit("a", "1\n2\n3\n4\n5\n", "start");
        string target = test.Commit("a", "1\n2\nthree\n4\n5\n", "net: change three");
        test.Run("branch", "old");
        string fix = test.Commit("a", "1\n2\nTHREE\n4\n5\n", $"net: fix three\n\nFixes: {target[..8]} (\"net: change three\")\n");
        string bySubject = test.Commit("b", "1\n", "net: by subject\n\nFixes: 0123456789ab (\"net: change three\")\n");
        string revert = test.Commit("a", "1\n2\nthree\n4\n5\n", $"Revert \"net: fix three\"\n\nThis reverts commit\n{fix}.\n");
        string again = test.Commit("a", "1\n2\nTHREE\n4\n5\n", "Revert \"Revert \"net: fix three\"\"\n\nThe revert was wrong.\n");
        string followUp = test.Commit("c", "1\n", $"c\n\nFollow-up for {target}\n");
        string mention = test.Commit("d", "1\n", $"d\n\nSince commit {target[..12]} (\"net: change three\") this is needed.\n");
        string afterMention = test.Commit("e", "1\n", $"e\n\nFixes: {mention[..12]} (\"d\")\n");
        string unresolved = test.Commit("f", "1\n", "f\n\nFixes: 0123456789ab (\"no such subject\")\n");
        FollowupFix[] found = Find(test, target, null);
        Assert.Equal(
            [(fix, target, "Fixes", 1), (bySubject, target, "Fixes", 1), (followUp, target, "FollowUp", 1), (mention, target, "Mention", 1), (revert, fix, "Revert", 2), (again, revert, "Revert", 3)],
            found.Select(f => (f.Commit, f.Fixes, f.Kind.ToString(), f.Depth)));
        Assert.DoesNotContain(found, f => f.Commit == afterMention || f.Commit == unresolved || f.Commit == start || f.Present is not null);
    }

    [Fact]
    public void What_a_branch_has_already_is_told_with_how_and_what_it_lacks_with_whether_it_has_a_target_there()
    {
        using var test = new TestRepository();
        test.Commit("a", "1\n2\n3\n4\n5\n", "start");
        string target = test.File("other", "x\n").Commit("a", "1\n2\nthree\n4\n5\n", "target");
        string ancestor = test.Commit("b", "1\n", $"ancestor\n\nFixes: {target[..12]} (\"target\")\n");
        test.Run("branch", "stable");
        string marked = test.Commit("c", "1\n", $"marked\n\nFixes: {target[..12]} (\"target\")\n");
        string patch = test.Commit("d", "1\n2\n", $"patch\n\nFixes: {target[..12]} (\"target\")\n");
        string applicable = test.Commit("a", "1\n2\nTHREE\n4\n5\n", $"applicable\n\nFixes: {target[..12]} (\"target\")\n");
        test.Commit("late", "1\n2\n", "adds late");
        string foreign = test.Commit("late", "1\ntwo\n", $"foreign\n\nFixes: {target[..12]} (\"target\")\n");
        string upstream = test.Line("rev-parse", "HEAD");
        test.Run("checkout", "-q", "stable");
        string pick = test.Commit("c", "1\nadapted\n", $"marked\n\n(cherry picked from commit {marked})\n");
        string same = test.Commit("d", "1\n2\n", "patch under another name");
        FollowupFix[] found = Find(test, target, "stable", upstream);
        Assert.Equal(
            [
                (ancestor, true, PresenceKind.Ancestor, ancestor, null), (marked, true, PresenceKind.Marker, pick, null), (patch, true, PresenceKind.PatchId, same, null),
                (applicable, false, PresenceKind.None, null, true), (foreign, false, PresenceKind.None, null, (bool?)false),
            ],
            found.Select(f => (f.Commit, f.Present!.Value, f.PresentAs!.Value, f.PresentSha, f.Applicable)));
    }

    [MirrorTheory(cases: true)]
    [InlineData("linux-rdma+rdma-core")]
    [InlineData("DPDK+dpdk")]
    public void Real_fixes_are_those_known(string name)
    {
        using GitRepository repository = Mirrors.Open(Mirrors.Find(name)!);
        CommitHistory history = CommitHistory.Open(repository);
        var finder = new FollowupFinder(repository, history);
        var rows = Mirrors.Cases("follow-up-fixes.tsv")!.Where(row => row["repo"] == name).ToList();
        Assert.NotEmpty(rows);
        foreach (var target in rows.GroupBy(row => (Target: row["target"], Upstream: row["upstream_sha"], Stable: row["stable_sha"])))
        {
            var expected = target.Where(row => row["kind"] != "none").Select(row => $"{row["fix"]} {row["named_by"]} {row["kind"]} {row["depth"]} {row["fix_on_branch"]}").Order().ToList();
            var markedOnly = target.Where(row => row["fix_on_branch"] == "no").Select(row => row["fix"]).ToHashSet();
            var actual = finder.Find([Oid.Parse(target.Key.Target)], Oid.Parse(target.Key.Upstream), Oid.Parse(target.Key.Stable), SilentMonitor.Instance)
                .Where(f => f.Kind is FollowupKind.Fixes or FollowupKind.Revert)
                .Select(f => $"{f.Commit} {f.Fixes} {f.Kind.ToString().ToLowerInvariant()} {f.Depth} {Branch(f, markedOnly)}").Order().ToList();
            Assert.Equal(expected, actual);
        }

        // The table knows no patch-ids: its "no" means that there is no marker.
        static string Branch(FollowupFix fix, HashSet<string> noMarker) => fix.PresentAs switch
        {
            PresenceKind.Ancestor => "ancestor",
            PresenceKind.Marker => "marker:" + fix.PresentSha,
            PresenceKind.PatchId when noMarker.Contains(fix.Commit) => "no",
            PresenceKind.None => "no",
            _ => "patch-id",
        };
    }

    private static FollowupFix[] Find(TestRepository test, string target, string? branch, string upstream = "HEAD")
    {
        using GitRepository repository = test.Open();
        var finder = new FollowupFinder(repository, CommitHistory.Open(repository));
        return [.. finder.Find([Oid.Parse(target)], repository.ResolveCommit(upstream), branch is null ? null : repository.ResolveCommit(branch), SilentMonitor.Instance)];
    }
}
