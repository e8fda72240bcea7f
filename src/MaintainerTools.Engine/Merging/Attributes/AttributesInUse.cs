namespace MaintainerTools.Engine.Merging.Attributes;

/// <summary>
/// The attributes of one merge, that of its bases included. With renormalisation the .gitattributes at the top is that of the trees, where they have one. git
/// looks at it when it first needs an attribute, for drivers and for conversions apart, and keeps to what it then found: where several bases
/// are merged, to what their merge began with.
/// </summary>
internal sealed class AttributesInUse
{
    private MergeAttributes? _drivers, _conversions;

    /// <summary>Those that choose a file's driver and the size of its conflict markers.</summary>
    internal MergeAttributes Drivers(Func<MergeAttributes> now) => _drivers ??= now();

    /// <summary>Those that say how a file is converted.</summary>
    internal MergeAttributes Conversions(Func<MergeAttributes> now) => _conversions ??= now();
}
