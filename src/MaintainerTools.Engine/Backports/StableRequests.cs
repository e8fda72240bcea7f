using System.Text;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Followups;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Backports;

/// <summary>Whose authors ask for the branch's release.</summary>
/// <param name="workspace">The repository.</param>
/// <param name="index">Has the lines of the usual forms.</param>
/// <param name="patterns">Wildcard patterns that count in their place; empty: the usual forms count.</param>
/// <param name="release">The branch's release; asked for only where a line names one.</param>
internal sealed class StableRequests(HistoryWorkspace workspace, ReferenceIndex index, IReadOnlyList<string> patterns, Func<ReleaseVersion?> release)
{
    private readonly Glob[] _patterns =
        [.. patterns.Select(pattern => new Glob(Encoding.UTF8.GetBytes(pattern.ToLowerInvariant()), byFolder: false, ignoreCase: true))];

    private readonly Lazy<ReleaseVersion?> _release = new(release);

    /// <summary>All requests in a commit's message.</summary>
    public IReadOnlyList<StableRequest> Of(Oid commit) => _patterns.Length > 0
        ? [.. Matching(workspace.Objects.ReadCommit(commit).Message).Select(StableRequest.Take)]
        : [.. index.RequestsOf(commit).Select(StableRequest.Parse).OfType<StableRequest>()];

    /// <summary>True where one is for the branch.</summary>
    public bool IsFor(StableRequest request) => request.IsFor(request.Versions is null ? null : _release.Value);

    /// <summary>The lines that a pattern fits, as written or without the angle brackets of addresses.</summary>
    private IEnumerable<string> Matching(string message)
    {
        foreach (string line in message.Split('\n').Select(line => line.Trim()).Where(Trailers.IsTrailerLine))
        {
            byte[] text = Encoding.UTF8.GetBytes(line);
            byte[] bare = Encoding.UTF8.GetBytes(line.Replace("<", "", StringComparison.Ordinal).Replace(">", "", StringComparison.Ordinal));
            if (Array.Exists(_patterns, pattern => pattern.IsMatch(text) || pattern.IsMatch(bare)))
                yield return line;
        }
    }
}
