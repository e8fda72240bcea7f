using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace MaintainerTools.Shell;

/// <summary>The host object that PowerShell sees as $Host.</summary>
internal sealed class ShellHost : PSHost
{
    private readonly ShellSession _session;
    private int _nested;

    /// <summary>Makes the host of a session.</summary>
    public ShellHost(bool nonInteractive, ShellSession session)
    {
        _session = session;
        Interface = new ShellUserInterface(nonInteractive);
    }

    /// <summary>What exit asked for; null while nothing has.</summary>
    public int? ExitCode { get; private set; }

    /// <summary>Set by $Host.ExitNestedPrompt(); the innermost prompt takes it.</summary>
    public bool LeaveNestedPrompt { get; set; }

    /// <summary>The user interface by its own type.</summary>
    public ShellUserInterface Interface { get; }

    /// <inheritdoc/>
    public override string Name => "MaintainerTools.Shell";

    /// <inheritdoc/>
    public override Version Version { get; } = typeof(ShellHost).Assembly.GetName().Version!;

    /// <inheritdoc/>
    public override Guid InstanceId { get; } = Guid.NewGuid();

    /// <inheritdoc/>
    public override PSHostUserInterface UI => Interface;

    /// <inheritdoc/>
    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;

    /// <inheritdoc/>
    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;

    /// <inheritdoc/>
    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    /// <inheritdoc/>
    public override void EnterNestedPrompt()
    {
        _nested++;
        try
        {
            new PromptLoop(this, _session).Run(nested: true);
        }
        finally
        {
            _nested--;
        }
    }

    /// <inheritdoc/>
    public override void ExitNestedPrompt()
    {
        if (_nested > 0)
            LeaveNestedPrompt = true;
    }

    /// <inheritdoc/>
    public override void NotifyBeginApplication() => Interface.Progress.Clear(forget: false);

    /// <inheritdoc/>
    public override void NotifyEndApplication()
    {
    }
}
