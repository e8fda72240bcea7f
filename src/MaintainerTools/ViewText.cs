using System.Collections;
using System.Globalization;
using System.Text;

namespace MaintainerTools;

/// <summary>
/// Text for the views, and for whatever else goes to a terminal. PowerShell breaks a line wherever the column ends; here only between words.
/// </summary>
public static class ViewText
{
    /// <summary>
    /// A text as it may go to a terminal: messages, names, paths and mails are other people's, and a control character in them would move the
    /// cursor, colour what comes after or write to the clipboard. Control characters are shown as less(1) shows them, ^[ or &lt;U+009B&gt;, and so
    /// are those that turn the direction of writing; line ends and tabs stay.
    /// </summary>
    /// <param name="text">The text.</param>
    public static string Plain(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int first = 0;
        while (first < text.Length && IsPlain(text[first]))
            first++;
        if (first == text.Length)
            return text;
        var plain = new StringBuilder(text.Length + 16).Append(text, 0, first);
        foreach (char c in text.AsSpan(first))
        {
            if (IsPlain(c))
                plain.Append(c);
            else if (c < ' ' || c == '\u007F')
                plain.Append('^').Append((char)(c ^ '@'));
            else
                plain.Append(CultureInfo.InvariantCulture, $"<U+{(int)c:X4}>");
        }
        return plain.ToString();
    }

    /// <summary>A value as a view shows it: texts as <see cref="Plain(string)"/> gives them, alone and in lists; null, numbers, times and kinds as
    /// they are.</summary>
    /// <param name="value">The value.</param>
    public static object? Plain(object? value) => value switch
    {
        string text => Plain(text),
        null or Enum => value,
        IEnumerable list => list.Cast<object?>().Select(Plain).ToArray(),
        // Objects of this module in a list are shown as their text.
        _ => value.GetType().Assembly == typeof(ViewText).Assembly ? Plain(value.ToString() ?? "") : value,
    };

    private static bool IsPlain(char c) => c switch
    {
        '\n' or '\t' => true,
        < ' ' or (>= '\u007F' and <= '\u009F') => false,
        // The marks, embeddings, overrides and isolates of the bidirectional algorithm, and the separators of lines and paragraphs.
        '\u061C' or '\u200E' or '\u200F' or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069') => false,
        _ => true,
    };

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

    /// <summary>
    /// How many letters a column may take that shares what others leave of a line with a subject, so that the subject stays readable beside it.
    /// </summary>
    /// <param name="line">The letters of a line; anything below 80 counts as that.</param>
    /// <param name="others">What the other columns take at most, with the blanks between all.</param>
    public static int Half(int line, int others) => Math.Clamp((Math.Max(line, 80) - others) / 2, 20, 60);
}
