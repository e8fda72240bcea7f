using System.Text;
using System.Text.RegularExpressions;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.SourceText;

namespace MaintainerTools.Engine.Checks;

/// <summary>Names in C-like code: those that a line defines, and those that it has.</summary>
internal static partial class CodeNames
{
    /// <summary>The telling names of a line: with an underscore, a digit or a hump, or called.</summary>
    internal static IEnumerable<string> In(string code)
    {
        byte[] text = Encoding.UTF8.GetBytes(code);
        foreach ((int start, int length) in Identifiers.Find(text))
        {
            if (Identifiers.IsTelling(text.AsSpan(start, length), text.AsSpan(start + length)))
                yield return Encoding.UTF8.GetString(text, start, length);
        }
    }

    /// <summary>What a line defines: a macro, or a function whose definition begins in the first column and does not end there.</summary>
    internal static string? Defined(string code)
    {
        if (Macro().Match(code) is { Success: true } macro)
            return macro.Groups[1].Value;
        return Function().Match(code) is { Success: true } function && !code.TrimEnd().EndsWith(';') ? function.Groups[1].Value : null;
    }

    /// <summary>The added lines of a file as code, comments and strings blanked.</summary>
    internal static IEnumerable<(CheckedLine Line, string Code)> AddedCode(CheckedFile file)
    {
        if (file.Diff is not { } diff)
            yield break;
        ReadOnlyMemory<byte> whole = diff.New.Range(0, diff.New.Count).ToArray();
        var code = new TextLines(SourceCode.WithoutCommentsAndStrings(whole.Span, SourceCode.LanguageOf(file.Path, whole.Span)));
        foreach (CheckedLine line in file.Added)
            yield return (line, Encoding.UTF8.GetString(code[line.Number - 1]).TrimEnd('\n', '\r'));
    }

    [GeneratedRegex(@"^\s*#\s*define\s+([A-Za-z_]\w*)", RegexOptions.CultureInvariant)]
    private static partial Regex Macro();

    [GeneratedRegex(@"^(?:[A-Za-z_][\w\s*]*[\s*])?([A-Za-z_]\w*)\s*\([^;]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Function();
}
