namespace MaintainerTools;

/// <summary>What is to be done with an item of a plan.</summary>
public enum FoldupAction
{
    /// <summary>Put the change into the target.</summary>
    Fold,

    /// <summary>Change the target's message to <see cref="FoldupItem.NewMessage"/>.</summary>
    Reword,

    /// <summary>Rename an identifier through the series.</summary>
    Rename,

    /// <summary>Remove lines from the target.</summary>
    Remove,

    /// <summary>Leave it where it is: in its fixup commit, or in the work tree.</summary>
    Keep,

    /// <summary>Add <see cref="FoldupItem.Trailer"/> to the target's message.</summary>
    Trailer,
}

/// <summary>What kind of change an item is.</summary>
public enum FoldupKind
{
    /// <summary>Lines of a file.</summary>
    Lines,

    /// <summary>A new file, whole.</summary>
    Create,

    /// <summary>A deleted file, whole.</summary>
    Delete,

    /// <summary>The new name of a file; lines that change as well are items of their own.</summary>
    Rename,

    /// <summary>The executable bit of a file.</summary>
    Mode,

    /// <summary>Content without lines: a binary file, a symbolic link, a submodule, or a change between these and text.</summary>
    Content,

    /// <summary>A commit message.</summary>
    Message,

    /// <summary>An identifier in the lines that a commit adds to a file, in every version from there on.</summary>
    Identifier,

    /// <summary>A fixup as a whole, which does not apply on the topic: of its changes nothing is planned.</summary>
    Whole,
}

/// <summary>What spoke for an item's target, or kept it from having one.</summary>
public enum FoldupReason
{
    /// <summary>Nothing decided yet.</summary>
    None,

    /// <summary>The fixup names its target: fixup!, squash!, amend!, or a Fixes: trailer.</summary>
    Explicit,

    /// <summary>The target wrote the lines that the change replaces or removes.</summary>
    LineOverlap,

    /// <summary>The target changed the lines next to the change.</summary>
    Adjacency,

    /// <summary>The target creates the file.</summary>
    FileCreation,

    /// <summary>The target is the last commit that changed the file as such: its name, mode, or content without lines.</summary>
    FileChange,

    /// <summary>The target is where an identifier on an added line first appears.</summary>
    Symbol,

    /// <summary>The target makes the same change elsewhere in the file.</summary>
    Likeness,

    /// <summary>The other changes of the same fixup commit belong there.</summary>
    Intention,

    /// <summary>No other commit of the series comes into question.</summary>
    OnlyCandidate,

    /// <summary>Set by hand.</summary>
    Manual,

    /// <summary>Unplaced: several commits come into question.</summary>
    Ambiguous,

    /// <summary>Unplaced: the change is about lines older than the series.</summary>
    BaseReached,

    /// <summary>Unplaced: a merge commit stands in the way.</summary>
    MergeReached,

    /// <summary>Unplaced: the commit it belongs to has another author, and only own commits were asked for.</summary>
    OtherAuthor,

    /// <summary>Unplaced: nothing ties it to a commit of the series.</summary>
    NoEvidence,

    /// <summary>Unplaced: the commit that the fixup names is not in the series.</summary>
    TargetNotFound,

    /// <summary>Unplaced: the named commit is older than the lines that the change is about.</summary>
    TargetTooOld,

    /// <summary>Unplaced: the commit it belongs to is published, and published commits are left alone unless that is asked for.</summary>
    Published,

    /// <summary>Unplaced: the fixup conflicts with the topic, or its patch is damaged.</summary>
    DoesNotApply,
}

/// <summary>One change of a fixup: a hunk without context, a change of a file as a whole, or a message.</summary>
public sealed class FoldupItem
{
    /// <summary>
    /// Where the change comes from: SHA of a fixup commit, or of a commit of the series that gives the change away; the Id of one of the plan's steps; null
    /// for the work tree and the index, and for what comes from no change.
    /// </summary>
    public string? Fixup { get; set; }

    /// <summary>Path of the file after the change (before it, for a deletion); empty for a message.</summary>
    public string File { get; set; } = "";

    /// <summary>The kind of change.</summary>
    public FoldupKind Kind { get; set; }

    /// <summary>
    /// The change as a patch shows it, without context lines: header and lines, line numbers of the fixup's parent and of the fixup. For a file as
    /// a whole git's extended header lines.
    /// </summary>
    public string Hunk { get; set; } = "";

    /// <summary>SHA of the commit that the change belongs to; null when it is unplaced.</summary>
    public string? Target { get; set; }

    /// <summary>Subject of the target; null when it is unplaced.</summary>
    public string? TargetSubject { get; set; }

    /// <summary>SHAs of the commits that came into question, the best first, the target included.</summary>
    public string[] Candidate { get; set; } = [];

    /// <summary>Why, in one sentence.</summary>
    public string Reason { get; set; } = "";

    /// <summary>Why, as one word.</summary>
    public FoldupReason ReasonKind { get; set; }

    /// <summary>How sure it is, from 0 (unplaced) to 1 (the fixup names its target).</summary>
    public double Confidence { get; set; }

    /// <summary>What is to be done.</summary>
    public FoldupAction Action { get; set; }

    /// <summary>The target's new message; null unless the action is Reword.</summary>
    public string? NewMessage { get; set; }

    /// <summary>The trailer to add, "Token: value", or several lines of that form; null unless the action is Trailer.</summary>
    public string? Trailer { get; set; }

    /// <summary>The identifier to rename; null unless the kind is Identifier.</summary>
    public string? From { get; set; }

    /// <summary>Its new name; null unless the kind is Identifier.</summary>
    public string? To { get; set; }

    /// <summary>Where it is: "path:line", "path (create)", "(message)".</summary>
    public string Place() => Kind switch
    {
        FoldupKind.Lines => $"{File}:{NewLine()}",
        FoldupKind.Identifier => $"{File} (name)",
        _ => $"{File} ({Kind.ToString().ToLowerInvariant()})".TrimStart(),
    };

    /// <summary>
    /// The first words of what changes, in so many letters at most: "-old line +new line"; of a message the subject or the trailer, of a name both.
    /// </summary>
    /// <param name="width">The most letters.</param>
    public string Brief(int width)
    {
        if (From is not null && To is not null)
            return ViewText.Cut($"{From} -> {To}", width);
        if (Kind is FoldupKind.Message or FoldupKind.Whole)
            return ViewText.Cut(Trailer?.Split('\n')[0] ?? NewMessage?.Split('\n')[0] ?? "", width);
        string[] lines = Hunk.Split('\n');
        if (Kind != FoldupKind.Lines)
            return ViewText.Cut(string.Join(' ', lines.TakeWhile(l => !l.StartsWith("@@", StringComparison.Ordinal)).Where(l => l.Length > 0)), width);
        string old = First(lines, '-'), @new = First(lines, '+');
        if (old.Length == 0 || @new.Length == 0)
            return ViewText.Cut(old + @new, width);
        if (old.Length + 1 + @new.Length > width)
        {
            // What both begin with tells nothing.
            string[] was = old[1..].Split(' '), now = @new[1..].Split(' ');
            int same = was.Zip(now).TakeWhile(w => w.First == w.Second).Count();
            // Where one only goes on after the other, the last word says where.
            same = Math.Min(same, Math.Min(was.Length, now.Length) - 1);
            if (same > 0)
                (old, @new) = ("-\u2026 " + string.Join(' ', was[same..]), "+\u2026 " + string.Join(' ', now[same..]));
        }
        old = ViewText.Cut(old, Math.Max((width - 1) / 2, width - 1 - @new.Length));
        return $"{old} {ViewText.Cut(@new, width - 1 - old.Length)}";
    }

    /// <summary>The first line of a side that says something.</summary>
    private static string First(string[] lines, char side) =>
        Array.Find(lines, l => l.StartsWith(side) && l.AsSpan(1).Trim().Length > 0) is { } line
        ? side + string.Join(' ', line[1..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) : "";

    private string NewLine()
    {
        int at = Hunk.IndexOf('+') + 1;
        return new string([.. Hunk.Skip(at).TakeWhile(char.IsAsciiDigit)]);
    }

    /// <summary>The change in a line: "path @@ -1 +1 @@ -> target".</summary>
    public override string ToString() =>
        $"{File} {Hunk.Split('\n')[0]} -> {(Target is { Length: > 12 } ? Target[..12] : Target ?? "unplaced")}";
}
