namespace MaintainerTools;

/// <summary>What a command said to a commit, by its exit code, as with git bisect run.</summary>
public enum RewriteTestResult
{
    /// <summary>Exit code 0.</summary>
    Pass,

    /// <summary>
    /// Exit code 1 to 127, but for 125. Where the command cannot be run on the commit below either (126, 127), it is broken, and that is Abort.
    /// </summary>
    Fail,

    /// <summary>Exit code 125: this commit cannot be tested.</summary>
    Skip,

    /// <summary>Exit code 128 and above, a signal, or a command that is not there: the command itself is broken.</summary>
    Abort,

    /// <summary>It was not run: a search did not ask for this commit, or the run ended before.</summary>
    NotRun,
}

/// <summary>The run of a command on a rewritten commit, before anything was written.</summary>
public sealed class RewriteTest
{
    /// <summary>SHA that the rewritten commit has, or would have.</summary>
    public string Commit { get; set; } = "";

    /// <summary>Its subject.</summary>
    public string Subject { get; set; } = "";

    /// <summary>Exit codes count as with git bisect run.</summary>
    public RewriteTestResult Result { get; set; }

    /// <summary>The command's exit code.</summary>
    public int ExitCode { get; set; }

    /// <summary>What the command printed, errors included; the last 64 KB of it.</summary>
    public string Log { get; set; } = "";

    /// <summary>"Pass 123456789abc subject".</summary>
    public override string ToString() => $"{Result} {(Commit.Length > 12 ? Commit[..12] : Commit)} {Subject}";
}
