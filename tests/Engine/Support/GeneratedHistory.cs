using System.Globalization;
using System.Text;
using CsCheck;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Tests.Support;

/// <summary>
/// A random history described by numbers, so that a failing one shrinks: for each commit its parents (as distances back) and its clock's error.
/// </summary>
public sealed record GeneratedHistory(int[][] Parents, int[] ClockErrors, int[] Files)
{
    /// <summary>Histories of up to <paramref name="commits"/> commits; clocks lie by up to <paramref name="skew"/> commits' worth of time.</summary>
    public static Gen<GeneratedHistory> Of(int commits, int skew) =>
        from count in Gen.Int[6, commits]
        from parents in Gen.Frequency((12, Gen.Int[1, 4].Array[1]), (5, Gen.Int[1, 12].Array[2]), (1, Gen.Int[1, 20].Array[3]),
            (1, Gen.Int[1, 2].Array[0])).Array[count]
        from errors in Gen.Frequency((4, Gen.Const(0)), (1, Gen.Int[-skew, skew])).Array[count]
        from files in Gen.Int[0, 5].Array[count]
        select new GeneratedHistory(parents, errors, files);

    /// <summary>Writes it with git fast-import; returns the commits' ids, oldest first. Each has a branch c0, c1, …</summary>
    public Oid[] Write(TestRepository repository)
    {
        ArgumentNullException.ThrowIfNull(repository);
        var stream = new StringBuilder();
        for (int i = 0; i < Parents.Length; i++)
        {
            long date = 1_500_000_000 + (100L * (i + ClockErrors[i]));
            int[] parents = [.. Parents[i].Select(back => i - back).Where(p => p >= 0).Distinct()];
            stream.Append(CultureInfo.InvariantCulture,
                $"commit refs/heads/c{i}\nmark :{i + 1}\nauthor A <a@example.com> {date} +0000\ncommitter C <c@example.com> {date} +0000\n");
            string message = $"commit {i}";
            stream.Append(CultureInfo.InvariantCulture, $"data {message.Length}\n{message}\n");
            for (int p = 0; p < parents.Length; p++)
                stream.Append(CultureInfo.InvariantCulture, $"{(p == 0 ? "from" : "merge")} :{parents[p] + 1}\n");
            // Merges change a file only now and then, else they agree with one parent or the other on some paths.
            if (parents.Length < 2 || Files[i] == 0)
                stream.Append(CultureInfo.InvariantCulture,
                    $"M 644 inline d{Files[i] % 2}/f{Files[i]}\ndata {i.ToString(CultureInfo.InvariantCulture).Length}\n{i}\n");
            stream.Append('\n');
        }
        (int exitCode, _, string error) = Git.TryRun(repository.Path, Encoding.ASCII.GetBytes(stream.ToString()), null, "fast-import", "--quiet", "--force");
        if (exitCode != 0)
            throw new InvalidOperationException(error);
        string[] lines = repository.Run("for-each-ref", "--format=%(refname:short) %(objectname)", "refs/heads/c*")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var ids = new Oid[Parents.Length];
        foreach (string line in lines)
        {
            string[] words = line.Split(' ');
            ids[int.Parse(words[0].AsSpan(1), CultureInfo.InvariantCulture)] = Oid.Parse(words[1]);
        }
        return ids;
    }
}
