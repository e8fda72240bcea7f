using MaintainerTools.Engine.History.Messages;

namespace MaintainerTools.Engine.Tests.History.Messages;

public class StableRequestTests
{
    [Theory]
    [InlineData("Cc: stable@dpdk.org")]
    [InlineData("cc:stable@vger.kernel.org")]
    [InlineData("Cc: <stable@vger.kernel.org> # 5.4+")]
    [InlineData("Cc: Stable Team <stable@vger.kernel.org>")]
    [InlineData("Cc: \"Some One\" <someone@example.com>, stable@vger.kernel.org")]
    [InlineData("Cc: qemu-stable@nongnu.org")]
    [InlineData("Cc: stable")]
    [InlineData("Backport: 4.14+")]
    [InlineData("Backport-to: 2.6")]
    public void Lines_that_ask_for_stable_branches_are_known(string line)
    {
        Assert.Equal([line], StableRequest.LinesIn($"subject\n\ntext\n\nFixes: 0123456789ab (\"x\")\n{line}\n\nSigned-off-by: A <a@b>\n"));
        Assert.True(StableRequest.Parse(line)!.IsFor(null));
    }

    [Theory]
    [InlineData("Cc: someone@example.com")]
    [InlineData("Cc: Stable Boy <boy@example.com>")]
    [InlineData("Cc: unstable@example.com")]
    [InlineData("> Cc: stable@vger.kernel.org")]
    [InlineData("please Cc: stable@vger.kernel.org")]
    [InlineData("Backporting: hard")]
    public void Others_are_not(string line) => Assert.Empty(StableRequest.LinesIn($"subject\n\n{line}\n"));

    [Theory]
    [InlineData("Cc: <stable+noautosel@kernel.org> # needs thought")]
    [InlineData("Backport: no")]
    public void Some_ask_for_the_contrary(string line) => Assert.True(StableRequest.Parse(line) is { IsRefusal: true } refusal && !refusal.IsFor(null));

    [Theory]
    [InlineData("# 5.4+", "v5.4", "v5.4.7", "6.1", "!4.19.300", "!5.3.9")]
    [InlineData("# v5.4", "5.4.1", "5.10.2", "!4.19")]
    [InlineData("# 5.4.x", "5.4.1", "6.6", "!5.3")]
    [InlineData("[5.4 and later]", "5.4.1", "6.6", "!5.3")]
    [InlineData("# >= 5.4", "5.4.1", "!5.3")]
    [InlineData("# v4.19 - v5.10", "4.19.3", "5.10.200", "!4.18", "!5.11", "!5.15.1")]
    [InlineData("# 4.19..5.10", "4.19.3", "5.10.200", "!5.11")]
    [InlineData("# from 4.19 to 5.10", "4.19.3", "!5.11")]
    [InlineData("# up to 5.10", "4.4", "5.10.3", "!5.11")]
    [InlineData("# <= 5.10", "5.10.3", "!5.11")]
    [InlineData("# 5.10 only", "5.10.3", "!5.4", "!5.15")]
    [InlineData("# 5.4, 5.10", "5.4.3", "5.15", "!4.19")]
    [InlineData("# 3.3.x: a1f84a3: sched: Check for idle", "3.3.1", "4.4", "!3.2.9")]
    [InlineData("# 22.11", "v22.11.4", "23.11.1", "!21.11.6")]
    [InlineData("# after 4 weeks in mainline", "3.0", "6.6")]
    [InlineData("# see patch description, needs adjustments for <= 6.3", "5.4", "6.6")]
    [InlineData("", "5.4")]
    public void Versions_behind_it_are_read_as_authors_mean_them(string comment, params string[] releases)
    {
        StableRequest request = StableRequest.Parse($"Cc: <stable@vger.kernel.org> {comment}".TrimEnd())!;
        foreach (string release in releases)
            Assert.Equal(!release.StartsWith('!'), request.IsFor(ReleaseVersion.Find(release)));
    }

    [Theory]
    [InlineData("v5.4.3", "5.4.3")]
    [InlineData("linux-5.4.y", "5.4")]
    [InlineData("stable-v45", "45")]
    [InlineData("release/2.6", "2.6")]
    [InlineData("v23.11.1-rc2", "23.11.1")]
    [InlineData("main", null)]
    public void Names_of_tags_and_branches_hold_releases(string name, string? release) => Assert.Equal(release, ReleaseVersion.Find(name)?.ToString());

    [Theory]
    [InlineData("Link: https://lore.kernel.org/r/20240101123456.12345-3-me@example.com", "20240101123456.12345-me@example.com")]
    [InlineData("Link: https://patch.msgid.link/20240101-slug-here-v2-3-0123456789ab@example.com", "20240101-slug-here-v2-0123456789ab@example.com")]
    [InlineData("Message-ID: <cover.1612345678.git.me@example.com>", "1612345678.git.me@example.com")]
    [InlineData("Message-Id: <0123456789012345678901234567890123456789.1612345678.git.me@example.com>", "1612345678.git.me@example.com")]
    [InlineData("PR-URL: https://github.com/o/r/pull/12", "https://github.com/o/r/pull/12")]
    [InlineData("Part-of: <https://gitlab.example.org/o/r/-/merge_requests/7>", "https://gitlab.example.org/o/r/-/merge_requests/7")]
    [InlineData("Link: https://example.org/a/page", null)]
    public void Patches_of_a_series_have_one_name(string line, string? series) => Assert.Equal(series, SeriesNames.Of($"subject\n\ntext\n\n{line}\n"));
}
