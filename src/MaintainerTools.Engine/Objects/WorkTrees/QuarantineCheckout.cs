using System.Text;
using LibGit2Sharp;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Objects.WorkTrees;

/// <summary>
/// A temporary repository with a work tree, for commits that are not written yet: it borrows the objects of the repository that it stands in for, has its
/// refs and its settings, and keeps new objects to itself, as git keeps what is pushed in quarantine until the hooks have agreed. Commands that run in it
/// see a repository like their own; nothing of what they do reaches that one.
/// </summary>
internal sealed class QuarantineCheckout : CommitCheckout
{
    // The settings under core that are about content and names; the others are about the other repository's folders.
    private static readonly string[] s_kept =
    [
        "core.autocrlf", "core.eol", "core.safecrlf", "core.attributesfile", "core.excludesfile", "core.abbrev", "core.quotepath", "core.whitespace",
        "core.commentchar", "core.commentstring", "core.notesref", "core.sshcommand", "core.pager", "core.editor",
    ];

    private QuarantineCheckout(GitRepository own, GitRepository repository, string mark)
        : base(own, repository, mark)
    {
    }

    /// <summary>Makes one; nothing is checked out yet.</summary>
    internal static QuarantineCheckout Create(GitRepository repository, CheckoutRecord record)
    {
        string folder = Path.Combine(record.Root, "tree");
        Borrow(repository, Repository.Init(folder));
        return new QuarantineCheckout(GitRepository.Open(folder, folder), repository, record.Mark(0));
    }

    /// <summary>Writes what these commits have anew, and all that it refers to, into the quarantine.</summary>
    internal void Add(ScratchStore scratch, IEnumerable<Oid> commits, IOperationMonitor monitor) =>
        new RepositoryWriter(Own).Publish(scratch, commits, monitor);

    private static void Borrow(GitRepository repository, string gitDirectory)
    {
        string info = Path.Combine(gitDirectory, "objects", "info");
        Directory.CreateDirectory(info);
        string? more = Environment.GetEnvironmentVariable("GIT_ALTERNATE_OBJECT_DIRECTORIES");
        IEnumerable<string> alternates = (more ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Prepend(Path.Combine(repository.CommonDirectory, "objects"));
        File.WriteAllText(Path.Combine(info, "alternates"), string.Concat(alternates.Select(a => Path.GetFullPath(a).Replace('\\', '/') + "\n")));
        File.WriteAllText(Path.Combine(gitDirectory, "packed-refs"), string.Concat(repository.References().Select(r => $"{r.Id} {r.Name}\n")));
        Directory.CreateDirectory(Path.Combine(gitDirectory, "info"));
        foreach (string name in (string[])["shallow", "info/grafts", "info/attributes", "info/exclude"])
        {
            string file = Path.Combine(repository.CommonDirectory, name);
            if (File.Exists(file))
                File.Copy(file, Path.Combine(gitDirectory, name), true);
        }
        var config = new StringBuilder();
        foreach ((string key, string value) in repository.OwnSettings())
        {
            if (IsKept(key))
                Write(config, key, value);
        }
        File.AppendAllText(Path.Combine(gitDirectory, "config"), config.ToString());
    }

    private static bool IsKept(string key)
    {
        string section = key.Split('.')[0];
        return section == "core" ? Array.IndexOf(s_kept, key) >= 0
            : section is not ("extensions" or "include" or "includeif" or "index" or "feature" or "gc" or "maintenance");
    }

    private static void Write(StringBuilder config, string key, string? value)
    {
        int first = key.IndexOf('.', StringComparison.Ordinal);
        int last = key.LastIndexOf('.');
        config.Append('[').Append(key, 0, first);
        if (last > first)
            config.Append(" \"").Append(Escape(key[(first + 1)..last])).Append('"');
        config.Append("]\n\t").Append(key, last + 1, key.Length - last - 1).Append(" = \"")
            .Append(Escape(value ?? "").Replace("\n", "\\n", StringComparison.Ordinal)).Append("\"\n");

        static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
    }
}
