using System.Security.Cryptography;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Merging.Rerere;

/// <summary>
/// A file with conflict markers as git rerere knows it: the two sides of each conflict sorted, so that a merge the other way round is the same
/// conflict; the base and the markers' names dropped; and the id over all sides, each ended by a NUL.
/// </summary>
/// <param name="Id">The name of its folder in rr-cache.</param>
/// <param name="Text">The file with its conflicts in that form: what rerere compares with its preimage.</param>
internal sealed record NormalisedConflicts(string Id, byte[] Text)
{
    /// <summary>The form of a file; null where it has no conflict, or markers that do not belong together.</summary>
    /// <param name="data">The file.</param>
    /// <param name="markerSize">The length of its markers (the attribute conflict-marker-size).</param>
    internal static NormalisedConflicts? Read(byte[] data, int markerSize)
    {
        var lines = new TextLines(data);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        using var text = new MemoryStream(data.Length);
        bool any = false;
        for (int i = 0; i < lines.Count;)
        {
            if (!IsMarker(lines[i], '<', markerSize))
            {
                text.Write(lines[i++]);
                continue;
            }
            if (Conflict(lines, ref i, markerSize, hash) is not { } conflict)
                return null;
            text.Write(conflict);
            any = true;
        }
        return any ? new NormalisedConflicts(new Objects.Oid(hash.GetHashAndReset()).ToString(), text.ToArray()) : null;
    }

    /// <summary>The conflict that begins at a line, in rerere's form; <paramref name="at"/> moves behind it. Null where it does not end.</summary>
    private static byte[]? Conflict(TextLines lines, ref int at, int markerSize, IncrementalHash? hash)
    {
        using MemoryStream one = new(), two = new();
        char part = '<';
        for (at++; at < lines.Count;)
        {
            ReadOnlySpan<byte> line = lines[at];
            if (IsMarker(line, '<', markerSize))
            {
                // A conflict within a side, of a base that conflicted, counts with the side; its own id does not.
                if (Conflict(lines, ref at, markerSize, null) is not { } inner)
                    return null;
                (part == '<' ? one : two).Write(inner);
                continue;
            }
            at++;
            if (IsMarker(line, '|', markerSize))
            {
                if (part != '<')
                    return null;
                part = '|';
            }
            else if (IsMarker(line, '=', markerSize))
            {
                if (part == '=')
                    return null;
                part = '=';
            }
            else if (IsMarker(line, '>', markerSize))
            {
                return part == '=' ? Sorted(one.ToArray(), two.ToArray(), markerSize, hash) : null;
            }
            else if (part != '|')
            {
                (part == '<' ? one : two).Write(line);
            }
        }
        return null;
    }

    private static byte[] Sorted(byte[] one, byte[] two, int markerSize, IncrementalHash? hash)
    {
        if (one.AsSpan().SequenceCompareTo(two) > 0)
            (one, two) = (two, one);
        foreach (byte[] side in (byte[][])[one, two])
        {
            hash?.AppendData(side);
            hash?.AppendData([0]);
        }
        return [.. Marker('<'), .. one, .. Marker('='), .. two, .. Marker('>')];

        byte[] Marker(char sign) => [.. Enumerable.Repeat((byte)sign, markerSize), (byte)'\n'];
    }

    /// <summary>The sides' markers have names, the one between them and the base's need none.</summary>
    private static bool IsMarker(ReadOnlySpan<byte> line, char sign, int size) =>
        line.Length > size && line[..size].IndexOfAnyExcept((byte)sign) < 0
        && (sign is '<' or '>' ? line[size] == ' ' : line[size] is (byte)' ' or (>= 9 and <= 13));
}
