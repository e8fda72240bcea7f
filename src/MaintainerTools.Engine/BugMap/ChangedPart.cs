namespace MaintainerTools.Engine.BugMap;

/// <summary>The part of a line that a change is about: without what both forms begin and end with, but for one word or sign on each side.</summary>
internal static class ChangedPart
{
    // Less than this is found in any line.
    private const int Shortest = 4;

    /// <summary>The part of the old text; null where it is too short to tell anything.</summary>
    internal static string? Of(string old, string now)
    {
        List<(int Start, int End)> words = Split(old);
        List<(int Start, int End)> others = Split(now);
        int before = 0;
        while (before < words.Count && before < others.Count && Same(before, before))
            before++;
        int after = 0;
        while (after < words.Count - before && after < others.Count - before && Same(words.Count - 1 - after, others.Count - 1 - after))
            after++;
        int first = Math.Max(0, before - 1);
        int last = Math.Min(words.Count - 1, words.Count - after);
        if (last < first)
            return null;
        string part = old[words[first].Start..words[last].End];
        return part.Length < Shortest ? null : part;

        bool Same(int i, int j) => old.AsSpan(words[i].Start, words[i].End - words[i].Start)
            .SequenceEqual(now.AsSpan(others[j].Start, others[j].End - others[j].Start));
    }

    /// <summary>Words, and signs one by one.</summary>
    private static List<(int Start, int End)> Split(string text)
    {
        var words = new List<(int, int)>();
        for (int i = 0; i < text.Length;)
        {
            int start = i++;
            if (IsWord(text[start]))
            {
                while (i < text.Length && IsWord(text[i]))
                    i++;
            }
            words.Add((start, i));
        }
        return words;
    }

    private static bool IsWord(char letter) => char.IsAsciiLetterOrDigit(letter) || letter == '_';
}
