using System.Diagnostics;
using System.Globalization;
using System.Text;
using MaintainerTools.Engine;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Fuzz;

/// <summary>A small repository that git made, its files as seeds, and git's own answers.</summary>
internal sealed class GitFiles : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("mt-fuzz-").FullName;
    private readonly GitRepository _repository;
    private int _scratch;

    internal GitFiles()
    {
        Run("init", "-q", "-b", "main");
        var random = new Random(1);
        for (int i = 0; i < 12; i++)
        {
            Directory.CreateDirectory(Path.Combine(_path, "folder", "deep"));
            File.WriteAllText(Path.Combine(_path, "folder", "deep", "file"), string.Concat(Enumerable.Range(0, 60).Select(l =>
                $"line {l} {(l == i * 5 ? i : 0)}\n")));
            File.WriteAllText(Path.Combine(_path, $"x{i % 3}"), $"{i}\n");
            byte[] bytes = new byte[300];
            random.NextBytes(bytes);
            File.WriteAllBytes(Path.Combine(_path, "folder", "binary \u00e4"), bytes);
            if (i == 8)
                Run("checkout", "-q", "-b", "side");
            if (i == 10)
                File.Move(Path.Combine(_path, "x2"), Path.Combine(_path, "moved"));
            Run("add", "-A");
            Run("commit", "-q", "-m", $"Commit {i}\n\nText.\n\nSigned-off-by: A <a@b>");
        }
        Loose = File.ReadAllBytes(Directory.GetFiles(Path.Combine(_path, ".git", "objects"), "*", SearchOption.AllDirectories)
            .First(f => Path.GetFileName(f).Length == 38));
        LooseId = Oid.Parse(Line("rev-parse", "side"));
        Loose = File.ReadAllBytes(Path.Combine(_path, ".git", "objects", LooseId.ToString()[..2], LooseId.ToString()[2..]));
        Run("repack", "-q", "-adf", "--depth=10");
        Run("commit-graph", "write", "--reachable");
        Ids = [.. Encoding.ASCII.GetString(Run("cat-file", "--batch-all-objects", "--batch-check=%(objectname)")).Split('\n',
            StringSplitOptions.RemoveEmptyEntries)
            .Select(id => Oid.Parse(id))];
        _repository = GitRepository.Open(_path, _path);
    }

    /// <summary>Every object's id.</summary>
    internal IReadOnlyList<Oid> Ids { get; }

    /// <summary>The objects, whole.</summary>
    internal IObjectReader Objects => _repository.Objects;

    /// <summary>A commit as a loose object.</summary>
    internal byte[] Loose { get; }

    /// <summary>Its id.</summary>
    internal Oid LooseId { get; }

    /// <summary>Runs git here; its output.</summary>
    internal byte[] Run(params string[] arguments) => TryRun(null, arguments) is (0, var output) ? output
        : throw new InvalidOperationException("git " + string.Join(' ', arguments));

    /// <summary>A file of the repository; of a pattern the one in objects/pack.</summary>
    internal byte[] Read(string name) => File.ReadAllBytes(name.StartsWith('*')
        ? Directory.GetFiles(Path.Combine(_path, ".git", "objects", "pack"), name)[0] : Path.Combine(_path, ".git", name));

    /// <summary>The pack's index in version 1.</summary>
    internal byte[] OldIndex()
    {
        string file = Path.Combine(_path, "old.idx");
        Run("index-pack", "--index-version=1", "-o", file, Directory.GetFiles(Path.Combine(_path, ".git", "objects", "pack"), "*.pack")[0]);
        byte[] data = File.ReadAllBytes(file);
        File.SetAttributes(file, FileAttributes.Normal);
        File.Delete(file);
        return data;
    }

    /// <summary>A file with this content, another than the one before.</summary>
    internal string Scratch(string name, byte[] data)
    {
        string folder = Path.Combine(_path, ".git", "scratch");
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, name + (_scratch++ % 2));
        File.Delete(file);
        File.WriteAllBytes(file, data);
        return file;
    }

    /// <summary>An object store of one pack.</summary>
    internal ObjectDatabase Database(byte[] index, byte[] pack)
    {
        string folder = Path.Combine(Empty(), "pack");
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "pack-1.idx"), index);
        File.WriteAllBytes(Path.Combine(folder, "pack-1.pack"), pack);
        return ObjectDatabase.Open(Path.GetDirectoryName(folder)!);
    }

    /// <summary>An object store of one loose object.</summary>
    internal ObjectDatabase Database(byte[] loose)
    {
        string folder = Path.Combine(Empty(), LooseId.ToString()[..2]);
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, LooseId.ToString()[2..]), loose);
        return ObjectDatabase.Open(Path.GetDirectoryName(folder)!);
    }

    /// <summary>Paths and counts of a patch, where git apply takes it whole.</summary>
    internal string? ComparePatch(byte[] data)
    {
        (int code, byte[] output) = TryRun(data, "apply", "--numstat", "-z", "-p1", "-");
        // What is in a binary file git looks at when it applies it.
        if (code != 0 || data.AsSpan().IndexOf("GIT binary patch"u8) >= 0)
            return null;
        PatchFile patch;
        try
        {
            patch = PatchParser.Parse(data);
        }
        catch (MaintainerException e)
        {
            return "git takes it, and here it is " + e.Message;
        }
        // "ADDED DELETED NAME", or without a name and then the old and the new one.
        // What git counts no lines of may be two names without a hunk, which are nothing here.
        string[] names = [.. GitPath.Decode(output).Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(f => f.Split('\t'))
            .Where(f => f is not ["0", "0", ..] and not [_]).Select(f => f[^1]).Where(f => f.Length > 0)];
        HashSet<string> own = [.. patch.Files.SelectMany(f => new[] { f.OldPath, f.NewPath }).OfType<string>()];
        return names.FirstOrDefault(name => !own.Contains(name)) is { } missing ? $"git finds '{missing}' in it" : null;
    }

    /// <summary>Whether both take a tree.</summary>
    internal string? CompareTree(byte[] data)
    {
        (int code, _) = TryRun(data, "hash-object", "-t", "tree", "--stdin");
        if (code != 0)
            return null;
        try
        {
            _ = new TreeObject(data).Count;
            return null;
        }
        catch (MaintainerException e)
        {
            return "git takes it, and here it is " + e.Message;
        }
    }

    /// <summary>The trailers of a message.</summary>
    internal string? CompareTrailers(byte[] data)
    {
        // Other bytes, and messages that git cuts at a line of its own, are its matter.
        if (data.AsSpan().IndexOfAnyExceptInRange((byte)' ', (byte)'~') >= 0 && data.Any(b => b is not ((byte)'\n' or (>= (byte)' ' and <= (byte)'~'))))
            return null;
        (int code, byte[] output) = TryRun(data, "interpret-trailers", "--parse", "--no-divider");
        if (code != 0)
            return null;
        string[] git = [.. Encoding.Latin1.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        string[] own = [.. Trailers.Parse(Encoding.Latin1.GetString(data)).Select(t => $"{t.Token}: {t.Value}")];
        return git.Length == own.Length ? null : $"git has {git.Length} trailers, here are {own.Length}";
    }

    /// <summary>The settings of a file.</summary>
    internal string? CompareConfig(byte[] data)
    {
        string file = Scratch("config", data);
        (int code, byte[] output) = TryRun(null, "config", "-f", file, "--no-includes", "-l", "-z");
        if (code != 0 || data.Contains((byte)0))
            return null;
        int git = Encoding.Latin1.GetString(output).Split('\0', StringSplitOptions.RemoveEmptyEntries).Length;
        int own = GitConfigFile.Parse(data).Count;
        return git == own || own == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"git has {git} settings, here are {own}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _repository.Dispose();
        foreach (string file in Directory.EnumerateFiles(_path, "*", SearchOption.AllDirectories))
            File.SetAttributes(file, FileAttributes.Normal);
        Directory.Delete(_path, true);
    }

    private string Empty()
    {
        string folder = Path.Combine(_path, ".git", "store");
        if (Directory.Exists(folder))
            Directory.Delete(folder, true);
        Directory.CreateDirectory(folder);
        return folder;
    }

    private string Line(params string[] arguments) => Encoding.UTF8.GetString(Run(arguments)).Split('\n')[0];

    private (int Code, byte[] Output) TryRun(byte[]? input, params string[] arguments)
    {
        var start = new ProcessStartInfo("git")
        {
            WorkingDirectory = _path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        foreach ((string name, string value) in ((string, string)[])[("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_CONFIG_GLOBAL", "/dev/null"), ("LC_ALL", "C"),
            ("GIT_AUTHOR_NAME", "A"), ("GIT_AUTHOR_EMAIL", "a@b"), ("GIT_COMMITTER_NAME", "A"), ("GIT_COMMITTER_EMAIL", "a@b"),
            ("GIT_AUTHOR_DATE", "1500000000 +0000"), ("GIT_COMMITTER_DATE", "1500000000 +0000")])
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task feed = Task.Run(() =>
        {
            try
            {
                process.StandardInput.BaseStream.Write(input ?? []);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It ended without reading all.
            }
        });
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        feed.Wait();
        error.Wait();
        return (process.ExitCode, output.ToArray());
    }
}
