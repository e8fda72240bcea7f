using System.Text.RegularExpressions;

namespace MaintainerTools.Engine.History.Messages;

/// <summary>Which series of patches a commit was sent in, by what its message keeps of the mail or the pull request.</summary>
internal static partial class SeriesNames
{
    /// <summary>
    /// What all patches of the series have alike: the Message-ID without the patch's number, as git send-email, git format-patch --thread and b4 make
    /// them; or the address of a pull or merge request. Null where the message has neither.
    /// </summary>
    public static string? Of(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        string? mail = null;
        foreach (Match match in Named().Matches(message))
        {
            string value = match.Groups["value"].Value.Trim().Trim('<', '>').TrimEnd('/');
            if (Request().IsMatch(value))
                return value;
            int at = value.LastIndexOf('@');
            if (at < 0)
                continue;
            string id = value[(value.LastIndexOf('/') + 1)..].Replace("%40", "@", StringComparison.OrdinalIgnoreCase);
            // The first is the patch's own; later ones lead to what was said of it.
            mail ??= WithoutNumber(id);
        }
        return mail;
    }

    /// <summary>
    /// The Message-IDs of the mails that a commit names as those that it came in or was talked of in, in their order, without angle brackets: of
    /// "Message-ID:", and of "Link:" to an archive whose addresses end in one.
    /// </summary>
    public static IReadOnlyList<string> MailsOf(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var found = new List<string>();
        foreach (Match match in Named().Matches(message))
        {
            if (MailIn(match.Groups["value"].Value) is { } id)
                found.Add(id);
        }
        return [.. found.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>
    /// The Message-IDs of the mails that a commit says it has to come after, in their order, without angle brackets: of "Depends-on:", "Based-on:" and
    /// "prerequisite-message-id:", each with the id or the address of an archive.
    /// </summary>
    public static IReadOnlyList<string> PrerequisiteMailsOf(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Contains('@', StringComparison.Ordinal)
            ? [.. Prerequisite().Matches(message).Select(match => MailIn(match.Groups["value"].Value)).OfType<string>().Distinct(StringComparer.Ordinal)]
            : [];
    }

    /// <summary>What the mails of one series have alike in their Message-IDs; the id itself where it is of no form that numbers them.</summary>
    public static string OfMail(string id) => WithoutNumber(id);

    private static string? MailIn(string written)
    {
        string value = written.Trim().Trim('<', '>').TrimEnd('/');
        int at = value.LastIndexOf('/');
        string id = Uri.UnescapeDataString(value[(at + 1)..]).Trim('<', '>');
        // What has a path and no @ in its last part is another address.
        int sign = id.IndexOf('@', StringComparison.Ordinal);
        return sign > 0 && sign < id.Length - 1 && id.All(c => c is > ' ' and < '\x7f' and not '<' and not '>') ? id : null;
    }

    private static string WithoutNumber(string id)
    {
        if (Thread().Match(id) is { Success: true } thread)
            return thread.Groups["series"].Value;
        if (Tool().Match(id) is { Success: true } tool)
            return tool.Groups["start"].Value + tool.Groups["rest"].Value;
        return SendEmail().Match(id) is { Success: true } sent ? sent.Groups["start"].Value + sent.Groups["rest"].Value : id;
    }

    [GeneratedRegex(@"^\s*(?:Link|Message-ID|PR-URL|Part-of|Pull-Request)\s*:\s*(?<value>\S+)\s*$", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Named();

    // git format-patch --base writes patch-ids, b4 and people Message-IDs. Behind it may stand what the patch is called, or a remark.
    [GeneratedRegex(
        @"^\s*(?:Depends-on|Based-on|prerequisite-message-id)\s*:\s*(?<value><[^<>\s]+@[^<>\s]+>|https?://\S+|[^\s<>""'()]+@[^\s<>""'()]+\s*$)",
        RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Prerequisite();

    [GeneratedRegex(@"^https?://.+/(?:pull|merge_requests|pulls)/[0-9]+$", RegexOptions.IgnoreCase)]
    private static partial Regex Request();

    // git format-patch --thread: cover.1612345678.git.me@example.com, and a SHA in place of "cover".
    [GeneratedRegex(@"^(?:cover|[0-9a-f]{40})\.(?<series>[0-9]+\.git\..+)$", RegexOptions.IgnoreCase)]
    private static partial Regex Thread();

    // b4: 20240101-slug-v2-3-0123456789ab@example.com.
    [GeneratedRegex(@"^(?<start>[0-9]{8}-.+-v[0-9]+)-[0-9]+(?<rest>-[0-9a-f]{6,}@.+)$", RegexOptions.IgnoreCase)]
    private static partial Regex Tool();

    // git send-email: 20240101123456.12345-3-me@example.com.
    [GeneratedRegex(@"^(?<start>[0-9]{8,}\.[0-9]+)-[0-9]+(?<rest>-.+@.+)$", RegexOptions.IgnoreCase)]
    private static partial Regex SendEmail();
}
