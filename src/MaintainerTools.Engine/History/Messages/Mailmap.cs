using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.History.Messages;

/// <summary>Which names and addresses are the same person: .mailmap as git shortlog applies it.</summary>
internal sealed class Mailmap
{
    private readonly Dictionary<string, List<(string? OldName, string? Name, string? Email)>> _byEmail = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the work tree's .mailmap (in a bare repository HEAD's, or mailmap.blob) and the file that mailmap.file names.</summary>
    public static Mailmap Read(GitRepository repository)
    {
        var map = new Mailmap();
        if (repository.WorkTree is { } workTree && File.Exists(Path.Combine(workTree, ".mailmap")))
            map.Add(File.ReadAllText(Path.Combine(workTree, ".mailmap"), TextEncoding.Lenient));
        string? blob = repository.Config("mailmap.blob") ?? (repository.IsBare ? "HEAD:.mailmap" : null);
        if (blob is not null && BlobAt(repository, blob) is { } data)
            map.Add(TextEncoding.Lenient.GetString(data));
        if (repository.Config("mailmap.file") is { } file)
        {
            string path = file.StartsWith("~/", StringComparison.Ordinal)
                ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), file[2..]) : file;
            if (File.Exists(path))
                map.Add(File.ReadAllText(path, TextEncoding.Lenient));
        }
        return map;
    }

    /// <summary>The name to show for a person.</summary>
    public string NameOf(string name, string email)
    {
        if (!_byEmail.TryGetValue(email, out List<(string? OldName, string? Name, string? Email)>? entries))
            return name;
        // An entry for the very name goes before one for the address alone.
        foreach ((string? oldName, string? proper, _) in entries)
        {
            if (oldName is not null && oldName.Equals(name, StringComparison.OrdinalIgnoreCase))
                return proper ?? name;
        }
        return entries.FindLast(entry => entry.OldName is null).Name ?? name;
    }

    /// <summary>"Name &lt;address&gt;" as git log shows a person: both may be replaced.</summary>
    public string Show(string name, string email)
    {
        if (!_byEmail.TryGetValue(email, out List<(string? OldName, string? Name, string? Email)>? entries))
            return $"{name} <{email}>";
        int exact = entries.FindIndex(entry => name.Equals(entry.OldName, StringComparison.OrdinalIgnoreCase));
        (string? _, string? properName, string? properEmail) = exact >= 0 ? entries[exact] : entries.FindLast(entry => entry.OldName is null);
        return $"{properName ?? name} <{properEmail ?? email}>";
    }

    /// <summary>Adds the entries of a mailmap file; a later one replaces an earlier one for the same name and address.</summary>
    internal void Add(string text)
    {
        foreach (string raw in text.Split('\n'))
        {
            string line = raw.TrimEnd('\r');
            if (line.StartsWith('#'))
                continue;
            if (!Person(line, out string? name1, out string? email1, out string rest))
                continue;
            bool two = Person(rest, out string? name2, out string? email2, out _);
            (string? oldName, string oldEmail) = two ? (name2, email2!) : (null, email1!);
            if (!_byEmail.TryGetValue(oldEmail, out List<(string? OldName, string? Name, string? Email)>? entries))
                _byEmail[oldEmail] = entries = [];
            entries.RemoveAll(entry => string.Equals(entry.OldName, oldName, StringComparison.OrdinalIgnoreCase) && name1 is not null);
            entries.Add((oldName, name1, two ? email1 : null));
        }
    }

    private static bool Person(string text, out string? name, out string? email, out string rest)
    {
        (name, email, rest) = (null, null, "");
        int open = text.IndexOf('<', StringComparison.Ordinal);
        int close = open < 0 ? -1 : text.IndexOf('>', open);
        if (close < 0)
            return false;
        name = text[..open].Trim() is { Length: > 0 } trimmed ? trimmed : null;
        email = text[(open + 1)..close].Trim();
        rest = text[(close + 1)..];
        return true;
    }

    private static byte[]? BlobAt(GitRepository repository, string specification)
    {
        int colon = specification.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
            return null;
        try
        {
            Oid tree = repository.Objects.ReadCommit(repository.ResolveCommit(specification[..colon])).Tree;
            (int mode, Oid id) = new TreePaths(repository.Objects, tree).Find(specification[(colon + 1)..]);
            return EntryMode.IsFile(mode) ? repository.Objects.ReadBlob(id) : null;
        }
        catch (MaintainerException)
        {
            return null;
        }
    }
}
