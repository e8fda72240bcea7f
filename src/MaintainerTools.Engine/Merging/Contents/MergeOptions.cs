using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Merging.Attributes;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Merging.Contents;

/// <summary>What git does about a file added to a folder that the other side renamed; git's merge.directoryRenames.</summary>
public enum DirectoryRenames
{
    /// <summary>Leaves it where it is.</summary>
    Off,

    /// <summary>Moves it and reports a conflict: git's default.</summary>
    Conflict,

    /// <summary>Moves it.</summary>
    On,
}

/// <summary>The settings that decide how git merges; the defaults are git's own.</summary>
public sealed record MergeOptions
{
    /// <summary>Look for renames (merge.renames, else diff.renames).</summary>
    public bool DetectRenames { get; init; } = true;

    /// <summary>Sources times destinations up to this number's square are compared by content (merge.renameLimit, else diff.renameLimit).</summary>
    public int RenameLimit { get; init; } = 7000;

    /// <summary>merge.directoryRenames.</summary>
    public DirectoryRenames DirectoryRenames { get; init; } = DirectoryRenames.Conflict;

    /// <summary>merge.conflictStyle.</summary>
    public ConflictStyle ConflictStyle { get; init; } = ConflictStyle.Merge;

    /// <summary>merge.renormalize: line ends are converted as attributes say before files are compared.</summary>
    public bool Renormalize { get; init; }

    /// <summary>diff.algorithm, which git merge and cherry-pick follow since 2.50, but merge-tree and replay do not.</summary>
    public DiffAlgorithm Algorithm { get; init; } = DiffAlgorithm.Histogram;

    /// <summary>Why content that both sides changed cannot be merged as git would; null where it can.</summary>
    internal string? AlgorithmDoubt { get; init; }

    /// <summary>Merge histories without a common commit against an empty base instead of refusing.</summary>
    public bool AllowUnrelatedHistories { get; init; }

    /// <summary>False: content is merged as git before 2.54 does, which did not compare changes again that slid together.</summary>
    internal bool JoinedAgain { get; init; } = true;

    /// <summary>
    /// False: of a conflict only paths and kinds are asked. The file with markers is not made, and what the same three versions of a file come to is
    /// remembered, so that a commit which is picked onto many trees is merged where those differ.
    /// </summary>
    internal bool WritesConflicts { get; init; } = true;

    /// <summary>The attributes of paths; none by default.</summary>
    internal MergeAttributes Attributes { get; init; } = MergeAttributes.None;

    /// <summary>How long ids are in the base's label, which only the diff3 styles show.</summary>
    internal Func<Oid, string> Abbreviate { get; init; } = static id => id.Abbreviate(7);

    /// <summary>Tells whether a submodule that is checked out holds one commit as an ancestor of another; null where it is not to be had.</summary>
    internal Func<string, Oid, Oid, bool?>? SubmoduleHasAncestor { get; init; }

    /// <summary>
    /// These settings, told apart by what beside attributes and submodules decides whether a merge conflicts, and where; the rest is about the text of
    /// conflicts.
    /// </summary>
    internal string Decisive =>
        $"{DetectRenames} {RenameLimit} {DirectoryRenames} {ConflictStyle} {Renormalize} {Algorithm} {AlgorithmDoubt} {AllowUnrelatedHistories} {JoinedAgain}";

    /// <summary>These settings with attributes that note what is asked of them.</summary>
    internal MergeOptions WithNotedAttributes()
    {
        if (Attributes is not RepositoryAttributes own)
            return this;
        var noted = new NotedAttributes(own);
        Func<string, Oid, Oid, bool?>? hasAncestor = SubmoduleHasAncestor;
        return this with
        {
            Attributes = noted,
            SubmoduleHasAncestor = hasAncestor is null ? null : (path, of, commit) =>
            {
                noted.NoteOther();
                return hasAncestor(path, of, commit);
            },
        };
    }

    /// <summary>The settings of a repository: its configuration, its attributes, its submodules that are checked out.</summary>
    public static MergeOptions Of(GitRepository repository)
    {
        ArgumentNullException.ThrowIfNull(repository);
        string? renames = repository.Config("merge.renames") ?? repository.Config("diff.renames");
        string? limit = repository.Config("merge.renamelimit") ?? repository.Config("diff.renamelimit");
        string? algorithm = repository.Config("diff.algorithm")?.ToLowerInvariant();
        string? folders = repository.Config("merge.directoryrenames");
        return new MergeOptions
        {
            // "copies" and "copy" turn renames on as well.
            DetectRenames = GitConfigValue.Bool(renames) ?? true,
            RenameLimit = GitConfigValue.Number(limit) is > 0 and var number ? number : 7000,
            DirectoryRenames = GitConfigValue.Bool(folders) switch
            {
                true => DirectoryRenames.On,
                false => DirectoryRenames.Off,
                null => DirectoryRenames.Conflict,
            },
            ConflictStyle = StyleOf(repository.Config("merge.conflictstyle")),
            Renormalize = GitConfigValue.IsTrue(repository.Config("merge.renormalize")),
            Algorithm = algorithm is "myers" or "default" ? DiffAlgorithm.Myers : DiffAlgorithm.Histogram,
            AlgorithmDoubt = algorithm is "minimal" or "patience" ? $"diff.algorithm is {algorithm}, which is not known here" : null,
            Attributes = new RepositoryAttributes(repository),
            Abbreviate = repository.Shorten,
            SubmoduleHasAncestor = repository.WorkTree is null ? null : new SubmoduleHistories(repository).HasAncestor,
        };
    }

    /// <summary>The style that git knows by this name; the default one for any other.</summary>
    public static ConflictStyle StyleOf(string? name) => name switch
    {
        "diff3" => ConflictStyle.Diff3,
        "zdiff3" => ConflictStyle.ZealousDiff3,
        _ => ConflictStyle.Merge,
    };
}
