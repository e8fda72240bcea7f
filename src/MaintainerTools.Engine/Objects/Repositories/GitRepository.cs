using LibGit2Sharp;

namespace MaintainerTools.Engine.Objects.Repositories;

/// <summary>An opened repository: its folders, objects, refs and configuration.</summary>
public sealed class GitRepository : IDisposable
{
    // git formats whose only effect is on what we do not do (they restrict deletion, or how paths and remotes are written).
    private static readonly string[] s_harmlessExtensions = ["preciousobjects", "relativeworktrees", "partialclone", "worktreeconfig"];

    // Once a process: libgit2 keeps them in a list of its own without a lock, and two threads that set it at once free it twice.
    private static readonly Lazy<bool> s_extensionsSet = new(() =>
    {
        GlobalSettings.SetExtensions(s_harmlessExtensions);
        return true;
    });

    private readonly RepositorySettings _settings;

    private readonly Lazy<Dictionary<Oid, Oid>> _replacements;
    // What was opened for this one's sake; it goes with it.
    private readonly List<IDisposable> _owned = [];
    private IObjectReader? _objects;

    private PathRules? _pathRules;

    private GitRepository(Repository libgit)
    {
        LibGit = libgit;
        GitDirectory = Path.TrimEndingDirectorySeparator(libgit.Info.Path);
        WorkTree = libgit.Info.WorkingDirectory is { } workTree ? Path.TrimEndingDirectorySeparator(workTree) : null;
        CommonDirectory = FindCommonDirectory(GitDirectory);
        Refs = new RefStore(GitDirectory, CommonDirectory);
        _replacements = new(() => ReplaceRefs.Read(this));
        _settings = new RepositorySettings(libgit, GitDirectory, CommonDirectory);
        // Last: whoever fails before leaves no file open.
        Stored = ObjectDatabase.Open(Path.Combine(CommonDirectory, "objects"));
        StoredObjects.Serve(libgit, Stored);
    }

    /// <summary>The .git folder; of a linked worktree its own folder under worktrees/.</summary>
    public string GitDirectory { get; }

    /// <summary>The folder that all worktrees share: objects, refs, config.</summary>
    public string CommonDirectory { get; }

    /// <summary>The work tree; null in a bare repository.</summary>
    public string? WorkTree { get; }

    /// <summary>True where there is no work tree.</summary>
    public bool IsBare => WorkTree is null;

    /// <summary>The objects as git reads them: those that refs/replace names have their replacements' content.</summary>
    public IObjectReader Objects => _objects ??= Replacements.Count == 0 ? Stored : new ReplacingReader(Stored, Replacements);

    /// <summary>Reads its objects through another reader from now on, such as one that counts, or fails where a test wants it to.</summary>
    internal void ReadThrough(Func<IObjectReader, IObjectReader> reader) => _objects = reader(Objects);

    /// <summary>The objects on disk, as they were written; new ones go there.</summary>
    public ObjectDatabase Stored { get; }

    /// <summary>Replaced objects and what replaces them.</summary>
    internal IReadOnlyDictionary<Oid, Oid> Replacements => _replacements.Value;

    /// <summary>LibGit2Sharp's view, for configuration, refs and work trees.</summary>
    internal Repository LibGit { get; }

    /// <summary>
    /// Opens the repository that holds <paramref name="path"/>. Where no path is given, GIT_DIR counts, and else
    /// <paramref name="currentDirectory"/>, as with git.
    /// </summary>
    /// <exception cref="MaintainerException">NotARepository, UnsafeOwnership, UnsupportedFormat, RepositoryDamaged.</exception>
    public static GitRepository Open(string? path, string currentDirectory)
    {
        NativeGit.EnsureLoaded();
        _ = s_extensionsSet.Value;
        string? gitDir = path is null ? Environment.GetEnvironmentVariable("GIT_DIR") : null;
        string start = Path.GetFullPath(string.IsNullOrEmpty(gitDir) ? path ?? currentDirectory : gitDir, currentDirectory);
        try
        {
            string? found = string.IsNullOrEmpty(gitDir) ? Discover(start) : start;
            if (found is null || !Path.Exists(found))
                throw new MaintainerException("NotARepository", ErrorKind.ObjectNotFound, path ?? gitDir ?? currentDirectory, start);
            var libgit = new Repository(found);
            try
            {
                return new GitRepository(libgit);
            }
            catch
            {
                libgit.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // A file that says where something is, and says nothing, or cannot be read.
            throw new MaintainerException("RepositoryDamaged", ErrorKind.InvalidData, start, e, [start, e.Message]);
        }
        catch (RepositoryNotFoundException e)
        {
            throw Refusal(start) ?? new MaintainerException("NotARepository", ErrorKind.ObjectNotFound, path ?? gitDir ?? currentDirectory, e, [start]);
        }
        catch (Exception e) when (NativeGit.IsFailure(e))
        {
            throw Refusal(start) ?? Refusal(e, start) ?? new MaintainerException("RepositoryDamaged", ErrorKind.InvalidData, start, e, [start, e.Message]);
        }
    }

    /// <summary>A configuration value as text; null where it is not set. Safe for several threads, which LibGit2Sharp's is not.</summary>
    public string? Config(string key) => _settings.Find(key);

    /// <summary>The settings of these sections, the machine's and the user's among them, in the order in which they count.</summary>
    internal IReadOnlyList<(string Key, string Value)> SettingsIn(params string[] sections) => _settings.In(sections);

    /// <summary>
    /// Which paths may come into a tree. Names that are .git on HFS+ are forbidden where core.protectHFS does not allow them, though git forbids them on
    /// macOS alone: what is made here
    /// goes to others.
    /// </summary>
    internal PathRules PathRules => _pathRules ??= new PathRules(
        GitConfigValue.Bool(Config("core.protectNTFS")) ?? true, GitConfigValue.Bool(Config("core.protectHFS")) ?? true, OperatingSystem.IsWindows());

    /// <summary>True where the disk takes letters of either case for the same, as core.ignoreCase says.</summary>
    internal bool IgnoresCase => GitConfigValue.IsTrue(Config("core.ignorecase"));

    /// <summary>All values of a setting that may have several, the machine's and the user's first.</summary>
    public IReadOnlyList<string> SettingsOf(string key) => _settings.All(key);

    /// <summary>True where a value (its key in lower case) is there because the repository's own configuration says so, and the user's and the
    /// machine's do not.</summary>
    internal bool IsOwnSetting(string key) => _settings.IsOwn(key);

    /// <summary>True where a setting's name begins with this section (with its subsection, as "merge.ours") and a dot.</summary>
    internal bool HasConfigSection(string section) => _settings.HasSection(section);

    /// <summary>True where some filter is a program that writes files of a work tree, as that of Git LFS is.</summary>
    internal bool HasFilters => _settings.HasFilters();

    /// <summary>The filters whose programs nobody but the repository's own configuration names, with the setting that does.</summary>
    internal IReadOnlyDictionary<string, string> OwnFilters() => _settings.OwnFilters();

    /// <summary>The settings of the repository and of its worktree, not the user's or the machine's; of one that is set twice the last counts.</summary>
    internal IReadOnlyList<(string Key, string Value)> OwnSettings() => _settings.Own();

    /// <summary>The current branch's full name; null when HEAD is detached. It may not exist yet.</summary>
    public string? HeadBranch => Refs.TargetOf("HEAD");

    /// <summary>Its refs.</summary>
    internal RefStore Refs { get; }

    /// <summary>
    /// Resolves what git rev-parse takes to a commit, peeling tags. Forty digits are looked up directly, so that a long list of ids is cheap.
    /// </summary>
    /// <exception cref="MaintainerException">RevisionNotFound, AmbiguousRevision, NotACommit, MissingObject.</exception>
    public Oid ResolveCommit(string revision)
    {
        ArgumentNullException.ThrowIfNull(revision);
        string text = revision.Trim();
        if (Oid.TryParse(text.AsSpan(), out Oid id))
            return Peel(revision, id);
        if (Hears is not null && AmbiguousName.Find(this, text) is { } said)
            Hears(said);
        if (RefLogs.AsksForMissing(this, text))
            throw NotFound(revision, null);
        try
        {
            GitObject? found = text.Length == 0 ? null : Find(SpellHead(text));
            return found is null ? throw NotFound(revision, null) : Peel(revision, ToOid(found.Id));
        }
        catch (AmbiguousSpecificationException e)
        {
            throw new MaintainerException("AmbiguousRevision", ErrorKind.InvalidArgument, revision, e, [revision]);
        }
        catch (Exception e) when (NativeGit.IsFailure(e))
        {
            throw NotFound(revision, e);
        }
    }

    /// <summary>Hears what of a name that was resolved should be looked at, such as that several refs have it; null where nobody does.</summary>
    public Action<string>? Hears { get; set; }

    /// <summary>The full name of the ref that <paramref name="name"/> means (as git rev-parse --symbolic-full-name); null when it means none.</summary>
    public string? FullRefName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name is "HEAD" or "@")
            return HeadBranch;
        return FullRefNames(name).FirstOrDefault();
    }

    /// <summary>All refs that a short name may mean, the one that it does first.</summary>
    internal IEnumerable<string> FullRefNames(string name)
    {
        string[] candidates =
            [name, "refs/" + name, RefName.Tags + name, RefName.Branches + name, RefName.Remotes + name, RefName.Remotes + name + "/HEAD"];
        return candidates.Where(full => full.Contains('/', StringComparison.Ordinal) && Reference.IsValidName(full) && Refs.Exists(full));
    }

    /// <summary>What a ref names by its full name, symbolic ones resolved; zero where it is not there, or broken.</summary>
    internal Oid TipOf(string fullName) =>
        Reference.IsValidName(fullName) ? Refs.Resolve(fullName) : Oid.Zero;

    /// <summary>All refs with the ids they name (symbolic ones resolved, broken ones left out), in name order.</summary>
    public IEnumerable<(string Name, Oid Id)> References()
    {
        foreach (string name in Refs.Names())
        {
            if (TipOf(name) is { IsZero: false } id)
                yield return (name, id);
        }
    }

    /// <summary>
    /// Takes over what was opened for the sake of this repository, such as its commit-graph: it is let go with it, at once. A mapping that waits for the
    /// collector keeps a file from being replaced or deleted on Windows for as long as the process lives.
    /// </summary>
    internal T Own<T>(T opened)
        where T : IDisposable
    {
        lock (_owned)
            _owned.Add(opened);
        return opened;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_owned)
        {
            foreach (IDisposable owned in _owned.AsEnumerable().Reverse())
                owned.Dispose();
            _owned.Clear();
        }
        Stored.Dispose();
        _settings.Dispose();
        LibGit.Dispose();
    }

    internal static Oid ToOid(ObjectId id) => new(id.RawId);

    private static string FindCommonDirectory(string gitDirectory)
    {
        string file = Path.Combine(gitDirectory, "commondir");
        return File.Exists(file) ? Path.GetFullPath(File.ReadAllText(file).Trim(), gitDirectory) : gitDirectory;
    }

    private static string? Discover(string start)
    {
        // Repository.Discover wants a folder that exists; a file inside a work tree is a fair way to name it too.
        string folder = File.Exists(start) && !Directory.Exists(start) ? Path.GetDirectoryName(start) ?? start : start;
        return Directory.Exists(folder) ? Repository.Discover(folder) : null;
    }

    /// <summary>libgit2 finds a repository in an unsupported format "not there"; its config file says why.</summary>
    private static MaintainerException? Refusal(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            foreach (string config in new[] { Path.Combine(DotGit(folder.FullName), "config"), Path.Combine(folder.FullName, "config") })
            {
                if (!File.Exists(config))
                    continue;
                using Configuration settings = Configuration.BuildFrom(config);
                string? format = settings.Get<string>("extensions.objectformat")?.Value;
                if (format is not null && !format.Equals("sha1", StringComparison.OrdinalIgnoreCase))
                    return Unsupported(start, $"the object format {format} (extensions.objectFormat)");
                string? storage = settings.Get<string>("extensions.refstorage")?.Value;
                if (storage is not null && !storage.Equals("files", StringComparison.OrdinalIgnoreCase))
                    return Unsupported(start, $"the ref storage {storage} (extensions.refStorage)");
            }
        }
        return null;
    }

    /// <summary>A folder's .git, or where it points as a file: a linked worktree's, and a submodule's, is elsewhere.</summary>
    private static string DotGit(string folder)
    {
        string dotGit = Path.Combine(folder, ".git");
        if (!File.Exists(dotGit))
            return dotGit;
        string text = File.ReadAllText(dotGit).Trim();
        return text.StartsWith("gitdir: ", StringComparison.Ordinal) ? FindCommonDirectory(Path.GetFullPath(text[8..], folder)) : dotGit;
    }

    private static MaintainerException? Refusal(Exception error, string start)
    {
        if (error.Message.Contains("not owned by", StringComparison.Ordinal))
            return new MaintainerException("UnsafeOwnership", ErrorKind.PermissionDenied, start, error, [start]);
        const string Extension = "unsupported extension name ";
        int at = error.Message.IndexOf(Extension, StringComparison.Ordinal);
        return at >= 0 ? Unsupported(start, "the extension " + error.Message[(at + Extension.Length)..]) : null;
    }

    private static MaintainerException Unsupported(string start, string what) =>
        new("UnsupportedFormat", ErrorKind.NotImplemented, start, start, what);

    /// <summary>git reads a lone @ as HEAD, with ~ or ^ behind it as well; libgit2 does not.</summary>
    private static string SpellHead(string revision) =>
        revision.StartsWith('@') && (revision.Length == 1 || revision[1] is '~' or '^' or ':') ? "HEAD" + revision[1..] : revision;

    /// <summary>A ref may name what is not here. No ref's name holds two dots: whoever writes them means a range.</summary>
    private MaintainerException NotFound(string revision, Exception? error)
    {
        if (FullRefName(revision.Trim()) is { } name && TipOf(name) is { IsZero: false } tip)
        {
            // What it names is here, and something else kept libgit2 from finding it, such as packed-refs with lines of no kind.
            return Objects.Contains(tip)
                ? new MaintainerException("RepositoryUnreadable", ErrorKind.InvalidData, revision, error,
                    [revision, error?.Message ?? "a file of its refs is damaged"])
                : new MissingObjectException(tip, ObjectType.Commit);
        }
        return RevisionRange.Find(revision) is null
            ? new MaintainerException("RevisionNotFound", ErrorKind.ObjectNotFound, revision, error, [revision])
            : new MaintainerException("RevisionIsRange", ErrorKind.InvalidArgument, revision, error, [revision]);
    }

    private GitObject? Find(string revision) => LibGit.Lookup(AbbreviatedCommit.SpellOut(this, revision) ?? revision);

    /// <summary>What a tag names, by the tag's content.</summary>
    internal static bool TryTargetOf(byte[] tag, out Oid id)
    {
        id = default;
        return tag.Length >= 48 && Oid.TryParse(tag.AsSpan(7, 40), out id);
    }

    private Oid Peel(string revision, Oid id)
    {
        for (int depth = 0; ; depth++)
        {
            if (!Objects.TryRead(id, out ObjectType type, out byte[] data))
            {
                throw depth == 0
                    ? new MaintainerException("RevisionNotFound", ErrorKind.ObjectNotFound, revision, revision)
                    : new MissingObjectException(id, ObjectType.Commit);
            }
            if (type == ObjectType.Commit)
                return id;
            if (type != ObjectType.Tag || !TryTargetOf(data, out id))
                throw new MaintainerException("NotACommit", ErrorKind.InvalidArgument, revision, revision, type.ToString().ToLowerInvariant());
        }
    }
}
