namespace MaintainerTools.Engine.Objects;

/// <summary>
/// Names of files that were just written: on Windows a virus scanner or an indexer may have one open for some milliseconds, and as long it can be neither
/// moved nor deleted. It is tried again as often and as long as git for Windows does.
/// </summary>
internal static class HeldFiles
{
    private const int SharingViolation = unchecked((int)0x80070020);
    private const int LockViolation = unchecked((int)0x80070021);

    // Milliseconds before each new trial.
    private static readonly int[] s_pauses = [0, 1, 10, 20, 40];

    /// <summary>Does it, again where somebody else has the file open.</summary>
    internal static void Try(Action step) => Try(step, Thread.Sleep, OperatingSystem.IsWindows());

    /// <summary>As <see cref="Try(Action)"/>, with the wait given. Access that is denied is such a file on Windows alone.</summary>
    internal static void Try(Action step, Action<int> wait, bool isWindows)
    {
        for (int trial = 0; ; trial++)
        {
            try
            {
                step();
                return;
            }
            catch (Exception e) when (trial < s_pauses.Length && IsHeld(e, isWindows))
            {
                wait(s_pauses[trial]);
            }
        }
    }

    private static bool IsHeld(Exception e, bool isWindows) =>
        e is IOException { HResult: SharingViolation or LockViolation } || (isWindows && e is UnauthorizedAccessException);
}
