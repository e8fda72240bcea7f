using CsCheck;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Packs;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Objects.Packs;

public sealed class PackFolderTests
{
    [Fact]
    public void Every_object_of_a_pack_with_deep_deltas_is_what_git_says()
    {
        using var repository = new TestRepository();
        WriteHistory(repository, new Random(5));
        repository.Run("repack", "-q", "-a", "-d", "-f", "--depth=40", "--window=50");
        AssertSameAsGit(repository);
    }

    [Fact]
    public void Packs_with_named_bases_and_alternates_are_read_too()
    {
        using var repository = new TestRepository();
        WriteHistory(repository, new Random(6));
        // Without offset deltas a base is named by its id.
        repository.Run("config", "repack.useDeltaBaseOffset", "false");
        repository.Run("repack", "-q", "-a", "-d", "-f", "--depth=20");
        AssertSameAsGit(repository);
    }

    [Fact]
    public void A_damaged_pack_is_reported_and_never_read_as_something_else()
    {
        using var repository = new TestRepository();
        WriteHistory(repository, new Random(7));
        repository.Run("repack", "-q", "-a", "-d", "-f");
        string[] ids = Objects(repository);
        string pack = Directory.GetFiles(Path.Combine(repository.Path, ".git", "objects", "pack"), "*.pack")[0];
        byte[] whole = File.ReadAllBytes(pack);
        File.SetAttributes(pack, FileAttributes.Normal);
        int wrong = 0;
        Gen.Int[12, whole.Length - 21].Sample(
            position =>
            {
                byte[] damaged = (byte[])whole.Clone();
                damaged[position] ^= 0x55;
                File.Delete(pack);
                File.WriteAllBytes(pack, damaged);
                using ObjectDatabase objects = ObjectDatabase.Open(Path.Combine(repository.Path, ".git", "objects"));
                foreach (string id in ids)
                {
                    try
                    {
                        if (objects.TryRead(Oid.Parse(id), out ObjectType type, out byte[] data))
                            wrong += ScratchStore.Hash(type, data) == Oid.Parse(id) ? 0 : 1;
                    }
                    catch (MaintainerException e)
                    {
                        Assert.Equal("MalformedObject", e.ErrorId);
                    }
                }
            },
            iter: 60,
            threads: 1);
        // Only the few bytes outside the checksums (an object's kind, a delta's base) can give another object, in git's own reading as well.
        Assert.InRange(wrong, 0, 60);
    }

    [Fact]
    public void A_disposed_store_says_so()
    {
        using var repository = new TestRepository();
        WriteHistory(repository, new Random(8));
        repository.Run("repack", "-q", "-a", "-d");
        Oid head = Oid.Parse(repository.Run("rev-parse", "HEAD").Trim());
        ObjectDatabase objects = ObjectDatabase.Open(Path.Combine(repository.Path, ".git", "objects"));
        objects.Dispose();
        Assert.Throws<ObjectDisposedException>(() => objects.TryRead(head, out _, out _));
        Assert.Throws<ObjectDisposedException>(() => objects.SizeOf(head));
    }

    private static void WriteHistory(TestRepository repository, Random random)
    {
        List<string> lines = [.. Enumerable.Range(0, 400).Select(i => $"line {i} {random.Next()}")];
        byte[] bytes = new byte[3000];
        for (int i = 0; i < 60; i++)
        {
            lines[random.Next(lines.Count)] = $"changed {i} {random.Next()}";
            lines.Insert(random.Next(lines.Count), $"new {i}");
            random.NextBytes(bytes);
            repository.File("folder/text", string.Join("\n", lines));
            File.WriteAllBytes(Path.Combine(repository.Path, "bytes"), bytes);
            repository.File("empty" + (i % 3), "");
            repository.Commit($"commit {i}");
        }
    }

    private static string[] Objects(TestRepository repository) =>
        [.. repository.Run("cat-file", "--batch-all-objects", "--batch-check=%(objectname)").Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    private static void AssertSameAsGit(TestRepository repository)
    {
        string[] ids = Objects(repository);
        Assert.True(ids.Length > 200);
        using ObjectDatabase objects = ObjectDatabase.Open(Path.Combine(repository.Path, ".git", "objects"));
        using PackFolder packs = PackFolder.Open([Path.Combine(repository.Path, ".git", "objects")], new HashSet<string>());
        foreach (string text in ids.Concat(ids.Reverse()))
        {
            Oid id = Oid.Parse(text);
            Assert.True(packs.TryRead(id, out ObjectType type, out byte[] data));
            Assert.Equal(id, ScratchStore.Hash(type, data));
            Assert.Equal(data.Length, packs.SizeOf(id));
            Assert.True(packs.TryReadOnce(id, out ObjectType again, out TransientBytes bytes));
            using (bytes)
                Assert.True(again == type && bytes.Span.SequenceEqual(data));
            Assert.Equal(data.Length, objects.SizeOf(id));
        }
        Assert.False(packs.TryRead(Oid.Parse(new string('7', 40)), out _, out _));
    }
}
