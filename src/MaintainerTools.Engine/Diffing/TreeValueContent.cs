using System.Text;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Diffing;

/// <summary>The content of tree entries as text.</summary>
internal static class TreeValueContent
{
    /// <summary>The lines as Latin-1 with their ends; null for what has no lines. An absent path has none, which is an empty list.</summary>
    internal static List<string>? Lines(this TreeValue value, IObjectReader objects)
    {
        if (value.Text(objects) is not { } text)
            return null;
        var lines = new List<string>(text.Count);
        for (int i = 0; i < text.Count; i++)
            lines.Add(Encoding.Latin1.GetString(text[i]));
        return lines;
    }

    /// <summary>The text; null for what is no file, and for a binary one.</summary>
    internal static TextLines? Text(this TreeValue value, IObjectReader objects)
    {
        if (value.Mode == 0)
            return new TextLines([]);
        if (!EntryMode.IsFile(value.Mode))
            return null;
        byte[] data = objects.ReadBlob(value.Id);
        return BinaryContent.IsBinary(data) ? null : new TextLines(data);
    }
}
