using System.Text;
using System.Text.RegularExpressions;
using MaintainerTools.Engine.Reporting.Sample;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Reporting;

/// <summary>One sample repository for all tests of it; they write no refs and no files into it.</summary>
public sealed class SampleFixture : IDisposable
{
    public SampleFixture()
    {
        Folder = Directory.CreateTempSubdirectory("mt-sample-").FullName;
        Sample = SampleRepository.Create(Path.Combine(Folder, "sample"), false, SilentMonitor.Instance);
    }

    public string Folder { get; }

    public SampleTopicRepository Sample { get; }

    public void Dispose()
    {
        foreach (string file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
        {
            if (OperatingSystem.IsWindows())
                File.SetAttributes(file, FileAttributes.Normal);
        }
        Directory.Delete(Folder, true);
    }
}

/// <summary>Every figure of the story, counted by git.</summary>
public sealed partial class SampleTopicRepositoryTests(SampleFixture fixture) : IClassFixture<SampleFixture>
{
    private const string Base = "WIP.x86/pti.base";
    private const string Topic = "x86/pti";

    private string Git(params string[] arguments) => Support.Git.Run(fixture.Sample.Path, arguments).TrimEnd('\n');

    private string[] Lines(params string[] arguments) => Git(arguments) is { Length: > 0 } text ? text.Split('\n') : [];

    private int Count(params string[] arguments) => int.Parse(Git(["rev-list", "--count", .. arguments]), System.Globalization.CultureInfo.InvariantCulture);

    private string Upstream(string subject) => Lines("log", "--format=%H %s", "v4.9..linus").Single(l => l[41..] == subject)[..40];

    private (string Tree, string[] Conflicts) Merge(string ours, string theirs)
    {
        (int exit, byte[] output, string error) = Support.Git.TryRun(fixture.Sample.Path, null, null, "merge-tree", "--write-tree", "--name-only", "--no-messages", ours, theirs);
        Assert.True(exit is 0 or 1, error);
        string[] lines = Encoding.UTF8.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return (lines[0], lines[1..]);
    }

    /// <summary>As git cherry-pick would: a merge whose base is the picked commit's parent.</summary>
    private (string Tree, string[] Conflicts) Pick(string ontoTree, string commit)
    {
        string onto = Git("commit-tree", ontoTree, "-p", commit + "^", "-m", "onto");
        return Merge(onto, commit);
    }

    private string PickAll(string onto, IEnumerable<string> commits)
    {
        string tree = Git("rev-parse", onto + "^{tree}");
        foreach (string commit in commits)
        {
            (string Tree, string[] Conflicts) pick = Pick(tree, commit);
            Assert.True(pick.Conflicts.Length == 0, $"{Git("log", "-1", "--format=%s", commit)}: {string.Join(' ', pick.Conflicts)}");
            tree = pick.Tree;
        }
        return tree;
    }

    [Fact]
    public void The_repository_is_sound_and_its_work_tree_clean()
    {
        Assert.Equal("", Git("fsck", "--strict", "--full", "--no-dangling", "--no-progress"));
        Assert.Equal("## x86/pti", Git("status", "--short", "--branch", "--untracked-files=all"));
        Assert.Equal(Git("rev-parse", Topic), Git("rev-parse", "HEAD"));
        Assert.Equal("refs/heads/" + Topic, Git("symbolic-ref", "HEAD"));
    }

    [Fact]
    public void The_result_names_every_ref()
    {
        string[] refs = Lines("for-each-ref", "--format=%(refname:lstrip=2) %(objectname)");
        Assert.Equal(refs.Order(StringComparer.Ordinal), fixture.Sample.Refs.Select(r => $"{r.Key} {r.Value}").Order(StringComparer.Ordinal));
        Assert.Equal(
            ["WIP.x86/pti.base", "linus", "linux-4.9.y", "luto/x86/pti", "review", "upstream-base", "v4.14", "v4.15-rc1", "v4.15-rc2", "v4.15-rc3", "v4.15-rc4", "v4.9", "x86/pti"],
            fixture.Sample.Refs.Keys);
        Each.Holds(Lines("for-each-ref", "--format=%(objecttype)", "refs/tags"), type => Assert.Equal("tag", type));
    }

    [Theory]
    [InlineData("v4.9", "10083097137682fa3fb0d5476685222dcb49dc3e")]
    [InlineData("v4.14", "bf913939f1009341e3c0403bd8c587b244975862")]
    [InlineData("linus", "22c44847438541e135ede92cb4d05dfaa093d146")]
    [InlineData("upstream-base", "1fe9bd3e3a06e1c54bcb319702169311a7350658")]
    [InlineData(Base, "6bdc7d7612b12000672449f5564102ae47ea582f")]
    [InlineData(Topic, "248a3c9f34a96d857418c3545ef2c4f192930d5e")]
    [InlineData("luto/x86/pti", "d44e591ad176ba81e9265e260c0ebc77b029ec71")]
    [InlineData("linux-4.9.y", "e7a41fe09dff9af4a9d4aa5674e1d338084db435")]
    [InlineData("review", "57ce2d707466b2c717d5cdc8129abf7611c1f8be")]
    public void Every_machine_makes_the_same(string name, string sha)
    {
        // Written down, so that a runtime, a culture or a checkout that makes something else shows. New content: new numbers here.
        Assert.Equal(sha, fixture.Sample.Refs[name]);
        Assert.Equal(sha, Git("rev-parse", name));
    }

    [Fact]
    public void The_pack_is_the_same_bytes_everywhere() =>
        Assert.Equal("pack-bb35e89a9ebe6bb69496ace1fac8223989d9c99b.pack", Path.GetFileName(Assert.Single(Directory.GetFiles(Path.Combine(fixture.Sample.Path, ".git", "objects", "pack"), "*.pack"))));

    [Fact]
    public void Culture_has_no_say()
    {
        System.Globalization.CultureInfo before = System.Globalization.CultureInfo.CurrentCulture;
        // A culture of our own: with invariant globalization the others are not there. Signs and digits as odd as they get.
        var odd = (System.Globalization.CultureInfo)System.Globalization.CultureInfo.InvariantCulture.Clone();
        odd.NumberFormat.NegativeSign = "minus ";
        odd.NumberFormat.NumberDecimalSeparator = ";";
        try
        {
            System.Globalization.CultureInfo.CurrentCulture = odd;
            Assert.Equal(fixture.Sample.Refs, SampleRepository.Create(Path.Combine(fixture.Folder, "odd"), false, SilentMonitor.Instance).Refs);
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Two_runs_make_the_same_bytes()
    {
        SampleTopicRepository again = SampleRepository.Create(Path.Combine(fixture.Folder, "again"), false, SilentMonitor.Instance);
        Assert.Equal(fixture.Sample.Refs, again.Refs);
        // git or libgit2 write the index, with times of files in it.
        foreach (string file in Directory.EnumerateFiles(again.Path, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "index"))
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(fixture.Sample.Path, Path.GetRelativePath(again.Path, file))));
    }

    [Fact]
    public void The_costs_are_63_and_1088()
    {
        Assert.Equal(63, Count("--no-merges", "v4.14.." + Base));
        Assert.Equal(0, Count("--merges", "v4.14.." + Base));
        Assert.Equal(1088, Count("--no-merges", "v4.14..upstream-base"));
        Assert.Equal(45, Count("--merges", "v4.14..upstream-base"));
    }

    [Fact]
    public void Nothing_upstream_that_has_all_nine_is_cheaper_than_the_nearest_base()
    {
        IEnumerable<string> havingAll = Marked(Base).Select(m => Lines("rev-list", "--ancestry-path", m.Upstream + "..linus")).Aggregate<IEnumerable<string>>((x, y) => x.Intersect(y));
        string[] nearest = [Git("rev-parse", "upstream-base"), .. Lines("rev-list", "--ancestry-path", "upstream-base..linus")];
        Assert.Equal(nearest.Order(StringComparer.Ordinal), havingAll.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Nine_picks_are_marked_and_keep_author_and_date()
    {
        (string Sha, string Upstream)[] marked = Marked(Base);
        Assert.Equal(9, marked.Length);
        Assert.Equal(Lines("rev-list", "-9", Base), marked.Select(m => m.Sha));
        Assert.Equal("54", Git("rev-list", "--count", "v4.14.." + Git("merge-base", Base, "linus")));
        foreach ((string sha, string upstream) in marked)
        {
            Assert.Equal(Git("merge-base", upstream, "upstream-base"), upstream);
            Assert.Equal(Git("log", "-1", "--format=%an %ae %ad %s", upstream), Git("log", "-1", "--format=%an %ae %ad %s", sha));
        }
        // Picked in upstream's order, one after the other, this is the base.
        string[] order = [.. marked.Select(m => m.Upstream).Reverse()];
        Assert.Equal(order, Lines("rev-list", "--topo-order", "--reverse", "v4.14..linus").Where(order.Contains));
        Assert.Equal(Git("rev-parse", Base + "^{tree}"), PickAll(Base + "~9", order));
    }

    [Fact]
    public void Eight_picks_are_exact_and_one_has_other_context()
    {
        string[] different = [.. Marked(Base).Where(m => PatchId(m.Sha) != PatchId(m.Upstream)).Select(m => Git("log", "-1", "--format=%s", m.Sha))];
        Assert.Equal(["x86/xen: Drop 5-level paging support code from the XEN_PV code"], different);
    }

    [Fact]
    public void The_naive_merges_conflict_in_more_than_a_dozen_paths()
    {
        Assert.Equal(14, Merge(Base, "linus").Conflicts.Length);
        Assert.Equal(17, Merge(Topic, "linus").Conflicts.Length);
    }

    [Fact]
    public void The_nearest_base_absorbs_the_picked_base()
    {
        (string tree, string[] conflicts) = Merge(Base, "upstream-base");
        Assert.Empty(conflicts);
        Assert.Equal(Git("rev-parse", "upstream-base^{tree}"), tree);
    }

    [Theory]
    [InlineData(Base)]
    [InlineData(Topic)]
    public void The_plan_has_no_conflict_at_any_step(string branch)
    {
        string side = Upstream("x86/ldt: Prevent LDT inheritance on exec");
        Assert.DoesNotContain(side, Lines("rev-list", "--first-parent", "linus"));
        string tip = branch;
        foreach (string version in new[] { "upstream-base", side, "linus" })
        {
            (string tree, string[] conflicts) = Merge(tip, version);
            Assert.Empty(conflicts);
            tip = Git("commit-tree", tree, "-p", tip, "-p", version, "-m", "step");
        }
        if (branch == Base)
            Assert.Equal(Git("rev-parse", "linus^{tree}"), Git("rev-parse", tip + "^{tree}"));
    }

    [Fact]
    public void No_single_version_saves_the_topic_from_conflicts()
    {
        // Each of the two steps of the plan alone leaves conflicts, there or with upstream's tip.
        foreach (string version in Lines("rev-list", "--topo-order", "upstream-base~2..linus"))
        {
            (string tree, string[] conflicts) = Merge(Topic, version);
            if (conflicts.Length == 0)
                conflicts = Merge(Git("commit-tree", tree, "-p", Topic, "-p", version, "-m", "step"), "linus").Conflicts;
            Assert.NotEmpty(conflicts);
        }
    }

    [Fact]
    public void Upstream_merges_are_what_git_makes_of_them_but_for_one_resolved_by_hand()
    {
        var byHand = new List<string>();
        foreach (string line in Lines("log", "--merges", "--format=%T %P %s", "linus"))
        {
            string[] words = line.Split(' ');
            if (words[3].Length == 40)
                continue; // the octopus
            (string tree, string[] conflicts) = Merge(words[1], words[2]);
            if (tree != words[0])
                byHand.Add(string.Join(' ', conflicts) + " " + words[5]);
        }
        Assert.Equal(["drivers/gpu/drm/i915/core.c 'drm-intel-fixes'"], byHand);
        Assert.Single(Lines("rev-list", "--min-parents=3", "linus"));
    }

    [Fact]
    public void The_topic_is_linear_and_has_the_flaws_of_the_review()
    {
        Assert.Equal(40, Count($"{Base}..{Topic}"));
        Assert.Equal(0, Count("--merges", $"v4.14..{Topic}"));
        Assert.Equal(2, Marked($"{Base}..{Topic}").Length);
        Assert.Equal("x86/mm/pti: Map ESPFIX into user space", Subject("-S", "pr_err(\"pti_setup_espfix64"));
        Assert.Equal("x86/mm/pti: Add infrastructure for page table isolation", Subject("-S", "void __init pti_init(void)"));
        Assert.Equal("x86/mm/pti: Share entry text PMD", Subject("-S", "pti_init();", "--", "init/main.c"));
        Assert.Contains("x86/pti: Map the vsyscall page if needed", Lines("log", "--format=%s", $"{Base}..{Topic}", "--", "arch/x86/include/asm/pgtable_64.h"));
        Assert.Equal(3, Lines("log", "--format=%h", "-S", "set_percpu_fixmap_ptes", $"{Base}..{Topic}").Length);
        Assert.Empty(Lines("log", "--format=%h", "-S", "allocate_percpu_fixmap_ptes", "linus", "luto/x86/pti"));
        string hole = Git("log", "--format=%B", "--grep=^x86/mm/64: Make a full PGD-entry", $"{Base}..{Topic}");
        Assert.DoesNotContain("5-level", hole, StringComparison.Ordinal);

        string Subject(params string[] arguments) => Assert.Single(Lines(["log", "--format=%s", $"{Base}..{Topic}", .. arguments]));
    }

    [Fact]
    public void The_reviewers_branch_is_on_top_of_the_topic()
    {
        Assert.Equal(Git("rev-parse", Topic), Git("merge-base", Topic, "luto/x86/pti"));
        string[] subjects = Lines("log", "--reverse", "--format=%s", Topic + "..luto/x86/pti");
        Assert.Equal(10, subjects.Length);
        Assert.Single(subjects, s => s.StartsWith("fixup! ", StringComparison.Ordinal));
        Assert.Single(subjects, s => s.StartsWith("amend! ", StringComparison.Ordinal));
        foreach (string subject in subjects.Where(s => s.Contains("! ", StringComparison.Ordinal)))
            Assert.Contains(subject[(subject.IndexOf("! ", StringComparison.Ordinal) + 2)..], Lines("log", "--format=%s", $"{Base}..{Topic}"));
        Assert.Contains("5-level", Git("log", "--format=%B", "--grep=^amend!", Topic + "..luto/x86/pti"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_old_branch_takes_the_topic_after_a_few_more_picks()
    {
        Assert.Equal(Git("rev-parse", "v4.9^{commit}"), Git("merge-base", "linux-4.9.y", "linus"));
        string[] stable = Lines("log", "--format=%s", "v4.9..linux-4.9.y");
        Assert.Equal(24, stable.Length);
        Assert.Equal(20, StableMarker().Count(Git("log", "--format=%B", "v4.9..linux-4.9.y")));
        string[] missing = [.. Marked(Base).Reverse().Where(m => !stable.Contains(Git("log", "-1", "--format=%s", m.Sha))).Select(m => m.Sha)];
        Assert.Equal(5, missing.Length);
        string[] topic = Lines("rev-list", "--reverse", $"{Base}..{Topic}");
        string[] first = [.. new[]
        {
            "x86/mm: Implement PCID based optimization: try to preserve old TLB entries using PCID",
            "x86/mm: Add the 'nopcid' boot option to turn off PCID",
            "x86/cpufeatures: Enable new SSE/AVX/AVX512 CPU features",
            "x86/entry/64: Split the IRET-to-user and IRET-to-kernel paths",
            "x86/entry/64: Allocate and enable the SYSENTER stack",
            "x86/entry/64: Use POP instead of MOV to restore regs on NMI return",
        }.Select(Upstream)];
        PickAll("linux-4.9.y", [.. first, .. missing, .. topic]);

        // The smallest set that the topic's lines need: none of these five can be left out. One of the nine is needed by a symbol.
        string[] needed = [.. first.Where((_, i) => i != 2)];
        Assert.Contains("x86_hyper_type", Git("log", "-p", $"{Base}..{Topic}", "--", "arch/x86/mm/pti.c"), StringComparison.Ordinal);
        Assert.Equal(["x86/virt: Add enum for hypervisors to replace x86_hyper"], Lines("log", "--format=%s", "-S", "x86_hyper_type;", "v4.14..upstream-base", "--", "arch/x86/include"));
        PickAll("linux-4.9.y", [.. needed, .. topic]);
        foreach (string one in needed)
            Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => PickAll("linux-4.9.y", [.. needed.Where(c => c != one), .. topic]));
    }

    [Fact]
    public void Dozens_of_follow_ups_come_after_the_nearest_base()
    {
        FollowUps found = FollowUps.Of(Git("log", "--topo-order", "--reverse", "--format=%H%n%B%x00", "upstream-base..linus"), Subjects("v4.14..upstream-base"), Subjects("linus"));
        Assert.Equal((31, 5, 3, 2), (found.Direct.Count, found.Chained.Count, found.Unresolved.Count, found.Older.Count));
        string[] ofBase = [.. FollowUps.Of(Git("log", "--topo-order", "--reverse", "--format=%H%n%B%x00", "upstream-base..linus"),
            Subjects($"v4.14..{Git("merge-base", Base, "linus")}").Concat(Subjects("v4.14..linus").Where(s => Marked(Base).Any(m => m.Upstream == s.Sha))), Subjects("linus")).Direct];
        Assert.Equal(6, ofBase.Length);

        // Some do not pick cleanly where the commits are not that they fix.
        string onto = Git("rev-parse", "v4.14^{tree}");
        Assert.Equal(24, found.Direct.Count(c => Pick(onto, c).Conflicts.Length > 0));

        IEnumerable<(string Sha, string Subject)> Subjects(string range) => Lines("log", "--format=%H %s", range).Select(l => (l[..40], l[41..]));
    }

    [Fact]
    public void The_review_mails_are_beside_the_files_and_on_a_branch()
    {
        Assert.Equal(File.ReadAllText(fixture.Sample.ReviewPath), Git("show", "review:review.mbox") + "\n");
        Assert.Equal(8, Regex.Count(Git("show", "review:review.mbox"), "(?m)^From .* 2017$"));
    }

    private (string Sha, string Upstream)[] Marked(string range) =>
        [.. Git("log", "--format=%H%n%B%x00", range.Contains("..", StringComparison.Ordinal) ? range : "v4.14.." + range).Split('\0')
            .Select(c => (Sha: c.TrimStart('\n').Split('\n')[0], Match: PickMarker().Match(c)))
            .Where(c => c.Match.Success).Select(c => (c.Sha, c.Match.Groups[1].Value))];

    private string PatchId(string commit)
    {
        byte[] diff = Support.Git.TryRun(fixture.Sample.Path, null, null, "diff-tree", "-p", commit).Output;
        return Encoding.ASCII.GetString(Support.Git.TryRun(fixture.Sample.Path, diff, null, "patch-id", "--stable").Output)[..40];
    }

    /// <summary>What comes later and says so: by Fixes tags (digits first, then subject) and by reverts.</summary>
    private sealed partial class FollowUps
    {
        public List<string> Direct { get; } = [];

        public List<string> Chained { get; } = [];

        public List<string> Unresolved { get; } = [];

        public List<string> Older { get; } = [];

        public static FollowUps Of(string log, IEnumerable<(string Sha, string Subject)> range, IEnumerable<(string Sha, string Subject)> all)
        {
            var found = new FollowUps();
            (string Sha, string Subject)[] inRange = [.. range];
            (string Sha, string Subject)[] anywhere = [.. all];
            foreach (string commit in log.Split('\0').Select(c => c.TrimStart('\n')).Where(c => c.Length > 40))
            {
                string sha = commit[..40];
                foreach (Match tag in Tag().Matches(commit))
                {
                    string? target = Find(inRange, tag) ?? Find(anywhere, tag);
                    List<string> list = target is null ? found.Unresolved
                        : inRange.Any(r => r.Sha == target) ? found.Direct
                        : found.Direct.Contains(target) || found.Chained.Contains(target) ? found.Chained : found.Older;
                    if (!list.Contains(sha))
                        list.Add(sha);
                }
            }
            return found;
        }

        private static string? Find((string Sha, string Subject)[] commits, Match tag) =>
            commits.FirstOrDefault(c => c.Sha.StartsWith(tag.Groups[1].Value, StringComparison.Ordinal)).Sha
            ?? commits.FirstOrDefault(c => c.Subject == tag.Groups[2].Value).Sha;

        [GeneratedRegex("^(?:Fixes: |This reverts commit )([0-9a-f]{7,40})(?: \\(\"(.*)\"\\))?", RegexOptions.Multiline)]
        private static partial Regex Tag();
    }

    [GeneratedRegex("^\\(cherry picked from commit ([0-9a-f]{40})\\)$", RegexOptions.Multiline)]
    private static partial Regex PickMarker();

    [GeneratedRegex("^(commit [0-9a-f]{40} upstream\\.|\\[ Upstream commit [0-9a-f]{40} \\])$", RegexOptions.Multiline)]
    private static partial Regex StableMarker();
}
