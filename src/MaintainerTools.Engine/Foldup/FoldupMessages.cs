using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Foldup;

/// <summary>The message changes that fixup commits ask for.</summary>
internal static class FoldupMessages
{
    /// <summary>
    /// An item for each amend! and each squash! that says something. Several for one commit build on each other, as git has it: an amend! replaces
    /// what was there, a squash! adds to it, and an amend! after a squash! adds to it as well, for it cannot know what that one says.
    /// </summary>
    /// <param name="series">The series.</param>
    /// <param name="monitor">Hears of progress.</param>
    /// <param name="changes">The items of what the fixups change in files: of several commits with one subject the
    /// message is of the one that those go to.</param>
    internal static List<FoldupItem> Items(TopicSeries series, IOperationMonitor monitor, IReadOnlyList<FoldupItem> changes)
    {
        var result = new List<FoldupItem>();
        var messages = new Dictionary<string, string>(StringComparer.Ordinal);
        var squashed = new HashSet<string>(StringComparer.Ordinal);
        List<TopicSeries>? sides = null;
        foreach (SeriesRevision fixup in series.Revisions.Where(r => r is { IsFixup: true, Name: not null }))
        {
            FoldupNamedTarget named = AutosquashTargets.Find(series, fixup);
            if (named.Call is not (FoldupCall.Amend or FoldupCall.Squash))
                continue;
            string body = BodyOf(fixup.Message);
            var item = new FoldupItem
            {
                Fixup = fixup.Name,
                Kind = FoldupKind.Message,
                Action = FoldupAction.Keep,
                Reason = $"the series has no commit '{named.Name}'",
                ReasonKind = FoldupReason.TargetNotFound,
            };
            SeriesRevision? target = named.Target is { } number ? series[number] : null;
            List<string> folded = [.. changes.Where(i => i.Fixup == fixup.Name && i.Target is not null).Select(i => i.Target!).Distinct()];
            if (target is not null && folded.Count == 1 && series.FindTarget(folded[0]) is { Number: > 0 } same && same.Subject == target.Subject)
                target = same;
            sides ??= target is null ? [.. series.Ways(monitor).Skip(1)] : null;
            // On a merged branch, perhaps.
            target ??= sides?.Select(s => AutosquashTargets.Find(s, s.Revisions.FirstOrDefault(r => r.Name == fixup.Name) ?? fixup).Target is { } n
                ? s[n] : null).FirstOrDefault(t => t is not null);
            bool replaces = named.Call == FoldupCall.Amend && (target is null || !squashed.Contains(target.Name!));
            if (target is not null && !replaces)
                squashed.Add(target.Name!);
            if (body.Length == 0)
                continue;
            if (target is not null)
            {
                string old = messages.GetValueOrDefault(target.Name!) ?? target.Commit!.Message;
                // git keeps of a squash! message what follows its subject line, below the target's own message.
                item.NewMessage = replaces ? body : old.TrimEnd('\n') + "\n\n" + body;
                messages[target.Name!] = item.NewMessage;
                item.Target = target.Commit!.Id.ToString();
                item.TargetSubject = target.Subject;
                item.Candidate = [item.Target];
                item.Action = FoldupAction.Reword;
                item.Reason = replaces ? $"the fixup gives it a new message: amend! {named.Name}"
                    : named.Call == FoldupCall.Amend ? $"a squash! is before it, so that the fixup adds to its message: amend! {named.Name}"
                    : $"the fixup adds to its message: squash! {named.Name}";
                item.ReasonKind = FoldupReason.Explicit;
                item.Confidence = 1;
            }
            result.Add(item);
        }
        return result;
    }

    /// <summary>What follows the first paragraph, with one line end at its end; empty when nothing does.</summary>
    private static string BodyOf(string message)
    {
        string text = message.TrimStart('\n', ' ', '\t');
        int end = text.IndexOf("\n\n", StringComparison.Ordinal);
        string body = end < 0 ? "" : text[end..].Trim('\n');
        return body.Length == 0 ? "" : body + "\n";
    }
}
