using CsCheck;
using MaintainerTools.Engine.Bisectability;

namespace MaintainerTools.Engine.Tests.Bisectability;

public class SeriesShardTests
{
    [Fact]
    public void The_shards_have_every_commit_once()
    {
        Gen.Select(Gen.Int[1, 300], Gen.Int[1, 20]).Sample((commits, shards) =>
        {
            IReadOnlyList<SeriesShard> all = SeriesShard.All(shards, commits);
            Assert.Equal(Enumerable.Range(0, commits), all.SelectMany(s => Enumerable.Range(s.Of(commits).First, s.Of(commits).End - s.Of(commits).First)));
            Assert.All(all, shard => Assert.Equal(shard, SeriesShard.Parse(shard.ToString())));
            Assert.All(all, shard => Assert.True(shard.Of(commits).First < shard.Of(commits).End));
        });
    }

    [Theory]
    [InlineData("0/5")]
    [InlineData("6/5")]
    [InlineData("2")]
    [InlineData("2/")]
    [InlineData("-1/2")]
    [InlineData("1/2/3")]
    [InlineData("a/b")]
    [InlineData("")]
    public void What_is_no_shard_is_said(string text) =>
        Assert.Equal("ShardMalformed", Assert.Throws<MaintainerException>(() => SeriesShard.Parse(text)).ErrorId);
}
