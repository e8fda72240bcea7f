using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;
using MaintainerTools.Engine.RangeDiff;
using MaintainerTools.Engine.Tests.Support;
using Xunit.Abstractions;

namespace MaintainerTools.Engine.Tests.RangeDiff;

/// <summary>Versions of a series compared as git range-diff compares them.</summary>
public partial class SeriesComparerTests(ITestOutputHelper output)
{
    private static readonly string[] s_words = ["alpha", "beta", "gamma", "delta", "if (x)", "return y;", "", "\tindented", "int main(void)", "}",
        "static int f(int a)", "{"];

    [Fact]
    public void Pairs_and_diffs_of_diffs_are_those_of_git_on_random_series()
    {
        Gen<int[]> edits = Gen.Int[0, 10_000].Array[3, 9];
        Gen.Select(edits, edits, Gen.Int[0, 5]).Sample(
            (first, second, shared) =>
            {
                using var repository = new TestRepository();
                Import(repository, first, second, shared);
                AssertAsGit(repository.Path, "main..old", "main..new");
            },
            iter: 20,
            threads: 1,
            writeLine: output.WriteLine);
    }

    [Fact]
    public void New_deleted_renamed_binary_linked_and_mode_changed_files_are_named_as_git_names_them()
    {
        using var repository = new TestRepository();
        repository.File("a b.txt", "one\ntwo\nthree\nfour\nfive\nsix\n").File("gone", "x\ny\n")
            .File("dir/long", string.Concat(Enumerable.Range(0, 40).Select(i => $"line {i}\n")))
            .File("bin", "a\0b").File("crlf", "a\r\nb\r\n").File("open", "no newline").Commit("base");
        repository.Run("checkout", "-qb", "old");
        Version("first words");
        repository.Run("checkout", "-qf", "main");
        repository.Commit("other", "other\n", "moves the base");
        repository.Run("checkout", "-qb", "new");
        Version("second words");
        AssertAsGit(repository.Path, "main~1..old", "main..new");

        void Version(string words)
        {
            repository.File("a b.txt", $"one\ntwo\n{words}\nfour\nfive\nsix\n").Commit("changes\ta tab\n\nBody of\tit " + words + "\n\n\nend  \n\n");
            repository.Delete("gone").File("über", words + "\n").Commit("adds and deletes");
            File.Move(Path.Combine(repository.Path, "dir/long"), Path.Combine(repository.Path, "long2"));
            repository.Commit("renames " + words);
            repository.File("bin", "a\0" + words).File("crlf", "a\r\n" + words + "\r\n").File("open", words).Commit("binary, CRLF, no line end");
            repository.Run("update-index", "--chmod=+x", "open");
            repository.CommitIndex("mode");
            repository.CommitIndex("empty " + words);
            repository.Run("notes", "add", "-f", "-m", "a note of " + words);
        }
    }

    [Fact]
    public void A_mailbox_is_a_version_too()
    {
        using var repository = new TestRepository();
        repository.Commit("f.c", "int f(void)\n{\n\treturn 1;\n}\n", "base");
        repository.Run("checkout", "-qb", "topic");
        repository.Commit("f.c", "int f(void)\n{\n\treturn 2;\n}\n", "f: return two\n\nBecause it was one.\n");
        repository.Commit("g", "new\n", "g: add");
        repository.Commit("bin", "a\0b", "bin: add");
        string mbox = Path.Combine(repository.Path, ".git", "v1.mbox");
        File.WriteAllText(mbox, repository.Run("format-patch", "--stdout", "main..topic"));
        repository.Run("checkout", "-q", "topic~1");
        repository.Commit("g", "newer\n", "g: add");
        using GitRepository opened = repository.Open();
        IReadOnlyList<SeriesPair> same = Compare(opened, mbox, "topic", oldIsFile: true);
        Each.Holds(same, p => Assert.Equal((SeriesPairStatus.Same, PickGrade.Exact), (p.Status, p.Grade)));
        Assert.Equal(repository.Line("rev-parse", "topic~2"), same[0].Old);
        IReadOnlyList<SeriesPair> changed = Compare(opened, mbox, "HEAD", oldIsFile: true);
        Assert.Equal(["<", "=", "=", ">"], changed.Select(p => p.Mark).Order());

        static IReadOnlyList<SeriesPair> Compare(GitRepository opened, string old, string @new, bool oldIsFile) =>
            new SeriesComparer(new Workspace(opened)).Compare(new SeriesComparisonRequest { Old = old, New = @new, OldIsFile = oldIsFile, Since = "main" });
    }

    [Theory]
    [InlineData("*.x diff=cpp", "int f(void)", "public:", "out: /* label */", "  indented(", "::std::x y", "struct s {")]
    [InlineData("*.x diff=python", "class A:", "    async def g(x):", "    def h():", "  if x:", "define = 1", "\tdef t():")]
    [InlineData("*.x diff=rust", "pub(crate) fn f() {", "    unsafe fn g<T>(x: T)", "use std::fs;", "    trait T;",
        "impl<T> A for B {", "extern \"C\" fn h() {")]
    [InlineData("*.x diff=golang", "func (a *A) F() {", "type T struct {", "type X int", "\tfunc() {", "function", "type I interface { x }")]
    [InlineData("*.x diff=perl", "package A::B;", "sub f {", "sub g ($$) {", "BEGIN {", "=head1 NAME", "submarine {")]
    [InlineData("*.x diff=ruby", "module M", "  class A < B", "    def f(x)", "defer x", "  if y", "\tdef g")]
    [InlineData("*.x diff=markdown", "# One", "   ### Three", "    # four", "#none", "###### six", "text # not")]
    [InlineData("*.x diff=css", "body {", ".a > b,", "  color: red;", "@media print {", "a:hover {", "[x] {")]
    [InlineData("*.x diff=html", "<h1>One</h1>", "  <h3 class=x>Three</h3>", "<p>", "<hr>", "<H2>two", "text <h1>")]
    [InlineData("*.x diff=tex", "\\section{One}", "\\subsubsection*{Three}", "\\paragraph{x}", "\\chapter{y}", " \\part{z}", "\\part{z}")]
    [InlineData("*.x diff=dts", "/ {", "\t&a {", "b: c@1,0 {", "d = <1>;", "e;", "#f {", "/delete-node/ g", "h: i")]
    [InlineData("*.x diff=kotlin", "fun f() = 1", "\tdata class A(val b: C)", "object D {", "  private fun E.g() {", "@H fun i()", "  fun",
        "J fun k()", "fun interface L")]
    [InlineData("*.x diff=php", "function f() {", "\tabstract final public function g();", "final class A", "readonly class B", "$h = function () {",
        "trait C", "enum D: int", "interfaces", "var function i")]
    [InlineData("*.x diff=mine", "[one]", "[sec12]", "-- two three", "no", "[ four ]", " [five]")]
    [InlineData("*.x diff=basic", "Sub abc1(x)", "Function+ f", "Function f", "sub x", "Sub (", "x Sub y")]
    [InlineData("*.x diff=other", "int f(void)", " indented", "$x", "_y", "9", "-")]
    // Of a heading git shows what is UTF-8: not Latin-1, nor half of a letter that stands where its buffer ends.
    [InlineData("*.x diff=other", "int f\u00E9(void)", "_\u00C3\u00A9\u00E9x", "b\u00EF\u00BF\u00BEz",
        "int f(a name that goes on until where the buffer of git for a heading ends, so \u00C3\u00A9y")]
    [InlineData("*.x -diff", "int f(void)", " indented", "$x", "_y", "9", "-")]
    [InlineData("[attr]mine diff=python\n*.x mine", "class A:", "def x", "int f(void)", "9", "-", "    def y")]
    public void Headings_are_those_of_the_diff_driver(string attributes, params string[] lines)
    {
        using var repository = new TestRepository();
        repository.Run("config", "diff.mine.xfuncname", "!^\\[sec1[[:digit:]]\\]\n^(\\[[^]]+)\\]|^-- (.*)$");
        repository.Run("config", "diff.basic.funcname", "^\\(Sub [a-z]*\\|Function+.*\\)");
        List<string> text = [.. lines.SelectMany(l => Enumerable.Range(1, 9).Select(i => $" {i} of {l.Length}").Prepend(l))];
        repository.File(".gitattributes", attributes + "\n");
        repository.Commit("f.x", Text(), "base");
        foreach (string branch in (string[])["one", "two"])
        {
            repository.Run("checkout", "-q", "-b", branch, "main");
            List<string> kept = [.. text];
            for (int i = 5; i < text.Count; i += 10)
                text[i] += " " + branch;
            repository.Commit("f.x", Text(), "change");
            text = kept;
        }
        AssertAsGit(repository.Path, "main..one", "main..two");

        string Text() => string.Concat(text.Select(l => l + "\n"));
    }

    // git had these patterns otherwise before.
    [Theory]
    [InlineData("*.x diff=bash", "f() {", "\tfunction g if x", "function h", "h ( ) # i", "function j(", "f-k() {", "functionl {", "echo m() {")]
    [InlineData("*.x diff=java", "class A {", "\tpublic sealed interface B", "record C(int x) { int y; }", "  List<?> d(int e", "  f(g) {",
        "  return h(i)", "  int j();", "  newK l(m)", "  int[] n ()", "@O class P {")]
    public void Headings_are_those_of_the_driver_of_a_current_git(string attributes, params string[] lines)
    {
        if (MergeComparison.GitIsCurrent)
            Headings_are_those_of_the_diff_driver(attributes, lines);
    }

    [MirrorFact("git+git")]
    public void Topics_of_git_rebased_elsewhere_pair_as_git_pairs_them()
    {
        string mirror = Mirrors.Find("git+git")!;
        string clone = Directory.CreateTempSubdirectory("mt-range-").FullName;
        try
        {
            Git.Run(clone, "clone", "-q", "--bare", "--shared", mirror, "repo");
            clone = Path.Combine(clone, "repo");
            string[] merges = Git.Run(clone, "log", "--first-parent", "--merges", "-n", "1500", "--format=%P", "HEAD")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries);
            int compared = 0;
            int pairs = 0;
            int changed = 0;
            for (int i = 0; i < merges.Length - 120 && compared < 200; i += 2)
            {
                string[] parents = merges[i].Split(' ');
                string onto = merges[i + 60 + (i % 60)].Split(' ')[0];
                string topic = parents[1];
                string since = Git.Run(clone, "merge-base", parents[0], topic).Trim();
                string[] commits = Git.Run(clone, "rev-list", "--reverse", since + ".." + topic).Split('\n', StringSplitOptions.RemoveEmptyEntries);
                if (commits.Length is < 3 or > 60 || Rebase(clone, commits, onto) is not { } rebased)
                    continue;
                (int p, int c) = AssertAsGit(clone, since + ".." + topic, onto + ".." + rebased);
                pairs += p;
                changed += c;
                compared++;
            }
            output.WriteLine($"{compared} pairs of versions, {pairs} pairs of patches, {changed} of them changed");
            Assert.Equal(200, compared);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(clone)!, true);
        }
    }

    /// <summary>Picks commits one on the other in memory, then writes them; a commit that conflicts is left out, every fourth gets another line.</summary>
    private static string? Rebase(string path, string[] commits, string onto)
    {
        using GitRepository repository = Mirrors.Open(path);
        var scratch = new ScratchStore(repository.Objects);
        var engine = new MergeEngine(scratch);
        Oid tip = Oid.Parse(onto);
        Oid tree = scratch.ReadCommit(tip).Tree;
        int made = 0;
        foreach (string name in commits)
        {
            CommitObject commit = scratch.ReadCommit(Oid.Parse(name));
            if (commit.IsMerge || engine.Pick(tree, commit.Id) is not { IsClean: true } outcome)
                continue;
            tree = outcome.Tree;
            tip = scratch.Write(ObjectType.Commit, CommitObject.Serialize(tree, [tip], commit.Author, commit.Committer, commit.EncodingName,
                default, commit.MessageBytes));
            made++;
        }
        if (made == 0)
            return null;
        new RepositoryWriter(repository).Publish(scratch, [tip], SilentMonitor.Instance);
        return tip.ToString();
    }

    private static (int Pairs, int Changed) AssertAsGit(string path, string old, string @new)
    {
        string expected = Git.Run(path, "-c", "core.abbrev=7", "range-diff", "--no-color", old, @new);
        using GitRepository repository = GitRepository.Open(path, path);
        IReadOnlyList<SeriesPair> pairs = new SeriesComparer(new Workspace(repository)).Compare(new SeriesComparisonRequest { Old = old, New = @new });
        var git = new List<string>();
        foreach (string line in expected.Split('\n'))
        {
            if (PairLine().Match(line) is { Success: true } match)
                git.Add($"{match.Groups[1].Value} {match.Groups[2].Value} {match.Groups[3].Value}");
            else if (line.Length > 0)
                git.Add(line[4..]);
        }
        var ours = new List<string>();
        foreach (SeriesPair pair in pairs)
        {
            ours.Add($"{Number(pair.OldNumber)} {pair.Mark} {Number(pair.NewNumber)}");
            if (pair.Diff is not null)
                ours.AddRange(pair.Diff.TrimEnd('\n').Split('\n'));
        }
        Assert.Equal(string.Join('\n', git), string.Join('\n', ours));
        return (pairs.Count, pairs.Count(p => p.Status == SeriesPairStatus.Changed));

        static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";
    }

    /// <summary>Writes two series with one git process: the first patches are shared, the others are random edits of three files.</summary>
    private static void Import(TestRepository repository, int[] first, int[] second, int shared)
    {
        var import = new FastImport();
        string[][] files = [.. Enumerable.Range(0, 3).Select(f => Enumerable.Range(0, 30).Select(i => s_words[(i * 7 + f) % s_words.Length]).ToArray())];
        int @base = Commit("main", "base", [], files);
        Series("old", first, 0, @base, files);
        string[][] moved = [.. files.Select(f => (string[])f.Clone())];
        moved[0][0] = "moved base";
        @base = Commit("main2", "moved", [@base], moved);
        Series("new", [.. first.Take(shared), .. second], 1, @base, moved);
        import.Write(repository);

        void Series(string branch, int[] edits, int version, int last, string[][] start)
        {
            string[][] state = [.. start.Select(f => (string[])f.Clone())];
            for (int i = 0; i < edits.Length; i++)
            {
                int edit = edits[i];
                string[] file = state[edit % 3];
                for (int k = 0; k <= edit % 4; k++)
                    file[(edit / 3 + k * (1 + edit % 5)) % file.Length] = s_words[(edit / 7 + k) % s_words.Length]
                        + (edit % 11 == 0 && version == 1 ? " again" : "");
                last = Commit(branch, $"edit {edit % 13}", [last], state);
            }
        }

        int Commit(string branch, string message, int[] parents, string[][] state) => import.Commit(
            "refs/heads/" + branch, message, 1_500_000_000, parents, state.Select((lines, f) => ($"f{f}.c", "644", string.Join('\n', lines) + "\n")));
    }

    [GeneratedRegex(@"\A\s*(\d+|-):\s+[0-9a-f-]+ ([=!<>])\s+(\d+|-):\s+[0-9a-f-]+ ", RegexOptions.CultureInvariant)]
    private static partial Regex PairLine();
}
