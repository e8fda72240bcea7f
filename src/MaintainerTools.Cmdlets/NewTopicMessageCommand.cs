using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using MaintainerTools.Engine;
using MaintainerTools.Engine.TopicMessages;

namespace MaintainerTools.Cmdlets;

/// <summary>New-TopicMessage: a request to pull, or a cover letter with its patches, with the evidence; nothing is sent.</summary>
[Cmdlet(VerbsCommon.New, "TopicMessage", HelpUri = HelpPages.Root + "New-TopicMessage.md")]
[OutputType(typeof(TopicMessage))]
public sealed class NewTopicMessageCommand : RepositoryCmdlet
{
    private readonly List<object> _evidence = [];
    private string? _carried;

    /// <summary>A request or a cover letter.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public TopicMessageKind Kind { get; set; }

    /// <summary>The topic's tip; for a request LOCAL:REMOTE where it has another name there.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Topic { get; set; } = "";

    /// <summary>The commit below it.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Since { get; set; } = "";

    /// <summary>The address to pull from, or a remote's name.</summary>
    [Parameter(Position = 3)]
    [ValidateNotNullOrEmpty]
    public string? Url { get; set; }

    /// <summary>The version of the series.</summary>
    [Parameter]
    [ValidateRange(1, 999)]
    public int Version { get; set; }

    /// <summary>The version before: a range, a tip, or a file of mails.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Previous { get; set; }

    /// <summary>The letter's subject.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Subject { get; set; }

    /// <summary>The letter's text.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Body { get; set; }

    /// <summary>How the branch description becomes subject and text.</summary>
    [Parameter]
    public CoverText CoverFromDescription { get; set; }

    /// <summary>What stands in brackets before the subject instead of PATCH.</summary>
    [Parameter]
    public string? SubjectPrefix { get; set; }

    /// <summary>What ends a mail; empty for nothing.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? Signature { get; set; }

    /// <summary>Puts the patches in.</summary>
    [Parameter]
    public SwitchParameter Patch { get; set; }

    /// <summary>Results that it tells of.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public PSObject[] Evidence { get; set; } = [];

    /// <summary>How many lines the evidence may take.</summary>
    [Parameter]
    [ValidateRange(2, 10000)]
    public int EvidenceLines { get; set; } = 60;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (object result in (Evidence ?? []).Select(given => given?.BaseObject).OfType<object>())
        {
            _carried ??= result.GetType().GetProperty("Repository")?.GetValue(result) is string { Length: > 0 } folder ? folder : null;
            _evidence.Add(result);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Attempt(() =>
    {
        string? file = Previous is null ? null : FileOf(Previous, File.Exists, _carried);
        var writer = new TopicMessageWriter(Work(_carried));
        TopicMessage message = writer.Write(new TopicMessageOptions
        {
            Kind = Kind,
            Topic = Topic,
            Since = Since,
            Url = Url,
            Folder = SessionState.Path.CurrentFileSystemLocation.ProviderPath,
            Patch = Patch,
            Version = Version == 0 ? null : Version,
            Previous = file ?? Previous,
            PreviousIsFile = file is not null,
            Subject = Subject,
            Body = Body,
            CoverFromDescription = MyInvocation.BoundParameters.ContainsKey(nameof(CoverFromDescription)) ? CoverFromDescription : null,
            SubjectPrefix = MyInvocation.BoundParameters.ContainsKey(nameof(SubjectPrefix)) ? SubjectPrefix ?? "" : null,
            Signature = MyInvocation.BoundParameters.ContainsKey(nameof(Signature)) ? Signature ?? "" : null,
            Evidence = _evidence,
            EvidenceLines = EvidenceLines,
        });
        foreach (string warning in writer.Warnings)
            WriteWarning(warning);
        WriteObject(message);
    }, Topic);
}
