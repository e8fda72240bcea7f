using System.Text;
using System.Text.RegularExpressions;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History;

/// <summary>
/// Pathspecs as git takes them after "--": files and folders, wildcards (whose '*' goes across '/'), and the magic words top, literal, icase, glob and
/// exclude with their short forms. Relative to the top of the repository.
/// </summary>
internal sealed class Pathspecs : IPathComparison
{
    private readonly IObjectReader _reader;
    private readonly List<string> _plain = [];
    private readonly List<Func<string, bool>> _matches = [];
    private readonly List<Func<string, bool>> _excludes = [];
    private readonly bool _plainOnly;
    private readonly Dictionary<Oid, (int Mode, Oid Id)[]> _entries = [];
    private readonly Dictionary<(Oid, Oid), bool> _same = [];

    /// <summary>Parses the pathspecs.</summary>
    /// <exception cref="MaintainerException">InvalidPathspec.</exception>
    public Pathspecs(IObjectReader reader, IReadOnlyList<string> pathspecs)
    {
        _reader = reader;
        foreach (string pathspec in pathspecs)
            Parse(pathspec);
        _plainOnly = _excludes.Count == 0 && _plain.Count == _matches.Count;
        if (_matches.Count == 0)
            _matches.Add(_ => true);
    }

    /// <summary>True where a path counts.</summary>
    public bool Matches(string path) => _matches.Exists(match => match(path)) && !_excludes.Exists(exclude => exclude(path));

    /// <inheritdoc/>
    public bool SameAs(Oid commit, Oid parent)
    {
        Oid tree = TreeOf(commit);
        Oid parentTree = TreeOf(parent);
        if (tree == parentTree)
            return true;
        if (_plainOnly)
            return Entries(tree).AsSpan().SequenceEqual(Entries(parentTree));
        if (!_same.TryGetValue((tree, parentTree), out bool same))
            _same[(tree, parentTree)] = same = !TreeDiff.Compute(_reader, parentTree, tree).Any(change => Matches(change.Path));
        return same;
    }

    /// <inheritdoc/>
    public bool SameAsEmpty(Oid commit) =>
        _plainOnly
            ? Array.TrueForAll(Entries(TreeOf(commit)), entry => entry.Mode == EntryMode.None)
            : !TreeDiff.Compute(_reader, Oid.Zero, TreeOf(commit)).Any(change => Matches(change.Path));

    private Oid TreeOf(Oid commit) =>
        Oid.TryParse(_reader.Read(commit, ObjectType.Commit).AsSpan(5, 40), out Oid tree)
            ? tree
            : throw new MaintainerException("MalformedObject", ErrorKind.InvalidData, commit.ToString(), "commit", commit, "it names no tree");

    private (int Mode, Oid Id)[] Entries(Oid tree)
    {
        if (!_entries.TryGetValue(tree, out (int Mode, Oid Id)[]? entries))
        {
            var paths = new TreePaths(_reader, tree);
            _entries[tree] = entries = [.. _plain.Select(path => paths.Find(path))];
        }
        return entries;
    }

    private void Parse(string pathspec)
    {
        // git takes it no more: it once meant everything.
        if (pathspec.Length == 0)
            throw Invalid(pathspec);
        string rest = pathspec;
        var magic = new HashSet<string>(StringComparer.Ordinal);
        if (rest.StartsWith(":(", StringComparison.Ordinal))
        {
            int close = rest.IndexOf(')', StringComparison.Ordinal);
            if (close < 0)
                throw Invalid(pathspec);
            foreach (string word in rest[2..close].Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                if (word is not ("top" or "literal" or "icase" or "glob" or "exclude"))
                    throw Invalid(pathspec);
                magic.Add(word);
            }
            rest = rest[(close + 1)..];
        }
        else if (rest.StartsWith(':') && rest.Length > 1)
        {
            int at = 1;
            for (; at < rest.Length && rest[at] is '!' or '^' or '/'; at++)
                magic.Add(rest[at] == '/' ? "top" : "exclude");
            rest = rest[(at < rest.Length && rest[at] == ':' ? at + 1 : at)..];
        }
        if (OperatingSystem.IsWindows())
            rest = rest.Replace('\\', '/');
        while (rest.StartsWith("./", StringComparison.Ordinal))
            rest = rest[2..];
        bool folder = rest.EndsWith('/');
        string path = rest.TrimEnd('/');
        if (path is ".")
            path = "";
        if (path is ".." || path.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(path))
            throw Invalid(pathspec);
        bool ignoreCase = magic.Contains("icase");
        bool wild = !magic.Contains("literal") && path.AsSpan().IndexOfAny('*', '?', '[') >= 0;
        StringComparison comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        Func<string, bool> match;
        if (wild)
        {
            var pattern = new Regex(Wildcard(path, magic.Contains("glob")), RegexOptions.CultureInvariant | RegexOptions.Singleline | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None));
            match = candidate => pattern.IsMatch(candidate) || Under(candidate, path, comparison);
        }
        else
        {
            match = candidate => (!folder && candidate.Equals(path, comparison)) || path.Length == 0 || Under(candidate, path, comparison);
        }
        if (magic.Contains("exclude"))
        {
            _excludes.Add(match);
            return;
        }
        _matches.Add(match);
        if (!wild && !ignoreCase && !folder)
            _plain.Add(path);

        static bool Under(string candidate, string path, StringComparison comparison) =>
            candidate.Length > path.Length && candidate[path.Length] == '/' && candidate.StartsWith(path, comparison);
    }

    /// <summary>git's wildcards as a regular expression; a match may end at a folder, whose content then counts.</summary>
    private static string Wildcard(string pattern, bool glob)
    {
        var regex = new StringBuilder("\\A");
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = pattern[i];
            if (c == '*')
            {
                bool two = i + 1 < pattern.Length && pattern[i + 1] == '*';
                if (two)
                    i++;
                if (glob && two && i + 1 < pattern.Length && pattern[i + 1] == '/')
                {
                    i++;
                    regex.Append("(.*/)?");
                }
                else
                {
                    regex.Append(glob && !two ? "[^/]*" : ".*");
                }
            }
            else if (c == '?')
            {
                regex.Append(glob ? "[^/]" : ".");
            }
            else if (c == '[' && pattern.IndexOf(']', i + 2) is > 0 and int close)
            {
                string set = pattern[(i + 1)..close];
                bool not = set[0] is '!' or '^';
                regex.Append(not ? "[^" : "[").Append((not ? set[1..] : set).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal)).Append(']');
                i = close;
            }
            else
            {
                regex.Append(Regex.Escape(c.ToString()));
            }
        }
        return regex.Append("(/.*)?\\z").ToString();
    }

    private static MaintainerException Invalid(string pathspec) => new("InvalidPathspec", ErrorKind.InvalidArgument, pathspec, pathspec);
}
