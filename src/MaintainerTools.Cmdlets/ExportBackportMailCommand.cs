using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Management.Automation;
using MaintainerTools.Engine.Backports;

namespace MaintainerTools.Cmdlets;

/// <summary>Export-BackportMail: drafts of mails to the authors of what did not apply, or was queued.</summary>
[Cmdlet(VerbsData.Export, "BackportMail", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, HelpUri = HelpPages.Root + "Export-BackportMail.md")]
[OutputType(typeof(BackportMail))]
public sealed class ExportBackportMailCommand : BackportResultCmdlet
{
    /// <summary>The mbox.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>What failed, or what is queued.</summary>
    [Parameter(Position = 1)]
    public BackportMailKind Kind { get; set; }

    /// <summary>The release that it is for.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Release { get; set; }

    /// <summary>The day by which answers are wanted.</summary>
    [Parameter]
    public DateTime Deadline { get; set; }

    /// <summary>The sender; by default the current identity.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? From { get; set; }

    /// <summary>Who gets a copy of each.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Cc { get; set; } = [];

    /// <summary>The trailers whose people get a copy.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] CcTrailer { get; set; } = [];

    /// <summary>A file with the words.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Template { get; set; }

    /// <summary>Puts the drafts out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing() => Attempt(() =>
    {
        string file = GetUnresolvedProviderPathFromPSPath(Path);
        IReadOnlyList<BackportMail> mails = [];
        byte[] mbox = [];
        if (Results.Count > 0)
            (mails, mbox) = new BackportMailWriter(Work(Carried), Options()).Write(Results, e => WriteError(ToErrorRecord(e)));
        // A file of an earlier run would be taken for this one's.
        if (ShouldProcess(file, mails.Count == 1 ? "Write a draft" : $"Write {mails.Count} drafts"))
            WriteFile(file, f => File.WriteAllBytes(f, mbox));
        if (PassThru)
            WriteObject(mails, enumerateCollection: true);
    });

    private BackportMailOptions Options() => new()
    {
        Kind = Kind,
        Release = Release,
        Deadline = MyInvocation.BoundParameters.ContainsKey(nameof(Deadline)) ? Deadline.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null,
        From = From,
        Cc = Cc,
        CcTrailer = CcTrailer,
        Template = Template is null ? null : TextOf(Template),
        TemplateFile = Template,
    };
}
