using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Series;

/// <summary>Plans as files: JSON that says everything and can be edited, or a todo list of git rebase -i.</summary>
public static class FoldupPlanFile
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        PropertyNameCaseInsensitive = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The plan as JSON.</summary>
    public static string ToJson(FoldupPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return JsonSerializer.Serialize(plan, s_json).ReplaceLineEndings("\n") + "\n";
    }

    /// <summary>
    /// The plan as the todo list that git rebase -i --autosquash would begin with. Such a list moves whole commits: a fixup goes below its target when all
    /// of its changes have that one target, and stays a pick at the end otherwise, with a comment that says so.
    /// </summary>
    /// <exception cref="MaintainerException">TodoNeedsCommits: the changes are not in commits. PlanStale.</exception>
    public static string ToTodo(GitRepository repository, FoldupPlan plan, IOperationMonitor monitor)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Source != FoldupSource.Commits || plan.Step.Length > 0)
            throw new MaintainerException("TodoNeedsCommits", ErrorKind.InvalidArgument, plan.Topic, plan.Source);
        var scratch = new ScratchStore(repository.Objects);
        TopicSeries series = new FoldupSourcing(repository, CommitHistory.Open(repository), scratch, monitor).WithCommits(
            repository.ResolveCommit(plan.Since ?? ""), repository.ResolveCommit(plan.TopicSha), [.. plan.Fixup.Select(repository.ResolveCommit)]);
        ILookup<string?, FoldupItem> items = plan.Item.Concat(plan.Unplaced).ToLookup(i => i.Fixup);
        var below = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var rest = new List<string>();
        foreach (SeriesRevision fixup in series.Revisions.Where(r => r.IsFixup))
        {
            string id = fixup.Commit!.Id.ToString();
            List<FoldupItem> own = [.. items[id]];
            string?[] targets = [.. own.Select(i => i.Action == FoldupAction.Keep ? null : i.Target).Distinct()];
            if (targets is not [{ } target])
            {
                foreach (FoldupItem item in own)
                    rest.Add($"#   {item.ToString().ReplaceLineEndings(" ")}");
                rest.Add($"pick {id} {fixup.Subject}");
                continue;
            }
            // "fixup -C" takes the message of an amend!; "squash" keeps both.
            FoldupItem? message = own.Find(i => i.Action == FoldupAction.Reword);
            string word = message is null ? "fixup" : FoldupTargets.Find(series, fixup).Call == FoldupCall.Amend ? "fixup -C" : "squash";
            if (!below.TryGetValue(target, out List<string>? lines))
                below[target] = lines = [];
            lines.Add($"{word} {id} {fixup.Subject}");
        }
        var todo = new StringBuilder();
        foreach (SeriesRevision revision in series.Revisions.Where(r => !r.IsFixup))
        {
            todo.Append("pick ").Append(revision.Commit!.Id).Append(' ').Append(revision.Subject).Append('\n');
            foreach (string line in below.GetValueOrDefault(revision.Commit.Id.ToString()) ?? [])
                todo.Append(line).Append('\n');
        }
        foreach (string line in rest)
            todo.Append(line).Append('\n');
        return todo.ToString();
    }

    /// <summary>Reads the JSON back.</summary>
    /// <exception cref="MaintainerException">PlanFileMalformed.</exception>
    public static FoldupPlan FromJson(string path, string text)
    {
        try
        {
            return JsonSerializer.Deserialize<FoldupPlan>(text, s_json) ?? throw new JsonException("it is empty");
        }
        catch (JsonException e)
        {
            throw new MaintainerException("PlanFileMalformed", ErrorKind.InvalidData, path, e, [path, e.Message]);
        }
    }

    /// <summary>
    /// Makes a plan of a todo list: every commit that stands as fixup or squash below a pick is a fixup of that commit, and so are all its changes.
    /// </summary>
    /// <exception cref="MaintainerException">PlanFileMalformed, and those of <see cref="FoldupPlanning"/>.</exception>
    public static FoldupPlan FromTodo(GitRepository repository, string path, string text, string topic, string since, IOperationMonitor monitor)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(text);
        var targets = new Dictionary<string, string>(StringComparer.Ordinal);
        string? pick = null;
        int number = 0;
        foreach (string line in text.Split('\n'))
        {
            number++;
            string[] words = line.Trim().Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0].StartsWith('#'))
                continue;
            int at = words.Length > 2 && words[1] is "-C" or "-c" ? 2 : 1;
            bool isPick = words[0] is "pick" or "p" or "reword" or "r" or "edit" or "e";
            bool isFixup = words[0] is "fixup" or "f" or "squash" or "s";
            if (words.Length <= at || (!isPick && !isFixup) || (isFixup && pick is null))
                throw new MaintainerException("PlanFileMalformed", ErrorKind.InvalidData, path, path, $"line {number}: '{line.Trim()}' is neither a pick nor a fixup below one");
            string id = repository.ResolveCommit(words[at]).ToString();
            if (isPick)
                pick = id;
            else
                targets[id] = pick!;
        }
        FoldupPlan plan = FoldupPlanning.Plan(repository, new FoldupPlanRequest { Topic = topic, Since = since, Fixup = [.. targets.Keys] }, monitor);
        List<FoldupItem> items = [.. plan.Item.Concat(plan.Unplaced)];
        foreach (FoldupItem item in items)
        {
            if (item.Fixup is null || !targets.TryGetValue(item.Fixup, out string? target) || item.Kind == FoldupKind.Message)
                continue;
            if (item.Target == target)
                continue;
            item.Target = target;
            item.TargetSubject = repository.Objects.ReadCommit(Oid.Parse(target)).Subject;
            item.Candidate = [target, .. item.Candidate.Where(c => c != target)];
            item.Action = FoldupAction.Fold;
            item.ReasonKind = FoldupReason.Manual;
            item.Reason = "set in the todo list";
            item.Confidence = 1;
        }
        plan.Item = [.. items.Where(i => i.Target is not null)];
        plan.Unplaced = [.. items.Where(i => i.Target is null)];
        return plan;
    }
}
