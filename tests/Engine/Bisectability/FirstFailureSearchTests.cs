using CsCheck;
using MaintainerTools.Engine.Bisectability;

namespace MaintainerTools.Engine.Tests.Bisectability;

public class FirstFailureSearchTests
{
    [Fact]
    public void The_first_failure_is_found_with_as_many_questions_as_git_bisect_needs_at_most()
    {
        Gen.Select(Gen.Int[1, 200], Gen.Int[0, 199], Gen.Int[1, 5]).Sample((count, first, workers) =>
        {
            first = Math.Min(first, count - 1);
            (FirstFailureSearch search, int asked) = Run(count, workers, place => place < first ? RewriteTestResult.Pass : RewriteTestResult.Fail);
            Assert.Equal((first - 1, first), (search.Passes, search.Fails));
            // The last one, then halves; with several at once more questions in fewer rounds.
            Assert.True(workers > 1 || asked <= 2 + Math.Ceiling(Math.Log2(count)), $"{asked} questions for {count}");
        });
    }

    [Fact]
    public void A_failure_right_above_a_pass_is_found_wherever_failures_are()
    {
        Gen.Select(Gen.Bool.Array[1, 40], Gen.Int[1, 4]).Sample((fails, workers) =>
        {
            fails[^1] = true;
            (FirstFailureSearch search, _) = Run(fails.Length, workers, place => fails[place] ? RewriteTestResult.Fail : RewriteTestResult.Pass);
            Assert.Equal(search.Fails - 1, search.Passes);
            Assert.True(fails[search.Fails] && (search.Passes < 0 || !fails[search.Passes]));
        });
    }

    [Fact]
    public void What_cannot_be_tested_is_passed_over()
    {
        RewriteTestResult[] said = [RewriteTestResult.Pass, RewriteTestResult.Skip, RewriteTestResult.Skip, RewriteTestResult.Fail, RewriteTestResult.Skip];
        (FirstFailureSearch search, int asked) = Run(said.Length, 1, place => said[place]);
        Assert.Equal((0, 3), (search.Passes, search.Fails));
        Assert.Equal(said.Length, asked);
    }

    [Fact]
    public void Nothing_is_asked_beyond_a_last_one_that_passes()
    {
        (FirstFailureSearch search, int asked) = Run(40, 3, _ => RewriteTestResult.Pass);
        Assert.Equal((40, 1), (search.Fails, asked));
        Assert.Empty(new FirstFailureSearch(0).Next(1));
    }

    private static (FirstFailureSearch Search, int Asked) Run(int count, int workers, Func<int, RewriteTestResult> answer)
    {
        var search = new FirstFailureSearch(count);
        var asked = new HashSet<int>();
        while (search.Next(workers) is { Count: > 0 } next)
        {
            Assert.InRange(next.Count, 1, workers);
            foreach (int place in next)
            {
                Assert.True(asked.Add(place), "asked twice");
                search.Tell(place, answer(place));
            }
        }
        return (search, asked.Count);
    }
}
