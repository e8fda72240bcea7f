using System.Globalization;
using System.Text;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Objects.WorkTrees;

/// <summary>
/// Single bits flipped, one at a time, of what libgit2 reads while it looks for attributes and line ends: .gitattributes in the work tree, in git's own folder,
/// in the index and as an object. What a work tree becomes is what git makes of the same files, or an error of the module's own; of a file with odd
/// lines, which
/// libgit2 reads otherwise here and there, it is any answer.
/// </summary>
public sealed class AttributeDamageTests : IDisposable
{
    private const string Attributes =
        "*.txt text eol=crlf\nd1/* text=auto\nd1/f3 -text\n[attr]mine text eol=lf\nd2/** mine\n*.i ident\n*.c whitespace=trailing-space merge=union\n";

    private static readonly string[] s_names = ["a.txt", "d1/f1", "d1/f2.txt", "d1/f3", "d2/g", "d2/e/h.i", "m.c"];

    private static readonly int s_flips =
        int.TryParse(Environment.GetEnvironmentVariable("MAINTAINERTOOLS_FLIPS"), NumberStyles.None, CultureInfo.InvariantCulture, out int given) ? given : 300;

    private readonly TestRepository _test = new();
    private DateTime _time = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public AttributeDamageTests()
    {
        foreach (string name in s_names)
            _test.File(name, $"1\n2 $Id$\n{name}\n");
        _test.File(".gitattributes", Attributes).Commit("all");
    }

    public void Dispose() => _test.Dispose();

    [Theory]
    [InlineData(".gitattributes")]
    [InlineData(".git/info/attributes")]
    public void One_flipped_bit_of_an_attributes_file_gives_an_answer(string name)
    {
        Change();
        string file = Path.Combine(_test.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, Attributes);
        Flip(file);
    }

    [Theory]
    [InlineData("index")]
    [InlineData("object")]
    public void One_flipped_bit_of_attributes_that_the_index_has_gives_gits_answer(string what)
    {
        Change();
        // Where the work tree has none the index's are read.
        File.Delete(Path.Combine(_test.Path, ".gitattributes"));
        string blob = _test.Line("rev-parse", ":.gitattributes");
        Flip(Path.Combine(_test.Path, ".git", what == "index" ? "index" : $"objects/{blob[..2]}/{blob[2..]}"));
    }

    // Each file differs from the index's, so that each is read.
    private void Change()
    {
        foreach (string name in s_names)
            File.WriteAllText(Path.Combine(_test.Path, name), $"1\r\n2 $Id: not {name} $\r\n3\nchanged {name}\r\n");
    }

    private void Flip(string file)
    {
        byte[] whole = File.ReadAllBytes(file);
        Assert.Equal(AskGit(), Ask());
        var random = new Random(1);
        var wrong = new List<string>();
        int right = 0;
        bool isFile = Path.GetFileName(file).EndsWith("attributes", StringComparison.Ordinal);
        for (int i = 0; i < s_flips; i++)
        {
            int bit = random.Next(whole.Length * 8);
            byte[] flipped = [.. whole];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Replace(file, flipped);
            // Where the index has other lines than the file, libgit2 takes both.
            if (Path.GetFileName(file) == ".gitattributes")
                _test.Run("update-index", ".gitattributes");
            string? expected = AskGit(), answer;
            try
            {
                answer = Ask();
                right += answer == expected ? 1 : 0;
            }
            catch (MaintainerException)
            {
                continue;
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                answer = $"foreign {e.GetType().Name} {e.Message}";
            }
            if (answer != expected && (!isFile || answer.StartsWith("foreign", StringComparison.Ordinal)))
                wrong.Add($"bit {bit} of {whole.Length * 8}: git {expected ?? "fails"}, here {answer}");
        }
        Replace(file, whole);
        Assert.True(wrong.Count == 0, $"{right} right, {wrong.Count} wrong:\n{string.Join('\n', wrong.Take(20))}");
        Assert.True(!isFile || right > s_flips / 2, $"{right} right answers are few");
    }

    private void Replace(string file, byte[] content)
    {
        File.Delete(file);
        File.WriteAllBytes(file, content);
        File.SetLastWriteTimeUtc(file, _time = _time.AddSeconds(1));
    }

    private string Ask()
    {
        using GitRepository repository = _test.Open();
        Oid head = repository.Objects.ReadCommit(repository.ResolveCommit("HEAD")).Tree;
        var scratch = new ScratchStore(repository.Objects);
        Oid tree = new WorkTreeSnapshot(repository, scratch).Write(head, staged: false);
        return string.Join('\n', TreeDiff.Compute(scratch, head, tree).Where(change => change.Path != ".gitattributes")
            .Select(change => $"{change.NewId} {change.Path}").Order(StringComparer.Ordinal));
    }

    // The same by git, in an index of its own; null where it fails.
    private string? AskGit()
    {
        string index = Path.Combine(_test.Path, ".git", "index-of-git");
        File.Copy(Path.Combine(_test.Path, ".git", "index"), index, true);
        // git has left it where it gave up on a damaged index.
        File.Delete(index + ".lock");
        var environment = new Dictionary<string, string> { ["GIT_INDEX_FILE"] = index };
        // The attributes stay in it, for that is where they are read.
        if (Git.TryRun(_test.Path, null, environment, ["update-index", .. s_names]).ExitCode != 0)
            return null;
        (int code, byte[] output, _) = Git.TryRun(_test.Path, null, environment,
            "diff-index", "--cached", "--no-renames", "-z", "HEAD", "--", ":!.gitattributes");
        string[] parts = Encoding.UTF8.GetString(output).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        return code == 0
            ? string.Join('\n', parts.Chunk(2).Select(part => $"{part[0].Split(' ')[3]} {part[1]}").Order(StringComparer.Ordinal))
            : null;
    }
}
