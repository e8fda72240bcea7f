using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Merging.Contents;

/// <summary>
/// The histories of a repository's submodules, where git looks for them when it merges two of their commits: in the work tree, else among the
/// clones under "modules" of the git directory, by the name that .gitmodules gives the path.
/// </summary>
internal sealed class SubmoduleHistories(GitRepository repository)
{
    private const string FileName = ".gitmodules";

    private readonly Dictionary<string, CommitHistory?> _known = [];
    private Dictionary<string, string>? _names;

    /// <summary>True when the first commit is the second or an ancestor of it; null where the submodule or one of the commits is not here.</summary>
    internal bool? HasAncestor(string path, Oid ancestor, Oid commit)
    {
        lock (_known)
        {
            if (!_known.TryGetValue(path, out CommitHistory? history))
                _known.Add(path, history = Find(PathText.Decode(path)));
            return history is null || !history.Objects.Contains(ancestor) || !history.Objects.Contains(commit) ? null : history.IsAncestor(ancestor, commit);
        }
    }

    private CommitHistory? Find(string path)
    {
        string folder = Path.Combine(repository.WorkTree!, path);
        if (Path.Exists(Path.Combine(folder, ".git")) && Open(folder) is { } checkedOut)
            return checkedOut;
        _names ??= ReadNames();
        string? clone = _names.TryGetValue(path, out string? name) ? Path.Combine(repository.GitDirectory, "modules", name) : null;
        return File.Exists(Path.Combine(clone ?? "", "HEAD")) ? Open(clone!) : null;
    }

    private CommitHistory? Open(string folder)
    {
        try
        {
            return CommitHistory.Open(repository.Own(GitRepository.Open(folder, folder)));
        }
        catch (MaintainerException)
        {
            // To git a submodule that cannot be opened is one that is not checked out.
            return null;
        }
    }

    private Dictionary<string, string> ReadNames()
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        string file = Path.Combine(repository.WorkTree!, FileName);
        IReadOnlyList<(string Key, string Value)> settings = File.Exists(file) ? GitConfigFile.Read(file)
            : repository.FindBlob("HEAD:" + FileName) is { } blob && repository.Objects.TryRead(blob, out _, out byte[] content) ? GitConfigFile.Parse(content)
            : [];
        foreach ((string key, string value) in settings)
        {
            if (key.StartsWith("submodule.", StringComparison.Ordinal) && key.EndsWith(".path", StringComparison.Ordinal))
                names[value] = key["submodule.".Length..^".path".Length];
        }
        return names;
    }
}
