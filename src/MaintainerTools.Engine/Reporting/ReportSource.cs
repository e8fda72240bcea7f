using System.Globalization;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Reporting;

/// <summary>
/// What the sections ask the repository: where a name points, what is in a commit. What is not there is null, and no error: a report says so.
/// </summary>
internal sealed class ReportSource(Workspace workspace)
{
    /// <summary>The commit that a name means.</summary>
    internal string? Resolve(string name) => Try(() => workspace.History.Resolve(workspace.Repository, name).ToString());

    /// <summary>The tree of a commit.</summary>
    internal string? TreeOf(string? commit) => Read(commit)?.Tree.ToString();

    /// <summary>The subject of a commit.</summary>
    internal string? SubjectOf(string? commit) => Read(commit)?.Subject;

    /// <summary>A commit; null where there is none of that id.</summary>
    internal CommitObject? Read(string? commit) =>
        commit is not null && Oid.TryParse(commit.AsSpan(), out Oid id) ? Try(() => workspace.Objects.ReadCommit(id)) : null;

    /// <summary>The first letters of an id, as many as one reads it by.</summary>
    internal static string Short(string? sha) => sha is null ? "" : sha.Length > 12 ? sha[..12] : sha;

    /// <summary>A number as it is written everywhere.</summary>
    internal static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static T? Try<T>(Func<T> ask)
        where T : class
    {
        try
        {
            return ask();
        }
        catch (MaintainerException)
        {
            return null;
        }
    }
}
