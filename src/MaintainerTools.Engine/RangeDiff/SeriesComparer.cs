using MaintainerTools.Engine.Grading;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.RangeDiff;

/// <summary>Compares two versions of a series, patch by patch, as git range-diff does. Reads only.</summary>
public sealed class SeriesComparer(Workspace workspace)
{
    /// <summary>The pairs, in git's order: that of the new version, with what was dropped where it stood.</summary>
    /// <exception cref="MaintainerException">RevisionNotFound and its like, SeriesSinceNeeded, MailUnreadable,
    /// MailCompressed, NoPatchInFile, VersionNotInFile.</exception>
    public IReadOnlyList<SeriesPair> Compare(SeriesComparisonRequest request) => Compare(request, out _);

    /// <summary>The same, and sentences on what was chosen in files that hold more than one version, and on what they lack.</summary>
    /// <exception cref="MaintainerException">As above.</exception>
    public IReadOnlyList<SeriesPair> Compare(SeriesComparisonRequest request, out IReadOnlyList<string> notes)
    {
        ArgumentNullException.ThrowIfNull(request);
        (CommitHistory history, ScratchStore scratch, IOperationMonitor monitor) = (workspace.History, workspace.Scratch, workspace.Monitor);
        var reader = SeriesPatchReader.Of(workspace, request.RemergeDiff);
        IReadOnlyList<Oid>? oldRange = request.OldIsFile ? null : Commits(request.Old, request.NewIsFile ? null : request.New);
        IReadOnlyList<Oid>? newRange = request.NewIsFile ? null : Commits(request.New, request.OldIsFile ? null : request.Old);
        monitor.Report("Reading patches", 0, -1);
        List<string> oldNotes = [];
        List<string> newNotes = [];
        List<SeriesPatch> old = [];
        List<SeriesPatch> @new = [];
        // Merging again goes through the history, which is for one thread.
        var options = new ParallelOptions { CancellationToken = monitor.Cancellation, MaxDegreeOfParallelism = request.RemergeDiff ? 1 : 2 };
        try
        {
            Parallel.Invoke(
                options,
                () => old = oldRange is null ? MailedSeries.Read(request.Old, request.OldVersion, oldNotes) : Read(reader, oldRange),
                () => @new = newRange is null ? MailedSeries.Read(request.New, request.NewVersion, newNotes) : Read(reader.Another(), newRange));
        }
        catch (AggregateException e) when (e.InnerExceptions.Count > 0)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
        notes = [.. oldNotes, .. newNotes];
        return Compare(old, @new, request.CreationFactor, monitor);

        IReadOnlyList<Oid> Commits(string version, string? other) =>
            [.. Range(version, request.Since, other).Where(id => request.RemergeDiff || !history.IsMerge(id))];

        List<SeriesPatch> Read(SeriesPatchReader own, IReadOnlyList<Oid> range)
        {
            var patches = new List<SeriesPatch>(range.Count);
            foreach (Oid id in range)
            {
                monitor.Cancellation.ThrowIfCancellationRequested();
                patches.Add(own.Read(scratch.ReadCommit(id)));
            }
            return patches;
        }
    }

    /// <summary>The two tips of A...B, which is how git range-diff takes both versions in one word.</summary>
    /// <exception cref="MaintainerException">NewVersionMissing: it is no such word.</exception>
    public static (string Old, string New) BothVersions(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return RevisionRange.Find(text) is { IsBothTips: true } range ? (range.From, range.To)
            : throw new MaintainerException("NewVersionMissing", ErrorKind.InvalidArgument, text, text);
    }

    /// <summary>Pairs the patches of two versions.</summary>
    internal static List<SeriesPair> Compare(IReadOnlyList<SeriesPatch> old, IReadOnlyList<SeriesPatch> @new, int creationFactor, IOperationMonitor monitor)
    {
        for (int i = 0; i < old.Count; i++)
            old[i].Index = i;
        for (int j = 0; j < @new.Count; j++)
            @new[j].Index = j;
        monitor.Report("Pairing patches", 0, -1);
        SeriesMatcher.Match(old, @new, creationFactor, monitor);
        var result = new List<SeriesPair>();
        var shown = new HashSet<int>();
        for (int i = 0, j = 0; i < old.Count || j < @new.Count;)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            while (i < old.Count && shown.Contains(i))
                i++;
            if (i < old.Count && old[i].Match < 0)
            {
                result.Add(Pair(old[i++], null));
                continue;
            }
            while (j < @new.Count && @new[j].Match < 0)
                result.Add(Pair(null, @new[j++]));
            if (j < @new.Count)
            {
                SeriesPatch counterpart = old[@new[j].Match];
                result.Add(Pair(counterpart, @new[j++]));
                shown.Add(counterpart.Index);
            }
        }
        return result;
    }

    private static SeriesPair Pair(SeriesPatch? old, SeriesPatch? @new)
    {
        string? diff = old is not null && @new is not null ? SeriesPatchDiff.Compute(old, @new) : null;
        SeriesPairStatus status = old is null ? SeriesPairStatus.Added
            : @new is null ? SeriesPairStatus.Removed
            : diff is null ? SeriesPairStatus.Same : SeriesPairStatus.Changed;
        GradedChange grade = old is null ? new GradedChange(PickGrade.Foreign, "the old version has no such patch")
            : @new is null ? new GradedChange(PickGrade.None, "dropped")
            : SeriesPatchGrader.Grade(old, @new);
        return new SeriesPair
        {
            Old = IdOf(old),
            New = IdOf(@new),
            OldNumber = old?.Index + 1,
            NewNumber = @new?.Index + 1,
            Status = status,
            Mark = status switch
            {
                SeriesPairStatus.Same => "=",
                SeriesPairStatus.Changed => "!",
                SeriesPairStatus.Added => ">",
                _ => "<",
            },
            Grade = grade.Grade,
            GradeReason = grade.Reason,
            Subject = (@new ?? old)!.Subject,
            OldSubject = old?.Subject,
            Diff = diff,
        };
    }

    private static string? IdOf(SeriesPatch? patch) => patch is null || patch.Id.IsZero ? null : patch.Id.ToString();

    private IReadOnlyList<Oid> Range(string version, string? since, string? other)
    {
        (GitRepository repository, CommitHistory history, IOperationMonitor monitor) = (workspace.Repository, workspace.History, workspace.Monitor);
        if (RevisionRange.FindOneSided(version) is { } range)
            return history.RangeByDate(history.Resolve(repository, range.From), history.Resolve(repository, range.To), monitor);
        Oid tip = history.Resolve(repository, version);
        string? below = since ?? other ?? throw new MaintainerException("SeriesSinceNeeded", ErrorKind.InvalidArgument, version, version);
        // The tip of the other version, where that is a range.
        string start = since is null && RevisionRange.FindOneSided(below) is { } ofOther ? ofOther.To : below;
        return history.RangeByDate(history.Resolve(repository, start), tip, monitor);
    }
}

/// <summary>What is compared with what.</summary>
public sealed class SeriesComparisonRequest
{
    /// <summary>The old version: a range A..B, a tip, or an mbox file (a full path).</summary>
    public required string Old { get; init; }

    /// <summary>The new version, likewise.</summary>
    public required string New { get; init; }

    /// <summary>The commit below both tips; null: each begins where the other does not reach.</summary>
    public string? Since { get; init; }

    /// <summary>How large a diff of diffs may be, in percent of the patches, before both count as unrelated.</summary>
    public int CreationFactor { get; init; } = 60;

    /// <summary>True to compare merges too, by what their makers changed beside the merging.</summary>
    public bool RemergeDiff { get; init; }

    /// <summary>The version to take out of <see cref="Old"/> where that is a file; null for the newest.</summary>
    public int? OldVersion { get; init; }

    /// <summary>The version to take out of <see cref="New"/>, likewise.</summary>
    public int? NewVersion { get; init; }

    /// <summary>True when <see cref="Old"/> is a file.</summary>
    public bool OldIsFile { get; init; }

    /// <summary>True when <see cref="New"/> is a file.</summary>
    public bool NewIsFile { get; init; }
}
