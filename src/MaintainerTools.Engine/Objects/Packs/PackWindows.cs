namespace MaintainerTools.Engine.Objects.Packs;

/// <summary>
/// Parts of packs as they are needed, in a few buffers: reading a million small objects through a mapping would leave the whole pack among the
/// pages that this process holds. Not for several threads.
/// </summary>
internal sealed class PackWindows
{
    /// <summary>From each place so many bytes can be seen at once, where the pack has them.</summary>
    internal const int Overlap = 2048;

    private const int Size = 16 << 10;
    private const int Slots = 64;

    private readonly Window?[] _windows = new Window?[Slots];

    /// <summary>The pack from an offset on, at least <see cref="Overlap"/> bytes where there are so many; valid until the next call.</summary>
    internal ReadOnlySpan<byte> At(PackFile pack, long offset)
    {
        long index = offset / Size;
        // Neighbours never push each other out.
        ref Window? window = ref _windows[(int)((index + (pack.Number * 7L)) % Slots)];
        if (window is null || window.Pack != pack || window.Index != index)
        {
            window ??= new Window();
            window.Pack = null;
            window.Length = pack.ReadAt(index * Size, window.Bytes);
            (window.Pack, window.Index) = (pack, index);
        }
        int from = (int)(offset - (index * Size));
        return from < window.Length ? window.Bytes.AsSpan(from, window.Length - from) : default;
    }

    private sealed class Window
    {
        internal PackFile? Pack { get; set; }

        internal long Index { get; set; }

        internal int Length { get; set; }

        internal byte[] Bytes { get; } = GC.AllocateUninitializedArray<byte>(Size + Overlap);
    }
}
