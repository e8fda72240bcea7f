using System.Diagnostics;
using System.Text;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Series;

/// <summary>
/// Runs a command on commits that are not written yet: their files are laid out in a temporary folder, which goes from one commit to the next by what
/// differs, so that what a build leaves there is of use to the next.
/// </summary>
internal sealed class RewriteTesting(IObjectReader objects, string command, IOperationMonitor monitor) : IDisposable
{
    private const int MostLog = 64 * 1024;
    private readonly string _folder = Directory.CreateTempSubdirectory("maintainer-tools-test-").FullName;
    private Oid _tree = Oid.EmptyTree;

    /// <summary>Runs the command on a commit.</summary>
    internal RewriteTest Run(CommitObject commit)
    {
        LayOut(commit.Tree);
        using Process process = Start(commit);
        var log = new StringBuilder();
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        try
        {
            process.WaitForExitAsync(monitor.Cancellation).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            process.Kill(true);
            throw;
        }
        return new RewriteTest
        {
            Commit = commit.Id.ToString(),
            Subject = commit.Subject,
            ExitCode = process.ExitCode,
            Result = process.ExitCode switch
            {
                0 => RewriteTestResult.Pass,
                125 => RewriteTestResult.Skip,
                > 0 and < 126 => RewriteTestResult.Fail,
                _ => RewriteTestResult.Abort,
            },
            Log = log.ToString(),
        };

        void Add(string? line)
        {
            if (line is null)
                return;
            lock (log)
            {
                log.Append(line).Append('\n');
                if (log.Length > MostLog)
                    log.Remove(0, log.Length - MostLog);
            }
        }
    }

    /// <summary>Removes the folder.</summary>
    public void Dispose()
    {
        try
        {
            Directory.Delete(_folder, true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A program that the command left running may hold a file; the folder is a temporary one.
        }
    }

    private Process Start(CommitObject commit)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "cmd.exe" : "/bin/sh")
        {
            WorkingDirectory = _folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (OperatingSystem.IsWindows())
            start.Arguments = "/d /s /c \"" + command + "\"";
        else
            start.ArgumentList.Add("-c");
        if (!OperatingSystem.IsWindows())
            start.ArgumentList.Add(command);
        // The folder is no repository; a git that the command runs must not take another one for it.
        foreach (string name in (string[])["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"])
            start.Environment.Remove(name);
        start.Environment["MAINTAINERTOOLS_COMMIT"] = commit.Id.ToString();
        return Process.Start(start)!;
    }

    private void LayOut(Oid tree)
    {
        IReadOnlyList<TreeChange> changes = TreeDiff.Compute(objects, _tree, tree);
        foreach (TreeChange change in changes.Where(c => c.OldMode != 0))
        {
            string path = Full(change.Path);
            if (change.OldMode == EntryMode.Submodule)
                continue;
            File.Delete(path);
            // Folders go with their last file, or a file may not be able to take their place.
            for (string? folder = Path.GetDirectoryName(path); change.NewMode == 0 && folder is not null && folder.Length > _folder.Length; folder = Path.GetDirectoryName(folder))
            {
                if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
                    break;
                if (Directory.Exists(folder))
                    Directory.Delete(folder);
            }
        }
        foreach (TreeChange change in changes.Where(c => c.NewMode != 0))
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            string path = Full(change.Path);
            Directory.CreateDirectory(change.NewMode == EntryMode.Submodule ? path : Path.GetDirectoryName(path)!);
            if (change.NewMode == EntryMode.Submodule)
                continue;
            byte[] data = objects.ReadBlob(change.NewId);
            if (change.NewMode == EntryMode.Symlink && !OperatingSystem.IsWindows())
                File.CreateSymbolicLink(path, Encoding.UTF8.GetString(data));
            else
                File.WriteAllBytes(path, data);
            if (change.NewMode == EntryMode.Executable && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
        _tree = tree;
    }

    private string Full(string path)
    {
        // git refuses to check out such paths; a tree may hold them all the same.
        if (Array.Exists(path.Split('/'), part => part is "" or "." or ".." || part.Equals(".git", StringComparison.OrdinalIgnoreCase)))
            throw new MaintainerException("MalformedObject", ErrorKind.InvalidData, path, "tree", _tree, $"the path '{path}' leads out of the work tree");
        return Path.Combine(_folder, path.Replace('/', Path.DirectorySeparatorChar));
    }
}
