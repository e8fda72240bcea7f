using System;

namespace MaintainerTools;

/// <summary>In which order a command is run on the commits of a series.</summary>
public enum BisectabilityOrder
{
    /// <summary>Every commit, the oldest first.</summary>
    Linear,

    /// <summary>Every commit, the newest first.</summary>
    Reverse,

    /// <summary>Only as many as it takes to find a commit that fails above one that passes, as git bisect does.</summary>
    Binary,
}

/// <summary>What a command said to a commit of a series.</summary>
public sealed class BisectabilityResult
{
    /// <summary>Its place in the series, from 1 for the oldest.</summary>
    public int Number { get; set; }

    /// <summary>How many commits the series has, all shards together.</summary>
    public int Total { get; set; }

    /// <summary>The commit's SHA.</summary>
    public string Commit { get; set; } = "";

    /// <summary>Its subject.</summary>
    public string Subject { get; set; } = "";

    /// <summary>Its tree, by which results are kept.</summary>
    public string Tree { get; set; } = "";

    /// <summary>Exit codes count as with git bisect run; a command whose time was over failed.</summary>
    public RewriteTestResult Result { get; set; }

    /// <summary>The command's exit code; null where it was not run, and where its time was over.</summary>
    public int? ExitCode { get; set; }

    /// <summary>True where the command was ended because its time was over.</summary>
    public bool TimedOut { get; set; }

    /// <summary>How long the command ran, checking out aside; of an answer that was kept, how long it ran then.</summary>
    public TimeSpan Duration { get; set; }

    /// <summary>True for an answer of an earlier run.</summary>
    public bool Cached { get; set; }

    /// <summary>The file with all that the command printed (of more than 32 MB the beginning and the end); null where it was not run here.</summary>
    public string? Log { get; set; }

    /// <summary>The last 64 KB of that.</summary>
    public string Output { get; set; } = "";

    /// <summary>For a commit that breaks what passed before: the SHA of the later commit that mends it; null where none does.</summary>
    public string? MendedBy { get; set; }

    /// <summary>The lines of this commit that <see cref="MendedBy"/> changes, as file:line with the numbers that they have in this commit.</summary>
    public string[] MendedLine { get; set; } = [];

    /// <summary>For a commit that breaks what passed before: what to do about it; null for the others.</summary>
    public string? SuggestedAction { get; set; }

    /// <summary>The shard that it was run in, as "2/5"; null where the series was not spread.</summary>
    public string? Shard { get; set; }

    /// <summary>The machine that it was run on; null where it was not run.</summary>
    public string? Machine { get; set; }

    /// <summary>What was run.</summary>
    public string Command { get; set; } = "";

    /// <summary>Names the command, its settings and the named variables of the environment: results with the same are answers to the same question.</summary>
    public string CommandId { get; set; } = "";

    /// <summary>The commit below the series; null where commits were named one by one.</summary>
    public string? Since { get; set; }

    /// <summary>The tip of the series; null where commits were named one by one.</summary>
    public string? Topic { get; set; }

    /// <summary>The repository's folder.</summary>
    public string? Repository { get; set; }

    /// <summary>"Pass 3 123456789abc subject".</summary>
    public override string ToString() => $"{Result} {Number} {(Commit.Length > 12 ? Commit[..12] : Commit)} {Subject}";
}
