using CsCheck;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Objects.Packs;

public sealed class PackWriterTests
{
    // Enough objects for a pack, with versions that differ at either end, in the middle, in nothing but a byte, and
    // in everything; some longer than a copy can be.
    private static readonly Gen<byte[][]> s_versions =
        from first in Gen.Byte.Array[0, 300]
        from longer in Gen.Int[0, 9]
        from edits in Gen.Select(Gen.Double[0, 1], Gen.Int[0, 40], Gen.Byte.Array[0, 200]).Array[100, 160]
        select Versions(first, longer, edits);

    [Fact]
    public void Git_reads_every_object_of_a_written_pack()
    {
        s_versions.Sample(
            versions =>
            {
                using var test = new TestRepository(bare: true);
                Oid commit = Publish(test, versions);
                Assert.Single(Directory.GetFiles(Path.Combine(test.Path, "objects", "pack"), "*.pack"));
                Assert.DoesNotContain(Directory.GetDirectories(Path.Combine(test.Path, "objects")), d => Path.GetFileName(d).Length == 2);
                test.Run("update-ref", "refs/heads/main", commit.ToString());
                Assert.Equal(0, Git.TryRun(test.Path, null, null, "fsck", "--full", "--strict").ExitCode);
                for (int i = 0; i < versions.Length; i++)
                    Assert.Equal(versions[i], Git.TryRun(test.Path, null, null, "cat-file", "blob", $"main:{i:d4}").Output);
            },
            iter: 4, threads: 1);
    }

    [Fact]
    public void What_is_there_already_is_not_written_again()
    {
        using var test = new TestRepository(bare: true);
        byte[][] versions = [.. Enumerable.Range(0, 120).Select(i => BitConverter.GetBytes(i))];
        Publish(test, versions);
        string objects = Path.Combine(test.Path, "objects");
        string[] before = Directory.GetFiles(objects, "*", SearchOption.AllDirectories);
        Publish(test, versions);
        Assert.Equal(before, Directory.GetFiles(objects, "*", SearchOption.AllDirectories));
    }

    private static Oid Publish(TestRepository test, byte[][] versions)
    {
        using GitRepository repository = test.Open();
        var scratch = new ScratchStore(repository.Objects);
        var tree = new TreeBuilder();
        for (int i = 0; i < versions.Length; i++)
            tree.Add(System.Text.Encoding.ASCII.GetBytes($"{i:d4}"), EntryMode.Regular, scratch.Write(ObjectType.Blob, versions[i]));
        Oid root = tree.Write(scratch);
        Oid commit = scratch.Write(ObjectType.Commit,
            System.Text.Encoding.ASCII.GetBytes($"tree {root}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nall\n"));
        new RepositoryWriter(repository).Publish(scratch, [commit], SilentMonitor.Instance);
        // Seen by the store that wrote it, too.
        Assert.Equal(root, repository.Objects.ReadCommit(commit).Tree);
        return commit;
    }

    private static byte[][] Versions(byte[] first, int longer, (double Place, int Removed, byte[] Added)[] edits)
    {
        byte[] at = longer == 9 ? [.. Enumerable.Repeat(first, 700).SelectMany(b => b)] : first;
        var result = new byte[edits.Length][];
        for (int i = 0; i < edits.Length; i++)
        {
            (double place, int removed, byte[] added) = edits[i];
            int start = (int)(place * at.Length);
            at = [.. at[..start], .. added, .. at[Math.Min(at.Length, start + removed)..]];
            result[i] = at;
        }
        return result;
    }
}
