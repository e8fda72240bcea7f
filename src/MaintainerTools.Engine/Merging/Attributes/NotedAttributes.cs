using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Merging.Attributes;

/// <summary>
/// Attributes that note what a merge asks them, so that its answer can be kept together with what it depends on: another .gitattributes elsewhere, or another
/// driver, changes nothing for it. For one thread.
/// </summary>
internal sealed class NotedAttributes(RepositoryAttributes attributes) : MergeAttributes
{
    private readonly HashSet<string> _folders = [];
    private readonly HashSet<string> _drivers = [];
    private bool _isOpen;

    internal override string? DefaultDriver => attributes.DefaultDriver;

    internal override bool ConvertsLineEnds => attributes.ConvertsLineEnds;

    /// <summary>
    /// What was asked since the last time, and <see cref="RepositoryAttributes.StateOf"/> of that; null where the answers come from elsewhere than from
    /// attributes files and merge drivers.
    /// </summary>
    internal (AttributeNeeds Needs, Oid State)? Take()
    {
        AttributeNeeds? needs = _isOpen ? null : AttributeNeeds.Of(_folders, _drivers);
        _folders.Clear();
        _drivers.Clear();
        _isOpen = false;
        return needs is null ? null : (needs, attributes.StateOf(needs));
    }

    /// <summary>Says that the answer depends on something else, such as a submodule's history.</summary>
    internal void NoteOther() => _isOpen = true;

    internal override string? Get(string path, string attribute)
    {
        _folders.Add(PathText.FolderOf(path));
        return attributes.Get(path, attribute);
    }

    internal override string? DriverCommand(string name)
    {
        _drivers.Add(name);
        return attributes.DriverCommand(name);
    }

    internal override bool IsDriverConfigured(string name)
    {
        _drivers.Add(name);
        return attributes.IsDriverConfigured(name);
    }

    internal override bool IsFilterConfigured(string name)
    {
        NoteOther();
        return attributes.IsFilterConfigured(name);
    }

    internal override bool IsFilterRequired(string name)
    {
        NoteOther();
        return attributes.IsFilterRequired(name);
    }

    internal override MergeAttributes WithTop(ReadOnlySpan<byte> root)
    {
        NoteOther();
        return attributes.WithTop(root);
    }
}
