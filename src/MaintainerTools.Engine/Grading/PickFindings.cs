using System.Globalization;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Grading;

/// <summary>What is wrong with a commit of a base taken by itself: its marker, its author and message, its change.</summary>
internal sealed class PickFindings(IObjectReader objects, MarkerStyle style, PickPairer pairing)
{
    /// <summary>The findings of one commit.</summary>
    public IEnumerable<AuditFinding> Of(GradedPick pick)
    {
        if (pick.Pairing == PickPairing.Same)
            yield break;
        if (pick.IsMerge)
        {
            yield return new AuditFinding("NotLinear", pick.Grade == PickGrade.Exact ? $"the base is not linear: {pick.Reason}" : pick.Reason ?? "a merge");
            yield break;
        }
        (CommitObject commit, PickPair pair) = (pick.Commit, pick.Pair);
        CommitMarker? marker = style.SourceOf(commit.Message);
        UnknownMarker? unknown = marker is not null ? null : UnknownMarker.Find(
            commit.Message, pairing.Resolve, id => objects.ReadCommit(id).Subject,
            id => pairing.IsUpstreams(id) && (pick.Source is null || pick.Source == id || pick.Pairing is PickPairing.Diff or PickPairing.Subject));
        if (pick.Source is not { } upstream)
        {
            yield return unknown is { } line ? Describe(line, "") : new AuditFinding("Foreign", pick.Reason ?? "no upstream counterpart");
            yield break;
        }
        CommitObject source = objects.ReadCommit(upstream);
        foreach (AuditFinding finding in OfMarker(commit, source, pair, marker, unknown).Concat(OfMessage(commit, source, pair)))
            yield return finding;
        if (pick.Grade is PickGrade.Adapted or PickGrade.Partial or PickGrade.Whitespace)
            yield return new AuditFinding(pick.Grade.ToString(), $"{pick.Grade}: {pick.GradeReason}{Beside(pick)}");
        else if (pick.Grade == PickGrade.None)
            yield return new AuditFinding("NotVerified", pick.GradeReason ?? pick.Reason ?? "not verified");
    }

    /// <summary>What was found beside the grade's own reason: a slip of the marker.</summary>
    private static string Beside(GradedPick pick) =>
        pick.Pairing == PickPairing.Marker && pick is { Reason: { } all, GradeReason: { } own }
        && all.StartsWith(own, StringComparison.Ordinal) ? all[own.Length..] : "";

    private IEnumerable<AuditFinding> OfMarker(CommitObject commit, CommitObject source, PickPair pair, CommitMarker? marker, UnknownMarker? unknown)
    {
        if (pair.Pairing != PickPairing.Marker)
        {
            string by = $"{pair.Pairing.Describe()}{(pair.Pairing == PickPairing.Diff ? " is that" : "")} of upstream's {source.Id.Abbreviate()}";
            yield return marker is not null ? new AuditFinding("MarkerNotUpstream", $"{pair.Complaint ?? "the marker names another commit"}; {by}")
                : unknown is { } line ? Describe(line, line.Source == source.Id ? "; " + by : "")
                : LineNaming(commit.Message, source.Id) is { } naming ? new AuditFinding("UnknownMarker", $"\"{naming}\" is no marker that is known; {by}")
                : new AuditFinding("NotMarked", $"not marked; {by}");
        }
        else if (pair.Others.Count > 0)
        {
            yield return new AuditFinding(
                "HoldsSeveral", string.Create(CultureInfo.InvariantCulture,
                    $"holds {pair.Others.Count + 1} upstream commits: {string.Join(", ", pair.Others.Prepend(source.Id).Select(id => id.Abbreviate()))}"));
        }
        else if (marker is { Sha.Length: < 40 })
        {
            yield return new AuditFinding("AbbreviatedMarker", $"the marker abbreviates the SHA to {marker.Sha.Length} digits");
        }
        else if (marker is not null && style.Usual(commit.Message, marker, source) is { } usual)
        {
            yield return new AuditFinding("UnusualMarker", $"the marker is not written as usual, which is \"{usual}\"");
        }
    }

    private static IEnumerable<AuditFinding> OfMessage(CommitObject commit, CommitObject source, PickPair pair)
    {
        if (source.Author.Name != commit.Author.Name || source.Author.Email != commit.Author.Email)
            yield return new AuditFinding("AuthorDiffers", $"the author is {commit.Author}, upstream's is {source.Author}");
        else if (source.Author.UnixTime != commit.Author.UnixTime)
            yield return new AuditFinding("AuthorDateDiffers",
                $"the author date is {commit.Author.When:yyyy-MM-dd HH:mm:ss zzz}, upstream's is {source.Author.When:yyyy-MM-dd HH:mm:ss zzz}");
        // Several commits have no message in common.
        if (pair.Others.Count > 0)
            yield break;
        // The marker is the subject of a message that has none.
        if (source.Subject != commit.Subject && source.Subject.Length > 0)
            yield return new AuditFinding("SubjectDiffers", $"the subject is not upstream's \"{source.Subject}\"");
        (int lost, int lines) = MessageFidelity.LostText(source.Message, commit.Message);
        if (lost > 0)
            yield return new AuditFinding("MessageRewritten", string.Create(CultureInfo.InvariantCulture,
                $"the text is not upstream's: {lost} of its {lines} lines {(lost == 1 ? "is" : "are")} not there"));
        if (MessageFidelity.LostTrailers(source.Message, commit.Message) is { Count: > 0 } trailers)
            yield return new AuditFinding("TrailersLost", "trailers of upstream's are lost: " + string.Join(", ", trailers));
    }

    private static AuditFinding Describe(UnknownMarker unknown, string by) => new(
        "UnknownMarker", $"\"{unknown.Line}\" is no marker that is known{by}; it names upstream's {unknown.Source.Abbreviate()}, "
            + $"and -Marker '{unknown.Template.Replace("'", "''", StringComparison.Ordinal)}' would read it");

    /// <summary>The line of a message that names a commit, though not as a marker; null where none does.</summary>
    private static string? LineNaming(string message, Oid source) =>
        message.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Contains(source.Abbreviate(), StringComparison.OrdinalIgnoreCase));
}
