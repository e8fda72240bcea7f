using System.Text;
using MaintainerTools.Engine.Mails;
using MaintainerTools.Engine.Reviews;

namespace MaintainerTools.Engine.Tests.Reviews;

/// <summary>
/// Mails that are made to take long. What they are read as is compared, not how long that takes: the forms below took minutes and hours when they grew by the
/// square of their length or faster, and a test that does so does not come back.
/// </summary>
public class LongTextTests
{
    [Theory]
    [InlineData("a_")]
    [InlineData(">")]
    [InlineData("> ")]
    [InlineData("a/b")]
    [InlineData("a.")]
    [InlineData("(")]
    [InlineData("\"")]
    [InlineData("<a@b")]
    [InlineData("[1/2")]
    [InlineData(" ")]
    [InlineData("remove it. ")]
    [InlineData("> a\nb\n\n")]
    [InlineData("From: a\n")]
    [InlineData("diff -\n")]
    [InlineData("Reviewed-by: a@b\n\n")]
    public void A_megabyte_of_one_thing_is_read_to_its_end(string unit)
    {
        string text = string.Concat(Enumerable.Repeat(unit, (1 << 20) / unit.Length));
        byte[] mail = Encoding.UTF8.GetBytes("From: A <a@b>\nSubject: Re: [PATCH] x\n\nstart\n\n" + text + "\n\nend\n");
        List<MailMessage> mails = Mailbox.Parse(mail, "mail");
        List<ReviewItem> items = [.. new ReviewMailReader(null, null, false).Read(Assert.Single(mails))];
        Assert.NotEmpty(items);
        Assert.StartsWith("start", items[0].Text, StringComparison.Ordinal);
        _ = MailPatches.Of(mails[0]).Count();
    }

    [Fact]
    public void A_paragraph_that_is_no_sentence_is_a_note_that_is_kept_whole()
    {
        string text = string.Concat(Enumerable.Repeat("please remove this line ", 300)).TrimEnd();
        ReviewSentences.Row row = Assert.Single(ReviewSentences.Rows(text));
        Assert.Equal((text, ReviewKind.Note), (row.Text, row.Meaning.Kind));
    }

    [Theory]
    [InlineData("and please ")]
    [InlineData("i think that ")]
    [InlineData("just simply ")]
    [InlineData("please , ")]
    [InlineData("leftover from debugging ")]
    [InlineData("drop this, please, ")]
    [InlineData("thanks, ")]
    [InlineData("this is so very ")]
    public void A_sentence_that_can_be_read_in_as_many_ways_as_one_likes_is_read_once(string unit)
    {
        string text = string.Concat(Enumerable.Repeat(unit, (ReviewText.LongestRead - 10) / unit.Length)) + "frob";
        ReviewSentences.Row row = Assert.Single(ReviewSentences.Rows(text));
        Assert.Equal((text, ReviewKind.Note), (row.Text, row.Meaning.Kind));
    }

    [Fact]
    public void Quotations_in_quotations_lose_all_their_signs_at_once()
    {
        byte[] mail = Encoding.UTF8.GetBytes("From: A <a@b>\nSubject: Re: x\n\n> > >> +\tpr_err();\n>>\n>not > this\n\nPlease remove this.\n");
        ReviewItem item = Assert.Single(new ReviewMailReader(null, null, false).Read(Mailbox.Parse(mail, "mail")[0]));
        Assert.Equal("+\tpr_err();\n\nnot > this", item.Quote);
    }
}
