using System.Globalization;
namespace MaintainerTools.Engine.Objects.Repositories;

/// <summary>Who makes a new commit, and when: the environment first, then the configuration, as git does.</summary>
public static class Identity
{
    /// <summary>The committer: GIT_COMMITTER_NAME, _EMAIL, _DATE, else committer.* and user.*, and the present moment.</summary>
    /// <exception cref="MaintainerException">IdentityUnknown: git would ask "Please tell me who you are".</exception>
    public static PersonLine Committer(GitRepository repository)
    {
        ArgumentNullException.ThrowIfNull(repository);
        string name = Part(repository, "GIT_COMMITTER_NAME", "committer.name", "user.name");
        string email = Part(repository, "GIT_COMMITTER_EMAIL", "committer.email", "user.email", "EMAIL");
        (long time, int offset) = Now("GIT_COMMITTER_DATE");
        return PersonLine.Create(name, email, time, offset);
    }

    /// <summary>
    /// The address under which the user writes commits: GIT_AUTHOR_EMAIL, else author.email, user.email and
    /// EMAIL, as git var GIT_AUTHOR_IDENT has it.
    /// </summary>
    /// <exception cref="MaintainerException">IdentityUnknown.</exception>
    internal static string AuthorEmail(GitRepository repository) => Part(repository, "GIT_AUTHOR_EMAIL", "author.email", "user.email", "EMAIL");

    /// <summary>Parses "Name &lt;email&gt;" with the present moment, for a -Committer parameter.</summary>
    /// <exception cref="MaintainerException">IdentityMalformed.</exception>
    public static PersonLine Parse(string person)
    {
        ArgumentNullException.ThrowIfNull(person);
        int open = person.IndexOf('<', StringComparison.Ordinal);
        int close = person.LastIndexOf('>');
        if (open <= 0 || close < open)
            throw new MaintainerException("IdentityMalformed", ErrorKind.InvalidArgument, person, person);
        (long time, int offset) = Now("GIT_COMMITTER_DATE");
        return PersonLine.Create(person[..open], person[(open + 1)..close], time, offset);
    }

    private static string Part(GitRepository repository, string variable, string key, string fallbackKey, string? lastVariable = null)
    {
        string? value = Environment.GetEnvironmentVariable(variable);
        if (string.IsNullOrWhiteSpace(value))
            value = repository.Config(key);
        if (string.IsNullOrWhiteSpace(value))
            value = repository.Config(fallbackKey);
        if (string.IsNullOrWhiteSpace(value) && lastVariable is not null)
            value = Environment.GetEnvironmentVariable(lastVariable);
        return !string.IsNullOrWhiteSpace(value)
            ? value
            : throw new MaintainerException("IdentityUnknown", ErrorKind.InvalidOperation, fallbackKey, fallbackKey);
    }

    private static (long Time, int OffsetMinutes) Now(string variable)
    {
        string? given = Environment.GetEnvironmentVariable(variable);
        if (!string.IsNullOrWhiteSpace(given))
        {
            // git's internal form: "@seconds zone", or with eight digits or more without the @.
            string[] parts = given.Trim().TrimStart('@').Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length is 1 or 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
                && (given.TrimStart().StartsWith('@') || parts[0].Length >= 8))
            {
                int zone = parts.Length == 2 && int.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int z) ? z : 0;
                return (seconds, (zone / 100 * 60) + (zone % 100));
            }
            if (DateTimeOffset.TryParse(given, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out DateTimeOffset date))
                return (date.ToUnixTimeSeconds(), (int)date.Offset.TotalMinutes);
        }
        DateTimeOffset now = DateTimeOffset.Now;
        return (now.ToUnixTimeSeconds(), (int)now.Offset.TotalMinutes);
    }
}
