using System.Globalization;

namespace MaintainerTools.Engine.Merging.Attributes;

/// <summary>Where a merge learns what .gitattributes say of a path. None by default.</summary>
internal abstract class MergeAttributes
{
    private const int DefaultMarkerSize = 7;

    /// <summary>No path has attributes.</summary>
    internal static MergeAttributes None { get; } = new NoAttributes();

    /// <summary>The value of an attribute that is set; no file can give this text, which has a blank. What merge=true gives is another.</summary>
    internal const string Set = "is set";

    /// <summary>The value of an attribute that is unset with a minus.</summary>
    internal const string Unset = "is unset";

    /// <summary>
    /// The value of an attribute: null when unspecified, else <see cref="Set"/>, <see cref="Unset"/> or the text given. The path is a byte string.
    /// </summary>
    internal abstract string? Get(string path, string attribute);

    /// <summary>How long a path's conflict markers are: what conflict-marker-size says, or else 7.</summary>
    internal int MarkerSize(string path) =>
        int.TryParse(Get(path, "conflict-marker-size"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int size)
        && size > 0 ? size : DefaultMarkerSize;

    /// <summary>The command of merge.NAME.driver; null where none is configured.</summary>
    internal virtual string? DriverCommand(string name) => null;

    /// <summary>True where any merge.NAME setting is there: then git takes the driver for a configured one and insists on its command.</summary>
    internal virtual bool IsDriverConfigured(string name) => false;

    /// <summary>merge.default: the driver of paths without a merge attribute; null where not set.</summary>
    internal virtual string? DefaultDriver => null;

    /// <summary>True when core.autocrlf asks to convert line ends of files that no attribute is about.</summary>
    internal virtual bool ConvertsLineEnds => false;

    /// <summary>True when a filter of that name has a command.</summary>
    internal virtual bool IsFilterConfigured(string name) => false;

    /// <summary>True when git stops where a filter of that name fails or has no command.</summary>
    internal virtual bool IsFilterRequired(string name) => false;

    /// <summary>The same with this .gitattributes at the top instead of the work tree's.</summary>
    internal virtual MergeAttributes WithTop(ReadOnlySpan<byte> root) => this;

    private sealed class NoAttributes : MergeAttributes
    {
        internal override string? Get(string path, string attribute) => null;
    }
}
