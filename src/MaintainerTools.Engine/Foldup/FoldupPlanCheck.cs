using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Foldup;

/// <summary>Looks for what no plan can have, whatever the repository: plans are data that people edit.</summary>
internal static class FoldupPlanCheck
{
    /// <summary>The first place that is wrong, and what is wrong with it; nulls where nothing is.</summary>
    internal static (string? What, string? Why) Find(FoldupPlan plan)
    {
        if (plan.Item is null || plan.Unplaced is null || plan.Fixup is null || plan.Step is null || plan.Review is null || plan.Proposal is null)
            return (plan.Item is null ? "Item" : plan.Unplaced is null ? "Unplaced" : plan.Fixup is null ? "Fixup"
                : plan.Step is null ? "Step" : plan.Review is null ? "Review" : "Proposal", "it must be a list, if an empty one");
        if (!Oid.TryParse(plan.TopicSha.AsSpan(), out _))
            return ("TopicSha", Missing(plan.TopicSha, "the SHA of the topic's tip"));
        if (!Oid.TryParse(plan.Tree.AsSpan(), out _))
            return ("Tree", Missing(plan.Tree, "the SHA of the tree with all changes applied"));
        if (!Oid.TryParse(plan.Since.AsSpan(), out _))
            return ("Since", Missing(plan.Since, "the SHA of the commit below the series"));
        for (int i = 0; i < plan.Fixup.Length; i++)
        {
            if (string.IsNullOrEmpty(plan.Fixup[i]))
                return ($"Fixup[{i}]", "the SHA of a fixup commit is missing");
        }
        for (int i = 0; i < plan.Step.Length; i++)
        {
            if (InStep(plan.Step[i]) is { } why)
                return ($"Step[{i}]", why);
        }
        for (int i = 0; i < plan.Proposal.Length; i++)
        {
            if (InProposal(plan.Proposal[i]) is { } why)
                return ($"Proposal[{i}]", why);
        }
        return InItems("Item", plan.Item) ?? InItems("Unplaced", plan.Unplaced) ?? (null, null);
    }

    private static (string?, string?)? InItems(string list, FoldupItem[] items)
    {
        for (int i = 0; i < items.Length; i++)
        {
            if (InItem(items[i], list == "Item") is { } why)
                return ($"{list}[{i}]", why);
        }
        return null;
    }

    private static string? InItem(FoldupItem? item, bool isPlaced)
    {
        if (item is null)
            return "it is empty";
        if (item.File is null || item.Hunk is null)
            return $"{(item.File is null ? "File" : "Hunk")} must be a text";
        if (!Enum.IsDefined(item.Kind) || !Enum.IsDefined(item.Action))
            return $"'{(Enum.IsDefined(item.Kind) ? item.Action : item.Kind)}' is no {(Enum.IsDefined(item.Kind) ? "Action" : "Kind")}";
        bool isChange = FoldupRefusals.IsChange(item);
        if (isChange && item.File.Length == 0)
            return "File is missing";
        if (isChange && item.Hunk.Length == 0)
            return "Hunk is missing";
        if (!isPlaced || item.Action == FoldupAction.Keep || item.Target is null)
            return null;
        if (item.Target.Length == 0)
            return "Target is empty; an item that is to stay has null there, or the action Keep";
        bool fits = item.Action switch
        {
            FoldupAction.Reword or FoldupAction.Trailer => item.Kind == FoldupKind.Message,
            FoldupAction.Rename => item.Kind == FoldupKind.Identifier,
            _ => isChange,
        };
        if (!fits)
            return $"the action {item.Action} is not for an item of the kind {item.Kind}";
        return item.Action == FoldupAction.Reword && string.IsNullOrWhiteSpace(item.NewMessage) ? "Reword needs a NewMessage"
            : item.Action == FoldupAction.Trailer && (item.Trailer is null || !item.Trailer.Split('\n').All(Trailers.IsTrailerLine))
                ? "Trailer needs a Trailer, \"Token: value\""
            : item.Action == FoldupAction.Rename && (string.IsNullOrEmpty(item.From) || string.IsNullOrEmpty(item.To)) ? "Rename needs From and To"
            : null;
    }

    private static string? InProposal(FoldupProposal? proposal) =>
        proposal is null ? "it is empty"
        : proposal.Kind is not (ReviewKind.Remove or ReviewKind.FoldInto or ReviewKind.Rename or ReviewKind.Reword)
            ? $"'{proposal.Kind}' is nothing that can be proposed"
        : proposal.Diff is null || proposal.Sentence is null || proposal.Commit is null || proposal.Item is null
            ? "Diff, Sentence, Commit and Item must be there"
        : proposal.Kind is ReviewKind.Remove or ReviewKind.Reword && !Oid.TryParse(proposal.Commit.AsSpan(), out _)
            ? Missing(proposal.Commit, "the SHA of a commit")
        : proposal.Item.Select((item, i) => InItem(item, true) is { } why ? $"Item[{i}]: {why}" : null).FirstOrDefault(why => why is not null);

    private static string? InStep(FoldupStep? step) =>
        step is null ? "it is empty"
        : string.IsNullOrEmpty(step.Id) ? "Id is missing"
        : string.IsNullOrEmpty(step.Patch) ? "Patch is missing"
        : step.Origin is null || step.Subject is null || step.Message is null || step.Author is null ? "Origin, Subject, Message and Author must be texts"
        : step.Patch.StartsWith("base64:", StringComparison.Ordinal)
        && !Convert.TryFromBase64String(step.Patch[7..], new byte[step.Patch.Length], out _) ? "Patch is not in base 64"
        : null;

    private static string Missing(string? value, string what) => string.IsNullOrEmpty(value) ? $"{what} is missing" : $"'{value}' is not {what}";
}
