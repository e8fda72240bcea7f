using System.Globalization;
using System.Text;
using MaintainerTools.Engine.Diffing;

namespace MaintainerTools.Engine.TopicMessages;

/// <summary>Header lines of mails, encoded and folded as git writes them.</summary>
internal static class MailHeader
{
    private const int Longest = 78;
    private const int LongestEncoded = 76;
    private const string Start = "=?UTF-8?q?";
    private static readonly System.Buffers.SearchValues<char> s_specials = System.Buffers.SearchValues.Create("()<>[]:;@,.\"\\");

    /// <summary>True where a text holds anything beyond ASCII.</summary>
    internal static bool IsNotAscii(ReadOnlySpan<byte> text) => text.ContainsAnyExceptInRange((byte)0, (byte)0x7F);

    /// <summary>"From: Name &lt;address&gt;" and its LF.</summary>
    internal static string From(string name, string address, bool encode)
    {
        string text = "From: ";
        int longest = Longest;
        if (encode && NeedsEncoding(name))
        {
            text += Encode(name, text.Length, isAddress: true);
            longest = LongestEncoded;
        }
        else
        {
            bool quote = name.AsSpan().ContainsAny(s_specials);
            string shown = quote ? $"\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"" : name;
            text += Wrap(shown, -text.Length);
        }
        int last = Bytes(text[(text.LastIndexOf('\n') + 1)..]);
        return text + (last + " <".Length + Bytes(address) + ">".Length > longest ? "\n" : "") + $" <{address}>\n";
    }

    /// <summary>"Subject: [PATCH 1/2] what it is" and its LF.</summary>
    /// <param name="prefix">What stands before the subject, a blank behind it.</param>
    /// <param name="subject">The subject, one line.</param>
    /// <param name="encode">False to leave what is not ASCII as it is.</param>
    internal static string Subject(string prefix, string subject, bool encode)
    {
        string text = "Subject: " + prefix;
        return text + (encode && NeedsEncoding(subject) ? Encode(subject, Bytes(text), isAddress: false) : Wrap(subject, -Bytes(text))) + "\n";
    }

    private static string Wrap(string text, int first) => Encoding.UTF8.GetString(WrappedText.Wrap(Encoding.UTF8.GetBytes(text), first, 1, Longest));

    private static bool NeedsEncoding(string text) =>
        text.Any(c => c > '\x7f' || c == '\n') || text.Contains("=?", StringComparison.Ordinal);

    /// <summary>Encoded words; a letter is in one of them, whole.</summary>
    private static string Encode(string text, int column, bool isAddress)
    {
        var output = new StringBuilder(Start);
        column += Start.Length;
        foreach (Rune rune in text.EnumerateRunes())
        {
            byte[] bytes = Encoding.UTF8.GetBytes(rune.ToString());
            bool special = bytes.Length > 1 || IsSpecial((char)bytes[0], isAddress);
            int length = special ? 3 * bytes.Length : 1;
            if (column + length + "?=".Length > LongestEncoded)
            {
                output.Append("?=\n ").Append(Start);
                column = Start.Length + 1;
            }
            foreach (byte value in bytes)
                output.Append(special ? "=" + value.ToString("X2", CultureInfo.InvariantCulture) : ((char)value).ToString());
            column += length;
        }
        return output.Append("?=").ToString();
    }

    private static bool IsSpecial(char c, bool isAddress) => c is <= ' ' or >= '\x7f' or '=' or '?' or '_'
        || (isAddress && !(char.IsAsciiLetterOrDigit(c) || c is '!' or '*' or '+' or '-' or '/'));

    private static int Bytes(string text) => Encoding.UTF8.GetByteCount(text);
}
