using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Reporting.Sample;

/// <summary>
/// The story's branches: the stable release that everybody builds on, the base of marked picks, the topic, the reviewer's branch, the old
/// stable branch. Upstream is in <see cref="SampleUpstream"/>; docs/sample-repository.md is the table of contents.
/// </summary>
internal sealed class SampleStory
{
    private readonly SampleHistory _history;
    private readonly SampleUpstream _upstream;
    private readonly SortedDictionary<string, Oid> _refs = new(StringComparer.Ordinal);

    private SampleStory(IObjectStore store, IOperationMonitor monitor)
    {
        _history = new SampleHistory(store);
        _upstream = new SampleUpstream(_history, monitor);
    }

    /// <summary>Writes all objects into <paramref name="store"/>.</summary>
    /// <returns>The refs, by their full names; tags name tag objects.</returns>
    public static IReadOnlyDictionary<string, Oid> Tell(IObjectStore store, IOperationMonitor monitor)
    {
        var story = new SampleStory(store, monitor);
        story._upstream.Build();
        foreach ((string name, Oid id) in story._upstream.Tags)
            story._refs["refs/tags/" + name] = id;
        story.Branch("linus", story._upstream.Tip);
        story.Branch("upstream-base", story._upstream.NearestBase);
        SampleCommit topic = story.BuildTopic();
        story.BuildReview(topic);
        story.BuildStable();
        return story._refs;
    }

    /// <summary>The message of a pick, with git cherry-pick -x's line as the last of its trailers.</summary>
    private static string Marked(string message, SampleCommit source) => $"{message}(cherry picked from commit {source.Id})\n";

    private SampleCommit BuildTopic()
    {
        _history.Clock = SampleUpstream.Time(2017, 12, 17, 12);
        SampleCommit tip = _upstream.SharedTip;
        foreach (SampleCommit pick in _upstream.Picks)
            tip = _history.Pick(tip, pick, SamplePeople.Maintainer, message => Marked(message, pick));
        Branch("WIP.x86/pti.base", tip);

        _history.Clock = SampleUpstream.Time(2017, 12, 18, 8);
        foreach (SampleCommit pick in _upstream.LdtPicks)
            tip = _history.Pick(tip, pick, SamplePeople.Maintainer, message => Marked(message, pick));
        foreach (SamplePatch patch in SampleContent.Patches("pti.patches"))
            tip = _history.Commit(tip, patch, SamplePeople.Maintainer);
        Branch("x86/pti", tip);
        return tip;
    }

    private void BuildReview(SampleCommit topic)
    {
        _history.Clock = SampleUpstream.Time(2017, 12, 19, 17);
        SampleCommit tip = topic;
        foreach (SamplePatch patch in SampleContent.Patches("luto.patches"))
            tip = _history.Commit(tip, patch);
        Branch("luto/x86/pti", tip);

        SampleTree mails = SampleTree.Empty.With(SampleRepository.ReviewFile, SampleContent.Text(SampleRepository.ReviewFile));
        Branch("review", _history.Root(mails, new SamplePatch("The review of x86/pti", SamplePeople.Maintainer, "The mails, as they came.", [])));
    }

    private void BuildStable()
    {
        _history.Clock = SampleUpstream.Time(2017, 1, 9, 9);
        SampleCommit tip = _upstream.OldRelease;
        int taken = 0;
        foreach (FillerCommit filler in _upstream.Fillers.Where((_, i) => i % 9 == 4))
        {
            if (taken == 20)
                break;
            if (!SampleHistory.Applies(tip.Tree, filler.Commit.Patch))
                continue;
            tip = taken++ % 5 == 4
                ? _history.Pick(tip, filler.Commit, SamplePeople.Stable, message => message)
                : StablePick(tip, filler.Commit, taken % 3 == 0);
        }
        // These four of the nine came here by themselves.
        _history.Clock = SampleUpstream.Time(2017, 12, 16, 9);
        foreach (SampleCommit pick in _upstream.Picks.Where(p => p.Patch.Subject.Contains("APEI", StringComparison.Ordinal)
            || p.Patch.Subject.Contains("sparsemem", StringComparison.Ordinal)
            || p.Patch.Subject.Contains("intel/pti", StringComparison.Ordinal) || p.Patch.Subject.Contains("READ_ONCE", StringComparison.Ordinal)))
            tip = StablePick(tip, pick, taken++ % 3 == 2);
        Branch("linux-4.9.y", tip);
    }

    /// <summary>A pick as the stable trees mark it: above the text, in one of their two ways.</summary>
    private SampleCommit StablePick(SampleCommit onto, SampleCommit source, bool bracket) =>
        _history.Pick(onto, source, SamplePeople.Stable, message =>
        {
            string marker = bracket ? $"[ Upstream commit {source.Id} ]" : $"commit {source.Id} upstream.";
            int subject = message.IndexOf('\n', StringComparison.Ordinal) + 1;
            return $"{message[..subject]}\n{marker}\n{message[subject..]}Signed-off-by: {SamplePeople.Address(SamplePeople.Stable)}\n";
        });

    private void Branch(string name, SampleCommit tip) => _refs["refs/heads/" + name] = tip.Id;
}
