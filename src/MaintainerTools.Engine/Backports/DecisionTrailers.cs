using System.Text;
using System.Text.RegularExpressions;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Backports;

/// <summary>
/// Decisions in other trees' words, in messages and in the notes beside them (refs/notes/bugs and those that git log shows): "Ignore-Backport:" and
/// "Omitted-fix:" of a commit of the branch, each with the SHA of what is left out; "Ignore-Backport:" and "Not-cherry-picked-because:" of the upstream
/// commit itself. All of them mean that it is not to be picked.
/// </summary>
internal sealed partial class DecisionTrailers(HistoryWorkspace workspace)
{
    private const string NotPicked = "Not-cherry-picked-because";

    private readonly Dictionary<Oid, List<BackportDecision>> _named = [];
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly Lazy<CommitNotes[]> _notes = new(() => [.. new[] { "refs/notes/bugs", CommitNotes.DefaultRef(workspace.Repository) }
        .Distinct(StringComparer.Ordinal).Select(name => CommitNotes.Read(workspace.Objects, workspace.Repository, name))]);

    /// <summary>The commits that the messages which were read name.</summary>
    internal IEnumerable<Oid> Named => _named.Keys;

    internal static BackportDecision Decision(Oid commit, DecisionLine line, string source) => new()
    {
        Commit = commit.ToString(),
        Target = line.Target,
        Decision = line.Kind,
        Because = line.Because,
        By = line.By,
        ByEmail = line.Email,
        Date = line.Date,
        Source = source,
    };

    /// <summary>Reads what a branch's own commits say, those that upstream does not have.</summary>
    internal void Read(string name, Oid tip, Oid upstream)
    {
        if (!_read.Add(name))
            return;
        foreach (Oid id in workspace.History.Range([upstream], [tip], workspace.Monitor))
        {
            workspace.Monitor.Cancellation.ThrowIfCancellationRequested();
            CommitObject commit = workspace.Objects.ReadCommit(id);
            foreach ((string token, string value) in LinesOf(commit))
            {
                if (token.Equals(NotPicked, StringComparison.OrdinalIgnoreCase))
                    continue;
                foreach (Match sha in Digits().Matches(value))
                {
                    if (workspace.History.FindNamed(sha.Value.ToLowerInvariant()) is not { } named || named == id)
                        continue;
                    if (!_named.TryGetValue(named, out List<BackportDecision>? of))
                        _named[named] = of = [];
                    of.Add(Of(named, commit, token, name, value));
                }
            }
        }
    }

    /// <summary>What is said of an upstream commit: by itself, and by the branches that were read.</summary>
    internal IEnumerable<BackportDecision> Of(CommitObject commit)
    {
        foreach ((string token, string value) in LinesOf(commit))
        {
            // With a SHA it is said of another commit.
            if (token.Equals("Omitted-fix", StringComparison.OrdinalIgnoreCase) || Digits().IsMatch(value))
                continue;
            // "Ignore-Backport: BRANCH" is about that one.
            string first = value.Split(' ', 2)[0];
            string? branch = token.Equals(NotPicked, StringComparison.OrdinalIgnoreCase) || first.Length == 0 ? null
                : BackportTarget.NameOf(workspace.Repository, first);
            yield return Of(commit.Id, commit, token, branch ?? BackportTarget.Every, value);
        }
        foreach (BackportDecision decision in _named.GetValueOrDefault(commit.Id) ?? [])
            yield return decision;
    }

    private static BackportDecision Of(Oid about, CommitObject said, string token, string target, string because) => Decision(about,
        new DecisionLine(said.Committer.When, BackportDecisionKind.Denied, target, said.Author.Name, said.Author.Email, because),
        about == said.Id ? token : $"{token} in {said.Id.Abbreviate()}");

    private IEnumerable<(string Token, string Value)> LinesOf(CommitObject commit)
    {
        IEnumerable<string> texts = _notes.Value.Select(notes => notes.Of(commit.Id)).OfType<byte[]>().Select(Encoding.UTF8.GetString).Prepend(commit.Message);
        return texts.SelectMany(text => Form().Matches(text)).Select(line => (line.Groups["token"].Value, line.Groups["value"].Value.Trim()));
    }

    [GeneratedRegex(@"^[ \t]*(?<token>Ignore-Backport|Omitted-fix|Not-cherry-picked-because)[ \t]*:(?<value>[^\r\n]*)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Form();

    [GeneratedRegex(@"(?<![0-9a-z])[0-9a-f]{7,40}(?![0-9a-z])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
