using System.Globalization;
using System.Text;
using CsCheck;
using MaintainerTools.Engine.History.Pathspecs;
using MaintainerTools.Engine.Merging.Attributes;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Objects;

/// <summary>
/// The one glob, through both that use it, beside git: many patterns and names a call. MAINTAINERTOOLS_GLOBS says how many patterns each test generates,
/// as 100000.
/// </summary>
public sealed class GlobPropertyTests
{
    private const int Usual = 4000;

    private static readonly int s_patterns =
        int.TryParse(Environment.GetEnvironmentVariable("MAINTAINERTOOLS_GLOBS"), NumberStyles.None, CultureInfo.InvariantCulture, out int given)
            ? given : Usual;

    private static readonly string[] s_plain = ["a", "b", "c", "A", "B", "/", "/", "-", "]", "[", "^", "!", ":", ".c", "é", " ", "\t", "\v",
        "\f", "\r", "0", "~", "\x7f"];

    private static readonly string[] s_wild =
    [
        "*", "*", "*", "**", "**", "***", "?", "?", "/**/", "**/", "/**", "\\a", "\\A", "\\*", "\\/", "\\[", "\\\\", "\\", "[", "[!", "[^", "[ab]", "[AB]",
        "[!a]", "[^a]", "[a-c]", "[A-C]", "[c-a]", "[!-~]",
        "[]a]", "[]-c]", "[!]a]", "[a-]", "[-a]", "[--a]", "[a-c-e]", "[\\a]", "[\\A-C]", "[a-\\c]", "[\\]]", "[a\\", "[a/b]", "[!/]", "[*?]", "[[]", "[[:]",
        "[[:a]", "[[::]]", "[:a:]", "[^[:foo:]]", "[[:foo:]a]",
        "[[:alpha:]]", "[[:alnum:]]", "[[:blank:]]", "[[:cntrl:]]", "[[:digit:]]", "[[:graph:]]", "[[:lower:]]", "[[:print:]]", "[[:punct:]]", "[[:space:]]",
        "[[:upper:]]", "[[:xdigit:]]", "[![:space:]]",
        "[^[:upper:]]", "[[:digit:][:upper:]]", "[[:lower:]-c]", "[a-[:digit:]]", "[[:ALPHA:]]", "[[:alpha:",
    ];

    private static readonly Gen<string> s_name = Of(s_plain).Array[1, 7].Select(AsName);

    private static readonly Gen<string> s_pattern = Gen.OneOf(Of(s_plain), Of(s_wild)).Array[1, 6].Select(string.Concat);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Attributes_are_of_the_names_that_git_check_attr_gives_them(bool ignoreCase)
    {
        const int Batch = 500, Names = 100;
        using var repository = new TestRepository(bare: true);
        repository.Run("config", "core.ignorecase", ignoreCase ? "true" : "false");
        string file = Path.Combine(repository.Path, "info", "attributes");
        Gen.Select(s_pattern.Array[Batch], s_name.Array[Names]).Sample(
            (patterns, names) =>
            {
                File.WriteAllText(file, string.Concat(patterns.Select((pattern, i) => $"{Quote(pattern)} a{i}\n")), new UTF8Encoding(false));
                (int exitCode, byte[] output, string error) = Git.TryRun(
                    repository.Path, Encoding.UTF8.GetBytes(string.Concat(names.Select(name => name + '\0'))), null, "check-attr", "-z", "--stdin", "-a");
                Assert.True(exitCode == 0, error);
                string[] fields = Encoding.UTF8.GetString(output).Split('\0');
                var expected = new HashSet<(string, string)>();
                for (int i = 0; i + 2 < fields.Length; i += 3)
                    expected.Add((fields[i], fields[i + 1]));
                using GitRepository opened = repository.Open();
                var attributes = new RepositoryAttributes(opened);
                Assert.Equal([], names.Distinct().SelectMany(name => patterns.Select((pattern, i) => (name, i, pattern)))
                    .Where(pair => expected.Contains((pair.name, $"a{pair.i}")) != (attributes.Get(PathText.Encode(pair.name), $"a{pair.i}") is not null)));
            },
            iter: Math.Max(1, s_patterns / 2 / Batch),
            threads: 1);
    }

    [Fact]
    public void Pathspecs_match_what_git_ls_files_lists()
    {
        // A folder a pattern, each with the same names, so that the list tells which pattern a name is listed for.
        const int Batch = 200, Names = 60;
        using var repository = new TestRepository(bare: true);
        var random = new Random(1);
        string[] names = [.. Enumerable.Range(0, 4 * Names).Select(_ => AsName(random.GetItems(s_plain, random.Next(1, 8)))).Distinct().Take(Names)];
        // One name may not be another's folder.
        names = [.. names.Where(name => !names.Any(other => other.StartsWith(name + "/", StringComparison.Ordinal)))];
        string blob = Encoding.ASCII.GetString(Git.TryRun(repository.Path, "x\n"u8.ToArray(), null, "hash-object", "-w", "--stdin").Output).Trim();
        string entries = string.Concat(Enumerable.Range(0, Batch).SelectMany(folder => names.Select(name => $"100644 {blob}\t{folder}/{name}\0")));
        Git.TryRun(repository.Path, Encoding.UTF8.GetBytes(entries), null, "update-index", "-z", "--index-info");
        Assert.Equal(Batch * names.Length, repository.Run("ls-files", "-z").Count(c => c == '\0'));
        Assert.InRange(names.Length, Names / 2, Names);
        Gen.Select(Of(["", ":(glob)", ":(icase)", ":(icase,glob)"]), s_pattern)
            .Select((magic, pattern) => (Magic: magic, Pattern: pattern)).Array[Batch].Sample(
            patterns =>
            {
                string[] pathspecs = [.. patterns.Select((pattern, folder) => $"{pattern.Magic}{folder}/{pattern.Pattern}")];
                var expected = repository.Run(["ls-files", "-z", "--", .. pathspecs]).Split('\0').ToHashSet(StringComparer.Ordinal);
                Pathspec[] parsed = [.. pathspecs.Select(Pathspec.Parse)];
                Assert.Equal([], pathspecs.SelectMany((pathspec, folder) => names.Select(name => (pathspec, name, folder)))
                    .Where(pair => expected.Contains($"{pair.folder}/{pair.name}") != parsed[pair.folder]
                        .Matches(Encoding.UTF8.GetBytes($"{pair.folder}/{pair.name}"), false)));
            },
            iter: Math.Max(1, s_patterns / Batch),
            threads: 1);
    }

    private static Gen<string> Of(string[] parts) => Gen.OneOf(Array.ConvertAll(parts, part => (Gen<string>)Gen.Const(part)));

    private static string AsName(string[] parts) =>
        string.Join('/', string.Concat(parts).Split('/', StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } name ? name : "a";

    /// <summary>As git reads a pattern between quotes.</summary>
    private static string Quote(string pattern)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in pattern)
        {
            quoted.Append(c switch
            {
                '"' or '\\' => "\\" + c,
                < ' ' => "\\" + Convert.ToString(c, 8).PadLeft(3, '0'),
                _ => c.ToString(),
            });
        }
        return quoted.Append('"').ToString();
    }
}
