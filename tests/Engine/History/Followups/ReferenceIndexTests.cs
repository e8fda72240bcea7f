using System.Globalization;
using System.Text;
using CsCheck;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Facts;
using MaintainerTools.Engine.History.Followups;
using MaintainerTools.Engine.History.Kept;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.History.Followups;

public class ReferenceIndexTests
{
    [Fact]
    public void A_look_at_the_bytes_of_a_message_finds_what_its_text_says()
    {
        string[] pieces =
        [
            "Fixes: 0123456789ab (\"some subject\")", "fixes 012345", "  FIXES: \"only a subject\"", "\u00a0Fixes: (\"after a hard blank\")", "Fixes #1234",
            "Follow-up for 01234567", "Follow-up to: deadbeef1",
            "This reverts commit", "0123456789abcdef0123456789abcdef01234567.", "This reverts commit 0123456789ab, and", "reverts commit abcdef1",
            "see abcdef1 and defaced", "abcdefabc", "v1234567",
            "Revert \"a thing\"", "rEVERT \"Revert \"a thing\"\"", "", " ", "\t\r", "plain words", "ä ö ü",
            "(cherry picked from commit 0123456789012345678901234567890123456789)", "ended\r", "1234567", "x1234567 1234567y",
            "Reapply \"a thing\"", "This reverts commits:", "and 89abcdef (\"x\")", "feedface decade added", "\u0085Fixes: (\"after a next-line mark\")",
            "Cc: stable@dpdk.org", "\tcc: <stable@vger.kernel.org> # 5.4+", "\u0085Cc: stable", "Backport: no", "Cc: a@b", "\u2028Backport: 1.0",
        ];
        Gen<string> piece = Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]);
        Gen<(string Text, int Encoding)> message = Gen.Select(piece.Array[0, 8], Gen.Bool.Array[8], Gen.Int[0, 3]).Select((chosen, joined, encoding) =>
            (string.Concat(chosen.Select((p, i) => p + (joined[i] ? "\n" : " "))), encoding));
        message.Sample(
            one =>
            {
                string? name = one.Encoding == 2 ? "ISO-8859-1" : one.Encoding == 3 ? "UTF-16BE" : null;
                // Latin-1 bytes without a header that says so are what old commits have.
                byte[] text = (one.Encoding is 1 or 2 ? Encoding.Latin1 : one.Encoding == 3 ? Encoding.BigEndianUnicode : Encoding.UTF8).GetBytes(one.Text);
                byte[] data = CommitObject.Serialize(Oid.EmptyTree, [Oid.EmptyBlob], PersonLine.Create("A", "a@b", 1, 0),
                    PersonLine.Create("C", "c@d", 2, 0), name, default, text);
                string read = CommitObject.Parse(Oid.Zero, data).Message;
                MessageSummary summary = MessageScan.Summarise(data);
                Assert.Equal(MessageReferences.Parse(read), summary.References ?? []);
                Assert.Equal(CommitFacts.SubjectKey(CommitMessage.SubjectOf(read)), summary.SubjectKey);
                Assert.Equal(StableRequest.LinesIn(read), summary.Requests ?? []);
                Assert.Equal(summary.References is null && summary.Requests is null ? null : CommitMessage.SubjectOf(read), summary.Subject);
            },
            iter: 3000);
    }

    [Fact]
    public void An_index_has_what_messages_say_and_parents()
    {
        string[] messages =
        [
            "subject only", "", "  odd\nsubject\n\n\nFixes: 0123456789ab (\"a b\")\nFixes: nothing\n", "Revert \"x\"\n\nThis reverts commit 0123456789.\n",
            "é ü \ud83d\ude00\n\nFollow-up for 01234567\n\nsee 89abcdef0 too\n", "many\n\nFixes: 012345\nFixes: 0123456 (\"e\")\nFixes: (\"f g\")\n",
            "asked\n\nCc: stable@x # 5.4\n", "both\n\n(cherry picked from commit 0123456789abcdef)\nFixes: 0123456\nBackport: 1.0\nCc: stable@x\n",
        ];
        using var test = new TestRepository(bare: true);
        var made = new List<Oid>();
        foreach (string message in messages)
            made.Add(Write(test, made.TakeLast(4), message, 1_500_000_000 + made.Count));
        using GitRepository repository = test.Open();
        var history = CommitHistory.Open(repository);
        LaterCommits later = ReferenceIndexes.Of(history).Open(history, [made[0]], made[^1], SilentMonitor.Instance);
        Assert.Equal(messages.Length - 1, later.Count);
        Assert.False(later.Has(made[0]));
        for (int i = 1; i < made.Count; i++)
        {
            Assert.True(later.Index.TrySummary(made[i], out MessageSummary summary));
            CommitObject commit = repository.Objects.ReadCommit(made[i]);
            Assert.Equal(MessageReferences.Parse(commit.Message), summary.References ?? []);
            Assert.Equal(StableRequest.LinesIn(commit.Message), summary.Requests ?? []);
            Assert.Equal(StableRequest.LinesIn(commit.Message), later.Index.RequestsOf(made[i]));
            Assert.Equal(summary.References is null && summary.Requests is null ? null : commit.Subject, summary.Subject);
            int number = later.Index.Find(made[i]);
            (int first, int second) = later.Index.ParentsAt(number);
            int[] parents = second < ReferenceIndex.None ? later.Index.AllParentsAt(number).ToArray() : [.. new[] { first, second }.Where(p => p >= 0)];
            Assert.Equal(commit.Parents, parents.Select(later.Index.IdAt));
        }
    }

    [Fact]
    public void Walks_of_an_index_give_what_git_lists_parents_first_or_say_that_it_holds_too_little()
    {
        Gen.Select(GeneratedHistory.Of(50, 1), Gen.Int[0, 49].Array[12]).Sample(
            (generated, picks) =>
            {
                using var test = new TestRepository(bare: true);
                Oid[] ids = generated.Write(test);
                Oid Pick(int i) => ids[picks[i] % ids.Length];
                using GitRepository repository = test.Open();
                var history = CommitHistory.Open(repository);
                // The first two make indexes of their own; what the others ask may be held by one of them.
                LaterCommits one = ReferenceIndexes.Of(history).Open(history, [Pick(0)], Pick(1), SilentMonitor.Instance);
                LaterCommits whole = ReferenceIndexes.Of(history).Open(history, [], ids[^1], SilentMonitor.Instance);
                for (int i = 0; i + 1 < picks.Length; i++)
                {
                    string[] expected = test.Run("rev-list", Pick(i + 1).ToString(), "^" + Pick(i)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
                    bool isHeld = false;
                    foreach (ReferenceIndex index in new[] { one.Index, whole.Index })
                    {
                        if (LaterCommits.TryWalk(index, [Pick(i)], Pick(i + 1)) is not { } held)
                            continue;
                        isHeld = true;
                        AssertSame(expected, held, history);
                    }
                    Assert.True(isHeld || whole.Index.Find(Pick(i)) < 0 || whole.Index.Find(Pick(i + 1)) < 0);
                    AssertSame(expected, ReferenceIndexes.Of(history).Open(history, [Pick(i)], Pick(i + 1), SilentMonitor.Instance), history);
                }
            },
            iter: 20, threads: 1);

        static void AssertSame(string[] expected, LaterCommits later, CommitHistory history)
        {
            int[] numbers = [.. Enumerable.Range(0, later.Index.Count).Where(later.Has).OrderBy(later.PlaceOf)];
            Assert.Equal(expected.Order(), numbers.Select(number => later.Index.IdAt(number).ToString()).Order());
            Assert.Equal(expected.Length, later.Count);
            Assert.Equal(Enumerable.Range(1, later.Count), numbers.Select(later.PlaceOf));
            foreach (int number in numbers)
            {
                foreach (Oid parent in history.ParentsOf(later.Index.IdAt(number)))
                    Assert.True(!later.Has(parent) || later.PlaceOf(later.Index.Find(parent)) < later.PlaceOf(number));
            }
        }
    }

    [Fact]
    public void Every_truncation_and_every_flipped_byte_of_an_index_is_noticed()
    {
        using var test = new TestRepository(bare: true);
        Oid first = Write(test, [], "one", 1_500_000_000);
        Oid second = Write(test, [first], $"two\n\nFixes: {first.Abbreviate()} (\"one\")\n", 1_500_000_001);
        using GitRepository repository = test.Open();
        var history = CommitHistory.Open(repository);
        using var stream = new MemoryStream();
        ReferenceIndexes.Of(history).Open(history, [], second, SilentMonitor.Instance).Index.Write(stream);
        byte[] whole = stream.ToArray();
        string file = Path.Combine(test.Path, "index.facts");
        File.WriteAllBytes(file, whole);
        using (ReferenceIndex index = ReferenceIndex.TryOpen(file)!)
            Assert.True(index.TrySummary(second, out MessageSummary summary) && summary.References!.Count == 1);
        for (int i = 0; i < whole.Length; i++)
        {
            File.WriteAllBytes(file, whole[..i]);
            Assert.Null(ReferenceIndex.TryOpen(file));
            byte[] flipped = [.. whole];
            flipped[i] ^= 0x10;
            File.WriteAllBytes(file, flipped);
            Assert.Null(ReferenceIndex.TryOpen(file));
        }
        File.WriteAllBytes(file, [.. whole, 0]);
        Assert.Null(ReferenceIndex.TryOpen(file));
    }

    [Fact]
    public void Indexes_of_other_boundaries_are_not_used_and_files_do_not_pile_up()
    {
        using var test = new TestRepository(bare: true);
        var made = new List<Oid>();
        for (int i = 0; i < 300; i++)
            made.Add(Write(test, made.TakeLast(1), $"change {i}\n", 1_500_000_000 + i));
        string folder = Path.Combine(test.Path, "maintainer-tools");
        string[] Files() => Directory.GetFiles(folder, "references-*.facts", SearchOption.AllDirectories);
        for (int i = 0; i < 12; i++)
        {
            // Each of another stretch that holds none of the others.
            int count = Count(made[i * 10], made[(i * 10) + 100]);
            Assert.Equal(100, count);
            Assert.InRange(Files().Length, 1, 4);
        }
        Assert.Equal(299, Count(made[0], made[^1]));
        Assert.Single(Files());
        DateTime written = File.GetLastWriteTimeUtc(Files()[0]);
        Assert.Equal(99, Count(made[200], made[^1]));
        Assert.Equal(written, File.GetLastWriteTimeUtc(Assert.Single(Files())));
        File.WriteAllText(Path.Combine(test.Path, "shallow"), $"{made[250]}\n");
        Assert.Equal(50, Count(made[0], made[^1]));
        File.Delete(Path.Combine(test.Path, "shallow"));
        Assert.Equal(299, Count(made[0], made[^1]));

        int Count(Oid since, Oid tip)
        {
            using GitRepository repository = test.Open();
            var history = CommitHistory.Open(repository, keep: true);
            int count = ReferenceIndexes.Of(history).Open(history, [since], tip, SilentMonitor.Instance).Count;
            history.Save();
            return count;
        }
    }

    [Fact]
    public void What_killed_writers_left_goes_with_the_next_writer()
    {
        using var test = new TestRepository(bare: true);
        var files = new KeptFiles(test.Path, "references");
        string kept = files.TryWrite(stream => stream.Write("x"u8))!;
        // No process has the highest number; this one is at work.
        string left = Path.ChangeExtension(kept, null) + ".tmp";
        string[] parts = Path.GetFileName(kept).Split('-');
        string dead = Path.Combine(Path.GetDirectoryName(kept)!, $"references-{parts[1]}-{int.MaxValue:x}-1.tmp");
        File.WriteAllText(left, "");
        File.WriteAllText(dead, "");
        Assert.NotNull(files.TryWrite(stream => stream.Write("y"u8)));
        Assert.True(File.Exists(left));
        Assert.False(File.Exists(dead));
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddHours(-2));
        Assert.NotNull(files.TryWrite(stream => stream.Write("z"u8)));
        Assert.False(File.Exists(left));
        Assert.Equal(3, files.Find().Count);
    }

    internal static Oid Write(TestRepository test, IEnumerable<Oid> parents, string message, long date)
    {
        byte[] data = CommitObject.Serialize(
            Oid.EmptyTree, parents, PersonLine.Create("A", "a@example.com", date, 0), PersonLine.Create("C", "c@example.com", date, 0), null, default,
            Encoding.UTF8.GetBytes(message));
        using var objects = ObjectDatabase.Open(Path.Combine(test.Path, "objects"));
        objects.Write(ObjectType.Tree, []);
        return objects.Write(ObjectType.Commit, data);
    }
}
