using CsCheck;

namespace MaintainerTools.Engine.Tests.Support;

/// <summary>Many merges for one git process; what failed is in the failure's message.</summary>
public sealed record GeneratedMerges(ThreeTrees[] Merges)
{
    /// <summary>Batches of merges.</summary>
    public static Gen<GeneratedMerges> Of(Gen<ThreeTrees> merges, int size) => merges.Array[size].Select(m => new GeneratedMerges(m));

    /// <summary>The number only.</summary>
    public override string ToString() => $"{Merges.Length} merges";
}

/// <summary>Random trees to merge, few names and few lines, so that everything meets everything.</summary>
public static class GeneratedTrees
{
    private static readonly string[] s_folders = ["", "a/", "b/", "a/b/", "c/", "c/d/", "lib/", "lib/x/", "lib/y/"];
    private static readonly string[] s_names = ["f", "g", "h", "Makefile", "a", "b", "t-2", "t.c", "t", "d"];
    private static readonly string[] s_ends = ["\n", "\n", "\n", "\n", "\r\n"];

    /// <summary>Merges with all sorts of changes.</summary>
    public static Gen<ThreeTrees> Any { get; } = Of(0);

    /// <summary>Merges in which many files and folders move.</summary>
    public static Gen<ThreeTrees> Moves { get; } = Of(1);

    /// <summary>Merges of one text file.</summary>
    public static Gen<ThreeTrees> Texts { get; } = Gen.Int[0, int.MaxValue].Select(seed =>
    {
        var random = new Random(seed);
        string end = s_ends[random.Next(s_ends.Length)];
        string[] pool = [.. Enumerable.Range(0, 1 + random.Next(14)).Select(i => random.Next(5) == 0 ? "" : new string(' ', random.Next(3)) + (char)('a' + i))];
        List<string> lines = [.. Enumerable.Range(0, random.Next(26)).Select(_ => pool[random.Next(pool.Length)])];
        List<string> ours = Edit(random, lines, pool, random.Next(6)), theirs = Edit(random, lines, pool, random.Next(6));
        // Both make the same edit now and then.
        if (random.Next(4) == 0)
            theirs = Edit(random, ours, pool, random.Next(3));
        return new ThreeTrees(
            new Files().With("f", Join(random, lines, end)), new Files().With("f", Join(random, ours, end)), new Files().With("f", Join(random, theirs, end)));
    });

    private static Gen<ThreeTrees> Of(int moves) => Gen.Int[0, int.MaxValue].Select(seed =>
    {
        var random = new Random(seed);
        var @base = new Files();
        int count = 2 + random.Next(12);
        for (int i = 0; i < count; i++)
            Put(@base, NewPath(random), NewFile(random, i));
        return new ThreeTrees(@base, Change(random, @base, moves), Change(random, @base, moves));
    });

    private static Files Change(Random random, Files from, int moves)
    {
        var files = new Files(from);
        for (int steps = random.Next(6); steps > 0; steps--)
        {
            string[] paths = [.. files.Keys];
            string? path = paths.Length == 0 ? null : paths[random.Next(paths.Length)];
            int action = moves == 1 && random.Next(2) == 0 ? 6 + random.Next(4) : random.Next(16);
            if (path is null || action <= 1)
                Put(files, NewPath(random), NewFile(random, random.Next(20)));
            else if (action <= 4)
                files[path] = EditFile(random, files[path]);
            else if (action == 5)
                files.Remove(path);
            else if (action <= 7)
                Move(files, path, NewPath(random), random);
            else if (action <= 9)
                MoveFolder(files, path, s_folders[random.Next(s_folders.Length)]);
            else if (action == 10 && files[path].Mode is "100644" or "100755")
                files[path] = (files[path].Mode == "100644" ? "100755" : "100644", files[path].Content);
            else if (action == 11)
                files[path] = NewFile(random, random.Next(20));
            else if (action == 12)
                Put(files, path + "/" + s_names[random.Next(s_names.Length)], files[path]);
            else if (action == 13 && path.Contains('/', StringComparison.Ordinal))
                Put(files, path[..path.IndexOf('/', StringComparison.Ordinal)], NewFile(random, random.Next(20)));
            else
                Put(files, Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder.Replace('\\', '/') + "/" + s_names[random.Next(s_names.Length)] : s_names[random.Next(s_names.Length)], NewFile(random, random.Next(20)));
        }
        return files;
    }

    private static string NewPath(Random random) => s_folders[random.Next(s_folders.Length)] + s_names[random.Next(s_names.Length)];

    /// <summary>A path is a file or a folder, not both: what is in the way goes.</summary>
    private static void Put(Files files, string path, (string Mode, string Content) file)
    {
        foreach (string other in files.Keys.Where(k => k.StartsWith(path + "/", StringComparison.Ordinal) || path.StartsWith(k + "/", StringComparison.Ordinal)).ToList())
            files.Remove(other);
        files[path] = file;
    }

    private static void Move(Files files, string from, string to, Random random)
    {
        (string Mode, string Content) file = files[from];
        files.Remove(from);
        Put(files, to, random.Next(3) == 0 ? EditFile(random, file) : file);
    }

    private static void MoveFolder(Files files, string path, string to)
    {
        int slash = path.LastIndexOf('/');
        if (slash < 0)
            return;
        string from = path[..(slash + 1)];
        foreach (string other in files.Keys.Where(k => k.StartsWith(from, StringComparison.Ordinal)).ToList())
        {
            // An earlier one may have taken its place.
            if (files.Remove(other, out (string Mode, string Content) file))
                Put(files, to + other[from.Length..], file);
        }
    }

    private static (string Mode, string Content) NewFile(Random random, int kind)
    {
        switch (random.Next(14))
        {
            case 0:
                return ("120000", "target" + kind % 3);
            case 1:
                return ("160000", new string((char)('1' + (kind % 3)), 40));
            case 2:
                return ("100644", "");
            case 3:
                return ("100644", "bin\0" + kind);
            default:
                string end = s_ends[random.Next(s_ends.Length)];
                return ("100644", string.Concat(Enumerable.Range(0, 6 + (kind % 8)).Select(i => $"line {kind * (i + 1) % 23} of {kind % 5}{end}")));
        }
    }

    private static (string Mode, string Content) EditFile(Random random, (string Mode, string Content) file)
    {
        if (file.Mode == "160000")
            return (file.Mode, new string((char)('4' + random.Next(3)), 40));
        if (file.Mode == "120000")
            return (file.Mode, "other" + random.Next(3));
        List<string> lines = [.. file.Content.Split('\n')];
        return (file.Mode, string.Join('\n', Edit(random, lines, ["new", "other", "line 1 of 1", ""], 1 + random.Next(2))));
    }

    private static List<string> Edit(Random random, List<string> lines, string[] pool, int edits)
    {
        var edited = new List<string>(lines);
        for (; edits > 0; edits--)
        {
            int at = random.Next(edited.Count + 1);
            int removed = Math.Min(random.Next(3), edited.Count - at);
            edited.RemoveRange(at, removed);
            edited.InsertRange(at, Enumerable.Range(0, random.Next(4)).Select(_ => pool[random.Next(pool.Length)]));
        }
        return edited;
    }

    private static string Join(Random random, List<string> lines, string end) =>
        string.Concat(lines.Select((line, i) => line + (i == lines.Count - 1 && random.Next(4) == 0 ? "" : random.Next(12) == 0 ? "\n" : end)));
}
