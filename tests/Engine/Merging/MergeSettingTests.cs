using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Merging;

/// <summary>The settings and attributes that decide a merge, each made here and held against git with the same ones.</summary>
public sealed class MergeSettingTests
{
    private const string Ten = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n";
    private static readonly Files s_base = new Files().With("f", Ten).With("d/x", "x\n" + Ten).With("d/y", Ten + "y\n").With("keep", "k\n");

    /// <summary>A repository's settings (key=value, or a key alone that is true), its attributes files, and what is merged in it.</summary>
    private sealed record Setting(string[] Configuration, ThreeTrees Trees, string? WorkTreeAttributes = null, string? OwnAttributes = null);

    private static readonly ThreeTrees s_moved = new(s_base, s_base.Moved("f", "g").With("g", "0\n" + Ten), s_base.With("f", Ten + "11\n"));

    // Two files moved with changes, so that sources times targets is four.
    private static readonly ThreeTrees s_movedTwo = new(
        s_base, s_base.Moved("f", "g").With("g", "0\n" + Ten).Moved("d/x", "h").With("h", "x\nx\n" + Ten),
        s_base.With("f", Ten + "11\n").With("d/x", "x\n" + Ten + "11\n"));

    private static readonly ThreeTrees s_folder = new(s_base, s_base.Moved("d/x", "e/x").Moved("d/y", "e/y"), s_base.With("d/new", "new\n"));
    private static readonly ThreeTrees s_clash = new(s_base, s_base.With("f", Five("five")), s_base.With("f", Five("V")));
    private static readonly ThreeTrees s_crlf = new(s_base, s_base.With("f", Crlf("0\n" + Ten)), s_base.With("f", Ten + "11\n"));
    private static readonly ThreeTrees s_crlfDeleted = new(s_base, s_base.With("f", Crlf(Ten)), s_base.Without("f"));
    private static readonly ThreeTrees s_crlfMovedDeleted = new(s_base, s_base.Moved("f", "g").With("g", Crlf(Ten) + "one more\r\n"), s_base.Without("f"));
    private static readonly ThreeTrees s_crlfBoth = new(s_base, s_base.With("n", Crlf(Ten)), s_base.With("n", Ten));
    private static readonly ThreeTrees s_movedCrlf = new(s_base, s_base.Moved("f", "g").With("g", Crlf(Ten) + "one more\r\n"), s_base.With("f", Ten + "11\n"));
    private static readonly ThreeTrees s_movedCrlfBinary = new(
        s_base.With("f", "\0\n" + Ten), s_base.Without("f").With("g", "\0\r\n" + Crlf(Ten) + "one more\r\n"), s_base.With("f", "\0\n" + Ten + "11\n"));
    private static readonly ThreeTrees s_loneCr = new(s_base, s_base.With("f", Crlf(Ten) + "a\rb\r\n"), s_base.With("f", Ten + "11\n"));
    private static readonly ThreeTrees s_ids = new(
        new Files().With("f", "$Id$\n" + Ten), new Files().With("f", "$Id: 1234 $\n" + Ten + "11\n"),
        new Files().With("f", "$Id: a foreign one $ and $Id: not\nclosed\n0\n" + Ten));

    private static readonly Dictionary<string, Setting> s_settings = new()
    {
        ["merge.renames=false"] = new(["merge.renames=false"], s_moved),
        ["diff.renames=false"] = new(["diff.renames=false"], s_moved),
        ["diff.renames=copies"] = new(["diff.renames=copies"], s_moved),
        ["merge.renames over diff.renames"] = new(["diff.renames=false", "merge.renames=true"], s_moved),
        ["merge.renames=0"] = new(["merge.renames=0"], s_moved),
        ["merge.renames=2"] = new(["diff.renames=false", "merge.renames=2"], s_moved),
        ["merge.renameLimit=1"] = new(["merge.renameLimit=1"], s_movedTwo),
        ["merge.renameLimit=2"] = new(["merge.renameLimit=2"], s_movedTwo),
        ["diff.renameLimit=1"] = new(["diff.renameLimit=1"], s_movedTwo),
        ["merge.renameLimit over diff.renameLimit"] = new(["diff.renameLimit=1", "merge.renameLimit=1k"], s_movedTwo),
        ["merge.renameLimit=0"] = new(["merge.renameLimit=0"], s_movedTwo),
        ["merge.directoryRenames=true"] = new(["merge.directoryRenames=true"], s_folder),
        ["merge.directoryRenames=false"] = new(["merge.directoryRenames=false"], s_folder),
        ["merge.directoryRenames=conflict"] = new(["merge.directoryRenames=Conflict"], s_folder),
        ["merge.directoryRenames=1"] = new(["merge.directoryRenames=1"], s_folder),
        ["merge.directoryRenames of another git"] = new(["merge.directoryRenames=some"], s_folder),
        ["merge.conflictStyle=diff3"] = new(["merge.conflictStyle=diff3", "core.abbrev=7"], s_clash),
        ["merge.conflictStyle=zdiff3"] = new(["merge.conflictStyle=zdiff3", "core.abbrev=7"], s_clash),
        ["merge.default=union"] = new(["merge.default=union"], s_clash),
        ["merge.default without a driver"] = new(["merge.default=nothing"], s_clash),
        ["merge.default beside an attribute"] = new(["merge.default=union"], s_clash, "f merge"),
        ["core.autocrlf alone"] = new(["core.autocrlf=true"], s_crlf),
        ["line ends alone"] = new([], s_crlf, "* text=auto"),
        ["merge.renormalize alone"] = new(["merge.renormalize=true"], s_crlf),
        ["renormalize: text=auto"] = new(["merge.renormalize=true"], s_crlf, "* text=auto"),
        ["renormalize: core.autocrlf=input"] = new(["merge.renormalize=true", "core.autocrlf=input"], s_crlf),
        ["renormalize: core.autocrlf=true, -text"] = new(["merge.renormalize=true", "core.autocrlf=true"], s_crlf, "f -text"),
        ["renormalize: text"] = new(["merge.renormalize=true"], s_loneCr, "f text"),
        ["renormalize: text=auto, a lone CR"] = new(["merge.renormalize=true"], s_loneCr, "f text=auto"),
        ["renormalize: eol"] = new(["merge.renormalize=true"], s_crlf, "f eol=crlf"),
        ["renormalize: crlf=input"] = new(["merge.renormalize=true"], s_crlf, "f crlf=input"),
        ["renormalize: binary"] = new(["merge.renormalize=true", "core.autocrlf=true"], s_crlf, "f binary"),
        ["renormalize: -merge and text"] = new(["merge.renormalize=true"], s_crlf, "f text -merge"),
        ["renormalize: ident"] = new(["merge.renormalize=true"], s_ids, "f ident"),
        ["renormalize: line ends alone, and deleted"] = new(["merge.renormalize=true"], s_crlfDeleted, "* text=auto"),
        ["no renormalize: line ends alone, and deleted"] = new([], s_crlfDeleted, "* text=auto"),
        ["renormalize: moved, and deleted"] = new(["merge.renormalize=true"], s_crlfMovedDeleted, "* text=auto"),
        ["renormalize: added on both sides"] = new(["merge.renormalize=true"], s_crlfBoth, "* text=auto"),
        ["renormalize: attributes in the trees"] = new(["merge.renormalize=true"], With(".gitattributes", "* text=auto\n", "* text=auto\n", "* text=auto\n")),
        ["renormalize: attributes that ours changed"] = new(["merge.renormalize=true"], With(".gitattributes", "* -text\n", "* text=auto\n", "* -text\n")),
        ["renormalize: attributes that both changed"] = new(["merge.renormalize=true"], With(".gitattributes", "* -text\n", "* text=auto\n", "* text\n")),
        ["renormalize: attributes that ours added"] = new(["merge.renormalize=true"], With(".gitattributes", null, "* text=auto\n", null)),
        ["renormalize: attributes that both added"] = new(["merge.renormalize=true"], With(".gitattributes", null, "* text=auto\n", "* -text\n")),
        ["renormalize: attributes in a folder of the trees"] = new(["merge.renormalize=true"],
            With("d/.gitattributes", "* text=auto\n", "* text=auto\n", "* text=auto\n")),
        ["renormalize: attributes in the trees before the work tree's"] = new(["merge.renormalize=true"],
            With(".gitattributes", "* text=auto\n", "* text=auto\n", "* text=auto\n"), "* -text merge=union"),
        ["renormalize: no attributes in the trees, but empty files"] = new(["merge.renormalize=true"], With(".gitattributes", "", "", ""), "* text=auto"),
        ["renormalize: attributes in the trees that are deleted"] = new(["merge.renormalize=true"],
            With(".gitattributes", "* -text\n", "* -text\n", null), "* text=auto"),
        ["renormalize: drivers in the trees"] = new(["merge.renormalize=true"],
            new(Attributed(s_clash.Base), Attributed(s_clash.Ours), Attributed(s_clash.Theirs)), "f -merge"),
        ["renormalize: a link to attributes in the trees"] = new(["merge.renormalize=true"],
            With(".gitattributes", "* text=auto", "* text=auto", "* text=auto", "120000"), "* -text"),
        ["renormalize: a NUL in attributes of the trees"] = new(["merge.renormalize=true"],
            With(".gitattributes", "#\0\n* text=auto\n", "#\0\n* text=auto\n", "#\0\n* text=auto\n")),
        ["renormalize: names without values"] = new(["merge.renormalize", "core.autocrlf"], s_crlf),
        ["core.ignoreCase without a value"] = new(["core.ignoreCase"], s_clash, "F merge=union"),
        ["renormalize: core.autocrlf=INPUT"] = new(["merge.renormalize=true", "core.autocrlf=INPUT"], s_crlf),
        ["renamed with other line ends, a text"] = new([], s_movedCrlf),
        ["renamed with other line ends, -diff"] = new([], s_movedCrlf, "* -diff"),
        ["renamed with other line ends, one is binary"] = new([], s_movedCrlf, "g binary"),
        ["renamed with other line ends, diff of what looks binary"] = new([], s_movedCrlfBinary, "* diff"),
        ["renamed with other line ends, looks binary"] = new([], s_movedCrlfBinary),
        ["core.attributesFile below the work tree"] = new(["core.attributesFile=.git/info/attributes"], s_clash, null, "f merge=union"),
        ["attributes in the trees"] = new([], With(".gitattributes", "* merge=union\n", "* merge=union\n", "* merge=union\n")),
        ["info/attributes"] = new([], s_clash, null, "f merge=union"),
        ["info/attributes over the work tree's"] = new([], s_clash, "f merge=union", "f -merge"),
        ["a quoted pattern"] = new([], s_clash, "\"f\" merge=union"),
        ["a class that there is not"] = new([], s_clash, "[^[:foo:]] merge=union"),
        ["a class that has no vertical tab"] = new([], Clash("a\vb"), "a[[:space:]]b merge=union"),
        ["** behind the beginning of a name"] = new([], Clash("dir/x/y/f"), "dir/x**/f merge=union"),
        ["many stars"] = new([], Clash(new string('a', 60)), "*a*a*a*a*a*a*a*a*a*a*a*a*b merge=union"),
        ["an unset attribute of a macro"] = new([], s_clash, "[attr]keep merge=union\nf keep\nf -keep"),
        ["a macro of macros"] = new([], s_clash, "[attr]keep -merge\n[attr]one keep two !text\n[attr]two merge=union\nf one -two\nf one"),
        ["a long chain of macros"] = new([], s_clash,
            string.Concat(Enumerable.Range(0, 4000).Select(i => $"[attr]m{i} m{i + 1}\n")) + "[attr]m4000 merge=union\nf m0"),
        ["a byte order mark"] = new([], s_clash, "\ufefff merge=union"),
        ["a byte order mark in the trees"] = new(["merge.renormalize=true"],
            With(".gitattributes", "\xEF\xBB\xBF* text=auto\n", "\xEF\xBB\xBF* text=auto\n", "\xEF\xBB\xBF* text=auto\n")),
        ["a line with a name that is none"] = new([], s_clash, "f merge=union\nf -merge b*d"),
        ["a line with a reserved name"] = new([], s_clash, "f merge=union builtin_x"),
        ["a line with a sign alone"] = new([], s_clash, "f merge=union -"),
        ["a macro with a name that is none"] = new([], s_clash, "[attr]m*ne merge=union\nf m*ne"),
        ["a blank after the macro's mark"] = new([], s_clash, "[attr] merge=union\n[ef] -merge"),
        ["a line that is too long"] = new([], s_clash, "f merge=union\nf -merge " + new string('x', 2048)),
        ["a quote that is not closed"] = new([], s_clash, "\"f merge=union"),
        ["an escape that is none"] = new([], s_clash, "\"\\f\\q\" merge=union\n\"\\146\" -merge"),
        ["merge=true and merge=false"] = new(["merge.default=union"], s_clash, "f merge=true\nf merge=false"),
        ["a value after a minus"] = new([], s_clash, "f -merge=union"),
        ["a value after an exclamation mark"] = new([], s_clash, "f merge=union\nf !merge=binary"),
        ["renormalize: text=true"] = new(["merge.renormalize=true"], s_crlf, "f text=true"),
        ["renormalize: text=false"] = new(["merge.renormalize=true", "core.autocrlf=true"], s_crlf, "f text=false"),
        ["conflict-marker-size that is none"] = new([], s_clash, "f conflict-marker-size=x"),
    };

    public static TheoryData<string> Names => [.. s_settings.Keys.Where(name => !IsNew(name))];

    public static TheoryData<string> NewNames => [.. s_settings.Keys.Where(IsNew)];

    // git before 2.50 does not let renames be turned off, and before 2.44 keeps no names to itself.
    private static bool IsNew(string name) => name == "a line with a reserved name"
        || s_settings[name].Configuration.Any(c => c is "merge.renames=false" or "diff.renames=false" or "merge.renames=0");

    [CurrentGitTheory]
    [MemberData(nameof(NewNames))]
    public void New_settings_count_as_for_git(string name) => Settings_count_as_for_git(name);

    [Theory]
    [MemberData(nameof(Names))]
    public void Settings_count_as_for_git(string name)
    {
        Setting setting = s_settings[name];
        using var repository = new TestRepository();
        foreach (string[] pair in setting.Configuration.Select(c => c.Split('=', 2)))
            Set(repository, pair[0], pair.ElementAtOrDefault(1));
        if (setting.WorkTreeAttributes is not null)
            repository.File(".gitattributes", setting.WorkTreeAttributes + "\n");
        if (setting.OwnAttributes is not null)
            repository.File(".git/info/attributes", setting.OwnAttributes + "\n");
        (Oid _, Oid ours, Oid theirs) = GitMergeTree.Write(repository, [setting.Trees])[0];
        (Oid, Oid)[] merges = [(ours, theirs), (theirs, ours)];
        // Each in a process of its own: git keeps the attributes of the first merge for those that follow.
        GitMerge[] truth = [.. merges.Select(m => GitMergeTree.Merge(repository, [m])[0]!)];
        using GitRepository git = repository.Open();
        for (int i = 0; i < merges.Length; i++)
        {
            MergeOutcome outcome = new MergeEngine(new ScratchStore(git.Objects), MergeOptions.Of(git))
                .MergeCommits(CommitHistory.Open(git), merges[i].Item1, merges[i].Item2);
            string? difference = MergeComparison.Difference(outcome, truth[i]);
            Assert.True(difference is null, $"{name}, {(i == 0 ? "as told" : "the other way round")}: {difference}");
        }
    }

    [Theory]
    [InlineData("filter.mine.clean=cat", "merge.renormalize=true", "f filter=mine")]
    [InlineData("filter.mine.required=true", "merge.renormalize=true", "f filter=mine")]
    [InlineData("core.autocrlf=false", "merge.renormalize=true", "f working-tree-encoding=UTF-16")]
    [InlineData("merge.mine.driver=true %A", "core.autocrlf=false", "f merge=mine")]
    [InlineData("diff.algorithm=patience", "core.autocrlf=false", "f text")]
    public void What_would_need_a_command_is_not_verified(string one, string two, string attributes)
    {
        using var repository = new TestRepository();
        foreach (string[] pair in new[] { one, two }.Select(c => c.Split('=', 2)))
            repository.Run("config", pair[0], pair[1]);
        repository.File(".gitattributes", attributes + "\n");
        (Oid _, Oid ours, Oid theirs) = GitMergeTree.Write(repository, [s_clash])[0];
        using GitRepository git = repository.Open();
        Assert.NotNull(new MergeEngine(new ScratchStore(git.Objects), MergeOptions.Of(git)).MergeCommits(CommitHistory.Open(git), ours, theirs).NotVerified);
    }

    /// <summary>As many as git itself could not follow on its stack.</summary>
    [Fact]
    public void Macros_may_stand_on_one_another_without_an_end()
    {
        using var repository = new TestRepository();
        string chain = string.Concat(Enumerable.Range(0, 100_000).Select(i => $"[attr]m{i} m{i + 1}\n"));
        repository.File(".gitattributes", chain + "[attr]m100000 merge=union m0\nf m0\n");
        (Oid _, Oid ours, Oid theirs) = GitMergeTree.Write(repository, [s_clash])[0];
        using GitRepository git = repository.Open();
        Assert.True(new MergeEngine(new ScratchStore(git.Objects), MergeOptions.Of(git)).MergeCommits(CommitHistory.Open(git), ours, theirs).IsClean);
    }

    [Theory]
    [InlineData("myers", Engine.Diffing.DiffAlgorithm.Myers)]
    [InlineData("histogram", Engine.Diffing.DiffAlgorithm.Histogram)]
    public void The_algorithm_of_merges_is_the_one_that_is_set(string set, Engine.Diffing.DiffAlgorithm algorithm)
    {
        using var repository = new TestRepository();
        repository.Run("config", "diff.algorithm", set);
        using GitRepository git = repository.Open();
        Assert.Equal(algorithm, MergeOptions.Of(git).Algorithm);
    }

    [CurrentGitFact]
    public void The_algorithm_that_git_merge_uses_can_be_set()
    {
        // Myers and histogram part ways here: what is moved and what stays.
        const string Old = "{\na\n}\n{\nb\n}\n{\nc\n}\n", Ours = "{\nc\n}\n{\na\n}\n{\nb\n}\n{\nc\n}\n", Theirs = "{\na\n}\n{\nB\n}\n{\nc\n}\nend\n";
        using var repository = new TestRepository();
        repository.Run("config", "diff.algorithm", "myers");
        var trees = new ThreeTrees(new Files().With("f", Old), new Files().With("f", Ours), new Files().With("f", Theirs));
        (Oid _, Oid ours, Oid theirs) = GitMergeTree.Write(repository, [trees])[0];
        using GitRepository git = repository.Open();
        MergeOptions options = MergeOptions.Of(git);
        Assert.Equal(Engine.Diffing.DiffAlgorithm.Myers, options.Algorithm);
        MergeOutcome outcome = new MergeEngine(new ScratchStore(git.Objects), options)
            .MergeCommits(CommitHistory.Open(git), ours, theirs, "HEAD", theirs.ToString());
        repository.Run("checkout", "-q", "-f", ours.ToString());
        Git.TryRun(repository.Path, null, null, "merge", "-q", "--no-edit", theirs.ToString());
        repository.Run("add", "-A");
        Assert.Equal(repository.Line("write-tree"), outcome.Tree.ToString());
    }

    [UnixTheory]
    [InlineData("user")]
    [InlineData("info/attributes")]
    [InlineData(".gitattributes")]
    public void Links_are_followed_where_git_follows_them(string where)
    {
        using var repository = new TestRepository();
        string target = Path.Combine(repository.Path, "target");
        File.WriteAllText(target, "f merge=union\n");
        string link = where == "user" ? Path.Combine(repository.Path, "user") : Path.Combine(repository.Path, where[0] == '.' ? "" : ".git", where);
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        File.Delete(link);
        File.CreateSymbolicLink(link, target);
        if (where == "user")
            repository.Run("config", "core.attributesFile", link);
        (Oid _, Oid ours, Oid theirs) = GitMergeTree.Write(repository, [s_clash])[0];
        GitMerge truth = GitMergeTree.Merge(repository, [(ours, theirs)])[0]!;
        Assert.Equal(where != ".gitattributes", truth.Clean);
        using GitRepository git = repository.Open();
        Assert.Null(MergeComparison.Difference(new MergeEngine(new ScratchStore(git.Objects), MergeOptions.Of(git))
            .MergeCommits(CommitHistory.Open(git), ours, theirs), truth));
    }

    [Fact]
    public void Attributes_of_the_trees_stay_those_that_the_merge_of_the_bases_began_with()
    {
        using var repository = new TestRepository();
        repository.Run("config", "merge.renormalize", "true");
        repository.File("f", Ten).File("g", Ten).Commit("start");
        // Two bases that both changed f, so that to merge them takes an attribute.
        repository.Run("checkout", "-q", "-b", "one");
        string one = repository.File(".gitattributes", "f text\n").Commit("f", "0\n" + Ten, "one");
        repository.Run("checkout", "-q", "-b", "two", "main");
        string two = repository.File(".gitattributes", "f text\n").Commit("f", Ten + "11\n", "two");
        Merge("ours", one, two, "g merge=union\n", Five("five"));
        Merge("theirs", two, one, "g merge=union\n", Five("V"));
        repository.Run("checkout", "-q", "--detach", "main");
        GitMerge truth =
            GitMergeTree.Merge(repository, [(Oid.Parse(repository.Line("rev-parse", "ours")), Oid.Parse(repository.Line("rev-parse", "theirs")))])[0]!;
        using GitRepository git = repository.Open();
        MergeOutcome outcome = new MergeEngine(new ScratchStore(git.Objects), MergeOptions.Of(git))
            .MergeCommits(CommitHistory.Open(git), git.ResolveCommit("ours"), git.ResolveCommit("theirs"));
        Assert.Null(MergeComparison.Difference(outcome, truth));
        // With the attributes that both sides have by now it would be clean.
        Assert.False(truth.Clean);

        void Merge(string name, string ours, string theirs, string attributes, string text)
        {
            repository.Run("checkout", "-q", "-B", name, ours);
            Assert.True(repository.TryMerge(theirs));
            repository.File(".gitattributes", attributes).Commit("g", text, name);
        }
    }

    [Fact]
    public void Attributes_come_from_the_tree_that_is_named_for_them()
    {
        using var repository = new TestRepository();
        repository.File(".gitattributes", "f merge=union\n").Commit("attributes");
        repository.Run("config", "attr.tree", repository.Line("rev-parse", "HEAD"));
        repository.File(".gitattributes", "f -merge\n");
        (Oid _, Oid ours, Oid theirs) = GitMergeTree.Write(repository, [s_clash])[0];
        using GitRepository git = repository.Open();
        MergeOutcome outcome = new MergeEngine(new ScratchStore(git.Objects), MergeOptions.Of(git)).MergeCommits(CommitHistory.Open(git), ours, theirs);
        Assert.True(outcome.IsClean);
        if (MergeComparison.GitIsCurrent)
            Assert.Null(MergeComparison.Difference(outcome, GitMergeTree.Merge(repository, [(ours, theirs)])[0]!));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Submodules_that_are_here_merge_as_in_git(bool isHere, bool isOnlyAmongModules)
    {
        using var repository = new TestRepository();
        using var inner = new TestRepository();
        string one = inner.Commit("a", "1\n", "one"), two = inner.Commit("a", "2\n", "two"), three = inner.Commit("a", "3\n", "three");
        inner.Run("checkout", "-q", "-b", "side", one);
        string side = inner.Commit("b", "1\n", "side");
        repository.File(".gitmodules", "[submodule \"inner name\"]\n\tpath = s\n\turl = ../inner\n");
        if (isHere)
            Git.Run(repository.Path, [.. isOnlyAmongModules ? (string[])["clone", "-q", "--bare"] : ["clone", "-q"], inner.Path,
                isOnlyAmongModules ? ".git/modules/inner name" : "s"]);
        if (isOnlyAmongModules)
            Directory.CreateDirectory(Path.Combine(repository.Path, "s"));
        Files Super(string commit) => new Files().With("keep", "k\n").With("s", commit, "160000");
        ThreeTrees[] trees =
        [
            new(Super(one), Super(two), Super(three)),
            new(Super(one), Super(three), Super(two)),
            new(Super(one), Super(two), Super(side)),
            new(Super(two), Super(one), Super(three)),
            new(Super(one), Super(new('5', 40)), Super(three)),
            new(new Files().With("keep", "k\n"), Super(two), Super(three)),
            new(Super(one).With("keep", "k\n"), new Files().With("keep", "k\n").With("moved", three, "160000"), Super(two)),
        ];
        (Oid Base, Oid Ours, Oid Theirs)[] commits = GitMergeTree.Write(repository, trees);
        GitMerge?[] truth = GitMergeTree.Merge(repository, [.. commits.Select(c => (c.Ours, c.Theirs))]);
        using GitRepository git = repository.Open();
        for (int i = 0; i < trees.Length; i++)
        {
            MergeOutcome outcome = new MergeEngine(new ScratchStore(git.Objects), MergeOptions.Of(git))
                .MergeCommits(CommitHistory.Open(git), commits[i].Ours, commits[i].Theirs);
            string? difference = MergeComparison.Difference(outcome, truth[i]!);
            Assert.True(difference is null, $"{i}: {difference}");
        }
        Assert.Equal(isHere, truth[0]!.Clean);
    }

    private static void Set(TestRepository repository, string key, string? value)
    {
        // git config writes no name without a value.
        if (value is null)
            File.AppendAllText(Path.Combine(repository.Path, ".git", "config"), $"[{key.Split('.')[0]}]\n\t{key.Split('.')[1]}\n");
        else
            repository.Run("config", key, value);
    }

    private static string Five(string replacement) => Ten.Replace("5", replacement, StringComparison.Ordinal);

    private static string Crlf(string text) => text.Replace("\n", "\r\n", StringComparison.Ordinal);

    private static ThreeTrees Clash(string path) =>
        new(new Files().With(path, Ten), new Files().With(path, Five("five")), new Files().With(path, Five("V")));

    private static Files Attributed(Files files) => files.With(".gitattributes", "f merge=union\n");

    private static ThreeTrees With(string path, string? @base, string? ours, string? theirs, string mode = "100644")
    {
        return new(Put(s_base, @base), Put(s_base.With("f", Crlf("0\n" + Five("five"))).With("d/x", Crlf("0\nx\n" + Ten)), ours),
            Put(s_base.With("f", Five("five") + "11\n").With("d/x", "x\n" + Ten + "11\n"), theirs));

        Files Put(Files files, string? content) => content is null ? files : files.With(path, content, mode);
    }
}
