using CsCheck;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Tests.Objects;

/// <summary>These run without the tables of forms, which PowerShell has: that form counts is tested there, in Invoke-CherryPickBase.Tests.ps1.</summary>
public class DiskNamesTests
{
    [Fact]
    public void What_is_the_same_has_the_same_hash_and_is_above_the_same()
    {
        Gen<string> name = Gen.Char["abAB/\u0308üÜ\uD800"].Array[1, 5].Select(c => new string(c));
        Gen.Select(name, name, Gen.Bool, Gen.Bool).Sample((one, other, ignoresCase, ignoresForm) =>
        {
            var names = new DiskNames(ignoresCase, ignoresForm);
            Assert.True(names.Equals(one, one));
            Assert.Equal(names.Equals(one, other), names.Equals(other, one));
            if (names.Equals(one, other))
                Assert.Equal(names.GetHashCode(one), names.GetHashCode(other));
            Assert.True(!names.Equals(one, other) || names.IsAbove(one, other + "/x"));
        });
    }

    [Theory]
    [InlineData("a.c", "A.c", true, false, true)]
    [InlineData("a.c", "A.c", false, true, false)]
    [InlineData("gr\u00FCn", "gru\u0308n", true, false, false)]
    public void Case_counts_for_itself(string one, string other, bool ignoresCase, bool ignoresForm, bool same) =>
        Assert.Equal(same, new DiskNames(ignoresCase, ignoresForm).Equals(one, other));

    [Theory]
    [InlineData(259, 259, false)]
    [InlineData(260, 259, true)]
    [InlineData(4000, null, false)]
    public void A_path_may_be_as_long_as_the_system_says(int length, int? longest, bool isTooLong) =>
        Assert.Equal(isTooLong, new DiskNames(false, false, longest).IsTooLong(new string('a', length)));
}
