using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.RangeDiff;

/// <summary>A patch of one version of a series, as text that can be compared with another version's: what git range-diff compares.</summary>
internal sealed class SeriesPatch
{
    private byte[]? _change;

    /// <summary>Its place in the series, from 0.</summary>
    internal int Index { get; set; }

    /// <summary>The commit; zero for a patch from a mail that names none.</summary>
    internal Oid Id { get; init; }

    /// <summary>The commit where the repository has it; null for a patch from a mail.</summary>
    internal CommitObject? Commit { get; init; }

    /// <summary>The subject line.</summary>
    internal required string Subject { get; init; }

    /// <summary>
    /// Author, message and diff, without what a rebase changes: no index lines, no line numbers; file names are titles, and the signs stand behind a
    /// column of their own.
    /// </summary>
    internal required byte[] Text { get; init; }

    /// <summary>Where the diff begins in <see cref="Text"/>; 0 for a patch that changes nothing, so that its message is what counts.</summary>
    internal int ChangeOffset { get; init; }

    /// <summary>Number of the diff's lines, its titles included.</summary>
    internal int Size { get; init; }

    /// <summary>The diff.</summary>
    internal byte[] Change => _change ??= ChangeOffset == 0 ? Text : Text[ChangeOffset..];

    /// <summary>The diff's lines, numbered with those of the other version.</summary>
    internal int[] Lines { get; private set; } = [];

    /// <summary>The index of the patch that it became or came from in the other version; -1: none.</summary>
    internal int Match { get; set; } = -1;

    internal void Number(LineNumbers numbering) => Lines = numbering.Number(new TextLines(Change));
}
