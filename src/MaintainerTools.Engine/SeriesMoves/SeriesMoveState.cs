using System.Text;
using System.Text.Json;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Picks;

namespace MaintainerTools.Engine.SeriesMoves;

/// <summary>What is kept beside a worktree with a conflict, so that moving the series can go on: it is made again with what was resolved so far.</summary>
internal sealed class SeriesMoveState
{
    internal const string FileName = "maintainer-tools-move.json";

    /// <summary>What was asked.</summary>
    public required SeriesMoveOptions Options { get; init; }

    /// <summary>The series' tip, as it was.</summary>
    public required string Topic { get; init; }

    /// <summary>The commit whose place the new base takes; zeros where root commits are moved.</summary>
    public required string Fork { get; init; }

    /// <summary>The new base.</summary>
    public required string Onto { get; init; }

    /// <summary>The commits of the series, parents first.</summary>
    public required string[] Commits { get; init; }

    /// <summary>The branch's full name.</summary>
    public required string Branch { get; init; }

    /// <summary>Where the branch was; zeros when it was not there.</summary>
    public required string OldTip { get; init; }

    /// <summary>True where the branch is the topic.</summary>
    public required bool IsTopic { get; init; }

    /// <summary>Who makes the commits, and when: with another one they would be other commits than those that were resolved on. Bytes, as Base64.</summary>
    public required byte[] Committer { get; init; }

    /// <summary>The commit in conflict.</summary>
    public required string Stop { get; init; }

    /// <summary>The commit on which it is made: HEAD of the worktree.</summary>
    public required string Tip { get; init; }

    /// <summary>The paths in conflict.</summary>
    public required string[] Paths { get; init; }

    /// <summary>What was resolved before.</summary>
    public required ResolvedCommit[] Resolved { get; init; }

    /// <summary>The state kept with a worktree; null where there is none.</summary>
    /// <exception cref="MaintainerException">PickStateDamaged.</exception>
    internal static SeriesMoveState? Read(string adminDirectory) => ConflictWorktree.ReadState<SeriesMoveState>(Path.Combine(adminDirectory, FileName));

    /// <summary>The state of a move that a conflict stopped.</summary>
    internal static SeriesMoveState Of(PreparedSeriesMove move) => new()
    {
        Options = move.Options,
        Topic = move.Series.Topic.ToString(),
        Fork = move.Series.Fork.ToString(),
        Onto = move.Series.Onto.ToString(),
        Commits = [.. move.Series.Commits.Select(id => id.ToString())],
        Branch = move.Target.Branch!,
        OldTip = move.Target.OldTip.ToString(),
        IsTopic = move.Target.IsTopic,
        Committer = move.Committer.Raw.ToArray(),
        Stop = move.Stop!.Source.Id.ToString(),
        Tip = move.Stop.Parents[0].ToString(),
        Paths = [.. move.Stop.Outcome.ConflictPaths],
        Resolved = [.. move.Resolved.Select(r => ResolvedCommit.Of(r.Key, r.Value))],
    };

    /// <summary>What the file holds.</summary>
    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <summary>The series as it was read.</summary>
    internal SeriesToMove Series() => new(Oid.Parse(Topic), Oid.Parse(Fork), Oid.Parse(Onto), [.. Commits.Select(id => Oid.Parse(id))]);

    /// <summary>Where it goes.</summary>
    internal MoveTarget Target() => new(Branch, Oid.Parse(OldTip), IsTopic);

    /// <summary>Who makes the commits.</summary>
    internal PersonLine CommitterLine() => new(Committer, Encoding.UTF8);

    /// <summary>How a conflict was resolved.</summary>
    internal sealed class ResolvedCommit
    {
        /// <summary>The commit of the series.</summary>
        public required string Commit { get; init; }

        /// <summary>The commit on which it was made.</summary>
        public required string On { get; init; }

        /// <summary>The tree that was made of it.</summary>
        public required string Tree { get; init; }

        /// <summary>The message that a person wrote; null: the old one.</summary>
        public string? Message { get; init; }

        /// <summary>The paths that were in conflict.</summary>
        public required string[] Paths { get; init; }

        internal static ResolvedCommit Of(Oid commit, MoveResolution how) => new()
        {
            Commit = commit.ToString(),
            On = how.On.ToString(),
            Tree = how.Tree.ToString(),
            Message = how.Message,
            Paths = [.. how.Paths],
        };

        internal MoveResolution ToResolution() => new(Oid.Parse(On), Oid.Parse(Tree), Message, Paths);
    }
}
