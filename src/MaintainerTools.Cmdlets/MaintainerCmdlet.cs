using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Diagnostics;
using System.IO;
using System.Management.Automation;
using System.Threading;
using MaintainerTools.Engine;

namespace MaintainerTools.Cmdlets;

/// <summary>What every cmdlet here has: cancellation by Ctrl+C, throttled progress, errors with stable ids.</summary>
public abstract class MaintainerCmdlet : PSCmdlet, IOperationMonitor, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly Stopwatch _sinceProgress = Stopwatch.StartNew();
    private readonly int _activityId = Interlocked.Increment(ref s_activities);
    private static int s_activities;
    private readonly HashSet<string> _activities = new(StringComparer.Ordinal);
    private string? _activity;

    /// <inheritdoc/>
    public CancellationToken Cancellation => _cancellation.Token;

    /// <inheritdoc/>
    public void Report(string activity, long done, long total, string? current = null)
    {
        // A record each tenth of a second is what a person can see; more would only slow the work. What is new is said at once; a search comes back to
        // what it does by turns a thousand times.
        if (_sinceProgress.ElapsedMilliseconds < 100 && !_activities.Add(activity))
            return;
        _sinceProgress.Restart();
        _activity = activity;
        string status = total > 0 ? $"{done} of {total}" : $"{done}";
        WriteProgress(new ProgressRecord(_activityId, activity, current is null ? status : $"{status}: {ViewText.Plain(current)}")
        {
            PercentComplete = total > 0 ? (int)Math.Clamp(100 * done / total, 0, 100) : -1,
        });
    }

    /// <inheritdoc/>
    public void Tell(string message) => WriteVerbose(message);

    /// <inheritdoc/>
    public void Warn(string message) => WriteWarning(message);

    // What a cmdlet tells goes to the terminal; names, paths and messages in it are other people's.

    /// <summary>As PowerShell's own, with a text that may go to a terminal.</summary>
    protected new void WriteWarning(string text) => base.WriteWarning(ViewText.Plain(text));

    /// <inheritdoc cref="WriteWarning"/>
    protected new void WriteVerbose(string text) => base.WriteVerbose(ViewText.Plain(text));

    /// <inheritdoc cref="WriteWarning"/>
    protected new bool ShouldProcess(string? target, string action) => base.ShouldProcess(ViewText.Plain(target ?? ""), ViewText.Plain(action));

    /// <summary>ShouldProcess with low impact, for a cmdlet whose attribute has that of replacing a branch.</summary>
    protected bool ShouldMake(string? target, string action)
    {
        bool asked = MyInvocation.BoundParameters.ContainsKey("WhatIf") || MyInvocation.BoundParameters.ContainsKey("Confirm")
            || LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"))
            || string.Equals(GetVariableValue("ConfirmPreference")?.ToString(), nameof(ConfirmImpact.Low), StringComparison.OrdinalIgnoreCase);
        return !asked || ShouldProcess(target, action);
    }

    /// <summary>Under -WhatIf, as the parameter or the preference has it: the parameter does not set the variable.</summary>
    private protected bool IsWhatIf =>
        LanguagePrimitives.IsTrue(MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? given) ? given : GetVariableValue("WhatIfPreference"));

    /// <summary>A switch that may be left to what the configuration says: null where it was not given.</summary>
    private protected bool? IfGiven(SwitchParameter value, string name) => MyInvocation.BoundParameters.ContainsKey(name) ? value.ToBool() : null;

    /// <summary>Releases what it holds.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Runs one item's work: an engine error becomes that item's non-terminating error, and so does what nobody foresaw; a cancellation stops the pipeline.
    /// </summary>
    /// <param name="work">The work.</param>
    /// <param name="item">The item, for an error that does not name it.</param>
    protected void Attempt(Action work, object? item = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            work();
        }
        catch (MaintainerException e)
        {
            WriteError(ToErrorRecord(e));
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception e) when (e is WildcardPatternException or SessionStateException or ProviderInvocationException)
        {
            object? named = (e as SessionStateException)?.ItemName ?? item;
            WriteError(ToErrorRecord(new MaintainerException("InvalidPath", ErrorKind.InvalidArgument, named, e, [e.Message])));
        }
        catch (Exception e) when (!IsOfPowerShell(e))
        {
            WriteError(ToErrorRecord(MaintainerException.Unexpected(e, item ?? MyInvocation.MyCommand?.Name)));
        }
        finally
        {
            CompleteProgress();
        }
    }

    /// <summary>The files that a path with wildcards means; a path without any is taken as it is.</summary>
    /// <param name="path">The path.</param>
    /// <param name="errorId">What wildcards that fit no file are.</param>
    /// <exception cref="MaintainerException">MailUnreadable, or what is said instead: wildcards that fit no file.</exception>
    protected IEnumerable<string> FilesOf(string path, string errorId = "MailUnreadable")
    {
        if (!WildcardPattern.ContainsWildcardCharacters(path))
            return [GetUnresolvedProviderPathFromPSPath(path)];
        try
        {
            Collection<string> found = GetResolvedProviderPathFromPSPath(path, out _);
            return found.Count > 0 ? found : throw new MaintainerException(errorId, ErrorKind.ObjectNotFound, path, path, "no file has such a name");
        }
        catch (ItemNotFoundException e)
        {
            throw new MaintainerException(errorId, ErrorKind.ObjectNotFound, path, e, [path, e.Message]);
        }
    }

    /// <summary>The text of a template's file.</summary>
    /// <exception cref="MaintainerException">TemplateUnreadable.</exception>
    protected string TextOf(string template)
    {
        string file = GetUnresolvedProviderPathFromPSPath(template);
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MaintainerException("TemplateUnreadable", ErrorKind.ObjectNotFound, template, e, [template, e.Message]);
        }
    }

    /// <summary>The error as PowerShell shows it: id, category, target, recommended action.</summary>
    protected static ErrorRecord ToErrorRecord(MaintainerException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        ErrorCategory category = error.Kind switch
        {
            ErrorKind.InvalidArgument => ErrorCategory.InvalidArgument,
            ErrorKind.ObjectNotFound => ErrorCategory.ObjectNotFound,
            ErrorKind.InvalidOperation => ErrorCategory.InvalidOperation,
            ErrorKind.InvalidData => ErrorCategory.InvalidData,
            ErrorKind.ResourceExists => ErrorCategory.ResourceExists,
            ErrorKind.ResourceUnavailable => ErrorCategory.ResourceUnavailable,
            ErrorKind.PermissionDenied => ErrorCategory.PermissionDenied,
            ErrorKind.NotImplemented => ErrorCategory.NotImplemented,
            _ => ErrorCategory.NotSpecified,
        };
        var record = new ErrorRecord(error, error.ErrorId, category, error.Target)
        {
            ErrorDetails = error.RecommendedAction is null ? null : new ErrorDetails(error.Message) { RecommendedAction = error.RecommendedAction },
        };
        // The target stays what was given; its name is shown.
        record.CategoryInfo.TargetName = ViewText.Plain(record.CategoryInfo.TargetName ?? "");
        return record;
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _cancellation.Cancel();

    /// <summary>Releases what it holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            _cancellation.Dispose();
    }

    /// <summary>PowerShell stops a pipeline by exceptions of its own: Select-Object -First, -ErrorAction Stop, what comes after in the pipeline.</summary>
    private static bool IsOfPowerShell(Exception e) => e.GetType().Namespace?.StartsWith("System.Management.Automation", StringComparison.Ordinal) == true;

    private void CompleteProgress()
    {
        if (_activity is null)
            return;
        WriteProgress(new ProgressRecord(_activityId, _activity, "done") { RecordType = ProgressRecordType.Completed });
        _activity = null;
        _activities.Clear();
    }
}
