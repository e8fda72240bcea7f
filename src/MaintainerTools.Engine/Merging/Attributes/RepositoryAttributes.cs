using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Merging.Attributes;

/// <summary>
/// Attributes where git takes them from when it merges: .gitattributes of the work tree (of a bare repository none) or of the tree that
/// attr.tree names, info/attributes, the user's file and the system's. With renormalisation the one at the top is the merge's own, if there is one.
/// </summary>
internal sealed class RepositoryAttributes : MergeAttributes
{
    private const string FileName = ".gitattributes";

    // What merges ask of a path. A file may be made so that each path has many thousand others, and those are not kept.
    private static readonly HashSet<string> s_asked =
        ["merge", "conflict-marker-size", "diff", "whitespace", "text", "crlf", "eol", "ident", "filter", "working-tree-encoding"];

    private static readonly List<AttributeRule> s_builtIn = [new("binary", true, [("diff", Unset), ("merge", Unset), ("text", Unset)])];

    /// <summary>A folder's own file.</summary>
    /// <param name="Rules">Its rules.</param>
    /// <param name="Source">What it was read from; zero for none.</param>
    private sealed record FolderFile(List<AttributeRule> Rules, Oid Source);

    private readonly GitRepository _repository;
    private readonly bool _ignoreCase;
    private readonly List<AttributeRule> _own;
    private readonly List<AttributeRule> _below;
    private readonly Oid? _tree;
    private readonly Dictionary<string, FolderFile> _folders = [];
    private readonly Dictionary<string, Dictionary<string, string?>> _paths = [];
    private readonly Dictionary<string, IReadOnlyList<(string Name, string? Value)>> _macros = [];
    private readonly Dictionary<string, string?> _all = [];

    internal RepositoryAttributes(GitRepository repository)
        : this(repository, null)
    {
    }

    private RepositoryAttributes(GitRepository repository, List<AttributeRule>? top)
    {
        _repository = repository;
        if (top is not null)
            _folders.Add("", new FolderFile(top, Oid.Zero));
        _ignoreCase = GitConfigValue.IsTrue(repository.Config("core.ignorecase"));
        _tree = SourceTree(repository);
        ConvertsLineEnds = repository.Config("core.autocrlf") is { } autocrlf &&
            (autocrlf.Equals("input", StringComparison.OrdinalIgnoreCase) || GitConfigValue.IsTrue(autocrlf));
        _own = Load(Path.Combine(repository.CommonDirectory, "info", "attributes"));
        List<AttributeRule> system = Load(SystemFile());
        List<AttributeRule> user = Load(UserFile());
        _below = [.. s_builtIn, .. system, .. user];
        foreach (AttributeRule macro in _below.Concat(RulesOf("")).Concat(_own).Where(r => r.IsMacro))
            _macros[macro.Pattern] = macro.States;
        DefaultDriver = repository.Config("merge.default");
    }

    internal override string? DefaultDriver { get; }

    internal override bool ConvertsLineEnds { get; }

    internal override bool IsFilterConfigured(string name) =>
        _repository.Config($"filter.{name}.clean") is not null || _repository.Config($"filter.{name}.smudge") is not null
        || _repository.Config($"filter.{name}.process") is not null;

    internal override bool IsFilterRequired(string name) => GitConfigValue.IsTrue(_repository.Config($"filter.{name}.required"));

    internal override MergeAttributes WithTop(ReadOnlySpan<byte> root) =>
        _tree is null ? new RepositoryAttributes(_repository, AttributeFile.Parse(root, true)) : this;

    internal override string? DriverCommand(string name) => _repository.Config($"merge.{name}.driver");

    internal override bool IsDriverConfigured(string name) => _repository.HasConfigSection($"merge.{name}");

    internal override string? Get(string path, string attribute)
    {
        if (!_paths.TryGetValue(path, out Dictionary<string, string?>? values))
            _paths.Add(path, values = Evaluate(path).Where(v => s_asked.Contains(v.Key)).ToDictionary());
        return s_asked.Contains(attribute) ? values.GetValueOrDefault(attribute) : Evaluate(path).GetValueOrDefault(attribute);
    }

    /// <summary>All attributes of a path, until another one is evaluated.</summary>
    private Dictionary<string, string?> Evaluate(string path)
    {
        // The rule nearest to the path counts, in a file the last one: the first that is found from there decides.
        Dictionary<string, string?> values = _all;
        values.Clear();
        byte[] bytes = PathText.ToBytes(path);
        Apply(values, _own, bytes, 0);
        for (string folder = PathText.FolderOf(path); ; folder = PathText.FolderOf(folder))
        {
            Apply(values, RulesOf(folder), bytes, folder.Length == 0 ? 0 : folder.Length + 1);
            if (folder.Length == 0)
                break;
        }
        Apply(values, _below, bytes, 0);
        return values;
    }

    private void Apply(Dictionary<string, string?> values, List<AttributeRule> rules, byte[] path, int skip)
    {
        for (int i = rules.Count - 1; i >= 0; i--)
        {
            if (rules[i].Matches(path.AsSpan(skip), _ignoreCase))
                Fill(values, rules[i].States);
        }
    }

    /// <summary>A macro stands for its attributes, which may be macros. A file may chain any number of them, so this does not call itself.</summary>
    private void Fill(Dictionary<string, string?> values, IReadOnlyList<(string Name, string? Value)> states)
    {
        var open = new Stack<(IReadOnlyList<(string Name, string? Value)> States, int Left)>([(states, states.Count)]);
        while (open.TryPop(out (IReadOnlyList<(string Name, string? Value)> States, int Left) at))
        {
            if (at.Left == 0)
                continue;
            open.Push(at with { Left = at.Left - 1 });
            (string name, string? value) = at.States[at.Left - 1];
            if (values.TryAdd(name, value) && value == Set && _macros.TryGetValue(name, out IReadOnlyList<(string Name, string? Value)>? macro))
                open.Push((macro, macro.Count));
        }
    }

    private List<AttributeRule> RulesOf(string folder) => FileOf(folder).Rules;

    private FolderFile FileOf(string folder)
    {
        if (!_folders.TryGetValue(folder, out FolderFile? file))
            _folders.Add(folder, file = Read(folder));
        return file;
    }

    private FolderFile Read(string folder) => Source(folder) is not { } bytes ? new([], Oid.Zero)
        : new(_tree is null ? AttributeFile.ParseFile(bytes, folder.Length == 0) : AttributeFile.Parse(bytes, folder.Length == 0),
            ScratchStore.Hash(ObjectType.Blob, bytes));

    /// <summary>A folder's own file; null where it has none.</summary>
    private byte[]? Source(string folder)
    {
        if (_tree is { } tree)
        {
            return TreePaths.TryFind(_repository.Objects, tree, PathText.Decode(folder.Length == 0 ? FileName : folder + "/" + FileName), out int mode,
                out Oid id) && EntryMode.IsFile(mode)
                ? _repository.Objects.ReadBlob(id) : null;
        }
        string? file = _repository.WorkTree is null ? null : Path.Combine(_repository.WorkTree, PathText.Decode(folder), FileName);
        // git follows no symbolic link here, as it comes with the files; the user's own may be one.
        return file is not null && File.Exists(file) && new FileInfo(file).LinkTarget is null ? File.ReadAllBytes(file) : null;
    }

    /// <summary>Tells apart what files for the whole repository and settings say of any path.</summary>
    internal Oid StateForAll()
    {
        var state = new MemoryStream();
        AddFile(state, Path.Combine(_repository.CommonDirectory, "info", "attributes"));
        AddFile(state, SystemFile());
        AddFile(state, UserFile());
        state.Write(System.Text.Encoding.UTF8.GetBytes($"{_ignoreCase} {ConvertsLineEnds} {DefaultDriver}"));
        return ScratchStore.Hash(ObjectType.Blob, state.ToArray());
    }

    /// <summary>Tells apart what else a merge that needed these depends on, as it was when it was first read here.</summary>
    internal Oid StateOf(AttributeNeeds needs)
    {
        var state = new MemoryStream();
        foreach (string needed in needs.Folders)
        {
            for (string folder = needed; ; folder = PathText.FolderOf(folder))
            {
                state.Write(FileOf(folder).Source.ToByteArray());
                if (folder.Length == 0)
                    break;
            }
        }
        foreach (string driver in needs.Drivers)
            state.Write(System.Text.Encoding.UTF8.GetBytes($"{DriverCommand(driver)}\0{IsDriverConfigured(driver)}\0"));
        return ScratchStore.Hash(ObjectType.Blob, state.ToArray());
    }

    private static void AddFile(MemoryStream state, string? file) =>
        state.Write((File.Exists(file) ? ScratchStore.Hash(ObjectType.Blob, File.ReadAllBytes(file)) : Oid.Zero).ToByteArray());

    private static List<AttributeRule> Load(string? file) => File.Exists(file) ? AttributeFile.ParseFile(File.ReadAllBytes(file), true) : [];

    /// <summary>What GIT_ATTR_SOURCE or attr.tree names; null where the work tree's files count. A bad name in the setting counts as none.</summary>
    private static Oid? SourceTree(GitRepository repository)
    {
        string? name = Environment.GetEnvironmentVariable("GIT_ATTR_SOURCE") ?? repository.Config("attr.tree");
        return string.IsNullOrEmpty(name) ? null : repository.FindTree(name);
    }

    private static string? SystemFile() =>
        OperatingSystem.IsWindows() || GitConfigValue.IsTrue(Environment.GetEnvironmentVariable("GIT_ATTR_NOSYSTEM")) ? null : "/etc/gitattributes";

    private string? UserFile()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (_repository.Config("core.attributesfile") is { } configured)
        {
            // Set to nothing it is no file at all. git works at the top of the work tree, and takes a relative path from there.
            return configured.Length == 0 ? null
                : configured.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(home, configured[2..])
                : Path.Combine(_repository.WorkTree ?? _repository.GitDirectory, configured);
        }
        string? xdg = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME");
        return Path.Combine(string.IsNullOrEmpty(xdg) ? Path.Combine(home, ".config") : xdg, "git", "attributes");
    }
}
