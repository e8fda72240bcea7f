using LibGit2Sharp;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Series;

/// <summary>Takes a rewritten branch back to where its backup ref says it was, and with it the refs that had moved along.</summary>
public sealed class FoldupUndoing
{
    private readonly GitRepository _repository;
    private readonly List<RefUpdate> _updates;

    private FoldupUndoing(GitRepository repository, SeriesRewrite result, List<RefUpdate> updates)
    {
        _repository = repository;
        _updates = updates;
        Result = result;
    }

    /// <summary>What is (or would be) done: the branch goes from OldTip, the rewritten one, to NewTip, the one before.</summary>
    public SeriesRewrite Result { get; }

    /// <summary>Finds the backup.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="branch">The branch, by its full name or its short one.</param>
    /// <param name="backup">The backup ref; null: the branch's newest.</param>
    /// <param name="expectedTip">Where the branch must be; null: anywhere.</param>
    /// <param name="branchOnly">True to leave the refs that moved along where they are.</param>
    /// <exception cref="MaintainerException">BackupNotFound, RevisionNotFound, RefMoved, FollowerMoved, BranchCheckedOutDirty.</exception>
    public static FoldupUndoing Prepare(GitRepository repository, string branch, string? backup, string? expectedTip, bool branchOnly = false)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(branch);
        string name = branch.StartsWith("refs/", StringComparison.Ordinal) ? branch : "refs/heads/" + branch;
        string prefix = RepositoryWriter.BackupPrefix + (name.StartsWith("refs/heads/", StringComparison.Ordinal) ? name[11..] : name) + "/";
        List<(string Name, Oid Id)> refs = [.. repository.References()];
        // The names end in the time, and in a counter for several in one second.
        (string Name, Oid Id) found = refs
            .Where(r => backup is null ? r.Name.StartsWith(prefix, StringComparison.Ordinal) && !r.Name[prefix.Length..].Contains('/', StringComparison.Ordinal) : r.Name == backup)
            .OrderBy(r => r.Name.Split('-')[0], StringComparer.Ordinal).ThenBy(r => r.Name.Length).ThenBy(r => r.Name, StringComparer.Ordinal)
            .LastOrDefault();
        if (found.Name is null)
            throw new MaintainerException("BackupNotFound", ErrorKind.ObjectNotFound, backup ?? branch, backup ?? prefix);
        (string? current, Oid tip) = refs.FirstOrDefault(r => r.Name == name);
        if (current is null)
            throw new MaintainerException("RevisionNotFound", ErrorKind.ObjectNotFound, branch, branch);
        if (expectedTip is not null && tip.ToString() != expectedTip)
            throw new MaintainerException("RefMoved", ErrorKind.ResourceUnavailable, name, name, expectedTip[..Math.Min(12, expectedTip.Length)], tip.Abbreviate());

        bool fromWorkTree = repository.HeadBranch == name && repository.LibGit.Refs.Log(name)
            .Any(e => e.From.Sha == found.Id.ToString() && e.To.Sha == tip.ToString() && e.Message.Contains(FoldupRewriting.FromWorkTree, StringComparison.Ordinal));
        List<RefUpdate> updates =
        [
            new RefUpdate(found.Name, found.Id, Oid.Zero),
            new RefUpdate(name, tip, found.Id) { WorkTree = fromWorkTree ? WorkTreeUpdate.IndexOnly : WorkTreeUpdate.FilesAndIndex },
        ];
        (IReadOnlyList<RefUpdate> followers, RefUpdate? record) = RewriteFollowers.Read(repository, refs, found.Name);
        if (branchOnly)
            followers = [];
        foreach (RefUpdate follower in followers)
        {
            Oid now = refs.FirstOrDefault(r => r.Name == follower.Name).Id;
            if (now != follower.NewId)
                throw new MaintainerException("FollowerMoved", ErrorKind.ResourceUnavailable, follower.Name, follower.Name, follower.NewId.Abbreviate(), now.IsZero ? "gone" : "at " + now.Abbreviate(), name);
            updates.Add(new RefUpdate(follower.Name, follower.NewId, follower.OldId));
        }
        new RepositoryWriter(repository).Check(updates.Skip(1));
        if (record is not null)
            updates.Add(record);
        return new FoldupUndoing(repository, new SeriesRewrite
        {
            Branch = name,
            OldTip = tip.ToString(),
            NewTip = found.Id.ToString(),
            ExpectedTree = repository.Objects.ReadCommit(found.Id).Tree.ToString(),
            Tree = repository.Objects.ReadCommit(found.Id).Tree.ToString(),
            UpdatedRef = [.. followers.Select(f => f.Name)],
        }, updates);
    }

    /// <summary>Moves the branch back and drops the backup ref; changes that came from the work tree are local changes again.</summary>
    /// <exception cref="MaintainerException">RefMoved, RefLocked, BranchCheckedOutDirty.</exception>
    public void Apply()
    {
        new RepositoryWriter(_repository).Apply(_updates, "foldup: undone");
        Result.Applied = true;
    }
}
