using System.Globalization;
using CsCheck;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Tests.Support;

/// <summary>A random history described by numbers, so that a failing one shrinks: for each commit its parents (as distances back) and its clock's error.</summary>
public sealed record GeneratedHistory(int[][] Parents, int[] ClockErrors, int[] Files)
{
    /// <summary>Histories of up to <paramref name="commits"/> commits; clocks lie by up to <paramref name="skew"/> commits' worth of time.</summary>
    public static Gen<GeneratedHistory> Of(int commits, int skew) =>
        from count in Gen.Int[6, commits]
        from parents in Gen.Frequency((12, Gen.Int[1, 4].Array[1]), (5, Gen.Int[1, 12].Array[2]), (1, Gen.Int[1, 20].Array[3]), (1, Gen.Int[1, 2].Array[0])).Array[count]
        from errors in Gen.Frequency((4, Gen.Const(0)), (1, Gen.Int[-skew, skew])).Array[count]
        from files in Gen.Int[0, 5].Array[count]
        select new GeneratedHistory(parents, errors, files);

    /// <summary>Writes it with git fast-import; returns the commits' ids, oldest first. Each has a branch c0, c1, …</summary>
    public Oid[] Write(TestRepository repository)
    {
        ArgumentNullException.ThrowIfNull(repository);
        var import = new FastImport();
        for (int i = 0; i < Parents.Length; i++)
        {
            int[] parents = [.. Parents[i].Select(back => i - back).Where(p => p >= 0).Distinct()];
            // Merges change a file only now and then, else they agree with one parent or the other on some paths.
            bool changes = parents.Length < 2 || Files[i] == 0;
            import.Commit(
                $"refs/heads/c{i}",
                $"commit {i}",
                1_500_000_000 + (100L * (i + ClockErrors[i])),
                parents.Select(p => p + 1),
                changes ? [($"d{Files[i] % 2}/f{Files[i]}", "644", i.ToString(CultureInfo.InvariantCulture))] : []);
        }
        return import.Write(repository)[1..];
    }
}
