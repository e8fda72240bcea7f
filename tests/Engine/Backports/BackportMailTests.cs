using System.Diagnostics;
using System.Text;
using CsCheck;
using MaintainerTools.Engine.Backports;
using MaintainerTools.Engine.Mails;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Backports;

public class BackportMailTests
{
    private static readonly string s_twenty = string.Concat(Enumerable.Range(1, 20).Select(i => $"line {i}\n"));
    private static readonly DateTimeOffset s_date = new(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1));

    [Fact]
    public void What_failed_is_told_to_each_author_with_what_it_conflicts_with_and_needs()
    {
        using var test = new TestRepository();
        (string own, string first, string second, string third) = Build(test);
        (IReadOnlyList<BackportMail> mails, string[] raw) = Write(test, [first, second, third], new() { Deadline = "2026-02-01", CcTrailer = ["*-by", "Cc"] });
        BackportMail mail = Assert.Single(mails, m => m.To.Contains("jurgen", StringComparison.Ordinal));
        Assert.Equal(2, mails.Count);
        Assert.Equal("Jürgen Groß <jurgen@example.com>", mail.To);
        Assert.Equal(["Rev Iewer <rev@example.com>", "stable@example.com"], mail.Cc.Order(StringComparer.Ordinal));
        Assert.Equal([second], mail.Commit);
        Assert.Equal("FAILED: patch 'a: say X' does not apply to 1.0.2", mail.Subject);
        Assert.Equal("20260101.second-2-me@example.com", mail.InReplyTo);
        Assert.Contains($"conflicts in a (content)\n      changed on stable by\n        {own[..12]} (\"stable: own a\")\n", mail.Text,
            StringComparison.Ordinal);
        Assert.Contains($"the same lines were changed before it, not on stable, by\n      {first[..12]} (\"a: say ten\")\n", mail.Text,
            StringComparison.Ordinal);
        Assert.Contains("by 2026-02-01:", mail.Text, StringComparison.Ordinal);

        // git reads them as what they are.
        string folder = Directory.CreateTempSubdirectory("mt-mail-").FullName;
        try
        {
            File.WriteAllBytes(Path.Combine(folder, "mbox"), Encoding.Latin1.GetBytes(string.Concat(raw)));
            Assert.Equal("2", Git.Run(folder, "mailsplit", "-o" + folder, "mbox").Trim());
            int at = mails.ToList().IndexOf(mail) + 1;
            (_, byte[] info, _) = Git.TryRun(folder, File.ReadAllBytes(Path.Combine(folder, $"000{at}")), null, "mailinfo", "msg", "patch");
            string said = Encoding.UTF8.GetString(info);
            Assert.Contains("Author: C O Mitter\nEmail: committer@example.com\n", said, StringComparison.Ordinal);
            Assert.Contains("Subject: FAILED: patch 'a: say X' does not apply to 1.0.2\n", said, StringComparison.Ordinal);
            Assert.Contains("Date: Fri, 02 Jan 2026 03:04:05 +0100\n", said, StringComparison.Ordinal);
            MailMessage read = Mailbox.Parse(Encoding.Latin1.GetBytes(string.Concat(raw)), "mbox")[at - 1];
            Assert.Equal((mail.Subject, mail.MessageId, mail.InReplyTo), (read.Subject, read.MessageId, read.InReplyTo));
            Assert.Equal(mail.Text.TrimEnd(), read.Text.TrimEnd());
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    [Fact]
    public void What_is_queued_is_told_in_one_mail_an_author_and_of_picks_as_of_forecasts()
    {
        using var test = new TestRepository();
        (_, string first, string second, string third) = Build(test);
        (IReadOnlyList<BackportMail> mails, _) = Write(test, [first, second, third], new() { Kind = BackportMailKind.Queued, Release = "23.11.2" });
        BackportMail mail = Assert.Single(mails);
        Assert.Equal("patch 'b: add it' has been queued for 23.11.2", mail.Subject);
        Assert.Contains($"patch 'b: add it' has been queued for 23.11.2\n    commit {third} upstream", mail.Text, StringComparison.Ordinal);
        using GitRepository repository = test.Open();
        var workspace = new Workspace(repository);
        CherryPickPlan plan = new CherryPicker(workspace).Plan(new CherryPickOptions
        {
            Onto = "stable",
            Branch = "next",
            Commits = [first, second, third],
            SkipConflicts = true,
            Committer = "C O Mitter <committer@example.com>",
        });
        var options = new BackportMailOptions { Kind = BackportMailKind.Queued, Release = "23.11.2", Date = s_date, From = "Me <me@example.com>" };
        Assert.Equal(mail.Commit, Assert.Single(new BackportMailWriter(workspace, options).Write(plan.Picks, e => throw e).Mails).Commit);
        var failing = new BackportMailWriter(workspace, options with { Kind = BackportMailKind.Failed });
        IReadOnlyList<BackportMail> failed = failing.Write(plan.Picks, e => throw e).Mails;
        Assert.Equal([first, second], failed.SelectMany(m => m.Commit));
        Assert.Empty(new BackportMailWriter(workspace, options).Write([], e => throw e).Mbox);
    }

    [Fact]
    public void Nothing_that_a_commit_says_gets_into_another_header_or_mail()
    {
        using var test = new TestRepository();
        test.Commit("a", s_twenty, "base");
        test.Run("branch", "stable");
        string[] texts =
        [
            "From me Mon Sep 17 00:00:00 2001", "\rBcc: x@y.z", "é \u2028Bcc: x@y.z", "\"<>(),;:\\", "=?utf-8?q?=0ABcc:_x?=", "\t{commits}", "name",
            new string('x', 1200), "\u0085Bcc: a@b.c", "日本語 の 件名",
        ];
        Gen<string> nasty = Gen.Int[0, texts.Length - 1].Select(i => texts[i]);
        Gen.Select(nasty, nasty).Sample((name, subject) =>
        {
            string author = name.Replace("<", "", StringComparison.Ordinal).Replace(">", "", StringComparison.Ordinal) is var n ? $"{n} <a@example.com>" : "";
            test.Run("switch", "-q", "-C", "work", "main");
            string commit = test.File("b", subject).Commit($"{subject}\n\nFrom here on\n>From there\n\nSigned-off-by: S <s@example.com>\n", author);
            (IReadOnlyList<BackportMail> mails, string[] raw) = Write(test, [commit], new() { Kind = BackportMailKind.Queued });
            List<MailMessage> read = Mailbox.Parse(Encoding.Latin1.GetBytes(string.Concat(raw)), "mbox");
            MailMessage mail = Assert.Single(read);
            Assert.Equal(mails[0].Subject.TrimEnd(), mail.Subject.Replace("\u200B", "", StringComparison.Ordinal).TrimEnd());
            Assert.Equal(mails[0].Text.TrimEnd(), mail.Text.TrimEnd());
            string headers = string.Concat(raw)[..string.Concat(raw).IndexOf("\n\n", StringComparison.Ordinal)];
            Assert.DoesNotContain("\nBcc", headers, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(1, headers.Split('\n').Count(line => line.StartsWith("Subject:", StringComparison.Ordinal)));
            Assert.True(headers.Split('\n').All(line => line.Length < 998), "a header's line is too long");
        }, iter: 30, threads: 1);
    }

    [Fact]
    public void Python_reads_the_same_mails()
    {
        using var test = new TestRepository();
        (_, string first, string second, string third) = Build(test);
        (IReadOnlyList<BackportMail> mails, string[] raw) = Write(test, [first, second, third], new());
        string file = Path.Combine(test.Path, "drafts.mbox");
        File.WriteAllBytes(file, Encoding.Latin1.GetBytes(string.Concat(raw)));
        const string Script = "import mailbox,sys\nfrom email.header import decode_header,make_header\n"
            + "for m in mailbox.mbox(sys.argv[1]): print(make_header(decode_header(m['to'])), '|', "
            + "str(make_header(decode_header(m['subject']))).replace('\\n',''), '|', m['message-id'])";
        var start = new ProcessStartInfo("python3", ["-c", Script, file]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        start.StandardOutputEncoding = Encoding.UTF8;
        try
        {
            using var python = Process.Start(start)!;
            string said = python.StandardOutput.ReadToEnd();
            python.WaitForExit();
            Assert.Equal(string.Concat(mails.Select(m => $"{m.To} | {m.Subject} | <{m.MessageId}>\n")), said.ReplaceLineEndings("\n"));
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // Where there is no Python, git's reading of the same file has to do.
            Assert.NotEmpty(mails);
        }
    }

    [Fact]
    public void A_template_has_its_own_subject_and_words()
    {
        using var test = new TestRepository();
        (_, string first, string second, _) = Build(test);
        const string Template = "Subject: {count} for {release}\n\nDear {authorname},\n{commits}\n{marker} {{x}}\n{sender}\n";
        (IReadOnlyList<BackportMail> mails, _) = Write(test, [first, second], new() { Template = Template, Release = "R" });
        Assert.Equal("1 patch for R", mails[1].Subject);
        Assert.StartsWith("Dear Jürgen Groß,\n  " + second[..12] + " (\"a: say X\")\n", mails[1].Text, StringComparison.Ordinal);
        Assert.EndsWith("(cherry picked from commit SHA) {x}\nC O Mitter\n", mails[1].Text, StringComparison.Ordinal);
        Assert.Equal("UnknownPlaceholder", Assert.Throws<MaintainerException>(() => Write(test, [first], new() { Template = "{subject}" })).ErrorId);
        Assert.Equal("NoMailAddress", Assert.Throws<MaintainerException>(() => Write(test, [first], new() { Cc = ["nobody"] })).ErrorId);
    }

    /// <summary>Upstream says ten and then X where the stable branch says other things; the third picks clean.</summary>
    private static (string Own, string First, string Second, string Third) Build(TestRepository test)
    {
        test.File(".mailmap", Encoding.Latin1.GetString(Encoding.UTF8.GetBytes("Jürgen Groß <jurgen@example.com> <old@example.com>\n")));
        test.Commit("a", s_twenty, "base");
        test.Run("tag", "v1.0.1");
        test.Run("switch", "-q", "-c", "stable");
        string own = test.Commit("a", s_twenty.Replace("line 10\n", "line 10, stable\n", StringComparison.Ordinal), "stable: own a");
        test.Run("switch", "-q", "main");
        string first = test.Commit("a", s_twenty.Replace("line 10\n", "line ten\n", StringComparison.Ordinal), "a: say ten");
        string second = test.File("a", s_twenty.Replace("line 10\n", "line X\n", StringComparison.Ordinal)).Commit(
            "a: say X\n\nCc: stable@example.com # 1.0+\nReviewed-by: Rev Iewer <rev@example.com>\nSigned-off-by: J <old@example.com>\n"
            + "Link: https://lore.kernel.org/r/20260101.second-2-me@example.com/\n", "J <old@example.com>");
        string third = test.Commit("b", "b\n", "b: add it");
        return (own, first, second, third);
    }

    private static (IReadOnlyList<BackportMail> Mails, string[] Raw) Write(TestRepository test, string[] commits, BackportMailOptions options)
    {
        using GitRepository repository = test.Open();
        var workspace = new Workspace(repository);
        var forecaster = new BackportForecaster(workspace, new BackportForecastOptions { Commits = [.. commits.Select(sha => Oid.Parse(sha))] });
        (IReadOnlyList<BackportMail> mails, byte[] mbox) = new BackportMailWriter(
            workspace, options with { From = "C O Mitter <committer@example.com>", Date = s_date }).Write(forecaster.Run("stable"), e => throw e);
        return (mails, [Encoding.Latin1.GetString(mbox)]);
    }
}
