using System.Text;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.TopicMessages;

/// <summary>Writes the messages that present a topic. Reads only, and sends nothing.</summary>
public sealed class TopicMessageWriter(Workspace workspace)
{
    private readonly List<string> _warnings = [];

    /// <summary>What should be looked at before the message goes out.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>The message.</summary>
    /// <exception cref="MaintainerException">RevisionNotFound and its like, UrlNeeded, NotEvidence, NoMergeBase, EmptySeries, IdentityUnknown,
    /// SignatureFileMissing, and those of <see cref="RangeDiff.SeriesComparer"/>.</exception>
    public TopicMessage Write(TopicMessageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _warnings.Clear();
        var message = new TopicMessage
        {
            Kind = options.Kind,
            Topic = options.Topic,
            Since = options.Since,
            Url = options.Url,
            Version = options.Version,
            Repository = workspace.Repository.WorkTree ?? workspace.Repository.GitDirectory,
        };
        if (options.Evidence.FirstOrDefault(result => !EvidenceText.Knows(result)) is { } other)
            throw new MaintainerException("NotEvidence", ErrorKind.InvalidArgument, other, other.GetType().Name);
        (IReadOnlyList<string> lines, message.EvidenceCut) = EvidenceText.Write(options.Evidence, options.EvidenceLines);
        message.Evidence = [.. lines];
        string evidence = lines.Count == 0 ? "" : string.Join('\n', lines) + "\n\n";
        message.Content = options.Kind == TopicMessageKind.CoverLetter
            ? new CoverLetterText(workspace, options, _warnings.Add).Write(evidence, message)
            : Request(options, evidence, message);
        message.Text = TextEncoding.Lenient.GetString(message.Content);
        return message;
    }

    private byte[] Request(TopicMessageOptions options, string evidence, TopicMessage message)
    {
        if (string.IsNullOrEmpty(options.Url))
            throw new MaintainerException("UrlNeeded", ErrorKind.InvalidArgument, options.Topic, options.Topic);
        _ = new FormatSettings(workspace.Repository, options, forMails: false, _warnings.Add);
        byte[] text = new PullRequestText(workspace, _warnings.Add).Write(options, message);
        return [.. text, .. Encoding.UTF8.GetBytes(evidence.Length == 0 ? "" : "\n" + evidence.TrimEnd('\n') + "\n")];
    }
}
