using System.Globalization;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.TopicMessages;

/// <summary>The patches of a series, as git format-patch takes them: without merges, in the order of git rev-list.</summary>
internal sealed class MailSeries
{
    private MailSeries(IReadOnlyList<CommitObject> patches, Oid origin) => (Patches, Origin) = (patches, origin);

    /// <summary>The patches, oldest first.</summary>
    internal IReadOnlyList<CommitObject> Patches { get; }

    /// <summary>The only commit below them; zero where there are several, as in a series with merges, or none: then there is no diffstat of all.</summary>
    internal Oid Origin { get; }

    /// <summary>The last patch.</summary>
    internal CommitObject Head => Patches[^1];

    /// <summary>Reads the series.</summary>
    /// <exception cref="MaintainerException">MissingObject and its like.</exception>
    internal static MailSeries Read(Workspace workspace, Oid since, Oid tip)
    {
        CommitHistory history = workspace.History;
        List<Oid> range = [.. history.RangeAsListed(since, tip, workspace.Monitor).Where(id => !history.IsMerge(id))];
        HashSet<Oid> shown = [.. range];
        Oid[] below = [.. range.SelectMany(history.ParentsOf).Where(parent => !shown.Contains(parent)).Distinct()];
        return new MailSeries([.. range.Select(workspace.Objects.ReadCommit)], below.Length == 1 ? below[0] : Oid.Zero);
    }

    /// <summary>"[PATCH v2 03/12] " for a number, 0 for the cover letter; without numbers the prefix alone.</summary>
    internal string Prefix(FormatSettings settings, int number, bool isNumbered)
    {
        string prefix = settings.SubjectPrefix;
        if (!isNumbered)
            return prefix.Length == 0 ? "" : $"[{prefix}] ";
        string total = Patches.Count.ToString(CultureInfo.InvariantCulture);
        string place = $"{number.ToString(CultureInfo.InvariantCulture).PadLeft(total.Length, '0')}/{total}";
        return prefix.Length == 0 ? $"[{place}] " : $"[{prefix} {place}] ";
    }
}
