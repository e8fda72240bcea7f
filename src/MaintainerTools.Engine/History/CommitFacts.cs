using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History;

/// <summary>What is asked of a commit's message again and again; depends on the commit's bytes alone, so that it can be kept.</summary>
/// <param name="Subject">git's %s.</param>
/// <param name="AuthorName">git's %an.</param>
/// <param name="AuthorEmail">git's %ae.</param>
/// <param name="References">What the message says of other commits.</param>
/// <param name="Markers">The markers in it.</param>
internal sealed record CommitFacts(string Subject, string AuthorName, string AuthorEmail, IReadOnlyList<MessageReference> References, IReadOnlyList<CommitMarker> Markers)
{
    /// <summary>Reads them off a commit.</summary>
    public static CommitFacts Of(CommitObject commit)
    {
        string message = commit.Message;
        return new CommitFacts(commit.Subject, commit.Author.Name, commit.Author.Email, MessageReferences.Parse(message), CommitMarkers.Parse(message));
    }
}

/// <summary>Gives the facts of commits, each read once.</summary>
internal sealed class CommitFactsReader(CommitHistory history)
{
    private readonly Dictionary<Oid, CommitFacts> _read = [];

    /// <summary>The facts of one commit.</summary>
    public CommitFacts this[Oid commit]
    {
        get
        {
            if (!_read.TryGetValue(commit, out CommitFacts? facts))
                _read[commit] = facts = CommitFacts.Of(history.Objects.ReadCommit(commit));
            return facts;
        }
    }
}
