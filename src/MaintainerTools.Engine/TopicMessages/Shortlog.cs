using System.Text;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.TopicMessages;

/// <summary>Commits by author, as git shortlog lists them.</summary>
internal static class Shortlog
{
    private const string Mark = "[PATCH";

    /// <summary>The list: authors in the order of their names' bytes, as .mailmap has them, each with the subjects of their commits.</summary>
    /// <param name="commits">The commits, oldest first.</param>
    /// <param name="people">Who is the same person.</param>
    /// <param name="wrap">The columns that a subject may fill, its first line indented by two and the others by four; 0: a line each, by six.</param>
    internal static byte[] Write(IEnumerable<CommitObject> commits, Mailmap people, int wrap = 0)
    {
        using var output = new MemoryStream();
        foreach (IGrouping<string, string> author in commits
            .Select(c => (Name: people.NameOf(c.Author.Name, c.Author.Email), Subject: SubjectOf(c)))
            .GroupBy(c => c.Name, c => c.Subject, StringComparer.Ordinal).OrderBy(g => g.Key, ByBytes.Instance))
        {
            output.Write(Encoding.UTF8.GetBytes($"{author.Key} ({author.Count()}):\n"));
            foreach (string subject in author)
            {
                byte[] text = Encoding.UTF8.GetBytes(subject);
                output.Write(wrap == 0 ? [.. "      "u8, .. text] : WrappedText.Wrap(text, 2, 4, wrap));
                output.WriteByte((byte)'\n');
            }
            output.WriteByte((byte)'\n');
        }
        return output.ToArray();
    }

    /// <summary>The subject without the mark of a patch that was mailed.</summary>
    private static string SubjectOf(CommitObject commit)
    {
        string subject = commit.Subject.TrimStart();
        if (subject.Length == 0)
            return "<none>";
        if (subject.StartsWith(Mark, StringComparison.Ordinal) && subject.IndexOf(']', StringComparison.Ordinal) is >= 0 and int end)
            subject = subject[(end + 1)..];
        return subject.TrimStart();
    }

    private sealed class ByBytes : IComparer<string>
    {
        internal static readonly ByBytes Instance = new();

        public int Compare(string? x, string? y) => Encoding.UTF8.GetBytes(x ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y ?? ""));
    }
}
