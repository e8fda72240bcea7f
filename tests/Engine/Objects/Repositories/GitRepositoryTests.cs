using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Objects.Repositories;

public class GitRepositoryTests
{
    [Fact]
    public void Opens_from_a_subfolder_and_resolves_what_git_resolves()
    {
        using var test = new TestRepository();
        string first = test.Commit("dir/a", "1\n", "first");
        string second = test.Commit("dir/a", "2\n", "second: grüße");
        test.Run("tag", "-a", "-m", "tag", "v1", first);
        using GitRepository repository = GitRepository.Open(null, System.IO.Path.Combine(test.Path, "dir"));
        Assert.Equal(test.Line("rev-parse", "--absolute-git-dir"), repository.GitDirectory);
        foreach (string revision in new[] { "HEAD", "main", "v1", "HEAD~1", "@", "@~1", "@^", "@{0}", "refs/heads/main", "main^{/first}", second[..10], first })
            Assert.Equal(test.Line("rev-parse", revision + "^{commit}"), repository.ResolveCommit(revision).ToString());
        CommitObject commit = repository.Objects.ReadCommit(Oid.Parse(second));
        Assert.Equal("second: grüße", commit.Subject);
        Assert.Equal("A U Thor", commit.Author.Name);
        Assert.Equal(test.Line("log", "-1", "--format=%ct"), commit.Committer.UnixTime.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>As git, which knows that a commit is asked for.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Digits_that_several_ids_begin_with_are_those_of_the_only_commit(bool isPacked)
    {
        using var test = new TestRepository();
        test.Commit("a", "1\n", "first");
        string second = test.Commit("a", "2\n", "second"), digits = second[..4];
        Store("blob", number => $"{number}\n");
        if (isPacked)
            test.Run("repack", "-a", "-d", "-k", "-q");
        using (GitRepository repository = test.Open())
        {
            foreach (string steps in (string[])["", "~1", "^", "^0"])
                Assert.Equal(test.Line("rev-parse", digits + steps + "^{commit}"), repository.ResolveCommit(digits + steps).ToString());
            Assert.Equal("AmbiguousRevision", Assert.Throws<MaintainerException>(() => repository.ResolveCommit(digits + ":a")).ErrorId);
        }
        // A tag of a commit is as good as one.
        Store("tag", number => $"object {second}\ntype commit\ntag {number}\ntagger T <t@example.com> 1 +0000\n\nt\n");
        if (isPacked)
            test.Run("repack", "-a", "-d", "-k", "-q");
        using (GitRepository repository = test.Open())
        {
            Assert.NotEqual(0, Git.TryRun(test.Path, null, null, "rev-parse", "-q", "--verify", digits + "^{commit}").ExitCode);
            Assert.Equal("AmbiguousRevision", Assert.Throws<MaintainerException>(() => repository.ResolveCommit(digits)).ErrorId);
        }

        // Of all that it may hold, the object whose id begins with the digits.
        void Store(string type, Func<int, string> content)
        {
            int number = 0;
            while (!Id(content(number)).StartsWith(digits, StringComparison.OrdinalIgnoreCase))
                number++;
            test.File("object", content(number)).Run("hash-object", "-t", type, "-w", "object");

            string Id(string text) =>
                Convert.ToHexString(System.Security.Cryptography.SHA1.HashData(System.Text.Encoding.ASCII.GetBytes($"{type} {text.Length}\0{text}")));
        }
    }

    /// <summary>As where the repository that it borrows objects from is gone: nothing is wrong with the name.</summary>
    [Fact]
    public void A_branch_whose_commit_is_gone_is_no_misspelt_name()
    {
        using var test = new TestRepository();
        test.Commit("a", "1\n", "first");
        string gone = new('7', 40);
        test.File(".git/refs/heads/broken", gone + "\n");
        using GitRepository repository = test.Open();
        Assert.Equal(Oid.Parse(gone), Assert.Throws<MissingObjectException>(() => repository.ResolveCommit("broken")).Id);
        Assert.Equal("RevisionNotFound", Assert.Throws<MaintainerException>(() => repository.ResolveCommit("nothing")).ErrorId);
    }

    [Fact]
    public void A_linked_worktree_has_the_configuration_of_its_repository()
    {
        using var test = new TestRepository();
        test.Commit("a", "1\n", "first");
        test.Run("config", "user.name", "Only Here");
        test.Run("config", "committer.email", "only@here.example");
        string folder = System.IO.Path.Combine(test.Path, "linked");
        test.Run("worktree", "add", "-q", "--detach", folder);
        using GitRepository repository = GitRepository.Open(folder, folder);
        foreach (string key in new[] { "user.name", "committer.email", "core.bare" })
            Assert.Equal(Git.Run(folder, "config", key).TrimEnd('\n'), repository.Config(key));
    }

    /// <summary>What git config --worktree sets goes before what the repository has, in the worktree where it was set.</summary>
    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public void A_worktree_has_settings_of_its_own(string extension)
    {
        using var test = new TestRepository();
        test.Commit("a", "1\n2\n3\n4\n5\n6\n", "first");
        string folder = System.IO.Path.Combine(test.Path, "linked");
        test.Run("worktree", "add", "-q", "--detach", folder);
        test.Run("config", "extensions.worktreeConfig", "true");
        test.Run("config", "user.name", "Everywhere");
        test.Run("config", "--worktree", "user.name", "Only Main");
        test.Run("config", "--worktree", "merge.one.driver", "one");
        test.Run("config", "--worktree", "diff.algorithm", "histogram");
        Git.Run(folder, "config", "--worktree", "merge.default", "union");
        Git.Run(folder, "config", "--worktree", "merge.two.driver", "two");
        test.Run("config", "extensions.worktreeConfig", extension);
        string @base = test.Line("rev-parse", "HEAD");
        test.Commit("a", "1\n2\n3\n4\n5\n6\nseven\n", "changed otherwise");
        test.Run("switch", "-q", "-c", "side", @base);
        test.Commit("a", "1\n2\n3\n4\n5\n6\n7\n", "changed");
        foreach (string place in new[] { test.Path, folder })
        {
            using GitRepository repository = GitRepository.Open(place, place);
            foreach (string key in new[] { "user.name", "merge.default", "merge.one.driver", "merge.two.driver", "diff.algorithm",
                "core.bare", "core.filemode" })
                Assert.Equal(Git.TryRun(place, null, null, "config", "--get", key) is (0, byte[] output, _)
                    ? System.Text.Encoding.ASCII.GetString(output).TrimEnd('\n') : null, repository.Config(key));
            foreach (string section in new[] { "merge.one", "merge.two" })
                Assert.Equal(Git.TryRun(place, null, null, "config", "--get", section + ".driver").ExitCode == 0, repository.HasConfigSection(section));
            MergeForecast forecast = new MergeForecaster(new Workspace(repository)).Run([("main", "side")])[0].Get();
            int exitCode = Git.TryRun(place, null, null, "merge-tree", "--write-tree", "main", "side").ExitCode;
            Assert.Equal(exitCode == 0 ? MergeVerdict.Clean : MergeVerdict.Conflict, forecast.Verdict);
            Assert.Equal(extension == "true" && place == folder, exitCode == 0);
        }
    }

    [Fact]
    public void A_commit_and_a_tree_serialise_to_their_own_id()
    {
        using var test = new TestRepository();
        string id = test.Commit("a", "1\n", "subject\n\nbody\n");
        using GitRepository repository = test.Open();
        var scratch = new ScratchStore(repository.Objects);
        CommitObject commit = scratch.ReadCommit(Oid.Parse(id));
        byte[] bytes = CommitObject.Serialize(commit.Tree, commit.Parents, commit.Author, commit.Committer, commit.EncodingName,
            commit.ExtraHeaders, commit.MessageBytes);
        Assert.Equal(id, scratch.Write(ObjectType.Commit, bytes).ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ISO-8859-1")]
    public void A_committer_is_written_in_the_encoding_of_the_commit(string? encodingName)
    {
        using var test = new TestRepository();
        test.Commit("a", "1\n", "first");
        using GitRepository repository = test.Open();
        CommitObject first = repository.Objects.ReadCommit(Oid.Parse(test.Line("rev-parse", "HEAD")));
        var committer = PersonLine.Create("Jürgen", "j@example.com", 1_500_000_000, 120);
        byte[] bytes = CommitObject.Serialize(first.Tree, [], first.Author, committer, encodingName, default, "again\n"u8.ToArray());
        Oid id = repository.Stored.Write(ObjectType.Commit, bytes);
        Assert.Equal("Jürgen", test.Line("log", "-1", "--format=%cn", "--encoding=UTF-8", id.ToString()));
    }

    [Theory]
    [InlineData("nosuch", "RevisionNotFound")]
    [InlineData("0123456789012345678901234567890123456789", "RevisionNotFound")]
    [InlineData("HEAD:a", "NotACommit")]
    [InlineData("", "RevisionNotFound")]
    public void A_bad_revision_is_an_error_with_an_id(string revision, string errorId)
    {
        using var test = new TestRepository();
        test.Commit("a", "1\n", "first");
        using GitRepository repository = test.Open();
        MaintainerException error = Assert.Throws<MaintainerException>(() => repository.ResolveCommit(revision));
        Assert.Equal(errorId, error.ErrorId);
        Assert.Equal(revision, error.Target);
    }

    [Fact]
    public void Publishing_and_moving_a_ref_leaves_what_git_would_leave()
    {
        using var test = new TestRepository();
        Oid first = Oid.Parse(test.Commit("a", "1\n", "first"));
        using GitRepository repository = test.Open();
        var scratch = new ScratchStore(repository.Objects);
        Oid blob = scratch.Write(ObjectType.Blob, "2\n"u8);
        Oid tree = new TreeBuilder().Add("a"u8, EntryMode.Regular, blob).Write(scratch);
        CommitObject parent = scratch.ReadCommit(first);
        Oid commit = scratch.Write(ObjectType.Commit,
            CommitObject.Serialize(tree, [first], parent.Author, parent.Committer, null, default, "second\n"u8.ToArray()));
        string before = test.Run("count-objects", "-v");
        Assert.True(scratch.Contains(commit));
        Assert.Equal(before, test.Run("count-objects", "-v"));

        var writer = new RepositoryWriter(repository);
        writer.Publish(scratch, [commit], SilentMonitor.Instance);
        TestMove.Apply(repository, [new RefUpdate("refs/heads/main", first, commit), new RefUpdate("refs/heads/other", Oid.Zero, commit)], "test: moved");
        Assert.Equal(commit.ToString(), test.Line("rev-parse", "main"));
        Assert.Equal(commit.ToString(), test.Line("rev-parse", "other"));
        Assert.Equal("", test.Run("status", "--porcelain"));
        Assert.Equal("2\n", System.IO.File.ReadAllText(System.IO.Path.Combine(test.Path, "a")));
        Assert.Contains("test: moved", test.Run("reflog", "main"), StringComparison.Ordinal);
        test.Run("fsck", "--strict");

        MaintainerException moved = Assert.Throws<MaintainerException>(() =>
            TestMove.Apply(repository, [new RefUpdate("refs/heads/main", first, commit), new RefUpdate("refs/heads/third", Oid.Zero, commit)], "test"));
        Assert.Equal("RefMoved", moved.ErrorId);
        Assert.Equal("", test.Run("for-each-ref", "refs/heads/third"));
        test.File("a", "local\n");
        MaintainerException dirty = Assert.Throws<MaintainerException>(
            () => TestMove.Apply(repository, [new RefUpdate("refs/heads/main", commit, first)], "test"));
        Assert.Equal("BranchCheckedOutDirty", dirty.ErrorId);
    }

    [Fact]
    public void Refuses_what_it_cannot_read_and_names_it()
    {
        string empty = Directory.CreateTempSubdirectory("mt-none-").FullName;
        Assert.Equal("NotARepository", Assert.Throws<MaintainerException>(() => GitRepository.Open(empty, empty)).ErrorId);
        Git.Run(empty, "init", "-q", "--object-format=sha256");
        MaintainerException error = Assert.Throws<MaintainerException>(() => GitRepository.Open(empty, empty));
        Assert.Equal("UnsupportedFormat", error.ErrorId);
        Assert.Contains("sha256", error.Message, StringComparison.Ordinal);
        Git.Run(empty, "commit", "-q", "--allow-empty", "-m", "first");
        Git.Run(empty, "worktree", "add", "-q", "linked");
        string linked = System.IO.Path.Combine(empty, "linked");
        Assert.Equal("UnsupportedFormat", Assert.Throws<MaintainerException>(() => GitRepository.Open(linked, linked)).ErrorId);
        Directory.Delete(empty, true);
    }

    [Fact]
    public void A_branch_is_not_moved_while_the_index_it_is_checked_out_with_is_locked()
    {
        using var test = new TestRepository();
        Oid first = Oid.Parse(test.Commit("a", "1\n", "first"));
        Oid second = Oid.Parse(test.Commit("a", "2\n", "second"));
        using GitRepository repository = test.Open();
        test.File(".git/index.lock", "");
        MaintainerException error = Assert.Throws<MaintainerException>(
            () => TestMove.Apply(repository, [new RefUpdate("refs/heads/main", second, first)], "test"));
        Assert.Equal("IndexLocked", error.ErrorId);
        Assert.Equal(second.ToString(), test.Line("rev-parse", "main"));
    }

    [Theory]
    [InlineData("refs/heads/HEAD", "InvalidRefName")]
    [InlineData("refs/heads/-x", "InvalidRefName")]
    [InlineData("refs/heads/a..b", "InvalidRefName")]
    [InlineData("refs/heads/alias", "SymbolicRef")]
    public void A_name_that_is_no_branch_of_its_own_is_refused(string name, string errorId)
    {
        using var test = new TestRepository();
        Oid first = Oid.Parse(test.Commit("a", "1\n", "first"));
        test.Run("symbolic-ref", "refs/heads/alias", "refs/heads/main");
        using GitRepository repository = test.Open();
        MaintainerException error = Assert.Throws<MaintainerException>(() => new RepositoryWriter(repository).Check([new RefUpdate(name, Oid.Zero, first)]));
        Assert.Equal(errorId, error.ErrorId);
        Assert.False(string.IsNullOrEmpty(error.RecommendedAction));
    }

    [Fact]
    public void Every_error_recommends_an_action()
    {
        var resources = new System.Resources.ResourceManager("MaintainerTools.Engine.Messages", typeof(MaintainerException).Assembly);
        System.Resources.ResourceSet texts = resources.GetResourceSet(System.Globalization.CultureInfo.InvariantCulture, true, false)!;
        string[] ids = [.. texts.Cast<System.Collections.DictionaryEntry>().Select(entry => (string)entry.Key)];
        Assert.NotEmpty(ids);
        Assert.Equal([], ids.Where(id => !id.EndsWith(".Action", StringComparison.Ordinal) && !ids.Contains(id + ".Action")));
    }

    [Theory]
    [InlineData("refs/heads/main/x")]
    [InlineData("refs/heads/topic")]
    public void A_ref_is_not_made_where_git_could_not_make_it(string name)
    {
        using var test = new TestRepository();
        Oid first = Oid.Parse(test.Commit("a", "1\n", "first"));
        test.Run("branch", "topic/one");
        test.Run("pack-refs", "--all");
        using GitRepository repository = test.Open();
        MaintainerException error = Assert.Throws<MaintainerException>(() => TestMove.Apply(repository, [new RefUpdate(name, Oid.Zero, first)], "test"));
        Assert.Equal("RefNameConflict", error.ErrorId);
    }
}
