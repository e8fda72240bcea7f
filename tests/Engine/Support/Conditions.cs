using Xunit.Sdk;

namespace MaintainerTools.Engine.Tests.Support;

/// <summary>What a test may need that is not everywhere; where it is not, the test is skipped and says why.</summary>
internal static class Conditions
{
    internal static string? NotOnWindows => OperatingSystem.IsWindows() ? "needs a shell, or links without a privilege" : null;

    internal static string? OldGit => MergeComparison.GitIsCurrent ? null : "git is older than 2.54 and answers otherwise";

    internal static string? NoSshKeys { get; } = Has("ssh-keygen") ? null : "ssh-keygen is not installed";

    private static bool Has(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)) || File.Exists(Path.Combine(folder, program + ".exe")));
}

/// <summary>A test that cannot run on Windows.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute() => Skip = Conditions.NotOnWindows;
}

/// <summary>The same for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnixTheoryAttribute : TheoryAttribute
{
    public UnixTheoryAttribute() => Skip = Conditions.NotOnWindows;
}

/// <summary>A test that compares with what the newest git does.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CurrentGitFactAttribute : FactAttribute
{
    public CurrentGitFactAttribute() => Skip = Conditions.OldGit;
}

/// <summary>The same for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CurrentGitTheoryAttribute : TheoryAttribute
{
    public CurrentGitTheoryAttribute() => Skip = Conditions.OldGit;
}

/// <summary>A test that signs with a key of ssh.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SshFactAttribute : FactAttribute
{
    public SshFactAttribute() => Skip = Conditions.NoSshKeys;
}

/// <summary>The arguments of a theory on a real repository, its name first; skipped where that repository is not here.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class MirrorDataAttribute : DataAttribute
{
    private readonly object[] _arguments;

    public MirrorDataAttribute(string repository, params object[] arguments)
    {
        _arguments = [repository, .. arguments];
        if (Mirrors.Find(repository) is null)
            Skip = $"{repository} is not under MAINTAINERTOOLS_MIRRORS";
    }

    /// <inheritdoc/>
    public override IEnumerable<object[]> GetData(System.Reflection.MethodInfo testMethod) => [_arguments];
}

/// <summary>Checks of all of something, which there must be.</summary>
internal static class Each
{
    /// <summary>As <see cref="Assert.All{T}(IEnumerable{T}, Action{T})"/>, which is content with nothing at all.</summary>
    internal static void Holds<T>(IEnumerable<T> items, Action<T> check)
    {
        T[] all = [.. items];
        Assert.NotEmpty(all);
        Assert.All(all, check);
    }
}
