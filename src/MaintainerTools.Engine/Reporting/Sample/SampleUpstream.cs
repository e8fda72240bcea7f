using System.Globalization;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Reporting.Sample;

/// <summary>
/// Upstream of the sample: two releases, the merge window after the second one, four release candidates. The numbers of commits are those
/// of the story: <see cref="BaseCommits"/> up to <see cref="NearestBase"/>, which is the first to have all that the nine picks bring.
/// </summary>
internal sealed class SampleUpstream(SampleHistory history, IOperationMonitor monitor)
{
    /// <summary>Commits without merges from v4.14 to the nearest upstream base.</summary>
    public const int BaseCommits = 1088;

    /// <summary>Commits that the picked base shares with upstream; with the nine picks it is 63 over v4.14.</summary>
    public const int SharedCommits = 54;

    private const int X86 = 30;
    private const int Acpi = 31;
    private const int Locking = 32;
    private const int Ordinary = 30;
    private const string Pull = "' of git://git.example.org/pub/scm/linux/kernel/git/";

    private readonly SampleFiller _filler = new();
    private readonly List<FillerCommit> _fillers = [];
    private readonly List<SampleCommit> _picks = [];
    private readonly List<SampleCommit> _mainline = [];
    private readonly SortedDictionary<string, Oid> _tags = new(StringComparer.Ordinal);
    private SampleCommit _tip = null!;
    private int _sinceRelease;
    private int _turn;

    /// <summary>Tag objects by name.</summary>
    public IReadOnlyDictionary<string, Oid> Tags => _tags;

    /// <summary>The newest upstream commit.</summary>
    public SampleCommit Tip => _tip;

    /// <summary>v4.9, where the old stable branch begins.</summary>
    public SampleCommit OldRelease { get; private set; } = null!;

    /// <summary>The end of the x86 commits that the picked base has as they are.</summary>
    public SampleCommit SharedTip { get; private set; } = null!;

    /// <summary>The first upstream commit that has all the nine.</summary>
    public SampleCommit NearestBase { get; private set; } = null!;

    /// <summary>The nine, in upstream's order.</summary>
    public IReadOnlyList<SampleCommit> Picks => _picks;

    /// <summary>The two that the topic itself picked from a later upstream branch.</summary>
    public List<SampleCommit> LdtPicks { get; } = [];

    /// <summary>What fills the history up to the nearest base, oldest first.</summary>
    public IReadOnlyList<FillerCommit> Fillers => _fillers;

    /// <summary>Seconds since 1970 of an hour in UTC.</summary>
    public static long Time(int year, int month, int day, int hour) =>
        new DateTimeOffset(year, month, day, hour, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    /// <summary>Makes it all.</summary>
    public void Build()
    {
        BuildReleases();
        BuildMergeWindow();
        BuildNearestBase();
        new SampleAftermath(history, _filler, this).Build([.. _fillers]);
    }

    /// <summary>Tells how far it is; hears Ctrl+C.</summary>
    public void Progress()
    {
        monitor.Cancellation.ThrowIfCancellationRequested();
        monitor.Report("Telling the story", _fillers.Count, -1, _tip.Patch.Subject);
    }

    /// <summary>Merges a branch into upstream.</summary>
    public SampleCommit Merge(string branch, string tree, SampleCommit tip, IReadOnlyList<SampleEdit>? byHand = null)
    {
        string body = $"Pull {branch} from {SamplePeople.Address(SamplePeople.Maintainer)}:\n \"{tip.Patch.Subject}, and what goes with it\"";
        if (byHand is not null)
            body += "\n\nConflicts:\n" + string.Join('\n', byHand.Select(e => "\t" + e.Path).Distinct());
        _tip = history.Merge(_tip, [tip], $"Merge branch '{branch}{Pull}{tree}", SamplePeople.Upstream, body, byHand);
        _mainline.Add(_tip);
        Progress();
        return _tip;
    }

    /// <summary>A release or release candidate: the version is set, and tagged.</summary>
    public SampleCommit Release(string version)
    {
        string old = _tip.Tree.Find("Makefile")!;
        _tip = history.Commit(_tip, new SamplePatch("Linux " + version, SamplePeople.Upstream, "",
            [new("Makefile", old, $"VERSION = {version}\nNAME = Sample\n")]));
        _tags["v" + version] = history.Tag("v" + version, _tip, "Linux " + version);
        _mainline.Add(_tip);
        return _tip;
    }

    /// <summary>Upstream as it was some merges ago: where branches begin.</summary>
    public SampleCommit Earlier(int merges) => _mainline[Math.Max(0, _mainline.Count - 1 - merges)];

    private void BuildReleases()
    {
        history.Clock = Time(2016, 11, 21, 9);
        SampleTree tree = SampleFiller.AddFiles(SampleContent.Tree("tree.txt")).With("Makefile", "VERSION = 4.8\nNAME = Sample\n");
        _tip = history.Root(tree, new SamplePatch("Linux 4.8, as far as this sample goes", SamplePeople.Upstream,
            "Small files with the paths of a kernel.", []));
        _mainline.Add(_tip);
        for (int i = 0; i < 4; i++)
            Topic(4, 1);
        history.Clock = Time(2016, 12, 11, 19);
        OldRelease = Release("4.9");
        history.Clock = Time(2017, 7, 3, 9);
        for (int i = 0; i < 10; i++)
            Topic(5 + (i % 3), 1);
        SampleCommit x86 = Commits(_tip, X86, 2);
        foreach (SamplePatch patch in SampleContent.Patches("before-v4.14.patches"))
            x86 = history.Commit(x86, patch, SamplePeople.Maintainer);
        Merge("x86-mm-for-linus", "tip/tip", Commits(x86, X86, 2));
        history.Clock = Time(2017, 11, 12, 18);
        Release("4.14");
        _fillers.Clear();
        _sinceRelease = 0;
    }

    private void BuildMergeWindow()
    {
        history.Clock = Time(2017, 11, 12, 20);
        history.Step = 540;
        SampleCommit release = _tip;
        var shared = new Queue<SamplePatch>(SampleContent.Patches("shared.patches"));
        SampleCommit x86 = release;
        var parts = new Queue<(string, SampleCommit)>();
        for (int i = 0; i < SharedCommits; i++)
        {
            if (i % 10 == 6 && shared.TryDequeue(out SamplePatch? patch))
                x86 = history.Commit(x86, patch, SamplePeople.Maintainer);
            else
                x86 = Filler(x86, X86, SamplePeople.Maintainer);
            _sinceRelease = i + 1;
            if (i is 19 or 37 or 53)
                parts.Enqueue((i == 19 ? "x86-asm-for-linus" : i == 37 ? "x86-mm-for-linus" : "x86-apic-for-linus", x86));
        }
        SharedTip = x86;

        // What the three last branches bring is set below: nine picks, one more in the way, fillers.
        const int Ahead = 9 + 1 + 16;
        for (int i = 0; _sinceRelease < BaseCommits - Ahead; i++)
        {
            if (i % 4 == 1 && parts.TryDequeue(out (string Name, SampleCommit Tip) part))
                Merge(part.Name, "tip/tip", part.Tip);
            int left = BaseCommits - Ahead - _sinceRelease;
            int size = 14 + _filler.Next(32);
            Topic(left - size < 14 ? left : size, 2);
        }
    }

    private void BuildNearestBase()
    {
        IReadOnlyList<SamplePatch> patches = SampleContent.Patches("picks.patches");
        SampleCommit start = _tip;
        SampleCommit cpu = Originals(Commits(start, X86, 3), patches.Take(3), X86, 2);
        // A neighbour of a picked line, so that one of the nine has other context here than on the picked base.
        var neighbour = new SamplePatch("xen: The walkers do not change the mm", "lukasz", "Say so.",
            [new("arch/x86/xen/mmu_pv.c", "static int xen_pud_walk(struct mm_struct *mm, pud_t *pud)\n",
                "static int xen_pud_walk(const struct mm_struct *mm, pud_t *pud)\n")]);
        SampleCommit platform = Originals(history.Commit(Commits(start, Acpi, 2), neighbour, SamplePeople.Maintainer), patches.Skip(3).Take(3), Acpi, 4);
        SampleCommit core = Originals(Commits(start, Locking, 2), patches.Skip(6), Locking, 3);
        Merge("x86-cpu-for-linus", "tip/tip", cpu);
        Merge("x86-platform-for-linus", "tip/tip", platform);
        NearestBase = Merge("locking-core-for-linus", "tip/tip", core);
    }

    private SampleCommit Originals(SampleCommit tip, IEnumerable<SamplePatch> patches, int subsystem, int after)
    {
        foreach (SamplePatch patch in patches)
        {
            tip = history.Commit(tip, patch, SamplePeople.Maintainer);
            _picks.Add(tip);
        }
        return Commits(tip, subsystem, after);
    }

    /// <summary>A branch of everyday commits from a little way back, merged; every fifth has a branch of its own merged into it.</summary>
    public void Topic(int size, int back)
    {
        int subsystem = _turn % Ordinary;
        string name = SampleFiller.Subsystems[subsystem].Prefix.Replace('/', '-').ToLowerInvariant();
        SampleCommit start = Earlier(back);
        SampleCommit tip;
        if (_turn % 5 == 3 && size > 8)
        {
            SampleCommit first = Commits(start, subsystem, size / 2);
            SampleCommit side = Commits(start, (subsystem + 15) % Ordinary, 4);
            tip = history.Merge(first, [side], $"Merge branch 'for-{name}-next' into {name}", SamplePeople.Everybody[_turn % SamplePeople.Everybody.Count]);
            tip = Commits(tip, subsystem, size - (size / 2) - 4);
        }
        else
        {
            tip = Commits(start, subsystem, size);
        }
        _turn++;
        Merge("for-linus", string.Create(CultureInfo.InvariantCulture, $"{name}/{name}"), tip);
    }

    private SampleCommit Commits(SampleCommit tip, int subsystem, int count)
    {
        for (int i = 0; i < count; i++)
            tip = Filler(tip, subsystem, null);
        _sinceRelease += count;
        return tip;
    }

    private SampleCommit Filler(SampleCommit tip, int subsystem, string? committer)
    {
        FillerCommit filler = _filler.Commit(history, tip, subsystem, committer);
        _fillers.Add(filler);
        return filler.Commit;
    }
}
