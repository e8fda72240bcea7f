using System.Diagnostics;
using System.Globalization;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Commands;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Engine.Bisectability;

/// <summary>
/// Runs a command on one commit after the other in one temporary work tree. The one mechanism for commits of the repository (linked work trees) and for those
/// that are not written yet (a quarantine).
/// </summary>
/// <param name="record">The run that the work tree is of.</param>
/// <param name="number">Which of its workers this is.</param>
/// <param name="checkout">The work tree.</param>
/// <param name="question">What is run.</param>
/// <param name="kept">Gets the outcomes.</param>
/// <param name="below">Tells a command that a commit lacks from one that is not there at all.</param>
internal sealed class CommandTrial(
    CheckoutRecord record, int number, CommitCheckout checkout, TrialQuestion question, KeptOutcomes kept, BaseTrial below) : IDisposable
{
    private int _runs;

    /// <summary>Checks the commit out and runs the command.</summary>
    /// <exception cref="MaintainerException">PathForbidden, WorktreeFailed, CommandNotStarted, ShellNotFound.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the command is ended.</exception>
    internal TrialOutcome Run(CommitObject commit, CancellationToken cancellation)
    {
        string log = Path.Combine(record.Root, string.Create(CultureInfo.InvariantCulture, $"c{number}.log"));
        TrialOutcome outcome = Execute(commit, log, cancellation);
        if (TrialOutcome.IsShells(outcome.ExitCode) && below.IsBroken(commit => Execute(commit, log + "-base", cancellation)))
            outcome = outcome with { Result = RewriteTestResult.Abort };
        return kept.Keep(question.KeyOf(commit.Tree), outcome, log, record.Id);
    }

    /// <summary>Closes the work tree.</summary>
    public void Dispose() => checkout.Dispose();

    private TrialOutcome Execute(CommitObject commit, string logFile, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        checkout.CheckOut(commit.Id, question.KeepsBuild);
        var environment = new Dictionary<string, string>
        {
            ["MAINTAINERTOOLS_COMMIT"] = commit.Id.ToString(),
            [MarkedProcesses.Variable] = record.Mark(number) + _runs++.ToString(CultureInfo.InvariantCulture),
        };
        using var log = new CommandLog(logFile);
        ProcessStartInfo start = question.Command.Start(Path.Combine(record.Root, string.Create(CultureInfo.InvariantCulture, $"c{number}.ps1")));
        long began = Stopwatch.GetTimestamp();
        int? code = CommandProcess.Run(start, checkout.Folder, environment, log, question.Timeout, cancellation);
        return new TrialOutcome { Result = TrialOutcome.Of(code), ExitCode = code, Duration = Stopwatch.GetElapsedTime(began), Output = log.Tail };
    }
}

/// <summary>
/// The commit below those that are tested, which passes by what is taken for granted: where a shell cannot run the command there either, the command is
/// broken, as git bisect run has it. It is asked once, when it matters.
/// </summary>
/// <param name="commit">The commit; null where there is none, and then the command counts as broken.</param>
internal sealed class BaseTrial(CommitObject? commit)
{
    private readonly object _asking = new();
    private bool? _isBroken;

    /// <summary>True where the command cannot be run there either.</summary>
    internal bool IsBroken(Func<CommitObject, TrialOutcome> run)
    {
        lock (_asking)
            return _isBroken ??= commit is null || TrialOutcome.IsShells(run(commit).ExitCode);
    }
}
