using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.MergePlans;

/// <summary>
/// Merge plans as JSON files. The same plan gives the same bytes. A file names its format and version, and is checked when it is read: what is not there,
/// is of another kind, or does not fit the rest is an error that says so. Whether the plan still fits the repository is checked when it is performed.
/// </summary>
public static class MergePlanFile
{
    /// <summary>What the files call themselves.</summary>
    public const string Format = "MaintainerTools.MergePlan";

    /// <summary>The version that is written, and the newest that is read.</summary>
    public const int Version = 1;

    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        PropertyNameCaseInsensitive = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>The plan as JSON.</summary>
    public static string ToJson(MergePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return JsonSerializer.Serialize(new Envelope { Format = Format, Version = Version, Plan = plan }, s_json).ReplaceLineEndings("\n") + "\n";
    }

    /// <summary>Reads the JSON back.</summary>
    /// <param name="path">The file's name, for errors.</param>
    /// <param name="text">Its text.</param>
    /// <exception cref="MaintainerException">MergePlanFileMalformed, with what is wrong; MergePlanFileVersion.</exception>
    public static MergePlan FromJson(string path, string text)
    {
        Envelope file;
        try
        {
            file = JsonSerializer.Deserialize<Envelope>(text, s_json) ?? throw new JsonException("it is empty");
        }
        catch (JsonException e)
        {
            throw new MaintainerException("MergePlanFileMalformed", ErrorKind.InvalidData, path, e, [path, e.Message]);
        }
        if (file.Format != Format)
            throw Malformed(path, $"Format is \"{file.Format}\", not \"{Format}\"");
        if (file.Version != Version)
            throw new MaintainerException("MergePlanFileVersion", ErrorKind.InvalidData, path, path, file.Version, Version);
        MergePlan plan = file.Plan ?? throw Malformed(path, "Plan is missing");
        if (Problem(plan) is { } problem)
            throw Malformed(path, problem);
        return plan;
    }

    /// <summary>What does not fit in the plan; null where all does.</summary>
    private static string? Problem(MergePlan plan)
    {
        foreach ((string name, string? value) in (ReadOnlySpan<(string, string?)>)[("Topic", plan.Topic), ("Upstream", plan.Upstream)])
        {
            if (string.IsNullOrWhiteSpace(value))
                return $"{name} is missing";
        }
        foreach ((string name, string? value) in (ReadOnlySpan<(string, string?)>)[
            ("TopicSha", plan.TopicSha), ("SinceSha", plan.SinceSha), ("UpstreamSha", plan.UpstreamSha)])
        {
            if (!IsId(value))
                return $"{name} is \"{value}\", not the full id of a commit";
        }
        if (plan.BaseSha is not null && (!IsId(plan.BaseSha) || string.IsNullOrWhiteSpace(plan.Base)))
            return $"BaseSha is \"{plan.BaseSha}\" of Base \"{plan.Base}\", not the full id of a commit and its name";
        if (plan.Step is null)
            return "Step is missing";
        if (plan.NaiveConflictPath is null || plan.RemainingConflictPath is null || plan.Remaining is null
            || plan.Remaining.Any(r => r?.Path is null || r.TopicCommit is null || r.UpstreamCommit is null))
            return "NaiveConflictPath, RemainingConflictPath or Remaining is null, or holds null";
        // Upstream is merged already.
        if (plan.Step.Length == 0)
            return plan.RemainingConflicts == 0 && plan.NaiveConflicts == 0 ? null : "Step is empty, and there are conflicts";
        for (int i = 0; i < plan.Step.Length; i++)
        {
            MergeStep? step = plan.Step[i];
            if (step is null || !IsId(step.Upstream))
                return Invariant($"Step {i + 1}: Upstream is \"{step?.Upstream}\", not the full id of a commit");
            if (step.Tree is not null && !IsId(step.Tree))
                return Invariant($"Step {i + 1}: Tree is \"{step.Tree}\", not the full id of a tree");
            if (step.Conflicts < 0 || step.ConflictPath is null || step.ConflictPath.Length != step.Conflicts)
                return Invariant($"Step {i + 1}: Conflicts is {step.Conflicts}, and ConflictPath names {step.ConflictPath?.Length ?? 0} paths");
            if (step.Conflicts == 0 && step.Tree is null)
                return Invariant($"Step {i + 1}: it has no conflict, and no Tree");
            if (step.CoveredPaths is null || step.Subject is null)
                return Invariant($"Step {i + 1}: CoveredPaths or Subject is null");
            if (step.Conflicts > 0 && i < plan.Step.Length - 1)
                return Invariant($"Step {i + 1}: only the last step may conflict");
        }
        return plan.Step[^1].Upstream != plan.UpstreamSha ? "the last step does not merge UpstreamSha"
            : plan.RemainingConflicts != plan.Step[^1].Conflicts ? "RemainingConflicts is not the last step's Conflicts"
            : null;
    }

    private static bool IsId(string? text) => text is { Length: 40 } && Oid.TryParse(text.AsSpan(), out Oid id) && !id.IsZero;

    private static MaintainerException Malformed(string path, string what) => new("MergePlanFileMalformed", ErrorKind.InvalidData, path, path, what);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed class Envelope
    {
        [JsonRequired]
        public string? Format { get; set; }

        [JsonRequired]
        public int Version { get; set; }

        public MergePlan? Plan { get; set; }
    }
}
