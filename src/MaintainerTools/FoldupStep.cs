namespace MaintainerTools;

/// <summary>A fixup of a plan that is no commit: a patch from a file or a mail, or what a review asks to remove.</summary>
public sealed class FoldupStep
{
    /// <summary>Its name in the plan; items refer to it by <see cref="FoldupItem.Fixup"/>.</summary>
    public string Id { get; set; } = "";

    /// <summary>Where it comes from: a Message-ID, a file name, or a remark.</summary>
    public string Origin { get; set; } = "";

    /// <summary>Its subject.</summary>
    public string Subject { get; set; } = "";

    /// <summary>Its message; empty when it has none.</summary>
    public string Message { get; set; } = "";

    /// <summary>"Name &lt;address&gt;"; empty when nobody is named.</summary>
    public string Author { get; set; } = "";

    /// <summary>SHA of the commit that it is meant for; null when that is to be found out.</summary>
    public string? Target { get; set; }

    /// <summary>The diff; "base64:" and its bytes in base 64 where it is not UTF-8.</summary>
    public string Patch { get; set; } = "";

    /// <summary>"patch-1: subject".</summary>
    public override string ToString() => $"{Id}: {Subject}";
}
