using System.Text;
using MaintainerTools.Engine.Mails;
using MaintainerTools.Engine.Reviews;

namespace MaintainerTools.Engine.Tests.Mails;

/// <summary>Mails in the text of others: what is forwarded is said by who wrote it, and what is answered is nobody's patch again.</summary>
public class ForwardedMailsTests
{
    private const string Diff = "diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n+b\n";

    private static List<MailMessage> Parse(string subject, string text, string type = "text/plain") =>
        Mailbox.Parse(Encoding.UTF8.GetBytes($"From: Fred <fred@example.org>\nSubject: {subject}\nDate: Wed, 03 Jan 2024 10:00:00 +0000\n"
            + $"Content-Type: {type}; charset=utf-8\n\n{text}"), "mail");

    [Theory]
    [InlineData("Fwd: [PATCH 1/2] x", "FYI\n\n---------- Forwarded message ---------\nFrom: Greg Guru <greg@example.org>\nDate: Wed, Jan 3, 2024 at 10:00 AM\n"
        + "Subject: Re: [PATCH 1/2] x\nTo: Fred\n  <fred@example.org>\n\n", "")]
    [InlineData("Fwd: x", "FYI\n\n-------- Forwarded Message --------\nSubject: \tRe: [PATCH 1/2] x\nDate: \tWed, 3 Jan 2024 10:00:00 +0000\n"
        + "From: \tGreg Guru <greg@example.org>\nTo: \tFred\n\n", "")]
    [InlineData("Fwd: x", "FYI\n\nBegin forwarded message:\n\n> From: Greg Guru <greg@example.org>\n> Subject: Re: [PATCH 1/2] x\n"
        + "> Date: 3 January 2024 at 10:00:00 UTC\n> \n", "> ")]
    [InlineData("FW: [PATCH 1/2] x", "FYI\n\n-----Original Message-----\nFrom: Greg Guru <greg@example.org>\nSent: Wednesday, January 3, 2024 10:00\nTo: Fred\n"
        + "Subject: Re: [PATCH 1/2] x\n\n", "")]
    public void What_is_forwarded_is_said_by_who_wrote_it(string subject, string head, string sign)
    {
        string[] said = ["> +\tkfree(p);", "", "Please use kvfree() here.", "", "Reviewed-by: Greg Guru <greg@example.org>"];
        List<MailMessage> mails = Parse(subject, head + string.Concat(said.Select(l => sign + l + "\n")));
        Assert.Equal([("Fred", subject), ("Greg Guru", "Re: [PATCH 1/2] x")], mails.Select(m => (m.FromName, m.Subject)));
        ReviewItem[] items = [.. mails.SelectMany(m => new ReviewMailReader(null, null, false).Read(m))];
        Assert.Equal([("Fred <fred@example.org>", "FYI"), ("Greg Guru <greg@example.org>", "Please use kvfree() here."),
            ("Greg Guru <greg@example.org>", "Reviewed-by: Greg Guru <greg@example.org>")], items.Select(i => (i.Reviewer, i.Text)));
        Assert.Equal("+\tkfree(p);", items[1].Quote);
    }

    [Fact]
    public void A_forward_of_a_forward_is_three_mails_and_one_that_says_nothing_itself_none()
    {
        string Head(string name) => $"---------- Forwarded message ---------\nFrom: {name} <{name}@example.org>\nSubject: y\n\n";
        Assert.Equal(["Fred", "a", "b"], Parse("Fwd: y", "one\n" + Head("a") + "two\n" + Head("b") + "three\n").Select(m => m.FromName));
        Assert.Equal(["b"], Parse("Fwd: y", Head("b") + "three\n").Select(m => m.FromName));
        Assert.Equal(["Fred"], Parse("y", "---------- Forwarded message ---------\n\nno headers\n").Select(m => m.FromName));
    }

    [Fact]
    public void A_patch_below_an_answer_is_not_who_answers_own()
    {
        string head = "-----Original Message-----\nFrom: Ann <ann@example.org>\nSent: Tuesday\nTo: list\nSubject: [PATCH] x\n\n";
        MailMessage answer = Assert.Single(Parse("RE: [PATCH] x", "Looks odd.\n\n" + head + Diff));
        Assert.Empty(MailPatches.Of(answer));
        Assert.Equal(["Looks odd."], new ReviewMailReader(null, null, false).Read(answer).Select(i => i.Text));
        // One of their own above it stays.
        answer = Assert.Single(Parse("RE: [PATCH] x", "Rather:\n\n" + Diff.Replace("+b", "+c", StringComparison.Ordinal) + "\n" + head + Diff));
        Assert.Contains("+c", Encoding.UTF8.GetString(Assert.Single(MailPatches.Of(answer)).Diff), StringComparison.Ordinal);
    }

    [Fact]
    public void A_patch_that_a_page_quotes_is_a_quotation()
    {
        MailMessage mail = Assert.Single(Parse("Re: [PATCH] x", $"<p>Hello</p><blockquote><pre>{Diff}</pre></blockquote><p>Odd.</p>", "text/html"));
        Assert.Empty(MailPatches.Of(mail));
        Assert.Contains("> +b", mail.Text, StringComparison.Ordinal);
    }
}
