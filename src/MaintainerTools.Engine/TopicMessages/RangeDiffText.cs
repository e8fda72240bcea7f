using System.Globalization;
using System.Text;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.TopicMessages;

/// <summary>Writes pairs of patches as git range-diff prints them.</summary>
internal static class RangeDiffText
{
    /// <summary>The text.</summary>
    internal static string Write(GitRepository repository, IReadOnlyList<SeriesPair> pairs)
    {
        var ids = new ShortIds(repository);
        int most = Math.Max(pairs.Count(p => p.OldNumber is not null), pairs.Count(p => p.NewNumber is not null));
        int width = (most + 1).ToString(CultureInfo.InvariantCulture).Length;
        // As many as the first id that is shown has digits; a patch from a mail may have none.
        string? first = pairs.Select(p => p.Old ?? p.New).FirstOrDefault();
        string dashes = new('-', ids.Of(first is null ? Oid.Zero : Oid.Parse(first)).Length);
        var text = new StringBuilder();
        foreach (SeriesPair pair in pairs)
        {
            text.Append($"{Number(pair.OldNumber)}:  {Id(pair.Old)} {pair.Mark} {Number(pair.NewNumber)}:  {Id(pair.New)} {pair.OldSubject ?? pair.Subject}\n");
            foreach (string line in pair.Diff?.TrimEnd('\n').Split('\n') ?? [])
                text.Append("    ").Append(line).Append('\n');
        }
        return text.ToString();

        string Number(int? number) => (number?.ToString(CultureInfo.InvariantCulture) ?? "-").PadLeft(width);

        string Id(string? id) => id is null ? dashes : ids.Of(Oid.Parse(id));
    }
}
