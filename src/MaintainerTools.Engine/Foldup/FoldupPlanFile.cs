using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Resolutions;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Foldup;

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
        Converters = { new JsonStringEnumConverter(null, false) },
    };

    /// <summary>The plan as JSON.</summary>
    public static string ToJson(FoldupPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return JsonSerializer.Serialize(plan, s_json).ReplaceLineEndings("\n") + "\n";
    }

    /// <summary>
    /// The plan as the todo list that git rebase -i --autosquash would begin with. Such a list moves whole commits: a fixup goes below its target when all
    /// of its changes have that one target, and stays a pick where it is otherwise, with a comment that says so. Merges are in it as with --rebase-merges.
    /// </summary>
    /// <exception cref="MaintainerException">TodoNeedsCommits: the changes are not in commits. TodoCannotHold: not in whole ones. PlanStale.</exception>
    public static string ToTodo(Workspace workspace, FoldupPlan plan) => ToTodo(workspace, plan, out _);

    /// <summary>The same, and which merges git will make without what was done by hand in them.</summary>
    /// <exception cref="MaintainerException">As above.</exception>
    public static string ToTodo(Workspace workspace, FoldupPlan plan, out IReadOnlyList<string> handMade)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Source != FoldupSource.Commits || plan.Step.Length > 0)
            throw new MaintainerException("TodoNeedsCommits", ErrorKind.InvalidArgument, plan.Topic, plan.Source);
        if (Array.Find(plan.Proposal, p => p.Accepted) is { } accepted)
            throw new MaintainerException("TodoCannotHold", ErrorKind.InvalidArgument, accepted, accepted.ToString());
        (GitRepository repository, ScratchStore scratch) = (workspace.Repository, workspace.Scratch);
        TopicSeries series = new FixupReader(workspace).WithCommits(
            SeriesStart.Named(repository, plan.Since ?? ""), repository.ResolveCommit(plan.TopicSha), [.. plan.Fixup.Select(repository.ResolveCommit)]);
        var todo = new FoldupTodo(scratch, plan, series, new Remerger(workspace), workspace.Monitor);
        string text = todo.Write();
        handMade = [.. todo.HandMade.Select(m => $"{m.Merge.Abbreviate()} ('{scratch.ReadCommit(m.Merge).Subject}'): {m.Text}")];
        return text;
    }

    /// <summary>Reads the JSON back.</summary>
    /// <exception cref="MaintainerException">PlanFileMalformed.</exception>
    public static FoldupPlan FromJson(string path, string text)
    {
        try
        {
            FoldupPlan plan = JsonSerializer.Deserialize<FoldupPlan>(text, s_json) ?? throw new JsonException("it is empty");
            return FoldupPlanCheck.Find(plan) is ({ } what, { } why) ? throw new JsonException($"{what}: {why}") : plan;
        }
        catch (JsonException e)
        {
            throw new MaintainerException("PlanFileMalformed", ErrorKind.InvalidData, path, e, [path, e.Message]);
        }
    }

    /// <summary>
    /// Makes a plan of a todo list: every commit that stands as fixup or squash below a pick is a fixup of that commit, and so are all its changes. What such a
    /// list says of merges is left as the series has it.
    /// </summary>
    /// <exception cref="MaintainerException">PlanFileMalformed, and those of <see cref="FoldupPlanner"/>.</exception>
    public static FoldupPlan FromTodo(Workspace workspace, string path, string text, string topic, string since)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(text);
        GitRepository repository = workspace.Repository;
        var targets = new Dictionary<string, string>(StringComparer.Ordinal);
        string? pick = null;
        int number = 0;
        foreach (string line in text.Split('\n'))
        {
            number++;
            string[] words = line.Trim().Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0].StartsWith('#') || words[0] is "label" or "l" or "noop" or "break" or "b")
                continue;
            // The merges of the series stay; a fixup below one would be of the merge itself.
            if (words[0] is "reset" or "t" or "merge" or "m")
            {
                pick = null;
                continue;
            }
            int at = words.Length > 2 && words[1] is "-C" or "-c" ? 2 : 1;
            bool isPick = words[0] is "pick" or "p" or "reword" or "r" or "edit" or "e";
            bool isFixup = words[0] is "fixup" or "f" or "squash" or "s";
            if (words.Length <= at || (!isPick && !isFixup) || (isFixup && pick is null))
                throw new MaintainerException("PlanFileMalformed", ErrorKind.InvalidData, path, path,
                    $"line {number}: '{line.Trim()}' is neither a pick nor a fixup below one");
            string id = repository.ResolveCommit(words[at]).ToString();
            if (isPick)
                pick = id;
            else
                targets[id] = pick!;
        }
        FoldupPlan plan = new FoldupPlanner(workspace).Plan(new FoldupPlanRequest { Topic = topic, Since = since, Fixup = [.. targets.Keys] });
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
