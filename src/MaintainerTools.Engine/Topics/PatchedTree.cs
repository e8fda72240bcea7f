using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Topics;

/// <summary>Applies patches to trees in memory, as git am --3way does.</summary>
internal sealed class PatchedTree(GitRepository repository, ScratchStore scratch)
{
    /// <summary>The tree with a patch applied.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="patch">The patch.</param>
    /// <param name="refuse">Makes the error for a file and the reason why the patch does not apply to it.</param>
    /// <exception cref="MaintainerException">PathForbidden, and what <paramref name="refuse"/> makes.</exception>
    internal Oid Apply(Oid tree, PatchFile patch, Func<PatchedFile, string, MaintainerException> refuse)
    {
        var edits = new Dictionary<string, TreeValue>(StringComparer.Ordinal);
        var made = new Dictionary<string, PatchedFile>(StringComparer.Ordinal);
        var paths = new TreePaths(scratch, tree);
        foreach (PatchedFile file in patch.Files)
        {
            (string? oldPath, string? newPath) = PathsOf(paths, file);
            foreach (string path in ((string?[])[oldPath, newPath]).OfType<string>())
            {
                if (repository.PathRules.IsForbidden(path, file.NewMode))
                    throw ForbiddenPaths.Error(path, "the patch");
            }
            (int mode, Oid id) = oldPath is null ? (0, Oid.Zero) : Find(oldPath);
            if ((oldPath is not null && mode == 0) || (oldPath is null && Find(newPath!).Mode != 0))
                throw refuse(file, oldPath is null ? "the file is there already" : "there is no such file");
            if (oldPath is not null && oldPath != newPath)
                edits[oldPath] = (0, Oid.Zero);
            if (newPath is null)
                continue;
            int newMode = file.NewMode != 0 && file.NewMode != file.OldMode ? file.NewMode : mode != 0 ? mode : EntryMode.Regular;
            edits[newPath] = (newMode, file.IsBinary ? Binary(file, id, refuse) : Text(file, id, refuse));
            made[newPath] = file;
        }
        foreach ((string path, PatchedFile file) in made.Where(m => edits[m.Key].Mode != EntryMode.None))
        {
            for (int slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
            {
                if (Find(path[..slash]).Mode is not (EntryMode.None or EntryMode.Tree))
                    throw refuse(file, $"'{path[..slash]}' is a file there, and no folder");
            }
        }
        return TreeEditor.Apply(scratch, tree, edits);

        // A patch may name a file twice: the second time it is what the first made of it.
        TreeValue Find(string path) => edits.TryGetValue(path, out TreeValue edited) ? edited : paths.Find(path);
    }

    /// <summary>
    /// The paths that a patch means. What is not git's has a folder in front, or none; and of a file that it makes it may
    /// say no more than that nothing was there before.
    /// </summary>
    private static (string? Old, string? New) PathsOf(TreePaths paths, PatchedFile file)
    {
        if (file.WholePath is not { } whole)
            return (file.OldPath, file.NewPath);
        bool isWhole = paths.Find(file.Path).Mode == 0 && paths.Find(whole).Mode != 0;
        (string? old, string? @new) = (file.OldPath is null ? null : isWhole ? whole : file.OldPath,
            file.NewPath is null ? null : isWhole ? whole : file.NewPath);
        bool makesIt = old is not null && @new is not null && paths.Find(old).Mode == 0 && file.Hunks is [{ OldStart: 0 } only]
            && only.Lines.All(l => l[0] == '+');
        return (makesIt ? null : old, @new);
    }

    private Oid Text(PatchedFile file, Oid old, Func<PatchedFile, string, MaintainerException> refuse)
    {
        if (file.Hunks.Count == 0)
            return old.IsZero ? scratch.Write(ObjectType.Blob, []) : old;
        byte[] data = old.IsZero ? [] : scratch.ReadBlob(old);
        if (PatchApplication.TryApply(data, file.Hunks, out byte[] result, out int failed))
            return scratch.Write(ObjectType.Blob, result);
        return ThreeWay(file, old) is { } merged ? merged : throw refuse(file, $"hunk {failed} does not fit anywhere");
    }

    /// <summary>As git am -3: the patch is applied to the version that it was made for, and the result merged with the one that is there.</summary>
    private Oid? ThreeWay(PatchedFile file, Oid current)
    {
        if (file.OldBlob.Length < 7 || repository.FindBlob(file.OldBlob) is not { } made
            || !scratch.TryRead(made, out ObjectType type, out byte[] data) || type != ObjectType.Blob
            || !PatchApplication.TryApply(data, file.Hunks, out byte[] patched, out _))
            return null;
        Oid theirs = scratch.Write(ObjectType.Blob, patched);
        MergeOutcome outcome = new MergeEngine(scratch).MergeTrees(Tree(made), Tree(current), Tree(theirs));
        return outcome.IsClean ? new TreePaths(scratch, outcome.Tree).Find("f").Id : null;

        Oid Tree(Oid blob) => TreeEditor.Apply(scratch, Oid.EmptyTree, new Dictionary<string, TreeValue> { ["f"] = (EntryMode.Regular, blob) });
    }

    private Oid Binary(PatchedFile file, Oid old, Func<PatchedFile, string, MaintainerException> refuse)
    {
        if (file.BinaryContent is { } content)
            return scratch.Write(ObjectType.Blob, content);
        return file.NewBlob.Length >= 7 && repository.FindBlob(file.NewBlob) is { } known ? known
            : file.OldBlob == file.NewBlob && !old.IsZero ? old
            : throw refuse(file, "the patch does not hold the binary file; git format-patch --binary --full-index would");
    }
}
