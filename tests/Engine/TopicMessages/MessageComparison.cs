using System.Text;
using System.Text.RegularExpressions;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;
using MaintainerTools.Engine.TopicMessages;

namespace MaintainerTools.Engine.Tests.TopicMessages;

/// <summary>Asks git and the module for the same message.</summary>
internal static partial class MessageComparison
{
    private static readonly Dictionary<string, string> s_plain = new()
    {
        ["COLUMNS"] = "",
        ["GIT_COMMITTER_NAME"] = "C O Mitter",
        ["GIT_COMMITTER_EMAIL"] = "committer@example.com",
    };

    /// <summary>What the module writes, and its warnings.</summary>
    internal static (string Text, IReadOnlyList<string> Warnings, TopicMessage Message) Ours(string folder, TopicMessageOptions options)
    {
        using var repository = GitRepository.Open(folder, folder);
        var writer = new TopicMessageWriter(new Workspace(repository));
        TopicMessage message = writer.Write(options with { Folder = folder });
        return (Encoding.Latin1.GetString(message.Content), writer.Warnings, message);
    }

    /// <summary>git request-pull with the same input: text, and what it says on standard error.</summary>
    internal static (string Text, string Error) Request(string folder, string start, string url, string end, params string[] options)
    {
        (_, byte[] output, string error) = Git.TryRun(folder, null, s_plain, ["request-pull", .. options, start, url, end]);
        return (Encoding.Latin1.GetString(output), error);
    }

    /// <summary>git format-patch --stdout with a cover letter.</summary>
    internal static string Letter(string folder, string range, params string[] options)
    {
        (int exit, byte[] output, string error) = Git.TryRun(
            folder, null, s_plain, ["format-patch", "--stdout", "--cover-letter", "--signature=sig", .. options, range]);
        Assert.True(exit == 0, error);
        return Encoding.Latin1.GetString(output);
    }

    /// <summary>Equal but for the moment at which the letter was written.</summary>
    internal static void SameLetter(string git, string ours) => Assert.Equal(Date().Replace(git, "Date: now", 1), Date().Replace(ours, "Date: now", 1));

    /// <summary>The letter alone, of mails in which a signature ends each.</summary>
    internal static string First(string mails) => mails[..(mails.IndexOf("\n-- \nsig\n\n", StringComparison.Ordinal) + "\n-- \nsig\n\n".Length)];

    [GeneratedRegex("^Date: .*$", RegexOptions.Multiline)]
    private static partial Regex Date();
}
