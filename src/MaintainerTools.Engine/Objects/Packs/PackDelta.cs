using System.Runtime.CompilerServices;

namespace MaintainerTools.Engine.Objects.Packs;

/// <summary>Deltas as packs hold them (git's gitformat-pack). What is not as the format says ends in <see cref="InvalidDataException"/>.</summary>
internal static class PackDelta
{
    /// <summary>Writes what the commands make of the base.</summary>
    // Fast from its first call on (docs/architecture.md).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Apply(ReadOnlySpan<byte> below, ReadOnlySpan<byte> commands, Span<byte> result)
    {
        int at = 0;
        int written = 0;
        try
        {
            while (at < commands.Length)
            {
                byte command = commands[at++];
                ReadOnlySpan<byte> part;
                if ((command & 0x80) != 0)
                {
                    int from = 0, length = 0;
                    for (int i = 0; i < 4; i++)
                    {
                        if ((command & (1 << i)) != 0)
                            from |= commands[at++] << (8 * i);
                    }
                    for (int i = 0; i < 3; i++)
                    {
                        if ((command & (0x10 << i)) != 0)
                            length |= commands[at++] << (8 * i);
                    }
                    part = below.Slice(from, length == 0 ? 0x10000 : length);
                }
                else
                {
                    // Zero is kept for later versions of the format.
                    part = command != 0 ? commands.Slice(at, command) : throw new InvalidDataException();
                    at += command;
                }
                part.CopyTo(result[written..]);
                written += part.Length;
            }
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentException)
        {
            throw new InvalidDataException(null, e);
        }
        if (written != result.Length)
            throw new InvalidDataException();
    }

    /// <summary>One of the two sizes that a delta begins with: its base's, then its result's.</summary>
    internal static long ReadSize(ReadOnlySpan<byte> delta, ref int at)
    {
        long size = 0;
        for (int shift = 0; shift < 63; shift += 7)
        {
            if (at >= delta.Length)
                throw new InvalidDataException();
            byte b = delta[at++];
            size |= (long)(b & 0x7F) << shift;
            if ((b & 0x80) == 0)
                return size;
        }
        throw new InvalidDataException();
    }
}
