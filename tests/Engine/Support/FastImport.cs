using System.Globalization;
using System.Text;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Tests.Support;

/// <summary>
/// A history that one git fast-import writes, however many commits it has: made one by one with git add and git commit, each takes several processes.
/// Texts are Latin-1, so that any byte can be had.
/// </summary>
internal sealed class FastImport
{
    private readonly MemoryStream _stream = new();
    private int _count;

    /// <summary>Adds a commit on a branch or other ref, of that date; returns its number, from 1, by which later ones name it as their parent.</summary>
    /// <param name="reference">The full name of the ref.</param>
    /// <param name="message">The message.</param>
    /// <param name="date">When, in seconds.</param>
    /// <param name="parents">The parents' numbers; none begins a history.</param>
    /// <param name="files">The files that it sets; the rest is as in the first parent. A submodule's content is its commit.</param>
    /// <param name="whole">The commit has these files and no others.</param>
    internal int Commit(
        string reference, string message, long date, IEnumerable<int> parents,
        IEnumerable<(string Path, string Mode, string Content)> files, bool whole = false)
    {
        int[] all = [.. parents];
        // Without a parent named fast-import would take the ref's last commit.
        if (all.Length == 0)
            Text($"reset {reference}\n");
        Text($"commit {reference}\nmark :{++_count}\nauthor A U Thor <author@example.com> {date} +0000\n");
        Text($"committer C O Mitter <committer@example.com> {date} +0000\n");
        Data(message);
        for (int i = 0; i < all.Length; i++)
            Text($"{(i == 0 ? "from" : "merge")} :{all[i]}\n");
        if (whole)
            Text($"deleteall\n");
        foreach ((string path, string mode, string content) in files)
        {
            Text($"M {mode} {(mode == "160000" ? content : "inline")} {path}\n");
            if (mode != "160000")
                Data(content);
        }
        Text($"\n");
        return _count;
    }

    /// <summary>Sets a ref to a commit.</summary>
    internal void Reference(string reference, int commit) => Text($"reset {reference}\nfrom :{commit}\n\n");

    /// <summary>Writes it; the ids by the commits' numbers, the first of them zero.</summary>
    internal Oid[] Write(TestRepository repository)
    {
        string marks = Path.GetTempFileName();
        try
        {
            (int exitCode, _, string error) = Git.TryRun(repository.Path, _stream.ToArray(), null, "fast-import", "--quiet",
                "--force", "--export-marks=" + marks);
            if (exitCode != 0)
                throw new InvalidOperationException(error);
            var ids = new Oid[_count + 1];
            foreach (string line in File.ReadLines(marks))
            {
                string[] words = line.Split(' ');
                ids[int.Parse(words[0].AsSpan(1), CultureInfo.InvariantCulture)] = Oid.Parse(words[1]);
            }
            return ids;
        }
        finally
        {
            File.Delete(marks);
        }
    }

    private void Data(string text)
    {
        Text($"data {text.Length}\n");
        _stream.Write(Encoding.Latin1.GetBytes(text));
        Text($"\n");
    }

    private void Text(FormattableString text) => _stream.Write(Encoding.Latin1.GetBytes(text.ToString(CultureInfo.InvariantCulture)));
}
