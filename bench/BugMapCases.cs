using System.Diagnostics;
using System.Globalization;
using MaintainerTools.Engine;
using MaintainerTools.Engine.BugMap;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Lines;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Bench;

internal static class BugMapCases
{
    internal static int Dump(string output)
    {
        string cases = Environment.GetEnvironmentVariable("MAINTAINERTOOLS_CASES")!;
        string mirrors = Environment.GetEnvironmentVariable("MAINTAINERTOOLS_MIRRORS")!;
        string repo = Path.Combine(mirrors, "curl+curl", "repo");
        using GitRepository git = GitRepository.Open(repo, repo);
        var work = new HistoryWorkspace(git);
        var versions = new FileVersions(work.Objects, work.Monitor);
        var lineage = new LineLineage(work.Objects, work.History, versions, work.Monitor);
        using var writer = new StreamWriter(output);
        foreach (string row in File.ReadLines(Path.Combine(cases, "bug-map.tsv")).Skip(1))
        {
            string[] cells = row.Split('\t');
            var fix = Oid.Parse(cells[2]);
            long start = Stopwatch.GetTimestamp();
            CommitObject read = work.Objects.ReadCommit(fix);
            Oid parent = read.Parents[0];
            IReadOnlyList<FaultLine> lines = new FaultLines(work.Objects, versions).Of(work.Objects.ReadCommit(parent).Tree, read.Tree);
            var steps = lineage.Follow(parent, [.. lines.Select(l => (l.Path, l.Line))]);
            for (int i = 0; i < lines.Count; i++)
            {
                FaultLine l = lines[i];
                writer.WriteLine(string.Join('\t', cells[1], l.Path, l.Line, l.Role, l.Hunk, l.Distance, l.Names, l.OnlyAdds, l.Part, l.Text,
                    string.Join(' ', steps[i].Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Commit}:{s.Kind}:{s.Likeness:f2}:{s.Path}:{s.Text}")))));
            }
            foreach (string path in lines.Where(l => l.Role != FaultLineRole.Name).Select(l => l.Path).Distinct())
            {
                (Oid commit, string name) = lineage.FollowFile(parent, path);
                writer.WriteLine(string.Join('\t', cells[1], path, 0, "File", 0, 0, 0, true, "", "file", $"{commit}:Wrote:0:{name}:file"));
            }
            Console.WriteLine($"{cells[1]} {lines.Count} {Stopwatch.GetElapsedTime(start).TotalSeconds:f1}s");
        }
        return 0;
    }
}
