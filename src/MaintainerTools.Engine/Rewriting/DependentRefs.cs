using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Engine.Rewriting;

/// <summary>What follows a rewritten series: other branches that point into it, and the notes of its commits.</summary>
internal static class DependentRefs
{
    /// <summary>
    /// The local branches, but for <paramref name="branch"/>, that point to a commit which was made anew: they go to the new one, and where it was dropped to
    /// the one before. As git rebase --update-refs.
    /// </summary>
    internal static IEnumerable<RefUpdate> Branches(GitRepository repository, string branch, IReadOnlyList<CommitRewrite> commits)
    {
        var moved = new Dictionary<Oid, Oid>();
        Oid? last = null;
        foreach (CommitRewrite commit in commits)
        {
            // On a merged branch the one before in the list may be of another branch.
            Oid? before = commit.Status == RewriteStatus.Emptied && repository.Objects.ReadCommit(commit.Old).Parents is [var parent, ..]
                ? moved.GetValueOrDefault(parent, parent) : last;
            if ((commit.New ?? before) is { } @new && @new != commit.Old)
                moved[commit.Old] = @new;
            last = commit.New ?? last;
        }
        foreach ((string name, Oid id) in repository.References())
        {
            if (LocalBranch.Is(name) && name != branch && moved.TryGetValue(id, out Oid @new))
                yield return new RefUpdate(name, id, @new);
        }
    }

    /// <summary>A new commit of the notes ref in which each new commit has the note of its old one; null when none has a note.</summary>
    internal static RefUpdate? Notes(GitRepository repository, ScratchStore scratch, IReadOnlyList<CommitRewrite> commits, PersonLine committer)
    {
        string name = CommitNotes.DefaultRef(repository);
        Oid tip = repository.TipOf(name);
        if (tip.IsZero)
            return null;
        CommitNotes notes = CommitNotes.Read(scratch, repository, name);
        CommitObject old = scratch.ReadCommit(tip);
        var edits = new Dictionary<string, TreeValue>(StringComparer.Ordinal);
        foreach ((Oid before, Oid after) in commits.Where(c => c.Made is not null).Select(c => (c.Old, c.Made!.Value)))
        {
            (string? path, Oid note) = notes.Locate(before);
            if (path is null || notes.Locate(after).Path is not null)
                continue;
            // In as many folders as the old one lies in.
            string id = after.ToString();
            int folders = path.Count(c => c == '/');
            string @new = string.Concat(string.Concat(Enumerable.Range(0, folders).Select(i => $"{id.AsSpan(2 * i, 2)}/")), id.AsSpan(2 * folders));
            edits[@new] = new TreeValue(EntryMode.Regular, note);
        }
        if (edits.Count == 0)
            return null;
        Oid tree = TreeEditor.Apply(scratch, old.Tree, edits);
        byte[] data = CommitObject.Serialize(tree, [tip], committer, committer, null, default, "Notes of rewritten commits copied\n"u8.ToArray());
        return new RefUpdate(name, tip, scratch.Write(ObjectType.Commit, data));
    }
}
