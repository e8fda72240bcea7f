namespace MaintainerTools;

/// <summary>Names of the module that several layers need.</summary>
public static class ModuleInfo
{
    /// <summary>The module's name.</summary>
    public const string Name = "MaintainerTools";
}
