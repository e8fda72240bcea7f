using System.Globalization;
using System.Text;

namespace MaintainerTools.Engine.Objects;

/// <summary>An author or committer line, kept as the bytes it has so that a copy is exact.</summary>
public sealed class PersonLine
{
    private readonly byte[] _raw;

    // The line as text where it was made here and not read from a commit; null otherwise.
    private readonly string? _made;

    /// <summary>Takes the bytes after "author " or "committer ".</summary>
    public PersonLine(byte[] raw, Encoding encoding)
    {
        ArgumentNullException.ThrowIfNull(raw);
        ArgumentNullException.ThrowIfNull(encoding);
        _raw = raw;
        ReadOnlySpan<byte> line = raw;
        int close = line.LastIndexOf((byte)'>');
        int open = line.IndexOf((byte)'<');
        if (open < 0 || close < open)
        {
            // Old imports have lines without an address; git shows the rest as the name.
            Name = encoding.GetString(line).Trim();
            Email = "";
            return;
        }
        Name = encoding.GetString(line[..open]).Trim();
        Email = encoding.GetString(line[(open + 1)..close]).Trim();
        string[] rest = Encoding.ASCII.GetString(line[(close + 1)..]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (rest.Length > 0 && long.TryParse(rest[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long time))
            UnixTime = time;
        if (rest.Length > 1 && int.TryParse(rest[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int zone))
            OffsetMinutes = (zone / 100 * 60) + (zone % 100);
    }

    private PersonLine(string made)
        : this(Encoding.UTF8.GetBytes(made), Encoding.UTF8) => _made = made;

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The address, without angle brackets.</summary>
    public string Email { get; }

    /// <summary>Seconds since 1970; 0 where the line has none.</summary>
    public long UnixTime { get; }

    /// <summary>Time zone in minutes east of UTC.</summary>
    public int OffsetMinutes { get; }

    /// <summary>The line's bytes.</summary>
    public ReadOnlySpan<byte> Raw => _raw;

    /// <summary>
    /// The line's bytes for a commit whose encoding header names <paramref name="encodingName"/>: such a header counts for the people's names too.
    /// </summary>
    public ReadOnlySpan<byte> RawFor(string? encodingName) =>
        _made is null || encodingName is null ? _raw : TextEncoding.ForCommit(encodingName).GetBytes(_made);

    /// <summary>The moment in its own time zone, clamped to what .NET can hold.</summary>
    public DateTimeOffset When
    {
        get
        {
            long seconds = Math.Clamp(UnixTime, -62135510400, 253402214400);
            int minutes = Math.Abs(OffsetMinutes) <= 14 * 60 ? OffsetMinutes : 0;
            return DateTimeOffset.FromUnixTimeSeconds(seconds).ToOffset(TimeSpan.FromMinutes(minutes));
        }
    }

    /// <summary>Builds a line from its parts, as git writes it (characters that would break the line are dropped).</summary>
    public static PersonLine Create(string name, string email, long unixTime, int offsetMinutes)
    {
        string sign = offsetMinutes < 0 ? "-" : "+";
        int minutes = Math.Abs(offsetMinutes);
        string line = string.Create(CultureInfo.InvariantCulture,
            $"{Clean(name)} <{Clean(email)}> {unixTime} {sign}{minutes / 60:00}{minutes % 60:00}");
        return new PersonLine(line);

        // git strips these at the ends (ident.c calls them crud) and drops angle brackets and newlines within.
        static string Clean(string text) =>
            string.Concat(text.Where(c => c is not ('<' or '>' or '\n' or '\0')))
                .Trim(' ', '.', ',', ':', ';', '"', '\\', '\'', '\t', '\r');
    }

    /// <summary>"Name &lt;email&gt;".</summary>
    public override string ToString() => $"{Name} <{Email}>";
}

/// <summary>A parsed commit. What is not understood is kept, so that a rewritten commit loses nothing.</summary>
public sealed class CommitObject
{
    private readonly byte[] _messageBytes;
    private readonly Lazy<string> _message;

    private CommitObject(Oid id, Oid tree, Oid[] parents, PersonLine author, PersonLine committer, string? encodingName, Encoding encoding,
        byte[] extraHeaders, byte[] message)
    {
        Id = id;
        Tree = tree;
        Parents = parents;
        Author = author;
        Committer = committer;
        EncodingName = encodingName;
        ExtraHeaders = extraHeaders;
        _messageBytes = message;
        _message = new Lazy<string>(() => encoding.GetString(_messageBytes));
    }

    /// <summary>The commit's own id.</summary>
    public Oid Id { get; }

    /// <summary>The tree it records.</summary>
    public Oid Tree { get; }

    /// <summary>The parents as recorded in the object; history walks honour grafts, replace refs and shallow boundaries on top.</summary>
    public IReadOnlyList<Oid> Parents { get; }

    /// <summary>Who wrote the change, and when.</summary>
    public PersonLine Author { get; }

    /// <summary>Who made the commit, and when.</summary>
    public PersonLine Committer { get; }

    /// <summary>The "encoding" header; null means UTF-8.</summary>
    public string? EncodingName { get; }

    /// <summary>Other headers (mergetag, gpgsig …) as raw bytes with their line ends.</summary>
    public ReadOnlyMemory<byte> ExtraHeaders { get; }

    /// <summary>The message's bytes in the commit's own encoding.</summary>
    public ReadOnlyMemory<byte> MessageBytes => _messageBytes;

    /// <summary>The message as text; bytes that are not valid in the commit's encoding are read as Latin-1.</summary>
    public string Message => _message.Value;

    /// <summary>Two or more parents.</summary>
    public bool IsMerge => Parents.Count > 1;

    /// <summary>git's %s: the first paragraph's lines joined by blanks.</summary>
    public string Subject => CommitMessage.SubjectOf(Message);

    /// <summary>Parses a raw commit.</summary>
    /// <exception cref="MaintainerException">MalformedObject.</exception>
    public static CommitObject Parse(Oid id, byte[] data)
    {
        ArgumentNullException.ThrowIfNull(data);
        ReadOnlySpan<byte> rest = data;
        Oid tree = default;
        bool hasTree = false;
        var parents = new List<Oid>(2);
        byte[]? author = null;
        byte[]? committer = null;
        string? encodingName = null;
        var extra = new MemoryStream();
        bool inExtra = false;
        while (!rest.IsEmpty && rest[0] != '\n')
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
            ReadOnlySpan<byte> whole = end < 0 ? rest : rest[..(end + 1)];
            rest = rest[whole.Length..];
            if (line.StartsWith(" "u8))
            {
                if (inExtra)
                    extra.Write(whole);
                continue;
            }
            inExtra = false;
            if (!hasTree && line.StartsWith("tree "u8))
                hasTree = Oid.TryParse(line[5..], out tree);
            else if (author is null && line.StartsWith("parent "u8) && Oid.TryParse(line[7..], out Oid parent))
                parents.Add(parent);
            else if (author is null && line.StartsWith("author "u8))
                author = line[7..].ToArray();
            else if (committer is null && line.StartsWith("committer "u8))
                committer = line[10..].ToArray();
            else if (encodingName is null && line.StartsWith("encoding "u8))
                encodingName = Encoding.ASCII.GetString(line[9..]);
            else
            {
                inExtra = true;
                extra.Write(whole);
            }
        }
        if (!hasTree)
            throw new MaintainerException("MalformedObject", ErrorKind.InvalidData, id.ToString(), "commit", id, "it names no tree");
        byte[] message = rest.IsEmpty ? [] : rest[1..].ToArray();
        Encoding encoding = TextEncoding.ForCommit(encodingName);
        return new CommitObject(id, tree, [.. parents], new PersonLine(author ?? [], encoding), new PersonLine(committer ?? author ?? [], encoding),
            encodingName, encoding, extra.ToArray(), message);
    }

    /// <summary>Lays out a commit object's bytes as git does.</summary>
    public static byte[] Serialize(Oid tree, IEnumerable<Oid> parents, PersonLine author, PersonLine committer, string? encodingName,
        ReadOnlyMemory<byte> extraHeaders, ReadOnlyMemory<byte> message)
    {
        ArgumentNullException.ThrowIfNull(parents);
        ArgumentNullException.ThrowIfNull(author);
        ArgumentNullException.ThrowIfNull(committer);
        using var buffer = new MemoryStream();
        WriteLine(buffer, "tree ", Encoding.ASCII.GetBytes(tree.ToString()));
        foreach (Oid parent in parents)
            WriteLine(buffer, "parent ", Encoding.ASCII.GetBytes(parent.ToString()));
        WriteLine(buffer, "author ", author.RawFor(encodingName));
        WriteLine(buffer, "committer ", committer.RawFor(encodingName));
        if (encodingName is not null)
            WriteLine(buffer, "encoding ", Encoding.ASCII.GetBytes(encodingName));
        buffer.Write(extraHeaders.Span);
        buffer.WriteByte((byte)'\n');
        buffer.Write(message.Span);
        return buffer.ToArray();

        static void WriteLine(MemoryStream buffer, string key, ReadOnlySpan<byte> value)
        {
            buffer.Write(Encoding.ASCII.GetBytes(key));
            buffer.Write(value);
            buffer.WriteByte((byte)'\n');
        }
    }
}

/// <summary>Reads of commit messages that everything shares.</summary>
public static class CommitMessage
{
    /// <summary>git's %s: leading blank lines skipped, the first paragraph's lines joined by single blanks.</summary>
    public static string SubjectOf(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        int at = 0;
        var subject = new StringBuilder();
        while (at < message.Length)
        {
            int end = message.IndexOf('\n', at);
            if (end < 0)
                end = message.Length;
            ReadOnlySpan<char> line = message.AsSpan(at, end - at).TrimEnd();
            at = end + 1;
            if (line.IsEmpty)
            {
                if (subject.Length > 0)
                    break;
                continue;
            }
            if (subject.Length > 0)
                subject.Append(' ');
            subject.Append(line);
        }
        return subject.ToString();
    }

    /// <summary>The first line that is not blank, as it stands; the sequencer names commits by it in conflicts, where %s joins a paragraph's lines.</summary>
    public static string FirstLineOf(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        foreach (string line in message.Split('\n'))
        {
            if (!string.IsNullOrWhiteSpace(line))
                return line;
        }
        return "";
    }

    /// <summary>git stripspace: no blanks at line ends, no blank lines at both ends, one blank line where there were several, a line end at the end.</summary>
    public static string StripSpace(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var clean = new StringBuilder(message.Length + 1);
        bool blank = false;
        foreach (string raw in message.Split('\n'))
        {
            string line = raw.TrimEnd(' ', '\t', '\r', '\v', '\f');
            if (line.Length == 0)
            {
                blank = clean.Length > 0;
                continue;
            }
            if (blank)
                clean.Append('\n');
            blank = false;
            clean.Append(line).Append('\n');
        }
        return clean.ToString();
    }
}

/// <summary>Encodings of commit messages.</summary>
public static class TextEncoding
{
    /// <summary>UTF-8 that reads bytes which are not UTF-8 as Latin-1, one by one, as people's terminals did.</summary>
    public static Encoding Lenient { get; } = Encoding.GetEncoding("utf-8", EncoderFallback.ReplacementFallback, new Latin1Fallback());

    /// <summary>The encoding that a commit's header names; lenient UTF-8 where it names none or one .NET does not know.</summary>
    public static Encoding ForCommit(string? name)
    {
        if (name is null || name.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || name.Equals("utf8", StringComparison.OrdinalIgnoreCase))
            return Lenient;
        try
        {
            // .NET does not give it by its name any more, for what it can hide in a web page; here it is text to be shown.
#pragma warning disable SYSLIB0001
            if (name.Equals("utf-7", StringComparison.OrdinalIgnoreCase) || name.Equals("utf7", StringComparison.OrdinalIgnoreCase))
                return new UTF7Encoding();
#pragma warning restore SYSLIB0001
            Encoding? known = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
            return known ?? Lenient;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return Lenient;
        }
    }

    private sealed class Latin1Fallback : DecoderFallback
    {
        public override int MaxCharCount => 4;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer();

        private sealed class Buffer : DecoderFallbackBuffer
        {
            private byte[] _bytes = [];
            private int _at;

            public override int Remaining => _bytes.Length - _at;

            public override bool Fallback(byte[] bytesUnknown, int index)
            {
                _bytes = bytesUnknown;
                _at = 0;
                return true;
            }

            public override char GetNextChar() => _at < _bytes.Length ? (char)_bytes[_at++] : '\0';

            public override bool MovePrevious()
            {
                if (_at == 0)
                    return false;
                _at--;
                return true;
            }

            public override void Reset()
            {
                _bytes = [];
                _at = 0;
            }
        }
    }
}
