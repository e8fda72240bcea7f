using CsCheck;
using MaintainerTools.Engine.Diffing;
using static MaintainerTools.Engine.Tests.Support.Literals;

namespace MaintainerTools.Engine.Tests.Diffing;

public class Base85Tests
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";

    [Fact]
    public void What_is_encoded_comes_back() =>
        Gen.Byte.Array[1, 52].Sample(data => Assert.Equal(data, Decoded(Encoded(data))));

    [Fact]
    public void The_first_letter_says_how_many_bytes_count()
    {
        Assert.Equal([0], Decoded("A00000"));
        Assert.Equal([0, 0, 0, 0], Decoded("D00000"));
        Assert.Equal(52, Decoded("z" + new string('0', 65)).Length);
        Assert.Equal([255, 255, 255, 255], Decoded("D|NsC0"));
        Assert.Empty(Decoded(""));
    }

    private static byte[] Decoded(string line)
    {
        using var output = new MemoryStream();
        Base85.Decode(Bytes(line), output);
        return output.ToArray();
    }

    private static string Encoded(byte[] data)
    {
        string line = ((char)(data.Length <= 26 ? 'A' + data.Length - 1 : 'a' + data.Length - 27)).ToString();
        for (int at = 0; at < data.Length; at += 4)
        {
            uint word = 0;
            for (int i = 0; i < 4; i++)
                word = (word << 8) | (at + i < data.Length ? data[at + i] : 0u);
            string five = "";
            for (int i = 0; i < 5; i++, word /= 85)
                five = Alphabet[(int)(word % 85)] + five;
            line += five;
        }
        return line;
    }
}
