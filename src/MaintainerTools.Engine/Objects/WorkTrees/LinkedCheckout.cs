using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Objects.WorkTrees;

/// <summary>A temporary linked work tree of the repository, as git worktree add --detach makes it, for commits that it has.</summary>
internal sealed class LinkedCheckout : CommitCheckout
{
    private LinkedCheckout(GitRepository own, GitRepository repository, string mark)
        : base(own, repository, mark)
    {
    }

    /// <summary>Makes one; nothing is checked out yet.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="record">The run that it is for.</param>
    /// <param name="number">Which of the run's.</param>
    /// <param name="head">A commit that HEAD names until one is checked out.</param>
    /// <exception cref="MaintainerException">WorktreeFailed.</exception>
    internal static LinkedCheckout Create(GitRepository repository, CheckoutRecord record, int number, Oid head)
    {
        string folder = Path.Combine(record.Root, $"w{number}");
        string admin = record.AdminDirectory(number);
        string staged = record.StagedDirectory(number);
        try
        {
            Directory.CreateDirectory(folder);
            Directory.CreateDirectory(staged);
            LinkedWorktree.At(folder, staged).Tie(folder, admin, repository.CommonDirectory);
            File.WriteAllText(Path.Combine(staged, "HEAD"), head + "\n");
            Directory.CreateDirectory(Path.GetDirectoryName(admin)!);
            // Whole or not at all: git takes offence at one without HEAD.
            Directory.Move(staged, admin);
            return new LinkedCheckout(GitRepository.Open(folder, folder), repository, record.Mark(number));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MaintainerException("WorktreeFailed", ErrorKind.InvalidOperation, folder, e, [folder, e.Message]);
        }
    }
}
