using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Tests.Objects;

public class HeldFilesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(5)]
    public void What_is_let_go_in_time_is_done(int held)
    {
        var waits = new List<int>();
        int calls = 0;
        HeldFiles.Try(() => { if (calls++ < held) throw new IOException("in use", unchecked((int)0x80070020)); }, waits.Add, isWindows: false);
        Assert.Equal(held + 1, calls);
        Assert.Equal(new[] { 0, 1, 10, 20, 40 }.Take(held), waits);
    }

    [Fact]
    public void What_is_held_on_is_said()
    {
        int calls = 0;
        Action held = () => { calls++; throw new UnauthorizedAccessException(); };
        Assert.Throws<UnauthorizedAccessException>(() => HeldFiles.Try(held, _ => { }, isWindows: true));
        Assert.Equal(6, calls);
    }

    [Fact]
    public void What_nobody_holds_is_not_tried_again()
    {
        int calls = 0;
        Action denied = () => { calls++; throw new UnauthorizedAccessException(); }, missing = () => { calls++; throw new FileNotFoundException(); };
        Assert.Throws<UnauthorizedAccessException>(() => HeldFiles.Try(denied, _ => { }, isWindows: false));
        Assert.Throws<FileNotFoundException>(() => HeldFiles.Try(missing, _ => { }, isWindows: true));
        Assert.Equal(2, calls);
    }
}
