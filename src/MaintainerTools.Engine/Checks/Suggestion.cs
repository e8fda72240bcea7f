using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Checks;

/// <summary>What would settle a finding, in the form in which New-FoldupPlan takes remarks.</summary>
internal static class Suggestion
{
    /// <summary>Lines of a commit are to go: a proposal, as whether they are needed is nothing that a rule knows.</summary>
    internal static ReviewItem Remove(string file, int line, params string[] lines) =>
        new() { Kind = ReviewKind.Remove, File = file, Line = line, Removed = lines, Quote = string.Join('\n', lines.Select(l => "+" + l)) };

    /// <summary>The changes of a file move to an earlier commit: a proposal.</summary>
    internal static ReviewItem FoldInto(string file, CheckedCommit target, IEnumerable<string> signedLines) => new()
    {
        Kind = ReviewKind.FoldInto,
        File = file,
        Target = target.Commit.Id.ToString(),
        TargetSubject = target.Subject,
        Quote = string.Join('\n', signedLines),
    };

    /// <summary>A patch on top of the series, which is planned as it is; null where it would change nothing.</summary>
    internal static ReviewItem? Patch(CheckedSeries series, string file, string subject, Func<byte[], byte[]> change)
    {
        Oid tree = series.Workspace.Objects.ReadCommit(series.Tip).Tree;
        if (!TreePaths.TryFind(series.Workspace.Objects, tree, file, out int mode, out Oid id) || !EntryMode.IsFile(mode))
            return null;
        byte[] before = series.Workspace.Objects.ReadBlob(id);
        byte[] after = change(before);
        if (before.AsSpan().SequenceEqual(after))
            return null;
        (TextLines old, TextLines @new) = (new TextLines(before), new TextLines(after));
        using var text = new MemoryStream();
        foreach (DiffHunk hunk in UnifiedDiff.Hunks(LineDiff.Compute(old, @new), old.Count, @new.Count))
            UnifiedDiff.Write(text, hunk, old, @new);
        return new ReviewItem
        {
            Kind = ReviewKind.Patch,
            File = file,
            PatchSubject = subject,
            Patch = $"diff --git a/{file} b/{file}\n--- a/{file}\n+++ b/{file}\n" + TextEncoding.Lenient.GetString(text.ToArray()),
        };
    }
}
