using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Merging.Renames;

/// <summary>The second step of a merge: finds renames and brings the versions of renamed files together at their new paths.</summary>
internal sealed class RenameProcessor(MergeState state)
{
    /// <summary>
    /// Finds the renames of both sides. True when the trees should be walked again: the renames found are remembered for that.
    /// </summary>
    /// <param name="worthAnotherPass">The walk says that a second one would be much shorter.</param>
    /// <param name="clean">False when a rename came to a conflict that is of no single path.</param>
    internal bool Run(bool worthAnotherPass, out bool clean)
    {
        clean = true;
        if (!state.Options.DetectRenames || !(MayHaveRenames(Side.Ours) || MayHaveRenames(Side.Theirs) || KnowsAny(Side.Ours) || KnowsAny(Side.Theirs)))
            return false;
        bool tooMany = false;
        bool searched = Search(Side.Ours, ref tooMany) | Search(Side.Theirs, ref tooMany);
        if (worthAnotherPass && searched && !tooMany)
        {
            Remember(Side.Ours);
            Remember(Side.Theirs);
            return true;
        }
        UseKnown(Side.Ours);
        UseKnown(Side.Theirs);
        var folders = new FolderRenames(state);
        if (state.Depth == 0 && state.Options.DirectoryRenames != DirectoryRenames.Off)
            clean = folders.Decide();
        clean &= folders.Apply(out List<FilePair> renames);
        Process(renames);
        return false;
    }

    private bool KnowsAny(int side) => state.Renames[side].Known.Count > 0;

    private bool MayHaveRenames(int side) => state.Renames[side].Pairs.Count > 0 && state.Renames[side].Relevant.Count > 0;

    private bool Search(int side, ref bool tooMany)
    {
        RenameState renames = state.Renames[side];
        foreach (string source in renames.Relevant.Keys.Where(s => renames.Known.Contains(s) || renames.KnownIrrelevant.Contains(s)).ToList())
            renames.Relevant.Remove(source);
        if (!MayHaveRenames(side))
        {
            foreach (FilePair pair in renames.Pairs)
                pair.SetStatus();
            return false;
        }
        renames.FolderCounts = [];
        tooMany |= new RenameSearch(state.Objects, renames, state.Options.RenameLimit, state.Options.Attributes).Run();
        return true;
    }

    private void Remember(int side)
    {
        RenameState renames = state.Renames[side];
        foreach (FilePair pair in renames.Pairs)
        {
            if (!renames.Relevant.TryGetValue(pair.Old.Path, out SourceRelevance relevance))
                continue;
            if (relevance == SourceRelevance.NoMore)
                renames.KnownIrrelevant.Add(pair.Old.Path);
            else if (pair.Status == PairStatus.Deleted)
                renames.Known.Set(pair.Old.Path, null);
            else if (pair.Status == PairStatus.Renamed)
                renames.Remember(pair.Old.Path, pair.New.Path);
        }
    }

    private void UseKnown(int side)
    {
        foreach ((string source, string? target) in state.Renames[side].Known.Walk())
        {
            // A target that was settled without the rename needs it no more.
            if (target is not null && (!state.Paths.TryGetValue(target, out MergePath? there) || there.Clean))
                continue;
            state.Renames[side].Pairs.Add(new FilePair(new PairEnd(source, default), new PairEnd(target ?? source, default))
            {
                Status = target is null ? PairStatus.Deleted : PairStatus.Renamed,
            });
        }
    }

    private void Process(List<FilePair> renames)
    {
        for (int i = 0; i < renames.Count; i++)
        {
            FilePair rename = renames[i];
            string oldPath = rename.Old.Path, newPath = rename.New.Path;
            // A folder's rename can bring a file back to where it was.
            if (oldPath == newPath || !state.Paths.TryGetValue(oldPath, out MergePath? old) || old.Clean)
                continue;
            if (i + 1 < renames.Count && renames[i + 1].Old.Path == oldPath)
            {
                BothRenamed(old, state.Paths[newPath], state.Paths[renames[i + 1].New.Path]);
                i++;
                continue;
            }
            OneRenamed(old, state.Paths[newPath], rename.Side);
        }
    }

    private void BothRenamed(MergePath old, MergePath ours, MergePath theirs)
    {
        if (ours == theirs)
        {
            ours.Versions[Side.Base] = old.Versions[Side.Base];
            ours.FileMask |= 1;
            old.IsAbsent = true;
            old.Clean = true;
            return;
        }
        Names names = default;
        names[Side.Base] = old.Path;
        names[Side.Ours] = ours.Path;
        names[Side.Theirs] = theirs.Path;
        bool clean = new FileMerge(state).Merge(
            old.Path, old.Versions[Side.Base], ours.Versions[Side.Ours], theirs.Versions[Side.Theirs], names, 1 + (2 * state.Depth),
            isLast: false, out TreeValue merged);
        // Where content cannot be merged, each path keeps what its side has.
        bool keptOurs = !clean && merged == ours.Versions[Side.Ours];
        ours.Versions[Side.Ours] = merged;
        if (!keptOurs)
            theirs.Versions[Side.Theirs] = merged;
        ours.PathConflict = true;
        theirs.PathConflict = true;
        old.PathConflict = true;
        state.Note(ConflictKind.RenameRename, old.Path, ours.Path, theirs.Path);
    }

    private void OneRenamed(MergePath old, MergePath renamed, int side)
    {
        int other = 3 - side;
        bool deleted = old.FileMask == 1;
        bool collides = (renamed.FileMask & (1 << other)) != 0;
        bool typeChanged = !deleted && EntryMode.IsFile(old.Versions[other].Mode) != EntryMode.IsFile(renamed.Versions[side].Mode);
        if (typeChanged)
        {
            // Both sides renamed it, and one put something of another type in its old place.
            collides = false;
        }
        if (collides && !deleted)
        {
            Collide(old, renamed, side);
        }
        else if (collides)
        {
            renamed.PathConflict = true;
            state.Note(ConflictKind.RenameDelete, renamed.Path, old.Path);
        }
        else
        {
            renamed.Versions[Side.Base] = old.Versions[Side.Base];
            renamed.FileMask |= 1;
            renamed.Names[Side.Base] = old.Path;
            if (typeChanged)
            {
                old.Versions[Side.Base] = default;
                old.FileMask &= 6;
            }
            else if (deleted)
            {
                renamed.PathConflict = true;
                state.Note(ConflictKind.RenameDelete, renamed.Path, old.Path);
            }
            else
            {
                renamed.Versions[other] = old.Versions[other];
                renamed.FileMask |= 1 << other;
                renamed.Names[other] = old.Path;
            }
        }
        if (!typeChanged)
        {
            old.IsAbsent = true;
            old.Clean = true;
        }
    }

    /// <summary>The other side has a file of its own at the new path: the rename's merge becomes this side's version there.</summary>
    private void Collide(MergePath old, MergePath renamed, int side)
    {
        Names names = default;
        names[Side.Base] = old.Path;
        names[3 - side] = old.Path;
        names[side] = renamed.Path;
        TreeValue ours = (side == Side.Ours ? renamed : old).Versions[Side.Ours];
        TreeValue theirs = (side == Side.Theirs ? renamed : old).Versions[Side.Theirs];
        bool clean = new FileMerge(state).Merge(old.Path, old.Versions[Side.Base], ours, theirs, names, 1 + (2 * state.Depth),
            isLast: false, out TreeValue merged);
        renamed.Versions[side] = merged;
        if (!clean)
            state.Note(ConflictKind.RenameCollision, renamed.Path, old.Path);
    }
}
