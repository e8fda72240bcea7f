namespace MaintainerTools.Engine.Bisectability;

/// <summary>What came of one run of a command.</summary>
internal sealed record TrialOutcome
{
    // git bisect run: this commit cannot be tested.
    private const int CannotBeTested = 125;

    // The shell's: it is there and cannot be run, it is not there.
    private const int CannotBeRun = 126;
    private const int NotThere = 127;

    /// <summary>What it counts as.</summary>
    public RewriteTestResult Result { get; init; }

    /// <summary>The exit code; null where its time was over.</summary>
    public int? ExitCode { get; init; }

    /// <summary>How long it ran.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The last 64 KB that it printed.</summary>
    public string Output { get; init; } = "";

    /// <summary>The file with all; null where it could not be kept.</summary>
    public string? Log { get; init; }

    /// <summary>True for one of an earlier run.</summary>
    public bool Cached { get; init; }

    /// <summary>True where its time was over.</summary>
    public bool TimedOut => ExitCode is null;

    /// <summary>True where the same is to be expected of the same tree another time. That a machine was slow, or a command was broken, says nothing.</summary>
    public bool IsLasting => Result is RewriteTestResult.Pass or RewriteTestResult.Fail or RewriteTestResult.Skip && !TimedOut;

    /// <summary>True for the codes by which a shell says that it cannot run a command: the commit may lack it, or it is broken.</summary>
    internal static bool IsShells(int? code) => code is CannotBeRun or NotThere;

    /// <summary>The rule of git bisect run; that of a command that no commit has is told by <see cref="IsShells"/>.</summary>
    internal static RewriteTestResult Of(int? code) => code switch
    {
        0 => RewriteTestResult.Pass,
        CannotBeTested => RewriteTestResult.Skip,
        null or > 0 and < 128 => RewriteTestResult.Fail,
        _ => RewriteTestResult.Abort,
    };
}
