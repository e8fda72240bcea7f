using System.Diagnostics;

namespace MaintainerTools.Engine.Objects;

/// <summary>Asks about processes of this machine by the number that a file of theirs names.</summary>
internal static class RunningProcess
{
    /// <summary>True where a process of that number runs; it may be another one than the number was written for.</summary>
    internal static bool Exists(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
