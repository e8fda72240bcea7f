using MaintainerTools.Engine.History.Messages;

namespace MaintainerTools.Engine.Grading;

/// <summary>What a pick's message has kept of upstream's. Where trailers stand, and what comes between, is the maintainer's choice.</summary>
internal static class MessageFidelity
{
    /// <summary>The trailers of upstream's message that the pick's has nowhere.</summary>
    public static List<string> LostTrailers(string upstream, string pick)
    {
        HashSet<string> lines = [.. pick.Split('\n').Select(line => line.Trim())];
        HashSet<string> trailers = [.. Trailers.Parse(pick).Select(t => $"{t.Token}: {t.Value}")];
        return [.. Trailers.Parse(upstream).Select(t => $"{t.Token}: {t.Value}").Where(t => !trailers.Contains(t) && !lines.Contains(t))
            .Distinct(StringComparer.Ordinal)];
    }

    /// <summary>
    /// How many lines the text of upstream's message has, and how many of them the pick's has not: neither as a line, indented or not, nor wrapped
    /// otherwise. The subject, trailers and markers are no text.
    /// </summary>
    public static (int Lost, int Lines) LostText(string upstream, string pick)
    {
        string words = WordsOf(pick);
        List<string> text = [.. TextOf(upstream)];
        return (text.Count(line => !words.Contains(WordsOf(line), StringComparison.Ordinal)), text.Count);
    }

    private static IEnumerable<string> TextOf(string message)
    {
        int subject = message.TrimStart().IndexOf("\n\n", StringComparison.Ordinal);
        if (subject < 0)
            return [];
        int start = message.Length - message.TrimStart().Length + subject;
        int end = Math.Max(start, Trailers.BlockStart(message));
        HashSet<int> markers = [.. CommitMarkers.Parse(message).Select(marker => marker.Line)];
        int number = message.AsSpan(0, start).Count('\n');
        return message[start..end].Split('\n').Select((line, i) => (line, number + i + 1))
            .Where(one => !markers.Contains(one.Item2) && !MarkerLines.IsStructure(one.line)).Select(one => one.line);
    }

    // With blanks at both ends, so that no word is found within another.
    private static string WordsOf(string text) => $" {string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))} ";
}
