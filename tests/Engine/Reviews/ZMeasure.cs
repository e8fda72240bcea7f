using MaintainerTools.Engine.Reviews;
using MaintainerTools.Engine.Tests.Support;
namespace MaintainerTools.Engine.Tests.Reviews;
public class ZMeasure
{
    [Fact]
    public void Run()
    {
        using (var d = new StreamWriter("/tmp/review/dbg.txt"))
            foreach (string line in File.ReadAllLines("/tmp/review/dbg.in"))
                foreach (var s in ReviewShapes.All)
                    d.WriteLine($"{line} | removal {s.Removal(ReviewShapes.Normalize(line))} subject {s.Subject(ReviewShapes.Normalize(line))} reason {ReviewReasons.Explains(ReviewShapes.Normalize(line), s)} other {ReviewReasons.NamesAnother(ReviewShapes.Normalize(line), s)}");
        foreach (string dir in Directory.GetDirectories("/tmp/review/sets"))
        {
            string[] patch = File.ReadAllLines(dir + "/patch.txt");
            using var o = new StreamWriter(dir + "/result.txt");
            foreach (string f in Directory.GetFiles(dir, "*.ask").Concat(Directory.GetFiles(dir, "*.keep")).Order())
            {
                bool ask = f.EndsWith("ask");
                int ok = 0, n = 0;
                foreach (string[] row in File.ReadAllLines(f).Select(l => l.Split('\t')))
                {
                    n++;
                    string quoted = patch.First(l => l.Contains(row[0]));
                    ReviewItem[] items = QuotedReview.Read(patch, row[0], row[1]);
                    var removals = items.Where(i => i.Kind == ReviewKind.Remove).ToList();
                    bool good = ask ? removals.Count > 0 && removals.TrueForAll(i => string.Join('\n', i.Removed) == quoted[1..]) : removals.Count == 0;
                    if (good) ok++;
                    else o.WriteLine($"{Path.GetFileName(f)}\t{row[0]}: {row[1]}   [{string.Join("|", items.Select(i => i.Kind + ":" + i.Reason))}]");
                }
                o.WriteLine($"{Path.GetFileName(f)}: {ok} of {n}");
            }
        }
    }
}
