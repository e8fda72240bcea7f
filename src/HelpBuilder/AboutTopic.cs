using System.Text;
using Markdig.Syntax;

namespace MaintainerTools.HelpBuilder;

/// <summary>An about_ page as the text file that Get-Help shows: headings at the margin, text indented and wrapped.</summary>
internal static class AboutTopic
{
    private const int Width = 80;
    private const string Indent = "    ";

    /// <summary>Converts one page.</summary>
    public static void Write(string source, string target)
    {
        string text = File.ReadAllText(source).ReplaceLineEndings("\n");
        var result = new StringBuilder();
        foreach (Block block in HelpPage.ParseMarkdown(text))
        {
            if (block is HeadingBlock { Inline: { } inline } heading)
            {
                string words = PlainText.Inline(inline);
                result.Append('\n').Append(heading.Level == 1 ? "TOPIC\n" + Indent + words : heading.Level == 2 ? words.ToUpperInvariant() : words)
                    .Append('\n');
                continue;
            }
            foreach (string paragraph in PlainText.Paragraphs([block], text))
                AppendParagraph(result, paragraph, keep: block is CodeBlock or Markdig.Extensions.Tables.Table);
            if (block is ListBlock)
                result.Append('\n');
        }
        File.WriteAllText(target, result.ToString().TrimStart('\n'));

        void AppendParagraph(StringBuilder to, string paragraph, bool keep)
        {
            bool item = paragraph.StartsWith("- ", StringComparison.Ordinal);
            foreach (string line in keep ? paragraph.Split('\n') : Wrap(paragraph, Width - Indent.Length, item ? "  " : string.Empty))
                to.Append((Indent + (keep ? Indent : string.Empty) + line).TrimEnd()).Append('\n');
            if (!item)
                to.Append('\n');
        }
    }

    private static IEnumerable<string> Wrap(string paragraph, int width, string hanging)
    {
        var line = new StringBuilder();
        foreach (string word in paragraph.Split(' '))
        {
            if (line.Length > hanging.Length && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear().Append(hanging).Append(word);
            }
            else
            {
                if (line.Length > 0)
                    line.Append(' ');
                line.Append(word);
            }
        }
        yield return line.ToString();
    }
}
