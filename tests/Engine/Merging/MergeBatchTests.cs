using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Merging;

/// <summary>Many merges at once: order, errors, cancellation.</summary>
public sealed class MergeBatchTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Answers_come_in_the_order_asked(int engines)
    {
        using var repository = new TestRepository();
        (Oid Base, Oid Ours, Oid Theirs)[] commits = GitMergeTree.Write(
            repository, [.. Enumerable.Range(0, 40).Select(i => new ThreeTrees(
                new Files().With("f", "1\n"), new Files().With("f", $"{i}\n"), new Files().With("f", "1\n")))]);
        using GitRepository git = repository.Open();
        IReadOnlyList<MergeOutcome> outcomes = MergeBatch.Answer(
            new Workspace(git),
            [.. commits.Select<(Oid Base, Oid Ours, Oid Theirs), MergeRequest>(c => (engine, history) => engine.MergeCommits(history, c.Ours, c.Theirs))],
            engines);
        Assert.Equal(commits.Select(c => git.Objects.ReadCommit(c.Ours).Tree), outcomes.Select(o => o.Tree));
    }

    [Fact]
    public void An_error_of_one_request_is_thrown_as_it_is()
    {
        using var repository = new TestRepository();
        repository.Commit("f", "1\n", "one");
        using GitRepository git = repository.Open();
        var missing = Oid.Parse(new string('1', 40));
        MaintainerException error = Assert.ThrowsAny<MaintainerException>(() => MergeBatch.Answer(
            new Workspace(git), [.. Enumerable.Repeat<MergeRequest>((engine, _) => engine.Pick(missing, missing), 20)]));
        Assert.Equal("MissingObject", error.ErrorId);
    }

    [Fact]
    public void Cancelling_stops_between_two_merges()
    {
        using var repository = new TestRepository();
        var tip = Oid.Parse(repository.Commit("f", "1\n", "one"));
        using GitRepository git = repository.Open();
        using var monitor = new Cancelled();
        int asked = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => MergeBatch.Answer(
            new Workspace(git, monitor),
            [.. Enumerable.Repeat<MergeRequest>(
                (engine, history) =>
                {
                    Interlocked.Increment(ref asked);
                    monitor.Cancel();
                    return engine.MergeCommits(history, tip, tip);
                },
                1000)]));
        Assert.InRange(asked, 1, Environment.ProcessorCount);
    }

    private sealed class Cancelled : IOperationMonitor, IDisposable
    {
        private readonly CancellationTokenSource _source = new();

        public CancellationToken Cancellation => _source.Token;

        public void Cancel() => _source.Cancel();

        public void Report(string activity, long done, long total, string? current = null)
        {
        }

        public void Dispose() => _source.Dispose();
    }
}
