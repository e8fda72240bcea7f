namespace MaintainerTools.Engine.Reporting.Sections;

/// <summary>Which remark and which change of the fixups goes into which patch of the series.</summary>
internal static class FoldupSection
{
    /// <summary>The picture has no more changes than this; the table has all.</summary>
    private const int PictureItems = 200;

    internal static ReportSection Of(FoldupPlan plan, int number, ReportSource source)
    {
        string id = Id("foldup", number);
        string? last = plan.Fixup.Length > 0 ? plan.Fixup[^1] : null;
        bool endsInTree = plan.Source == FoldupSource.Commits && plan.Step.Length == 0 && source.TreeOf(last) == plan.Tree;
        FoldupItem[] all = [.. plan.Item, .. plan.Unplaced];
        return new ReportSection
        {
            Id = id,
            Title = $"Fold-up of {plan.Topic}",
            Summary = $"{Wording.Count(plan.Item.Length, "change")} placed, {ReportSource.Number(plan.Unplaced.Length)} not"
                + (plan.Review.Length == 0 ? "."
                    : $"; {ReportSource.Number(plan.Review.Count(r => r.IsSettled))} of {Wording.Count(plan.Review.Length, "remark")} settled."),
            NotVerified = endsInTree ? null : "the series will end in a tree that no commit has yet",
            Picture = plan.Item.Length == 0 ? [] : [Map(plan, source)],
            Figure =
            [
                new ReportFigure
                {
                    Id = $"{id}-tree",
                    Label = "tree in which the series has to end, fixups folded",
                    Value = plan.Tree,
                    Command = endsInTree ? $"git rev-parse {last}^{{tree}}" : null,
                    Output = endsInTree ? plan.Tree : null,
                    NotVerified = endsInTree ? null : "no commit has it yet; Invoke-FoldupPlan proves it before it moves the branch",
                },
            ],
            Table =
            [
                Changes(id, "Changes", all),
                .. plan.Review.Length == 0 ? (ReadOnlySpan<ReportTable>)[] : [Remarks(id, plan.Review)],
            ],
        };
    }

    /// <summary>What was done: the rewritten series.</summary>
    internal static ReportSection Of(SeriesRewrite rewrite, int number)
    {
        string id = Id("rewrite", number);
        string? not = rewrite.Applied ? null : "it was not carried out, and its commits are in no repository";
        return new ReportSection
        {
            Id = id,
            Title = $"Rewritten series {rewrite.Branch}",
            Summary = string.Join(", ", rewrite.Commit.GroupBy(c => c.Status).Select(g => $"{ReportSource.Number(g.Count())} {g.Key}")) + ".",
            NotVerified = not,
            Figure =
            [
                new ReportFigure
                {
                    Id = $"{id}-tree",
                    Label = "tree of the new tip",
                    Value = rewrite.Tree,
                    Command = rewrite.Applied ? $"git rev-parse {rewrite.NewTip}^{{tree}}" : null,
                    Output = rewrite.Applied ? rewrite.Tree : null,
                    NotVerified = not,
                },
            ],
            Table =
            [
                new ReportTable
                {
                    Id = $"{id}-commits",
                    Title = "Commits before and after",
                    Column =
                    [
                        new() { Name = "Before", Kind = ReportColumnKind.Commit }, new() { Name = "After", Kind = ReportColumnKind.Commit },
                        new() { Name = "Status", Kind = ReportColumnKind.Verdict }, new() { Name = "Subject" },
                    ],
                    Row = [.. rewrite.Commit.Select(commit => new ReportRow
                    {
                        Id = $"{id}-{commit.Old}",
                        Cell = [commit.Old, commit.New ?? "", commit.Status.ToString(), commit.Subject],
                        Detail = commit.Diff,
                        Command = rewrite.Applied && commit is { Diff: not null, New: not null }
                            ? $"git range-diff --no-color --creation-factor=1000 {commit.Old}^! {commit.New}^!" : null,
                    })],
                },
                Changes(id, "Changes that were folded", [.. rewrite.Item, .. rewrite.Unplaced]),
            ],
        };
    }

    private static string Id(string word, int number) => number == 0 ? word : $"{word}-{ReportSource.Number(number + 1)}";

    private static ReportTable Changes(string id, string title, FoldupItem[] items) => new()
    {
        Id = $"{id}-changes",
        Title = title,
        Column =
        [
            new() { Name = "Change" }, new() { Name = "What" }, new() { Name = "Goes into", Kind = ReportColumnKind.Commit }, new() { Name = "Subject" },
            new() { Name = "State", Kind = ReportColumnKind.Verdict }, new() { Name = "Why" },
        ],
        Row = [.. items.Select((item, i) => new ReportRow
        {
            Id = $"{id}-change-{ReportSource.Number(i + 1)}",
            Cell =
            [
                item.Place(), item.Brief(80), item.Target ?? "", item.TargetSubject ?? "",
                item.Target is null ? "Unplaced" : item.Action == FoldupAction.Keep ? "Kept" : "Folded", item.Reason,
            ],
            Detail = item.Hunk.Length > 0 ? item.Hunk : item.NewMessage,
            Command = item is { Fixup: { Length: 40 } fixup, File.Length: > 0 }
                ? $"git --literal-pathspecs show --no-color {fixup} -- {ShellText.Quote(item.File)}" : null,
        })],
    };

    private static ReportTable Remarks(string id, ReviewItem[] remarks) => new()
    {
        Id = $"{id}-remarks",
        Title = "Remarks of the review",
        Column =
        [
            new() { Name = "Reviewer" }, new() { Name = "Asks for" }, new() { Name = "Commit", Kind = ReportColumnKind.Commit }, new() { Name = "Remark" },
            new() { Name = "State", Kind = ReportColumnKind.Verdict }, new() { Name = "What became of it" },
        ],
        Row = [.. remarks.Select((remark, i) => new ReportRow
        {
            Id = $"{id}-remark-{ReportSource.Number(i + 1)}",
            Cell =
            [
                remark.Reviewer, remark.Kind.ToString(), remark.Commit ?? "", remark.Text,
                remark.IsSettled ? "Settled" : remark.Kind == ReviewKind.Greeting ? "" : "Open", remark.Outcome ?? remark.Reason,
            ],
            Detail = remark.Quote.Length > 0 ? remark.Quote : null,
        })],
    };

    private static ReportPicture Map(FoldupPlan plan, ReportSource source)
    {
        FoldupItem[] items = [.. plan.Item.Take(PictureItems)];
        string[] targets = [.. items.Select(i => i.Target!).Distinct()];
        var place = targets.Select((t, i) => (t, i)).ToDictionary(t => t.t, t => t.i, StringComparer.Ordinal);
        string Subject(string target) => Array.Find(items, i => i.Target == target)?.TargetSubject ?? source.SubjectOf(target) ?? target;
        return new ReportPicture
        {
            Kind = ReportPictureKind.Map,
            Title = "Changes and the patches that they go into" + (items.Length < plan.Item.Length ? $", the first {ReportSource.Number(items.Length)}" : ""),
            Text = string.Join("; ", targets.Select(t => $"{Subject(t)}: {Wording.Some(items.Where(i => i.Target == t).Select(i => i.Place()))}")),
            Column = ["Change", "Patch"],
            Mark =
            [
                .. items.Select((item, i) => new ReportMark { X = 0, Y = i, Label = item.Place(), Text = item.Brief(80), Tone = ReportTone.Neutral }),
                .. targets.Select((target, i) => new ReportMark
                {
                    X = 1, Y = i, Label = Subject(target), Text = $"{ReportSource.Short(target)} {Subject(target)}", Tone = ReportTone.Good,
                }),
            ],
            Link = [.. items.Select((item, i) => new ReportLink { From = i, To = items.Length + place[item.Target!] })],
        };
    }
}
