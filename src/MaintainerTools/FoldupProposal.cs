namespace MaintainerTools;

/// <summary>
/// What the words of a remark may mean for the series, with the exact change that it would make. Words are no patch:
/// nothing of it is done unless it was accepted.
/// </summary>
public sealed class FoldupProposal
{
    /// <summary>Its place in <see cref="FoldupPlan.Proposal"/>, from 0.</summary>
    public int Index { get; set; }

    /// <summary>What it would do: Remove, FoldInto, Rename or Reword.</summary>
    public ReviewKind Kind { get; set; }

    /// <summary>SHA of the commit that the remark is about.</summary>
    public string Commit { get; set; } = "";

    /// <summary>Subject of that commit.</summary>
    public string? CommitSubject { get; set; }

    /// <summary>SHA of the commit that the change would go to, for FoldInto; null otherwise.</summary>
    public string? Target { get; set; }

    /// <summary>Subject of that commit; null as well.</summary>
    public string? TargetSubject { get; set; }

    /// <summary>The file; null for what is about none, and for a name that stands in several.</summary>
    public string? File { get; set; }

    /// <summary>The line of the file as the commit has it, from 1; null when it is not known.</summary>
    public int? Line { get; set; }

    /// <summary>What the reviewer wrote.</summary>
    public string Sentence { get; set; } = "";

    /// <summary>Who wrote it.</summary>
    public string Reviewer { get; set; } = "";

    /// <summary>
    /// The diff that it would make: of the tip with the exact fixups; for FoldInto the hunks that move, as their commit has
    /// them; of a message the old words and the new.
    /// </summary>
    public string Diff { get; set; } = "";

    /// <summary>How sure the reading is: from 0 to 0.5, for words are never surer.</summary>
    public double Confidence { get; set; }

    /// <summary>True once somebody accepted it; only then it is carried out.</summary>
    public bool Accepted { get; set; }

    /// <summary>The identifier to rename; null unless the kind is Rename.</summary>
    public string? From { get; set; }

    /// <summary>Its new name; null unless the kind is Rename.</summary>
    public string? To { get; set; }

    /// <summary>What a message is to mention; null unless the kind is Reword.</summary>
    public string? Term { get; set; }

    /// <summary>The paragraph that a message gets for that; null where the term goes into the subject.</summary>
    public string? Words { get; set; }

    /// <summary>The changes that move, or are renamed; empty where the diff says all.</summary>
    public FoldupItem[] Item { get; set; } = [];

    /// <summary>Accepts it: Invoke-FoldupPlan then carries it out.</summary>
    public void Accept() => Accepted = true;

    /// <summary>"2: Remove from "subject": sentence".</summary>
    public override string ToString() => $"{Index}: {Kind} \"{CommitSubject}\": {Sentence.Replace('\n', ' ')}{(Accepted ? " (accepted)" : "")}";
}
