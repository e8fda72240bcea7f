using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Followups;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;
using MaintainerTools.Engine.Tests.Support;
using Oid = MaintainerTools.Engine.Objects.Oid;

namespace MaintainerTools.Engine.Tests.Objects.Packs;

/// <summary>
/// Single bits of what a repository keeps flipped, one at a time: the right answer or an error of the module's own. Another answer is one only where git gives
/// another one, too: neither holds every object against its id, so that a place in a pack index that became another object's is believed by both.
/// MAINTAINERTOOLS_FLIPS says how many bits each test flips, MAINTAINERTOOLS_SEED which.
/// </summary>
public sealed class DamageTests : IDisposable
{
    private const int Commits = 90;

    private static readonly int s_flips = Number("MAINTAINERTOOLS_FLIPS", 300);
    private static readonly int s_seed = Number("MAINTAINERTOOLS_SEED", 1);

    private readonly TestRepository _test = new();
    private readonly Oid[] _ids;
    private DateTime _time = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public DamageTests()
    {
        var import = new FastImport();
        var random = new Random(5);
        int side = 0;
        string[] texts = [.. Enumerable.Range(0, 6).Select(i => string.Concat(Enumerable.Range(0, 40 + (30 * i)).Select(l => $"{i} {l} {random.Next()}\n")))];
        for (int i = 0; i < Commits; i++)
        {
            int file = random.Next(texts.Length);
            string[] lines = texts[file].Split('\n');
            lines[random.Next(lines.Length - 1)] = $"changed by {i}";
            texts[file] = string.Join('\n', lines);
            bool isSide = i % 9 == 4, isMerge = i % 9 == 8;
            int parent = isSide || i % 9 != 5 ? i : i - 1;
            int number = import.Commit(isSide ? "refs/heads/side" : "refs/heads/main", $"Change {i}\n\n{(i % 7 == 3 ? $"Fixes: nothing {i}\n" : "")}",
                1_500_000_000 + (100L * i),
                i == 0 ? [] : isMerge ? [parent, side] : [parent], [($"d{file % 2}/f{file}", "644", texts[file])]);
            side = isSide ? number : side;
        }
        _ids = import.Write(_test)[1..];
        _test.Run("reset", "-q", "--hard");
    }

    public void Dispose() => _test.Dispose();

    [Theory]
    [InlineData("*.idx")]
    [InlineData("*.pack")]
    public void One_flipped_bit_of_a_pack_or_its_index_gives_no_other_answer(string pattern)
    {
        _test.Run("repack", "-q", "-adf", "--depth=20");
        Flip(Assert.Single(Directory.GetFiles(Path.Combine(_test.Path, ".git", "objects", "pack"), pattern)), Ask);
    }

    [Fact]
    public void One_flipped_bit_of_a_loose_object_gives_no_other_answer()
    {
        string pack = Assert.Single(Directory.GetFiles(Path.Combine(_test.Path, ".git", "objects", "pack"), "*.pack"));
        string moved = Path.Combine(_test.Path, ".git", "moved.pack");
        foreach (string part in (string[])[".idx", ".rev"])
            File.Delete(Path.ChangeExtension(pack, part));
        File.Move(pack, moved);
        Git.TryRun(_test.Path, File.ReadAllBytes(moved), null, "unpack-objects", "-q");
        string[] files = [.. Directory.GetFiles(Path.Combine(_test.Path, ".git", "objects"), "*", SearchOption.AllDirectories)
            .Where(f => Path.GetFileName(f).Length == 38).Order(StringComparer.Ordinal)];
        Assert.True(files.Length > Commits);
        var random = new Random(s_seed);
        string expected = Ask();
        var counts = new Counts(AskGit());
        for (int i = 0; i < s_flips; i++)
            FlipOne(files[random.Next(files.Length)], random, Ask, expected, counts);
        counts.Check();
    }

    [Fact]
    public void One_flipped_bit_of_the_index_gives_no_other_answer()
    {
        _test.File("d1/f1", "staged\n").Run("add", "d1/f1");
        _test.File("d1/f3", "not staged\n");
        Flip(Path.Combine(_test.Path, ".git", "index"), AskWorkTree);
    }

    [Fact]
    public void One_flipped_bit_of_what_is_kept_gives_no_other_answer()
    {
        string folder = Path.Combine(_test.Path, ".git", "maintainer-tools");
        AskKept();
        string[] files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        byte[][] whole = [.. files.Select(File.ReadAllBytes)];
        string expected = AskKept();
        var random = new Random(s_seed);
        var counts = new Counts(AskGit());
        for (int i = 0; i < s_flips; i++)
        {
            // What is found damaged is made again, under other names.
            Directory.Delete(folder, true);
            for (int k = 0; k < files.Length; k++)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(files[k])!);
                Replace(files[k], whole[k]);
            }
            FlipOne(files[random.Next(files.Length)], random, AskKept, expected, counts);
        }
        Assert.Equal(s_flips, counts.Right);
    }

    private static int Number(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int given) ? given : usual;

    private void Flip(string file, Func<string> ask)
    {
        string expected = ask();
        Assert.DoesNotContain("error", expected, StringComparison.Ordinal);
        var random = new Random(s_seed);
        var counts = new Counts(AskGit());
        for (int i = 0; i < s_flips; i++)
            FlipOne(file, random, ask, expected, counts);
        Assert.Equal(expected, ask());
        counts.Check();
    }

    private void FlipOne(string file, Random random, Func<string> ask, string expected, Counts counts)
    {
        byte[] whole = File.ReadAllBytes(file);
        int bit = random.Next(whole.Length * 8);
        byte[] flipped = [.. whole];
        flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        Replace(file, flipped);
        string what = $"bit {bit} of {whole.Length * 8} in {Path.GetFileName(file)}";
        try
        {
            string answer = ask();
            if (answer == expected)
                counts.Right++;
            else if (AskGit() == counts.OfGit)
                counts.Wrong.Add($"{what}: {Difference(expected, answer)}");
        }
        catch (MaintainerException e)
        {
            counts.Errors.Add(e.ErrorId);
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            counts.Wrong.Add($"{what}: {e.GetType().Name} {e.Message} {e.StackTrace}");
        }
        Replace(file, whole);
    }

    private static string Difference(string expected, string answer)
    {
        string[] x = expected.Split('\n'), y = answer.Split('\n');
        int at = Enumerable.Range(0, Math.Min(x.Length, y.Length)).FirstOrDefault(i => x[i] != y[i]);
        return $"'{x[at]}' became '{y[at]}'";
    }

    /// <summary>As another program does it, with a time of its own.</summary>
    private void Replace(string file, byte[] content)
    {
        File.Delete(file);
        File.WriteAllBytes(file, content);
        File.SetLastWriteTimeUtc(file, _time = _time.AddSeconds(1));
    }

    /// <summary>Every commit, every tree, every blob, and a merge.</summary>
    private string Ask()
    {
        using GitRepository repository = _test.Open();
        var answer = new StringBuilder();
        var workspace = new Workspace(repository);
        foreach (Oid id in workspace.History.Range(_ids[2], _ids[^1], SilentMonitor.Instance))
        {
            CommitObject commit = repository.Objects.ReadCommit(id);
            answer.Append(CultureInfo.InvariantCulture, $"{id} {commit.Subject}\n");
            CommitObject parent = repository.Objects.ReadCommit(commit.Parents[0]);
            foreach (TreeChange change in TreeDiff.Compute(repository.Objects, parent.Tree, commit.Tree))
            {
                answer.Append(CultureInfo.InvariantCulture, $"{change.Path} {change.OldId} {change.NewId}\n");
                if (!change.NewId.IsZero)
                    answer.Append(Convert.ToHexString(SHA1.HashData(repository.Objects.ReadBlob(change.NewId)))).Append('\n');
            }
        }
        MergeForecast forecast = new MergeForecaster(workspace).Run([(_ids[^1].ToString(), _ids[85].ToString())])[0].Get();
        answer.Append(CultureInfo.InvariantCulture, $"{forecast.Verdict} {forecast.Tree} {string.Join(' ', forecast.ConflictPath)}");
        return answer.ToString();
    }

    private string AskGit()
    {
        (int code, byte[] output, _) = Git.TryRun(_test.Path, null, null, "log", "-m", "-p", "--full-index", "--no-renames", $"{_ids[2]}..{_ids[^1]}");
        (int coded, byte[] staged, _) = Git.TryRun(_test.Path, null, null, "ls-files", "-s");
        return $"{code} {Convert.ToHexString(SHA1.HashData(output))} {coded} {Convert.ToHexString(SHA1.HashData(staged))}";
    }

    private string AskWorkTree()
    {
        using GitRepository repository = _test.Open();
        Oid head = repository.Objects.ReadCommit(repository.ResolveCommit("HEAD")).Tree;
        var scratch = new ScratchStore(repository.Objects);
        var snapshot = new WorkTreeSnapshot(repository, scratch);
        return $"{snapshot.Write(head, staged: true)} {snapshot.Write(head, staged: false)}";
    }

    private string AskKept()
    {
        using GitRepository repository = _test.Open();
        var workspace = new Workspace(repository, keep: true);
        IReadOnlyList<FollowupFix> found = new FollowupFinder(workspace).Find([_ids[3]], _ids[^1], null, null);
        IReadOnlyList<Oid> range = workspace.History.Range(_ids[2], _ids[^1], SilentMonitor.Instance);
        workspace.History.Save();
        return string.Join('\n', found.Select(f => f.ToString())) + string.Join('\n', range);
    }

    private sealed class Counts(string ofGit)
    {
        /// <summary>What git says of the whole repository.</summary>
        public string OfGit => ofGit;

        public int Right { get; set; }

        public List<string> Errors { get; } = [];

        public List<string> Wrong { get; } = [];

        public void Check()
        {
            Assert.True(Wrong.Count == 0, $"{Right} right, {Errors.Count} errors ({string.Join(' ', Errors.Distinct())}), {Wrong.Count} wrong:\n"
                + string.Join('\n', Wrong.Take(20)));
        }
    }
}
