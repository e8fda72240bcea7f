using MaintainerTools.Bench;

if (args is ["CompareMerges", ..])
    return CompareMerges.Run(args);

if (args is ["CompareMoves", _, _, _, _, ..])
    return CompareMoves.Run(args);
if (args is ["CompareSplits", _, _, _, _, ..])
    return CompareSplits.Run(args);

if (args is ["GenerateHistory", _, ..])
    return GenerateHistory.Run(args);

if (args is ["RebuildBranch", _, _, _, _, _])
    return RebuildBranch.Run(args);

if (args is ["KilledMoves", _, _])
    return KilledMoves.Run(args);

if (args is ["KilledMovesOnce", _])
    return KilledMoves.RunOnce(args[1]);

if (args is ["FoldupOnce", _, _])
    return FoldupBench.RunOnce(args[1], args[2]);

// One entry a benchmark: add a class with a Run(string repository) and name it here.
var benchmarks = new SortedDictionary<string, Action<string>>(StringComparer.OrdinalIgnoreCase)
{
    ["Merge"] = MergeBench.Run,
    ["Foldup"] = FoldupBench.Run,
    ["History"] = HistoryBench.Run,
    ["Objects"] = ObjectsBench.Run,
    ["Equivalence"] = EquivalenceBench.Run,
    ["Pick"] = PickBench.Run,
    ["Rank"] = RankBench.Run,
    ["BugMap"] = _ => BugMapCases.Run(Console.Out),
    ["Prerequisites"] = _ => RecordedPrerequisites.Run(Console.Out),
};

// One or several, separated as in PATH.
string[] repositories = (Environment.GetEnvironmentVariable("BENCH_REPOSITORY") ?? Directory.GetCurrentDirectory()).Split(Path.PathSeparator);
IEnumerable<string> names = args.Where(arg => arg.Length > 0).DefaultIfEmpty("*");
foreach (string name in names)
{
    var chosen = benchmarks.Where(entry => name == "*" || string.Equals(entry.Key, name, StringComparison.OrdinalIgnoreCase)).ToList();
    if (chosen.Count == 0)
    {
        Console.Error.WriteLine($"There is no benchmark {name}. There are: {string.Join(", ", benchmarks.Keys)}. "
            + "BENCH_REPOSITORY names the repository to measure on, or several.");
        return 64;
    }
    foreach ((string key, Action<string> run) in chosen)
    {
        foreach (string repository in repositories)
        {
            Console.WriteLine($"{key}, on {repository}");
            run(repository);
        }
    }
}
return 0;
