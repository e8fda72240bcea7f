using Markdig;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace MaintainerTools.HelpBuilder;

/// <summary>An example of a page: what to type, and what is said before and after it (Get-Help shows both below the code).</summary>
internal sealed record HelpExample(string Title, string Code, IReadOnlyList<string> Text);

/// <summary>A name with text below it: a parameter, an input type, an output type.</summary>
internal sealed record HelpEntry(string Name, IReadOnlyList<string> Text);

/// <summary>A related link; the address is empty where only a name was given.</summary>
internal sealed record HelpLink(string Text, string Address);

/// <summary>A page en-US/Verb-Noun.md, section by section; what is not there is empty.</summary>
internal sealed class HelpPage
{
    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder().UseYamlFrontMatter().UsePipeTables().Build();

    public required string Source { get; init; }

    /// <summary>From the front matter.</summary>
    public string OnlineVersion { get; private set; } = string.Empty;

    public IReadOnlyList<string> Synopsis { get; private set; } = [];

    /// <summary>The text of the code blocks of the SYNTAX section, line by line.</summary>
    public List<string> Syntax { get; } = [];

    public IReadOnlyList<string> Description { get; private set; } = [];

    public List<HelpExample> Examples { get; } = [];

    public List<HelpEntry> Parameters { get; } = [];

    public List<HelpEntry> Inputs { get; } = [];

    public List<HelpEntry> Outputs { get; } = [];

    public IReadOnlyList<string> Notes { get; private set; } = [];

    public List<HelpLink> Links { get; } = [];

    /// <summary>Parses Markdown as all pages here are parsed.</summary>
    public static MarkdownDocument ParseMarkdown(string source) => Markdown.Parse(source, s_pipeline);

    /// <summary>Reads a page.</summary>
    public static HelpPage Read(string path)
    {
        string source = File.ReadAllText(path).ReplaceLineEndings("\n");
        MarkdownDocument document = ParseMarkdown(source);
        var page = new HelpPage { Source = source };
        foreach (YamlFrontMatterBlock front in document.OfType<YamlFrontMatterBlock>())
        {
            foreach (string line in front.Lines.ToString().Split('\n'))
            {
                if (line.StartsWith("online version:", StringComparison.Ordinal))
                    page.OnlineVersion = line["online version:".Length..].Trim();
            }
        }
        foreach ((string heading, List<Block> blocks) in Split(document.Where(block => block is not YamlFrontMatterBlock), 2))
            page.TakeSection(heading, blocks);
        return page;
    }

    private void TakeSection(string heading, List<Block> blocks)
    {
        switch (heading)
        {
            case "SYNOPSIS":
                Synopsis = PlainText.Paragraphs(blocks, Source);
                break;
            case "SYNTAX":
                foreach (FencedCodeBlock code in blocks.OfType<FencedCodeBlock>())
                    Syntax.AddRange(code.Lines.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
                break;
            case "DESCRIPTION":
                Description = PlainText.Paragraphs(blocks, Source);
                break;
            case "EXAMPLES":
                foreach ((string title, List<Block> parts) in Split(blocks, 3).Where(part => part.Heading.Length > 0))
                    TakeExample(title, parts);
                break;
            case "PARAMETERS":
                Parameters.AddRange(Entries(blocks).Select(entry => entry with { Name = entry.Name.TrimStart('-') }));
                break;
            case "INPUTS":
                Inputs.AddRange(Entries(blocks));
                break;
            case "OUTPUTS":
                Outputs.AddRange(Entries(blocks));
                break;
            case "NOTES":
                Notes = PlainText.Paragraphs(blocks, Source);
                break;
            case "RELATED LINKS":
                foreach (LinkInline link in blocks.SelectMany(block => block.Descendants().OfType<LinkInline>()))
                    Links.Add(new HelpLink(PlainText.Inline(link), link.Url ?? string.Empty));
                break;
        }
    }

    // The powershell blocks are what to type; a block in another language (the output) is a remark.
    private void TakeExample(string title, List<Block> parts)
    {
        Examples.Add(new HelpExample(
            title,
            string.Join("\n\n", parts.Where(IsCode).Cast<FencedCodeBlock>().Select(block => block.Lines.ToString())),
            PlainText.Paragraphs(parts.Where(part => !IsCode(part)), Source)));

        static bool IsCode(Block block) => block is FencedCodeBlock { Info: "powershell" };
    }

    private IEnumerable<HelpEntry> Entries(IEnumerable<Block> blocks) =>
        // PlatyPS keeps each parameter's attributes in a yaml block; here they come from the cmdlet.
        Split(blocks, 3).Where(part => part.Heading.Length > 0)
            .Select(part => new HelpEntry(part.Heading,
                PlainText.Paragraphs(part.Blocks.Where(block => block is not FencedCodeBlock { Info: "yaml" }), Source)));

    // Cuts at the headings of a level; what comes before the first has an empty heading.
    private static IEnumerable<(string Heading, List<Block> Blocks)> Split(IEnumerable<Block> blocks, int level)
    {
        string heading = string.Empty;
        var current = new List<Block>();
        foreach (Block block in blocks)
        {
            if (block is HeadingBlock next && next.Level == level)
            {
                yield return (heading, current);
                heading = next.Inline is null ? string.Empty : PlainText.Inline(next.Inline);
                current = [];
            }
            else
            {
                current.Add(block);
            }
        }
        yield return (heading, current);
    }
}
