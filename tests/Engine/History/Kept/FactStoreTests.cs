using System.Text;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Facts;
using MaintainerTools.Engine.History.Followups;
using MaintainerTools.Engine.History.Kept;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.MergeBases;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.History.Kept;

public class FactStoreTests
{
    [Fact]
    public void What_is_kept_gives_the_same_answers_and_touches_nothing_else()
    {
        using TestRepository test = WithFixes();
        string before = State(test);
        string plain = Answers(test, keep: false);
        Assert.False(Directory.Exists(Folder(test)));
        Assert.Equal(plain, Answers(test, keep: true));
        Assert.NotEmpty(Segments(test));
        Assert.Equal(plain, Answers(test, keep: true));
        Assert.Equal(before, State(test));
        Assert.Equal("", test.Run("status", "--porcelain", "--ignored"));
    }

    [Fact]
    public void What_is_kept_is_what_messages_say()
    {
        string[] messages =
        [
            "subject only", "", "  odd\nsubject\n\n\nFixes: 0123456789ab (\"a b\")\nFixes: nothing\n", "Revert \"x\"\n\nThis reverts commit 0123456789.\n",
            "a\n\n(cherry picked from commit 0123456789012345678901234567890123456789)\n[ Upstream commit 0123456789012345678901234567890123456789 ]\n"
                + "Stable-dep-of: 012345678901 (\"b\")\n",
            "é ü \ud83d\ude00\n\nFollow-up for 01234567\n\nsee 89abcdef0 too\n",
        ];
        foreach (string message in messages)
        {
            byte[] data = CommitObject.Serialize(
                Oid.EmptyTree, [], PersonLine.Create("Ä Ö", "a@b", 1, 0), PersonLine.Create("C", "c@d", 2, 0), null, default,
                Encoding.UTF8.GetBytes(message));
            var facts = CommitFacts.Of(CommitObject.Parse(Oid.Zero, data), MarkerStyle.CherryPicked);
            var back = CommitFacts.Parse(facts.ToBytes());
            Assert.Equal((facts.Subject, facts.AuthorName, facts.AuthorEmail), (back.Subject, back.AuthorName, back.AuthorEmail));
            Assert.Equal(facts.Markers, back.Markers);
        }
    }

    [Fact]
    public void A_torn_file_is_thrown_away_and_made_again()
    {
        using TestRepository test = WithFixes();
        string plain = Answers(test, keep: true);
        string[] files = Segments(test);
        byte[][] whole = [.. files.Select(File.ReadAllBytes)];
        foreach (int part in (int[])[0, 1, 7, 19, 20, 1043, 1044, 1045, 99, 250, 500, 750, 900, 990, 999])
        {
            for (int i = 0; i < files.Length; i++)
            {
                byte[] torn = part < 100 || part > 1000 ? whole[i][..Math.Min(part, whole[i].Length - 1)]
                    : whole[i][..(int)((long)whole[i].Length * part / 1000)];
                File.WriteAllBytes(files[i], torn);
                Assert.Null(FactSegment.TryOpen(files[i]));
            }
            Assert.Equal(plain, Answers(test, keep: true));
            Assert.DoesNotContain(files, File.Exists);
            foreach (string made in Segments(test))
                File.Delete(made);
        }
    }

    [Fact]
    public void Files_are_joined_in_order_and_the_latest_bytes_count()
    {
        using var test = new TestRepository(bare: true);
        // Of every first byte, so that all of the table is used; a few of them longer than a piece of what is held.
        Oid[] ids = [.. Enumerable.Range(0, 700).Select(i => ScratchStore.Hash(ObjectType.Blob, Encoding.ASCII.GetBytes($"{i}")))];
        var random = new Random(5);
        var expected = new Dictionary<Oid, byte[]>();
        // More files than are left side by side; each run has commits of earlier ones, with other bytes.
        for (int run = 0; run < 12; run++)
        {
            using GitRepository repository = test.Open();
            using var store = FactStore.Open(repository.CommonDirectory, "joined");
            for (int i = 0; i < FactStore.WorthKeeping * 2; i++)
            {
                Oid id = ids[random.Next(ids.Length)];
                byte[] bytes = new byte[random.Next(100) == 0 ? random.Next(3 << 20) : random.Next(200)];
                random.NextBytes(bytes);
                store.Add(id, expected[id] = bytes);
            }
            store.Save();
        }
        using GitRepository read = test.Open();
        using var joined = FactStore.Open(read.CommonDirectory, "joined");
        Assert.InRange(Directory.GetFiles(test.Path, "joined-*.facts", SearchOption.AllDirectories).Length, 1, 8);
        foreach (Oid id in ids)
        {
            bool found = joined.TryFind(id, out ReadOnlySpan<byte> bytes);
            Assert.Equal(expected.ContainsKey(id), found);
            Assert.True(!found || bytes.SequenceEqual(expected[id]));
        }
    }

    [Fact]
    public void Every_truncation_and_every_flipped_byte_is_noticed()
    {
        string file = Path.GetTempFileName();
        try
        {
            using var stream = new MemoryStream();
            var held = new HeldFacts();
            held.Add(Oid.EmptyBlob, "others"u8);
            held.Add(Oid.EmptyTree, "some bytes"u8);
            FactSegment.Write(stream, new FactMerge(held, []));
            byte[] whole = stream.ToArray();
            File.WriteAllBytes(file, whole);
            using (FactSegment segment = FactSegment.TryOpen(file)!)
            {
                Assert.True(segment.TryFind(Oid.EmptyTree, out ReadOnlySpan<byte> bytes));
                Assert.Equal("some bytes", Encoding.ASCII.GetString(bytes));
                Assert.False(segment.TryFind(Oid.Zero, out _));
            }
            for (int i = 0; i < whole.Length; i++)
            {
                File.WriteAllBytes(file, whole[..i]);
                Assert.Null(FactSegment.TryOpen(file));
                byte[] flipped = [.. whole];
                flipped[i] ^= 0x10;
                File.WriteAllBytes(file, flipped);
                Assert.Null(FactSegment.TryOpen(file));
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Two_writers_at_once_do_not_disturb_each_other_and_many_files_are_joined()
    {
        using TestRepository test = WithFixes();
        using GitRepository repository = test.Open();
        // More writers than files that are kept apart, all of them opened before the first one writes.
        Parallel.For(0, 24, new ParallelOptions { MaxDegreeOfParallelism = 6 }, writer =>
        {
            using var store = FactStore.Open(repository.CommonDirectory, "parallel");
            for (int i = 0; i < FactStore.WorthKeeping; i++)
                store.Add(Id(writer, i), BitConverter.GetBytes((writer * 1000) + i));
            store.Save();
        });
        using (var store = FactStore.Open(repository.CommonDirectory, "parallel"))
        {
            for (int i = 0; i < FactStore.WorthKeeping; i++)
                store.Add(Id(99, i), BitConverter.GetBytes(99000 + i));
            store.Save();
        }
        using var read = FactStore.Open(repository.CommonDirectory, "parallel");
        // Writers that join at the same moment keep the same commits more than once; how often is chance, but never more than once in a file.
        int files = Directory.GetFiles(Folder(test), "parallel-*", SearchOption.AllDirectories).Length;
        Assert.InRange(files, 1, 9);
        Assert.InRange(read.Known, 25 * FactStore.WorthKeeping, files * 25 * FactStore.WorthKeeping);
        for (int i = 0; i < FactStore.WorthKeeping; i++)
        {
            Assert.True(read.TryFind(Id(99, i), out ReadOnlySpan<byte> bytes));
            Assert.Equal(99000 + i, BitConverter.ToInt32(bytes));
            for (int writer = 0; writer < 24; writer++)
            {
                Assert.True(read.TryFind(Id(writer, i), out ReadOnlySpan<byte> other));
                Assert.Equal((writer * 1000) + i, BitConverter.ToInt32(other));
            }
        }
    }

    [Fact]
    public void A_folder_that_is_thrown_away_in_the_middle_of_writing_is_made_again()
    {
        using TestRepository test = WithFixes();
        using GitRepository repository = test.Open();
        int times = 0;
        string? written = new KeptFiles(repository.CommonDirectory, "cleared").TryWrite(stream =>
        {
            stream.WriteByte((byte)times);
            // Where a file that is open cannot be deleted, this does nothing.
            if (times++ == 0 && !OperatingSystem.IsWindows())
                Directory.Delete(Path.Combine(repository.CommonDirectory, "maintainer-tools"), recursive: true);
        });
        Assert.StartsWith(repository.CommonDirectory, written, StringComparison.Ordinal);
        Assert.Equal([(byte)(times - 1)], File.ReadAllBytes(written!));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(written)!, "*.tmp"));
    }

    [Fact]
    public void Where_the_repository_cannot_be_written_the_answer_is_the_same()
    {
        using TestRepository test = WithFixes();
        string plain = Answers(test, keep: false);
        // A file in the folder's place stops even root.
        File.WriteAllText(Folder(test), "");
        Assert.Equal(plain, Answers(test, keep: true));
        Assert.Equal(plain, Answers(test, keep: true));
        Assert.Equal("", File.ReadAllText(Folder(test)));
    }

    [Fact]
    public void Under_replace_refs_nothing_kept_is_used()
    {
        using TestRepository test = WithFixes();
        string plain = Answers(test, keep: true);
        string fix = test.Line("rev-parse", "main~30");
        string other = test.Line("commit-tree", "-p", fix + "^", "-m", "no fix at all", fix + "^{tree}");
        test.Run("replace", fix, other);
        Assert.NotEqual(plain, Answers(test, keep: true));
        Assert.Equal(Answers(test, keep: false), Answers(test, keep: true));
    }

    [Fact]
    public void Kept_links_spare_the_reading_of_commits_and_yield_to_grafts_and_shallow_boundaries()
    {
        using TestRepository test = WithFixes();
        Assert.Equal(test.Line("rev-list", "--count", "main", "^old"), Count());
        Assert.Contains(Segments(test), file => Path.GetFileName(file).StartsWith("links-", StringComparison.Ordinal));
        using (GitRepository repository = test.Open())
        {
            // What is kept is what is answered from: other links, another answer.
            Oid tip = repository.ResolveCommit("main");
            using var links = FactStore.Open(repository.CommonDirectory, "links");
            Assert.True(links.TryFind(tip, out ReadOnlySpan<byte> kept));
            Assert.Equal(8 + Oid.Size, kept.Length);
            Assert.Equal(test.Line("rev-parse", "main^"), new Oid(kept[8..]).ToString());
            Assert.Equal(test.Line("log", "-1", "--format=%ct", "main"),
                BitConverter.ToInt64(kept).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        Assert.Equal(test.Line("rev-list", "--count", "main", "^old"), Count());
        string grafts = Path.Combine(test.Path, ".git", "info", "grafts");
        Directory.CreateDirectory(Path.GetDirectoryName(grafts)!);
        File.WriteAllText(grafts, $"{test.Line("rev-parse", "main~10")} {test.Line("rev-parse", "main~40")}\n");
        Assert.Equal(test.Line("rev-list", "--count", "main", "^old"), Count());
        File.Delete(grafts);
        File.WriteAllText(Path.Combine(test.Path, ".git", "shallow"), test.Line("rev-parse", "main~20") + "\n");
        Assert.Equal(test.Line("rev-list", "--count", "main", "^old"), Count());

        string Count()
        {
            using GitRepository repository = test.Open();
            CommitHistory history = CommitHistory.Open(repository, keep: true);
            RangeCounts counts = history.Count(repository.ResolveCommit("old"), repository.ResolveCommit("main"), SilentMonitor.Instance);
            history.Save();
            return counts.Total.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    private static Oid Id(int writer, int number) => ScratchStore.Hash(ObjectType.Blob, Encoding.ASCII.GetBytes($"{writer} {number}"));

    private static TestRepository WithFixes()
    {
        var test = new TestRepository();
        var import = new FastImport();
        int last = 0;
        for (int i = 1; i <= 200; i++)
        {
            string fixes = i % 5 == 0 ? $"\nFixes: 0123456789ab (\"area{(i - 3) % 7}: change {i - 3}\")\n" : "";
            last = import.Commit("refs/heads/main", $"area{i % 7}: change {i}\n{fixes}", 1_500_000_000 + i, last == 0 ? [] : [last], [Change(i)]);
        }
        import.Reference("refs/tags/v1", 50);
        import.Reference("refs/heads/old", last = 60);
        // The old branch has some of the later changes as copies without a marker.
        for (int i = 65; i <= 150; i += 5)
            last = import.Commit("refs/heads/old", "c\n", 1_500_001_000, [last], [Change(i)]);
        import.Write(test);
        test.Run("reset", "-q", "--hard");
        return test;

        static (string, string, string) Change(int i) => ($"f{i % 9}", "644", i.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private static string Answers(TestRepository test, bool keep)
    {
        using GitRepository repository = test.Open();
        var workspace = new Workspace(repository, keep: keep);
        CommitHistory history = workspace.History;
        Oid main = repository.ResolveCommit("main");
        var text = new StringBuilder();
        foreach (FollowupFix fix in new FollowupFinder(workspace).Find(
            history.Range(repository.ResolveCommit("v1~40"), repository.ResolveCommit("main~20"), SilentMonitor.Instance), main,
            repository.ResolveCommit("old")))
            text.AppendLine($"{fix.Commit} {fix.Fixes} {fix.Kind} {fix.Depth} {fix.Subject} {fix.PresentAs} {fix.PresentSha} {fix.Applicable}");
        foreach (MergeBaseCost cost in new MergeBaseCoster(workspace).Weigh(
            new MergeBaseCostOptions { Since = repository.ResolveCommit("v1"), Upstream = main }, [("a", repository.ResolveCommit("main~50"))]))
            text.AppendLine($"{cost.Commits} {cost.FollowupFixes} {cost.Unresolved} {cost.Authors} {cost.Picks} {string.Join(' ', cost.FollowupFix!)}");
        history.Save();
        return text.ToString();
    }

    private static string Folder(TestRepository test) => Path.Combine(test.Path, ".git", "maintainer-tools");

    private static string[] Segments(TestRepository test) => Directory.Exists(Folder(test))
        ? Directory.GetFiles(Folder(test), "*.facts", SearchOption.AllDirectories) : [];

    /// <summary>Everything of the repository that is not the kept facts.</summary>
    private static string State(TestRepository test) =>
        string.Join('\n', Directory.EnumerateFiles(Path.Combine(test.Path, ".git"), "*", SearchOption.AllDirectories)
            .Where(file => !file.StartsWith(Folder(test), StringComparison.Ordinal)).Order()
            .Select(file => $"{file} {new FileInfo(file).Length} {File.GetLastWriteTimeUtc(file).Ticks}"));
}
