using System.Globalization;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Graph;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.History;

public class SessionLinksTests
{
    [Fact]
    public void What_a_history_read_the_next_one_begins_with_and_answers_the_same()
    {
        using TestRepository test = WithLine();
        var session = new SessionLinks();
        string expected = test.Line("rev-list", "--count", "main", "^v1");
        Assert.Equal((expected, 0), Count(test, session));
        (string again, int taken) = Count(test, session);
        Assert.Equal(expected, again);
        Assert.InRange(taken, 100, 200);
        // Another session, and a history that is to keep nothing, begin with nothing.
        Assert.Equal((expected, 0), Count(test, new SessionLinks()));
        Assert.Equal((expected, 0), Count(test, session, keep: false));
    }

    [Fact]
    public void New_packs_and_shallow_boundaries_end_it()
    {
        using TestRepository test = WithLine();
        var session = new SessionLinks();
        Count(test, session);
        string shallow = Path.Combine(test.Path, ".git", "shallow");
        File.WriteAllText(shallow, test.Line("rev-parse", "main~20") + "\n");
        Assert.Equal((test.Line("rev-list", "--count", "main", "^v1"), 0), Count(test, session));
        File.Delete(shallow);
        Assert.NotEqual(0, Count(test, session).Taken);
        string packs = Path.Combine(test.Path, ".git", "objects", "pack");
        Directory.SetLastWriteTimeUtc(packs, Directory.GetLastWriteTimeUtc(packs).AddSeconds(1));
        Assert.Equal((test.Line("rev-list", "--count", "main", "^v1"), 0), Count(test, session));
    }

    [Fact]
    public void Histories_that_begin_with_the_same_do_not_hear_of_one_another()
    {
        using TestRepository test = WithLine();
        var session = new SessionLinks();
        Count(test, session);
        test.Run("checkout", "-q", "-b", "side", "v1");
        for (int i = 0; i < 5; i++)
            test.Run("commit", "-q", "--allow-empty", "-m", string.Create(CultureInfo.InvariantCulture, $"side {i}"));
        string expected = test.Line("rev-list", "--count", "side...main");
        Parallel.For(0, 8, _ => Assert.Equal(expected, Both()));

        string Both()
        {
            using GitRepository repository = test.Open();
            CommitHistory history = CommitHistory.Open(repository, keep: true, session: session);
            (Oid main, Oid side) = (repository.ResolveCommit("main"), repository.ResolveCommit("side"));
            int left = history.Count(main, side, SilentMonitor.Instance).Total;
            CommitHistory other = history.ForThread();
            int right = other.Count(side, main, SilentMonitor.Instance).Total;
            history.TakeOver([other]);
            history.Save();
            return (left + right).ToString(CultureInfo.InvariantCulture);
        }
    }

    [Fact]
    public void What_is_held_stays_within_bounds()
    {
        var session = new SessionLinks();
        for (int i = 0; i < 100; i++)
            session.Put(new SessionKey($"r{i}", ""), Snapshot(1000));
        Assert.Null(session.Find(new SessionKey("r0", "")));
        Assert.NotNull(session.Find(new SessionKey("r99", "")));
        session.Put(new SessionKey("large", ""), Snapshot(int.MaxValue));
        Assert.Null(session.Find(new SessionKey("large", "")));
        // Less than what is held does not take its place; another state of the repository does.
        session.Put(new SessionKey("r99", ""), Snapshot(10));
        Assert.Equal(1000, session.Find(new SessionKey("r99", ""))!.Read);
        session.Put(new SessionKey("r99", "new"), Snapshot(10));
        Assert.Null(session.Find(new SessionKey("r99", "")));

        static LinkSnapshot Snapshot(int size) => new([], size, [], [], size);
    }

    private static (string Count, int Taken) Count(TestRepository test, SessionLinks session, bool keep = true)
    {
        using GitRepository repository = test.Open();
        var history = CommitHistory.Open(repository, keep, session: session);
        int taken = history.Table.ReadCount;
        RangeCounts counts = history.Count(repository.ResolveCommit("v1"), repository.ResolveCommit("main"), SilentMonitor.Instance);
        history.Close();
        return (counts.Total.ToString(CultureInfo.InvariantCulture), taken);
    }

    private static TestRepository WithLine()
    {
        var test = new TestRepository();
        var import = new FastImport();
        int last = 0;
        for (int i = 1; i <= 150; i++)
            last = import.Commit("refs/heads/main", $"change {i}\n", 1_500_000_000 + i, last == 0 ? [] : [last], [($"f{i % 9}", "644", $"{i}")]);
        import.Reference("refs/tags/v1", 10);
        import.Write(test);
        test.Run("reset", "-q", "--hard");
        return test;
    }
}
