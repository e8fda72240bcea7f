using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace MaintainerTools.Engine.Objects;

/// <summary>Which names the disk takes for the same, as the repository's configuration says of it.</summary>
/// <param name="IgnoresCase">core.ignoreCase: letters of either case.</param>
/// <param name="IgnoresForm">core.precomposeUnicode, which git sets on macOS: a letter with its accent, and the letter followed by the accent.</param>
/// <param name="LongestPath">How many characters a path on the disk may have; null where the system sets no such limit, or core.longPaths lifts it.</param>
internal sealed record DiskNames(bool IgnoresCase, bool IgnoresForm, int? LongestPath = null) : IEqualityComparer<string>
{
    /// <summary>Windows's MAX_PATH, without the zero at the end; git for Windows goes by it where core.longPaths is not set.</summary>
    internal const int LongestOnWindows = 259;

    private StringComparison Comparison => IgnoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>False where each name is its own.</summary>
    internal bool AreAlike => IgnoresCase || IgnoresForm;

    /// <summary>True for a file that cannot be checked out, as its path is too long.</summary>
    internal bool IsTooLong(string fullPath) => fullPath.Length > LongestPath;

    /// <inheritdoc/>
    public bool Equals(string? x, string? y) => x is null || y is null ? x == y : string.Equals(Formed(x), Formed(y), Comparison);

    /// <inheritdoc/>
    public int GetHashCode([DisallowNull] string obj) => Formed(obj).GetHashCode(Comparison);

    /// <summary>True where the one is a folder above the other.</summary>
    internal bool IsAbove(string folder, string path) => Formed(path).StartsWith(Formed(folder) + "/", Comparison);

    private string Formed(string name)
    {
        if (!IgnoresForm || Ascii.IsValid(name))
            return name;
        try
        {
            return name.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            // Bytes that are no UTF-8 have no other form.
            return name;
        }
    }
}
