namespace MaintainerTools.Engine.Diffing;

/// <summary>Git's guess whether a file without attributes is binary.</summary>
public static class BinaryContent
{
    // git looks no further (FIRST_FEW_BYTES in its xdiff-interface.c).
    private const int Examined = 8000;

    /// <summary>True when there is a NUL among the first 8000 bytes.</summary>
    public static bool IsBinary(ReadOnlySpan<byte> data) => data[..Math.Min(data.Length, Examined)].Contains((byte)0);
}
