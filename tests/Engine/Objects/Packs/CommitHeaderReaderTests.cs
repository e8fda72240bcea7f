using System.Text;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Packs;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Objects.Packs;

public sealed class CommitHeaderReaderTests
{
    [Fact]
    public void A_header_is_the_commit_up_to_the_committer_line_however_long_it_is()
    {
        using var repository = new TestRepository(bare: true);
        string tree = Oid.EmptyTree.ToString();
        repository.Run("mktree");
        var ids = new List<string>();
        string Parents(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $"parent {ids[i % ids.Count]}\n"));
        void Add(string text) => ids.Add(Encoding.ASCII.GetString(Git.TryRun(repository.Path, Encoding.Latin1.GetBytes(text), null, "hash-object", "-w", "-t",
            "commit", "--literally", "--stdin").Output).Trim());
        const string Author = "author A <a@example.com> 1 +0000\n";
        Add($"tree {tree}\n{Author}committer C <c@example.com> 2 +0000\n\nroot\n");
        foreach (int parents in new[] { 1, 2, 3, 5, 40, 160, 400 })
            Add($"tree {tree}\n{Parents(parents)}{Author}committer C <c@example.com> {parents} +0000\n\n{parents}\n");
        foreach (int length in new[] { 100, 300, 2000, 9000 })
            Add($"tree {tree}\n{Parents(1)}author {Noise(length)} <a@example.com> 1 +0000\ncommitter {Noise(length)} <c@example.com> 7 +0000\n\nlong\n");
        foreach (int length in new[] { 100, 300, 20000 })
            Add($"tree {tree}\n{Parents(2)}{Author}committer C <c@example.com> 3 +0000\nencoding latin-1\ngpgsig -----BEGIN\n \n\n{Noise(length)}\n");
        // What no git writes: no committer, nothing behind the tree, no line end.
        Add($"tree {tree}\n{Author}\nno committer\n");
        Add($"tree {tree}\n");
        Add($"tree {tree}\nauthor A <a@example.com> 1 +0000\ncommitter C <c@example.com> 2 +0000");
        Git.TryRun(repository.Path, Encoding.ASCII.GetBytes(string.Join('\n', ids) + "\n"), null, "pack-objects", "-q", "--window=0",
            Path.Combine(repository.Path, "objects", "pack", "pack"));
        repository.Run("prune-packed", "-q");

        using ObjectDatabase objects = ObjectDatabase.Open(Path.Combine(repository.Path, "objects"));
        CommitHeaderReader reader = objects.CommitHeaders();
        int answered = 0;
        foreach (Oid id in ids.Concat(ids.AsEnumerable().Reverse()).Select(id => Oid.Parse(id)))
        {
            string whole = Encoding.Latin1.GetString(objects.Read(id, ObjectType.Commit));
            if (!reader.TryRead(id, out ReadOnlySpan<byte> header))
                continue;
            answered++;
            string start = Encoding.Latin1.GetString(header);
            Assert.StartsWith(start, whole);
            int committer = whole.IndexOf("\ncommitter ", StringComparison.Ordinal);
            int end = committer < 0 ? -1 : whole.IndexOf('\n', committer + 1);
            Assert.InRange(start.Length, end < 0 ? whole.Length : end + 1, whole.Length);
        }
        // The longest are left to be read whole.
        Assert.InRange(answered, 2 * (ids.Count - 5), 2 * ids.Count);
    }

    [Fact]
    public void What_is_no_whole_commit_in_a_pack_is_left_to_others()
    {
        using var repository = new TestRepository();
        repository.File("file", "text");
        repository.Commit("one");
        Oid loose = Oid.Parse(repository.Run("rev-parse", "HEAD").Trim());
        string folder = Path.Combine(repository.Path, ".git", "objects");
        using (ObjectDatabase objects = ObjectDatabase.Open(folder))
            Assert.False(objects.CommitHeaders().TryRead(loose, out _));
        repository.Run("repack", "-q", "-a", "-d");
        Oid tree = Oid.Parse(repository.Run("rev-parse", "HEAD^{tree}").Trim());
        using (ObjectDatabase objects = ObjectDatabase.Open(folder))
        {
            CommitHeaderReader reader = objects.CommitHeaders();
            Assert.True(reader.TryRead(loose, out _));
            Assert.False(reader.TryRead(tree, out _));
            Assert.False(reader.TryRead(Oid.Parse(new string('7', 40)), out _));
            objects.Dispose();
            Assert.False(reader.TryRead(loose, out _));
        }
    }

    // Does not compress well.
    private static string Noise(int length)
    {
        var random = new Random(length);
        return string.Concat(Enumerable.Range(0, length).Select(_ => (char)random.Next(65, 122)));
    }
}
