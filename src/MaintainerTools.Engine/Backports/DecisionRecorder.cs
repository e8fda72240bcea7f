using System.Text;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Moves;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Engine.Backports;

/// <summary>What is decided of some commits, each for a branch.</summary>
public sealed record DecisionOptions
{
    /// <summary>The upstream commits, each with the branch, as named.</summary>
    public required IReadOnlyList<(Oid Commit, string Target)> Decided { get; init; }

    /// <summary>What is decided.</summary>
    public required BackportDecisionKind Kind { get; init; }

    /// <summary>The reason; may be empty.</summary>
    public string Because { get; init; } = "";

    /// <summary>Who decides, and when; null: the current identity, now.</summary>
    public PersonLine? Committer { get; init; }
}

/// <summary>Writes decisions into the notes: in memory first, then in one move of the notes ref.</summary>
public sealed class DecisionRecorder(Workspace workspace)
{
    // Others who write at the same time are waited for: each try begins on top of what they wrote.
    private const int MostTries = 50;

    private readonly GitRepository _repository = workspace.Repository;

    /// <summary>Throws where no decision can be kept for a branch.</summary>
    /// <exception cref="MaintainerException">TargetWithoutName, RevisionNotFound and its kin.</exception>
    public void RequireTarget(string target) => new BackportDecisions(workspace).RequireName(target);

    /// <summary>The notes ref as it would be; nothing is written.</summary>
    /// <exception cref="MaintainerException">TargetWithoutName, RevisionNotFound and its kin; IdentityUnknown; OperationOpen; those of
    /// <see cref="RepositoryWriter.Check"/>.</exception>
    public PreparedDecisions Prepare(DecisionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        // Asked first, for it is a question about what was given, and not about the notes.
        var names = new BackportDecisions(workspace);
        List<(Oid, string)> decided = [.. options.Decided.Select(d => (d.Commit, names.RequireName(d.Target))).Distinct()];
        PersonLine committer = options.Committer ?? Identity.Committer(_repository);
        PreparedDecisions prepared = Build(options, decided, committer);
        new BranchMove(_repository).Check(Plan(prepared));
        return prepared;
    }

    /// <summary>Writes them. Where somebody else wrote meanwhile, on top of what that one wrote.</summary>
    /// <exception cref="MaintainerException">Those of <see cref="BranchMove.Apply"/>.</exception>
    public PreparedDecisions Apply(PreparedDecisions prepared)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        for (int tries = 1; ; tries++)
        {
            try
            {
                new BranchMove(_repository).Apply(Plan(prepared), workspace.Monitor);
                return prepared;
            }
            catch (MaintainerException e) when (e.ErrorId is "RefMoved" or "RefLocked" && tries < MostTries)
            {
                workspace.Monitor.Cancellation.ThrowIfCancellationRequested();
                prepared = Build(prepared.Options, prepared.Decided, prepared.Committer);
            }
        }
    }

    private MovePlan Plan(PreparedDecisions prepared)
    {
        var plan = new MovePlan(_repository, "Set-BackportDecision")
        {
            Scratch = workspace.Scratch,
            Message = $"Set-BackportDecision: {Words(prepared.Options, prepared.Decided)}",
        };
        plan.Move(new RefUpdate(BackportDecisions.NotesRef, prepared.OldTip, prepared.NewTip));
        return plan;
    }

    private PreparedDecisions Build(DecisionOptions options, IReadOnlyList<(Oid Commit, string Target)> decided, PersonLine committer)
    {
        ScratchStore scratch = workspace.Scratch;
        Oid tip = _repository.TipOf(BackportDecisions.NotesRef);
        CommitNotes notes = CommitNotes.Read(scratch, _repository, BackportDecisions.NotesRef);
        ILookup<Oid, (Oid Commit, string Path, Oid Blob)> there = notes.All().ToLookup(note => note.Commit);
        var texts = new Dictionary<Oid, byte[]>();
        var decisions = new List<BackportDecision>();
        foreach ((Oid commit, string target) in decided)
        {
            if (!texts.TryGetValue(commit, out byte[]? text))
                text = Joined(there[commit].Select(note => scratch.ReadBlob(note.Blob)));
            var line = new DecisionLine(DateAfter(text, target, committer.When), options.Kind, target, committer.Name, committer.Email, options.Because);
            texts[commit] = Joined([text, Encoding.UTF8.GetBytes(line + "\n")]);
            BackportDecision decision = DecisionTrailers.Decision(commit, DecisionLine.Parse(line.ToString())!, BackportDecisions.NotesRef);
            decision.Subject = scratch.ReadCommit(commit).Subject;
            decision.Repository = _repository.WorkTree ?? _repository.GitDirectory;
            decisions.Add(decision);
        }
        var edits = new Dictionary<string, TreeValue>(StringComparer.Ordinal);
        foreach ((Oid commit, byte[] text) in texts)
        {
            // What lay in several places is one note again.
            foreach ((_, string path, _) in there[commit])
                edits[path] = new TreeValue(EntryMode.None, Oid.Zero);
            string at = there[commit].Select(note => note.Path).FirstOrDefault() ?? notes.PathFor(commit);
            edits[at] = new TreeValue(EntryMode.Regular, scratch.Write(ObjectType.Blob, text));
        }
        Oid tree = TreeEditor.Apply(scratch, tip.IsZero ? Oid.EmptyTree : scratch.ReadCommit(tip).Tree, edits);
        byte[] data = CommitObject.Serialize(tree, tip.IsZero ? [] : [tip], committer, committer, null, default,
            Encoding.UTF8.GetBytes($"Backport decisions: {Words(options, decided)}\n"));
        return new PreparedDecisions(options, decided, committer, tip, scratch.Write(ObjectType.Commit, data), decisions);
    }

    private static string Words(DecisionOptions options, IReadOnlyList<(Oid Commit, string Target)> decided)
    {
        int commits = decided.Select(d => d.Commit).Distinct().Count();
        return $"{options.Kind} for {Wording.Some(decided.Select(d => d.Target).Distinct())}, {Wording.Count(commits, "commit")}";
    }

    /// <summary>Notes in one text, with a line end between them.</summary>
    private static byte[] Joined(IEnumerable<byte[]> texts)
    {
        var all = new List<byte>();
        foreach (byte[] text in texts.Where(t => t.Length > 0))
        {
            if (all.Count > 0 && all[^1] != '\n')
                all.Add((byte)'\n');
            all.AddRange(text);
        }
        return [.. all];
    }

    /// <summary>
    /// Now, or just after the decision in whose place this one comes: that counts also where somebody's clock is ahead, and where two are made in one second.
    /// </summary>
    private static DateTimeOffset DateAfter(byte[] note, string target, DateTimeOffset now)
    {
        DateTimeOffset last = DecisionLine.All(Encoding.UTF8.GetString(note)).Where(line => line.Target == target).Select(line => line.Date)
            .DefaultIfEmpty(DateTimeOffset.MinValue).Max();
        return last < now ? now : last.AddMilliseconds(1);
    }
}

/// <summary>Decisions that are not written yet.</summary>
public sealed class PreparedDecisions
{
    internal PreparedDecisions(DecisionOptions options, IReadOnlyList<(Oid Commit, string Target)> decided, PersonLine committer, Oid oldTip, Oid newTip,
        IReadOnlyList<BackportDecision> decisions) =>
        (Options, Decided, Committer, OldTip, NewTip, Decisions) = (options, decided, committer, oldTip, newTip, decisions);

    /// <summary>Where the notes ref is; zero where there is none.</summary>
    public Oid OldTip { get; }

    /// <summary>Where it goes.</summary>
    public Oid NewTip { get; }

    /// <summary>What was decided, one a commit and branch.</summary>
    public IReadOnlyList<BackportDecision> Decisions { get; }

    internal DecisionOptions Options { get; }

    /// <summary>The commits, with the names under which decisions about their branches are kept.</summary>
    internal IReadOnlyList<(Oid Commit, string Target)> Decided { get; }

    internal PersonLine Committer { get; }
}
