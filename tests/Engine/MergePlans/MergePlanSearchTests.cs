using CsCheck;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.MergePlans;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;
using MaintainerTools.Engine.Tests.Support;
using Xunit.Abstractions;

namespace MaintainerTools.Engine.Tests.MergePlans;

/// <summary>Plans against every sequence of one or two versions, in small random histories with and without topic branches.</summary>
public class MergePlanSearchTests(ITestOutputHelper output)
{
    /// <summary>One commit of upstream: the line it changes, whether it is on a branch that a later one merges, and whether the topic picks it.</summary>
    public sealed record Change(int File, int Line, bool OnSide, bool IsPicked);

    [Fact]
    public void No_sequence_of_versions_is_better_than_what_is_proved_and_no_single_one_than_any_plan()
    {
        (int plans, int beaten) = (0, 0);
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 7], Gen.Frequency((3, Gen.Const(false)), (1, Gen.Const(true))), Gen.Bool)
            .Select((file, line, side, pick) => new Change(file, line, side, pick)).Array[4, 9]
            .Sample(
                changes =>
                {
                    using var test = new TestRepository(bare: true);
                    (Oid topic, Oid upstream) = Write(test, changes);
                    using GitRepository repository = test.Open();
                    var history = CommitHistory.Open(repository);
                    MergePlan plan = new MergePlanner(new Workspace(repository))
                        .Plan(new MergePlanOptions { Topic = topic.ToString(), Upstream = upstream.ToString() });
                    RealMergePlanTests.WalkWithGit(test.Path, plan);
                    int[] least = Least(history, topic, upstream);
                    Assert.Equal(least[0], plan.NaiveConflicts);
                    Assert.True(plan.RemainingConflicts <= Math.Min(least[0], least[1]), plan.Reason);
                    int merges = Math.Max(0, plan.Step.Length - 1);
                    for (int n = 0; n < least.Length && plan.IsProvenBest; n++)
                        Assert.True(n < merges ? least[n] > plan.RemainingConflicts : least[n] >= plan.RemainingConflicts,
                            $"{n} merges leave {least[n]}: {plan.Reason}");
                    plans += plan.NaiveConflicts > 0 ? 1 : 0;
                    beaten += least[2] < plan.RemainingConflicts ? 1 : 0;
                    Assert.Equal(plan.RemainingConflictPath, plan.Remaining.Select(r => r.Path));
                },
                iter: 60,
                threads: 1);
        output.WriteLine($"{plans} plans, {beaten} worse than the best two versions");
    }

    /// <summary>The fewest conflicts that are left after no version, one, and two, each merge free of conflicts.</summary>
    private static int[] Least(CommitHistory history, Oid topic, Oid upstream)
    {
        var start = new MergedTopic(history, new MergeEngine(new ScratchStore(history.Objects)), topic);
        IReadOnlyList<Oid> versions = history.Range([topic], [upstream], SilentMonitor.Instance);
        int[] least = [start.ConflictsWith(upstream).Count, int.MaxValue, int.MaxValue];
        foreach (Oid one in versions)
        {
            if (one == upstream || start.TryMerge(one) is not { } first)
                continue;
            least[1] = Math.Min(least[1], first.ConflictsWith(upstream).Count);
            foreach (Oid two in versions)
            {
                if (two != upstream && !first.Contains(two) && first.TryMerge(two) is { } second)
                    least[2] = Math.Min(least[2], second.ConflictsWith(upstream).Count);
            }
        }
        return least;
    }

    private static (Oid Topic, Oid Upstream) Write(TestRepository test, Change[] changes)
    {
        using GitRepository repository = test.Open();
        var store = new ScratchStore(repository.Objects);
        var engine = new MergeEngine(store);
        string[][] files = [Lines(), Lines()];
        int clock = 0;
        Oid main = Commit(Tree(files), []), topic = main;
        Oid? side = null;
        for (int i = 0; i < changes.Length; i++)
        {
            (int file, int line, bool onSide, bool isPicked) = changes[i];
            Oid parent = onSide ? side ?? main : main;
            Oid change = Changed(parent, file, line, $"line {line} by {i}\n");
            if (onSide)
            {
                side = change;
            }
            else if (side is { } tip && engine.MergeCommits(CommitHistory.Open(repository), [Fork(tip)], change, tip, "a", "b") is { IsClean: true } merged)
            {
                main = Commit(merged.Tree, [change, tip]);
                side = null;
            }
            else
            {
                main = change;
            }
            if (isPicked && engine.Pick(store.ReadCommit(topic).Tree, change) is { IsClean: true } pick)
                topic = Commit(pick.Tree, [topic], $"pick\n\n(cherry picked from commit {change})\n");
        }
        new RepositoryWriter(repository).Publish(store, [main, topic], SilentMonitor.Instance);
        return (topic, main);

        // The side forks from the main line, whose commits are made one after the other.
        Oid Fork(Oid tip)
        {
            HashSet<Oid> trunk = [];
            for (Oid at = main; trunk.Add(at) && store.ReadCommit(at).Parents is [var first, ..]; at = first)
            {
            }
            while (!trunk.Contains(tip))
                tip = store.ReadCommit(tip).Parents[0];
            return tip;
        }

        Oid Changed(Oid parent, int file, int line, string text)
        {
            var content = new string[2][];
            for (int f = 0; f < 2; f++)
            {
                TreePaths.TryFind(store, store.ReadCommit(parent).Tree, f == 0 ? "a" : "b", out _, out Oid blob);
                content[f] = [.. System.Text.Encoding.UTF8.GetString(store.ReadBlob(blob))
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l + "\n")];
            }
            content[file][line] = text;
            return Commit(Tree(content), [parent]);
        }

        Oid Tree(string[][] content)
        {
            var tree = new List<byte>();
            for (int f = 0; f < 2; f++)
            {
                tree.AddRange(System.Text.Encoding.ASCII.GetBytes($"100644 {(f == 0 ? "a" : "b")}\0"));
                tree.AddRange(store.Write(ObjectType.Blob, System.Text.Encoding.ASCII.GetBytes(string.Concat(content[f]))).ToByteArray());
            }
            return store.Write(ObjectType.Tree, tree.ToArray());
        }

        Oid Commit(Oid tree, Oid[] parents, string message = "change\n")
        {
            var person = new PersonLine(System.Text.Encoding.ASCII.GetBytes($"A <a@example.com> {1_500_000_000 + (60 * clock++)} +0000"),
                System.Text.Encoding.UTF8);
            return store.Write(ObjectType.Commit, CommitObject.Serialize(tree, parents, person, person, null, default,
                System.Text.Encoding.ASCII.GetBytes(message)));
        }
    }

    private static string[] Lines() => [.. Enumerable.Range(0, 8).Select(i => $"line {i}\n")];
}
