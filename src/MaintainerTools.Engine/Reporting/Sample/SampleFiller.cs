using System.Globalization;

namespace MaintainerTools.Engine.Reporting.Sample;

/// <summary>A commit that fills the history, and where its change is.</summary>
/// <param name="Commit">The commit.</param>
/// <param name="Path">The file that it changes or makes.</param>
/// <param name="Verb">The function that it changes; null where it makes the file.</param>
internal sealed record FillerCommit(SampleCommit Commit, string Path, string? Verb);

/// <summary>The rest of the tree, and the everyday changes to it, from a generator of its own so that every runtime makes the same.</summary>
internal sealed class SampleFiller
{
    /// <summary>A function that everyday changes leave alone; fixes that must apply everywhere go there.</summary>
    public const string QuietVerb = "remove";

    private static readonly string[] s_verbs = ["probe", "start", "stop", "read", "write", "reset"];

    private static readonly string[] s_phrases =
    [
        "Ask for {0} in {1}()", "Take {0} as the limit in {1}()", "Wait for {0} ticks in {1}()",
        "Allow {0} in {1}()", "Use {0} entries in {1}()", "Set the depth to {0} in {1}()",
    ];

    private static readonly string[] s_reasons =
    [
        "The old number came from the first hardware of its kind and is too small\nfor what is sold today.",
        "Seen on a test machine under load: the queue ran full and the next\nrequest was refused.",
        "The specification has it so since its second edition.",
        "No functional change for those who never came near the limit.",
        "Measured on two machines: one per cent faster, and no slower anywhere.",
        "While at it the value is the same as in the sibling driver.",
    ];

    private static readonly string[] s_stems =
    [
        "core", "main", "queue", "table", "cache", "pool", "event", "timer", "route", "bridge", "sensor", "codec", "port", "bus", "link", "frame",
    ];

    private ulong _state = 0x9E3779B97F4A7C15;

    /// <summary>The subsystems: the folder, and the prefix of their subjects.</summary>
    public static IReadOnlyList<(string Folder, string Prefix)> Subsystems { get; } =
    [
        ("arch/arm64/kernel", "arm64"), ("arch/powerpc/kernel", "powerpc"), ("arch/s390/kernel", "s390"), ("block", "block"),
        ("crypto", "crypto"), ("drivers/ata", "ata"), ("drivers/char", "char"), ("drivers/clk", "clk"), ("drivers/gpu/drm/i915", "drm/i915"),
        ("drivers/gpu/drm/amd", "drm/amd"), ("drivers/hwmon", "hwmon"), ("drivers/i2c", "i2c"), ("drivers/md", "dm"), ("drivers/media", "media"),
        ("drivers/net/ethernet", "net/ethernet"), ("drivers/net/wireless", "wireless"), ("drivers/nvme", "nvme"), ("drivers/pci", "PCI"),
        ("drivers/scsi", "scsi"), ("drivers/usb", "usb"), ("fs/btrfs", "btrfs"), ("fs/ext4", "ext4"), ("fs/xfs", "xfs"), ("kernel/bpf", "bpf"),
        ("kernel/sched", "sched"), ("kernel/trace", "tracing"), ("lib", "lib"), ("net/core", "net"), ("net/ipv4", "ipv4"), ("sound/soc", "ASoC"),
        ("arch/x86/kernel", "x86"), ("drivers/acpi", "ACPI"), ("kernel/locking", "locking"),
    ];

    /// <summary>Adds the subsystems' files, eight each.</summary>
    public static SampleTree AddFiles(SampleTree tree)
    {
        foreach ((string folder, _) in Subsystems)
        {
            for (int i = 0; i < 8; i++)
            {
                string stem = s_stems[i];
                tree = tree.With($"{folder}/{stem}.c", Source(folder, stem));
            }
        }
        return tree;
    }

    /// <summary>One everyday commit in a subsystem: mostly a changed number, now and then two files, now and then a new file.</summary>
    public FillerCommit Commit(SampleHistory history, SampleCommit parent, int subsystem, string? committer = null)
    {
        (string folder, string prefix) = Subsystems[subsystem];
        string author = SamplePeople.Everybody[Next(SamplePeople.Everybody.Count)];
        string reason = s_reasons[Next(s_reasons.Length)];
        if (Next(25) == 0)
        {
            string stem = s_stems[8 + Next(8)] + Next(90).ToString(CultureInfo.InvariantCulture);
            string path = $"{folder}/{stem}.c";
            if (parent.Tree.Find(path) is null)
            {
                var made = new SamplePatch($"{prefix}: Add a driver for the {stem}", author, "It comes with the boards of this autumn.",
                    [new(path, "", Source(folder, stem))]);
                return new FillerCommit(history.Commit(parent, made, committer), path, null);
            }
        }
        string file = $"{folder}/{s_stems[Next(8)]}.c";
        string verb = s_verbs[Next(s_verbs.Length)];
        (SampleEdit edit, int value) = Change(parent.Tree, file, verb, 1 + Next(5));
        var edits = new List<SampleEdit> { edit };
        if (Next(6) == 0)
        {
            string other = $"{folder}/{s_stems[Next(8)]}.c";
            if (other != file)
                edits.Add(Change(parent.Tree, other, verb, 1 + Next(5)).Edit);
        }
        string function = Name(file) + "_" + verb;
        string subject = prefix + ": " + string.Format(CultureInfo.InvariantCulture, s_phrases[Next(s_phrases.Length)], value, function);
        return new FillerCommit(history.Commit(parent, new SamplePatch(subject, author, reason, edits), committer), file, verb);
    }

    /// <summary>A later commit that sets right what an earlier one did, in the function that it changed or in <paramref name="verb"/>.</summary>
    public FillerCommit Fix(SampleHistory history, SampleCommit parent, FillerCommit target, string? verb, string committer, params string[] fixes)
    {
        verb ??= target.Verb ?? s_verbs[0];
        (SampleEdit edit, int value) = Change(parent.Tree, target.Path, verb, 2);
        string prefix = target.Commit.Patch.Subject[..target.Commit.Patch.Subject.IndexOf(':', StringComparison.Ordinal)];
        string tags = string.Join("\n\n", fixes.Select(f => "Fixes: " + f));
        var patch = new SamplePatch($"{prefix}: Fix {Name(target.Path)}_{verb}() for {value} and more",
            SamplePeople.Everybody[Next(SamplePeople.Everybody.Count)],
            "A regression: what worked with the old number fails with an error\nnobody looks at." + (tags.Length == 0 ? "" : "\n\n" + tags), [edit]);
        return new FillerCommit(history.Commit(parent, patch, committer), target.Path, verb);
    }

    /// <summary>Takes a commit back, by a commit that says so as git revert does.</summary>
    public static FillerCommit Revert(SampleHistory history, SampleCommit parent, FillerCommit target, string committer)
    {
        SampleEdit[] edits = [.. target.Commit.Patch.Edits.Reverse().Select(e => e with { Old = e.New, New = e.Old })];
        var patch = new SamplePatch($"Revert \"{target.Commit.Patch.Subject}\"", committer,
            $"This reverts commit {target.Commit.Id}.\n\nIt made a machine hang that nobody can do without.", edits);
        return new FillerCommit(history.Commit(parent, patch, committer), target.Path, target.Verb);
    }

    /// <summary>The edit that raises the number in a function, and the new number.</summary>
    public static (SampleEdit Edit, int Value) Change(SampleTree tree, string path, string verb, int by)
    {
        string content = tree.Find(path) ?? throw new InvalidOperationException("No file " + path);
        string call = $"\tret = {Name(path)}_do_{verb}(dev, ";
        int at = content.IndexOf(call, StringComparison.Ordinal);
        int end = content.IndexOf('\n', at) + 1;
        string line = content[at..end];
        int value = int.Parse(line[call.Length..line.IndexOf(')', StringComparison.Ordinal)], CultureInfo.InvariantCulture) + by;
        return (new SampleEdit(path, line, string.Create(CultureInfo.InvariantCulture, $"{call}{value});\n")), value);
    }

    /// <summary>A number from 0 to below <paramref name="limit"/> (splitmix64: System.Random promises no sequence across versions).</summary>
    public int Next(int limit)
    {
        _state += 0x9E3779B97F4A7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)((z ^ (z >> 31)) % (ulong)limit);
    }

    private static string Name(string path)
    {
        string[] parts = path[..^2].Split('/');
        return parts[^2].Replace('-', '_') + "_" + parts[^1];
    }

    private static string Source(string folder, string stem)
    {
        string name = Name($"{folder}/{stem}.c");
        string body = string.Concat(s_verbs.Append(QuietVerb).Select((verb, i) => string.Create(CultureInfo.InvariantCulture, $$"""

            static int {{name}}_{{verb}}(struct {{name}} *dev)
            {
            	int ret;

            	ret = {{name}}_do_{{verb}}(dev, {{8 << (i % 4)}});
            	if (ret < 0)
            		return ret;

            	return 0;
            }

            """)));
        return $"#include <linux/{name}.h>\n" + body.Replace("\r\n", "\n", StringComparison.Ordinal);
    }
}
