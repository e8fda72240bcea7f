using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MaintainerTools.Engine.Objects.Packs;

/// <summary>The checksum of zlib streams (RFC 1950): the sum of the bytes, and the sum of all those sums, modulo 65521.</summary>
internal static class Adler32
{
    private const uint Modulus = 65521;

    // As many rounds as sums of sums of bytes fit into sixteen bits.
    private const int Rounds = 22;

    /// <summary>The checksum of all of the data.</summary>
    // Fast from its first call on (docs/architecture.md).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static uint Of(ReadOnlySpan<byte> data)
    {
        ulong a = 1, b = 0;
        while (data.Length >= Vector128<byte>.Count)
        {
            int rounds = Math.Min(data.Length / Vector128<byte>.Count, Rounds);
            AddRounds(data, rounds, ref a, ref b);
            data = data[(rounds * Vector128<byte>.Count)..];
            // The sums of a gigabyte stay far below 64 bits only when they are cut now and then.
            if (b >= 1ul << 48)
                (a, b) = (a % Modulus, b % Modulus);
        }
        foreach (byte value in data)
        {
            a += value;
            b += a;
        }
        return (uint)(((b % Modulus) << 16) | (a % Modulus));
    }

    // Sixteen columns: each one's sum, and the sum of what that was before each round. A byte in column i of n rounds to go counts sixteen
    // times for each round after its own and 16 - i times for its own.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRounds(ReadOnlySpan<byte> data, int rounds, ref ulong a, ref ulong b)
    {
        Vector128<ushort> low = default, high = default, lowBefore = default, highBefore = default;
        for (int i = 0; i < rounds; i++)
        {
            lowBefore += low;
            highBefore += high;
            (Vector128<ushort> first, Vector128<ushort> second) = Vector128.Widen(
                Vector128.Create(data.Slice(i * Vector128<byte>.Count, Vector128<byte>.Count)));
            low += first;
            high += second;
        }
        Vector128<uint> before = Sum(lowBefore) + Sum(highBefore);
        Vector128<uint> sums = Sum(low) + Sum(high);
        Vector128<uint> weighted = Weigh(low, Vector128.Create(16u, 15, 14, 13), Vector128.Create(12u, 11, 10, 9)) +
            Weigh(high, Vector128.Create(8u, 7, 6, 5), Vector128.Create(4u, 3, 2, 1));
        b += (a * (uint)(rounds * Vector128<byte>.Count)) + (16ul * Vector128.Sum(before)) + Vector128.Sum(weighted);
        a += Vector128.Sum(sums);
    }

    private static Vector128<uint> Sum(Vector128<ushort> values)
    {
        (Vector128<uint> low, Vector128<uint> high) = Vector128.Widen(values);
        return low + high;
    }

    private static Vector128<uint> Weigh(Vector128<ushort> values, Vector128<uint> lowWeights, Vector128<uint> highWeights)
    {
        (Vector128<uint> low, Vector128<uint> high) = Vector128.Widen(values);
        return (low * lowWeights) + (high * highWeights);
    }
}
