using System.Globalization;
using System.Text;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.MergePlans;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;
using Xunit.Abstractions;

namespace MaintainerTools.Engine.Tests.MergePlans;

/// <summary>
/// Plans for merges of real history that conflict in five paths or more, walked with git itself: at every step git merge-tree gives the tree and the
/// paths that the plan says, and the naive merge conflicts as it says.
/// </summary>
public class RealMergePlanTests(ITestOutputHelper output)
{
    // Repository, topic, upstream, and the most conflicts that may be left: those of docs/equivalence.md.
    [MirrorTheory]
    // Stable branches of DPDK before they change VERSION, as which they would conflict with every release.
    [MirrorData("DPDK+dpdk", "52517bfb8ad4~285", "v21.02", 6)]
    [MirrorData("DPDK+dpdk", "52517bfb8ad4~265", "v21.02", 11)]
    [MirrorData("DPDK+dpdk", "52517bfb8ad4~235", "v21.02", 16)]
    [MirrorData("DPDK+dpdk", "52517bfb8ad4~205", "v21.02", 21)]
    [MirrorData("DPDK+dpdk", "b68dbab7c8e5~377", "v22.03", 0)]
    [MirrorData("DPDK+dpdk", "b68dbab7c8e5~330", "v22.03", 0)]
    [MirrorData("DPDK+dpdk", "b68dbab7c8e5~297", "v22.03", 42)]
    [MirrorData("DPDK+dpdk", "b68dbab7c8e5~267", "v22.03", 46)]
    [MirrorData("DPDK+dpdk", "152600d10eeb~250", "v24.03", 0)]
    [MirrorData("DPDK+dpdk", "152600d10eeb~235", "v24.03", 1)]
    [MirrorData("DPDK+dpdk", "152600d10eeb~215", "v24.03", 3)]
    [MirrorData("DPDK+dpdk", "152600d10eeb~185", "v24.03", 21)]
    [MirrorData("DPDK+dpdk", "25e04e456ecb~225", "v26.03", 5)]
    [MirrorData("DPDK+dpdk", "25e04e456ecb~195", "v26.03", 11)]
    // Others of which the best single version was found by merging every one with git.
    [MirrorData("DPDK+dpdk", "81a66f317a38", "v21.02", 2)]
    [MirrorData("DPDK+dpdk", "21d9bef593e7", "v21.02", 12)]
    [MirrorData("DPDK+dpdk", "c778b2b24801", "v21.02", 17)]
    [MirrorData("DPDK+dpdk", "e421bcd70856", "v24.03", 4)]
    [MirrorData("DPDK+dpdk", "cbd1c165bb1e", "v24.03", 14)]
    [MirrorData("DPDK+dpdk", "09e1df883afa", "v24.03", 19)]
    [MirrorData("DPDK+dpdk", "a623e9d2ac2c", "v26.03", 15)]
    [MirrorData("DPDK+dpdk", "518dbf5322ac", "v26.03", 20)]
    public void Git_agrees_with_every_step(string name, string topic, string upstream, int best)
    {
        string path = Mirrors.Find(name)!;
        using GitRepository repository = Mirrors.Open(path);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        MergePlan plan = new MergePlanner(new Workspace(repository)).Plan(new MergePlanOptions { Topic = topic, Upstream = upstream });
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {topic} into {upstream} | {plan.NaiveConflicts} | {plan.RemainingConflicts} | {plan.Step.Length - 1} | {plan.VersionsTried} of {plan.VersionsKnown} | {watch.Elapsed.TotalSeconds:f1} s | {string.Join(", ", plan.Step[..^1].Select(s => s.Upstream[..12]))} |"));
        output.WriteLine(string.Join(' ', plan.RemainingConflictPath));
        WalkWithGit(path, plan);
        Assert.True(plan.RemainingConflicts <= best);
    }

    /// <summary>Makes the plan's merges with git in a clone that shares the objects.</summary>
    internal static void WalkWithGit(string path, MergePlan plan)
    {
        using var clone = new TestRepository(bare: true);
        File.WriteAllText(Path.Combine(clone.Path, "objects", "info", "alternates"), Path.Combine(path, "objects") + "\n");
        Assert.Equal(plan.NaiveConflictPath, Merge(clone, plan.TopicSha, plan.UpstreamSha).Conflicts);
        string tip = plan.TopicSha;
        foreach (MergeStep step in plan.Step)
        {
            (string tree, string[] conflicts) = Merge(clone, tip, step.Upstream);
            Assert.Equal(step.ConflictPath, conflicts);
            if (step.Conflicts > 0)
                break;
            Assert.Equal(step.Tree, tree);
            tip = clone.Line("commit-tree", "-m", "step", "-p", tip, "-p", step.Upstream, tree);
            Assert.Equal(step.ConflictsAfter, Merge(clone, tip, plan.UpstreamSha).Conflicts.Length);
        }
    }

    private static (string Tree, string[] Conflicts) Merge(TestRepository clone, string ours, string theirs)
    {
        (_, byte[] said, string error) = Git.TryRun(clone.Path, null, null, "merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", ours, theirs);
        string[] words = Encoding.UTF8.GetString(said).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(words.Length > 0, error);
        return (words[0], [.. words.Skip(1).Order(StringComparer.Ordinal)]);
    }
}
