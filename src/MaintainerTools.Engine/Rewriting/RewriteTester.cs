using System.Diagnostics;
using System.Text;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Engine.Rewriting;

/// <summary>
/// Runs a command on commits that are not written yet, one after the other in one temporary checkout, so that what a build leaves there is of use to the
/// next. It is a repository of its own, in which git works and has the commit checked out.
/// </summary>
internal sealed class RewriteTester(QuarantineCheckout checkout, string command, IOperationMonitor monitor) : IDisposable
{
    private const int MostLog = 64 * 1024;

    // git rev-parse --local-env-vars, and what hooks are given besides: they would lead a git that the command runs to another repository.
    private static readonly string[] s_environment =
    [
        "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_CONFIG", "GIT_DIR", "GIT_GRAFT_FILE", "GIT_IMPLICIT_WORK_TREE", "GIT_INDEX_FILE",
        "GIT_INTERNAL_SUPER_PREFIX", "GIT_NAMESPACE", "GIT_NO_REPLACE_OBJECTS", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX", "GIT_QUARANTINE_PATH",
        "GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE", "GIT_WORK_TREE",
    ];

    /// <summary>Runs the command on a commit.</summary>
    internal RewriteTest Run(CommitObject commit)
    {
        checkout.CheckOut(commit.Id);
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

    /// <summary>Removes the checkout.</summary>
    public void Dispose() => checkout.Dispose();

    private Process Start(CommitObject commit)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "cmd.exe" : "/bin/sh")
        {
            WorkingDirectory = checkout.Folder,
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
        foreach (string name in s_environment)
            start.Environment.Remove(name);
        start.Environment["MAINTAINERTOOLS_COMMIT"] = commit.Id.ToString();
        return Process.Start(start)!;
    }
}
