namespace MaintainerTools.Engine.Reporting.Sample;

/// <summary>
/// Upstream after the nearest base: changes over what the nine picks changed (so that a naive merge conflicts), the follow-up fixes of the
/// merge window's commits, and four release candidates with everyday merges between.
/// </summary>
internal sealed class SampleAftermath(SampleHistory history, SampleFiller filler, SampleUpstream upstream)
{
    private Queue<FillerCommit> _changed = null!;
    private Queue<FillerCommit> _shared = null!;
    private Queue<FillerCommit> _made = null!;
    private readonly List<FillerCommit> _fixes = [];

    /// <summary>Goes on from the nearest base to beyond the fourth release candidate.</summary>
    public void Build(IReadOnlyList<FillerCommit> range)
    {
        // Single changes that nothing came over since, spread over the range.
        FillerCommit[] single = [.. range.Where(f => f.Verb is not null && f.Commit.Patch.Edits.Count == 1)
            .GroupBy(f => (f.Path, f.Verb)).Where(g => g.Count() == 1).Select(g => g.First())];
        HashSet<SampleCommit> ofTheBase = [.. SharedCommits()];
        _changed = new(single.Where((f, i) => i % 9 == 2 && !ofTheBase.Contains(f.Commit)));
        _shared = new(single.Where(f => ofTheBase.Contains(f.Commit)).Where((_, i) => i % 4 == 1));
        _made = new(range.Where((f, i) => f.Verb is null && !ofTheBase.Contains(f.Commit)).Where((_, i) => i % 5 == 1));
        IReadOnlyList<SamplePatch> over = SampleContent.Patches("after-base.patches");

        history.Step = 1800;
        upstream.Topic(11, 1);
        upstream.Topic(9, 1);
        Later("x86-cpu-for-linus", over[0], over[1]);
        Fixes("net/net", SameLine, SameLine, Quiet, Shared);
        upstream.Topic(12, 1);
        Later("mm-for-linus", over[2]);
        Later("acpi-for-linus", over[4]);
        Later("core-for-linus", over[6], over[7]);
        upstream.Topic(8, 1);
        Octopus();
        Candidate("4.15-rc1", 26);

        Later("x86-xen-for-linus", over[3], over[5]);
        Fixes("net/net", SameLine, SameLine, SameLine, Quiet, Made, Revert);
        upstream.Topic(7, 1);
        Fixes("rafael/linux-pm", SameLine, Quiet, ShortAbbreviation, Shared);
        HandResolved();
        Candidate("4.15-rc2", 33);

        Fixes("axboe/linux-block", SameLine, SameLine, Quiet, Made, Revert, WrongDigits);
        upstream.Topic(9, 1);
        Ldt();
        Fixes("net/net", SameLine, FixOfFix, TwoAtOnce, Unknown);
        Candidate("4.15-rc3", 40);

        Fixes("drm/drm", SameLine, FixOfFix, Quiet, Shared, Older, Unknown);
        upstream.Topic(6, 1);
        Fixes("net/net", FixOfFix, Made, Older, RevertOfRevert, Unknown);
        Candidate("4.15-rc4", 47);

        upstream.Topic(6, 1);
        Fixes("net/net", FixOfFix, SameLine, Quiet);
        upstream.Topic(4, 1);
    }

    private IEnumerable<SampleCommit> SharedCommits()
    {
        for (SampleCommit commit = upstream.SharedTip; commit.Patch.Subject != "Linux 4.14"; commit = commit.Parents[0])
            yield return commit;
    }

    private void Candidate(string version, int novemberDay)
    {
        // rc1 came on November 26, the others a week apart; the clock never goes back.
        long day = SampleUpstream.Time(2017, 11, 1, 20) + (86_400L * (novemberDay - 1));
        history.Clock = Math.Max(history.Clock, day);
        upstream.Release(version);
    }

    private void Later(string branch, params SamplePatch[] patches)
    {
        SampleCommit tip = upstream.Tip;
        foreach (SamplePatch patch in patches)
            tip = history.Commit(tip, patch, SamplePeople.Maintainer);
        upstream.Merge(branch, "tip/tip", tip);
    }

    private void Ldt()
    {
        SampleCommit tip = upstream.Tip;
        foreach (SamplePatch patch in SampleContent.Patches("ldt.patches"))
        {
            tip = history.Commit(tip, patch, SamplePeople.Maintainer);
            upstream.LdtPicks.Add(tip);
        }
        // The branch went on before it was merged: the version that the topic picked from is on no first-parent line.
        foreach (SamplePatch patch in SampleContent.Patches("ldt-later.patches"))
            tip = history.Commit(tip, patch, SamplePeople.Maintainer);
        upstream.Merge("x86-urgent-for-linus", "tip/tip", tip);
    }

    private void Octopus()
    {
        SampleCommit start = upstream.Tip;
        SampleCommit tip = history.Merge(Two(6), [Two(10), Two(11)], "Merge branches 'char-misc', 'hwmon' and 'i2c' into for-next", "jurgen");
        upstream.Merge("for-linus", "drivers/drivers", tip);

        SampleCommit Two(int subsystem) => filler.Commit(history, filler.Commit(history, start, subsystem).Commit, subsystem).Commit;
    }

    /// <summary>Two branches raise the same number; the one that merges decides.</summary>
    private void HandResolved()
    {
        const string Path = "drivers/gpu/drm/i915/core.c";
        const string Verb = "write";
        SampleCommit start = upstream.Tip;
        SampleCommit left = Raise(4, "drm/i915: Give the write path four more", "ines");
        SampleCommit right = Raise(6, "drm/i915: The write path needs six more", "lukasz");
        upstream.Merge("drm-fixes", "drm/drm", left);
        SampleEdit both = SampleFiller.Change(upstream.Tip.Tree, Path, Verb, 6).Edit;
        upstream.Merge("drm-intel-fixes", "drm/drm", right, [both]);

        SampleCommit Raise(int by, string subject, string author) =>
            history.Commit(start, new SamplePatch(subject, author, "It ran short.", [SampleFiller.Change(start.Tree, Path, Verb, by).Edit]));
    }

    private void Fixes(string tree, params Func<SampleCommit, FillerCommit>[] kinds)
    {
        SampleCommit tip = upstream.Tip;
        foreach (Func<SampleCommit, FillerCommit> kind in kinds)
            tip = kind(tip).Commit;
        upstream.Merge("fixes-for-linus", tree, tip);
    }

    /// <summary>Changes the very line again: it conflicts where that commit is not.</summary>
    private FillerCommit SameLine(SampleCommit tip) => Fix(tip, _changed.Dequeue(), null);

    /// <summary>Changes another function of the file: it applies where that commit is not.</summary>
    private FillerCommit Quiet(SampleCommit tip) => Fix(tip, _changed.Dequeue(), SampleFiller.QuietVerb);

    /// <summary>Fixes a commit that the picked base has too.</summary>
    private FillerCommit Shared(SampleCommit tip) => Fix(tip, _shared.Dequeue(), null);

    /// <summary>Fixes a file that the release does not have.</summary>
    private FillerCommit Made(SampleCommit tip) => Fix(tip, _made.Dequeue(), null);

    private FillerCommit FixOfFix(SampleCommit tip)
    {
        FillerCommit target = _fixes[^4];
        return Keep(filler.Fix(history, tip, target, null, SamplePeople.Maintainer, target.Commit.Reference));
    }

    private FillerCommit Revert(SampleCommit tip)
    {
        FillerCommit target = _changed.Dequeue();
        while (!SampleHistory.Applies(tip.Tree, Reversed(target)))
            target = _changed.Dequeue();
        return Keep(SampleFiller.Revert(history, tip, target, SamplePeople.Maintainer));
    }

    private FillerCommit RevertOfRevert(SampleCommit tip)
    {
        FillerCommit target = _fixes.Last(f => f.Commit.Patch.Subject.StartsWith("Revert", StringComparison.Ordinal)
            && SampleHistory.Applies(tip.Tree, Reversed(f)));
        return Keep(SampleFiller.Revert(history, tip, target, SamplePeople.Maintainer));
    }

    private FillerCommit TwoAtOnce(SampleCommit tip)
    {
        FillerCommit target = _changed.Dequeue();
        return Keep(filler.Fix(history, tip, target, null, SamplePeople.Maintainer, target.Commit.Reference, _changed.Dequeue().Commit.Reference));
    }

    /// <summary>Seven digits, which checkpatch would not have: found all the same.</summary>
    private FillerCommit ShortAbbreviation(SampleCommit tip)
    {
        FillerCommit target = _changed.Dequeue();
        return Keep(filler.Fix(history, tip, target, null, SamplePeople.Maintainer, $"{target.Commit.Id.Abbreviate(7)} (\"{target.Commit.Patch.Subject}\")"));
    }

    /// <summary>The digits are of a commit in somebody's own tree; the subject is right.</summary>
    private FillerCommit WrongDigits(SampleCommit tip)
    {
        FillerCommit target = _changed.Dequeue();
        string digits = new([.. target.Commit.Id.Abbreviate().Reverse()]);
        return Keep(filler.Fix(history, tip, target, null, SamplePeople.Maintainer, $"{digits} (\"{target.Commit.Patch.Subject}\")"));
    }

    /// <summary>Names a commit that is nowhere, by digits or by subject.</summary>
    private FillerCommit Unknown(SampleCommit tip) =>
        filler.Fix(history, tip, _changed.Dequeue(), null, SamplePeople.Maintainer, "decafbad0f00 (\"staging: A driver that was never merged\")");

    /// <summary>Fixes the release itself: no follow-up of the range.</summary>
    private FillerCommit Older(SampleCommit tip) =>
        filler.Fix(history, tip, _changed.Dequeue(), SampleFiller.QuietVerb, SamplePeople.Maintainer, history["Linux 4.9"].Reference);

    private FillerCommit Fix(SampleCommit tip, FillerCommit target, string? verb) =>
        Keep(filler.Fix(history, tip, target, verb, SamplePeople.Maintainer, target.Commit.Reference));

    private FillerCommit Keep(FillerCommit fix)
    {
        _fixes.Add(fix);
        return fix;
    }

    private static SamplePatch Reversed(FillerCommit target) =>
        target.Commit.Patch with { Edits = [.. target.Commit.Patch.Edits.Reverse().Select(e => e with { Old = e.New, New = e.Old })] };
}
