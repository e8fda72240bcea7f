using CsCheck;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Followups;
using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.History.Followups;

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
            [(fix, target, "Fixes", 1), (bySubject, target, "Fixes", 1), (followUp, target, "FollowUp", 1), (mention, target, "Mention", 1),
                (revert, fix, "Revert", 2), (again, revert, "Revert", 3)],
            found.Select(f => (f.Commit, f.Fixes, f.Kind.ToString(), f.Depth)));
        Assert.DoesNotContain(found, f => f.Commit == afterMention || f.Commit == unresolved || f.Commit == start || f.Present is not null);
    }

    /// <summary>Thousands of commits have two whose first six digits are the same.</summary>
    [Fact]
    public void Of_two_commits_that_a_reference_may_name_the_subject_tells_which()
    {
        using var test = new TestRepository();
        var import = new FastImport();
        const int Count = 20000;
        for (int i = 0; i < Count; i++)
            import.Commit("refs/heads/main", $"change {i}\n", 1_700_000_000 + i, i == 0 ? [] : [i], [("f", "100644", $"{i}\n")]);
        Oid[] ids = import.Write(test);
        int[] pair = [.. Enumerable.Range(1, Count).GroupBy(i => ids[i].ToString()[..6]).First(same => same.Count() == 2)];
        string digits = ids[pair[0]].ToString()[..6];
        test.Run("reset", "-q", "--hard");
        string[] fixes = [.. pair.Select(i => test.Commit("g", $"{i}\n", $"fix\n\nFixes: {digits} (\"change {i - 1}\")\n"))];
        test.Commit("g", "which?\n", $"fix\n\nFixes: {digits}\n");
        using GitRepository repository = test.Open();
        IReadOnlyList<FollowupFix> found = new FollowupFinder(new Workspace(repository))
            .Find([.. pair.Select(i => ids[i])], repository.ResolveCommit("main"), null);
        Assert.Equal(fixes.Zip(pair, (fix, i) => (fix, ids[i].ToString())), found.Select(f => (f.Commit, f.Fixes)));
    }

    [Fact]
    public void Reverts_are_told_by_the_subject_where_the_SHA_names_nothing_and_one_commit_may_revert_several()
    {
        using var test = new TestRepository();
        test.Commit("a", "0\n", "start");
        string one = test.Commit("a", "1\n", "net: one");
        string two = test.Commit("a", "2\n", "net: two");
        string three = test.Commit("a", "3\n", "net: three");
        const string Unknown = "0123456789abcdef0123456789abcdef01234567";
        string rebased = test.Commit("a", "4\n", $"Revert \"net: two\"\n\nThis reverts commit {Unknown}.\n");
        // git's name for the revert of a revert.
        string again = test.Commit("a", "5\n", $"Reapply \"net: two\"\n\nThis reverts commit {Unknown}.\n");
        string unnamed = test.Commit("a", "6\n", "Reapply \"net: two\"\n\nIt was not to blame.\n");
        string several = test.Commit("a", "7\n", $"net: back\n\nThis reverts commits {one[..8]} (net: one),\n{two} and\n{three[..12]} (\"net: three\").\n");
        test.Commit("a", "8\n", $"net: a range\n\nThis reverts commits {one}..{three}, says who.\n");
        string listed = test.Commit("a", "9\n", $"Revert \"net: one\"\n\nThis reverts commits:\n- {Unknown}\n- {three}\n");
        using GitRepository repository = test.Open();
        IEnumerable<FollowupFix> found = new FollowupFinder(new Workspace(repository))
            .Find([Oid.Parse(one), Oid.Parse(two), Oid.Parse(three)], repository.ResolveCommit("HEAD"), null)
            .Where(f => f.Kind == FollowupKind.Revert);
        Assert.Equal(
            [(rebased, two, 1), (several, one, 1), (several, two, 1), (several, three, 1), (listed, three, 1), (again, rebased, 2), (unnamed, rebased, 2)],
            found.Select(f => (f.Commit, f.Fixes, f.Depth)));
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
        // Of a branch that is not here.
        test.Commit("e", "1\n", $"Revert \"elsewhere\"\n\nThis reverts commit {new string('7', 40)}.\n");
        FollowupFix[] found = Find(test, target, "stable", upstream);
        // What it fixes is there, so that there is something to fix, wherever that is.
        Assert.Equal(
            [
                (ancestor, true, PresenceKind.Ancestor, ancestor, null), (marked, true, PresenceKind.Marker, pick, null),
                (patch, true, PresenceKind.PatchId, same, null),
                (applicable, false, PresenceKind.None, null, true), (foreign, false, PresenceKind.None, null, true),
            ],
            found.Select(f => (f.Commit, f.Present!.Value, f.PresentAs!.Value, f.PresentSha, f.Applicable)));
    }

    [Fact]
    public void A_fix_between_brackets_applies_where_the_lines_around_them_are()
    {
        using var test = new TestRepository();
        const string Free = "void drop(void)\n{\n\twhile (more()) {\n\t\tdrop_one();\n\t}\n}\n";
        string target = test.Commit("drop.c", Free, "target");
        test.Run("branch", "stable");
        string tag = $"\n\nFixes: {target[..12]} (\"target\")\n";
        string inserted = test.Commit("drop.c", Free.Replace("\t}\n}\n", "\t}\n\n\tdrop_last();\n}\n", StringComparison.Ordinal), "between brackets" + tag);
        test.Commit("drop.c", "int only_here(void)\n{\n\tif (x) {\n\t\tonly();\n\t}\n}\n", "another function");
        string foreign = test.Commit("drop.c", "int only_here(void)\n{\n\tif (x) {\n\t\tonly();\n\t}\n\tonce();\n}\n", "of what the branch lacks" + tag);
        string upstream = test.Line("rev-parse", "HEAD");
        Assert.Equal([(inserted, true), (foreign, (bool?)false)], Find(test, target, "stable", upstream).Select(f => (f.Commit, HasLines(test, f))));
    }

    [Fact]
    public void A_fix_of_a_file_that_upstream_moved_applies_where_git_picks_it_there()
    {
        using var test = new TestRepository();
        string lines = string.Concat(Enumerable.Range(1, 30).Select(i => $"line {i}\n"));
        string target = test.File("lib/librte_net/ip.c", lines).File("lib/librte_net/only.c", lines).Commit("lib/build", "x\n", "target");
        test.Run("branch", "stable");
        test.Run("mv", "lib/librte_net", "lib/net");
        test.Run("commit", "-q", "-m", "move");
        string tag = $"\n\nFixes: {target[..12]} (\"target\")\n";
        string moved = test.Commit("lib/net/ip.c", lines.Replace("line 15\n", "LINE 15\n", StringComparison.Ordinal), "of what was moved" + tag);
        string drifted = test.Commit("lib/net/ip.c", lines.Replace("line 15\n", "line fifteen\n", StringComparison.Ordinal), "of what the branch lacks" + tag);
        test.Commit("lib/net/new.c", lines.Replace("line ", "entry ", StringComparison.Ordinal), "adds new");
        string added = test.Commit("lib/net/new.c", lines.Replace("line ", "entry ", StringComparison.Ordinal)
            .Replace("entry 15\n", "ENTRY 15\n", StringComparison.Ordinal), "of a file of another kind" + tag);
        string upstream = test.Line("rev-parse", "HEAD");
        test.Run("checkout", "-q", "stable");
        // Of the same name and nothing in common but the line in question.
        test.Commit("lib/other/new.c", "entry 15\n" + string.Concat(Enumerable.Range(1, 30).Select(i => $"other {i}\n")), "another new.c");
        FollowupFix[] found = Find(test, target, "stable", upstream);
        Assert.Equal([(moved, true), (drifted, false), (added, (bool?)false)], found.Select(f => (f.Commit, HasLines(test, f))));
        foreach (FollowupFix fix in found)
        {
            Assert.Equal(HasLines(test, fix), Git.TryRun(test.Path, null, null, "cherry-pick", "-n", fix.Commit).ExitCode == 0);
            test.Run("reset", "-q", "--hard");
        }
    }

    [Fact]
    public void References_of_random_histories_are_followed_alike_with_and_without_an_index()
    {
        Gen<int[]> choices = Gen.Int[0, 1_000_000].Array[5];
        Gen.Select(GeneratedHistory.Of(90, 3), choices.Array[90], Gen.Int[0, 89].Array[12]).Sample(
            (shape, choice, picks) =>
            {
                using var test = new TestRepository(bare: true);
                var ids = new List<Oid>();
                var named = new List<List<(int Target, FollowupKind Kind)>>();
                for (int i = 0; i < shape.Parents.Length; i++)
                {
                    named.Add([]);
                    string message = $"area {i}: change number {i}\n\n";
                    // None, one or two references to commits that were there before, ancestors or not.
                    for (int r = 0; r < choice[i][0] % 3 && i > 0; r++)
                    {
                        int target = i - 1 - (choice[i][1 + r] % Math.Min(i, 12));
                        string digits = ids[target].ToString()[..(7 + (choice[i][3] % 34))];
                        if (named[i].Exists(n => n.Target == target))
                            continue;
                        FollowupKind kind = ((choice[i][4] + r) % 6) switch
                        {
                            0 or 1 => FollowupKind.Fixes,
                            2 or 3 => FollowupKind.Revert,
                            4 => FollowupKind.FollowUp,
                            _ => FollowupKind.Mention,
                        };
                        // A number without a decimal digit is taken for a word.
                        if (kind == FollowupKind.Mention && !digits.Any(char.IsAsciiDigit))
                            continue;
                        message += ((choice[i][4] + r) % 6) switch
                        {
                            0 => $"Fixes: {digits} (\"area {target}: change number {target}\")\n",
                            1 => $"Fixes: ffffffffffff (\"area {target}:  Change number {target}\")\n",
                            2 => $"This reverts commit {digits}.\n",
                            3 => $"bla, bla. This reverts commit\n{digits} which was wrong\n",
                            4 => $"Follow-up for {digits}.\n",
                            _ => $"as {digits} said\n",
                        };
                        named[i].Add((target, kind));
                    }
                    ids.Add(ReferenceIndexTests.Write(test, shape.Parents[i].Select(back => i - back).Where(p => p >= 0).Distinct().Select(p => ids[p]),
                        message, 1_500_000_000 + (100L * (i + shape.ClockErrors[i]))));
                }
                for (int p = 0; p + 2 < picks.Length; p += 3)
                {
                    int[] at = [picks[p] % ids.Count, picks[p + 1] % ids.Count, picks[p + 2] % ids.Count];
                    int upstream = at.Max();
                    int[] targets = [.. at.Order().SkipLast(1).Distinct()];
                    HashSet<Oid> reachable = [.. test.Run("rev-list", ids[upstream].ToString()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                        .Select(id => Oid.Parse(id))];
                    string expected = Model(ids, named, targets, reachable);
                    foreach (bool keep in (bool[])[false, true, true])
                    {
                        using GitRepository repository = test.Open();
                        var history = CommitHistory.Open(repository, keep);
                        IReadOnlyList<FollowupFix> found = new FollowupFinder(new Workspace(repository))
                            .Find([.. targets.Select(t => ids[t])], ids[upstream], null);
                        history.Save();
                        Assert.Equal(expected, string.Join('\n', found.Select(f => $"{f.Depth} {f.Commit} {f.Kind} {f.Fixes} {f.Subject}")
                            .Order(StringComparer.Ordinal)));
                        Assert.Equal(found.Select(f => f.Depth).Order(), found.Select(f => f.Depth));
                    }
                }
            },
            iter: 15, threads: 1);

        static string Model(List<Oid> ids, List<List<(int Target, FollowupKind Kind)>> named, int[] targets, HashSet<Oid> reachable)
        {
            var lines = new List<string>();
            var seen = new HashSet<int>(targets);
            var level = new HashSet<int>(targets);
            for (int depth = 1; level.Count > 0; depth++)
            {
                var next = new HashSet<int>();
                for (int i = 0; i < ids.Count; i++)
                {
                    foreach ((int target, FollowupKind kind) in named[i].Where(n => reachable.Contains(ids[i]) && level.Contains(n.Target)))
                    {
                        lines.Add($"{depth} {ids[i]} {kind} {ids[target]} area {i}: change number {i}");
                        if (kind != FollowupKind.Mention && seen.Add(i))
                            next.Add(i);
                    }
                }
                level = next;
            }
            return string.Join('\n', lines.Order(StringComparer.Ordinal));
        }
    }

    [MirrorTheory(cases: true)]
    [MirrorData("linux-rdma+rdma-core")]
    [MirrorData("DPDK+dpdk")]
    public void Real_fixes_are_those_known(string name)
    {
        using GitRepository repository = Mirrors.Open(Mirrors.Find(name)!);
        CommitHistory history = CommitHistory.Open(repository);
        var finder = new FollowupFinder(new Workspace(repository));
        var rows = Mirrors.Rows("follow-up-fixes.tsv", name);
        Assert.NotEmpty(rows);
        foreach (var target in rows.GroupBy(row => (Target: row["target"], Upstream: row["upstream_sha"], Stable: row["stable_sha"])))
        {
            var expected = target.Where(row => row["kind"] != "none")
                .Select(row => $"{row["fix"]} {row["named_by"]} {row["kind"]} {row["depth"]} {row["fix_on_branch"]}").Order().ToList();
            var markedOnly = target.Where(row => row["fix_on_branch"] == "no").Select(row => row["fix"]).ToHashSet();
            var actual = finder.Find([Oid.Parse(target.Key.Target)], Oid.Parse(target.Key.Upstream), Oid.Parse(target.Key.Stable))
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

    /// <summary>Whether the branch has what a fix changes, whatever it says that it fixes.</summary>
    private static bool? HasLines(TestRepository test, FollowupFix fix)
    {
        using GitRepository repository = test.Open();
        return new ChangeTarget(new ChangeStarts(repository.Objects), repository.ResolveCommit("stable")).Has(Oid.Parse(fix.Commit));
    }

    private static FollowupFix[] Find(TestRepository test, string target, string? branch, string upstream = "HEAD")
    {
        using GitRepository repository = test.Open();
        var finder = new FollowupFinder(new Workspace(repository));
        return [.. finder.Find([Oid.Parse(target)], repository.ResolveCommit(upstream), branch is null ? null : repository.ResolveCommit(branch))];
    }
}
