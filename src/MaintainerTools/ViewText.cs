namespace MaintainerTools;

/// <summary>Text for the views. PowerShell breaks a line wherever the column ends; here only between words.</summary>
public static class ViewText
{
    /// <summary>What a list at 80 columns leaves for its values.</summary>
    public const int ListWidth = 58;

    /// <summary>The text in lines of at most so many letters, none of them broken within a word that is shorter than that.</summary>
    /// <param name="text">The text; its own line ends stay.</param>
    /// <param name="width">The most letters of a line.</param>
    /// <param name="indent">How far the second line and those below it are indented.</param>
    public static string Wrap(string text, int width, int indent = 0)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = new List<string>();
        foreach (string paragraph in text.Split('\n'))
        {
            string line = "";
            bool isFirst = true;
            foreach (string word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (line.Length > 0 && line.TrimStart().Length > 0 && line.Length + 1 + word.Length > width)
                {
                    lines.Add(line);
                    (line, isFirst) = ("", false);
                }
                line += line.Length == 0 ? (isFirst ? "" : new string(' ', indent)) + word : " " + word;
            }
            lines.Add(line);
        }
        return string.Join('\n', lines);
    }

    /// <summary>The beginning of a text, in so many letters at most; it ends with a whole word where one ends in the second half.</summary>
    /// <param name="text">The text.</param>
    /// <param name="width">The most letters, the ellipsis included.</param>
    public static string Cut(string text, int width)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length <= width || width < 2)
            return text;
        int end = text.LastIndexOf(' ', width - 1);
        return text[..(end > width / 2 ? end : width - 1)].TrimEnd() + "\u2026";
    }
}
