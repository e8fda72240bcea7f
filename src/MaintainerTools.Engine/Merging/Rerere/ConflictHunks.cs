using System.Security.Cryptography;
using System.Text;
using MaintainerTools.Engine.Diffing;

namespace MaintainerTools.Engine.Merging.Rerere;

/// <summary>One conflict in a file with markers.</summary>
/// <param name="Start">The line of the first marker, 0-based.</param>
/// <param name="End">The line after the last marker.</param>
/// <param name="Ours">The lines of the first side, with their ends, as Latin-1.</param>
/// <param name="Theirs">The lines of the second side.</param>
internal sealed record ConflictHunk(int Start, int End, IReadOnlyList<string> Ours, IReadOnlyList<string> Theirs);

/// <summary>
/// A file with conflict markers as git rerere knows it: the two sides of each conflict sorted, so that a merge the other way round is the same conflict; the
/// base and the markers' names dropped; and the id over all sides, each ended by a NUL.
/// </summary>
internal sealed class ConflictHunks
{
    private ConflictHunks(List<ConflictHunk> hunks, TextLines file, string? id, byte[] preimage) => (Hunks, File, Id, Preimage) = (hunks, file, id, preimage);

    /// <summary>The conflicts in order.</summary>
    internal IReadOnlyList<ConflictHunk> Hunks { get; }

    /// <summary>The file with markers.</summary>
    internal TextLines File { get; }

    /// <summary>rerere's id, the name of its folder in rr-cache; null where there is no conflict.</summary>
    internal string? Id { get; }

    /// <summary>The file as rerere keeps it.</summary>
    internal byte[] Preimage { get; }

    /// <summary>Reads the markers; null where they do not belong together, as in a file that had such lines of its own.</summary>
    /// <param name="file">The file.</param>
    /// <param name="markerSize">The length of its markers (the attribute conflict-marker-size).</param>
    internal static ConflictHunks? Parse(byte[] file, int markerSize)
    {
        var text = new TextLines(file);
        var hunks = new List<ConflictHunk>();
        using var preimage = new MemoryStream(file.Length);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        for (int i = 0; i < text.Count;)
        {
            if (MarkerOf(text[i], markerSize) != '<')
            {
                preimage.Write(text[i++]);
                continue;
            }
            int start = i;
            if (Read(text, ref i, markerSize) is not { } sides)
                return null;
            hunks.Add(new ConflictHunk(start, i, sides.Ours, sides.Theirs));
            (string one, string two) = Sorted(sides);
            hash.AppendData(Encoding.Latin1.GetBytes($"{one}\0{two}\0"));
            preimage.Write(Encoding.Latin1.GetBytes(string.Concat(Written(sides, markerSize))));
        }
        return new ConflictHunks(hunks, text, hunks.Count == 0 ? null : new Objects.Oid(hash.GetHashAndReset()).ToString(), preimage.ToArray());
    }

    /// <summary>The conflict that begins at a line; <paramref name="at"/> moves behind it. Null where it does not end.</summary>
    private static (List<string> Ours, List<string> Theirs)? Read(TextLines file, ref int at, int markerSize)
    {
        List<string> ours = [], theirs = [];
        char part = '<';
        for (at++; at < file.Count;)
        {
            char marker = MarkerOf(file[at], markerSize);
            if (marker == '<')
            {
                // A conflict within a side, of a base that conflicted, counts with the side; its own id does not.
                if (Read(file, ref at, markerSize) is not { } inner)
                    return null;
                (part == '<' ? ours : theirs).AddRange(Written(inner, markerSize));
                continue;
            }
            if (marker == '\0' && part != '|')
                (part == '<' ? ours : theirs).Add(Encoding.Latin1.GetString(file[at]));
            at++;
            switch (marker)
            {
                case '\0':
                    break;
                case '>':
                    return part == '=' ? (ours, theirs) : null;
                case '|' when part == '<':
                case '=' when part != '=':
                    part = marker;
                    break;
                default:
                    return null;
            }
        }
        return null;
    }

    private static (string One, string Two) Sorted((List<string> Ours, List<string> Theirs) sides)
    {
        string ours = string.Concat(sides.Ours), theirs = string.Concat(sides.Theirs);
        return string.CompareOrdinal(ours, theirs) > 0 ? (theirs, ours) : (ours, theirs);
    }

    /// <summary>A conflict in rerere's form.</summary>
    private static IEnumerable<string> Written((List<string> Ours, List<string> Theirs) sides, int markerSize)
    {
        (string one, string two) = Sorted(sides);
        return [Marker('<'), one, Marker('='), two, Marker('>')];

        string Marker(char sign) => new string(sign, markerSize) + "\n";
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

    /// <summary>True for a line that is a conflict marker.</summary>
    internal static bool IsMarker(ReadOnlySpan<byte> line, int markerSize) => MarkerOf(line, markerSize) != '\0';

    /// <summary>The sides' markers have names, the one between them and the base's need none.</summary>
    private static char MarkerOf(ReadOnlySpan<byte> line, int markerSize)
    {
        if (line.Length <= markerSize)
            return '\0';
        byte sign = line[0];
        if (sign is not ((byte)'<' or (byte)'=' or (byte)'>' or (byte)'|') || line[..markerSize].ContainsAnyExcept(sign))
            return '\0';
        byte next = line[markerSize];
        return next == ' ' || (sign is (byte)'=' or (byte)'|' && next is (byte)'\n' or (byte)'\r' or (byte)'\t') ? (char)sign : '\0';
    }
}
