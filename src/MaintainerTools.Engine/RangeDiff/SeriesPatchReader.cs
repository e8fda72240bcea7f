using System.Text;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Resolutions;

namespace MaintainerTools.Engine.RangeDiff;

/// <summary>Makes patches of commits, as git log shows them to git range-diff.</summary>
internal sealed class SeriesPatchReader
{
    private readonly IObjectStore _objects;
    private readonly NumberedTexts _texts;
    private readonly TreeChain _trees;
    private readonly PatchRenames? _renames;
    private readonly Func<PersonLine, string> _author;
    private readonly Func<Oid, byte[]?> _note;
    private readonly Func<CommitObject, MergeOutcome>? _remerge;
    private readonly IReadOnlyCollection<Oid> _roots;
    private readonly Func<HeadingDrivers>? _makeDrivers;
    private readonly HeadingDrivers? _drivers;

    /// <param name="objects">Where the commits are.</param>
    /// <param name="findRenames">False where diff.renames is off.</param>
    /// <param name="author">A person as .mailmap has it.</param>
    /// <param name="note">A commit's note; null where it has none.</param>
    /// <param name="remerge">Merges a merge's parents again; null where merges are left out.</param>
    /// <param name="roots">Commits that are shown as if they had no parents: the boundary of a shallow clone.</param>
    /// <param name="makeDrivers">Makes the diff drivers, for one thread; null where none is to be asked.</param>
    internal SeriesPatchReader(
        IObjectStore objects, bool findRenames = true, Func<PersonLine, string>? author = null, Func<Oid, byte[]?>? note = null,
        Func<CommitObject, MergeOutcome>? remerge = null,
        Func<HeadingDrivers>? makeDrivers = null, IReadOnlyCollection<Oid>? roots = null)
    {
        _roots = roots ?? [];
        _makeDrivers = makeDrivers;
        _drivers = makeDrivers?.Invoke();
        _objects = objects;
        _texts = new NumberedTexts(objects);
        _trees = new TreeChain(objects);
        _renames = findRenames ? new PatchRenames(new ObjectCache(objects)) : null;
        _author = author ?? (person => person.ToString());
        _note = note ?? (_ => null);
        _remerge = remerge;
    }

    /// <summary>The reader with a repository's settings, people and notes.</summary>
    internal static SeriesPatchReader Of(Workspace workspace, bool withMerges)
    {
        (GitRepository repository, CommitHistory history, ScratchStore objects) = (workspace.Repository, workspace.History, workspace.Scratch);
        Mailmap people = Mailmap.Read(repository);
        var notes = CommitNotes.Read(repository);
        string? renames = repository.Config("diff.renames")?.ToLowerInvariant();
        MergeEngine? engine = withMerges ? workspace.Engine : null;
        return new SeriesPatchReader(
            objects,
            renames is not ("false" or "no" or "off" or "0"),
            person => people.Show(person.Name, person.Email),
            notes.Of,
            engine is null ? null : commit => Remerge(engine, objects, history, commit),
            () => new HeadingDrivers(repository),
            history.Shallow.ToHashSet());
    }

    private static MergeOutcome Remerge(MergeEngine engine, IObjectStore objects, CommitHistory history, CommitObject merge)
    {
        // An octopus merge has no conflicts by git's rules; there is nothing of its maker's to see but against the first parent.
        if (merge.Parents.Count > 2)
            return new MergeOutcome { Tree = merge.Tree };
        MergeOutcome outcome = engine.MergeCommits(history, merge.Parents[0], merge.Parents[1], Label(merge.Parents[0]), Label(merge.Parents[1]));
        return outcome.Tree.IsZero ? new MergeOutcome { Tree = merge.Tree } : outcome;

        string Label(Oid id)
        {
            CommitObject commit = objects.ReadCommit(id);
            return $"{id.Abbreviate(7)} ({commit.Subject})";
        }
    }

    /// <summary>A reader of the same settings for another thread.</summary>
    internal SeriesPatchReader Another() => new(_objects, _renames is not null, _author, _note, _remerge, _makeDrivers, _roots);

    /// <summary>The patch of a commit; of a merge what its maker changed beside the merging.</summary>
    internal SeriesPatch Read(CommitObject commit)
    {
        var text = new SeriesPatchText();
        text.AddHeader(_author(commit.Author), commit.EncodingName is null ? commit.MessageBytes.Span : Encoding.UTF8.GetBytes(commit.Message));
        if (_note(commit.Id) is { } note)
            text.AddNote(note);
        if (_roots.Contains(commit.Id))
            AddChanges(text, Oid.EmptyTree, commit.Tree);
        else if (commit.IsMerge)
            AddChanges(text, _remerge is null ? commit.Tree : _remerge(commit).Tree, commit.Tree);
        else
            AddChanges(text, CommitTrees.RecordedBefore(_objects, commit), commit.Tree);
        return text.ToPatch(commit.Id, commit, commit.Subject);
    }

    /// <summary>The patch between two trees under a commit's author and message.</summary>
    internal SeriesPatch Read(CommitObject commit, Oid oldTree, Oid newTree)
    {
        var text = new SeriesPatchText();
        text.AddHeader(_author(commit.Author), commit.EncodingName is null ? commit.MessageBytes.Span : Encoding.UTF8.GetBytes(commit.Message));
        AddChanges(text, oldTree, newTree);
        return text.ToPatch(commit.Id, commit, commit.Subject);
    }

    private void AddChanges(SeriesPatchText text, Oid oldTree, Oid newTree)
    {
        IReadOnlyList<TreeChange> changes = _trees.Compute(oldTree, newTree);
        Dictionary<string, RenameSource> sources = _renames?.Find(changes) ?? [];
        HashSet<string> moved = [.. sources.Values.Select(s => s.Change.Path)];
        foreach (TreeChange change in changes)
        {
            if (change.OldMode == 0 && sources.TryGetValue(change.Path, out RenameSource from))
            {
                TreeChange source = from.Change;
                Add(text, source.Path, source.OldMode, source.OldId, change.Path, change.NewMode, change.NewId);
            }
            else if (change.NewMode == 0)
            {
                if (!moved.Contains(change.Path))
                    Add(text, change.Path, change.OldMode, change.OldId, null, 0, default);
            }
            else if (change.OldMode != 0 && (change.OldMode & 0xF000) != (change.NewMode & 0xF000))
            {
                // A file that becomes a link goes and comes.
                Add(text, change.Path, change.OldMode, change.OldId, null, 0, default);
                Add(text, null, 0, default, change.Path, change.NewMode, change.NewId);
            }
            else
            {
                Add(text, change.OldMode == 0 ? null : change.Path, change.OldMode, change.OldId, change.Path, change.NewMode, change.NewId);
            }
        }
    }

    private void Add(SeriesPatchText text, string? oldPath, int oldMode, Oid oldId, string? newPath, int newMode, Oid newId)
    {
        text.AddFile(oldPath, oldMode, newPath, newMode);
        if (oldId != newId)
            text.AddContent(_texts, oldPath, _texts.Of(oldMode, oldId), newPath, _texts.Of(newMode, newId), _drivers);
    }
}
