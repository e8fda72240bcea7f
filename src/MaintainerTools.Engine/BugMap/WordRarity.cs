using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.BugMap;

/// <summary>
/// How rare words are in the messages of a history: 0 for what stands in all, 1 for what stands in none. Some thousand messages, evenly chosen, tell.
/// </summary>
internal sealed class WordRarity
{
    private const int MostRead = 4000;

    // Trailers name people and numbers, not what was done.
    private static readonly string[] s_trailers =
        ["reported", "closes", "bug", "fixes", "signed", "co-authored", "approved", "assisted",
         "cve", "thanks", "suggested", "acked", "reviewed", "cc:", "ref:"];

    private readonly Dictionary<string, int> _messages = new(StringComparer.Ordinal);
    private readonly double _all;

    internal WordRarity(IObjectReader objects, IReadOnlyList<Oid> commits, IOperationMonitor monitor)
    {
        int step = Math.Max(1, commits.Count / MostRead);
        int read = 0;
        for (int i = 0; i < commits.Count; i += step)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            read++;
            foreach (string word in OfMessage(objects.ReadCommit(commits[i]).Message))
                _messages[word] = _messages.GetValueOrDefault(word) + 1;
        }
        _all = Math.Log(1 + read);
    }

    /// <summary>How rare a word is.</summary>
    internal double Of(string word) => _all == 0 ? 0 : Math.Max(0, 1 - (Math.Log(1 + _messages.GetValueOrDefault(word)) / _all));

    /// <summary>The words of a message, each once, less its trailers.</summary>
    internal static HashSet<string> OfMessage(string message)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        foreach (string line in message.Split('\n'))
        {
            string start = line.TrimStart();
            if (!s_trailers.Any(trailer => start.StartsWith(trailer, StringComparison.OrdinalIgnoreCase)))
                words.UnionWith(WordsOf(line));
        }
        return words;
    }

    /// <summary>Words of three letters or more, in lower case, without the s of a plural; the parts of a name are words.</summary>
    internal static IEnumerable<string> WordsOf(string text)
    {
        for (int i = 0; i < text.Length;)
        {
            if (!char.IsAsciiLetter(text[i]))
            {
                i++;
                continue;
            }
            int start = i;
            while (i < text.Length && char.IsAsciiLetterOrDigit(text[i]))
                i++;
            if (i - start >= 3)
                yield return text[start..i].ToLowerInvariant().TrimEnd('s');
        }
    }
}
