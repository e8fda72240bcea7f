using System.Diagnostics;
using System.Globalization;
using System.Text;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Tests.Support;

/// <summary>Runs the git on this machine without the user's configuration, on a fixed clock.</summary>
public static class Git
{
    /// <summary>The environment that makes git's answers the same everywhere.</summary>
    public static readonly IReadOnlyDictionary<string, string> Hermetic = new Dictionary<string, string>
    {
        ["GIT_CONFIG_NOSYSTEM"] = "1",
        ["GIT_CONFIG_GLOBAL"] = TestConfiguration.File,
        ["GIT_AUTHOR_NAME"] = "A U Thor",
        ["GIT_AUTHOR_EMAIL"] = "author@example.com",
        ["GIT_COMMITTER_NAME"] = "C O Mitter",
        ["GIT_COMMITTER_EMAIL"] = "committer@example.com",
        ["GIT_TERMINAL_PROMPT"] = "0",
        ["GIT_EDITOR"] = "true",
        ["TZ"] = "UTC",
        ["LC_ALL"] = "C",
    };

    /// <summary>Runs git and returns its standard output; throws on a non-zero exit.</summary>
    public static string Run(string directory, params string[] arguments)
    {
        (int exitCode, byte[] output, string error) = TryRun(directory, null, null, arguments);
        return exitCode == 0
            ? Encoding.UTF8.GetString(output)
            : throw new InvalidOperationException($"git {string.Join(' ', arguments)}: exit {exitCode}\n{error}");
    }

    /// <summary>Runs git with extra environment and standard input.</summary>
    public static (int ExitCode, byte[] Output, string Error) TryRun(
        string directory, byte[]? input, IReadOnlyDictionary<string, string>? environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("git")
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment.Remove("GIT_DIR");
        foreach ((string key, string value) in Hermetic)
            start.Environment[key] = value;
        if (environment is not null)
        {
            foreach ((string key, string value) in environment)
                start.Environment[key] = value;
        }
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task feed = Task.Run(() =>
        {
            try
            {
                if (input is not null)
                    process.StandardInput.BaseStream.Write(input);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // git has exited without reading all; its exit code tells.
            }
        });
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        feed.Wait();
        return (process.ExitCode, output.ToArray(), error.Result);
    }
}

/// <summary>A repository in a temporary folder, built with git, that ticks one minute a commit.</summary>
public sealed class TestRepository : IDisposable
{
    private long _clock = 1_500_000_000;

    /// <summary>Makes an empty repository whose branch is "main".</summary>
    public TestRepository(bool bare = false)
    {
        Path = Directory.CreateTempSubdirectory("mt-test-").FullName;
        Git.Run(Path, bare ? ["init", "-q", "--bare", "-b", "main"] : ["init", "-q", "-b", "main"]);
        if (!bare)
            Git.Run(Path, "config", "core.autocrlf", "false");
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Runs git here.</summary>
    public string Run(params string[] arguments) => Git.Run(Path, arguments);

    /// <summary>Runs git here; the first line of its output.</summary>
    public string Line(params string[] arguments) => Run(arguments).Split('\n')[0];

    /// <summary>Writes a file in the work tree (Latin-1 in, so that any byte can be written).</summary>
    public TestRepository File(string path, string content)
    {
        string full = System.IO.Path.Combine(Path, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
        System.IO.File.WriteAllBytes(full, Encoding.Latin1.GetBytes(content));
        return this;
    }

    /// <summary>Deletes a file in the work tree.</summary>
    public TestRepository Delete(string path)
    {
        System.IO.File.Delete(System.IO.Path.Combine(Path, path));
        return this;
    }

    /// <summary>Commits everything in the work tree; the clock moves on a minute.</summary>
    public string Commit(string message, string? author = null)
    {
        Run("add", "-A");
        return CommitIndex(message, author);
    }

    /// <summary>Commits the index as it is (empty commits allowed).</summary>
    public string CommitIndex(string message, string? author = null)
    {
        _clock += 60;
        string date = _clock.ToString(CultureInfo.InvariantCulture) + " +0000";
        var environment = new Dictionary<string, string> { ["GIT_AUTHOR_DATE"] = date, ["GIT_COMMITTER_DATE"] = date };
        List<string> arguments = ["commit", "-q", "--allow-empty", "--allow-empty-message", "--cleanup=verbatim", "-F", "-"];
        if (author is not null)
            arguments.Add("--author=" + author);
        (int exitCode, _, string error) = Git.TryRun(Path, Encoding.UTF8.GetBytes(message), environment, [.. arguments]);
        if (exitCode != 0)
            throw new InvalidOperationException("git commit: " + error);
        return Line("rev-parse", "HEAD");
    }

    /// <summary>Writes one file and commits it.</summary>
    public string Commit(string path, string content, string message) => File(path, content).Commit(message);

    /// <summary>Merges without committing; true when nothing conflicts. A conflict stays in the work tree, with markers.</summary>
    public bool TryMerge(string commit) => Git.TryRun(Path, null, null, "merge", "-q", "--no-ff", "--no-commit", commit).ExitCode == 0;

    /// <summary>Opens it with the engine.</summary>
    public GitRepository Open() => GitRepository.Open(Path, Path);

    /// <summary>Deletes the folder.</summary>
    public void Dispose()
    {
        foreach (string file in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories))
        {
            // git writes objects read-only, which Windows will not delete.
            if (OperatingSystem.IsWindows())
                System.IO.File.SetAttributes(file, FileAttributes.Normal);
        }
        Directory.Delete(Path, true);
    }
}
