using System.Text;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Mails;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Backports;

/// <summary>The words of a mail about backports: the module's own, or a template's.</summary>
internal sealed class BackportMailText
{
    /// <summary>What a template may name, in the order in which the help has them.</summary>
    internal static readonly IReadOnlyList<string> Placeholders =
        ["commits", "count", "patches", "authorname", "author", "target", "release", "deadline", "sender", "marker"];

    private const int Named = 3;
    private readonly Workspace _workspace;
    private readonly BackportMailOptions _options;
    private readonly TextTemplate? _subject;
    private readonly TextTemplate _text;

    /// <exception cref="MaintainerException">UnknownPlaceholder.</exception>
    internal BackportMailText(Workspace workspace, BackportMailOptions options)
    {
        (_workspace, _options) = (workspace, options);
        string text = options.Template?.ReplaceLineEndings("\n") ?? Usual(options);
        string name = options.TemplateFile ?? "-Template";
        const string Header = "Subject:";
        if (text.StartsWith(Header, StringComparison.OrdinalIgnoreCase))
        {
            int end = text.IndexOf('\n', StringComparison.Ordinal) is var at and >= 0 ? at : text.Length;
            _subject = new TextTemplate(text[Header.Length..end].Trim(), name, Placeholders);
            text = text[end..].TrimStart('\n');
        }
        _text = new TextTemplate(text, name, Placeholders);
    }

    /// <summary>The subject and the text of a mail.</summary>
    /// <param name="outcomes">What it tells of.</param>
    /// <param name="author">The receiver.</param>
    /// <param name="sender">The sender's name.</param>
    /// <param name="release">The release, as it is named.</param>
    /// <param name="sources">Where conflicts come from; null where there are none to tell of.</param>
    internal (string Subject, string Text) Write(
        IReadOnlyList<BackportOutcome> outcomes, (string Name, string Address) author, string sender, string release, ConflictSources? sources)
    {
        string patches = outcomes.Count == 1 ? "patch" : $"{outcomes.Count} patches";
        string ValueOf(string name) => name switch
        {
            "commits" => string.Join("\n\n", outcomes.Select(outcome => Describe(outcome, release, sources))),
            "count" => Wording.Count(outcomes.Count, "patch", "patches"),
            "patches" => patches,
            "authorname" => author.Name.Length > 0 ? author.Name : author.Address,
            "author" => $"{author.Name} <{author.Address}>".Trim(),
            "target" => outcomes[0].Target,
            "release" => release,
            "deadline" => _options.Deadline ?? "",
            "sender" => sender,
            _ => _workspace.History.Markers.Render("SHA", "subject"),
        };
        string subject = _subject?.Fill(ValueOf) ?? Subject(outcomes, release);
        return (MailDraft.OneLine(subject), _text.Fill(name => Plain(ValueOf(name))).TrimEnd('\n') + "\n");
    }

    private string Subject(IReadOnlyList<BackportOutcome> outcomes, string release)
    {
        string first = SubjectOf(outcomes[0].Commit);
        return (_options.Kind, outcomes.Count) switch
        {
            (BackportMailKind.Queued, 1) => $"patch '{first}' has been queued for {release}",
            (BackportMailKind.Queued, var n) => $"{n} patches have been queued for {release}",
            (_, 1) => $"FAILED: patch '{first}' does not apply to {release}",
            (_, var n) => $"please help backporting {n} patches to {release}",
        };
    }

    private string Describe(BackportOutcome outcome, string release, ConflictSources? sources)
    {
        if (_options.Kind == BackportMailKind.Queued)
            return $"  patch '{SubjectOf(outcome.Commit)}' has been queued for {release}\n    commit {outcome.Commit} upstream";
        var text = new StringBuilder($"  {outcome.Commit.Abbreviate()} (\"{SubjectOf(outcome.Commit)}\")");
        // What would have to come first is told once, whichever path it is for.
        var lacking = new List<Oid>();
        foreach ((string path, string? kind) in outcome.Paths.DistinctBy(p => p.Path))
        {
            text.Append($"\n    conflicts in {path}").Append(kind is null ? "" : $" ({kind})");
            if (sources is null)
                continue;
            Name(text, $"changed on {outcome.Target} by", sources.OfTarget(path));
            if (outcome.First.Count == 0)
                lacking.AddRange(sources.OfUpstream(outcome.Commit, path).Where(id => !lacking.Contains(id)));
        }
        if (outcome.First.Count > 0)
        {
            text.Append("\n    applies after");
            foreach (PrerequisiteCommit first in outcome.First)
                text.Append($"\n      {first.Commit[..12]} (\"{first.Subject}\")");
        }
        Name(text, $"the same lines were changed before it, not on {outcome.Target}, by", lacking, "    ");
        return text.ToString();
    }

    private void Name(StringBuilder text, string what, IReadOnlyList<Oid> commits, string indent = "      ")
    {
        if (commits.Count == 0)
            return;
        text.Append($"\n{indent}{what}");
        foreach (Oid commit in commits.Take(Named))
            text.Append($"\n{indent}  {commit.Abbreviate()} (\"{SubjectOf(commit)}\")");
        if (commits.Count > Named)
            text.Append($"\n{indent}  and {commits.Count - Named} more");
    }

    private string SubjectOf(Oid commit) => MailDraft.OneLine(_workspace.Objects.ReadCommit(commit).Subject);

    /// <summary>Names and paths are other people's; line ends are ours.</summary>
    private static string Plain(string text) => string.Join('\n', text.Split('\n').Select(line => MailDraft.OneLine("|" + line)[1..].TrimEnd()));

    private static string Usual(BackportMailOptions options)
    {
        string by = options.Deadline is null ? "" : " by {deadline}";
        return options.Kind == BackportMailKind.Queued
            ? "Hi {authorname},\n\n{commits}\n\nIf something speaks against that, or needs another commit beside it, please say so"
                + by + ".\n\n-- \n{sender}\n"
            : "Hi {authorname},\n\nthese commits are wanted for {release}, and do not apply there as they are:\n\n{commits}\n\n"
                + "Please do one of these" + by + ":\n\n"
                + "- send a backport for {target}, with the upstream commit in its message:\n\n    {marker}\n\n"
                + "- say which commits should be picked first,\n- or say that it is not needed there.\n\n-- \n{sender}\n";
    }
}
