using System.Text;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Backports;

/// <summary>
/// What was decided of upstream commits: what <see cref="NotesRef"/> says, and what messages and notes of other trees say in their own words. Of several
/// about one commit and branch the last one of our notes counts, and without any the last one of the others.
/// </summary>
public sealed class BackportDecisions
{
    /// <summary>The notes that hold the decisions.</summary>
    public const string NotesRef = "refs/notes/maintainer-tools/backport";

    private readonly HistoryWorkspace _workspace;
    private readonly DecisionTrailers _trailers;
    private readonly Dictionary<string, string?> _names = new(StringComparer.Ordinal);
    private Dictionary<Oid, List<DecisionLine>>? _noted;

    /// <summary>Reads in a repository; nothing is read before it is asked for.</summary>
    public BackportDecisions(HistoryWorkspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        (_workspace, _trailers) = (workspace, new DecisionTrailers(workspace));
    }

    private Dictionary<Oid, List<DecisionLine>> Noted => _noted ??= ReadNotes();

    /// <summary>What counts of a commit for a branch, as named; null where nothing was decided.</summary>
    public BackportDecision? Find(Oid commit, string target) => NameOf(target) is { } name ? FindNamed(commit, name) : null;

    /// <summary>Writes into what is told of commits what was decided of each for a branch.</summary>
    public void Tell<T>(IEnumerable<T> told, string target, Func<T, string> commit, Action<T, BackportDecisionKind?> tell)
    {
        ArgumentNullException.ThrowIfNull(told);
        ArgumentNullException.ThrowIfNull(commit);
        ArgumentNullException.ThrowIfNull(tell);
        foreach (T one in told)
            tell(one, Find(Oid.Parse(commit(one)), target)?.Decision);
    }

    /// <summary>The decisions, by commit in the order of <paramref name="commits"/>, within one by branch and date.</summary>
    /// <param name="commits">Of these; null: of all of which notes say something, and of those that the branch's own messages name.</param>
    /// <param name="target">For this branch, as named; null: for all.</param>
    /// <param name="upstream">With a branch: what its own commits say that this does not have; null: these are not read.</param>
    /// <param name="all">Also those in whose place a later one stands.</param>
    /// <exception cref="MaintainerException">RevisionNotFound and its kin: the target names no commit. TargetWithoutName.</exception>
    public IReadOnlyList<BackportDecision> List(IReadOnlyList<Oid>? commits, string? target, string? upstream, bool all)
    {
        string? name = target is null ? null : RequireName(target);
        if (target is not null && upstream is not null)
            ReadMessagesOf(target, _workspace.History.Resolve(_workspace.Repository, upstream));
        var found = new List<BackportDecision>();
        foreach (Oid commit in commits ?? [.. Noted.Keys.Concat(_trailers.Named).Distinct().OrderBy(c => c.ToString(), StringComparer.Ordinal)])
        {
            IEnumerable<IGrouping<string, BackportDecision>> branches = Of(commit).Where(d => name is null || IsFor(d, name))
                .GroupBy(d => d.Target, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal);
            foreach (IGrouping<string, BackportDecision> branch in branches)
                found.AddRange(branch.Where(d => all || !d.IsSuperseded));
        }
        return found;
    }

    /// <summary>The name under which decisions about a branch are kept.</summary>
    /// <exception cref="MaintainerException">RevisionNotFound and its kin; TargetWithoutName: an id, say, which is no name that others have too.</exception>
    internal string RequireName(string target)
    {
        if (NameOf(target) is { } name)
            return name;
        _workspace.Repository.ResolveCommit(target);
        throw new MaintainerException("TargetWithoutName", ErrorKind.InvalidArgument, target, target);
    }

    /// <summary>From now on what the branch's own commits say counts too.</summary>
    internal void ReadMessagesOf(string target, Oid upstream)
    {
        if (NameOf(target) is { } name)
            _trailers.Read(name, RevisionOf(target, name), upstream);
    }

    /// <summary>The lines of a commit's note that are decisions, oldest first.</summary>
    internal IReadOnlyList<DecisionLine> LinesOf(Oid commit) => Noted.GetValueOrDefault(commit) ?? [];

    private Oid RevisionOf(string target, string name)
    {
        if (_workspace.Repository.FullRefName(target.Trim()) is not null)
            return _workspace.Repository.ResolveCommit(target);
        return _workspace.Repository.References().First(r => r.Name.EndsWith("/" + name, StringComparison.Ordinal)
            && BackportTarget.NameOf(_workspace.Repository, r.Name) == name).Id;
    }

    private string? NameOf(string target)
    {
        if (!_names.TryGetValue(target, out string? name))
            _names[target] = name = BackportTarget.NameOf(_workspace.Repository, target);
        return name;
    }

    private BackportDecision? FindNamed(Oid commit, string name) => Of(commit).Where(d => !d.IsSuperseded && IsFor(d, name))
        .OrderBy(d => d.Source == NotesRef).ThenBy(d => d.Date).LastOrDefault();

    private static bool IsFor(BackportDecision decision, string name) => decision.Target == name || decision.Target == BackportTarget.Every;

    /// <summary>All that is known of a commit, the older first.</summary>
    private IEnumerable<BackportDecision> Of(Oid commit)
    {
        CommitObject? read = _workspace.Objects.Contains(commit) ? _workspace.Objects.ReadCommit(commit) : null;
        var decisions = new List<BackportDecision>();
        foreach (DecisionLine line in LinesOf(commit))
            decisions.Add(DecisionTrailers.Decision(commit, line, NotesRef));
        if (read is not null)
            decisions.AddRange(_trailers.Of(read));
        foreach (BackportDecision decision in decisions)
        {
            decision.Subject = read?.Subject;
            decision.Repository = _workspace.Repository.WorkTree ?? _workspace.Repository.GitDirectory;
        }
        foreach (IGrouping<string, BackportDecision> branch in decisions.GroupBy(d => d.Target, StringComparer.Ordinal))
        {
            foreach (BackportDecision older in branch.OrderBy(d => d.Source == NotesRef).ThenBy(d => d.Date).SkipLast(1))
                older.IsSuperseded = true;
        }
        return decisions.OrderBy(d => d.Date);
    }

    private Dictionary<Oid, List<DecisionLine>> ReadNotes()
    {
        var noted = new Dictionary<Oid, List<DecisionLine>>();
        foreach ((Oid commit, _, Oid blob) in CommitNotes.Read(_workspace.Objects, _workspace.Repository, NotesRef).All())
        {
            if (!noted.TryGetValue(commit, out List<DecisionLine>? lines))
                noted[commit] = lines = [];
            lines.AddRange(DecisionLine.All(Encoding.UTF8.GetString(_workspace.Objects.ReadBlob(blob))));
        }
        // A union of notes has lines twice; of two of the same instant the same one wins in every clone.
        return noted.ToDictionary(note => note.Key, note => note.Value.Distinct().OrderBy(line => line.Date)
            .ThenBy(line => line.ToString(), StringComparer.Ordinal).ToList());
    }
}
