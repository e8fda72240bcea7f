using MaintainerTools.Engine.Bisectability;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Tests.Bisectability;

public sealed class TrialOutcomeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mt-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Theory]
    [InlineData(0, RewriteTestResult.Pass)]
    [InlineData(1, RewriteTestResult.Fail)]
    [InlineData(124, RewriteTestResult.Fail)]
    [InlineData(125, RewriteTestResult.Skip)]
    [InlineData(126, RewriteTestResult.Fail)]
    [InlineData(127, RewriteTestResult.Fail)]
    [InlineData(128, RewriteTestResult.Abort)]
    [InlineData(137, RewriteTestResult.Abort)]
    [InlineData(255, RewriteTestResult.Abort)]
    [InlineData(-1, RewriteTestResult.Abort)]
    public void Exit_codes_count_as_with_git_bisect_run(int code, RewriteTestResult result) => Assert.Equal(result, TrialOutcome.Of(code));

    [Fact]
    public void A_kept_outcome_is_found_again_and_a_damaged_one_is_left_aside()
    {
        var kept = new KeptOutcomes(_folder);
        Oid key = Key(1);
        var outcome = new TrialOutcome { Result = RewriteTestResult.Fail, ExitCode = 3, Duration = TimeSpan.FromSeconds(2), Output = "ä\n" };
        TrialOutcome written = Keep(kept, key, outcome);
        TrialOutcome found = kept.Find(key)!;
        Assert.Equal(written with { Cached = true }, found);
        Assert.Equal("said", File.ReadAllText(found.Log!));
        string file = Assert.Single(Directory.GetFiles(Path.Combine(_folder, "maintainer-tools", "results"), "*.json"));
        byte[] whole = File.ReadAllBytes(file);
        for (int i = 0; i < whole.Length; i += 7)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= 0x20;
            File.WriteAllBytes(file, damaged);
            Assert.Null(kept.Find(key));
            File.WriteAllBytes(file, whole[..i]);
            Assert.Null(kept.Find(key));
        }
        File.WriteAllBytes(file, whole);
        Assert.NotNull(kept.Find(key));
    }

    [Fact]
    public void What_says_nothing_of_the_tree_is_not_known_again()
    {
        var kept = new KeptOutcomes(_folder);
        Keep(kept, Key(1), new TrialOutcome { Result = RewriteTestResult.Abort, ExitCode = 137 });
        Keep(kept, Key(2), new TrialOutcome { Result = RewriteTestResult.Fail, ExitCode = null });
        Assert.Null(kept.Find(Key(1)));
        Assert.Null(kept.Find(Key(2)));
        Assert.Null(kept.Find(Key(3)));
    }

    [Fact]
    public void So_many_are_kept_and_the_longest_unused_go()
    {
        var kept = new KeptOutcomes(_folder);
        for (int i = 0; i < KeptOutcomes.MostKept + 2; i++)
        {
            TrialOutcome one = Keep(kept, Key(i), new TrialOutcome { Result = RewriteTestResult.Pass, ExitCode = 0 });
            File.SetLastWriteTimeUtc(Path.ChangeExtension(one.Log!, ".json"), DateTime.UnixEpoch.AddSeconds(i));
        }
        File.WriteAllText(Path.Combine(_folder, "maintainer-tools", "results", "x.json.0123.tmp"), "half");
        kept.Prune();
        Assert.Null(kept.Find(Key(0)));
        Assert.Null(kept.Find(Key(1)));
        Assert.NotNull(kept.Find(Key(2)));
        Assert.Equal(2 * KeptOutcomes.MostKept, Directory.GetFiles(Path.Combine(_folder, "maintainer-tools", "results")).Length);
    }

    private static Oid Key(int number) => ScratchStore.Hash(ObjectType.Blob, BitConverter.GetBytes(number));

    private TrialOutcome Keep(KeptOutcomes kept, Oid key, TrialOutcome outcome)
    {
        string log = Path.Combine(_folder, "log");
        File.WriteAllText(log, "said");
        return kept.Keep(key, outcome, log, "0011");
    }
}
