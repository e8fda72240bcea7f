using System.Management.Automation.Language;
using System.Text;

namespace MaintainerTools.Shell;

/// <summary>Reads an input, which may take several lines, runs it, and again.</summary>
internal sealed class PromptLoop(ShellHost host, ShellSession session)
{
    private readonly LineEditor _editor = new();

    /// <summary>Runs until exit or the end of the input; a nested prompt also until $Host.ExitNestedPrompt().</summary>
    public void Run(bool nested)
    {
        host.LeaveNestedPrompt = false;
        while (host.ExitCode is null && !host.LeaveNestedPrompt)
        {
            string? input = ReadInput(nested);
            if (input is null)
                break;
            if (!string.IsNullOrWhiteSpace(input))
                session.RunInput(input, nested);
        }
        host.LeaveNestedPrompt = false;
    }

    private string? ReadInput(bool nested)
    {
        var input = new StringBuilder();
        string prompt = session.RunSilently("prompt", nested) ?? "PS> ";
        while (true)
        {
            string? line = ReadLine(input.Length == 0 ? prompt : ">> ", out bool cancelled);
            if (cancelled)
                return string.Empty;
            if (line is null)
                return input.Length == 0 ? null : input.ToString();
            bool blank = line.Length == 0;
            input.AppendLine(line);
            Parser.ParseInput(input.ToString(), out _, out ParseError[] errors);
            // An empty line ends an input that will never be whole, so that its error can be read.
            if (!Array.Exists(errors, error => error.IncompleteInput) || (blank && input.Length > Environment.NewLine.Length))
                return input.ToString().TrimEnd('\r', '\n');
        }
    }

    private string? ReadLine(string prompt, out bool cancelled)
    {
        cancelled = false;
        if (Console.IsInputRedirected || Console.IsOutputRedirected)
            return Console.In.ReadLine();
        return _editor.Read(prompt, out cancelled);
    }
}
