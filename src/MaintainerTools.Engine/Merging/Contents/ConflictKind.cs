namespace MaintainerTools.Engine.Merging.Contents;

/// <summary>The kinds of merge conflict, as git tells them apart.</summary>
public enum ConflictKind
{
    /// <summary>Both sides changed the same lines.</summary>
    Content,

    /// <summary>Both sides added the path with different content.</summary>
    AddAdd,

    /// <summary>Both sides changed a file that is not text.</summary>
    Binary,

    /// <summary>One side changed what the other deleted.</summary>
    ModifyDelete,

    /// <summary>The sides renamed one file to different names.</summary>
    RenameRename,

    /// <summary>One side renamed what the other deleted.</summary>
    RenameDelete,

    /// <summary>A renamed file with conflicts of its own meets another file at its new name.</summary>
    RenameCollision,

    /// <summary>A file where the other side has a folder.</summary>
    FileDirectory,

    /// <summary>File, symbolic link or submodule: the sides disagree what the path is.</summary>
    DistinctModes,

    /// <summary>A submodule whose commits could not be merged.</summary>
    Submodule,

    /// <summary>The file was added to a folder that the other side renamed.</summary>
    DirectoryRenameSuggested,

    /// <summary>Something is where a folder's rename would put the file.</summary>
    DirectoryRenameFileInWay,

    /// <summary>A folder's rename would put several files at one path.</summary>
    DirectoryRenameCollision,

    /// <summary>A folder's files went to several places, none of which has the most.</summary>
    DirectoryRenameSplit,
}

/// <summary>Names of conflict kinds.</summary>
public static class ConflictKinds
{
    /// <summary>The kind in git's words, as its messages have it: "content", "add/add", "modify/delete" …</summary>
    public static string Name(this ConflictKind kind) => kind switch
    {
        ConflictKind.Content => "content",
        ConflictKind.AddAdd => "add/add",
        ConflictKind.Binary => "binary",
        ConflictKind.ModifyDelete => "modify/delete",
        ConflictKind.RenameRename => "rename/rename",
        ConflictKind.RenameDelete => "rename/delete",
        ConflictKind.RenameCollision => "rename involved in collision",
        ConflictKind.FileDirectory => "file/directory",
        ConflictKind.DistinctModes => "distinct modes",
        ConflictKind.Submodule => "submodule",
        ConflictKind.DirectoryRenameSuggested => "directory rename suggested",
        ConflictKind.DirectoryRenameFileInWay => "file in way of directory rename",
        ConflictKind.DirectoryRenameCollision => "directory rename collision",
        ConflictKind.DirectoryRenameSplit => "directory rename unclear split",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
