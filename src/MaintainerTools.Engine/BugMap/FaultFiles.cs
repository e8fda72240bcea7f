using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.BugMap;

/// <summary>Which files can hold a fault that a release ships: source, and no test, example or text.</summary>
internal static class FaultFiles
{
    private static readonly HashSet<string> s_source = new(StringComparer.OrdinalIgnoreCase)
    {
        ".c", ".h", ".cc", ".cpp", ".cxx", ".hh", ".hpp", ".hxx", ".inl", ".cs", ".S", ".dts", ".dtsi", ".java", ".m", ".py", ".pyi", ".pyx", ".sh",
        ".bash", ".go", ".rs", ".js", ".ts", ".rb", ".pl", ".pm", ".php", ".swift", ".kt", ".scala", ".lua", ".y", ".l", ".asm", ".s", ".ps1", ".psm1",
    };

    private static readonly HashSet<string> s_aside = new(StringComparer.OrdinalIgnoreCase)
        { "test", "tests", "testing", "testsuite", "selftests", "unittest", "unittests",
          "doc", "docs", "documentation", "example", "examples", "samples", "t" };

    /// <summary>True for source by its name.</summary>
    internal static bool IsSource(string path) => s_source.Contains(Path.GetExtension(path));

    /// <summary>True for a changed file in which a fault can be: source by its name or its first line, and no test or text.</summary>
    internal static bool IsFault(IObjectReader objects, TreeChange change) => !IsAside(change.Path)
        && (IsSource(change.Path) || (!Path.HasExtension(change.Path) && objects.ReadBlob(change.OldId).AsSpan().StartsWith("#!"u8)));

    /// <summary>True for tests, documentation and examples, by a folder's name.</summary>
    internal static bool IsAside(string path) => path.Split('/')[..^1].Any(s_aside.Contains);
}
