using MaintainerTools.Engine.History;
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
    /// the one before. As git rebase --update-refs, but for branches that point to a fixup: those are their reviewer's.
    /// </summary>
    /// <param name="repository">The repository.</param>
    /// <param name="branch">The full name of the branch that is rewritten.</param>
    /// <param name="commits">What became of its commits.</param>
    /// <param name="all">False for those of <paramref name="named"/> only.</param>
    /// <param name="named">Full names of branches that go along in any case.</param>
    /// <exception cref="MaintainerException">BranchNotInSeries: a named one points to no commit that was made anew.</exception>
    internal static IReadOnlyList<RefUpdate> Branches(GitRepository repository, string branch, IReadOnlyList<CommitRewrite> commits, bool all,
        IReadOnlyCollection<string> named)
    {
        HashSet<Oid> fixups = [.. commits.Where(c => c.Status is RewriteStatus.Absorbed or RewriteStatus.Remaining).Select(c => c.Old)];
        var updates = new List<RefUpdate>();
        var moved = new Dictionary<Oid, Oid>();
        Oid? last = null;
        foreach (CommitRewrite commit in commits)
        {
            // On a merged branch the one before in the list may be of another branch.
            Oid? before = commit.Status == RewriteStatus.Emptied && repository.Objects.ReadCommit(commit.Old).Parents is [var parent, ..]
                ? moved.GetValueOrDefault(parent, parent) : last;
            if ((commit.New ?? commit.Instead ?? before) is { } @new && @new != commit.Old)
                moved[commit.Old] = @new;
            last = commit.New ?? last;
        }
        foreach ((string name, Oid id) in repository.References())
        {
            if (LocalBranch.Is(name) && name != branch && moved.TryGetValue(id, out Oid @new) && (named.Contains(name) || (all && !fixups.Contains(id))))
                updates.Add(new RefUpdate(name, id, @new));
        }
        return named.FirstOrDefault(n => !updates.Exists(u => u.Name == n)) is { } elsewhere
            ? throw new MaintainerException("BranchNotInSeries", ErrorKind.InvalidArgument, elsewhere, LocalBranch.ShortName(elsewhere)) : updates;
    }

    /// <summary>
    /// The local branches, but for <paramref name="branch"/>, that hold commits which were made anew; not those whose tip is one of the fixups.
    /// </summary>
    internal static IEnumerable<string> LeftBehind(
        GitRepository repository, CommitHistory history, string branch, IReadOnlyList<CommitRewrite> commits, IReadOnlyCollection<string> fixups)
    {
        HashSet<Oid> old = [.. commits.Where(c => c.New != c.Old && c.Status is not (RewriteStatus.Absorbed or RewriteStatus.Remaining)).Select(c => c.Old)];
        // Who holds a commit holds what is below it, so that the lowest decide.
        return Holding(repository, history, branch, [.. old.Where(c => !history.ParentsOf(c).Any(old.Contains))], fixups);
    }

    /// <summary>
    /// The local branches, but for <paramref name="branch"/>, that hold one of some commits; not those whose tip is one of the fixups: they are their
    /// reviewer's.
    /// </summary>
    internal static IEnumerable<string> Holding(
        GitRepository repository, CommitHistory history, string branch, IReadOnlyList<Oid> commits, IReadOnlyCollection<string> fixups)
    {
        foreach ((string name, Oid tip) in repository.References())
        {
            if (LocalBranch.Is(name) && name != branch && !fixups.Contains(tip.ToString()) && history.FindNamed(tip.ToString()) is not null
                && commits.Any(c => c == tip || history.IsAncestor(c, tip)))
                yield return name;
        }
    }

    /// <summary>A new commit of the notes ref in which each new commit has the note of its old one; null when none has a note.</summary>
    internal static RefUpdate? Notes(GitRepository repository, ScratchStore scratch, IReadOnlyList<CommitRewrite> commits, PersonLine committer) =>
        Notes(repository, scratch, commits, committer, CommitNotes.DefaultRef(repository));

    /// <summary>
    /// The same of every notes ref that git rebase would copy: those that notes.rewriteRef or GIT_NOTES_REWRITE_REF names, unless notes.rewrite.rebase
    /// forbids it. Where none is named it is the default one, so that a series keeps its notes.
    /// </summary>
    internal static IReadOnlyList<RefUpdate> AllNotes(
        GitRepository repository, ScratchStore scratch, IReadOnlyList<CommitRewrite> commits, PersonLine committer)
    {
        if (GitConfigValue.Bool(repository.Config("notes.rewrite.rebase")) == false || repository.Config("notes.rewritemode") == "ignore")
            return [];
        List<string> patterns = Environment.GetEnvironmentVariable("GIT_NOTES_REWRITE_REF") is { Length: > 0 } set
            ? [.. set.Split(':', StringSplitOptions.RemoveEmptyEntries)] : [.. repository.SettingsOf("notes.rewriteref")];
        if (patterns.Count == 0)
            patterns.Add(CommitNotes.DefaultRef(repository));
        var globs = patterns.ConvertAll(pattern => new Glob(GitPath.Encode(pattern), byFolder: false, ignoreCase: false));
        return [.. repository.References().Select(r => r.Name)
            .Where(name => name.StartsWith("refs/notes/", StringComparison.Ordinal) && globs.Exists(glob => glob.IsMatch(GitPath.Encode(name))))
            .Select(name => Notes(repository, scratch, commits, committer, name)).OfType<RefUpdate>()];
    }

    private static RefUpdate? Notes(GitRepository repository, ScratchStore scratch, IReadOnlyList<CommitRewrite> commits, PersonLine committer, string name)
    {
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
