using System.Globalization;
using System.Security.Cryptography;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;
using Oid = MaintainerTools.Engine.Objects.Oid;

namespace MaintainerTools.Engine.Tests.History;

/// <summary>A damaged commit-graph is left aside: the answers are those without one. MAINTAINERTOOLS_FLIPS says how many bits each test flips, one at a
/// time.</summary>
public sealed class CommitGraphDamageTests : IDisposable
{
    private const int Commits = 150;

    private static readonly int s_flips =
        int.TryParse(Environment.GetEnvironmentVariable("MAINTAINERTOOLS_FLIPS"), NumberStyles.None, CultureInfo.InvariantCulture, out int given) ? given : 300;

    private readonly TestRepository _test = new(bare: true);
    private readonly Oid[] _ids;
    private readonly string _count;
    private readonly string _bases;
    private DateTime _time = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public CommitGraphDamageTests()
    {
        var random = new Random(7);
        int[][] parents = [.. Enumerable.Range(0, Commits)
            .Select(i => i % 20 == 19 ? new[] { 1, 3, 7 } : i % 4 == 3 ? [1, random.Next(2, 9)] : [random.Next(1, 3)])];
        _ids = new GeneratedHistory(parents, new int[Commits], [.. Enumerable.Repeat(1, Commits)]).Write(_test);
        _count = _test.Line("-c", "core.commitGraph=false", "rev-list", "--count", $"{_ids[3]}..{_ids[^1]}");
        _bases = _test.Run("-c", "core.commitGraph=false", "merge-base", "--all", _ids[^1].ToString(), _ids[^2].ToString());
    }

    public void Dispose() => _test.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_flipped_bit_changes_no_answer_and_is_told(bool chain)
    {
        (string file, byte[] whole) = Write(chain);
        Assert.Null(Ask());
        var random = new Random(chain ? 2 : 1);
        for (int i = 0; i < s_flips; i++)
        {
            int bit = random.Next(whole.Length * 8);
            byte[] flipped = [.. whole];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Replace(file, flipped);
            Assert.True(Ask() is not null, $"bit {bit}");
        }
        Replace(file, whole);
        Assert.Null(Ask());
    }

    [Fact]
    public void A_file_that_was_made_to_look_whole_ends_no_process_and_every_walk_ends()
    {
        (string file, byte[] whole) = Write(false);
        var random = new Random(3);
        int believed = 0;
        for (int i = 0; i < s_flips; i++)
        {
            byte[] changed = [.. whole];
            int at = random.Next(whole.Length - Oid.Size);
            changed[at] = (byte)random.Next(256);
            SHA1.HashData(changed.AsSpan(0, changed.Length - Oid.Size), changed.AsSpan(changed.Length - Oid.Size));
            Replace(file, changed);
            using GitRepository repository = _test.Open();
            try
            {
                var history = CommitHistory.Open(repository);
                believed += history.GraphDamage is null ? 1 : 0;
                Assert.True(history.Count(_ids[3], _ids[^1], SilentMonitor.Instance).Total <= Commits + 1);
                Assert.True(history.Range(_ids[3], _ids[^1], SilentMonitor.Instance).Count <= Commits + 1);
                Assert.True(history.MergeBases(_ids[^1], _ids[^2]).Count <= Commits);
            }
            catch (MaintainerException)
            {
                // An id in it that is no commit's.
            }
        }
        // Trees and dates are not known to be wrong; parents, levels, places and ids are.
        Assert.InRange(believed, 1, s_flips - 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(19)]
    [InlineData(200)]
    public void What_is_left_of_a_file_that_was_cut_off_is_left_aside(int length)
    {
        (string file, byte[] whole) = Write(false);
        Replace(file, whole[..length]);
        Assert.NotNull(Ask());
    }

    [Fact]
    public void A_commit_that_is_its_own_ancestor_there_is_found()
    {
        (string file, byte[] whole) = Write(false);
        string place = _test.Run("rev-list", "--all").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Order(StringComparer.Ordinal).ToList().IndexOf(_ids[10].ToString()).ToString(CultureInfo.InvariantCulture);
        int commits = ChunkAt(whole, "CDAT");
        int parent = commits + (int.Parse(place, CultureInfo.InvariantCulture) * 36) + 20;
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(whole.AsSpan(parent), int.Parse(place, CultureInfo.InvariantCulture));
        SHA1.HashData(whole.AsSpan(0, whole.Length - Oid.Size), whole.AsSpan(whole.Length - Oid.Size));
        Replace(file, whole);
        Assert.Contains("generation", Ask(), StringComparison.Ordinal);
    }

    private static int ChunkAt(byte[] file, string name)
    {
        for (int entry = 8; ; entry += 12)
        {
            if (System.Text.Encoding.ASCII.GetString(file, entry, 4) == name)
                return (int)System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(file.AsSpan(entry + 4));
        }
    }

    private (string File, byte[] Content) Write(bool chain)
    {
        string info = Path.Combine(_test.Path, "objects", "info");
        string file = Path.Combine(info, "commit-graph");
        if (chain)
        {
            Git.TryRun(_test.Path, System.Text.Encoding.ASCII.GetBytes(string.Concat(_ids.Take(80).Select(id => id + "\n"))),
                null, "commit-graph", "write", "--stdin-commits", "--split=no-merge");
            _test.Run("commit-graph", "write", "--reachable", "--split=no-merge");
            string[] files = Directory.GetFiles(Path.Combine(info, "commit-graphs"), "*.graph");
            Assert.Equal(2, files.Length);
            file = files.Order(StringComparer.Ordinal).First();
        }
        else
        {
            _test.Run("commit-graph", "write", "--reachable");
        }
        return (file, File.ReadAllBytes(file));
    }

    /// <summary>As another program does it, with a time of its own: within a tick of the clock two of the same length would look the same.</summary>
    private void Replace(string file, byte[] content)
    {
        File.Delete(file);
        File.WriteAllBytes(file, content);
        File.SetLastWriteTimeUtc(file, _time = _time.AddSeconds(1));
    }

    /// <summary>Compares answers with git's; what the history says of the graph.</summary>
    private string? Ask()
    {
        using GitRepository repository = _test.Open();
        var history = CommitHistory.Open(repository);
        Assert.Equal(_count, history.Count(_ids[3], _ids[^1], SilentMonitor.Instance).Total.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(_bases, string.Concat(history.MergeBases(_ids[^1], _ids[^2]).Select(id => id + "\n")));
        return history.GraphDamage;
    }
}
