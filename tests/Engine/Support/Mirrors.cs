using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Tests.Support;

/// <summary>
/// Clones of real repositories for the tests that compare with git on real history: MAINTAINERTOOLS_MIRRORS names a folder that holds owner+name/repo,
/// MAINTAINERTOOLS_CASES one with tables of known answers. Without them those tests are skipped and say so.
/// </summary>
public static class Mirrors
{
    private static readonly string? s_folder = Environment.GetEnvironmentVariable("MAINTAINERTOOLS_MIRRORS");
    private static readonly string? s_cases = Environment.GetEnvironmentVariable("MAINTAINERTOOLS_CASES");

    /// <summary>The repository's folder; null when it is not here.</summary>
    public static string? Find(string name) =>
        s_folder is not null && Directory.Exists(System.IO.Path.Combine(s_folder, name, "repo")) ? System.IO.Path.Combine(s_folder, name, "repo") : null;

    /// <summary>The rows of a table of cases as column name → value; null when the tables are not here.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>>? Cases(string table)
    {
        string? file = s_cases is null ? null : System.IO.Path.Combine(s_cases, table);
        if (file is null || !File.Exists(file))
            return null;
        string[] lines = File.ReadAllLines(file);
        string[] columns = lines[0].Split('\t');
        return [.. lines.Skip(1).Select(line => line.Split('\t').Select((value, i) => (columns[i], value)).ToDictionary(x => x.Item1, x => x.value))];
    }

    /// <summary>The rows of a table that are about one repository; there are some.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Rows(string table, string repository)
    {
        IReadOnlyDictionary<string, string>[] rows = [.. Cases(table)!.Where(row => row["repo"] == repository)];
        Assert.NotEmpty(rows);
        return rows;
    }

    /// <summary>Opens a mirror.</summary>
    public static GitRepository Open(string path) => GitRepository.Open(path, path);
}

/// <summary>A test that needs clones of real repositories; skipped where MAINTAINERTOOLS_MIRRORS does not name them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MirrorFactAttribute : FactAttribute
{
    /// <summary>Skips unless the repository is there (and, if asked, the tables of cases).</summary>
    public MirrorFactAttribute(string repository, bool cases = false)
    {
        Repository = repository;
        if (repository.Length > 0 && Mirrors.Find(repository) is null)
            Skip = $"{repository} is not under MAINTAINERTOOLS_MIRRORS";
        else if (cases && Mirrors.Cases("merge-base-cost.tsv") is null)
            Skip = "no tables of cases: MAINTAINERTOOLS_CASES";
    }

    /// <summary>owner+name of the repository; empty for any.</summary>
    public string Repository { get; }
}

/// <summary>The same for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MirrorTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips unless mirrors are named (and, if asked, the tables of cases).</summary>
    public MirrorTheoryAttribute(bool cases = false)
    {
        if (Environment.GetEnvironmentVariable("MAINTAINERTOOLS_MIRRORS") is null)
            Skip = "no clones of real repositories: MAINTAINERTOOLS_MIRRORS";
        else if (cases && Mirrors.Cases("merge-base-cost.tsv") is null)
            Skip = "no tables of cases: MAINTAINERTOOLS_CASES";
    }
}
