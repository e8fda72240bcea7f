using System.Text;
using MaintainerTools.Engine.Tests.Support;
using MaintainerTools.Engine.TopicMessages;

namespace MaintainerTools.Engine.Tests.TopicMessages;

public sealed class TopicMessageTests : IDisposable
{
    private const string LongName = "a-very-long-folder-name-that-goes-on/and-another-one-that-does-not-end-soon/and-a-third/file-with-a-long-name.c";

    private readonly TestRepository _repository = new();
    private readonly TestRepository _published = new(bare: true);

    public TopicMessageTests()
    {
        _repository.Run("config", "user.name", "C O Mitter");
        _repository.Run("config", "user.email", "committer@example.com");
        string lines = string.Concat(Enumerable.Range(1, 60).Select(i => $"line {i}\n"));
        _repository.File("moved/from here.txt", lines).File("other/x.c", lines + "more\n").File("sub/dir/keep.txt", lines).File("script.sh", "#!/bin/sh\n")
            .File("blob.bin", "\0one").File("gone.txt", "bye\n").File("empty", "").File(LongName, lines).File("noeol", "a\nb").Commit("base");
        _repository.Run("branch", "base");
        _repository.Run("checkout", "-q", "-b", "topic");
    }

    [Fact]
    public void A_request_is_gits_for_one_commit()
    {
        _repository.Commit("a.txt", "a\n", "Add a file\n\nWith a body.\n");
        SameRequest("topic");
    }

    [Fact]
    public void A_request_is_gits_for_renames_modes_binaries_and_long_names()
    {
        EverySort();
        SameRequest("topic");
        SameRequest("topic", "-p");
    }

    [Fact]
    public void A_request_counts_merges_and_people_of_the_mailmap()
    {
        _repository.File(".mailmap", "Proper Name <proper@example.com> <old@example.com>\n").Commit("mailmap", "Old <old@example.com>");
        _repository.File("b.txt", "b\n").Commit("[PATCH 1/2] A subject that was mailed", "zed <z@example.com>");
        _repository.File("c.txt", "c\n").Commit("Umlaut", "J\u00f6rg <joerg@example.com>");
        _repository.Run("checkout", "-q", "-b", "side", "base");
        _repository.Commit("d.txt", "d\n", "On the side\nin two lines\n\nbody");
        _repository.Run("checkout", "-q", "topic");
        Assert.True(_repository.TryMerge("side"));
        _repository.CommitIndex("Merge side");
        SameRequest("topic");
    }

    [Fact]
    public void A_request_has_the_message_of_a_tag_and_the_description_of_a_branch()
    {
        _repository.Commit("a.txt", "a\n", "Add a file");
        _repository.Run("tag", "-a", "-m", "For the next release\n\nPlease.\n", "for-next");
        _repository.Run("tag", "light");
        SameRequest("for-next");
        SameRequest("light");
        _repository.Run("config", "branch.topic.description", "What the branch is\n\nfor.\n");
        SameRequest("topic");
        string signed = _repository.Run("cat-file", "tag", "for-next").Replace("for-next", "signed", StringComparison.Ordinal)
            + "-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n";
        (_, byte[] id, _) = Git.TryRun(_repository.Path, Encoding.UTF8.GetBytes(signed), null, "hash-object", "-t", "tag", "-w", "--stdin");
        _repository.Run("update-ref", "refs/tags/signed", Encoding.ASCII.GetString(id).Trim());
        SameRequest("signed");
    }

    [Fact]
    public void A_request_warns_as_git_does_where_the_other_side_lacks_the_commit()
    {
        _repository.Commit("a.txt", "a\n", "Add a file");
        Push();
        _repository.Commit("b.txt", "b\n", "Add another");
        _repository.Run("tag", "-a", "-m", "one", "v1");
        SameRequest("topic", push: false);
        SameRequest("topic:elsewhere", push: false);
        SameRequest("v1", push: false);
        Push();
        _repository.Run("tag", "-f", "-a", "-m", "two", "v1");
        SameRequest("v1", push: false);
        SameRequest("HEAD", push: false);
        SameRequest(_repository.Line("rev-parse", "topic"), push: false);
        _repository.Run("push", "-q", _published.Path, "topic:elsewhere");
        SameRequest("topic:elsewhere", push: false);
        SameRequest("topic:refs/heads/elsewhere", push: false);
    }

    [Fact]
    public void A_request_names_the_remote_by_its_address_and_believes_its_tracking_refs()
    {
        _repository.Commit("a.txt", "a\n", "Add a file");
        _repository.Run("remote", "add", "pub", "https://example.com/repo.git");
        _repository.Run("config", "url.git://mirror.example.com/.insteadOf", "https://example.com/");
        var asked = new TopicMessageOptions { Topic = "topic", Since = "base", Url = "pub" };
        (string text, IReadOnlyList<string> warnings, TopicMessage message) = MessageComparison.Ours(_repository.Path, asked);
        Assert.Contains("  git://mirror.example.com/repo.git topic\n", text, StringComparison.Ordinal);
        Assert.Equal("git://mirror.example.com/repo.git", message.Url);
        Assert.StartsWith("Not verified", Assert.Single(warnings), StringComparison.Ordinal);
        _repository.Run("update-ref", "refs/remotes/pub/topic", "base");
        Assert.StartsWith("No match for commit", Assert.Single(MessageComparison.Ours(_repository.Path, asked).Warnings), StringComparison.Ordinal);
        _repository.Run("update-ref", "refs/remotes/pub/topic", "topic");
        Assert.Empty(MessageComparison.Ours(_repository.Path, asked).Warnings);
    }

    [Fact]
    public void A_letter_is_gits_with_all_patches()
    {
        EverySort(binary: false);
        SameMails("base..topic", new TopicMessageOptions { Topic = "topic", Since = "base" });
        SameMails("base..topic", new TopicMessageOptions { Topic = "topic", Since = "base", Version = 3 }, "-v3");
        SameMails("base..topic", new TopicMessageOptions { Topic = "topic", Since = "base", SubjectPrefix = "RFC" }, "--subject-prefix=RFC");
    }

    [Fact]
    public void A_letter_is_gits_for_people_and_subjects_of_many_alphabets()
    {
        _repository.File("a.txt", "a\n").Commit("Add \u00e4 file with a long subject that has to be encoded in several words of the header \u4f60\u597d",
            "J\u00f6rg M\u00fcller-L\u00fcdenscheidt <joerg@example.com>");
        _repository.File("b.txt", "b\n").Commit("A subject that is so long that it has to be folded, as the header of a mail is not to be longer",
            "A. U. \"Dot\" <dot@example.com>");
        _repository.File("latin.txt", "\u00e4\u00f6\u00fc\n").Commit("Latin\n\ncontent only\n", "Old <old@example.com>");
        _repository.Run("config", "i18n.commitEncoding", "ISO-8859-1");
        _repository.File("c.txt", "c\n");
        _repository.Run("add", "-A");
        Git.TryRun(_repository.Path, Encoding.Latin1.GetBytes("Gr\u00fc\u00dfe\n\nviele\n"), null, "commit", "-q", "-F", "-");
        _repository.Run("config", "--unset", "i18n.commitEncoding");
        SameMails("base..topic", new TopicMessageOptions { Topic = "topic", Since = "base" });
    }

    [Fact]
    public void A_letter_leaves_merges_and_empty_commits_out_as_git_does()
    {
        _repository.Commit("a.txt", "a\n", "Add a file");
        _repository.CommitIndex("Nothing");
        _repository.Run("checkout", "-q", "-b", "side", "base");
        _repository.Commit("d.txt", "d\n", "On the side");
        _repository.Run("checkout", "-q", "topic");
        Assert.True(_repository.TryMerge("side"));
        _repository.CommitIndex("Merge side");
        _repository.Commit("e.txt", "e\n", "After it");
        SameMails("base..topic", new TopicMessageOptions { Topic = "topic", Since = "base" });
    }

    [Theory]
    [InlineData(CoverText.Message)]
    [InlineData(CoverText.Subject)]
    [InlineData(CoverText.Auto)]
    [InlineData(CoverText.None)]
    [InlineData(CoverText.Default)]
    public void A_letter_takes_the_branch_description_as_git_does(CoverText how)
    {
        _repository.Commit("a.txt", "a\n", "Add a file");
        _repository.Run("config", "branch.topic.description", "What it is\nin two lines\n\nWhat it is for.  \n\nAnd more.\n");
        string option = "--cover-from-description=" + how.ToString().ToLowerInvariant();
        SameMails("base..topic", new TopicMessageOptions { Topic = "topic", Since = "base", CoverFromDescription = how }, option);
        _repository.Run("config", "branch.topic.description", new string('x', 120) + "\n\nmore\n");
        SameMails("base..topic", new TopicMessageOptions { Topic = "topic", Since = "base", CoverFromDescription = how }, option);
    }

    [Fact]
    public void A_letter_compares_with_the_version_before_as_git_does()
    {
        _repository.Commit("a.txt", "a\nb\nc\n", "Add a file");
        _repository.Commit("b.txt", "b\n", "Add b\n\nbody");
        _repository.Commit("gone2.txt", "b\n", "Drop this\n\nbody");
        _repository.Run("branch", "old");
        _repository.Run("reset", "-q", "--hard", "base");
        _repository.Commit("a.txt", "a\nb\nC\n", "Add a file");
        _repository.Commit("new.txt", "n\n", "Quite new, and not like it at all");
        _repository.Commit("b.txt", "b\n", "Add b\n\nbody");
        SameMails("base..topic", new TopicMessageOptions { Topic = "topic", Since = "base", Version = 2, Previous = "base..old" },
            "-v2", "--range-diff=base..old");
        SameMails("base..topic", new TopicMessageOptions { Topic = "topic", Since = "base", Previous = "old" }, "--range-diff=old");
    }

    [Fact]
    public void A_letter_follows_the_settings_of_format_patch()
    {
        _repository.File("a.txt", "a\n").Commit("Add a file", "Somebody \u00c9lse <else@example.com>");
        _repository.Commit("b.txt", "b\n", "Add b");
        foreach ((string key, string value) in new[]
        {
            ("format.to", "to@example.com"), ("format.cc", "one@example.com"), ("format.subjectPrefix", "dev"), ("format.from", "true"),
            ("format.headers", "X-Some: thing\n"), ("format.coverFromDescription", "subject"), ("branch.topic.description", "The subject\n\nThe text"),
        })
            _repository.Run("config", "--add", key, value);
        _repository.Run("config", "--add", "format.cc", "two@example.com");
        SameMails("base..topic", new TopicMessageOptions { Topic = "topic", Since = "base" });
        _repository.Run("config", "format.numbered", "false");
        SameMails("base..topic", new TopicMessageOptions { Topic = "topic", Since = "base" });
        _repository.Run("config", "diff.algorithm", "patience");
        Assert.Contains("diff.algorithm", string.Concat(MessageComparison.Ours(_repository.Path, new TopicMessageOptions
        {
            Kind = TopicMessageKind.CoverLetter,
            Topic = "topic",
            Since = "base",
        }).Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Binary_files_are_written_so_that_git_applies_them()
    {
        _repository.File("blob.bin", "\0two" + new string('z', 500)).File("new.bin", "\0" + new string('q', 90)).Commit("Binary");
        _repository.Delete("new.bin").File("e.bin", "").Commit("Less");
        var asked = new TopicMessageOptions { Kind = TopicMessageKind.CoverLetter, Topic = "topic", Since = "base", Patch = true, Signature = "sig" };
        byte[] mbox = MessageComparison.Ours(_repository.Path, asked).Message.Content;
        string tree = _repository.Line("rev-parse", "topic^{tree}");
        _repository.Run("checkout", "-q", "-B", "applied", "base");
        // The letter is no patch.
        int second = Encoding.Latin1.GetString(mbox).IndexOf("\nFrom ", StringComparison.Ordinal) + 1;
        (int exit, _, string error) = Git.TryRun(_repository.Path, mbox[second..], null, "am", "-q");
        Assert.True(exit == 0, error);
        Assert.Equal(tree, _repository.Line("rev-parse", "applied^{tree}"));
    }

    [Fact]
    public void An_empty_series_is_refused()
    {
        MaintainerException error = Assert.Throws<MaintainerException>(() => MessageComparison.Ours(
            _repository.Path, new TopicMessageOptions { Kind = TopicMessageKind.CoverLetter, Topic = "topic", Since = "base" }));
        Assert.Equal("EmptySeries", error.ErrorId);
        SameRequest("topic");
    }

    [Fact]
    public void A_request_without_common_history_is_refused()
    {
        _repository.Run("checkout", "-q", "--orphan", "other");
        _repository.CommitIndex("Other");
        var asked = new TopicMessageOptions { Topic = "other", Since = "base", Url = "nowhere" };
        Assert.Equal("NoMergeBase", Assert.Throws<MaintainerException>(() => MessageComparison.Ours(_repository.Path, asked)).ErrorId);
        Assert.Equal("UrlNeeded", Assert.Throws<MaintainerException>(
            () => MessageComparison.Ours(_repository.Path, asked with { Url = null })).ErrorId);
    }

    [Fact]
    public void Evidence_comes_last_and_says_what_was_cut()
    {
        _repository.Commit("a.txt", "a\n", "Add a file");
        Push();
        object[] found =
        [
            new MergeBaseCost { Candidate = "v1", Sha = new string('a', 40), Since = "v0", Commits = 12, Picks = 3, Conflicts = 0 },
            .. Enumerable.Range(0, 9).Select(i => new RewriteTest { Commit = new string((char)('0' + i), 40), Subject = "s" }),
        ];
        var asked = new TopicMessageOptions { Topic = "topic", Since = "base", Url = _published.Path };
        string plain = MessageComparison.Ours(_repository.Path, asked).Text;
        (string text, _, TopicMessage message) = MessageComparison.Ours(_repository.Path, asked with { Evidence = found });
        Assert.StartsWith(plain + "\nEvidence", text, StringComparison.Ordinal);
        Assert.Contains("  v1 (aaaaaaaaaaaa) over v0: 12 commits, 3 picks, 0 conflicts\n", text, StringComparison.Ordinal);
        Assert.Equal(0, message.EvidenceCut);
        message = MessageComparison.Ours(_repository.Path, asked with { Evidence = found, EvidenceLines = 8 }).Message;
        Assert.Equal((8, 8), (message.Evidence.Length, message.EvidenceCut));
        Assert.EndsWith("[8 more lines of evidence cut]", message.Evidence[^1], StringComparison.Ordinal);
        Assert.Equal("NotEvidence", Assert.Throws<MaintainerException>(
            () => MessageComparison.Ours(_repository.Path, asked with { Evidence = ["text"] })).ErrorId);
    }

    public void Dispose()
    {
        _repository.Dispose();
        _published.Dispose();
    }

    private void EverySort(bool binary = true)
    {
        _repository.Run("mv", "moved/from here.txt", "moved/to there.txt");
        _repository.Run("mv", "other/x.c", "x.c");
        _repository.Commit("Move files");
        _repository.Run("mv", "sub/dir/keep.txt", "sub/keep.txt");
        _repository.File("sub/keep.txt", string.Concat(Enumerable.Range(1, 58).Select(i => $"line {i}\n")) + "new\nnewer\n").Commit("Move and change");
        _repository.Run("mv", "empty", "void");
        _repository.Run("update-index", "--chmod=+x", "script.sh");
        _repository.CommitIndex("Mode");
        if (!OperatingSystem.IsWindows())
            System.IO.File.SetUnixFileMode(Path.Combine(_repository.Path, "script.sh"), (UnixFileMode)0b111_101_101);
        _repository.Delete("gone.txt").File(LongName, "short\n").File("\u00fcber ma\u00df.txt", "x\n").File("noeol", "a\nc").Commit("Delete, shorten");
        _repository.File("script.sh", string.Concat(Enumerable.Range(1, 700).Select(i => $"echo {i % 50}\n"))).Commit("Grow");
        _repository.Delete("noeol");
        System.IO.File.CreateSymbolicLink(Path.Combine(_repository.Path, "noeol"), "x.c");
        _repository.Commit("Link");
        if (binary)
            _repository.File("blob.bin", "\0two" + new string('z', 500)).File("new.bin", "\0").Commit("Binary");
    }

    private void Push() => _repository.Run("push", "-q", "-f", "--all", _published.Path);

    private void SameRequest(string end, string? option = null, bool push = true)
    {
        if (push)
        {
            Push();
            _repository.Run("push", "-q", "-f", "--tags", _published.Path);
        }
        (string git, string error) = MessageComparison.Request(_repository.Path, "base", _published.Path, end, option is null ? [] : [option]);
        (string ours, IReadOnlyList<string> warnings, _) = MessageComparison.Ours(
            _repository.Path, new TopicMessageOptions { Topic = end, Since = "base", Url = _published.Path, Patch = option == "-p" });
        Assert.Equal(git, ours);
        // git says it in two lines, each with its mark.
        string said = string.Join(' ', error.Split('\n')
            .Where(line => line.StartsWith("warn: ", StringComparison.Ordinal)).Select(line => line["warn: ".Length..]));
        Assert.Equal(said, string.Join(' ', warnings).Replace(". Are", " Are", StringComparison.Ordinal));
    }

    private void SameMails(string range, TopicMessageOptions asked, params string[] options)
    {
        string git = MessageComparison.Letter(_repository.Path, range, options);
        asked = asked with { Kind = TopicMessageKind.CoverLetter, Signature = "sig", Patch = true };
        MessageComparison.SameLetter(git, MessageComparison.Ours(_repository.Path, asked).Text);
        MessageComparison.SameLetter(MessageComparison.First(git), MessageComparison.Ours(_repository.Path, asked with { Patch = false }).Text);
    }
}
