using System.Reflection;
using System.Runtime.InteropServices;
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
        ModuleLoadContext context = new(path);
        return context.LoadFromAssemblyPath(context.ImageOf(path));
    });

    private readonly AssemblyDependencyResolver _resolver;
    private readonly string _images;

    private ModuleLoadContext(string mainAssembly)
        : base(ModuleInfo.Name, isCollectible: false)
    {
        _resolver = new AssemblyDependencyResolver(mainAssembly);
        _images = Path.Combine(Path.GetDirectoryName(mainAssembly)!, "images", ImageSet);
    }

    /// <summary>
    /// The assembly that holds the cmdlets, loaded once per process: a second import or a second runspace gets the same types, and
    /// the native library keeps one state.
    /// </summary>
    public static Assembly Cmdlets => s_cmdlets.Value;

    /// <summary>
    /// The set of ReadyToRun images that this process can use, "net10.0-linux-x64": an image holds machine code for one major version
    /// of .NET and one platform. The runtime compiles what a missing image would have held, so that a platform without a set is
    /// slower at first and no different otherwise.
    /// </summary>
    public static string ImageSet
    {
        get
        {
            string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
            string architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
            return $"net{Environment.Version.Major}.0-{system}-{architecture}";
        }
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        Assembly results = typeof(ModuleLoadContext).Assembly;
        if (string.Equals(assemblyName.Name, results.GetName().Name, StringComparison.OrdinalIgnoreCase))
            return results;
        return _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(ImageOf(path)) : null;
    }

    // The image is the whole assembly, its IL with the machine code added.
    private string ImageOf(string path)
    {
        string image = Path.Combine(_images, Path.GetFileName(path));
        return File.Exists(image) ? image : path;
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
