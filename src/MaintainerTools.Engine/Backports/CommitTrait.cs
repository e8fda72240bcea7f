namespace MaintainerTools.Engine.Backports;

/// <summary>What a trait of a commit is about.</summary>
internal enum TraitKind
{
    /// <summary>What the subject says before its colon.</summary>
    Area,

    /// <summary>A word of the subject.</summary>
    Word,

    /// <summary>A word of the message's text.</summary>
    Text,

    /// <summary>A folder in which it changes something.</summary>
    Folder,

    /// <summary>A file that it changes.</summary>
    File,

    /// <summary>What kind of file it changes, by the end of the name.</summary>
    Extension,

    /// <summary>The author's address.</summary>
    Author,

    /// <summary>The committer's address.</summary>
    Committer,

    /// <summary>A trailer that its message has.</summary>
    Trailer,

    /// <summary>How much it changes, or how much its message says.</summary>
    Size,

    /// <summary>What is said of the series that it is of.</summary>
    Series,

    /// <summary>What it is to the branch: a fix of what that has, a change of files that it lacks.</summary>
    State,
}

/// <summary>Something that commits can have alike.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Value">Which.</param>
internal readonly record struct CommitTrait(TraitKind Kind, string Value);
