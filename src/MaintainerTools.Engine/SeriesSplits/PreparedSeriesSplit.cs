using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Moves;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;
using MaintainerTools.Engine.Rewriting;

namespace MaintainerTools.Engine.SeriesSplits;

/// <summary>A series split in two, in memory: to be written, or dropped.</summary>
public sealed class PreparedSeriesSplit
{
    private const string Command = "Split-TopicSeries";

    private readonly Workspace _workspace;
    private readonly GitRepository _repository;
    private readonly SeriesSplitOptions _options;
    private readonly SplitTargets _targets;
    private readonly SplitChain _chain;
    private readonly PersonLine _committer;
    private readonly IReadOnlyList<SplitDecision> _decisions;
    private IReadOnlyList<CommitRewrite> _commits;
    private (Oid Kept, Oid Optional) _tips;
    private MovePlan _move;
    private bool _isSigned;

    /// <summary>Takes what was made, and checks that the refs can be moved to it.</summary>
    /// <exception cref="MaintainerException">BranchCheckedOutDirty and the others of <see cref="BranchMove.Check"/>.</exception>
    internal PreparedSeriesSplit(Workspace workspace, SeriesSplitOptions options, SplitSeries series, IReadOnlyList<SplitDecision> decisions,
        SplitChain chain, PersonLine committer, SplitTargets targets)
    {
        (_workspace, _repository, _options, _targets) = (workspace, workspace.Repository, options, targets);
        (_chain, _committer, _decisions) = (chain, committer, decisions);
        _commits = [.. chain.Placed.Select(p => p.ToRewrite())];
        _tips = (chain.KeptTip, chain.Tip);
        _move = NewMove();
        Result = NewResult(series);
        Plan();
    }

    /// <summary>What is (or would be) done.</summary>
    public TopicSplit Result { get; }

    /// <summary>The branches that are written, and what follows them.</summary>
    public IReadOnlyList<RefUpdate> Updates => _move.Updates;

    /// <summary>True where a branch exists whose tip is replaced.</summary>
    public bool ReplacesBranch => _move.Updates.Any(u => !u.OldId.IsZero && (u.Name == _targets.Kept || u.Name == _targets.Optional));

    /// <summary>Signs the commits that were made anew, where that is asked for or configured; in memory, and once.</summary>
    /// <exception cref="MaintainerException">SigningFailed, SigningFormatUnknown, SigningKeyUnknown.</exception>
    public void Sign()
    {
        if (_isSigned || _move.Updates.Count == 0 || CommitSigner.For(_repository, _options.Sign) is not { } signing)
            return;
        Oid[] made = [.. _commits.Where(c => c.Made is not null).Select(c => c.Made!.Value)];
        IReadOnlyDictionary<Oid, Oid> signed = signing.Resign(_workspace.Scratch, made, _committer, _workspace.Monitor);
        _commits = [.. _commits.Select(c => c.Made is { } unsigned ? c with { New = signed[unsigned], IsSigned = true } : c)];
        _tips = (signed.GetValueOrDefault(_tips.Kept, _tips.Kept), signed.GetValueOrDefault(_tips.Optional, _tips.Optional));
        _move = NewMove();
        Plan();
        _isSigned = true;
    }

    /// <summary>Writes the objects, then the branches, in one step.</summary>
    /// <exception cref="MaintainerException">RefMoved, RefLocked, BranchCheckedOutDirty, and those of <see cref="Sign"/>.</exception>
    public void Apply()
    {
        if (_move.Updates.Count == 0)
            return;
        Sign();
        _move.Message = $"{Command}: {Result.Summary}";
        Result.Operation = new BranchMove(_repository).Apply(_move, _workspace.Monitor);
        Result.UndoCommand = "Undo-TopicOperation " + Result.Operation;
        Result.Applied = true;
    }

    private TopicSplit NewResult(SplitSeries series)
    {
        int Of(SplitPart part) => _decisions.Count(d => d.Part == part);
        (int kept, int optional, int along) = (Of(SplitPart.Kept), Of(SplitPart.Optional), Of(SplitPart.Along));
        TopicSplitVerdict verdict = optional + along == 0 ? TopicSplitVerdict.NothingOptional
            : kept == 0 ? TopicSplitVerdict.NothingKept
            : _chain.Failure is not null ? TopicSplitVerdict.NotProved : TopicSplitVerdict.Split;
        string[] both = [.. _decisions.Where(d => d.Item is { OptionalPaths.Count: > 0, IsPiece: false }).Select(d => d.Item.Source.Id.Abbreviate())];
        string touching = both.Length == 0 ? "" : $"; {Wording.Count(both.Length, "commit")} touch{(both.Length == 1 ? "es" : "")} optional paths and others";
        return new TopicSplit
        {
            Repository = _repository.WorkTree ?? _repository.GitDirectory,
            Topic = _options.Topic,
            TopicSha = series.Topic.Id.ToString(),
            Since = series.Base.ToString(),
            Verdict = verdict,
            Kept = kept,
            Optional = optional,
            Along = along,
            Summary = $"{Wording.Count(kept, "commit")} kept, {optional} optional, {along} must go along{touching}",
            Reason = verdict switch
            {
                TopicSplitVerdict.NothingKept => along == 0 ? "all of the series is optional" : "all that is not optional must go along",
                TopicSplitVerdict.NothingOptional => both.Length > 0
                    ? $"no commit is of the optional paths alone, and {Wording.Some(both)} cannot be taken apart without -SplitCommit"
                    : "no commit of the series is optional",
                TopicSplitVerdict.NotProved => _chain.Failure,
                _ => null,
            },
            Branch = _targets.Kept,
            OptionalBranch = _targets.Optional,
            ExpectedTree = series.Topic.Tree.ToString(),
        };
    }

    private void Plan()
    {
        bool isSplit = Result.Verdict == TopicSplitVerdict.Split;
        Dictionary<Oid, int> places = _chain.Placed.Select((p, i) => (p.Decision.Item.Commit.Id, Place: i)).ToDictionary(p => p.Id, p => p.Place);
        Result.Commit = [.. _decisions.Select(d => Shown(d, isSplit ? places[d.Item.Commit.Id] : -1))];
        if (!isSplit)
            return;
        (Result.KeptTip, Result.OptionalTip) = (_tips.Kept.ToString(), _tips.Optional.ToString());
        (Result.KeptTree, Result.OptionalTree) = (TreeOf(_tips.Kept), TreeOf(_tips.Optional));
        List<string> backups = [];
        foreach ((string? branch, Oid tip) in new[] { (_targets.Kept, _tips.Kept), (_targets.Optional, _tips.Optional) })
        {
            if (branch is null || _repository.TipOf(branch) is var old && old == tip)
                continue;
            if (_move.Move(new RefUpdate(branch, old, tip), keepsOld: true) is { } backup)
                backups.Add(backup);
        }
        (Result.Backup, Result.UpdatedRef) = ([.. backups], []);
        if (_move.Updates.Count == 0)
            return;
        // What no branch will hold needs no notes.
        IReadOnlyList<CommitRewrite> written = _targets.Optional is not null ? _commits : [.. _commits.Take(Result.Kept)];
        foreach (RefUpdate notes in DependentRefs.AllNotes(_repository, _workspace.Scratch, written, _committer))
        {
            _move.Move(notes);
            Result.UpdatedRef = [.. Result.UpdatedRef, notes.Name];
        }
        new BranchMove(_repository).Check(_move);
    }

    private SplitCommit Shown(SplitDecision decision, int place)
    {
        SplitItem item = decision.Item;
        string[] others = [.. item.Paths.Except(item.OptionalPaths, StringComparer.Ordinal)];
        string? touching = item.OptionalPaths.Count == 0 ? null
            : item.IsPiece ? $"the part in {Wording.Some(item.Paths)}"
            : $"touches optional paths ({Wording.Some(item.OptionalPaths)}) and others ({Wording.Some(others)}): -SplitCommit takes it apart";
        return new SplitCommit
        {
            Old = item.Source.Id.ToString(),
            New = place < 0 ? null : _commits[place].New?.ToString(),
            Subject = item.Source.Subject,
            Part = decision.Part,
            Evidence = decision.Evidence,
            Reason = touching is null ? decision.Reason : decision.Reason is null ? touching : $"{decision.Reason}; {touching}",
            Needs = [.. decision.Needs.Select(id => id.ToString())],
            Path = [.. decision.Places],
            Symbol = [.. decision.Symbols],
            OptionalPath = [.. item.OptionalPaths],
            IsPiece = item.IsPiece,
            Grade = place < 0 ? PickGrade.None : _chain.Placed[place].Grade,
            SignatureDropped = place >= 0 && _commits[place].SignatureDropped,
            IsSigned = place >= 0 && _commits[place].IsSigned,
        };
    }

    private string TreeOf(Oid commit) => _workspace.Scratch.ReadCommit(commit).Tree.ToString();

    private MovePlan NewMove() => new(_repository, Command) { Scratch = _workspace.Scratch };
}
