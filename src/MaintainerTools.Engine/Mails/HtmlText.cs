using System.Text;
using MimeKit.Text;

namespace MaintainerTools.Engine.Mails;

/// <summary>The text of a mail that has only HTML; quotations get their "> " back.</summary>
internal static class HtmlText
{
    // Nobody answers in more; each line gets a sign for each.
    private const int MostQuotes = 50;

    internal static string Of(string html)
    {
        var text = new StringBuilder();
        int quotes = 0;
        int hidden = 0;
        bool preformatted = false;
        using var input = new StringReader(html);
        var tokens = new HtmlTokenizer(input);
        while (tokens.ReadNextToken(out HtmlToken? token))
        {
            if (token is HtmlTagToken tag)
            {
                int step = tag.IsEndTag ? -1 : tag.IsEmptyElement ? 0 : 1;
                switch (tag.Id)
                {
                    case HtmlTagId.Script or HtmlTagId.Style or HtmlTagId.Title:
                        hidden = Math.Max(0, hidden + step);
                        break;
                    case HtmlTagId.BlockQuote:
                        NewLine(false);
                        quotes = Math.Clamp(quotes + step, 0, MostQuotes);
                        break;
                    case HtmlTagId.Pre:
                        preformatted = step > 0;
                        NewLine(false);
                        break;
                    case HtmlTagId.Br:
                        NewLine(true);
                        break;
                    case HtmlTagId.P or HtmlTagId.Div or HtmlTagId.LI or HtmlTagId.TR:
                        NewLine(false);
                        break;
                }
            }
            // The tokenizer has replaced character references already; doing it again would make "&amp;lt;" a "<".
            else if (token is HtmlDataToken { Data: { } data } && hidden == 0)
            {
                foreach (char c in data)
                {
                    if (c == '\n' && preformatted)
                        NewLine(true);
                    else
                        Append(c is '\n' or '\r' && !preformatted ? ' ' : c);
                }
            }
        }
        return text.ToString();

        void NewLine(bool always)
        {
            if (always || (text.Length > 0 && text[^1] != '\n'))
                text.Append('\n');
        }

        void Append(char c)
        {
            bool atStart = text.Length == 0 || text[^1] == '\n';
            if (atStart && c == ' ' && !preformatted)
                return;
            if (atStart)
                text.Append(string.Concat(Enumerable.Repeat("> ", quotes)));
            text.Append(c);
        }
    }
}
