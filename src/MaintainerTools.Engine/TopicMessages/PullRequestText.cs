using System.Text;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.TopicMessages;

/// <summary>Writes what git request-pull prints, byte for byte, and warns where it does.</summary>
internal sealed class PullRequestText(Workspace workspace, Action<string> warn)
{
    private const int TerminalWidth = 80;
    private const string Rule = "----------------------------------------------------------------\n";

    // git's sed ends a tag's message at a PGP signature alone.
    private const string Signature = "-----BEGIN PGP ";

    /// <summary>The text.</summary>
    /// <param name="options">Topic is git's END, Since its START.</param>
    /// <param name="message">Gets the address, the tip and the count.</param>
    /// <exception cref="MaintainerException">RevisionNotFound and its like, NoMergeBase.</exception>
    internal byte[] Write(TopicMessageOptions options, TopicMessage message)
    {
        (GitRepository repository, IObjectReader objects) = (workspace.Repository, workspace.Objects);
        Oid start = repository.ResolveCommit(options.Since);
        PulledBranch branch = PulledBranch.Find(repository, options.Topic);
        if (workspace.History.MergeBases(start, branch.Commit) is not [var mergeBase, ..])
            throw new MaintainerException("NoMergeBase", ErrorKind.InvalidArgument, options.Topic, options.Since, options.Topic);
        var remote = RemoteRepository.Find(repository, options.Url!, options.Folder);
        string name = NameThere(branch, remote, options.Url!);
        using var text = new MemoryStream();
        Add($"The following changes since commit {mergeBase}:\n\n  {Line(mergeBase)}\n\nare available in the Git repository at:\n\n");
        Add($"  {remote.Url} {name}\n\nfor you to fetch changes up to {branch.Commit}:\n\n  {Line(branch.Commit)}\n\n{Rule}");
        if (objects.TryRead(branch.Object, out ObjectType type, out byte[] tag) && type == ObjectType.Tag)
        {
            text.Write(MessageOf(tag));
            Add("\n" + Rule);
        }
        if (branch.Description is { } description)
            Add($"(from the branch description for {branch.DescribedAs} local branch)\n\n{description}\n{Rule}");
        CommitObject[] commits = [.. workspace.History.RangeAsListed(start, branch.Commit, workspace.Monitor).Select(objects.ReadCommit)];
        (message.Url, message.TopicSha, message.Patches) = (remote.Url, branch.Commit.ToString(), commits.Count(commit => !commit.IsMerge));
        text.Write(Shortlog.Write(commits, Mailmap.Read(repository)));
        var comparison = new TreeComparison(workspace, findRenames: true);
        IReadOnlyList<ChangedFile> files = comparison.Compare(objects.ReadCommit(mergeBase).Tree, objects.ReadCommit(branch.Commit).Tree);
        text.Write(comparison.Stat(files, TerminalWidth, GitConfigValue.Number(repository.Config("diff.statGraphWidth")) ?? 0));
        if (options.Patch && files.Count > 0)
        {
            text.WriteByte((byte)'\n');
            comparison.WritePatch(text, files, withBinary: false);
        }
        return text.ToArray();

        void Add(string part) => text.Write(Encoding.UTF8.GetBytes(part));

        string Line(Oid id)
        {
            CommitObject commit = objects.ReadCommit(id);
            return $"{commit.Subject} ({GitDate.Iso(commit.Committer)})";
        }
    }

    /// <summary>The name to pull, and a warning where the other side has not got it, has something else under it, or cannot be asked.</summary>
    private string NameThere(PulledBranch branch, RemoteRepository remote, string url)
    {
        string name = Without(Without(branch.Remote, "refs/"), "heads/");
        string wanted = branch.Remote.Length > 0 ? branch.Remote : "HEAD";
        string pushed = $"Are you sure you pushed '{wanted}' there?";
        Oid? unpeeled = null;
        (Oid Id, string Name)? found = null;
        foreach (RemoteRef there in remote.Refs ?? [])
        {
            if (there.Id.ToString() == wanted)
            {
                found = (there.Id, wanted);
                break;
            }
            if (there.Name != wanted && !there.Name.EndsWith("/" + wanted, StringComparison.Ordinal))
                continue;
            if (!there.IsPeeled)
                unpeeled = there.Id;
            if (there.Id == branch.Commit)
            {
                found = (unpeeled ?? branch.Commit, there.Name);
                break;
            }
        }
        string known = remote.IsTracked ? " (as the remote-tracking refs have it; the remote was not asked)" : "";
        // Of tags and of what was never fetched remote-tracking refs say nothing.
        bool tells = remote.Refs is not null && (found is not null || !remote.IsTracked || unpeeled is not null);
        if (!tells)
            warn($"Not verified: whether '{url}' has commit {branch.Commit} as '{wanted}' was not asked, and nothing on this machine tells.");
        else if (found is null)
            warn($"No match for commit {branch.Commit} found at {url}{known}. {pushed}");
        else if (found.Value.Id != branch.Object)
            warn($"{branch.Head} found at {url} but points to a different object{known}. {pushed}");
        return found?.Name == "refs/tags/" + name ? "tags/" + name : name;
    }

    private static string Without(string name, string start) => name.StartsWith(start, StringComparison.Ordinal) ? name[start.Length..] : name;

    /// <summary>A tag's message: what follows its header, up to a signature.</summary>
    private static byte[] MessageOf(byte[] tag)
    {
        int header = tag.AsSpan().IndexOf("\n\n"u8);
        ReadOnlySpan<byte> message = header < 0 ? default : tag.AsSpan(header + 2);
        if (message.StartsWith(Encoding.ASCII.GetBytes(Signature)))
            return [];
        int end = message.IndexOf(Encoding.ASCII.GetBytes("\n" + Signature));
        return (end < 0 ? message : message[..(end + 1)]).ToArray();
    }
}
