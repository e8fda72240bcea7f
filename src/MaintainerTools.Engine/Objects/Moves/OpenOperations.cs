using System.Globalization;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Objects.Moves;

/// <summary>Operations that were begun and cut off: nobody is to take what they left behind for changes of their own.</summary>
public static class OpenOperations
{
    /// <summary>What to say of each operation that was cut off; nothing of those that a process is at.</summary>
    public static IReadOnlyList<MaintainerException> CutOff(GitRepository repository)
    {
        ArgumentNullException.ThrowIfNull(repository);
        return [.. OperationFolder.Open(repository).Where(r => !OperationFolder.IsHeld(repository, r)).Select(Describe)];
    }

    /// <summary>Throws where an operation was cut off.</summary>
    /// <exception cref="MaintainerException">OperationOpen.</exception>
    public static void RequireNone(GitRepository repository)
    {
        if (CutOff(repository) is [var first, ..])
            throw first;
    }

    private static MaintainerException Describe(MoveRecord record) => new(
        "OperationOpen",
        ErrorKind.InvalidOperation,
        record.Id,
        record.Id,
        record.Command,
        record.Time.ToLocalTime().ToString("g", CultureInfo.InvariantCulture),
        record.Refs.FirstOrDefault(r => !MoveRecord.IsOwn(r.Name))?.Name ?? "no branch",
        WordsFor(record.State));

    private static string WordsFor(TopicOperationState state) => state switch
    {
        TopicOperationState.Preparing => "nothing was moved yet",
        TopicOperationState.Moving => "refs, index and files may be half way between before and after",
        TopicOperationState.TakingBack => "it was being taken back",
        _ => "all is moved, and its lock files are left",
    };
}
