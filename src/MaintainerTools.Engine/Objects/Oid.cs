using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace MaintainerTools.Engine.Objects;

/// <summary>A SHA-1 object id: 20 bytes, ordered and compared as git does (bytewise).</summary>
[StructLayout(LayoutKind.Sequential, Pack = sizeof(uint))]
public readonly struct Oid : IEquatable<Oid>, IComparable<Oid>
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 20;

    // The value of each hex digit, by its byte; -1 for what is none.
    private static readonly sbyte[] s_digits = [.. Enumerable.Range(0, 256).Select(c => (sbyte)HexValue((char)c))];

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly uint _c;

    /// <summary>Takes the first 20 bytes of <paramref name="bytes"/>.</summary>
    public Oid(ReadOnlySpan<byte> bytes)
    {
        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    /// <summary>The all-zero id: git's "no object".</summary>
    public static Oid Zero => default;

    /// <summary>The empty tree, which exists in every repository whether stored or not.</summary>
    public static Oid EmptyTree { get; } = Parse("4b825dc642cb6eb9a060e54bf8d69288fbee4904");

    /// <summary>The empty blob.</summary>
    public static Oid EmptyBlob { get; } = Parse("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");

    /// <summary>True for the all-zero id.</summary>
    public bool IsZero => _a == 0 && _b == 0 && _c == 0;

    /// <summary>Parses 40 hex digits; throws <see cref="FormatException"/> on anything else.</summary>
    public static Oid Parse(ReadOnlySpan<char> hex) =>
        TryParse(hex, out Oid id) ? id : throw new FormatException("Not a 40-digit object id: " + hex.ToString());

    /// <summary>Parses 40 hex digits, either case.</summary>
    public static bool TryParse(ReadOnlySpan<char> hex, out Oid id)
    {
        id = default;
        if (hex.Length != Size * 2)
            return false;
        Span<byte> bytes = stackalloc byte[Size];
        for (int i = 0; i < Size; i++)
        {
            int high = HexValue(hex[2 * i]);
            int low = HexValue(hex[(2 * i) + 1]);
            if ((high | low) < 0)
                return false;
            bytes[i] = (byte)((high << 4) | low);
        }
        id = new Oid(bytes);
        return true;
    }

    /// <summary>Parses 40 hex digits as they stand in commit and tag objects.</summary>
    public static bool TryParse(ReadOnlySpan<byte> ascii, out Oid id)
    {
        id = default;
        if (ascii.Length != Size * 2)
            return false;
        Span<byte> bytes = stackalloc byte[Size];
        int all = 0;
        for (int i = 0; i < Size; i++)
        {
            int high = s_digits[ascii[2 * i]];
            int low = s_digits[ascii[(2 * i) + 1]];
            all |= high | low;
            bytes[i] = (byte)((high << 4) + low);
        }
        if (all < 0)
            return false;
        id = new Oid(bytes);
        return true;
    }

    /// <summary>Writes the 20 bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _b);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], _c);
    }

    /// <summary>The 20 bytes, in a new array.</summary>
    public byte[] ToByteArray()
    {
        byte[] bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <inheritdoc/>
    public bool Equals(Oid other) => _a == other._a && _b == other._b && _c == other._c;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Oid other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)(_a >> 32) ^ (int)_b;

    /// <inheritdoc/>
    public int CompareTo(Oid other)
    {
        int order = _a.CompareTo(other._a);
        if (order == 0)
            order = _b.CompareTo(other._b);
        return order != 0 ? order : _c.CompareTo(other._c);
    }

    /// <summary>The 40 lower-case hex digits.</summary>
    public override string ToString() => string.Create(Size * 2, this, static (chars, id) =>
    {
        Span<byte> bytes = stackalloc byte[Size];
        id.CopyTo(bytes);
        for (int i = 0; i < Size; i++)
        {
            chars[2 * i] = HexDigit(bytes[i] >> 4);
            chars[(2 * i) + 1] = HexDigit(bytes[i] & 15);
        }
    });

    /// <summary>The first <paramref name="digits"/> hex digits, for showing to people.</summary>
    public string Abbreviate(int digits = 12) => ToString()[..digits];

    /// <summary>Bytewise equality.</summary>
    public static bool operator ==(Oid left, Oid right) => left.Equals(right);

    /// <summary>Bytewise inequality.</summary>
    public static bool operator !=(Oid left, Oid right) => !left.Equals(right);

    /// <summary>Bytewise order.</summary>
    public static bool operator <(Oid left, Oid right) => left.CompareTo(right) < 0;

    /// <summary>Bytewise order.</summary>
    public static bool operator >(Oid left, Oid right) => left.CompareTo(right) > 0;

    /// <summary>Bytewise order.</summary>
    public static bool operator <=(Oid left, Oid right) => left.CompareTo(right) <= 0;

    /// <summary>Bytewise order.</summary>
    public static bool operator >=(Oid left, Oid right) => left.CompareTo(right) >= 0;

    private static char HexDigit(int value) => (char)(value < 10 ? '0' + value : 'a' + value - 10);

    private static int HexValue(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'f' => c - 'a' + 10,
        >= 'A' and <= 'F' => c - 'A' + 10,
        _ => -1,
    };
}
