using System.Globalization;
using System.Text.RegularExpressions;

namespace MaintainerTools.Engine.Mails;

/// <summary>What the subject of a mail says of the series that it is of: "Re: [PATCH v2 03/12] title".</summary>
/// <param name="IsReply">True for an answer, and for what was forwarded.</param>
/// <param name="IsPatch">True when brackets say that it is a patch, or have a number n/m.</param>
/// <param name="Version">The version of the series; 1 where it says none.</param>
/// <param name="Number">The patch's number, 0 for a cover letter; null where it has none.</param>
/// <param name="Total">How many patches there are; null where it does not say.</param>
/// <param name="Title">The subject without all that.</param>
internal readonly partial record struct MailSubject(bool IsReply, bool IsPatch, int Version, int? Number, int? Total, string Title)
{
    // Such a thing is no subject, and the patterns go back and forth in it.
    private const int LongestRead = 4000;

    internal static MailSubject Parse(string subject)
    {
        if (subject.Length > LongestRead)
            return new MailSubject(false, false, 1, null, null, Blanks().Replace(subject, " ").Trim());
        string head = Head().Match(subject).Value;
        bool isPatch = false;
        int version = 1;
        (int? number, int? total) = (null, null);
        foreach (Match bracket in Bracket().Matches(head))
        {
            string text = bracket.Groups[1].Value;
            Match place = Place().Match(text);
            if (!place.Success && !PatchWord().IsMatch(text))
                continue;
            isPatch = true;
            if (place.Success)
                (number, total) = (Number(place.Groups[1]), Number(place.Groups[2]));
            if (VersionWord().Match(text) is { Success: true } word)
                version = Number(word.Groups[1]);
        }
        string title = Blanks().Replace(subject[head.Length..], " ").Trim();
        return new MailSubject(ReplySign().IsMatch(head), isPatch, version, number, total, title);

        static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\A\s*((re|aw|sv|vs|antw|fwd?|wg)(\[\d+\])?\s*:\s*|\[[^\]]*\]\s*)*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Head();

    [GeneratedRegex(@"(?<![A-Za-z])(re|aw|sv|vs|antw|fwd?|wg)(\[\d+\])?\s*:", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ReplySign();

    [GeneratedRegex(@"\[([^\]]*)\]", RegexOptions.CultureInvariant)]
    private static partial Regex Bracket();

    [GeneratedRegex(@"(?<![\w/.])(\d{1,4})/(\d{1,4})(?![\w/.])", RegexOptions.CultureInvariant)]
    private static partial Regex Place();

    [GeneratedRegex(@"\bPATCH", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PatchWord();

    [GeneratedRegex(@"(?:\b|PATCH)v(\d{1,3})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex VersionWord();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
