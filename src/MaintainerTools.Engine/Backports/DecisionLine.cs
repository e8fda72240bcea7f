using System.Globalization;
using System.Text.RegularExpressions;

namespace MaintainerTools.Engine.Backports;

/// <summary>
/// A decision as it stands in a note, one line each: "2024-05-17T08:30:00.000Z Denied 23.11 (A U Thor &lt;a@example.org&gt;) too large". The date comes
/// first, so that lines which git has sorted are in their order.
/// </summary>
/// <param name="Date">When; of two decisions about the same the later one counts.</param>
/// <param name="Kind">What was decided.</param>
/// <param name="Target">The branch's name, as <see cref="BackportTarget"/> has it.</param>
/// <param name="By">Who decided.</param>
/// <param name="Email">The address of who decided.</param>
/// <param name="Because">The reason, on one line; may be empty.</param>
internal sealed partial record DecisionLine(DateTimeOffset Date, BackportDecisionKind Kind, string Target, string By, string Email, string Because)
{
    private const string DateForm = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>The line; null for one that is none, as people write into notes.</summary>
    internal static DecisionLine? Parse(string line) => Form().Match(line) is { Success: true } found
        && DateTimeOffset.TryParse(found.Groups["date"].ValueSpan, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
        && Enum.TryParse(found.Groups["kind"].ValueSpan, ignoreCase: true, out BackportDecisionKind kind)
            ? new DecisionLine(date, kind, found.Groups["target"].Value, found.Groups["by"].Value.Trim(), found.Groups["mail"].Value,
                found.Groups["because"].Value.Trim())
            : null;

    /// <summary>All of a note.</summary>
    internal static IEnumerable<DecisionLine> All(string note) => note.Split('\n').Select(line => Parse(line.TrimEnd('\r'))).OfType<DecisionLine>();

    /// <summary>The line, without its end.</summary>
    public override string ToString() =>
        $"{Date.UtcDateTime.ToString(DateForm, CultureInfo.InvariantCulture)} {Kind} {Target} ({Plain(By)} <{Plain(Email)}>) {OneLine(Because)}".TrimEnd();

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Plain(string text) => Forbidden().Replace(OneLine(text), "");

    [GeneratedRegex(@"^\s*(?<date>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)\s+(?<kind>Taken|Denied|Later|NotNeeded)\s+(?<target>\S+)"
        + @"(?:\s+\((?<by>[^<>]*)<(?<mail>[^<>]*)>\))?(?:\s+(?<because>.*))?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Form();

    [GeneratedRegex("[<>]")]
    private static partial Regex Forbidden();
}
