using System.Text;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Engine.Reporting.Sample;

/// <summary>Lays the story down as a repository with a work tree, usable by git at once.</summary>
public static class SampleRepository
{
    /// <summary>The branch that is checked out.</summary>
    public const string HeadBranch = "x86/pti";

    /// <summary>The review mails: beside the work tree's files (ignored, so that status is clean) and on the branch "review".</summary>
    public const string ReviewFile = "review.mbox";

    /// <summary>Marks a repository as made here, and so free to be replaced.</summary>
    private const string Marker = "maintainertools.sample";

    // A user of its own and no signing, so that help examples that commit run on a machine where git was never set up.
    private const string Config = """
        [core]
        	repositoryformatversion = 0
        	filemode = false
        	bare = false
        	logallrefupdates = true
        	autocrlf = false
        [user]
        	name = Sample Maintainer
        	email = maintainer@example.org
        [commit]
        	gpgSign = false
        [maintainertools]
        	sample = true

        """;

    /// <summary>Throws where <see cref="Create"/> would not write: called while planning, so that -WhatIf says it as well.</summary>
    /// <exception cref="MaintainerException">PathNotEmpty: something is there, and it is not an earlier sample to be replaced by force.</exception>
    public static void Check(string path, bool force)
    {
        bool taken = File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any());
        if (taken && !(force && IsSample(path)))
            throw new MaintainerException("PathNotEmpty", ErrorKind.ResourceExists, path, path);
    }

    /// <summary>Makes the repository.</summary>
    /// <param name="path">The full path of the folder; made where it is not there.</param>
    /// <param name="force">True: an earlier sample there is replaced; nothing else ever is.</param>
    /// <param name="monitor">Progress and cancellation; a cancelled run leaves no repository.</param>
    /// <exception cref="MaintainerException">PathNotEmpty.</exception>
    public static SampleTopicRepository Create(string path, bool force, IOperationMonitor monitor)
    {
        Check(path, force);
        var pack = new SamplePack();
        IReadOnlyDictionary<string, Oid> refs = SampleStory.Tell(pack, monitor);
        if (Directory.Exists(path))
            DiskFiles.DeleteFolder(path);

        string git = Path.Combine(path, ".git");
        foreach (string folder in new[] { "objects/pack", "objects/info", "refs/heads", "refs/tags", "info" })
            DiskFiles.CreateFolder(Path.Combine(git, folder));
        Write(git, "HEAD", $"ref: refs/heads/{HeadBranch}\n");
        Write(git, "config", Config.Replace("\r\n", "\n", StringComparison.Ordinal));
        Write(git, "description", "The sample repository of MaintainerTools\n");
        Write(git, "info/exclude", $"/{ReviewFile}\n");
        Write(git, "packed-refs", PackedRefs(pack, refs));
        pack.Save(Path.Combine(git, "objects", "pack"));
        Write(path, ReviewFile, SampleContent.Text(ReviewFile));
        HeadCheckout.Run(path);

        var names = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, Oid id) in refs)
            names[name.Split('/', 3)[2]] = id.ToString();
        return new SampleTopicRepository { Repository = path, Path = path, HeadBranch = HeadBranch, ReviewPath = Path.Combine(path, ReviewFile), Refs = names };
    }

    private static string PackedRefs(SamplePack pack, IReadOnlyDictionary<string, Oid> refs)
    {
        var text = new StringBuilder("# pack-refs with: peeled fully-peeled sorted \n");
        foreach ((string name, Oid id) in refs.OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            text.Append(id).Append(' ').Append(name).Append('\n');
            if (pack.TryRead(id, out ObjectType type, out byte[] data) && type == ObjectType.Tag)
                text.Append('^').Append(Encoding.ASCII.GetString(data, "object ".Length, Oid.Size * 2)).Append('\n');
        }
        return text.ToString();
    }

    private static void Write(string folder, string name, string content) =>
        DiskFiles.Write(Path.Combine(folder, name), Encoding.UTF8.GetBytes(content));

    private static bool IsSample(string path) =>
        GitConfigValue.IsTrue(GitConfigFile.Read(Path.Combine(path, ".git", "config")).LastOrDefault(setting => setting.Key == Marker).Value);
}
