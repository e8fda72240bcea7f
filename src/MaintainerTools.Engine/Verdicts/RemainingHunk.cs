using System.Text;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Verdicts;

/// <summary>Lines that a pick would still change in a file, without context; of a binary file, a mode or a submodule what stands for its content.</summary>
/// <param name="Path">The file, as the tree that is picked onto has it.</param>
/// <param name="Line">The first line there that goes, or before which lines come; from 1, 0 for what has no lines.</param>
/// <param name="Removed">The lines that would go, as Latin-1.</param>
/// <param name="Added">The lines that would come.</param>
internal sealed record RemainingHunk(string Path, int Line, IReadOnlyList<string> Removed, IReadOnlyList<string> Added)
{
    /// <summary>The same for the same lines, wherever they stand.</summary>
    internal string Lines { get; } = string.Join('\n', Removed) + "\0" + string.Join('\n', Added);

    /// <summary>The same for the same lines of the same file.</summary>
    internal string Key => Path + "\0" + Lines;

    /// <summary>How many lines it changes.</summary>
    internal int Count => Removed.Count + Added.Count;

    /// <summary>False for a bracket, a blank line, a word: any file may have it.</summary>
    internal static bool IsTelling(string line) => line.Count(char.IsLetterOrDigit) > 5;

    /// <summary>As results show it.</summary>
    internal MissingChange ToResult() => new() { Path = Path, Line = Line, Removed = [.. Removed.Select(Text)], Added = [.. Added.Select(Text)] };

    private static string Text(string line) => TextEncoding.Lenient.GetString(Encoding.Latin1.GetBytes(line)).TrimEnd('\n', '\r');
}
