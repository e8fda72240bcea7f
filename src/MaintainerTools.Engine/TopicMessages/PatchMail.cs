using System.Text;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.TopicMessages;

/// <summary>Writes the mails of patches as git format-patch --stdout does.</summary>
internal sealed class PatchMail(Workspace workspace, FormatSettings settings)
{
    private const string EightBit = "MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n";
    private readonly TreeComparison _comparison = new(workspace, settings.FindsRenames);
    private readonly PersonLine? _from = settings.From;
    private readonly string _headers = settings.Headers;
    private readonly string _signature = settings.Signature;

    /// <summary>The line that separates mails, as git writes it.</summary>
    internal static string Separator(Oid id) => $"From {id} Mon Sep 17 00:00:00 2001\n";

    /// <summary>The lines that say that a mail is not ASCII; empty where it is.</summary>
    internal static string Encoding8(bool isNotAscii) => isNotAscii ? EightBit : "";

    /// <summary>Appends a patch.</summary>
    /// <param name="output">Gets it.</param>
    /// <param name="commit">The patch.</param>
    /// <param name="prefix">What stands before its subject.</param>
    /// <returns>False for a commit that changes nothing: git leaves it out.</returns>
    internal bool TryWrite(Stream output, CommitObject commit, string prefix)
    {
        Oid before = CommitTrees.RecordedBefore(workspace.Objects, commit);
        IReadOnlyList<ChangedFile> files = _comparison.Compare(before, commit.Tree);
        if (files.Count == 0)
            return false;
        // With a sender of its own, the author stands in the text.
        PersonLine author = commit.Author;
        bool differs = _from is not null && (_from.Name != author.Name || _from.Email != author.Email);
        string inBody = differs ? $"From: {author.Name} <{author.Email}>\n" : "";
        PersonLine sender = differs ? _from! : author;
        byte[] message = commit.EncodingName is null ? commit.MessageBytes.ToArray() : Encoding.UTF8.GetBytes(commit.Message);
        bool isNotAscii = MailHeader.IsNotAscii(message) || MailHeader.IsNotAscii(Encoding.UTF8.GetBytes(inBody));
        Add(Separator(commit.Id) + MailHeader.From(sender.Name, sender.Email, encode: true) + $"Date: {GitDate.Mail(author)}\n"
            + MailHeader.Subject(prefix, commit.Subject, encode: true) + Encoding8(isNotAscii) + _headers + "\n" + (inBody.Length > 0 ? inBody + "\n" : ""));
        output.Write(BodyOf(message));
        Add("---\n");
        output.Write(_comparison.Stat(files, FormatSettings.MailWidth));
        output.WriteByte((byte)'\n');
        _comparison.WritePatch(output, files, withBinary: true);
        Add(_signature);
        return true;

        void Add(string text) => output.Write(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>What follows the subject: lines without blanks at their ends, no blank lines at both ends.</summary>
    internal static byte[] BodyOf(ReadOnlySpan<byte> message)
    {
        using var body = new MemoryStream();
        bool inSubject = true, any = false;
        while (!message.IsEmpty)
        {
            int end = message.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = (end < 0 ? message : message[..end]).TrimEnd(" \t\r\n\v\f"u8);
            message = end < 0 ? default : message[(end + 1)..];
            if (inSubject)
            {
                inSubject = !(any && line.IsEmpty);
                any |= !line.IsEmpty;
                if (!inSubject)
                    any = false;
                continue;
            }
            any |= !line.IsEmpty;
            if (!any)
                continue;
            body.Write(line);
            body.WriteByte((byte)'\n');
        }
        ReadOnlySpan<byte> text = body.GetBuffer().AsSpan(0, (int)body.Length).TrimEnd((byte)'\n');
        return text.IsEmpty ? [] : [.. text, (byte)'\n'];
    }
}
