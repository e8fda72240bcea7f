using System.Globalization;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Engine.Objects.Moves;

/// <summary>
/// Makes a linked work tree, or takes one away: it is filled beside its place and then given its name, or given another name and deleted only when the
/// operation is closed. Both its folders are moved by a rename each, so that it can go on or back from any moment.
/// </summary>
internal sealed class LinkedTreeMove
{
    private readonly GitRepository _repository;
    private readonly OperationFolder _folder;
    private readonly LinkedMove _move;
    private readonly LinkedWorktree _inPlace;
    private readonly LinkedWorktree _aside;
    private readonly string _stage;

    internal LinkedTreeMove(GitRepository repository, OperationFolder folder, LinkedMove move)
    {
        (_repository, _folder, _move) = (repository, folder, move);
        _inPlace = InPlace(repository, move);
        _stage = Path.Combine(Path.GetDirectoryName(_inPlace.Folder)!, OperationFolder.StagePrefix + folder.Record.Id);
        int number = folder.Record.Linked.IndexOf(move);
        _aside = LinkedWorktree.At(Path.Combine(_stage, "tree"), folder.FileOf(string.Create(CultureInfo.InvariantCulture, $"worktree-{number}")));
    }

    /// <summary>True where the files are in their place, as this work tree's.</summary>
    private bool IsInPlace => _inPlace.IsTiedTo(_inPlace.AdminDirectory);

    private string Emptied => Path.Combine(_stage, "emptied");

    /// <summary>The work tree that a closed operation has made, as long as nothing was done in it since.</summary>
    /// <exception cref="MaintainerException">WorktreeGone, WorktreeBuiltOn.</exception>
    internal static LinkedWorktree RequireAsMade(GitRepository repository, MoveRecord record, LinkedMove made)
    {
        LinkedWorktree worktree = InPlace(repository, made);
        if (!worktree.IsTiedTo(worktree.AdminDirectory) || !Directory.Exists(worktree.AdminDirectory))
            throw new MaintainerException("WorktreeGone", ErrorKind.ObjectNotFound, record.Id, record.Id, worktree.Folder);
        return worktree.Print() == made.Print
            ? worktree
            : throw new MaintainerException("WorktreeBuiltOn", ErrorKind.InvalidOperation, worktree.Folder, record.Id, worktree.Folder, record.Command);
    }

    /// <summary>
    /// True where nothing was done in a work tree since the last operation that left something in it; false also where that is not recorded any more.
    /// </summary>
    internal static bool IsAsLeft(GitRepository repository, LinkedWorktree worktree)
    {
        string name = worktree.NameOf(repository);
        foreach (MoveRecord record in OperationFolder.Closed(repository).AsEnumerable().Reverse().Where(r => r.State == TopicOperationState.Done))
        {
            string? print = record.Trees.Find(t => t.GitDirectory == name && t.Print is not null)?.Print
                ?? record.Linked.Find(l => l.IsMade && l.GitDirectory == name)?.Print;
            if (print is not null)
                return worktree.Print() == print;
        }
        return false;
    }

    /// <summary>Fills the one that is made; notes what the files look like.</summary>
    internal void Stage(ConflictContent? content)
    {
        Directory.CreateDirectory(_stage);
        // The empty folder that was there, for when it is taken back.
        if (_move.HadFolder)
            Directory.CreateDirectory(Emptied);
        if (_move.IsMade)
        {
            _aside.Fill(_repository, content!, _folder.Path);
            _move.Print = _aside.Print();
            _aside.Tie(_inPlace.Folder, _inPlace.AdminDirectory, _repository.CommonDirectory);
        }
        else
        {
            _move.Print = _inPlace.Print();
        }
    }

    /// <summary>Moves what is not moved yet.</summary>
    internal void Forward()
    {
        if (_move.IsMade)
            PutIn();
        else
            TakeOut();
    }

    /// <summary>Moves back what was moved.</summary>
    internal void Back()
    {
        if (!_move.IsMade)
        {
            PutIn();
            return;
        }
        TakeOut();
        if (!_move.HadFolder || FileCalls.IsFolder(_inPlace.Folder))
            return;
        if (FileCalls.IsFolder(Emptied))
            FileCalls.Rename(Emptied, _inPlace.Folder);
        else
            FileCalls.MakeFolder(_inPlace.Folder);
    }

    /// <summary>Throws where a file was changed by someone since the operation was cut off: going on or back would lose that.</summary>
    /// <exception cref="MaintainerException">FileChangedMeanwhile.</exception>
    internal void RequireUntouched()
    {
        // What the index and HEAD say is where their folder is.
        LinkedWorktree now = LinkedWorktree.At(_inPlace.Folder,
            Directory.Exists(_aside.AdminDirectory) ? _aside.AdminDirectory : _inPlace.AdminDirectory);
        if (IsInPlace && now.Print() != _move.Print)
            throw new MaintainerException("FileChangedMeanwhile", ErrorKind.ResourceUnavailable, _inPlace.Folder, _inPlace.Folder, _inPlace.Folder,
                _folder.Record.Id);
    }

    /// <summary>Removes the folder beside the work tree with what is left in it, and folders that were made for a work tree that is not there.</summary>
    internal void RemoveStage()
    {
        if (Directory.Exists(_stage))
            DiskFiles.DeleteFolder(_stage);
        // Where it was the last one, git keeps no folder of them. Not before it is ended: coming back it would take room.
        FileCalls.RemoveEmpty(Path.GetDirectoryName(_inPlace.AdminDirectory)!);
        if (!_move.IsMade || _move.FirstAbove is null || IsInPlace)
            return;
        string first = Path.GetFullPath(_move.FirstAbove, _repository.CommonDirectory);
        string? above = Path.GetDirectoryName(_inPlace.Folder);
        while (above is not null && above.Length >= first.Length && FileCalls.RemoveEmpty(above))
            above = Path.GetDirectoryName(above);
    }

    private static LinkedWorktree InPlace(GitRepository repository, LinkedMove move) => LinkedWorktree.At(
        Path.GetFullPath(move.Folder, repository.CommonDirectory), Path.Combine(repository.CommonDirectory, move.GitDirectory));

    /// <summary>The files first: a work tree without them may be pruned by git.</summary>
    private void PutIn()
    {
        if (Directory.Exists(_aside.Folder))
        {
            if (FileCalls.IsFolder(_inPlace.Folder))
                FileCalls.RemoveEmpty(_inPlace.Folder);
            FileCalls.MakeFoldersAbove(_inPlace.Folder);
            FileCalls.Rename(_aside.Folder, _inPlace.Folder);
        }
        if (!Directory.Exists(_aside.AdminDirectory))
            return;
        FileCalls.MakeFoldersAbove(_inPlace.AdminDirectory);
        FileCalls.Rename(_aside.AdminDirectory, _inPlace.AdminDirectory);
    }

    private void TakeOut()
    {
        if (Directory.Exists(_inPlace.AdminDirectory) && !Directory.Exists(_aside.AdminDirectory))
            FileCalls.Rename(_inPlace.AdminDirectory, _aside.AdminDirectory);
        if (!IsInPlace || Directory.Exists(_aside.Folder))
            return;
        FileCalls.MakeFolder(_stage);
        FileCalls.Rename(_inPlace.Folder, _aside.Folder);
    }
}
