namespace MaintainerTools;

/// <summary>Names of the module that several layers need.</summary>
public static class ModuleInfo
{
    /// <summary>The module's name.</summary>
    public const string Name = "MaintainerTools";

    /// <summary>The types of results, and of what results hold: plain data that can be made of nothing.</summary>
    public static IReadOnlyList<Type> ResultTypes { get; } = [.. typeof(ModuleInfo).Assembly.GetExportedTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false } && type.GetConstructor(Type.EmptyTypes) is not null)];
}
