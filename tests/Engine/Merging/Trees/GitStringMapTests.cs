using CsCheck;
using MaintainerTools.Engine.Merging.Trees;

namespace MaintainerTools.Engine.Tests.Merging.Trees;

public class GitStringMapTests
{
    [Fact]
    public void It_holds_what_a_dictionary_holds() =>
        Gen.Select(Gen.Int[0, 300], Gen.Int).Array[0, 600].Sample(
            sets =>
            {
                var (map, wanted) = (new GitStringMap<int>(), new Dictionary<string, int>());
                foreach ((int key, int value) in sets)
                {
                    map.Set($"dir/{key}", value);
                    wanted[$"dir/{key}"] = value;
                }
                Assert.Equal(wanted.Count, map.Count);
                Assert.Equal(wanted.OrderBy(p => p.Key).Select(p => (p.Key, p.Value)), map.Walk().OrderBy(p => p.Key));
                Assert.All(wanted, p => Assert.True(map.TryGet(p.Key, out int value) && value == p.Value));
                Assert.False(map.Contains("dir/301"));
                Assert.Equal(0, map.GetOrDefault("dir/301"));
            },
            iter: 200);

    [Fact]
    public void It_is_walked_by_buckets_the_newest_of_one_first()
    {
        string[] keys = [.. Enumerable.Range(0, 50).Select(i => $"file{i}")];
        var map = new GitStringMap<int>();
        foreach (string key in keys)
            map.Set(key, 0);
        Assert.Equal(keys.Reverse().OrderBy(k => Hash(k) % 64), map.Walk().Select(e => e.Key));
        // Set anew it keeps its place.
        map.Set(keys[3], 1);
        Assert.Equal(keys.Reverse().OrderBy(k => Hash(k) % 64), map.Walk().Select(e => e.Key));
    }

    [Fact]
    public void A_grown_one_has_each_chain_turned_over()
    {
        string[] keys = [.. Enumerable.Range(0, 52).Select(i => $"file{i}")];
        var map = new GitStringMap<int>();
        foreach (string key in keys)
            map.Set(key, 0);
        // The fifty-second made it four times as large: the newest first is the oldest first now.
        Assert.Equal(keys.OrderBy(k => Hash(k) % 256), map.Walk().Select(e => e.Key));
    }

    [Fact]
    public void An_empty_one_has_nothing()
    {
        var map = new GitStringMap<string>();
        Assert.Empty(map.Walk());
        Assert.Null(map.GetOrDefault("a"));
        Assert.False(map.TryGet("a", out _));
    }

    [Fact]
    public void A_list_is_sorted_whether_it_was_in_order_or_not() =>
        Gen.Int[0, 9].Array[0, 9].Sample(items =>
        {
            List<int> list = [.. items];
            list.SortUnlessSorted((x, y) => x.CompareTo(y));
            Assert.Equal(items.Order(), list);
        });

    // FNV-1 of 32 bits.
    private static uint Hash(string key) => key.Aggregate(2166136261u, (hash, c) => unchecked((hash * 16777619) ^ c));
}
