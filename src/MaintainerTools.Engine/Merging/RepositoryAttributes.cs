using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Merging;

/// <summary>
/// Attributes where git takes them from when it merges: .gitattributes of the work tree (of a bare repository none), info/attributes,
/// the user's file and the system's.
/// </summary>
internal sealed class RepositoryAttributes : MergeAttributes
{
    private static readonly List<AttributeRule> s_builtIn = [new("binary", true, [("diff", "false"), ("merge", "false"), ("text", "false")])];

    private readonly GitRepository _repository;
    private readonly bool _ignoreCase;
    private readonly List<AttributeRule> _own;
    private readonly List<AttributeRule> _below;
    private readonly Dictionary<string, List<AttributeRule>> _folders = [];
    private readonly Dictionary<string, Dictionary<string, string?>> _paths = [];
    private readonly Dictionary<string, IReadOnlyList<(string Name, string? Value)>> _macros = [];

    internal RepositoryAttributes(GitRepository repository)
    {
        _repository = repository;
        _ignoreCase = repository.Config("core.ignorecase") is "true" or "yes" or "on" or "1";
        _own = Load(Path.Combine(repository.CommonDirectory, "info", "attributes"), true);
        List<AttributeRule> system = OperatingSystem.IsWindows() || Environment.GetEnvironmentVariable("GIT_ATTR_NOSYSTEM") is "1" or "true"
            ? [] : Load("/etc/gitattributes", true);
        List<AttributeRule> user = Load(UserFile(), true);
        _below = [.. s_builtIn, .. system, .. user];
        foreach (AttributeRule macro in _below.Concat(RulesOf("")).Concat(_own).Where(r => r.IsMacro))
            _macros[macro.Pattern] = macro.States;
        DefaultDriver = repository.Config("merge.default");
    }

    internal override string? DefaultDriver { get; }

    internal override string? DriverCommand(string name) => _repository.Config($"merge.{name}.driver");

    internal override string? Get(string path, string attribute)
    {
        if (!_paths.TryGetValue(path, out Dictionary<string, string?>? values))
            _paths.Add(path, values = Evaluate(path));
        return values.GetValueOrDefault(attribute);
    }

    private Dictionary<string, string?> Evaluate(string path)
    {
        // The rule nearest to the path counts, in a file the last one: the first that is found from there decides.
        var values = new Dictionary<string, string?>();
        Apply(values, _own, path, 0);
        for (string folder = PathText.FolderOf(path); ; folder = PathText.FolderOf(folder))
        {
            Apply(values, RulesOf(folder), path, folder.Length == 0 ? 0 : folder.Length + 1);
            if (folder.Length == 0)
                break;
        }
        Apply(values, _below, path, 0);
        return values;
    }

    private void Apply(Dictionary<string, string?> values, List<AttributeRule> rules, string path, int skip)
    {
        for (int i = rules.Count - 1; i >= 0; i--)
        {
            if (rules[i].Matches(path.AsSpan(skip), _ignoreCase))
                Fill(values, rules[i].States);
        }
    }

    private void Fill(Dictionary<string, string?> values, IReadOnlyList<(string Name, string? Value)> states)
    {
        for (int i = states.Count - 1; i >= 0; i--)
        {
            (string name, string? value) = states[i];
            if (values.TryAdd(name, value) && value == "true" && _macros.TryGetValue(name, out IReadOnlyList<(string Name, string? Value)>? macro))
                Fill(values, macro);
        }
    }

    private List<AttributeRule> RulesOf(string folder)
    {
        if (_repository.WorkTree is null)
            return [];
        if (!_folders.TryGetValue(folder, out List<AttributeRule>? rules))
            _folders.Add(folder, rules = Load(Path.Combine(_repository.WorkTree, PathText.Decode(folder), ".gitattributes"), folder.Length == 0));
        return rules;
    }

    private static List<AttributeRule> Load(string? file, bool mayDefineMacros)
    {
        // git does not follow a symbolic link here.
        if (file is null || !File.Exists(file) || new FileInfo(file).LinkTarget is not null)
            return [];
        return AttributeFile.Parse(File.ReadAllBytes(file), mayDefineMacros);
    }

    private string? UserFile()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (_repository.Config("core.attributesfile") is { Length: > 0 } configured)
            return configured.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(home, configured[2..]) : configured;
        string? xdg = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME");
        return Path.Combine(string.IsNullOrEmpty(xdg) ? Path.Combine(home, ".config") : xdg, "git", "attributes");
    }
}
