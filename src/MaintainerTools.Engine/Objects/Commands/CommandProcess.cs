using System.ComponentModel;
using System.Diagnostics;

namespace MaintainerTools.Engine.Objects.Commands;

/// <summary>Runs a command in a folder, and ends all that it started: when it ends itself, when its time is over, when the run is cancelled.</summary>
internal static class CommandProcess
{
    // git rev-parse --local-env-vars, and what hooks are given besides: they would lead a git that the command runs to another repository.
    private static readonly string[] s_environment =
    [
        "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_CONFIG", "GIT_DIR", "GIT_GRAFT_FILE", "GIT_IMPLICIT_WORK_TREE", "GIT_INDEX_FILE",
        "GIT_INTERNAL_SUPER_PREFIX", "GIT_NAMESPACE", "GIT_NO_REPLACE_OBJECTS", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX", "GIT_QUARANTINE_PATH",
        "GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE", "GIT_WORK_TREE",
    ];

    // What a process that got away still holds of the pipes is not waited for longer.
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(5);

    /// <summary>Runs it to its end.</summary>
    /// <param name="start">How it is started.</param>
    /// <param name="folder">Where.</param>
    /// <param name="environment">Variables that it gets besides; <see cref="MarkedProcesses.Variable"/> is one of them.</param>
    /// <param name="log">Gets what it prints.</param>
    /// <param name="timeout">How long it may take; null: for good.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Its exit code, 128 and the number of the signal that ended it; null where its time was over.</returns>
    /// <exception cref="MaintainerException">CommandNotStarted.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal static int? Run(ProcessStartInfo start, string folder, IReadOnlyDictionary<string, string> environment, CommandLog log, TimeSpan? timeout,
        CancellationToken cancellation)
    {
        start.WorkingDirectory = folder;
        start.UseShellExecute = false;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        foreach (string name in s_environment)
            start.Environment.Remove(name);
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process process = TryStart(start);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task pumps = Task.WhenAll(Pump(process.StandardOutput.BaseStream), Pump(process.StandardError.BaseStream));
        if (timeout is { } time)
            stop.CancelAfter(time);
        try
        {
            process.StandardInput.Close();
            // Not WaitForExitAsync, which waits for whoever has the pipes.
            WaitForExit(process, stop.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(true);
            process.WaitForExit();
        }
        bool ended = !stop.IsCancellationRequested;
        int code = process.ExitCode;
        MarkedProcesses.End(environment[MarkedProcesses.Variable]);
        WaitFor(pumps);
        log.Finish();
        cancellation.ThrowIfCancellationRequested();
        return ended ? code : null;

        async Task Pump(Stream stream)
        {
            var piece = new byte[16 * 1024];
            try
            {
                while (await stream.ReadAsync(piece, CancellationToken.None).ConfigureAwait(false) is > 0 and int count)
                    log.Add(piece.AsSpan(0, count));
            }
            catch
            {
                // A log that cannot be written, as on a full disk, ends the command as well.
                stop.Cancel();
                throw;
            }
        }
    }

    private static Process TryStart(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new MaintainerException("CommandNotStarted", ErrorKind.ResourceUnavailable, start.FileName, e, [start.FileName, e.Message]);
        }
    }

    private static void WaitForExit(Process process, CancellationToken stop)
    {
        process.EnableRaisingEvents = true;
        using var ended = new ManualResetEventSlim(false);
        process.Exited += (_, _) => Set(ended);
        if (!process.HasExited)
            ended.Wait(stop);
    }

    private static void Set(ManualResetEventSlim ended)
    {
        try
        {
            ended.Set();
        }
        catch (ObjectDisposedException)
        {
            // Nobody waits any more.
        }
    }

    private static void WaitFor(Task pumps)
    {
        if (Task.WaitAny([pumps], s_lastWords) == 0 && pumps.Exception?.InnerException is { } failure)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }
}
