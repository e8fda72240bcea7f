using System.IO.Compression;
using System.Text;
using MaintainerTools.Engine.Mails;

namespace MaintainerTools.Engine.Tests.Mails;

/// <summary>What mails are kept in, and what their subjects and texts say.</summary>
public class MailFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mt-mails-").FullName;

    public void Dispose()
    {
        Directory.Delete(_folder, true);
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(1, 65, "16 MiB")]
    [InlineData(2, 65, "16 MiB")]
    [InlineData(4, 1, null)]
    [InlineData(5, 1, "packed more than 4 times")]
    public void A_small_file_that_unpacks_to_a_great_deal_is_an_error_that_says_so(int layers, int pieces, string? said)
    {
        byte[] data = new byte[pieces << 18];
        Array.Fill(data, (byte)'a');
        for (int i = 0; i < layers; i++)
            data = Packed(data);
        string file = Write("small.gz", data);
        if (said is null)
        {
            Assert.Equal(pieces << 18, MailFile.Read(file).Length);
            return;
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        MaintainerException error = Assert.Throws<MaintainerException>(() => MailFile.Read(file));
        Assert.Equal("MailUnreadable", error.ErrorId);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        // What is refused is not held: nothing near the 16 MiB that were read of it.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void A_large_archive_is_read_up_to_200_times_its_size()
    {
        // Half of it cannot be packed.
        byte[] data = new byte[20 << 20];
        new Random(1).NextBytes(data.AsSpan(data.Length / 2));
        Assert.Equal(data, MailFile.Read(Write("large.gz", Packed(data))));
        Assert.Equal(data, MailFile.Read(Write("twice.gz", Packed(Packed(data)))));
        Assert.Equal("MailUnreadable", Assert.Throws<MaintainerException>(() => MailFile.Read(Write("cut.gz", Packed(Packed(data)[..^9])))).ErrorId);
    }

    private static byte[] Packed(byte[] data)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, true))
            gzip.Write(data);
        return packed.ToArray();
    }

    private static byte[] Mail(string subject) => Encoding.UTF8.GetBytes(
        $"From: R <r@example.com>\nSubject: {subject}\n\n" + string.Concat(Enumerable.Repeat("A text of some length.\n", 20)));

    [Fact]
    public void Compressed_files_are_unpacked_and_others_refused_by_name()
    {
        byte[] mail = Mail("one");
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, true))
            gzip.Write(mail);
        Assert.Equal("one", Assert.Single(Mailbox.Read(Write("m.gz", packed.ToArray()))).Subject);
        // A frame of one block that is stored as it is: size in two bytes, less 256; a last block, raw.
        int header = (mail.Length << 3) | 1;
        byte[] frame = [0x28, 0xB5, 0x2F, 0xFD, 0x60, (byte)(mail.Length - 256), (byte)((mail.Length - 256) >> 8), (byte)header, (byte)(header >> 8),
            (byte)(header >> 16), .. mail];
        Assert.Equal("one", Assert.Single(Mailbox.Read(Write("m.zst", frame))).Subject);
        Assert.Equal("one", Assert.Single(Mailbox.Read(Write("plain", mail))).Subject);
        (byte[] Magic, string Name)[] others =
            [([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "xz"), ("BZh91AY"u8.ToArray(), "bzip2"), ("PK\u0003\u0004"u8.ToArray(), "zip")];
        foreach ((byte[] magic, string name) in others)
        {
            MaintainerException error = Assert.Throws<MaintainerException>(() => Mailbox.Read(Write("m", [.. magic, 1, 2, 3])));
            Assert.Equal("MailCompressed", error.ErrorId);
            Assert.Contains($"({name})", error.Message, StringComparison.Ordinal);
        }
        Assert.Equal("MailUnreadable", Assert.Throws<MaintainerException>(() => Mailbox.Read(Write("cut.gz", packed.ToArray()[..20]))).ErrorId);
        Assert.Equal("MailUnreadable", Assert.Throws<MaintainerException>(() => Mailbox.Read(Write("bad.zst", [.. frame[..8], 0xFF, 0xFF]))).ErrorId);
    }

    [Fact]
    public void A_folder_is_all_its_mails_in_their_order()
    {
        foreach (int i in new[] { 1, 2, 10 })
            Write($"{i}.eml", Mail($"mail {i}"));
        Write(".hidden", Mail("hidden"));
        Assert.Equal(["mail 1", "mail 2", "mail 10"], Mailbox.Read(_folder).Select(m => m.Subject));
        Directory.CreateDirectory(Path.Combine(_folder, "cur"));
        Directory.CreateDirectory(Path.Combine(_folder, "new"));
        Directory.CreateDirectory(Path.Combine(_folder, "tmp"));
        Write("new/1700000002.M1.host", Mail("second"));
        Write("cur/1700000001.M1.host:2,S".Replace(':', OperatingSystem.IsWindows() ? '!' : ':'), Mail("first"));
        Write("tmp/1700000000.M1.host", Mail("not yet there"));
        Assert.Equal(["first", "second"], Mailbox.Read(_folder).Select(m => m.Subject));
    }

    [Theory]
    [InlineData("[PATCH v2 03/12] f: Title", false, true, 2, 3, 12, "f: Title")]
    [InlineData("Re: [PATCH v2 03/12] f: Title", true, true, 2, 3, 12, "f: Title")]
    [InlineData("AW: [list] [RFC PATCHv3 net-next 0/4] Title", true, true, 3, 0, 4, "Title")]
    [InlineData("[PATCH 6.1 1/2] Title [with brackets]", false, true, 1, 1, 2, "Title [with brackets]")]
    [InlineData("[list] Re: [PATCH]  two   blanks", true, true, 1, null, null, "two blanks")]
    [InlineData("[RESEND PATCH V4 2/2] t", false, true, 4, 2, 2, "t")]
    [InlineData("[list] no patch", false, false, 1, null, null, "no patch")]
    [InlineData("resend: what", false, false, 1, null, null, "resend: what")]
    public void A_subject_says_version_and_number(string subject, bool isReply, bool isPatch, int version, int? number, int? total, string title) =>
        Assert.Equal(new MailSubject(isReply, isPatch, version, number, total, title), MailSubject.Parse(subject));

    [Theory]
    [InlineData("-- >8 --", true)]
    [InlineData("--- 8< ---", true)]
    [InlineData("- - - >8 - - -", true)]
    [InlineData("-->8-- cut here -->8--", true)]
    [InlineData("->8-", false)]
    [InlineData("----------", false)]
    [InlineData("a sentence with >8 in it -- and more words", false)]
    [InlineData("-- ", false)]
    public void Scissors_are_what_git_takes_for_scissors(string line, bool cuts)
    {
        Assert.Equal(cuts, MailPatches.IsScissors(line));
        string folder = Path.Combine(_folder, "am");
        Directory.CreateDirectory(folder);
        byte[] mail = Encoding.UTF8.GetBytes($"From: R <r@example.com>\nSubject: s\n\nabove\n{line}\nbelow\n---\ndiff --git a/f b/f\n");
        Assert.Equal(0, Support.Git.TryRun(folder, mail, null, "mailinfo", "--scissors", "msg", "patch").ExitCode);
        Assert.Equal(cuts, !File.ReadAllText(Path.Combine(folder, "msg")).Contains("above", StringComparison.Ordinal));
    }

    [Fact]
    public void A_version_sent_again_in_part_is_completed_from_its_thread()
    {
        static string Patch(string id, string subject, string text, string? answers) =>
            $"From mboxrd@z Thu Jan  1 00:00:00 1970\nFrom: A <a@example.com>\nDate: Wed, 03 Jan 2024 10:00:00 +0000\nMessage-ID: <{id}>\n"
            + $"{(answers is null ? "" : $"In-Reply-To: <{answers}>\n")}Subject: {subject}\n\n---\n"
            + $"diff --git a/{text} b/{text}\nnew file mode 100644\n--- /dev/null\n+++ b/{text}\n@@ -0,0 +1 @@\n+{text}\n";
        string mbox = Patch("1@x", "[PATCH 1/3] a", "a", null) + Patch("2@x", "[PATCH 2/3] b", "b", "1@x") + Patch("3@x", "[PATCH 3/3] c", "c", "1@x")
            + Patch("4@x", "[PATCH v2 2/3] b", "better", "2@x") + Patch("5@x", "Re: [PATCH v2 2/3] b", "not", "4@x")
            + Patch("6@x", "[PATCH 1/3] of another thread", "other", null);
        List<MailMessage> mails = Mailbox.Parse(Encoding.UTF8.GetBytes(mbox), "mbox");
        IReadOnlyList<PostedSeries> all = PostedSeries.Find(mails);
        Assert.Equal(["v1 (3 patches)", "v2 (1 patch)", "v1 (1 patch)"], all.Select(s => s.Name));
        var notes = new List<string>();
        PostedSeries chosen = PostedSeries.Choose(all, null, "mbox", notes);
        Assert.Equal(["a", "better", "c"], chosen.Patches.Select(p => p.Patch!.Files[0].Path));
        Assert.Contains(notes, n => n.Contains("1, 3 of it come from the version before", StringComparison.Ordinal));
        Assert.Equal(["a", "b", "c"], PostedSeries.Choose(all, 1, "mbox", notes).Patches.Select(p => p.Patch!.Files[0].Path));
    }

    [Fact]
    public void A_series_of_several_authors_is_one_and_series_of_several_people_are_several()
    {
        static string Patch(string who, string? id, string subject) =>
            $"From mboxrd@z Thu Jan  1 00:00:00 1970\nFrom: {who} <{who}@example.com>\n{(id is null ? "" : $"Message-ID: <{id}>\n")}Subject: {subject}\n\n---\n"
            + "diff --git a/f b/f\nnew file mode 100644\n--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+f\n";
        string[] written = [Patch("ann", null, "[PATCH 1/3] a"), Patch("bob", null, "[PATCH 2/3] b"), Patch("ann", null, "[PATCH 3/3] c")];
        Assert.Equal(["v1 (3 patches)"], Find(written));
        string[] unnumbered = [Patch("ann", null, "[PATCH] a"), Patch("bob", null, "[PATCH] b")];
        Assert.Equal(["v1 (2 patches)"], Find(unnumbered));
        string[] sent = [Patch("ann", "1@x", "[PATCH 1/2] a"), Patch("bob", "2@x", "[PATCH 1/2] b"), Patch("bob", "3@x", "[PATCH 2/2] c"),
            Patch("ann", "4@x", "[PATCH 2/2] d")];
        Assert.Equal(["v1 (2 patches)", "v1 (2 patches)"], Find(sent));

        static IEnumerable<string> Find(string[] mails) =>
            PostedSeries.Find(Mailbox.Parse(Encoding.UTF8.GetBytes(string.Concat(mails)), "mbox")).Select(s => s.Name);
    }

    private string Write(string name, byte[] data)
    {
        string file = Path.Combine(_folder, name);
        File.WriteAllBytes(file, data);
        return file;
    }
}
