namespace MaintainerTools.Engine.Objects;

/// <summary>A path's entry in a tree: its mode and object, 0 and zero where it has none.</summary>
/// <param name="Mode">The mode, as <see cref="EntryMode"/> has them.</param>
/// <param name="Id">The object.</param>
public readonly record struct TreeValue(int Mode, Oid Id)
{
    /// <summary>A mode and an object that stand beside each other.</summary>
    public static implicit operator TreeValue((int Mode, Oid Id) entry) => new(entry.Mode, entry.Id);

    /// <summary>The mode's type bits: file, link, submodule or folder; 0 where there is no entry.</summary>
    internal int Type => Mode & 0xF000;

    /// <summary>The entry of a path that is no folder.</summary>
    internal static TreeValue In(IObjectReader objects, Oid tree, string path) =>
        TreePaths.TryFind(objects, tree, path, out int mode, out Oid id) && mode != EntryMode.Tree ? new TreeValue(mode, id) : default;
}
