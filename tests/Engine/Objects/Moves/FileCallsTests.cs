using MaintainerTools.Engine.Objects.Moves;

namespace MaintainerTools.Engine.Tests.Objects.Moves;

public sealed class FileCallsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mt-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task Of_many_who_want_a_name_at_once_one_gets_it()
    {
        string name = Path.Combine(_folder, "name");
        for (int round = 0; round < 300; round++)
        {
            using var start = new Barrier(3);
            int[] got = new int[3];
            Task[] all = [.. Enumerable.Range(0, 3).Select(i => Task.Factory.StartNew(() =>
            {
                string own = Path.Combine(_folder, $"own-{i}");
                File.WriteAllText(own, $"{i}");
                start.SignalAndWait();
                got[i] = FileCalls.TryRenameToNew(own, name) ? 1 : 0;
            }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
            await Task.WhenAll(all);
            Assert.Equal(1, got.Sum());
            Assert.Equal($"{Array.IndexOf(got, 1)}", File.ReadAllText(name));
            File.Delete(name);
        }
    }

    [Fact]
    public void A_name_that_is_taken_stays_as_it_is()
    {
        string own = Path.Combine(_folder, "own"), name = Path.Combine(_folder, "name");
        File.WriteAllText(own, "own");
        File.WriteAllText(name, "another's");
        Assert.False(FileCalls.TryRenameToNew(own, name));
        Assert.Equal(("own", "another's"), (File.ReadAllText(own), File.ReadAllText(name)));
    }
}
