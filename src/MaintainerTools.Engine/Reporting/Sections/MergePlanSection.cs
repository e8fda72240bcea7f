using System.Globalization;
using System.Text;

namespace MaintainerTools.Engine.Reporting.Sections;

/// <summary>Which upstream versions are merged, in which order, so that nothing conflicts.</summary>
internal static class MergePlanSection
{
    internal static ReportSection Of(MergePlan plan, int number)
    {
        string id = number == 0 ? "plan" : $"plan-{ReportSource.Number(number + 1)}";
        return new ReportSection
        {
            Id = id,
            Title = $"Merge plan: {plan.Topic} and {plan.Upstream}",
            Summary = plan.Reason.Length > 0 ? plan.Reason
                : $"{Wording.Count(plan.Step.Length, "merge")}, {Wording.Count(plan.RemainingConflicts, "path")} in conflict at the end.",
            NotVerified = plan.BaseSha is null ? null : "its merges are of base and topic in turns, which is no one git command; Invoke-MergePlan makes them",
            Figure =
            [
                Conflicts($"{id}-naive", $"paths that conflict when {plan.Upstream} is merged into {plan.Topic} directly", plan.NaiveConflicts,
                    plan.TopicSha, plan.UpstreamSha),
                .. plan.BaseSha is { } @base
                    ? [Conflicts($"{id}-base-naive", $"paths that conflict when {plan.Upstream} is merged into {plan.Base} directly", plan.BaseNaiveConflicts,
                        @base, plan.UpstreamSha)]
                    : Steps(id, plan),
            ],
            Table = plan.Step.Length == 0 ? [] : [Table(id, plan)],
        };
    }

    /// <summary>How many paths conflict in a merge. The tree stands before them; where git gives nothing at all the number is below zero.</summary>
    internal static string CountConflicts(string ours, string theirs) =>
        $"git -c core.quotePath=true merge-tree --write-tree --name-only --no-messages {ours} {theirs} | awk 'END {{print NR - 1}}'";

    private static ReportFigure Conflicts(string id, string label, int value, string ours, string theirs) => new()
    {
        Id = id,
        Label = label,
        Value = ReportSource.Number(value),
        Command = CountConflicts(ours, theirs),
        Output = ReportSource.Number(value),
    };

    /// <summary>The merges one after the other: each on a commit of the tree before it, that no ref names.</summary>
    private static ReportFigure[] Steps(string id, MergePlan plan)
    {
        var figures = new List<ReportFigure>();
        var before = new StringBuilder();
        string ours = plan.TopicSha;
        for (int i = 0; i < plan.Step.Length; i++)
        {
            MergeStep step = plan.Step[i];
            string merge = CountConflicts(ours, step.Upstream);
            string? tree = step.Conflicts == 0 ? step.Tree : null;
            figures.Add(new ReportFigure
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"{id}-step-{i + 1}"),
                Label = $"merge {ReportSource.Number(i + 1)}, of {ReportSource.Short(step.Upstream)}: {(tree is null ? "paths that conflict" : "tree")}",
                Value = tree ?? ReportSource.Number(step.Conflicts),
                Command = before + (tree is null ? merge : $"git merge-tree --write-tree {ours} {step.Upstream}"),
                Output = tree ?? ReportSource.Number(step.Conflicts),
            });
            before.Append(CultureInfo.InvariantCulture,
                $"m=$(git -c user.name=check -c user.email=check commit-tree -p {ours} -p {step.Upstream} -m merge "
                + $"$(git merge-tree --write-tree {ours} {step.Upstream})) && ");
            ours = "$m";
        }
        return [.. figures];
    }

    private static ReportTable Table(string id, MergePlan plan) => new()
    {
        Id = $"{id}-steps",
        Title = "Merges in order",
        Column =
        [
            new() { Name = "#", Kind = ReportColumnKind.Number }, new() { Name = "Version", Kind = ReportColumnKind.Commit }, new() { Name = "Subject" },
            new() { Name = "Conflicts", Kind = ReportColumnKind.Number }, new() { Name = "Left for upstream's tip", Kind = ReportColumnKind.Number },
            new() { Name = "Paths" },
        ],
        Row = [.. plan.Step.Select((step, i) => new ReportRow
        {
            Id = $"{id}-step-row-{step.Upstream}",
            Cell =
            [
                ReportSource.Number(i + 1), step.Upstream, step.Subject, ReportSource.Number(step.Conflicts), ReportSource.Number(step.ConflictsAfter),
                Wording.Some(step.Conflicts > 0 ? step.ConflictPath : step.CoveredPaths),
            ],
            Detail = step.ConflictPath.Length > 0 ? string.Join('\n', step.ConflictPath) : null,
        })],
    };
}
