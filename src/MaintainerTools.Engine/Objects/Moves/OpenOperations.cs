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
        return [.. OperationFolder.Open(repository).Where(r => OperationFolder.IsCutOff(repository, r)).Select(Describe)];
    }

    /// <summary>
    /// Throws where an operation was cut off that has to do with what this one is to move: the same refs, or the same work trees. Others do not stand
    /// in its way.
    /// </summary>
    /// <exception cref="MaintainerException">OperationOpen.</exception>
    internal static void RequireNone(GitRepository repository, MoveRecord planned)
    {
        HashSet<string> claims = [.. planned.Claims];
        MoveRecord? first = OperationFolder.Open(repository)
            .Find(r => r.Claims.Any(claims.Contains) && OperationFolder.IsCutOff(repository, r));
        if (first is not null)
            throw Describe(first);
    }

    private static MaintainerException Describe(MoveRecord record) => new(
        "OperationOpen",
        ErrorKind.InvalidOperation,
        record.Id,
        record.Id,
        record.Command,
        record.Time.ToLocalTime().ToString("g", CultureInfo.InvariantCulture),
        record.Subject,
        WordsFor(record.State));

    private static string WordsFor(TopicOperationState state) => state switch
    {
        TopicOperationState.Preparing => "nothing was moved yet",
        TopicOperationState.Moving => "refs, index and files may be half way between before and after",
        TopicOperationState.TakingBack => "it was being taken back",
        TopicOperationState.Moved => "all is moved, and its lock files are left",
        _ => "it is ended, and only files of its own are left to clear away",
    };
}
