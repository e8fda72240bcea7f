using System.Reflection;
using System.Runtime.Loader;

namespace MaintainerTools;

/// <summary>
/// The module's own load context. PowerShell's default context holds one version of each assembly for all modules of a process;
/// the cmdlets, the engine and LibGit2Sharp load here instead, so that another module's LibGit2Sharp neither replaces ours nor is
/// replaced by it. The result types stay in the default context, where scripts and format views can name them.
/// </summary>
public sealed class ModuleLoadContext : AssemblyLoadContext
{
    private static readonly Lazy<Assembly> s_cmdlets = new(() =>
    {
        string path = Path.Combine(
            Path.GetDirectoryName(typeof(ModuleLoadContext).Assembly.Location)!, "engine", "MaintainerTools.Cmdlets.dll");
        return new ModuleLoadContext(path).LoadFromAssemblyPath(path);
    });

    private readonly AssemblyDependencyResolver _resolver;

    private ModuleLoadContext(string mainAssembly)
        : base(ModuleInfo.Name, isCollectible: false)
    {
        _resolver = new AssemblyDependencyResolver(mainAssembly);
    }

    /// <summary>
    /// The assembly that holds the cmdlets, loaded once per process: a second import or a second runspace gets the same types, and
    /// the native library keeps one state.
    /// </summary>
    public static Assembly Cmdlets => s_cmdlets.Value;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        Assembly results = typeof(ModuleLoadContext).Assembly;
        if (string.Equals(assemblyName.Name, results.GetName().Name, StringComparison.OrdinalIgnoreCase))
            return results;
        return _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
