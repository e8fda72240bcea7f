using MaintainerTools.Engine.Grading;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks;
using MaintainerTools.Engine.Picks.Prerequisites;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.History.Messages;

public class MarkerStyleTests
{
    private const string Sha = "0123456789abcdef0123456789abcdef01234567";

    [Theory]
    [InlineData("CherryPicked")]
    [InlineData("stableupstream")]
    [InlineData("StableBracket")]
    [InlineData("Upstream-commit: {sha}")]
    [InlineData("Upstream: {SHA} (\"{Subject}\")")]
    [InlineData("{sha}")]
    [InlineData("{subject}{sha}")]
    [InlineData("{sha}{subject}")]
    [InlineData("  taken ({sha}) from {sha}: {subject}  ")]
    [InlineData("(commit {sha} $1 \\d+ [a-z]* of main.)")]
    [InlineData("Depends-on: {sha}")]
    [InlineData("übernommen\tvon {sha}")]
    public void Whatever_a_style_writes_it_reads(string marker)
    {
        var style = MarkerStyle.Of(marker);
        foreach (string subject in (string[])["fix abc", "", "fix (x) \"{sha}\" deadbeef", "a\u0085b\fc", "$& \\1 .*"])
        {
            string message = CommitMarkers.Add($"{subject}\n\ntext\n\nSigned-off-by: A <a>\n", style.Render(Sha, subject), style.AtEnd);
            CommitMarker read = style.SourceOf(message)!;
            Assert.Equal(Sha, read.Sha);
            Assert.True(read.NamesSource);
            Assert.Equal(style.Render(Sha, subject).TrimEnd(), CommitMarkers.LineOf(message, read));
        }
    }

    [Fact]
    public void A_template_is_read_loosely_and_beside_the_forms_that_are_known()
    {
        var style = MarkerStyle.Of("Our-own-commit: {sha} (\"{subject}\")");
        Assert.Equal("0123456789ab", style.SourceOf("s\n\nour-own-Commit:0123456789AB  (\"other\")\n")!.Sha);
        Assert.Equal(Sha, style.SourceOf($"s\n\n(cherry picked from commit {Sha})\n")!.Sha);
        Assert.Equal(CommitMarkerForm.DependsOn, Assert.Single(style.Parse($"s\n\nDepends-on: {Sha}\n")).Form);
        // What looks like one of a bare template, in the text, is none where another names a whole SHA.
        Assert.Equal(Sha, MarkerStyle.Of("{subject} {sha}").SourceOf($"as before deadbeef\n\nmore {Sha}\n")!.Sha);
        Assert.Null(style.SourceOf("s\n\nOur-own-commit: 012345 (\"too short\")\n"));
        Assert.Null(style.SourceOf($"s\n\nOur-own-commit: {Sha}\n"));
        Assert.Null(style.SourceOf($"s\n\nsee Our-own-commit: {Sha} (\"s\")\n"));
        Assert.Empty(CommitMarkers.Parse($"s\n\nOur-own-commit: {Sha} (\"s\")\n"));
    }

    [Fact]
    public void Several_styles_are_read_and_the_first_is_written()
    {
        MarkerStyle style = MarkerStyle.Of(["Taken: {sha}", "StableUpstream", "Imported: {sha}"]);
        Assert.Equal("Taken: x", style.Render("x", ""));
        Assert.Equal([Sha, "0123456789ab", new string('2', 40)],
            new[] { $"Taken: {Sha}", "Imported: 0123456789ab", $"(cherry picked from commit {new string('2', 40)})" }
            .Select(line => style.SourceOf($"s\n\n{line}\n")!.Sha));
    }

    [Fact]
    public void A_repository_keeps_markers_of_its_own()
    {
        using var test = new TestRepository();
        test.Commit("a", "1\n", "base");
        test.Run("config", "--add", "maintainertools.marker", "Taken: {sha}");
        test.Run("config", "--add", "maintainertools.marker", "Imported: {sha}");
        using GitRepository repository = test.Open();
        var history = CommitHistory.Open(repository);
        Assert.Equal(Sha, history.Markers.SourceOf($"s\n\nImported: {Sha}\n")!.Sha);
        Assert.Equal(Sha, history.Markers.SourceOf($"s\n\nTaken: {Sha}\n")!.Sha);
        // What is written is said by -Marker alone.
        Assert.StartsWith("(cherry picked from", history.Markers.Render(Sha, "s"), StringComparison.Ordinal);
        Assert.Equal(Sha, CommitHistory.Open(repository, markers: ["Got: {sha}"]).Markers.SourceOf($"s\n\nTaken: {Sha}\n")!.Sha);
        test.Run("config", "--add", "maintainertools.marker", "without a place for it");
        using GitRepository broken = test.Open();
        Assert.Equal("InvalidMarkerTemplate", Assert.Throws<MaintainerException>(() => CommitHistory.Open(broken)).ErrorId);
    }

    [Theory]
    [InlineData("StableUpstrem")]
    [InlineData("two\n{sha}")]
    public void A_marker_that_cannot_name_the_commit_is_refused(string marker) =>
        Assert.Equal("InvalidMarkerTemplate", Assert.Throws<MaintainerException>(() => MarkerStyle.Of(marker)).ErrorId);

    /// <summary>
    /// A base of adapted picks, which nothing but their markers tells: audit, presence, forecast,
    /// prerequisites and a second run know them by the template.
    /// </summary>
    [Theory]
    [InlineData("Our-commit: {sha}", "UTF-8")]
    [InlineData("<von {sha}: „{subject}“>", "UTF-8")]
    [InlineData("(geändert nach {sha}, {subject})", "ISO-8859-1")]
    public void A_base_is_known_by_the_template_that_marked_it(string template, string encoding)
    {
        using var test = new TestRepository();
        string Lines(params int[] changed) => string.Concat(Enumerable.Range(1, 20).Select(i => changed.Contains(i) ? $"LINE {i}\n" : $"line {i}\n"));
        test.Commit("a", Lines(), "base");
        test.Run("tag", "v1");
        test.Run("config", "i18n.commitEncoding", encoding);
        string first = test.Commit("a", Lines(5), "erste Änderung");
        string second = test.Commit("a", Lines(5, 6), "zweite Änderung");
        test.Run("tag", "upstream");

        using GitRepository repository = test.Open();
        CherryPicker Picking() => new(new Workspace(repository));
        CherryPickOptions Options(params string[] commits) =>
            new() { Onto = "v1", Branch = "base", Commits = commits, Marker = template, IncludePrerequisite = true };
        Picking().Apply(Picking().Plan(Options(first)));
        // Adapted: other lines and another subject, so that neither patch-id nor subject tells.
        test.Run("switch", "-q", "base");
        string message = test.Run("log", "-1", "--encoding=UTF-8", "--format=%B");
        test.File("a", Lines(5, 15));
        test.Run("-c", "i18n.commitEncoding=UTF-8", "commit", "-q", "-a", "--amend", "-m",
            "adapted\n" + message[message.IndexOf('\n', StringComparison.Ordinal)..]);
        test.Run("switch", "-q", "--detach");

        using GitRepository after = test.Open();
        var style = MarkerStyle.Of(template);
        PickedCommit audited = Assert.Single(new BaseAudit(new Workspace(after))
            .Run(new BaseAuditOptions { Since = "v1", Base = "base", Upstream = "upstream", Marker = style }).Picks);
        Assert.Equal((first, "Marker"), (audited.Source, audited.PairedBy));
        Assert.DoesNotContain(audited.Finding, f => f.Contains("mark", StringComparison.Ordinal));
        Assert.NotEqual("Marker", new BaseAudit(new Workspace(after))
            .Run(new BaseAuditOptions { Since = "v1", Base = "base", Upstream = "upstream", Marker = MarkerStyle.CherryPicked }).Picks[0].PairedBy);

        var forecasting = new BackportForecaster(new Workspace(after), new BackportForecastOptions { Commits = [Oid.Parse(first)], Marker = style });
        Assert.Equal("Marker", forecasting.Run("base").Single().PresentBy);
        var wanted = new PrerequisiteOptions { Commits = [Oid.Parse(first)], Onto = "base", Upstream = "upstream", Marker = style };
        Assert.True(new PrerequisiteSearch(new Workspace(after), wanted).Run().Single().IsPresent);

        // The second run extends what the first has built, and asks for nothing that is there.
        CherryPickPlan extended = new CherryPicker(new Workspace(after)).Plan(Options(first, second));
        Assert.Equal([PickStatus.AlreadyPresent, PickStatus.Picked], extended.Picks.Select(p => p.Status));
        CherryPickOptions plain = Options(first, second) with { Marker = "CherryPicked" };
        Assert.Equal("BranchExists", Assert.Throws<MaintainerException>(() => new CherryPicker(new Workspace(after)).Plan(plain)).ErrorId);
    }
}
