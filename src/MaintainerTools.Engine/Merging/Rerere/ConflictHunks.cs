using System.Security.Cryptography;
using System.Text;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Merging.Rerere;

/// <summary>One conflict in a file with markers.</summary>
/// <param name="Start">The line of the first marker, 0-based.</param>
/// <param name="End">The line after the last marker.</param>
/// <param name="Ours">The lines of the first side, with their ends, as Latin-1.</param>
/// <param name="Theirs">The lines of the second side.</param>
internal sealed record ConflictHunk(int Start, int End, IReadOnlyList<string> Ours, IReadOnlyList<string> Theirs);

/// <summary>
/// The conflicts that are written in a file with markers. Their id is the one under which git rerere keeps them, so that what it remembers is found:
/// the SHA-1 of the two sides of each, the smaller one first, each ended by a NUL.
/// </summary>
internal sealed class ConflictHunks
{
    private ConflictHunks(List<ConflictHunk> hunks, TextLines file, string? id, byte[] preimage) => (Hunks, File, Id, Preimage) = (hunks, file, id, preimage);

    /// <summary>The conflicts in order.</summary>
    internal IReadOnlyList<ConflictHunk> Hunks { get; }

    /// <summary>The file with markers.</summary>
    internal TextLines File { get; }

    /// <summary>rerere's id; null where there is no conflict.</summary>
    internal string? Id { get; }

    /// <summary>The file as rerere keeps it: sides in order of their bytes, markers without names.</summary>
    internal byte[] Preimage { get; }

    /// <summary>Reads the markers; null where they do not pair up, as in a file that had such lines of its own.</summary>
    internal static ConflictHunks? Parse(byte[] file, int markerSize = 7)
    {
        var text = new TextLines(file);
        var hunks = new List<ConflictHunk>();
        using var preimage = new MemoryStream();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        List<string>? current = null;
        List<string> ours = [], theirs = [];
        int start = -1;
        for (int i = 0; i < text.Count; i++)
        {
            char marker = MarkerOf(text[i], markerSize);
            if (start < 0)
            {
                if (marker != '<')
                {
                    preimage.Write(text[i]);
                    continue;
                }
                (start, ours, theirs) = (i, [], []);
                current = ours;
                continue;
            }
            switch (marker)
            {
                case '<':
                    return null;
                case '|':
                    current = null;
                    break;
                case '=' when current != theirs:
                    current = theirs;
                    break;
                case '>' when current == theirs:
                    hunks.Add(new ConflictHunk(start, i + 1, ours, theirs));
                    Normalize(string.Concat(ours), string.Concat(theirs));
                    start = -1;
                    break;
                default:
                    current?.Add(Encoding.Latin1.GetString(text[i]));
                    break;
            }
        }
        if (start >= 0)
            return null;
        return new ConflictHunks(hunks, text, hunks.Count == 0 ? null : new Objects.Oid(hash.GetHashAndReset()).ToString(), preimage.ToArray());

        void Normalize(string one, string two)
        {
            if (string.CompareOrdinal(one, two) > 0)
                (one, two) = (two, one);
            foreach (string side in (string[])[one, two])
                hash.AppendData(Encoding.Latin1.GetBytes(side + "\0"));
            preimage.Write(Encoding.Latin1.GetBytes(
                $"{new string('<', markerSize)}\n{one}{new string('=', markerSize)}\n{two}{new string('>', markerSize)}\n"));
        }
    }

    /// <summary>
    /// The lines that stand in another version of the file where a conflict stands in this one: what lies between the nearest lines before and after it
    /// that both have.
    /// </summary>
    internal IReadOnlyList<string> RegionIn(TextLines other, IReadOnlyList<LineChange> changes, ConflictHunk hunk)
    {
        int[] places = Places(changes, File.Count);
        int before = hunk.Start - 1, after = hunk.End;
        while (before >= 0 && places[before] < 0)
            before--;
        while (after < File.Count && places[after] < 0)
            after++;
        int first = before < 0 ? 0 : places[before] + 1;
        int end = after == File.Count ? other.Count : places[after];
        var lines = new List<string>();
        for (int i = first; i < end; i++)
            lines.Add(Encoding.Latin1.GetString(other[i]));
        return lines;
    }

    /// <summary>Where each line of the old file is in the new one; -1 for a line that is gone.</summary>
    private static int[] Places(IReadOnlyList<LineChange> changes, int count)
    {
        int[] places = new int[count];
        int at = 0, shift = 0;
        foreach (LineChange change in changes)
        {
            for (; at < change.OldStart; at++)
                places[at] = at + shift;
            for (; at < change.OldEnd; at++)
                places[at] = -1;
            shift = change.NewEnd - change.OldEnd;
        }
        for (; at < count; at++)
            places[at] = at + shift;
        return places;
    }

    /// <summary>True for a line that is a conflict marker of any length git would write.</summary>
    internal static bool IsMarker(ReadOnlySpan<byte> line, int size = 7) => MarkerOf(line, size) != '\0';

    private static char MarkerOf(ReadOnlySpan<byte> line, int size)
    {
        if (line.Length < size + 1)
            return '\0';
        byte sign = line[0];
        if (sign is not ((byte)'<' or (byte)'=' or (byte)'>' or (byte)'|') || line[..size].ContainsAnyExcept(sign))
            return '\0';
        byte next = line[size];
        bool named = sign is (byte)'<' or (byte)'>';
        return named ? next == ' ' ? (char)sign : '\0' : next is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' ? (char)sign : '\0';
    }
}
