using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace MaintainerTools.Engine.Objects.Commands;

/// <summary>
/// Processes that were started for a run, wherever they have gone since: each has the run's mark in its environment, which its children inherit, and
/// which nobody else has. Linux tells the environment of one's processes; elsewhere there is only the tree, as long as its root lives.
/// </summary>
internal static class MarkedProcesses
{
    /// <summary>The variable that holds the mark.</summary>
    internal const string Variable = "MAINTAINERTOOLS_RUN";

    // A process may start another one while it is looked for.
    private const int MostRounds = 20;

    /// <summary>Ends all whose mark begins so.</summary>
    internal static void End(string mark)
    {
        if (!OperatingSystem.IsLinux())
            return;
        byte[] wanted = Encoding.UTF8.GetBytes($"{Variable}={mark}");
        for (int round = 0; round < MostRounds; round++)
        {
            bool found = false;
            foreach (string folder in Directory.EnumerateDirectories("/proc"))
            {
                if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id) && id != Environment.ProcessId
                    && Has(folder, wanted))
                    found |= TryEnd(id);
            }
            if (!found)
                return;
        }
    }

    private static bool Has(string folder, byte[] wanted)
    {
        try
        {
            ReadOnlySpan<byte> rest = File.ReadAllBytes(Path.Combine(folder, "environ"));
            while (!rest.IsEmpty)
            {
                if (rest.StartsWith(wanted))
                    return true;
                int end = rest.IndexOf((byte)0);
                rest = end < 0 ? default : rest[(end + 1)..];
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another user's, or gone.
        }
        return false;
    }

    private static bool TryEnd(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
            return true;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }
}
