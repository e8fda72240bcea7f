using System.Text;

namespace MaintainerTools.Engine.Objects.Repositories;

/// <summary>
/// Reads refs as git's files backend has them: a file each, or a line of packed-refs. LibGit2Sharp is not asked: of a symbolic ref that names itself
/// it ends the process. Refs that git leaves out with a warning, broken ones and those of forbidden names, are left out here. Safe for several threads.
/// </summary>
internal sealed class RefStore(string gitDirectory, string commonDirectory)
{
    private const string Symbolic = "ref:";

    // git's own limit: what leads further is broken.
    private const int MostSteps = 5;

    // Of a ref's file the rest is not looked at.
    private const int LongestFile = 4096;

    // Refs that each work tree has of its own (git's gitrepository-layout).
    private static readonly string[] s_ofWorkTree = ["refs/bisect/", "refs/worktree/", "refs/rewritten/"];

    private Packed? _packed;

    /// <summary>What a symbolic ref names, itself and not what that names; null for any other ref, and where it is not there.</summary>
    internal string? TargetOf(string name) =>
        Read(name) is { } text && text.StartsWith(Symbolic, StringComparison.Ordinal) ? text[Symbolic.Length..].Trim() : null;

    /// <summary>True where there is such a ref, whatever it names.</summary>
    internal bool Exists(string name) => Read(name) is { Length: > 0 } text && (text.StartsWith(Symbolic, StringComparison.Ordinal) || Id(text) is not null);

    /// <summary>What a ref names, symbolic ones followed; zero where it is not there, or broken.</summary>
    internal Oid Resolve(string name)
    {
        for (int step = 0; step <= MostSteps && Read(name) is { } text; step++)
        {
            if (!text.StartsWith(Symbolic, StringComparison.Ordinal))
                return Id(text) ?? Oid.Zero;
            name = text[Symbolic.Length..].Trim();
            if (!IsSafe(name))
                break;
        }
        return Oid.Zero;
    }

    /// <summary>The full names of all refs, in order; HEAD and its like are none of them.</summary>
    internal IEnumerable<string> Names()
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        names.UnionWith(PackedRefs().Keys);
        Add(names, commonDirectory, "refs");
        if (gitDirectory != commonDirectory)
        {
            names.RemoveWhere(IsOfWorkTree);
            var own = new SortedSet<string>(StringComparer.Ordinal);
            Add(own, gitDirectory, "refs");
            names.UnionWith(own.Where(IsOfWorkTree));
        }
        return names;
    }

    /// <summary>True for the full name of a ref of which each work tree has its own.</summary>
    internal static bool IsOfWorkTree(string name) =>
        !name.Contains('/', StringComparison.Ordinal) || Array.Exists(s_ofWorkTree, prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    private static void Add(SortedSet<string> names, string root, string folder)
    {
        var stack = new Stack<string>([folder]);
        while (stack.TryPop(out string? at))
        {
            string path = Path.Combine(root, at);
            if (!Directory.Exists(path))
                continue;
            try
            {
                foreach (FileSystemInfo entry in new DirectoryInfo(path).EnumerateFileSystemInfos())
                {
                    string name = at + "/" + entry.Name;
                    if (entry is DirectoryInfo { LinkTarget: null })
                        stack.Push(name);
                    else if (entry is FileInfo)
                        names.Add(name);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // What cannot be listed has no refs, as to git.
            }
        }
    }

    /// <summary>No part of a name leads out of the folder.</summary>
    private static bool IsSafe(string name) => name.Length > 0 && !name.Contains('\0', StringComparison.Ordinal) && !Path.IsPathRooted(name)
        && Array.TrueForAll(name.Split('/', '\\'), part => part is not ("" or "." or ".."));

    private static Oid? Id(string text) =>
        text.Length >= 2 * Oid.Size && (text.Length == 2 * Oid.Size || char.IsWhiteSpace(text[2 * Oid.Size])) && Oid.TryParse(text.AsSpan(0, 2 * Oid.Size),
            out Oid id)
            ? id : null;

    /// <summary>A ref's text: "ref: NAME", or an id; null where there is none.</summary>
    private string? Read(string name)
    {
        if (!IsSafe(name))
            return null;
        string file = Path.Combine(IsOfWorkTree(name) ? gitDirectory : commonDirectory, name);
        try
        {
            // git once made symbolic refs links.
            var info = new FileInfo(file);
            if (info.LinkTarget is { } link && link.StartsWith("refs/", StringComparison.Ordinal))
                return Symbolic + " " + link;
            // Nothing, or a pipe or a device, which never ends or never begins.
            if (info.Length == 0)
                return "";
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] bytes = new byte[LongestFile];
            return Encoding.UTF8.GetString(bytes, 0, stream.ReadAtLeast(bytes, LongestFile, throwOnEndOfStream: false)).TrimEnd();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No file; a folder of that name, perhaps.
            return PackedRefs().TryGetValue(name, out Oid id) ? id.ToString() : null;
        }
    }

    private Dictionary<string, Oid> PackedRefs()
    {
        var file = new FileInfo(Path.Combine(commonDirectory, "packed-refs"));
        if (!file.Exists)
            return [];
        (DateTime, DateTime, long) stamp = (file.LastWriteTimeUtc, file.CreationTimeUtc, file.Length);
        if (_packed is { } known && known.Stamp == stamp)
            return known.Refs;
        var refs = new Dictionary<string, Oid>(StringComparer.Ordinal);
        try
        {
            foreach (string line in Encoding.UTF8.GetString(File.ReadAllBytes(file.FullName)).Split('\n'))
            {
                // Lines that begin with # or ^ are a header, and what the tag above names.
                if (line.Length > (2 * Oid.Size) + 1 && line[2 * Oid.Size] == ' ' && Oid.TryParse(line.AsSpan(0, 2 * Oid.Size), out Oid id))
                    refs[line[((2 * Oid.Size) + 1)..].TrimEnd('\r')] = id;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
        _packed = new Packed(stamp, refs);
        return refs;
    }

    private sealed record Packed((DateTime, DateTime, long) Stamp, Dictionary<string, Oid> Refs);
}
