using System.Text;
using System.Text.RegularExpressions;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.SourceText;

namespace MaintainerTools.Engine.Reviews;

/// <summary>Tells the identifiers that remarks want renamed from the words of prose: "s/teh/the/" is about no identifier.</summary>
internal static class ReviewWords
{
    /// <summary>True where a remark would rename what may be a word of prose: letters only, not written as a call.</summary>
    internal static bool IsPlain(ReviewItem item)
    {
        string word = item.From!;
        return word.All(char.IsLetter) && !word.Skip(1).Any(char.IsUpper) && !item.Text.Contains(word + "(", StringComparison.Ordinal);
    }

    /// <summary>
    /// The files to whose code a commit adds lines with the word: outside of comments and strings, in languages where these are known. In other files prose
    /// cannot be told from code.
    /// </summary>
    internal static IReadOnlySet<string> FilesWith(IObjectReader objects, CommitObject commit, string word)
    {
        Oid before = CommitTrees.RecordedBefore(objects, commit);
        byte[] wanted = Encoding.UTF8.GetBytes(word);
        return FilePatch.Compute(objects, before, commit.Tree).Where(p => AddsCode(objects, p, wanted)).Select(p => p.Path).ToHashSet();
    }

    /// <summary>True when a message has the word.</summary>
    internal static bool IsIn(string message, string word) => Regex.IsMatch(message, $@"(?<!\w){Regex.Escape(word)}(?!\w)");

    private static bool AddsCode(IObjectReader objects, FilePatch patch, byte[] word)
    {
        HashSet<string> added = [.. patch.Lines.Where(l => l[0] == '+' && Words.Has(Encoding.Latin1.GetBytes(l), word)).Select(l => l[1..])];
        if (added.Count == 0)
            return false;
        byte[] data = objects.ReadBlob(patch.Change.NewId);
        SourceLanguage language = SourceCode.LanguageOf(patch.Path, data);
        if (language == SourceLanguage.Other)
            return false;
        var lines = new TextLines(data);
        var code = new TextLines(SourceCode.WithoutCommentsAndStrings(data, language));
        for (int i = 0; i < lines.Count; i++)
        {
            if (Words.Has(code[i], word) && added.Contains(Encoding.Latin1.GetString(lines[i])))
                return true;
        }
        return false;
    }
}
