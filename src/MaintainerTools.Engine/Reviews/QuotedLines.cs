using System.Collections;
using System.Text.RegularExpressions;

namespace MaintainerTools.Engine.Reviews;

/// <summary>
/// What a mail quotes above a remark: the first of the lines that it quotes in all. The remarks of a mail share them, and what is looked for in them
/// is looked for once, or a mail of many short quotations would take time by the square of its length.
/// </summary>
internal sealed class QuotedLines : IReadOnlyList<string>
{
    private readonly Shared _shared;

    private QuotedLines(Shared shared, int count) => (_shared, Count) = (shared, count);

    /// <summary>Takes lines that nothing is added to.</summary>
    internal static QuotedLines Of(IEnumerable<string> lines)
    {
        var shared = new Shared();
        shared.Lines.AddRange(lines);
        return new QuotedLines(shared, shared.Lines.Count);
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public string this[int index] => index < Count ? _shared.Lines[index] : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>The lines that a pattern fits, in order.</summary>
    internal IEnumerable<Match> Matches(Regex pattern) => _shared.PlacesOf(pattern).TakeWhile(at => at < Count).Select(at => pattern.Match(_shared.Lines[at]));

    /// <summary>The last line that a pattern fits; null where there is none.</summary>
    internal Match? LastMatch(Regex pattern)
    {
        List<int> places = _shared.PlacesOf(pattern);
        int next = places.BinarySearch(Count);
        next = next < 0 ? ~next : next;
        return next == 0 ? null : pattern.Match(_shared.Lines[places[next - 1]]);
    }

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => _shared.Lines.Take(Count).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>All that a mail quotes, as far as it was read.</summary>
    internal sealed class Shared
    {
        private readonly Dictionary<Regex, (List<int> Places, int Searched)> _places = [];

        internal List<string> Lines { get; } = [];

        /// <summary>What there is now.</summary>
        internal QuotedLines UpToHere() => new(this, Lines.Count);

        internal List<int> PlacesOf(Regex pattern)
        {
            (List<int> places, int searched) = _places.TryGetValue(pattern, out (List<int>, int) known) ? known : ([], 0);
            for (; searched < Lines.Count; searched++)
            {
                if (pattern.IsMatch(Lines[searched]))
                    places.Add(searched);
            }
            _places[pattern] = (places, searched);
            return places;
        }
    }
}
