using System.Text;
using MaintainerTools.Engine.Merging.Trees;

namespace MaintainerTools.Engine.Merging.Attributes;

/// <summary>Of which folders a merge wanted the attributes, and of which drivers the settings.</summary>
/// <param name="Folders">The folders, as byte strings; each stands for those above it as well.</param>
/// <param name="Drivers">The names of the drivers.</param>
internal sealed record AttributeNeeds(IReadOnlyList<string> Folders, IReadOnlyList<string> Drivers)
{
    // Neither a path nor what a line of an attributes file says has one.
    private const char End = '\0';

    /// <summary>Those, in an order that does not depend on when they were asked; of a folder and one below it the lower.</summary>
    internal static AttributeNeeds Of(IReadOnlySet<string> folders, IEnumerable<string> drivers)
    {
        var above = new HashSet<string>();
        foreach (string folder in folders)
        {
            for (string at = folder; at.Length > 0 && above.Add(PathText.FolderOf(at)); at = PathText.FolderOf(at))
            {
            }
        }
        return new([.. folders.Where(folder => !above.Contains(folder)).Order(StringComparer.Ordinal)], [.. drivers.Order(StringComparer.Ordinal)]);
    }

    /// <summary>As bytes to be kept.</summary>
    internal byte[] ToBytes() => Encoding.UTF8.GetBytes($"{Folders.Count}{End}{string.Join("", Folders.Concat(Drivers).Select(name => name + End))}");

    /// <summary>From those bytes; null where they are not such.</summary>
    internal static AttributeNeeds? Parse(ReadOnlySpan<byte> bytes)
    {
        string[] parts = Encoding.UTF8.GetString(bytes).Split(End);
        return parts.Length >= 2 && int.TryParse(parts[0], out int folders) && folders >= 0 && folders <= parts.Length - 2
            ? new(parts[1..(folders + 1)], parts[(folders + 1)..^1]) : null;
    }
}
