using MaintainerTools.Engine.Mails;

namespace MaintainerTools.Engine.Tests.Mails;

public class HtmlTextTests
{
    [Theory]
    [InlineData("<p>one</p><p>two</p>", "one\ntwo")]
    [InlineData("one<br>two<br/>three", "one\ntwo\nthree")]
    [InlineData("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c")]
    [InlineData("a\n  b\r\nc", "a   b  c")]
    [InlineData("<pre>a\n  b\n</pre>c", "a\n  b\nc")]
    [InlineData("<style>p { }</style><script>x()</script><title>t</title>seen", "seen")]
    [InlineData("On Monday J wrote:<blockquote>old<blockquote>older</blockquote>old again</blockquote>new",
        "On Monday J wrote:\n> old\n> > older\n> old again\nnew")]
    [InlineData("<ul><li>a</li><li>b</li></ul>", "a\nb")]
    [InlineData("</blockquote></style>text", "text")]
    [InlineData("", "")]
    public void The_text_of_a_page_has_its_lines_and_its_quotations(string html, string text) => Assert.Equal(text, HtmlText.Of(html).TrimEnd('\n'));
}
