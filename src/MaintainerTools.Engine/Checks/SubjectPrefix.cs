namespace MaintainerTools.Engine.Checks;

/// <summary>What stands before the colon of a subject: the part of the project that it is about.</summary>
internal static class SubjectPrefix
{
    private const int Longest = 40;

    /// <summary>The prefix without its colon; null where there is none. A colon behind words is none of a prefix.</summary>
    internal static string? Of(string subject)
    {
        int colon = subject.LastIndexOf(": ", Math.Min(subject.Length - 1, Longest), StringComparison.Ordinal);
        if (subject.StartsWith("Revert ", StringComparison.Ordinal) || colon <= 0)
            return null;
        string prefix = subject[..colon];
        return prefix.Count(c => c == ' ') <= 2 ? prefix : null;
    }

    /// <summary>What stands behind it.</summary>
    internal static string Behind(string subject) => Of(subject) is { } prefix ? subject[(prefix.Length + 2)..] : subject;
}
