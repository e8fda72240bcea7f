using System.Globalization;
using System.Resources;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine;

/// <summary>What kind of mistake an error is; the cmdlets map it to PowerShell's ErrorCategory of the same name.</summary>
public enum ErrorKind
{
    /// <summary>A value that cannot mean anything (a malformed range, a template without {sha}).</summary>
    InvalidArgument,

    /// <summary>A ref, commit, object or file that is not there.</summary>
    ObjectNotFound,

    /// <summary>The repository is in a state in which this cannot be done (local changes, merges in the range).</summary>
    InvalidOperation,

    /// <summary>Damaged data.</summary>
    InvalidData,

    /// <summary>Something exists already and -Force was not given.</summary>
    ResourceExists,

    /// <summary>Locked, changed under us, or not readable just now.</summary>
    ResourceUnavailable,

    /// <summary>Unsafe ownership, or no permission.</summary>
    PermissionDenied,

    /// <summary>A repository format or feature that is refused, by name.</summary>
    NotImplemented,
}

/// <summary>
/// An error with a stable id. The id is the key of its text in Messages.resx (and of the recommended action under
/// "id.Action"), so tests and scripts match ids and texts can be improved.
/// </summary>
public class MaintainerException : Exception
{
    private static readonly ResourceManager s_messages = new("MaintainerTools.Engine.Messages", typeof(MaintainerException).Assembly);

    /// <summary>Makes the error; <paramref name="args"/> fill the text's placeholders.</summary>
    public MaintainerException(string errorId, ErrorKind kind, object? target, params object?[] args)
        : this(errorId, kind, target, null, args)
    {
    }

    /// <summary>Makes the error with the exception that caused it.</summary>
    public MaintainerException(string errorId, ErrorKind kind, object? target, Exception? inner, object?[] args)
        : base(Format(errorId, args) ?? errorId, inner)
    {
        ErrorId = errorId;
        Kind = kind;
        Target = target;
        RecommendedAction = Format(errorId + ".Action", args);
    }

    /// <summary>The stable id, also the resource key of the message.</summary>
    public string ErrorId { get; }

    /// <summary>The kind of mistake.</summary>
    public ErrorKind Kind { get; }

    /// <summary>The offending value, as the user gave it; null where there is none.</summary>
    public object? Target { get; }

    /// <summary>What to do about it; null where the message says it all.</summary>
    public string? RecommendedAction { get; }

    /// <summary>
    /// The error of one item that failed in a way nobody foresaw, which takes nothing from the answers to the other items: FileUnusable where the
    /// system refused a file, RepositoryUnreadable where libgit2 could not read the repository, TooLarge where memory did not suffice, and else
    /// UnexpectedFailure, a fault of this module.
    /// </summary>
    /// <param name="cause">What was thrown.</param>
    /// <param name="item">The item, as the user gave it or as a SHA; null where it was no one item's.</param>
    public static MaintainerException Unexpected(Exception cause, object? item)
    {
        ArgumentNullException.ThrowIfNull(cause);
        object subject = item ?? "It";
        return cause switch
        {
            IOException or UnauthorizedAccessException => new MaintainerException("FileUnusable", ErrorKind.ResourceUnavailable, item, cause, [subject,
                cause.Message]),
            OutOfMemoryException => new MaintainerException("TooLarge", ErrorKind.ResourceUnavailable, item, cause, [subject]),
            // A brace in libgit2's words is a FormatException of LibGit2Sharp's.
            _ when cause.GetType().Namespace == "LibGit2Sharp"
                || (cause is FormatException && cause.StackTrace?.Contains("LibGit2Sharp.", StringComparison.Ordinal) == true) =>
                new MaintainerException("RepositoryUnreadable", ErrorKind.InvalidData, item, cause, [subject, cause.Message]),
            _ => new MaintainerException("UnexpectedFailure", ErrorKind.InvalidOperation, item, cause, [subject, cause.GetType().Name, cause.Message]),
        };
    }

    private static string? Format(string key, object?[] args) =>
        s_messages.GetString(key, CultureInfo.InvariantCulture) is { } text
            // What is named is often other people's.
            ? string.Format(CultureInfo.InvariantCulture, text, [.. args.Select(arg => arg is string given ? ViewText.Plain(given) : arg)])
            : null;
}

/// <summary>An object that the repository does not have: MissingObject. In a partial clone this is an answer, not damage.</summary>
public sealed class MissingObjectException : MaintainerException
{
    /// <summary>Names the missing object.</summary>
    public MissingObjectException(Oid id, ObjectType type)
        : base("MissingObject", ErrorKind.ObjectNotFound, id.ToString(), type.ToString().ToLowerInvariant(), id)
    {
        Id = id;
    }

    /// <summary>The object that is not there.</summary>
    public Oid Id { get; }
}
