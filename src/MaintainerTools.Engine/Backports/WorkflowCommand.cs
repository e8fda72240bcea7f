using MaintainerTools.Engine.Mails;

namespace MaintainerTools.Engine.Backports;

/// <summary>The texts of GitHub's workflow commands: what would end one is written as what it stands for.</summary>
internal static class WorkflowCommand
{
    /// <summary>A message; its lines stay lines.</summary>
    internal static string Data(string text) =>
        string.Join("%0A", text.Split('\n').Select(line => MailDraft.OneLine(line).Replace("%", "%25", StringComparison.Ordinal)));

    /// <summary>The value of a property.</summary>
    internal static string Property(string text) =>
        Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
