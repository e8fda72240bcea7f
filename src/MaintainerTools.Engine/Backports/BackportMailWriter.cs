using System.Text;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Mails;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Backports;

/// <summary>Drafts mails to the authors of commits: one for each author and branch. Nothing is sent.</summary>
public sealed class BackportMailWriter
{
    // A release of a line has three numbers; of two the second may be the line's.
    private const int NumbersOfRelease = 3;

    private readonly Workspace _workspace;
    private readonly BackportMailOptions _options;
    private readonly (string Name, string Address) _from;
    private readonly Mailmap _mailmap;
    private readonly BackportMailText _text;

    /// <summary>Readies it.</summary>
    /// <exception cref="MaintainerException">UnknownPlaceholder, IdentityUnknown, IdentityMalformed, NoMailAddress.</exception>
    public BackportMailWriter(Workspace workspace, BackportMailOptions options)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(options);
        (_workspace, _options) = (workspace, options);
        PersonLine sender = options.From is null ? Identity.Committer(workspace.Repository) : Identity.Parse(options.From);
        _from = (sender.Name, sender.Email);
        foreach (string person in options.Cc.Where(person => MailDraft.Person(person) is null))
            throw new MaintainerException("NoMailAddress", ErrorKind.InvalidArgument, person, person);
        _mailmap = Mailmap.Read(workspace.Repository);
        _text = new BackportMailText(workspace, options);
    }

    /// <summary>The drafts, in the order in which their first commits came, and the same as an mbox.</summary>
    /// <param name="results">Forecasts and picks; those of another kind are passed over.</param>
    /// <param name="failed">Is told of each result that cannot be told of; the others are.</param>
    public (IReadOnlyList<BackportMail> Mails, byte[] Mbox) Write(IEnumerable<object> results, Action<MaintainerException> failed)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(failed);
        var told = new List<(BackportOutcome Outcome, CommitObject Commit, (string Name, string Address) Author)>();
        foreach (BackportOutcome outcome in results.Select(BackportOutcome.Of).OfType<BackportOutcome>().Where(IsTold).DistinctBy(o => (o.Commit, o.Target)))
        {
            try
            {
                CommitObject commit = _workspace.Objects.ReadCommit(outcome.Commit);
                told.Add((outcome, commit, NowOf(commit.Author.Name, commit.Author.Email)));
            }
            catch (MaintainerException e)
            {
                failed(e);
            }
        }
        Dictionary<string, ConflictSources?> sources = told.GroupBy(t => t.Outcome.Target, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => SourcesOf(g.Key, [.. g.Select(t => t.Outcome)], failed), StringComparer.Ordinal);
        var mails = new List<BackportMail>();
        var drafts = new List<MailDraft>();
        foreach (var group in told.GroupBy(t => (Address: t.Author.Address.Length > 0 ? t.Author.Address.ToLowerInvariant() : t.Author.Name, t.Outcome.Target)))
        {
            (string Name, string Address) author = group.First().Author;
            BackportOutcome[] outcomes = [.. group.Select(t => t.Outcome)];
            string[] answers =
                [.. group.Select(t => SeriesNames.MailsOf(t.Commit.Message)).Where(mails => mails.Count > 0).Select(mails => mails[0])
                    .Distinct(StringComparer.Ordinal)];
            (string subject, string text) = _text.Write(outcomes, author, _from.Name, ReleaseOf(group.Key.Target), sources[group.Key.Target]);
            var draft = new MailDraft
            {
                From = _from,
                To = author,
                Cc = CopiesOf(group.Select(t => t.Commit), author),
                Subject = subject,
                Text = text,
                Date = _options.Date,
                Answers = answers,
            };
            if (!MailDraft.IsAddress(author.Address))
            {
                _workspace.Monitor.Warn($"'{author.Name} <{author.Address}>', the author of {outcomes[0].Commit.Abbreviate()}, has no address: "
                    + "the mail has no receiver.");
            }
            drafts.Add(draft);
            mails.Add(Result(draft, outcomes));
        }
        return (mails, MailDraft.ToMbox(drafts));
    }

    private bool IsTold(BackportOutcome outcome) =>
        _options.Kind == BackportMailKind.Failed ? outcome.IsFailed : outcome.Verdict == BackportVerdict.Clean;

    private ConflictSources? SourcesOf(string target, IReadOnlyList<BackportOutcome> outcomes, Action<MaintainerException> failed)
    {
        if (_options.Kind != BackportMailKind.Failed)
            return null;
        try
        {
            return new ConflictSources(_workspace, target, outcomes);
        }
        catch (MaintainerException e)
        {
            // The paths are told all the same.
            failed(e);
            return null;
        }
    }

    /// <summary>A person as .mailmap has them now.</summary>
    private (string Name, string Address) NowOf(string name, string email)
    {
        string shown = _mailmap.Show(name, email);
        int open = shown.LastIndexOf('<');
        return (shown[..open].Trim(), shown[(open + 1)..].TrimEnd('>').Trim());
    }

    private (string, string)[] CopiesOf(IEnumerable<CommitObject> commits, (string Name, string Address) author)
    {
        Glob[] tokens = [.. _options.CcTrailer.Select(t => new Glob(Encoding.UTF8.GetBytes(t.TrimEnd(':')), byFolder: false, ignoreCase: true))];
        IEnumerable<string> named = commits.SelectMany(commit => Trailers.ParseClosing(commit.Message))
            .Where(t => Array.Exists(tokens, token => token.IsMatch(Encoding.UTF8.GetBytes(t.Token))))
            .Select(t => t.Value.Split('#')[0].Trim());
        return [.. _options.Cc.Concat(named).Select(MailDraft.Person).OfType<(string Name, string Address)>()
            .Select(p => NowOf(p.Name, p.Address)).DistinctBy(p => p.Address.ToLowerInvariant())
            .Where(p => !p.Address.Equals(author.Address, StringComparison.OrdinalIgnoreCase)
                && !p.Address.Equals(_from.Address, StringComparison.OrdinalIgnoreCase))];
    }

    /// <summary>The release after the one that the branch goes on from, where that has three numbers; else the branch's own name.</summary>
    private string ReleaseOf(string target)
    {
        if (_options.Release is not null)
            return _options.Release;
        try
        {
            string[] numbers = TargetRelease.Of(_workspace, _workspace.Repository.ResolveCommit(target), target)?.ToString().Split('.') ?? [];
            if (numbers.Length == NumbersOfRelease && int.TryParse(numbers[^1], out int last))
                return $"{numbers[0]}.{numbers[1]}.{last + 1}";
        }
        catch (MaintainerException)
        {
            // A branch that is gone since has its name left.
        }
        return target;
    }

    private BackportMail Result(MailDraft draft, BackportOutcome[] outcomes) => new()
    {
        Kind = _options.Kind,
        To = MailDraft.IsAddress(draft.To.Address) ? $"{draft.To.Name} <{draft.To.Address}>" : draft.To.Name,
        Cc = [.. draft.Cc.Select(p => p.Name.Length > 0 ? $"{p.Name} <{p.Address}>" : p.Address)],
        Subject = draft.Subject,
        Target = outcomes[0].Target,
        Commit = [.. outcomes.Select(o => o.Commit.ToString())],
        MessageId = draft.MessageId,
        InReplyTo = draft.Answers is [string first, ..] ? first : null,
        Text = draft.Text,
    };
}
