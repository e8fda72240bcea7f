using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Bisectability;

/// <summary>Results as a file, and the results of several machines as one series.</summary>
public static class BisectabilityResults
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        PropertyNameCaseInsensitive = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(), new TimeConverter() },
    };

    /// <summary>The results as JSON: an array, as ConvertTo-Json makes one of them too.</summary>
    public static string ToJson(IReadOnlyList<BisectabilityResult> results) => JsonSerializer.Serialize(results, s_json).ReplaceLineEndings("\n") + "\n";

    /// <summary>Reads such a file; one result alone may stand without its array.</summary>
    /// <exception cref="MaintainerException">ResultsUnreadable.</exception>
    public static IReadOnlyList<BisectabilityResult> Parse(string file, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            BisectabilityResult?[]? read = text.TrimStart().StartsWith('{') ? [JsonSerializer.Deserialize<BisectabilityResult>(text, s_json)]
                : JsonSerializer.Deserialize<BisectabilityResult?[]>(text, s_json);
            return [.. (read ?? []).Select(r => r is { Number: >= 1 } && r.Number <= r.Total && Oid.TryParse(r.Commit.AsSpan(), out _) ? r
                : throw new JsonException("an entry names no commit or no place in a series"))];
        }
        catch (JsonException e)
        {
            throw new MaintainerException("ResultsUnreadable", ErrorKind.InvalidData, file, e, [file, e.Message]);
        }
    }

    /// <summary>True where two results are answers to one question on one series.</summary>
    public static bool AreOfOneRun(BisectabilityResult one, BisectabilityResult other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        return Question(one) == Question(other);

        static (string, string?, string?, int) Question(BisectabilityResult r) => (r.CommandId, r.Since, r.Topic, r.Total);
    }

    /// <summary>
    /// Puts results of one run together, in the order of the series. Of a commit that was answered several times the worst answer counts: what fails on one
    /// machine is not good.
    /// </summary>
    /// <param name="results">The results, in any order.</param>
    /// <param name="workspace">The repository, to look again for who mends what, over all of them; null to leave what the parts say.</param>
    /// <param name="missing">Gets the places of the series that nobody answered.</param>
    public static IReadOnlyList<BisectabilityResult> Join(
        IReadOnlyList<BisectabilityResult> results, HistoryWorkspace? workspace, out IReadOnlyList<int> missing)
    {
        ArgumentNullException.ThrowIfNull(results);
        List<BisectabilityResult> joined = [.. results.GroupBy(r => r.Number).OrderBy(g => g.Key).Select(g => g.MaxBy(Weight)!)];
        HashSet<int> answered = [.. joined.Select(r => r.Number)];
        missing = joined.Count == 0 ? [] : [.. Enumerable.Range(1, joined[0].Total).Where(number => !answered.Contains(number))];
        if (workspace is not null && joined is [{ Since: { } since, Topic: { } topic }, ..])
        {
            foreach (BisectabilityResult result in joined)
                (result.MendedBy, result.MendedLine, result.SuggestedAction) = (null, [], null);
            new MendingPatch(workspace, SeriesStart.Named(workspace.Repository, since), workspace.Repository.ResolveCommit(topic)).Suggest(joined);
        }
        return joined;
    }

    /// <summary>
    /// The parts of a series for the machines of a CI system, as JSON: for GitHub's strategy.matrix an object with shard, for GitLab's parallel:matrix a list
    /// with SHARD.
    /// </summary>
    /// <param name="format">Whose.</param>
    /// <param name="shards">How many at most.</param>
    /// <param name="commits">How many commits the series has.</param>
    public static string Matrix(AnnotationFormat format, int shards, int commits)
    {
        string[] names = [.. SeriesShard.All(shards, commits).Select(shard => shard.ToString())];
        return format == AnnotationFormat.GitHub ? JsonSerializer.Serialize(new { shard = names })
            : JsonSerializer.Serialize(new[] { new { SHARD = names } });
    }

    private static int Weight(BisectabilityResult result) => result.Result switch
    {
        RewriteTestResult.NotRun => 0,
        RewriteTestResult.Pass => 1,
        RewriteTestResult.Skip => 2,
        RewriteTestResult.Fail => 3,
        _ => 4,
    };

    /// <summary>A time as text, or as ConvertTo-Json writes it: an object with its Ticks.</summary>
    private sealed class TimeConverter : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using JsonDocument value = JsonDocument.ParseValue(ref reader);
            if (value.RootElement.ValueKind == JsonValueKind.Object && value.RootElement.TryGetProperty("Ticks", out JsonElement ticks)
                && ticks.TryGetInt64(out long count))
                return new TimeSpan(count);
            return value.RootElement.ValueKind == JsonValueKind.String
                && TimeSpan.TryParse(value.RootElement.GetString(), System.Globalization.CultureInfo.InvariantCulture, out TimeSpan time)
                ? time : throw new JsonException("a duration is no time");
        }

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString("c", System.Globalization.CultureInfo.InvariantCulture));
    }
}
