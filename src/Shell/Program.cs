using System.Text;

namespace MaintainerTools.Shell;

internal static class Program
{
    // pwsh's own: the command line could not be understood.
    private const int BadCommandLine = 64;

    private const string Usage = """
        Hosts PowerShell where pwsh is not installed.

          MaintainerTools.Shell [-NonInteractive] SCRIPT [ARGUMENTS]
          MaintainerTools.Shell [-NonInteractive] -Command TEXT
          MaintainerTools.Shell
        """;

    // PowerShell notices endless recursion by the end of the stack, and unwinding takes time by the square of the depth: about 2 s from
    // here, minutes from the 8 MB that a main thread may have. It leaves some 1,200 calls within each other.
    private const int StackSize = 2 * 1024 * 1024;

    private static int Main(string[] args)
    {
        int exitCode = 0;
        var session = new Thread(() => exitCode = Run(args), StackSize);
        session.Start();
        session.Join();
        return exitCode;
    }

    private static int Run(string[] args)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        ShellArguments arguments = ShellArguments.Parse(args);
        if (arguments.Error is not null)
        {
            Console.Error.WriteLine(arguments.Error);
            Console.Error.WriteLine(Usage);
            return BadCommandLine;
        }
        if (arguments.Script is not null && !File.Exists(arguments.Script))
        {
            Console.Error.WriteLine($"The argument '{arguments.Script}' is not recognized as the name of a script file.");
            Console.Error.WriteLine(Usage);
            return BadCommandLine;
        }

        IgnoreUnusableFolders();
        using var session = new ShellSession(arguments.NonInteractive);
        if (arguments.Script is not null)
            return session.RunScript(Path.GetFullPath(arguments.Script), arguments.ScriptArguments);
        if (arguments.Command is not null)
            return session.RunCommand(arguments.Command);
        return session.RunPrompt();
    }

    /// <summary>PowerShell makes its folders where these say, and does not start where it cannot.</summary>
    private static void IgnoreUnusableFolders()
    {
        foreach (string name in new[] { "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME" })
        {
            if (Environment.GetEnvironmentVariable(name) is not { Length: > 0 } folder)
                continue;
            try
            {
                Directory.CreateDirectory(Path.Combine(folder, "powershell"));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine($"WARNING: {name} is ignored: {e.Message}");
                Environment.SetEnvironmentVariable(name, null);
            }
        }
    }
}
