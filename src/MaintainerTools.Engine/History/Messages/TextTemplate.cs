using System.Text.RegularExpressions;

namespace MaintainerTools.Engine.History.Messages;

/// <summary>
/// A text with placeholders in braces, as {subject}, in any case. A brace that stands for itself may be written twice, and needs that only where it would
/// begin a placeholder.
/// </summary>
public sealed partial class TextTemplate
{
    private readonly string _text;
    private readonly HashSet<string> _used = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a template.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What errors call it: its file.</param>
    /// <param name="known">The placeholders that will have a value.</param>
    /// <exception cref="MaintainerException">UnknownPlaceholder.</exception>
    public TextTemplate(string text, string name, IReadOnlyList<string> known)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(known);
        _text = text.ReplaceLineEndings("\n");
        foreach (Match match in Placeholder().Matches(_text))
        {
            string placeholder = match.Groups["name"].Value;
            if (placeholder.Length == 0)
                continue;
            if (!known.Contains(placeholder, StringComparer.OrdinalIgnoreCase))
            {
                throw new MaintainerException("UnknownPlaceholder", ErrorKind.InvalidArgument, match.Value, name, match.Value,
                    string.Join(", ", known.Select(one => $"{{{one}}}")));
            }
            _used.Add(placeholder);
        }
    }

    /// <summary>True where it has the placeholder.</summary>
    public bool Has(string placeholder) => _used.Contains(placeholder);

    /// <summary>The text with values in the placeholders' places; what stands in a value is text.</summary>
    /// <param name="valueOf">The value of a placeholder, whose name is given in small letters.</param>
    public string Fill(Func<string, string> valueOf)
    {
        ArgumentNullException.ThrowIfNull(valueOf);
        return Placeholder().Replace(_text, match => match.Groups["name"] is { Length: > 0 } name ? valueOf(name.Value.ToLowerInvariant()) : match.Value[..1]);
    }

    [GeneratedRegex(@"\{\{|\}\}|\{(?<name>[A-Za-z][A-Za-z0-9-]*)\}")]
    private static partial Regex Placeholder();
}
