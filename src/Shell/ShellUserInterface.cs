using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Internal;
using System.Security;

namespace MaintainerTools.Shell;

/// <summary>
/// Output on stdout; errors, warnings, verbose, debug and progress on stderr. A stream gets colour only when it is a terminal itself
/// and NO_COLOR is unset.
/// </summary>
internal sealed partial class ShellUserInterface : PSHostUserInterface
{
    private readonly Lock _lock = new();
    private readonly bool _nonInteractive;
    private readonly bool _colourOut;
    private readonly bool _colourError;

    /// <summary>Looks once at what stdout and stderr are.</summary>
    public ShellUserInterface(bool nonInteractive)
    {
        _nonInteractive = nonInteractive;
        bool mayColour = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") != "dumb";
        _colourOut = mayColour && !Console.IsOutputRedirected;
        _colourError = mayColour && !Console.IsErrorRedirected;
        bool canDraw = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";
        Progress = new ProgressPane(Console.Error, canDraw, _colourError, () => RawUI.WindowSize.Width);
    }

    /// <summary>The progress lines on stderr.</summary>
    public ProgressPane Progress { get; }

    /// <inheritdoc/>
    public override PSHostRawUserInterface RawUI { get; } = new ShellRawUserInterface();

    // The views ask this once for both streams; what a stream must not get is taken out on the way.
    /// <inheritdoc/>
    public override bool SupportsVirtualTerminal => _colourOut || _colourError;

    /// <inheritdoc/>
    public override void Write(string value) => WriteOut(value);

    /// <inheritdoc/>
    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        WriteOut(_colourOut ? $"{PSStyle.MapForegroundColorToEscapeSequence(foregroundColor)}{value}\u001b[0m" : value);

    /// <inheritdoc/>
    public override void WriteLine() => WriteOut(Environment.NewLine);

    /// <inheritdoc/>
    public override void WriteLine(string value) => WriteOut(value + Environment.NewLine);

    /// <inheritdoc/>
    public override void WriteLine(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
    {
        Write(foregroundColor, backgroundColor, value);
        WriteLine();
    }

    /// <inheritdoc/>
    public override void WriteErrorLine(string value) => WriteError(null, value);

    /// <inheritdoc/>
    public override void WriteWarningLine(string message) => WriteError(FormatStyle.Warning, $"WARNING: {message}");

    /// <inheritdoc/>
    public override void WriteVerboseLine(string message) => WriteError(FormatStyle.Verbose, $"VERBOSE: {message}");

    /// <inheritdoc/>
    public override void WriteDebugLine(string message) => WriteError(FormatStyle.Debug, $"DEBUG: {message}");

    /// <inheritdoc/>
    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        lock (_lock)
            Progress.Update(sourceId, record);
    }

    private void WriteOut(string text)
    {
        lock (_lock)
        {
            Progress.Clear(forget: false);
            Console.Out.Write(_colourOut ? text : Plain(text));
        }
    }

    private void WriteError(FormatStyle? style, string text)
    {
        lock (_lock)
        {
            Progress.Clear(forget: false);
            Console.Error.WriteLine(
                !_colourError ? Plain(text)
                : style is { } known ? GetFormatStyleString(known) + text + "\u001b[0m"
                : text);
        }
    }

    private static string Plain(string text) =>
        text.Contains('\u001b', StringComparison.Ordinal) ? new StringDecorated(text).ToString(OutputRendering.PlainText) : text;
}
