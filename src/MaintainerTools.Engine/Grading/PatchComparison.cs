using System.Globalization;
using System.Text;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Grading;

/// <summary>The diff of two diffs: what a pick changes otherwise than its upstream commit, as git range-diff shows it, without line numbers.</summary>
internal static class PatchComparison
{
    private const int Context = 3;

    /// <summary>
    /// Lines that start with '-' stand in upstream's patch only, with '+' in the pick's only. Null where an object is missing, or nothing differs.
    /// </summary>
    internal static string? Compute(IObjectReader reader, Oid upstreamOld, Oid upstreamNew, Oid pickOld, Oid pickNew)
    {
        try
        {
            var upstream = new TextLines(PatchOf(reader, upstreamOld, upstreamNew));
            var pick = new TextLines(PatchOf(reader, pickOld, pickNew));
            using var output = new MemoryStream();
            foreach (DiffHunk hunk in UnifiedDiff.Hunks(LineDiff.Compute(upstream, pick), upstream.Count, pick.Count, Context))
                UnifiedDiff.Write(output, hunk, upstream, pick);
            return output.Length == 0 ? null : TextEncoding.Lenient.GetString(output.ToArray());
        }
        catch (MissingObjectException)
        {
            return null;
        }
    }

    private static byte[] PatchOf(IObjectReader reader, Oid oldTree, Oid newTree)
    {
        using var output = new MemoryStream();
        foreach (TreeChange change in TreeDiff.Compute(reader, oldTree, newTree))
        {
            Write(output, string.Create(CultureInfo.InvariantCulture, $"## {change.Path}{Shape(change)} ##\n"));
            byte[] oldData = PatchIdentity.Content(reader, change.OldMode, change.OldId);
            byte[] newData = PatchIdentity.Content(reader, change.NewMode, change.NewId);
            if (BinaryContent.IsBinary(oldData) || BinaryContent.IsBinary(newData))
            {
                Write(output, $"Binary {change.OldId} {change.NewId}\n");
                continue;
            }
            var old = new TextLines(oldData);
            var @new = new TextLines(newData);
            foreach (DiffHunk hunk in UnifiedDiff.Hunks(LineDiff.Compute(old, @new), old.Count, @new.Count, Context))
            {
                using var text = new MemoryStream();
                UnifiedDiff.Write(text, hunk, old, @new);
                // The hunk's line numbers differ in every pick, and say nothing.
                Write(output, "@@\n");
                ReadOnlySpan<byte> whole = text.ToArray();
                output.Write(whole[(whole.IndexOf((byte)'\n') + 1)..]);
            }
        }
        return output.ToArray();
    }

    private static string Shape(TreeChange change) => change.OldMode == 0 ? " (new)"
        : change.NewMode == 0 ? " (deleted)"
        : change.OldMode != change.NewMode ? $" (mode {Convert.ToString(change.OldMode, 8)} => {Convert.ToString(change.NewMode, 8)})"
        : "";

    private static void Write(Stream output, string text) => output.Write(Encoding.UTF8.GetBytes(text));
}
