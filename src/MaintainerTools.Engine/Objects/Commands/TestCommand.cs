using System.Diagnostics;
using System.Text;

namespace MaintainerTools.Engine.Objects.Commands;

/// <summary>
/// A command that is run on a commit. One rule for all systems: text is for sh (on Windows the one that comes with git), a script block for PowerShell,
/// in a process of its own.
/// </summary>
/// <param name="Text">What sh reads, or the script.</param>
/// <param name="IsPowerShell">True for a script.</param>
public sealed record TestCommand(string Text, bool IsPowerShell)
{
    // What a shell says of a command that it does not find.
    private const int NotFound = 127;

    /// <summary>A line for sh.</summary>
    public static TestCommand? FromString(string? text) => text is null ? null : new TestCommand(text, false);

    /// <summary>A line for sh.</summary>
    public static implicit operator TestCommand?(string? text) => FromString(text);

    /// <summary>How it is started; a script is written into the file first.</summary>
    /// <exception cref="MaintainerException">ShellNotFound.</exception>
    internal ProcessStartInfo Start(string scriptFile)
    {
        if (!IsPowerShell)
        {
            var shell = new ProcessStartInfo(OperatingSystem.IsWindows() ? GitShell() : "/bin/sh");
            // Errors and output in the order in which they were written; the second shell takes the first one's place.
            foreach (string argument in (string[])["-c", "exec \"$0\" -c \"$1\" 2>&1", "sh", Text])
                shell.ArgumentList.Add(argument);
            if (!OperatingSystem.IsWindows())
                shell.ArgumentList[2] = "/bin/sh";
            return shell;
        }
        DiskFiles.Write(scriptFile, [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Script())]);
        (string program, string? first) = PowerShell();
        var start = new ProcessStartInfo(program);
        foreach (string? argument in (string?[])[first, "-NoProfile", "-NonInteractive", "-File", scriptFile])
        {
            if (argument is not null)
                start.ArgumentList.Add(argument);
        }
        return start;
    }

    /// <summary>
    /// The script with what makes an exit code of it: what exit says; else 127 for a command that is not there, 1 for an error that ends it, and what the
    /// last command returned.
    /// </summary>
    private string Script() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $$"""
        [Console]::OutputEncoding = [Text.UTF8Encoding]::new($false)
        $PSStyle.OutputRendering = 'PlainText'
        trap {
            [Console]::Error.WriteLine("$_")
            exit ($_.Exception -is [System.Management.Automation.CommandNotFoundException] ? {{NotFound}} : 1)
        }
        $global:LASTEXITCODE = 0
        . {
        {{Text}}
        if ($?) { exit 0 }
        exit ($global:LASTEXITCODE ? $global:LASTEXITCODE : 1)
        }

        """);

    /// <summary>The PowerShell that this runs in; where another program hosts it, the one on the PATH.</summary>
    private static (string Program, string? First) PowerShell()
    {
        string name = OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh";
        string own = Path.Combine(AppContext.BaseDirectory, name);
        if (File.Exists(own))
            return (own, null);
        string library = Path.Combine(AppContext.BaseDirectory, "pwsh.dll");
        if (File.Exists(library) && Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet")
            return (host, library);
        return (OnPath(name) ?? throw Missing("pwsh"), null);
    }

    /// <summary>The sh that Git for Windows has beside its git, which is not on the PATH as a rule.</summary>
    private static string GitShell()
    {
        if (OnPath("git.exe") is { } git && Path.GetDirectoryName(Path.GetDirectoryName(git)) is { } root)
        {
            foreach (string place in (string[])["bin", Path.Combine("usr", "bin"), Path.Combine("..", "usr", "bin")])
            {
                string shell = Path.GetFullPath(Path.Combine(root, place, "sh.exe"));
                if (File.Exists(shell))
                    return shell;
            }
        }
        return OnPath("sh.exe") ?? throw Missing("sh");
    }

    /// <summary>A program by its file name, as the PATH has it; null where it has none.</summary>
    internal static string? OnPath(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Where(Path.IsPathFullyQualified).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static MaintainerException Missing(string shell) => new("ShellNotFound", ErrorKind.ObjectNotFound, shell, shell);
}
