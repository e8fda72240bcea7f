using System.Globalization;
using System.Text;
using MaintainerTools.Engine.Grading;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Facts;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Merging.Rerere;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Verdicts;

namespace MaintainerTools.Engine.Picks;

/// <summary>Picks commits one after another in memory: trees, messages, grades, and the reasons for what is not picked.</summary>
internal sealed class PickSequence
{
    private readonly CherryPickOptions _options;
    private readonly PersonLine _committer;
    private readonly IOperationMonitor _monitor;
    private readonly PathExclusion _exclusion;
    private readonly PickMessage _message;
    private readonly RecordedResolutions _recorded;
    private readonly ChangePresence _presence;
    private readonly PresenceJudge _judge;
    private readonly ConflictExplanation _explanation;
    private readonly PickEncoding _encoding;
    private readonly DoubledLines _doubled;
    private readonly Oid _target;
    private readonly bool _isMarked;
    private readonly string _repository;
    private Oid _tree;

    /// <summary>
    /// Starts at <paramref name="onto"/>, or goes on at <paramref name="tip"/>; <paramref name="commits"/> are all
    /// that will be picked, for what is there already.
    /// </summary>
    internal PickSequence(
        Workspace workspace, CherryPickOptions options, PersonLine committer, Oid onto, IReadOnlyList<Oid> commits, Oid? tip = null)
    {
        (_options, _committer, _monitor) = (options, committer, workspace.Monitor);
        MarkerStyle marker = workspace.History.Markers.Writing(options.Marker);
        (Scratch, _exclusion) = (workspace.Scratch, new PathExclusion(workspace.Engine, options.ExcludePath));
        (_message, _isMarked) = (new PickMessage(marker, committer, options), marker.Writes);
        _recorded = new RecordedResolutions(workspace.Repository, Scratch, workspace.Settings);
        IReadOnlyList<Oid> lines = new ChangeNames(workspace.History, new CommitFactsReader(workspace.History)).LinesOf(commits, null, _monitor);
        _presence = new ChangePresence(workspace.History, workspace.Objects, onto, lines, _monitor, new ChangePresenceOptions { Marker = marker });
        _judge = new PresenceJudge(workspace.ForVerdicts().Engine, Scratch, workspace.History, onto, _presence, _monitor);
        _explanation = new ConflictExplanation(workspace, options, onto, _presence);
        _encoding = PickEncoding.Of(workspace.Repository);
        _repository = workspace.Repository.WorkTree ?? workspace.Repository.GitDirectory;
        Tip = tip ?? onto;
        _tree = Scratch.ReadCommit(Tip).Tree;
        (_doubled, _target) = (new DoubledLines(Scratch), _tree);
    }

    /// <summary>The new objects.</summary>
    internal ScratchStore Scratch { get; }

    /// <summary>One for each commit so far.</summary>
    internal List<PickedCommit> Picks { get; } = [];

    /// <summary>The commit reached.</summary>
    internal Oid Tip { get; private set; }

    /// <summary>The pick that stopped it, and what git makes of it; null while none has.</summary>
    internal (Oid Commit, MergeOutcome Outcome)? Stop { get; private set; }

    /// <summary>For a prerequisite: whose, and why.</summary>
    internal IReadOnlyDictionary<Oid, (Oid Commit, string Reason)> NeededBy { get; init; } = new Dictionary<Oid, (Oid, string)>();

    /// <summary>Picks them; what follows a conflict is not tried, unless conflicts are skipped.</summary>
    internal void Run(IReadOnlyList<Oid> commits)
    {
        for (int i = 0; i < commits.Count; i++)
        {
            _monitor.Cancellation.ThrowIfCancellationRequested();
            _monitor.Report("Picking", i, commits.Count, commits[i].Abbreviate());
            CommitObject source = Scratch.ReadCommit(commits[i]);
            PickedCommit pick = NewPick(source);
            Picks.Add(pick);
            if (NeededBy.TryGetValue(source.Id, out (Oid Commit, string Reason) need))
                (pick.NeededBy, pick.Reason) = (need.Commit.ToString(), need.Reason);
            if (Stop is null)
                PickOne(source, pick);
            else
                (pick.Status, pick.Reason) = (PickStatus.NotTried, "an earlier commit conflicts");
        }
    }

    /// <summary>The result for a commit of which nothing is known yet.</summary>
    internal PickedCommit NewPick(CommitObject source) => new()
    {
        Source = source.Id.ToString(),
        Subject = source.Subject,
        Author = source.Author.Name,
        AuthorEmail = source.Author.Email,
        Target = _options.Onto,
        Repository = _repository,
    };

    /// <summary>Adds a commit with the source's author and marked message, on the tip.</summary>
    /// <param name="source">What is picked.</param>
    /// <param name="tree">The tree of the new commit.</param>
    /// <param name="note">What was changed in adapting it, for the message; null: nothing was.</param>
    /// <param name="pick">Is told the id and the grade.</param>
    /// <param name="written">A commit whose message a person wrote; it gets the marker if it has none. Null: the source's.</param>
    internal void Append(CommitObject source, Oid tree, string? note, PickedCommit pick, CommitObject? written = null)
    {
        // -Mainline is about merges; a list may hold both.
        int mainline = source.IsMerge ? _options.Mainline : 0;
        Oid parentTree = source.Parents.Count > 0 ? Scratch.ReadCommit(source.Parents[Math.Max(mainline, 1) - 1]).Tree : Oid.EmptyTree;
        // What was left out on purpose is told, and does not make a pick a worse one.
        Oid sourceTree = _exclusion.TreeOf(source, mainline);
        GradedChange graded = PickGrader.Grade(Scratch, parentTree, sourceTree, _tree, tree);
        if (graded.Grade != PickGrade.Exact)
            pick.DiffOfDiffs = PatchComparison.Compute(Scratch, parentTree, sourceTree, _tree, tree);
        string? name = _encoding.NameFor(source, written, _committer);
        // Only a pick that says something else than its source has something to say about it.
        string? told = graded.Grade is PickGrade.Adapted or PickGrade.Partial or PickGrade.None ? note : null;
        byte[] text = _message.Of(source, name, pick.ExcludedPath, told, written);
        PersonLine author = PickEncoding.Convert(source.Author.Raw, source.EncodingName, name) is { } raw
            ? new PersonLine(raw, TextEncoding.ForCommit(name)) : source.Author;
        Tip = Scratch.Write(ObjectType.Commit, CommitObject.Serialize(tree, [Tip], author, _committer, name, default, text));
        _tree = tree;
        pick.Sha = Tip.ToString();
        pick.Status = PickStatus.Picked;
        pick.Grade = graded.Grade;
        // Without a marker only the patch-id can bind them later.
        pick.PairedBy = _isMarked ? PickPairing.Marker.Name() : graded.Grade == PickGrade.Exact ? PickPairing.PatchId.Name() : null;
        AddReason(pick, graded.Reason);
    }

    private void PickOne(CommitObject source, PickedCommit pick)
    {
        // What a merge brought is told by its commits.
        if (source.IsMerge && _presence.Find(source.Id) is { } merged)
        {
            (pick.Status, pick.Reason) = (PickStatus.AlreadyPresent, Describe(merged));
            return;
        }
        if (source.IsMerge && _options.Mainline == 0)
            throw new MaintainerException("MergeNeedsMainline", ErrorKind.InvalidArgument, source.Id.ToString(), source.Id.Abbreviate(), source.Subject);
        if (source.IsMerge && _options.Mainline > source.Parents.Count)
            throw new MaintainerException("NoSuchMainline", ErrorKind.InvalidArgument, source.Id.ToString(), source.Id.Abbreviate(),
                source.Parents.Count, _options.Mainline);
        (MergeOutcome outcome, IReadOnlyList<string> leftOut) = _exclusion.Pick(_tree, source.Id, source.IsMerge ? _options.Mainline : 0);
        PresenceVerdict? present = source.IsMerge ? null : _judge.Judge(source, _tree, outcome);
        if (present is { Standing: Standing.There })
        {
            (pick.Status, pick.Reason) = (PickStatus.AlreadyPresent, Describe(present.Carrier));
            AddReason(pick, present.Reason);
            return;
        }
        if (outcome.MissingObject is { } missing)
            throw new MissingObjectException(missing, source.Parents.Contains(missing) ? ObjectType.Commit : ObjectType.Blob);
        pick.ExcludedPath = [.. leftOut];
        // What is not there, though it came once, is picked.
        AddReason(pick, present?.Reason);
        string? note = null;
        IReadOnlyList<RecordedResolution> recorded = _recorded.Find(outcome);
        if (_options.UseRerere && recorded.Count > 0)
        {
            outcome = _recorded.Apply(outcome, recorded);
            pick.ResolvedByRerere = [.. recorded.Select(r => r.Path)];
            AddReason(pick, "resolved as git rerere has recorded it: " + string.Join(", ", recorded.Select(r => $"{r.Path} ({r.Name.AsSpan(0, 12)})")));
            note = "conflicts resolved in " + string.Join(", ", pick.ResolvedByRerere) + ", as recorded by rerere";
            recorded = [];
        }
        if (!outcome.IsClean)
        {
            pick.Status = PickStatus.Conflict;
            _explanation.Fill(pick, source, outcome, recorded);
            if (!_options.SkipConflicts)
                Stop = (source.Id, outcome);
            return;
        }
        if (outcome.Tree == _tree)
        {
            pick.Status = PickStatus.Empty;
            AddReason(pick, EmptyReason(leftOut));
            return;
        }
        AddReason(pick, outcome.NotVerified ?? (source.IsMerge ? null : _doubled.Describe(source, _tree, _target, outcome.Tree)));
        Append(source, outcome.Tree, note, pick);
    }

    /// <summary>Why a pick that changes nothing does not.</summary>
    internal static string EmptyReason(IReadOnlyList<string> leftOut) =>
        leftOut.Count == 0 ? "picking it changes nothing" : "nothing of it is left without " + Wording.Some(leftOut);

    private static void AddReason(PickedCommit pick, string? reason)
    {
        if (reason is not null)
            pick.Reason = pick.Reason is null ? reason : string.Create(CultureInfo.InvariantCulture, $"{pick.Reason}; {reason}");
    }

    private string Describe(Presence present) => present.DescribeIn(_options.Onto);
}
