using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace MaintainerTools.Shell;

/// <summary>One runspace, what runs in it, and the exit code that pwsh would give for it.</summary>
internal sealed class ShellSession : IDisposable
{
    // What a POSIX shell reports for a command that SIGINT ended.
    private const int Interrupted = 130;

    private readonly ShellHost _host;
    private readonly Runspace _runspace;
    private readonly Lock _runningLock = new();
    private readonly Stack<Pipeline> _running = new();
    private bool _interrupted;

    /// <summary>Opens the runspace.</summary>
    public ShellSession(bool nonInteractive)
    {
        _host = new ShellHost(nonInteractive, this);
        // CreateDefault would look for the Utility and Management assemblies, which the package does not have.
        InitialSessionState state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        state.ThreadOptions = PSThreadOptions.UseCurrentThread;
        _runspace = RunspaceFactory.CreateRunspace(_host, state);
        _runspace.Open();
        Runspace.DefaultRunspace = _runspace;
        Console.CancelKeyPress += OnCancelKeyPress;
    }

    /// <summary>Whether a pipeline is running, so that Ctrl+C has something to stop.</summary>
    public bool IsRunning
    {
        get
        {
            lock (_runningLock)
                return _running.Count > 0;
        }
    }

    /// <summary>Runs a script as <c>pwsh -File</c> does.</summary>
    public int RunScript(string path, IEnumerable<CommandParameter> arguments)
    {
        // Not in a scope of its own: as with pwsh -File, the script's scope is the session's.
        var command = new Command(path, isScript: false, useLocalScope: false);
        foreach (CommandParameter argument in arguments)
            command.Parameters.Add(argument);
        RethrowExitOfScript();
        using Pipeline pipeline = _runspace.CreatePipeline();
        pipeline.Commands.Add(command);
        bool threw = !Execute(pipeline);
        if (_interrupted)
            return Interrupted;
        if (threw)
            return 1;
        return _host.ExitCode ?? (LastSucceeded() ? 0 : 1);
    }

    /// <summary>Runs a text as <c>pwsh -Command</c> does: 1 when it throws or its last statement fails.</summary>
    public int RunCommand(string text)
    {
        // The pipeline takes an unfinished text for the first line of more to come, and throws an exception without its errors.
        Parser.ParseInput(text, out _, out ParseError[] errors);
        if (errors.Length > 0)
        {
            Show(new ParseException(errors));
            return 1;
        }
        using Pipeline pipeline = _runspace.CreatePipeline(text, addToHistory: true);
        bool threw = !Execute(pipeline);
        if (_interrupted)
            return Interrupted;
        return _host.ExitCode ?? (!threw && LastSucceeded() ? 0 : 1);
    }

    /// <summary>Reads and runs until exit or the end of the input.</summary>
    public int RunPrompt()
    {
        // A session has to be able to move; a script has the language for it and must not lean on what pwsh has elsewhere.
        RunSilently("""
            function global:Set-Location { param([string] $Path = $HOME) $null = $ExecutionContext.SessionState.Path.SetLocation($Path) }
            function global:Get-Location { $ExecutionContext.SessionState.Path.CurrentLocation }
            $ExecutionContext.SessionState.PSVariable.Set('__prompt', $null)
            """);
        RunSilently("""
            $null = New-Module -Name ShellPrompt -ScriptBlock {
                function cd { param([string] $Path = $HOME) Set-Location $Path }
                function pwd { Get-Location }
                Export-ModuleMember -Function cd, pwd
            } | Import-Module -Global
            """);
        new PromptLoop(_host, this).Run(nested: false);
        return _host.ExitCode ?? (LastSucceeded() ? 0 : 1);
    }

    /// <summary>Runs one input of the prompt; what it throws has been shown.</summary>
    public void RunInput(string text, bool nested)
    {
        using Pipeline pipeline = nested ? _runspace.CreateNestedPipeline(text, addToHistory: true) : _runspace.CreatePipeline(text, addToHistory: true);
        Execute(pipeline);
        _interrupted = false;
    }

    /// <summary>Runs a text without showing its output; returns the first object as text, null where there is none or it failed.</summary>
    public string? RunSilently(string text, bool nested = false)
    {
        try
        {
            using Pipeline pipeline = nested ? _runspace.CreateNestedPipeline(text, addToHistory: false) : _runspace.CreatePipeline(text);
            Collection<PSObject> output = pipeline.Invoke();
            return output.Count == 0 ? null : output[0]?.ToString();
        }
        catch (RuntimeException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Console.CancelKeyPress -= OnCancelKeyPress;
        _runspace.Dispose();
    }

    // False when the pipeline threw.
    private bool Execute(Pipeline pipeline)
    {
        pipeline.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        pipeline.Commands.Add(new Command("Out-Default", isScript: false, useLocalScope: true)
        {
            MergeUnclaimedPreviousCommandResults = PipelineResultTypes.Error | PipelineResultTypes.Output,
        });
        lock (_runningLock)
            _running.Push(pipeline);
        try
        {
            pipeline.Invoke();
            return true;
        }
        catch (PipelineStoppedException)
        {
            return false;
        }
        catch (RuntimeException e)
        {
            Show(e);
            return false;
        }
        finally
        {
            lock (_runningLock)
                _running.Pop();
            _host.Interface.Progress.Clear(forget: true);
        }
    }

    // An uncaught error is shown by the engine's own error view, in the error stream.
    private void Show(RuntimeException exception)
    {
        bool nested;
        lock (_runningLock)
            nested = _running.Count > 1;
        var error = PSObject.AsPSObject(exception.ErrorRecord);
        using Pipeline pipeline = nested ? _runspace.CreateNestedPipeline() : _runspace.CreatePipeline();
        pipeline.Commands.Add(new Command("Out-Default"));
        // What marks an object as an error to the formatter; pwsh sets the same property. Without it the view still shows, on stdout.
        PropertyInfo? stream = typeof(PSObject).GetProperty("WriteStream", BindingFlags.Instance | BindingFlags.NonPublic);
        stream?.SetValue(error, Enum.Parse(stream.PropertyType, "Error"));
        pipeline.Input.Write(error);
        pipeline.Input.Close();
        try
        {
            pipeline.Invoke();
        }
        catch (RuntimeException)
        {
            _host.UI.WriteErrorLine(exception.Message);
        }
    }

    private bool LastSucceeded() => !string.Equals(RunSilently("$global:?"), "False", StringComparison.Ordinal);

    // Without this, exit in a script that is run as a command ends that script and only sets $LASTEXITCODE. pwsh -File sets the same
    // flag; the package version is pinned, and a version without the flag must not pass for one that has it.
    private void RethrowExitOfScript()
    {
        const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;
        object context = typeof(Runspace).GetProperty("ExecutionContext", Hidden)?.GetValue(_runspace)
            ?? throw new InvalidOperationException("This version of System.Management.Automation has no Runspace.ExecutionContext.");
        PropertyInfo flag = context.GetType().GetProperty("ScriptCommandProcessorShouldRethrowExit", Hidden)
            ?? throw new InvalidOperationException("This version of System.Management.Automation has no ScriptCommandProcessorShouldRethrowExit.");
        flag.SetValue(context, true);
    }

    private void OnCancelKeyPress(object? sender, ConsoleCancelEventArgs e)
    {
        e.Cancel = true;
        lock (_runningLock)
        {
            if (!_running.TryPeek(out Pipeline? pipeline))
                return;
            _interrupted = true;
            // Stop waits for the pipeline, and the pipeline may need the lock to end.
            pipeline.StopAsync();
        }
    }
}
