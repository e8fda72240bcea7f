using System.Text;
using System.Text.Json;
using CsCheck;
using MaintainerTools.Engine.Backports;

namespace MaintainerTools.Engine.Tests.Backports;

public class BackportAnnotationTests
{
    private const string Sha = "0123456789abcdef0123456789abcdef01234567";

    [Fact]
    public void GitHub_gets_a_command_for_what_there_is_something_to_say_of()
    {
        BackportForecast[] results =
        [
            Forecast(BackportVerdict.Conflict, "a: 100%, b::c", ["x,y:z.c"]), Forecast(BackportVerdict.Clean, "clean"),
            Forecast(BackportVerdict.Reverted, "back", reason: "one\ntwo"), Forecast(BackportVerdict.Empty, "empty"),
        ];
        string[] lines = [.. new BackportAnnotations(results, [BackportVerdict.Empty]).ToGitHub()];
        Assert.Equal(
            ["::error file=x%2Cy%3Az.c,title=Conflict on stable%3A 0123456789ab a%3A 100%25%2C b%3A%3Ac::conflicts in x,y:z.c (content)",
            "::warning title=Reverted on stable%3A 0123456789ab back::one%0Atwo", "::error title=Empty on stable%3A 0123456789ab empty::Empty"], lines);
    }

    [Fact]
    public void No_text_ends_a_command_or_begins_another()
    {
        Gen<char> any = Gen.Char["\n\r\u2028\u0085%:,;= \u001b\0abc|<>`"];
        Gen.Select(any.Array[0, 20], any.Array[0, 20]).Sample((subject, path) =>
        {
            var annotations = new BackportAnnotations([Forecast(BackportVerdict.Conflict, new string(subject), [new string(path)], new string(subject))], []);
            string line = Assert.Single(annotations.ToGitHub());
            Assert.DoesNotContain(line, char.IsControl);
            // As the runner reads it: properties end at "::", and each is a name and a value.
            int end = line.IndexOf("::", 2, StringComparison.Ordinal);
            Assert.Equal(["file", "title"], line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..end].Split(',').Select(p => p.Split('=')[0]));
            string row = annotations.ToSummary().Split('\n').Single(l => l.StartsWith("| Conflict", StringComparison.Ordinal));
            Assert.Equal(6, row.Replace("\\\\", "", StringComparison.Ordinal).Replace("\\|", "", StringComparison.Ordinal).Count(c => c == '|'));
            Assert.DoesNotContain('<', row);
            using var json = JsonDocument.Parse(annotations.ToGitLab(_ => null));
            Assert.Equal(new string(path), json.RootElement[0].GetProperty("location").GetProperty("path").GetString());
        }, iter: 300, threads: 1);
    }

    [Fact]
    public void GitLab_gets_an_entry_for_each_path_with_what_its_report_needs()
    {
        var annotations = new BackportAnnotations(
            [
                Forecast(BackportVerdict.Conflict, "one", ["a", "b"]), Forecast(BackportVerdict.NotApplicable, "two"),
                Forecast(BackportVerdict.AlreadyPresent, "there"),
            ],
            [BackportVerdict.Conflict]);
        using var json = JsonDocument.Parse(annotations.ToGitLab(sha => sha == Sha ? "changed.c" : null));
        JsonElement[] entries = [.. json.RootElement.EnumerateArray()];
        Assert.Equal(["a", "b", "changed.c"], entries.Select(e => e.GetProperty("location").GetProperty("path").GetString()));
        Assert.Equal(["critical", "critical", "info"], entries.Select(e => e.GetProperty("severity").GetString()));
        Assert.Equal(3, entries.Select(e => e.GetProperty("fingerprint").GetString()).Distinct().Count());
        Assert.All(entries, e => Assert.Equal(1, e.GetProperty("location").GetProperty("lines").GetProperty("begin").GetInt32()));
        Assert.Equal((1, "1 Conflict"), (annotations.Failures, annotations.FailureCounts));
        Assert.Equal("[]\n", new BackportAnnotations([], []).ToGitLab(_ => null));
    }

    [Fact]
    public void A_summary_is_cut_where_GitHub_would_take_none_of_it()
    {
        const string Subject = "ein längerer Betreff, damit es viel wird <b>|`x`";
        BackportForecast[] many = [.. Enumerable.Range(0, 20_000).Select(i => Forecast(BackportVerdict.Clean, $"{i}: {Subject}"))];
        string summary = new BackportAnnotations(many, []).ToSummary();
        int bytes = Encoding.UTF8.GetByteCount(summary);
        Assert.InRange(bytes, BackportAnnotations.MostOfSummary - 1000, BackportAnnotations.MostOfSummary);
        int rows = summary.Split('\n').Count(line => line.StartsWith("| Clean", StringComparison.Ordinal));
        Assert.EndsWith($"\n{many.Length - rows} more are not shown: a summary has at most 1 MiB.\n", summary, StringComparison.Ordinal);
        Assert.StartsWith("### Backports onto stable: 20000 Clean\n\n| Verdict | Commit | Subject | Author | Why |\n|---|---|---|---|---|\n", summary,
            StringComparison.Ordinal);
        Assert.Contains("| 0: ein längerer Betreff, damit es viel wird &lt;b&gt;\\|\\`x\\` | A \\_U\\_ Thor |  |", summary, StringComparison.Ordinal);
        Assert.Equal("", new BackportAnnotations(many, []).ToSummary(10));
    }

    private static BackportForecast Forecast(BackportVerdict verdict, string subject, string[]? paths = null, string? reason = null) => new()
    {
        Commit = Sha,
        Subject = subject,
        Author = "A _U_ Thor",
        Target = "stable",
        Verdict = verdict,
        ConflictPath = paths ?? [],
        ConflictKind = paths is null ? [] : ["content"],
        Reason = reason,
    };
}
