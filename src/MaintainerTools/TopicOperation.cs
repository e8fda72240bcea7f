using System;

namespace MaintainerTools;

/// <summary>How far an operation is.</summary>
public enum TopicOperationState
{
    /// <summary>Begun; nothing was moved yet.</summary>
    Preparing,

    /// <summary>Refs, files and index are being moved.</summary>
    Moving,

    /// <summary>All is moved; what the operation left to clear away is not cleared yet.</summary>
    Moved,

    /// <summary>What was moved is being taken back.</summary>
    TakingBack,

    /// <summary>Carried out.</summary>
    Done,

    /// <summary>Cut off, and taken back.</summary>
    TakenBack,

    /// <summary>Carried out, and undone by a later operation.</summary>
    Undone,

    /// <summary>Cut off, and left as it was, as others had gone on from there.</summary>
    LetGo,
}

/// <summary>A ref that an operation moves.</summary>
public sealed class MovedRef
{
    /// <summary>Its full name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Where it was; null where it did not exist.</summary>
    public string? Old { get; set; }

    /// <summary>Where it went; null where it was deleted.</summary>
    public string? New { get; set; }

    /// <summary>"name: old -> new".</summary>
    public override string ToString() => $"{Name}: {Short(Old)} -> {Short(New)}";

    private static string Short(string? id) => id is null ? "-" : id.Length > 12 ? id[..12] : id;
}

/// <summary>What one cmdlet moved in a repository, or was moving when it was cut off.</summary>
public sealed class TopicOperation : RepositoryResult
{
    /// <summary>The operation's name: when it began.</summary>
    public string Id { get; set; } = "";

    /// <summary>When it began.</summary>
    public DateTimeOffset Time { get; set; }

    /// <summary>The cmdlet.</summary>
    public string Command { get; set; } = "";

    /// <summary>What it did, as the reflog has it.</summary>
    public string Message { get; set; } = "";

    /// <summary>How far it is.</summary>
    public TopicOperationState State { get; set; }

    /// <summary>
    /// True where it was begun, is neither carried out nor taken back, and no process is at it: Resume-TopicOperation or Undo-TopicOperation ends it.
    /// </summary>
    public bool IsCutOff { get; set; }

    /// <summary>The refs that people look at, with where each was and where it went.</summary>
    public MovedRef[] Ref { get; set; } = [];

    /// <summary>The refs that keep what was replaced.</summary>
    public string[] Backup { get; set; } = [];

    /// <summary>The folders of the work trees that follow.</summary>
    public string[] WorkTree { get; set; } = [];

    /// <summary>The operation that this one undid; null for none.</summary>
    public string? Undoes { get; set; }

    /// <summary>The operation that undid this one; null where none did.</summary>
    public string? UndoneBy { get; set; }

    /// <summary>What to run next; null where nothing is to be done.</summary>
    public string? NextCommand { get; set; }

    /// <summary>"id command state".</summary>
    public override string ToString() => $"{Id} {Command} {State}";
}
