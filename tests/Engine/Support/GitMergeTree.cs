using System.Globalization;
using System.Text;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Tests.Support;

/// <summary>The files of a tree: path to mode (octal, as git writes it) and content; a submodule's content is its commit in hex.</summary>
public sealed class Files : SortedDictionary<string, (string Mode, string Content)>
{
    /// <summary>No files.</summary>
    public Files()
        : base(StringComparer.Ordinal)
    {
    }

    /// <summary>A copy.</summary>
    public Files(Files other)
        : base(other, StringComparer.Ordinal)
    {
    }

    /// <summary>Adds or replaces a regular file (Latin-1 in, so that any byte can be had).</summary>
    public Files With(string path, string content, string mode = "100644") => new(this) { [path] = (mode, content) };

    /// <summary>Leaves a path out.</summary>
    public Files Without(string path)
    {
        var copy = new Files(this);
        copy.Remove(path);
        return copy;
    }

    /// <summary>Moves a file.</summary>
    public Files Moved(string from, string to) => new(Without(from)) { [to] = this[from] };

    /// <summary>The files, one a line, for failure messages.</summary>
    public override string ToString() => string.Join('\n', this.Select(f => $"  {f.Value.Mode} {f.Key} {f.Value.Content.Replace("\n", "\\n", StringComparison.Ordinal)}"));
}

/// <summary>Three trees to merge.</summary>
public sealed record ThreeTrees(Files Base, Files Ours, Files Theirs)
{
    /// <summary>For failure messages.</summary>
    public override string ToString() => $"base\n{Base}\nours\n{Ours}\ntheirs\n{Theirs}";
}

/// <summary>What git merge-tree --write-tree says: verdict, tree (conflict markers included), paths with stages, and stable kinds.</summary>
/// <param name="Clean">No conflict.</param>
/// <param name="Tree">The result.</param>
/// <param name="Paths">The paths with stages.</param>
/// <param name="Kinds">The kinds of conflict, by their stable names.</param>
/// <param name="IsBroken">
/// An entry without a mode: git (2.55 still) forgets our version of a file where the base has a folder and theirs renamed the folder above.
/// </param>
public sealed record GitMerge(bool Clean, Oid Tree, string[] Paths, string[] Kinds, bool IsBroken);

/// <summary>Writes trees with git fast-import and merges them with one git merge-tree.</summary>
public static class GitMergeTree
{
    /// <summary>Writes each as three commits, ours and theirs made from base; returns (base, ours, theirs).</summary>
    public static (Oid Base, Oid Ours, Oid Theirs)[] Write(TestRepository repository, IReadOnlyList<ThreeTrees> merges)
    {
        var import = new FastImport();
        foreach (ThreeTrees merge in merges)
        {
            int @base = Commit(merge.Base);
            Commit(merge.Ours, @base);
            Commit(merge.Theirs, @base);
        }
        Oid[] ids = import.Write(repository);
        return [.. Enumerable.Range(0, merges.Count).Select(i => (ids[(3 * i) + 1], ids[(3 * i) + 2], ids[(3 * i) + 3]))];

        // One ref for all: thousands of them would take longer than the merges.
        int Commit(Files files, params int[] parents) =>
            import.Commit("refs/merges", "x", 1_500_000_000, parents, files.Select(f => (f.Key, f.Value.Mode, f.Value.Content)), whole: true);
    }

    /// <summary>
    /// Merges commits in one process. Null where git died of an assertion of its own. Git's new objects are thrown away, out of memory
    /// where that can be: it writes each into a file.
    /// </summary>
    public static GitMerge?[] Merge(TestRepository repository, IReadOnlyList<(Oid Ours, Oid Theirs)> merges, params string[] configuration)
    {
        string memory = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        string objects = Directory.CreateDirectory(Path.Combine(memory, "mt-objects-" + Guid.NewGuid().ToString("N"))).FullName;
        try
        {
            return Merge(repository, merges, configuration, new Dictionary<string, string>
            {
                ["GIT_OBJECT_DIRECTORY"] = objects,
                ["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = Path.Combine(repository.Path, ".git", "objects"),
            });
        }
        finally
        {
            Directory.Delete(objects, true);
        }
    }

    /// <summary>The same; new objects go where the environment says.</summary>
    public static GitMerge?[] Merge(
        TestRepository repository, IReadOnlyList<(Oid Ours, Oid Theirs)> merges, string[] configuration, IReadOnlyDictionary<string, string>? environment)
    {
        var answers = new List<GitMerge?>();
        while (answers.Count < merges.Count)
        {
            string input = string.Concat(merges.Skip(answers.Count).Select(m => $"{m.Ours} {m.Theirs}\n"));
            (int exitCode, byte[] output, string error) = Git.TryRun(repository.Path, Encoding.ASCII.GetBytes(input), environment,
                [.. configuration.SelectMany(c => (string[])["-c", c]), "merge-tree", "--write-tree", "--allow-unrelated-histories", "-z", "--stdin"]);
            Parse(output, answers);
            if (exitCode == 0)
                break;
            if (!error.Contains("Assertion", StringComparison.Ordinal))
                throw new InvalidOperationException(error);
            answers.Add(null);
        }
        return [.. answers];
    }

    private static void Parse(byte[] output, List<GitMerge?> merges)
    {
        int at = 0;
        while (at < output.Length && ParseOne() is { } merge)
            merges.Add(merge);

        // Null where git died in the middle of its answer.
        GitMerge? ParseOne()
        {
            bool isBroken = false;
            if (Field() is not { } verdict || Field() is not { } tree)
                return null;
            var paths = new SortedSet<string>(StringComparer.Ordinal);
            var kinds = new SortedSet<string>(StringComparer.Ordinal);
            if (verdict == "1")
                return Field() is null ? null : new GitMerge(true, Oid.Parse(tree), [], [], false);
            for (string? line = Field(); line is not ""; line = Field())
            {
                if (line is null)
                    return null;
                paths.Add(line[(line.IndexOf('\t', StringComparison.Ordinal) + 1)..]);
                isBroken |= line.StartsWith("000000", StringComparison.Ordinal);
            }
            // Advice about submodules follows without a count, up to the end of the record.
            string? count = Field();
            for (; int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int involved); count = Field())
            {
                for (; involved > 0; involved--)
                    Field();
                string? kind = Field();
                if (kind?.StartsWith("CONFLICT", StringComparison.Ordinal) == true)
                    kinds.Add(kind[(kind.IndexOf('(', StringComparison.Ordinal) + 1)..].TrimEnd(')'));
                Field();
            }
            return count is null ? null : new GitMerge(false, Oid.Parse(tree), [.. paths], [.. kinds], isBroken);
        }

        string? Field()
        {
            int end = Array.IndexOf(output, (byte)0, at);
            if (end < 0)
            {
                at = output.Length;
                return null;
            }
            string field = GitPath.Decode(output.AsSpan(at, end - at));
            at = end + 1;
            return field;
        }
    }
}
