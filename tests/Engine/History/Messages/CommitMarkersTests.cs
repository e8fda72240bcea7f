using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.History.Messages;

public class CommitMarkersTests
{
    private const string Sha = "0123456789abcdef0123456789abcdef01234567";

    [Theory]
    [InlineData($"(cherry picked from commit {Sha})", "CherryPicked", Sha)]
    [InlineData("(Cherry-picked from commit 0123456789AB linux-next)", "CherryPicked", "0123456789ab")]
    [InlineData("  ( cherry  picked from commit  0123456 )", "CherryPicked", "0123456")]
    [InlineData($"commit {Sha} upstream.", "StableUpstream", Sha)]
    [InlineData("Commit 0123456789ab upstream", "StableUpstream", "0123456789ab")]
    [InlineData($"[ Upstream commit {Sha} ]", "StableBracket", Sha)]
    [InlineData($"[upstream commit {Sha}]", "StableBracket", Sha)]
    [InlineData($"[ upstream Commit: {Sha} }}", "StableBracket", Sha)]
    [InlineData($"[ backported from upstream commit {Sha} ]", "BackportedUpstream", Sha)]
    [InlineData($"(backported from commit {Sha})", "Backported", Sha)]
    [InlineData("Stable-dep-of: 0123456789ab (\"net: x\")", "StableDependency", "0123456789ab")]
    [InlineData("Cc: <stable@vger.kernel.org> # 4.9.x: 0123456789ab: net: x", "StablePrerequisite", "0123456789ab")]
    [InlineData("Cc: stable@kernel.org # 0123456789ab", "StablePrerequisite", "0123456789ab")]
    [InlineData("Cc: stable <stable@vger.kernel.org> # v5.10+: 0123456789ab: net: x", "StablePrerequisite", "0123456789ab")]
    [InlineData("Cc: <stable@example.org> # 4.9.x: 0123456789ab: net: x", "StablePrerequisite", "0123456789ab")]
    public void Each_form_is_recognised(string line, string form, string digits)
    {
        CommitMarker marker = Assert.Single(CommitMarkers.Parse($"subject\n\ntext\n\n{line}\n"));
        Assert.Equal((form, digits, 5), (marker.Form.ToString(), marker.Sha, marker.Line));
    }

    [Theory]
    [InlineData($"master commit: {Sha}\nmaster date: 2021-02-03 04:05:06 +0100")]
    [InlineData($"master-commit-id: {Sha}")]
    [InlineData($"Git-commit: {Sha}\nPatch-mainline: v5.15-rc1")]
    [InlineData($"Upstream-commit: {Sha}")]
    [InlineData($"Upstream: {Sha}")]
    [InlineData($"Backport-of: {Sha}")]
    [InlineData($"Backported-from: {Sha}")]
    [InlineData($"Y-Commit: {Sha}\n\nO-JIRA: https://example.org/1")]
    [InlineData($"Cherry-picked-from: {Sha}")]
    [InlineData($"OpenZFS-commit: https://github.com/openzfs/openzfs/commit/{Sha}")]
    [InlineData($"Upstream-Status: Backport [https://example.org/r/commit/{Sha}]")]
    [InlineData($"Upstream-Status: https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/commit/?id={Sha}")]
    [InlineData($"Upstream: https://example.org/r/commit/{Sha}")]
    [InlineData($"Origin: backport, https://example.org/r/commit/{Sha}")]
    [InlineData($"Origin: upstream, commit:{Sha}")]
    [InlineData($"Applied-Upstream: 1.2, commit:{Sha}")]
    [InlineData($"(From OE-Core rev: {Sha})")]
    [InlineData($"(Bitbake rev: {Sha})")]
    [InlineData($"[Linux commit {Sha}, ported to Xen]")]
    [InlineData($"[ upstream linux commit: {Sha} ]")]
    [InlineData($"(cherry picked from commit: {Sha})")]
    [InlineData($"(cherry picked from commit r14-1234-g{Sha})")]
    [InlineData($"(cherry picked from commit owner/name@{Sha})")]
    [InlineData($"(cherry picked from https://github.com/o/n/commit/{Sha})")]
    [InlineData($"(cherry picked from commit {Sha}\n https://git.example.org/y.git master)")]
    [InlineData($"(cherry picked from commit\n{Sha})")]
    [InlineData($"(based on commit {Sha})")]
    [InlineData($"Backport of {Sha}")]
    [InlineData($"This is a backport of commit {Sha}.")]
    [InlineData($"This is cherry-picked from {Sha}")]
    [InlineData($"cherry-pick of {Sha}")]
    [InlineData($"mainline inclusion\nfrom mainline-v5.18-rc1\ncommit {Sha}\ncategory: bugfix")]
    [InlineData($"JIRA: https://example.org/1\nUpstream Status: linux.git\n\ncommit {Sha}\nAuthor: A <a@b>\nDate:   Thu Jan 1\n\n    text\n"
        + "    (cherry picked from commit 1111111111111111111111111111111111111111)")]
    [InlineData($"JIRA: https://example.org/1\nConflicts:\n- context, for this and\n  that reason\n\ncommit {Sha}\nAuthor: A <a@b>")]
    [InlineData($"jira VULN-1\ncve CVE-2024-1\ncommit-author A <a@b>\ncommit {Sha}\n\ntext")]
    [InlineData($"text without an end\n(cherry picked from commit {Sha})\n[c: context]")]
    public void What_trees_write_names_the_source(string text)
    {
        CommitMarker marker = Assert.Single(CommitMarkers.Parse($"subject\n\n{text}\n"));
        Assert.Equal((Sha, true), (marker.Sha, marker.NamesSource));
    }

    [Theory]
    [InlineData($"> (cherry picked from commit {Sha})")]
    [InlineData($"    (cherry picked from commit {Sha})")]
    [InlineData($"\tcommit {Sha} upstream.")]
    [InlineData($"```\n(cherry picked from commit {Sha})\n```")]
    [InlineData($"`(cherry picked from commit {Sha})`")]
    [InlineData($"It was taken too, see there. (cherry picked from commit {Sha})")]
    [InlineData($"(cherry picked from commit {Sha}) was a mistake")]
    [InlineData($"The change that was\ncherry picked from commit {Sha}\nlacks a line.")]
    [InlineData($"This had been broken by the\ncommit {Sha} upstream.")]
    [InlineData($"commit {Sha} upstream\nbroke it.")]
    [InlineData($"Fix what the release took (the one that was\n(cherry picked from commit {Sha})\nin spring).")]
    [InlineData($"Upstream commit: {Sha} broke it")]
    [InlineData($"Upstream-Status: Pending [https://example.org/r/commit/{Sha}]")]
    [InlineData($"Origin: vendor, https://example.org/r/commit/{Sha}")]
    [InlineData($"Fixes-commit: {Sha}")]
    [InlineData($"Upstream: https://example.org/compare/{Sha}...{Sha}")]
    [InlineData($"Bisection ended with:\n\ncommit {Sha}\nAuthor: A <a@b>\nDate:   Thu Jan 1")]
    [InlineData($"{Sha} is the first bad commit\ncommit {Sha}\nAuthor: A <a@b>")]
    [InlineData($"Since\n\ncommit {Sha}\n\nit is slow.")]
    [InlineData($"See https://example.org/r/commit/{Sha}")]
    public void What_only_looks_like_a_marker_is_none(string text) => Assert.Empty(CommitMarkers.Parse($"subject\n\n{text}\n"));

    [Fact]
    public void One_marker_may_name_several_commits()
    {
        string other = new('1', 40);
        Assert.Equal([Sha, other], CommitMarkers.Parse($"s\n\n(cherry picked from commits {Sha} and {other})\n").Select(m => m.Sha));
        Assert.Equal([Sha, other], CommitMarkers.Parse($"s\n\nUpstream-commit: {Sha}, {other}\n").Select(m => m.Sha));
        Assert.Equal([Sha, other], CommitMarkers.Parse($"s\n\n(cherry picked from commits {Sha}\n and {other})\n").Select(m => m.Sha));
    }

    [Theory]
    [InlineData("This was in commit 0123456789ab upstream of the driver.")]
    [InlineData("(cherry picked from commit 012345)")]
    [InlineData("This reverts commit 0123456789abcdef0123456789abcdef01234567.")]
    [InlineData("Cc: stable@vger.kernel.org # 4.9+")]
    [InlineData("Cc: stable@vger.kernel.org # v5.10.1234567")]
    [InlineData("Fixes: 0123456789ab (\"x\")")]
    public void Other_mentions_are_no_markers(string line) => Assert.Empty(CommitMarkers.Parse($"subject\n\n{line}\n"));

    [Fact]
    public void Several_markers_come_in_order_and_the_first_names_upstream()
    {
        string message = $"s\n\n(cherry picked from commit {Sha})\n(cherry picked from commit 1111111111111111111111111111111111111111)\n";
        Assert.Equal([Sha, new string('1', 40)], CommitMarkers.Parse(message).Select(m => m.Sha));
        Assert.Equal(Sha, CommitMarkers.SourceOf(message)!.Sha);
        Assert.True(CommitMarkers.SourceOf(message)!.Names(Oid.Parse(Sha)));
    }

    [Theory]
    [InlineData("CherryPicked", "s\n\ntext\n", "s\n\ntext\n\n(cherry picked from commit SHA)\n")]
    [InlineData("cherrypicked", "s\n\ntext\n\nSigned-off-by: A <a>\n", "s\n\ntext\n\nSigned-off-by: A <a>\n(cherry picked from commit SHA)\n")]
    [InlineData("StableUpstream", "s\n\ntext\n", "s\n\ncommit SHA upstream.\n\ntext\n")]
    [InlineData("StableUpstream", "s", "s\n\ncommit SHA upstream.\n")]
    [InlineData("StableBracket", "s\nt\n\nSigned-off-by: A <a>\n", "s\nt\n\n[ Upstream commit SHA ]\n\nSigned-off-by: A <a>\n")]
    [InlineData("Upstream: {sha} (\"{subject}\")", "s\n\ntext\n", "s\n\ntext\n\nUpstream: SHA (\"s\")\n")]
    [InlineData("<{sha}>", "s\n\ntext\n", "s\n\n<SHA>\n\ntext\n")]
    public void Each_form_is_written_where_it_belongs_and_read_back(string marker, string message, string expected)
    {
        var style = MarkerStyle.Of(marker);
        string marked = CommitMarkers.Add(message, style.Render(Sha, "s"), style.AtEnd);
        Assert.Equal(expected.Replace("SHA", Sha, StringComparison.Ordinal), marked);
        if (!marker.Contains('{', StringComparison.Ordinal))
            Assert.Equal(Sha, CommitMarkers.SourceOf(marked)!.Sha);
    }

    [Fact]
    public void A_note_stands_between_text_and_trailers()
    {
        Assert.Equal("s\n\ntext\n\n[a: b]\n\nSigned-off-by: A <a>\n", CommitMarkers.AddNote("s\n\ntext\n\nSigned-off-by: A <a>\n", "a: b"));
        Assert.Equal("s\n\n[a: b]\n", CommitMarkers.AddNote("s\n", "[a: b]"));
    }

    [MirrorTheory(cases: true)]
    [InlineData("cherry-pick-forecast.tsv", "commit", "stable_commit")]
    public void Real_picks_name_their_sources(string table, string source, string pick)
    {
        foreach (IReadOnlyDictionary<string, string> row in Mirrors.Cases(table)!)
        {
            using GitRepository repository = Mirrors.Open(Mirrors.Find(row["repo"])!);
            string message = repository.Objects.ReadCommit(Oid.Parse(row[pick])).Message;
            Assert.Equal((row[pick], row[source]), (row[pick], repository.ResolveCommit(CommitMarkers.SourceOf(message)!.Sha).ToString()));
        }
    }
}
