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
        { "test", "tests", "testing", "testsuite", "selftests", "unittest", "unittests", "doc", "docs", "documentation", "example", "examples", "samples", "t" };

    /// <summary>True for source by its name.</summary>
    internal static bool IsSource(string path) => s_source.Contains(Path.GetExtension(path));

    /// <summary>True for tests, documentation and examples, by a folder's name.</summary>
    internal static bool IsAside(string path) => path.Split('/')[..^1].Any(s_aside.Contains);
}
