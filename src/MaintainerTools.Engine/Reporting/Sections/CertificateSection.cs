namespace MaintainerTools.Engine.Reporting.Sections;

/// <summary>The certificate: is the base content-equivalent to an upstream version?</summary>
internal static class CertificateSection
{
    internal static ReportSection Of(ContentEquivalence result, int number, bool picksAreTold)
    {
        string id = number == 0 ? "certificate" : $"certificate-{ReportSource.Number(number + 1)}";
        return new ReportSection
        {
            Id = id,
            Title = $"Certificate: {result.Base} and {result.Upstream}",
            Summary = $"{result.Verdict}: {result.Reason}",
            NotVerified = result.Verdict == EquivalenceVerdict.NotVerified ? result.Reason : result.NaiveReason,
            Figure = [.. Figures(id, result)],
            Table = [.. Tables(id, result, picksAreTold)],
        };
    }

    private static IEnumerable<ReportFigure> Figures(string id, ContentEquivalence result)
    {
        yield return new ReportFigure
        {
            Id = $"{id}-verdict",
            Label = "Verdict",
            Value = result.Verdict.ToString(),
            NotVerified = result.Verdict == EquivalenceVerdict.NotVerified ? result.Reason : null,
        };
        int line = 0;
        foreach (CertificateLine claim in result.Certificate)
        {
            line++;
            yield return new ReportFigure
            {
                Id = $"{id}-{ReportSource.Number(line)}",
                Label = claim.Claim,
                // Of a pick the claim says all; what the command prints says only that it is so.
                Value = claim.Pick is null && claim.Output is { } output && !output.Contains('\n', StringComparison.Ordinal) ? output : "",
                Command = claim.Command,
                Output = claim.Output,
            };
        }
    }

    private static IEnumerable<ReportTable> Tables(string id, ContentEquivalence result, bool picksAreTold)
    {
        if (!picksAreTold && result.Pick.Length > 0)
            yield return PickSection.Table($"{id}-picks", "Picks", result.Pick);
        if (result.Path.Length > 0)
        {
            yield return new ReportTable
            {
                Id = $"{id}-paths",
                Title = "Paths",
                Column = [new() { Name = "Path" }, new() { Name = "Verdict", Kind = ReportColumnKind.Verdict }, new() { Name = "Conflict" }],
                Row = [.. result.Path.Select(path => new ReportRow
                {
                    Id = $"{id}-path-{path.Path}",
                    Cell = [path.Path, path.Verdict.ToString(), path.ConflictKind ?? ""],
                    Detail = path.ForeignLine.Length > 0 ? string.Join('\n', path.ForeignLine) : null,
                })],
            };
        }
    }
}
