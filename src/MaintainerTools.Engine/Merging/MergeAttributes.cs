namespace MaintainerTools.Engine.Merging;

/// <summary>Where a merge learns what .gitattributes say of a path. None by default.</summary>
internal abstract class MergeAttributes
{
    /// <summary>No path has attributes.</summary>
    internal static MergeAttributes None { get; } = new NoAttributes();

    /// <summary>
    /// The value of an attribute: null when unspecified, "true" when set, "false" when unset, else the text given. The path is a byte string.
    /// </summary>
    internal abstract string? Get(string path, string attribute);

    /// <summary>The command of merge.NAME.driver; null where none is configured.</summary>
    internal virtual string? DriverCommand(string name) => null;

    /// <summary>merge.default: the driver of paths without a merge attribute; null where not set.</summary>
    internal virtual string? DefaultDriver => null;

    /// <summary>True when core.autocrlf asks to convert line ends of files that no attribute is about.</summary>
    internal virtual bool ConvertsLineEnds => false;

    /// <summary>True when a filter of that name has a command.</summary>
    internal virtual bool IsFilterConfigured(string name) => false;

    /// <summary>The same with another .gitattributes at the top where the repository has none there in its work tree.</summary>
    internal virtual MergeAttributes WithFallback(ReadOnlySpan<byte> root) => this;

    private sealed class NoAttributes : MergeAttributes
    {
        internal override string? Get(string path, string attribute) => null;
    }
}
