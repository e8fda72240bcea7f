using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using MaintainerTools.Engine;
using MaintainerTools.Fuzz;

// Feeds parsers with damaged input for some minutes, and says what was found: exceptions that are not the module's own, answers other than git's, and the input
// that took longest. An input that never ends, or takes the process with it, is the file that is left in out/fuzz.
double minutes = Number("--minutes", 1);
int seed = (int)Number("--seed", 1);
// So many inputs of each parser at most: with a seed and a number the same are tried on a fast machine and on a slow one.
int rounds = (int)Number("--rounds", int.MaxValue);
string only = Argument("--only") ?? "";
const int CompareEvery = 40;
// An input takes milliseconds; one that takes so long never ends, and would hold up whoever waits for the tests.
const int MostMinutes = 5;
const int MostShown = 20;

string folder = Path.Combine(AppContext.BaseDirectory, "found");
folder = Argument("--out") ?? folder;
Directory.CreateDirectory(folder);
using var git = new GitFiles();
IReadOnlyList<Target> targets = [.. new Targets(git).All().Where(t => only.Length == 0 || only.Split(',').Contains(t.Name))];
if (args.Contains("--growth"))
    return Growth.Run(targets);
var watch = Stopwatch.StartNew();
var counts = targets.ToDictionary(t => t.Name, _ => new Count());
var shown = new HashSet<string>();
int findings = 0;
string? current = null;
long began = Stopwatch.GetTimestamp();
using var guard = new Timer(_ =>
{
    if (Volatile.Read(ref current) is { } name && Stopwatch.GetElapsedTime(Volatile.Read(ref began)).TotalMinutes > MostMinutes)
    {
        Console.WriteLine($"{name} does not end with {Path.Combine(folder, name + ".input")}");
        Environment.Exit(1);
    }
}, null, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));
for (int round = 0; round < rounds && watch.Elapsed.TotalMinutes < minutes; round++)
{
    foreach (Target target in targets)
    {
        int number = unchecked((seed * 1_000_003) + (round * 7919) + target.Name.Length);
        byte[] input = new Mutator(number).Change(target.Seeds[round % target.Seeds.Count], target.Seeds);
        Count count = counts[target.Name];
        string file = Path.Combine(folder, $"{target.Name}.input");
        File.WriteAllBytes(file, input);
        string? found = null;
        long before = Stopwatch.GetTimestamp();
        Volatile.Write(ref began, before);
        Volatile.Write(ref current, target.Name);
        try
        {
            target.Parse(input);
            count.Taken++;
        }
        catch (MaintainerException)
        {
            count.Refused++;
        }
        catch (Exception e)
        {
            found = e.ToString();
        }
        double seconds = Stopwatch.GetElapsedTime(before).TotalSeconds;
        if (seconds > count.Slowest)
        {
            count.Slowest = seconds;
            count.SlowestLength = input.Length;
            File.WriteAllBytes(Path.Combine(folder, $"{target.Name}.slowest"), input);
        }
        if (found is null && round % CompareEvery == 0 && target.Compare is not null)
        {
            found = target.Compare(input);
            count.Compared++;
        }
        if (found is null)
            continue;
        count.Found++;
        findings++;
        string kept = Path.Combine(folder, $"{target.Name}-{number}");
        File.WriteAllBytes(kept, input);
        // The same place is told once.
        string place = string.Join('\n', found.Split('\n').Where((l, i) => i == 0 || l.Contains("MaintainerTools.Engine", StringComparison.Ordinal)).Take(3));
        if (shown.Add(target.Name + Regex.Replace(place, "[0-9]+", "")) && shown.Count <= MostShown)
            Console.WriteLine($"{target.Name}, seed {number}, {kept}: {place}");
    }
}
Volatile.Write(ref current, null);
foreach (string left in Directory.GetFiles(folder, "*.input"))
    File.Delete(left);
Console.WriteLine($"{"parser",-14} {"inputs",10} {"taken",10} {"refused",10} {"compared",9} {"found",6} {"slowest",9} {"of",8}");
foreach (Target target in targets)
{
    Count c = counts[target.Name];
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{target.Name,-14} {c.All,10} {c.Taken,10} {c.Refused,10} {c.Compared,9} {c.Found,6} {c.Slowest * 1000,6:F0} ms {c.SlowestLength,8}"));
}
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"{counts.Values.Sum(c => c.All)} inputs in {watch.Elapsed.TotalMinutes:F1} minutes, {findings} found"));
return findings == 0 ? 0 : 1;

string? Argument(string name) => Array.IndexOf(args, name) is >= 0 and int at && at + 1 < args.Length ? args[at + 1] : null;

double Number(string name, double usual) => Argument(name) is { } given ? double.Parse(given, CultureInfo.InvariantCulture) : usual;

namespace MaintainerTools.Fuzz
{
    /// <summary>What became of a parser's inputs.</summary>
    internal sealed class Count
    {
        internal int All => Taken + Refused + Found;

        internal int Taken { get; set; }

        internal int Refused { get; set; }

        internal int Compared { get; set; }

        internal int Found { get; set; }

        internal double Slowest { get; set; }

        internal int SlowestLength { get; set; }
    }
}
