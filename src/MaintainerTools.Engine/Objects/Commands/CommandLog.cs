using System.Globalization;
using System.Text;

namespace MaintainerTools.Engine.Objects.Commands;

/// <summary>What a command prints, as it comes: in a file, which has an upper size, and its end in memory.</summary>
internal sealed class CommandLog : IDisposable
{
    /// <summary>So much of the end is at hand without the file.</summary>
    internal const int TailSize = 64 * 1024;

    // A command that never stops printing is not to fill the disk; its end is what one looks for.
    private const long MostKept = 32L << 20;

    private readonly FileStream _file;
    private readonly byte[] _tail = new byte[TailSize];
    private long _written;

    internal CommandLog(string file) => _file = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.Read);

    /// <summary>The last bytes as UTF-8 text, from the beginning of a line on.</summary>
    internal string Tail
    {
        get
        {
            lock (_tail)
            {
                ReadOnlySpan<byte> bytes = TailBytes();
                if (_written > TailSize)
                    bytes = bytes[(bytes.IndexOf((byte)'\n') + 1)..];
                return Encoding.UTF8.GetString(bytes).ReplaceLineEndings("\n");
            }
        }
    }

    /// <summary>Adds what was read. Safe for several threads.</summary>
    internal void Add(ReadOnlySpan<byte> bytes)
    {
        lock (_tail)
        {
            long room = Math.Min(MostKept - _written, bytes.Length);
            if (room > 0)
                _file.Write(bytes[..(int)room]);
            foreach (byte one in bytes)
                _tail[_written++ % TailSize] = one;
        }
    }

    /// <summary>Ends the file: of a long log with a line on what is left out, and the end.</summary>
    internal void Finish()
    {
        lock (_tail)
        {
            if (_written > MostKept)
            {
                long left = Math.Max(0, _written - MostKept - TailSize);
                _file.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\n[{left} bytes are left out here]\n")));
                _file.Write(TailBytes().AsSpan()[^(int)Math.Min(TailSize, _written - MostKept)..]);
            }
            _file.Flush();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private byte[] TailBytes()
    {
        int length = (int)Math.Min(TailSize, _written);
        var bytes = new byte[length];
        for (int i = 0; i < length; i++)
            bytes[i] = _tail[(_written - length + i) % TailSize];
        return bytes;
    }
}
