using System.Buffers.Binary;
using System.Text;

namespace MaintainerTools.Fuzz;

/// <summary>
/// Changes inputs: bits and bytes, and what the formats are made of: lines, words, numbers, lengths in front of data. The same seed gives the same input.
/// </summary>
internal sealed class Mutator(int seed)
{
    private const int Longest = 1 << 18;

    private static readonly byte[][] s_words = [.. new[]
    {
        "", "\n", "\n\n", "\r\n", "\0", " ", "\t", ">", "> ", ">>>>", "diff --git a/x b/y\n", "--- a/x\n+++ b/x\n", "@@ -1 +1 @@\n",
            "@@ -0,0 +1,2147483647 @@\n", "GIT binary patch\nliteral 5\n",
        "rename from a\nrename to b\n", "old mode 100644\nnew mode 120000\n", "index 0..0\n", "\\ No newline at end of file\n",
        "From x Mon Sep 17 00:00:00 2001\n", "Subject: Re: [PATCH v2 1/2] ",
        "Content-Type: multipart/mixed; boundary=\"x\"\n", "--x\n", "Content-Transfer-Encoding: base64\n", "=?utf-8?q?=1b?=",
        "(cherry picked from commit 0123456789012345678901234567890123456789)",
        "Fixes: 0123456789ab (\"a\")\n", "This reverts commit 0123456789abcdef.\n", "Signed-off-by: A <a@b>\n", "[a]\n", "[a \"b\"]\n", "\tx = y\\\n",
        "include.path", "**", "[!a-", "[[:alpha:]]", ":(icase,glob)", ":!", ":/",
        "tree ", "parent ", "author A <a> 1 +0000\n", "encoding utf-7\n", "gpgsig ", "100644 a\0", "40000 ", "160000 ", "\"", "\\", "\\303", "null", "{",
        "}", "[", "]", "-1", "4294967296", "9223372036854775808", "1e999",
        "\u001b[31m", "\u009b", "\ufeff", "\ud7ff\uffff", "a_", "()", "/", "../", ".git/", "%", "$", "!", "#",
    }.Select(Encoding.UTF8.GetBytes)];

    private static readonly uint[] s_numbers = [0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF];

    private readonly Random _random = new(seed);

    /// <summary>A changed input; <paramref name="others"/> lend their parts.</summary>
    internal byte[] Change(byte[] input, IReadOnlyList<byte[]> others)
    {
        var data = new List<byte>(input);
        // Few changes keep most of the form; many try what comes after a damage.
        for (int changes = 1 << _random.Next(6); changes > 0; changes--)
            ChangeOnce(data, others);
        if (data.Count > Longest)
            data.RemoveRange(Longest, data.Count - Longest);
        return [.. data];
    }

    private void ChangeOnce(List<byte> data, IReadOnlyList<byte[]> others)
    {
        int at = _random.Next(data.Count + 1);
        int length = Math.Min(_random.Next(4) == 0 ? _random.Next(data.Count + 1) : _random.Next(16), data.Count - at);
        switch (_random.Next(12))
        {
            case 0 when at < data.Count:
                data[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < data.Count:
                data[at] = (byte)_random.Next(256);
                break;
            case 2:
                data.InsertRange(at, s_words[_random.Next(s_words.Length)]);
                break;
            case 3:
                data.RemoveRange(at, length);
                break;
            case 4:
                data.InsertRange(at, data.GetRange(at, length));
                break;
            case 5:
                byte[] other = others[_random.Next(others.Count)];
                int from = _random.Next(other.Length + 1);
                data.InsertRange(at, other.AsSpan(from, Math.Min(_random.Next(200), other.Length - from)).ToArray());
                break;
            case 6:
                MoveLine(data);
                break;
            case 7 when at + 4 <= data.Count:
                byte[] number = new byte[4];
                BinaryPrimitives.WriteUInt32BigEndian(number, s_numbers[_random.Next(s_numbers.Length)]);
                data.RemoveRange(at, 4);
                data.InsertRange(at, number);
                break;
            case 8:
                ChangeNumber(data, at);
                break;
            case 9:
                // Much of the same, for what takes more time than it should.
                byte[] word = s_words[_random.Next(s_words.Length)];
                int times = 1 << _random.Next(11);
                for (int i = 0; i < times && data.Count < Longest; i++)
                    data.InsertRange(at, word);
                break;
            case 10:
                data.RemoveRange(at, data.Count - at);
                break;
            default:
                data.InsertRange(at, Enumerable.Range(0, _random.Next(8)).Select(_ => (byte)_random.Next(256)));
                break;
        }
    }

    private void MoveLine(List<byte> data)
    {
        int line = Math.Max(0, data.IndexOf((byte)'\n', _random.Next(data.Count + 1)));
        int end = line < data.Count ? data.IndexOf((byte)'\n', line + 1) : -1;
        if (end < 0)
            return;
        List<byte> moved = data.GetRange(line, end - line);
        if (_random.Next(3) > 0)
            data.RemoveRange(line, end - line);
        int to = Math.Max(0, data.IndexOf((byte)'\n', _random.Next(data.Count + 1)));
        data.InsertRange(to, moved);
    }

    private void ChangeNumber(List<byte> data, int at)
    {
        int first = data.FindIndex(at, b => b is >= (byte)'0' and <= (byte)'9');
        if (first < 0)
            return;
        int end = first;
        while (end < data.Count && data[end] is >= (byte)'0' and <= (byte)'9')
            end++;
        data.RemoveRange(first, end - first);
        data.InsertRange(first, Encoding.ASCII.GetBytes(_random.Next(3) switch
        {
            0 => s_numbers[_random.Next(s_numbers.Length)].ToString(System.Globalization.CultureInfo.InvariantCulture),
            1 => "99999999999999999999",
            _ => _random.Next(20).ToString(System.Globalization.CultureInfo.InvariantCulture),
        }));
    }
}
