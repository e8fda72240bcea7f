using System.Text;

namespace MaintainerTools.Shell;

/// <summary>A line from the terminal: arrows, home, end, delete, history; Ctrl+C drops the line, Ctrl+D on an empty one ends the input.</summary>
internal sealed class LineEditor
{
    private readonly List<string> _history = [];

    /// <summary>Reads a line; null at the end of the input; <paramref name="cancelled"/> after Ctrl+C.</summary>
    public string? Read(string prompt, out bool cancelled)
    {
        cancelled = false;
        var line = new StringBuilder();
        int cursor = 0;
        int recalled = _history.Count;
        Console.Out.Write(prompt);
        // As an input character, so that it drops the line here instead of signalling the process.
        Console.TreatControlCAsInput = true;
        try
        {
            while (true)
            {
                ConsoleKeyInfo key = Console.ReadKey(intercept: true);
                bool control = (key.Modifiers & ConsoleModifiers.Control) != 0;
                int from = cursor;
                int oldLength = line.Length;
                switch (key.Key)
                {
                    case ConsoleKey.Enter:
                        Console.Out.WriteLine();
                        string text = line.ToString();
                        if (text.Length > 0 && (_history.Count == 0 || _history[^1] != text))
                            _history.Add(text);
                        return text;
                    case ConsoleKey.C when control:
                        Console.Out.WriteLine("^C");
                        cancelled = true;
                        return string.Empty;
                    case ConsoleKey.D when control:
                        if (line.Length > 0)
                            continue;
                        Console.Out.WriteLine();
                        return null;
                    case ConsoleKey.Backspace when cursor > 0:
                        line.Remove(--cursor, 1);
                        break;
                    case ConsoleKey.Delete when cursor < line.Length:
                        line.Remove(cursor, 1);
                        break;
                    case ConsoleKey.LeftArrow when cursor > 0:
                        cursor--;
                        break;
                    case ConsoleKey.RightArrow when cursor < line.Length:
                        cursor++;
                        break;
                    case ConsoleKey.Home:
                        cursor = 0;
                        break;
                    case ConsoleKey.End:
                        cursor = line.Length;
                        break;
                    case ConsoleKey.UpArrow when recalled > 0:
                        Recall(--recalled);
                        break;
                    case ConsoleKey.DownArrow when recalled < _history.Count:
                        Recall(++recalled);
                        break;
                    default:
                        if (char.IsControl(key.KeyChar))
                            continue;
                        line.Insert(cursor++, key.KeyChar);
                        break;
                }
                Redraw(line, from, oldLength, cursor);
            }
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }

        void Recall(int index)
        {
            line.Clear().Append(index < _history.Count ? _history[index] : string.Empty);
            cursor = line.Length;
        }
    }

    // Plain characters and backspaces only: right also when the terminal has scrolled since the prompt was written. A backspace does
    // not climb to the row above, so typing at the end, all that most long lines get, writes the new character alone.
    private static void Redraw(StringBuilder line, int from, int oldLength, int cursor)
    {
        if (from == oldLength && cursor == line.Length && line.Length == oldLength + 1)
        {
            Console.Out.Write(line[^1]);
            return;
        }
        int blanks = Math.Max(0, oldLength - line.Length);
        Console.Out.Write(new string('\b', from) + line + new string(' ', blanks) + new string('\b', line.Length + blanks - cursor));
    }
}
