using System.Text;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace MaintainerTools.HelpBuilder;

/// <summary>Markdown as the plain paragraphs that Get-Help shows.</summary>
internal static class PlainText
{
    /// <summary>One string a paragraph, list item, code block or table.</summary>
    public static IReadOnlyList<string> Paragraphs(IEnumerable<Block> blocks, string source)
    {
        var paragraphs = new List<string>();
        foreach (Block block in blocks)
            Add(block, string.Empty, source, paragraphs);
        return paragraphs;
    }

    /// <summary>The text of inlines: marks dropped, line breaks of the source as spaces.</summary>
    public static string Inline(ContainerInline container)
    {
        var text = new StringBuilder();
        foreach (Inline inline in container)
        {
            switch (inline)
            {
                case LiteralInline literal:
                    text.Append(literal.Content.AsSpan());
                    break;
                case CodeInline code:
                    text.Append(code.Content);
                    break;
                case LineBreakInline:
                    text.Append(' ');
                    break;
                case AutolinkInline link:
                    text.Append(link.Url);
                    break;
                case HtmlEntityInline entity:
                    text.Append(entity.Transcoded.AsSpan());
                    break;
                case HtmlInline html:
                    text.Append(html.Tag);
                    break;
                case LinkInline link:
                    text.Append(Inline(link));
                    break;
                case ContainerInline inner:
                    text.Append(Inline(inner));
                    break;
            }
        }
        return text.ToString();
    }

    private static void Add(Block block, string indent, string source, List<string> paragraphs)
    {
        switch (block)
        {
            case ParagraphBlock { Inline: { } inline }:
                paragraphs.Add(indent + Inline(inline));
                break;
            case HeadingBlock { Inline: { } inline }:
                paragraphs.Add(indent + Inline(inline));
                break;
            case CodeBlock code:
                paragraphs.Add(string.Join('\n', code.Lines.ToString().Split('\n').Select(line => (indent + line).TrimEnd())));
                break;
            case Table table:
                // Already aligned for a reader of the source; drawing it anew would gain nothing.
                paragraphs.Add(source.Substring(table.Span.Start, table.Span.Length));
                break;
            case ListBlock list:
                int number = int.TryParse(list.OrderedStart, out int start) ? start : 1;
                foreach (ListItemBlock item in list.OfType<ListItemBlock>())
                {
                    string mark = list.IsOrdered ? $"{number++}. " : "- ";
                    var parts = new List<string>();
                    foreach (Block part in item)
                        Add(part, string.Empty, source, parts);
                    for (int i = 0; i < parts.Count; i++)
                        paragraphs.Add(indent + (i == 0 ? mark : new string(' ', mark.Length)) + parts[i]);
                }
                break;
            case QuoteBlock quote:
                foreach (Block part in quote)
                    Add(part, indent + "    ", source, paragraphs);
                break;
        }
    }
}
