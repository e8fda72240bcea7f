using System.Text.RegularExpressions;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Messages;

/// <summary>
/// Reads what a commit's own subject says of another one's: Revert "subject", with quotes or without,
/// Reapply, and the prefixes of git commit --fixup.
/// </summary>
internal static partial class NamedSubject
{
    // In lower case; each is in the first line of what is read below.
    private static readonly byte[][] s_telling = ["revert"u8.ToArray(), "reland"u8.ToArray(), "apply"u8.ToArray(), "fixup!"u8.ToArray(),
        "squash!"u8.ToArray(), "amend!"u8.ToArray(), "backout"u8.ToArray()];

    /// <summary>False only where <see cref="Of"/> finds nothing in the message.</summary>
    public static bool MayBeIn(ReadOnlySpan<byte> message)
    {
        message = message.TrimStart(" \t\r\n\v\f"u8);
        int end = message.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = end < 0 ? message : message[..end];
        const int longest = 256;
        if (line.Length > longest)
            return true;
        Span<byte> lower = stackalloc byte[longest];
        for (int i = 0; i < line.Length; i++)
        {
            // White space of other alphabets may begin the subject.
            if (line[i] >= 128 && i == 0)
                return true;
            lower[i] = (byte)(line[i] is >= (byte)'A' and <= (byte)'Z' ? line[i] | 0x20 : line[i]);
        }
        foreach (byte[] word in s_telling)
        {
            if (lower[..line.Length].IndexOf(word) >= 0)
                return true;
        }
        return false;
    }

    /// <summary>The commit that the subject names, and how; null where it names none.</summary>
    public static MessageReference? Of(string message)
    {
        string subject = CommitMessage.SubjectOf(message);
        if (Autosquash().Match(subject) is { Success: true } squash)
        {
            string target = squash.Groups["subject"].Value;
            return target.Length > 6 && NamedCommit.HexLength(target) == target.Length
                ? new MessageReference(FollowupKind.Fixes, target.ToLowerInvariant(), null, false)
                : new MessageReference(FollowupKind.Fixes, "", target, false);
        }
        if (Again().Match(subject) is { Success: true } again)
            return new MessageReference(FollowupKind.Revert, "", $"Revert \"{again.Groups["subject"].Value}\"", true);
        return Revert().Match(subject) is { Success: true } revert ? new MessageReference(FollowupKind.Revert, "", revert.Groups["subject"].Value, true)
            : Plain().Match(subject) is { Success: true } plain ? new MessageReference(FollowupKind.Revert, "", plain.Groups["subject"].Value, false)
            : null;
    }

    /// <summary>The number of the pull request that GitHub's text says is reverted; null where it says none.</summary>
    public static string? PullRequestOf(string message) => PullRequest().Match(message) is { Success: true } match ? match.Groups["number"].Value : null;

    [GeneratedRegex(@"^(?:(?:fixup|squash|amend)!\s+)+(?<subject>.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Autosquash();

    // Trees put words of their own before what git writes.
    private const string Prefix = @"^(?:\[[^\]]*\]\s*|[A-Z]+:\s+)*";

    [GeneratedRegex(Prefix + @"(?:Re-?apply|Reland|Revert\^2)\s+""(?<subject>.+)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Again();

    [GeneratedRegex(Prefix + @"(?:Partial(?:ly)?\s+)?Revert(?:\s+of)?:?\s+""(?<subject>.+)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Revert();

    [GeneratedRegex(@"^(?:Revert:?\s+|[0-9]+:\s+\[BACKOUT\]\s+)(?<subject>[^""].*)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Plain();

    [GeneratedRegex(@"^(?:This\s+)?Reverts:?\s+(?:pull\s+request\s+|PR\s+)?(?:[\w.-]+/[\w.-]+)?#(?<number>[0-9]+)\s*\.?\s*$",
        RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex PullRequest();
}
