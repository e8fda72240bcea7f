using MaintainerTools.Engine.Bisectability;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Commands;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Engine.Rewriting;

/// <summary>
/// Runs a command on commits that are not written yet, one after the other in one temporary checkout, so that what a build leaves there is of use to the
/// next. It is a repository of its own, in which git works and has the commit checked out.
/// </summary>
internal sealed class RewriteTester : IDisposable
{
    private readonly CheckoutRecord _record;
    private readonly CommandTrial _trial;
    private readonly IOperationMonitor _monitor;

    /// <summary>Puts the commits where the command will see them.</summary>
    /// <param name="repository">The repository that they are made for.</param>
    /// <param name="scratch">Has them.</param>
    /// <param name="commits">The commits, oldest first.</param>
    /// <param name="command">The command.</param>
    /// <param name="monitor">Ends it.</param>
    internal RewriteTester(GitRepository repository, ScratchStore scratch, IReadOnlyList<Oid> commits, TestCommand command, IOperationMonitor monitor)
    {
        _monitor = monitor;
        _record = CheckoutRecord.Create(repository);
        try
        {
            var checkout = QuarantineCheckout.Create(repository, _record);
            checkout.Add(scratch, commits, monitor);
            CommitObject? below = scratch.ReadCommit(commits[0]).Parents is [var parent, ..] ? scratch.ReadCommit(parent) : null;
            _trial = new CommandTrial(_record, 0, checkout, new TrialQuestion(command, null, true, []), new KeptOutcomes(repository.CommonDirectory),
                new BaseTrial(below));
        }
        catch
        {
            _record.Dispose();
            throw;
        }
    }

    /// <summary>Runs the command on a commit.</summary>
    internal RewriteTest Run(CommitObject commit)
    {
        TrialOutcome outcome = _trial.Run(commit, _monitor.Cancellation);
        return new RewriteTest
        {
            Commit = commit.Id.ToString(),
            Subject = commit.Subject,
            ExitCode = outcome.ExitCode!.Value,
            Result = outcome.Result,
            Log = outcome.Output,
        };
    }

    /// <summary>Removes the checkout.</summary>
    public void Dispose()
    {
        _trial.Dispose();
        _record.Dispose();
    }
}
