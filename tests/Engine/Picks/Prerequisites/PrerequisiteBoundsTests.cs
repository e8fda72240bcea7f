using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks.Prerequisites;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Picks.Prerequisites;

/// <summary>Where a search ends before its time: each bound, lowered until it is met, and cancellation.</summary>
public sealed class PrerequisiteBoundsTests : IDisposable
{
    private readonly TestRepository _test = new();
    private readonly List<string> _chain;

    /// <summary>Five changes of one line, each on top of the last: the last one needs all before it.</summary>
    public PrerequisiteBoundsTests() => _chain = PrerequisiteSearchTests.Chain(_test, 5);

    [Fact]
    public void Without_bounds_that_matter_it_is_the_smallest_set()
    {
        CherryPickPrerequisite answer = Ask(new PrerequisiteBounds());
        Assert.Equal(_chain[..4], answer.Prerequisite);
        Assert.Equal((PrerequisiteProof.Smallest, 4), (answer.Proof, answer.AtLeast));
    }

    [Fact]
    public void Where_the_picks_for_closing_end_all_sets_are_searched()
    {
        CherryPickPrerequisite answer = Ask(new PrerequisiteBounds { ClosePicks = 1 });
        Assert.Equal(_chain[..4], answer.Prerequisite);
        Assert.Equal(PrerequisiteProof.Smallest, answer.Proof);
        AssertClean(answer);
    }

    [Fact]
    public void Where_the_picks_for_the_search_end_too_the_answer_says_what_was_tried()
    {
        CherryPickPrerequisite answer = Ask(new PrerequisiteBounds { ClosePicks = 1, SearchPicks = 2 });
        Assert.False(answer.IsClean);
        Assert.Empty(answer.Prerequisite);
        Assert.Equal(PrerequisiteProof.None, answer.Proof);
        Assert.StartsWith("not found within 2 picks: no set of fewer than ", answer.NotFound, StringComparison.Ordinal);
        Assert.Contains("following the history of the lines was given up after 1 picks", answer.NotFound, StringComparison.Ordinal);
        Assert.DoesNotContain("not followed to its end", answer.NotFound, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_lines_are_not_followed_to_their_end_what_touches_the_file_is_tried_and_the_answer_says_so()
    {
        var bounds = new PrerequisiteBounds { Passed = 1, PassesOfRange = 0 };
        CherryPickPrerequisite answer = Ask(bounds);
        Assert.Equal(_chain[..4], answer.Prerequisite);
        AssertClean(answer);
        answer = Ask(bounds with { ClosePicks = 0, SearchPicks = 1 });
        Assert.False(answer.IsClean);
        answer = Ask(bounds with { ClosePicks = 1, SearchPicks = 1 });
        Assert.Contains("the history of the lines is long, and was not followed to its end", answer.NotFound, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, PrerequisiteProof.None)]
    [InlineData(2000, 0, PrerequisiteProof.Irreducible)]
    [InlineData(2000, 500, PrerequisiteProof.Smallest)]
    public void What_is_proved_of_a_set_is_what_the_picks_sufficed_for(int leaveOut, int search, PrerequisiteProof proof)
    {
        CherryPickPrerequisite answer = Ask(new PrerequisiteBounds { LeaveOutPicks = leaveOut, SearchPicks = search });
        Assert.True(answer.IsClean);
        Assert.Equal(proof, answer.Proof);
        Assert.Equal(_chain[..4], answer.Prerequisite);
        AssertClean(answer);
    }

    /// <summary>Every pick looks at one entry at least.</summary>
    [Fact]
    public void On_distant_targets_the_entries_looked_at_end_the_search()
    {
        CherryPickPrerequisite answer = Ask(new PrerequisiteBounds { SearchEntries = 1 });
        Assert.Equal(_chain[..4], answer.Prerequisite);
        Assert.Equal(PrerequisiteProof.Irreducible, answer.Proof);
        Assert.True(answer.AtLeast < 4);
    }

    /// <summary>Cancelled at any of its looks it ends there, and nothing was written.</summary>
    [Fact]
    public void Cancellation_is_honoured_all_along()
    {
        string before = _test.Run("count-objects", "-v") + _test.Run("for-each-ref");
        int looks = 0;
        for (bool finished = false; !finished; looks++)
        {
            using var monitor = new CancellingMonitor(looks);
            using GitRepository repository = _test.Open();
            try
            {
                Assert.True(Ask(repository, new PrerequisiteBounds(), monitor).IsClean);
                finished = true;
            }
            catch (OperationCanceledException)
            {
                // Each worker that runs beside may be on its way to one look more.
                Assert.True(monitor.Looks <= looks + Environment.ProcessorCount, "went on after it was cancelled");
            }
        }
        Assert.True(looks > 20, $"looked {looks} times only");
        Assert.Equal(before, _test.Run("count-objects", "-v") + _test.Run("for-each-ref"));
    }

    /// <inheritdoc/>
    public void Dispose() => _test.Dispose();

    private CherryPickPrerequisite Ask(PrerequisiteBounds bounds)
    {
        using GitRepository repository = _test.Open();
        return Ask(repository, bounds, SilentMonitor.Instance);
    }

    private CherryPickPrerequisite Ask(GitRepository repository, PrerequisiteBounds bounds, IOperationMonitor monitor) =>
        Assert.Single(new PrerequisiteSearch(
            new Workspace(repository, monitor),
            new PrerequisiteOptions { Commits = [Oid.Parse(_chain[^1])], Onto = "v1", Upstream = "main", Bounds = bounds }).Run());

    /// <summary>git picks it clean, to the tree that was said.</summary>
    private void AssertClean(CherryPickPrerequisite answer)
    {
        _test.Run("switch", "-q", "--detach", "v1");
        _test.Run(["cherry-pick", .. answer.Prerequisite, answer.Commit]);
        Assert.Equal(answer.Tree, _test.Line("rev-parse", "HEAD^{tree}"));
        _test.Run("switch", "-q", "main");
    }

    /// <summary>Cancels when it was asked for cancellation so many times.</summary>
    private sealed class CancellingMonitor(int after) : IOperationMonitor, IDisposable
    {
        private readonly CancellationTokenSource _source = new();

        public int Looks { get; private set; }

        public CancellationToken Cancellation
        {
            get
            {
                if (Looks++ >= after)
                    _source.Cancel();
                return _source.Token;
            }
        }

        public void Report(string activity, long done, long total, string? current = null)
        {
        }

        public void Dispose() => _source.Dispose();
    }
}
