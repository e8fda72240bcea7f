using MaintainerTools.Engine.Objects.Packs;

namespace MaintainerTools.Engine.Tests.Objects.Packs;

public class Adler32Tests
{
    [Fact]
    public void Known_texts_have_their_known_sums()
    {
        Assert.Equal(1u, Adler32.Of([]));
        Assert.Equal(0x11E60398u, Adler32.Of("Wikipedia"u8));
        // 16 zero bytes add the one that it begins with, each time.
        Assert.Equal(0x00100001u, Adler32.Of(new byte[16]));
    }
}
