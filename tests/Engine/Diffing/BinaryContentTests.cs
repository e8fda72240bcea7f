using MaintainerTools.Engine.Diffing;

namespace MaintainerTools.Engine.Tests.Diffing;

public class BinaryContentTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(7999, true)]
    [InlineData(8000, false)]
    public void A_NUL_counts_among_the_first_8000_bytes(int place, bool isBinary)
    {
        byte[] data = new byte[8001];
        Array.Fill(data, (byte)'x');
        data[place] = 0;
        Assert.Equal(isBinary, BinaryContent.IsBinary(data));
    }

    [Fact]
    public void Other_bytes_are_text_whatever_they_are() => Assert.False(BinaryContent.IsBinary([1, 255, 128, 27]));
}
