using System.Text;

namespace MaintainerTools.Engine.Reporting.Sample;

/// <summary>A patch of the sample: who, what is said, what is changed.</summary>
/// <param name="Subject">The first line.</param>
/// <param name="Author">Key of the author in <see cref="SamplePeople"/>.</param>
/// <param name="Body">The text below, without a trailing newline; {fixes:SUBJECT} and {stable:SUBJECT}, each a paragraph,
/// become trailers that name other commits.</param>
/// <param name="Edits">The changes, in order.</param>
internal sealed record SamplePatch(string Subject, string Author, string Body, IReadOnlyList<SampleEdit> Edits);

/// <summary>
/// Reads the embedded content. A patch file has "@@@ SUBJECT", "From: KEY", the text, and for each file "+++ PATH" (or
/// "+++ OLD => NEW") with hunks: "@@", then lines as in a diff. Hunks carry no line numbers: they are found by their lines.
/// </summary>
internal static class SampleContent
{
    /// <summary>A resource's text with LF line ends, whatever the checkout it was built from had.</summary>
    public static string Text(string name)
    {
        using Stream stream = typeof(SampleContent).Assembly.GetManifestResourceStream("Sample/" + name)
            ?? throw new InvalidOperationException("No embedded content " + name);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    /// <summary>The patches of a resource.</summary>
    public static IReadOnlyList<SamplePatch> Patches(string name) =>
        [.. ("\n" + Text(name)).Split("\n@@@ ", StringSplitOptions.RemoveEmptyEntries).Select(ParsePatch)];

    /// <summary>The files of a resource, each after a line "=== PATH".</summary>
    public static SampleTree Tree(string name)
    {
        SampleTree tree = SampleTree.Empty;
        foreach (string part in ("\n" + Text(name)).Split("\n=== ", StringSplitOptions.RemoveEmptyEntries))
        {
            int end = part.IndexOf('\n', StringComparison.Ordinal);
            tree = tree.With(part[..end], part[(end + 1)..].TrimEnd('\n') + "\n");
        }
        return tree;
    }

    private static SamplePatch ParsePatch(string text)
    {
        string[] lines = text.TrimEnd('\n').Split('\n');
        string author = lines[1]["From: ".Length..];
        int at = 2;
        var body = new StringBuilder();
        for (; at < lines.Length && !lines[at].StartsWith("+++ ", StringComparison.Ordinal); at++)
            body.Append(lines[at]).Append('\n');
        var edits = new List<SampleEdit>();
        string path = "";
        while (at < lines.Length)
        {
            string line = lines[at++];
            if (line.StartsWith("+++ ", StringComparison.Ordinal))
            {
                string[] names = line[4..].Split(" => ");
                path = names[^1];
                if (names.Length > 1)
                    edits.Add(new SampleEdit(names[0], "", "", names[1]));
                continue;
            }
            var old = new StringBuilder();
            var @new = new StringBuilder();
            for (; at < lines.Length && lines[at] != "@@" && !lines[at].StartsWith("+++ ", StringComparison.Ordinal); at++)
            {
                // A blank context line may have lost its blank to an editor.
                char kind = lines[at].Length == 0 ? ' ' : lines[at][0];
                string content = lines[at].Length == 0 ? "" : lines[at][1..];
                if (kind != '+')
                    old.Append(content).Append('\n');
                if (kind != '-')
                    @new.Append(content).Append('\n');
            }
            edits.Add(new SampleEdit(path, old.ToString(), @new.ToString()));
        }
        return new SamplePatch(lines[0], author, body.ToString().Trim('\n'), edits);
    }
}
