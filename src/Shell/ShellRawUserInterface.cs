using System.Globalization;
using System.Management.Automation.Host;

namespace MaintainerTools.Shell;

/// <summary>Sizes and keys of the terminal; where there is none, a width that keeps tables whole.</summary>
internal sealed class ShellRawUserInterface : PSHostRawUserInterface
{
    private const int WidthWithoutTerminal = 120;
    private const int HeightWithoutTerminal = 50;
    private ConsoleColor _foreground = ConsoleColor.Gray;
    private ConsoleColor _background = ConsoleColor.Black;

    /// <inheritdoc/>
    public override ConsoleColor ForegroundColor
    {
        get => _foreground;
        set => _foreground = value;
    }

    /// <inheritdoc/>
    public override ConsoleColor BackgroundColor
    {
        get => _background;
        set => _background = value;
    }

    /// <inheritdoc/>
    public override Size BufferSize
    {
        get => WindowSize;
        set { }
    }

    /// <inheritdoc/>
    public override Size WindowSize
    {
        get
        {
            if (!Console.IsOutputRedirected && Console.WindowWidth > 0)
                return new Size(Console.WindowWidth, Console.WindowHeight);
            return int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out int columns) && columns > 0
                ? new Size(columns, HeightWithoutTerminal)
                : new Size(WidthWithoutTerminal, HeightWithoutTerminal);
        }
        set { }
    }

    /// <inheritdoc/>
    public override Size MaxWindowSize => WindowSize;

    /// <inheritdoc/>
    public override Size MaxPhysicalWindowSize => WindowSize;

    /// <inheritdoc/>
    public override Coordinates CursorPosition
    {
        get => Console.IsOutputRedirected ? new Coordinates(0, 0) : new Coordinates(Console.CursorLeft, Console.CursorTop);
        set
        {
            if (!Console.IsOutputRedirected)
                Console.SetCursorPosition(value.X, value.Y);
        }
    }

    /// <inheritdoc/>
    public override int CursorSize
    {
        get => 25;
        set { }
    }

    /// <inheritdoc/>
    public override Coordinates WindowPosition
    {
        get => new(0, 0);
        set { }
    }

    /// <inheritdoc/>
    public override string WindowTitle { get; set; } = "MaintainerTools.Shell";

    /// <inheritdoc/>
    public override bool KeyAvailable => !Console.IsInputRedirected && Console.KeyAvailable;

    /// <inheritdoc/>
    public override KeyInfo ReadKey(ReadKeyOptions options)
    {
        ConsoleKeyInfo key = Console.ReadKey((options & ReadKeyOptions.NoEcho) != 0);
        ControlKeyStates states = 0;
        if ((key.Modifiers & ConsoleModifiers.Shift) != 0)
            states |= ControlKeyStates.ShiftPressed;
        if ((key.Modifiers & ConsoleModifiers.Control) != 0)
            states |= ControlKeyStates.LeftCtrlPressed;
        if ((key.Modifiers & ConsoleModifiers.Alt) != 0)
            states |= ControlKeyStates.LeftAltPressed;
        return new KeyInfo((int)key.Key, key.KeyChar, states, keyDown: true);
    }

    /// <inheritdoc/>
    public override void FlushInputBuffer()
    {
        while (KeyAvailable)
            Console.ReadKey(intercept: true);
    }

    /// <inheritdoc/>
    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => new BufferCell[0, 0];

    /// <inheritdoc/>
    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill)
    {
    }

    /// <inheritdoc/>
    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents)
    {
    }

    /// <inheritdoc/>
    public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
    {
        // Clear-Host: the whole screen, given as -1.
        if (rectangle.Left == -1 && !Console.IsOutputRedirected)
            Console.Clear();
    }
}
