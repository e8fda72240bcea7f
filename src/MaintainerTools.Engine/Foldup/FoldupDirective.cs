using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Foldup;

/// <summary>A change of a commit of the series that is to go to an earlier one, because somebody asked for it.</summary>
/// <param name="From">The step that has the change.</param>
/// <param name="File">The file.</param>
/// <param name="Lines">Lines by which its hunks are known, less white space; empty: all of the file's.</param>
/// <param name="Target">The step it is to go to; null: whichever wrote the lines.</param>
/// <param name="Why">Who asked.</param>
internal sealed record FoldupDirective(int From, string File, IReadOnlyCollection<string> Lines, int? Target, string Why)
{
    /// <summary>True for a change that is meant.</summary>
    internal bool Covers(SeriesChange change) =>
        change.Revision.Number == From
        && (change.After.Path == File || change.Before.Path == File)
        && (Lines.Count == 0 || change.Removed.Concat(change.Added).Any(l => Lines.Contains(Diffing.FilePatch.WithoutSpace(Objects.TextEncoding.Lenient.GetString(l.Bytes)))));
}
