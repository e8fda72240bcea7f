using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Kept;

/// <summary>
/// What was read from commits, their messages and patches, kept between runs: bytes by commit id, in files under maintainer-tools/ of the repository's common
/// folder, or of the user's cache folder where the repository cannot be written. Nothing depends on it: what is not there, torn or of another version of this
/// module is read from the commits again. Processes do not wait for each other: each adds files of its own, and one that finds many joins them.
/// </summary>
internal sealed class FactStore : IDisposable
{
    /// <summary>Fewer new commits than this are sooner read again than written and found.</summary>
    internal const int WorthKeeping = 64;

    private const int MostSegments = 8;

    // So many are held before they are written; the rest of the run reads them from the file.
    private const int MostHeld = 1 << 17;

    private readonly KeptFiles _files;
    private readonly List<FactSegment> _segments = [];
    private readonly HeldFacts _new = new();
    private bool _isReadOnly;

    // What is kept in any number: 64 of these are sooner found than asked again.
    private readonly int _worthKeeping;

    private FactStore(KeptFiles files, int? most)
    {
        _files = files;
        _worthKeeping = most is null ? WorthKeeping : 1;
        foreach (string file in files.Find())
        {
            if (FactSegment.TryOpen(file) is { } segment)
                _segments.Add(segment);
            else
                KeptFiles.TryDelete(file);
        }
        // The oldest come first. The newest stays whatever it holds.
        while (Known > most && _segments.Count > 1)
        {
            _segments[0].Dispose();
            KeptFiles.TryDelete(_segments[0].Path);
            _segments.RemoveAt(0);
        }
    }

    /// <summary>The repository's store of one kind of facts.</summary>
    /// <param name="folder">The repository's common folder.</param>
    /// <param name="kind">Which facts.</param>
    /// <param name="most">
    /// For facts that come in any number, as those of pairs of commits do, and that cost more than a look at a commit: beyond so many entries the oldest files
    /// go, and what a run adds is kept however little it is. Null: as many as there are commits.
    /// </param>
    public static FactStore Open(string folder, string kind, int? most = null) => new(new KeptFiles(folder, kind), most);

    /// <summary>How many commits are known from earlier runs (one in several files counts several times).</summary>
    public int Known => _segments.Sum(segment => segment.Count);

    /// <summary>The bytes kept for a commit, to be looked at before another is added.</summary>
    public bool TryFind(Oid commit, out ReadOnlySpan<byte> bytes)
    {
        if (_new.TryFind(commit, out bytes))
            return true;
        // The latest file counts: it may know more of a commit than an earlier one.
        for (int i = _segments.Count - 1; i >= 0; i--)
        {
            if (_segments[i].TryFind(commit, out bytes))
                return true;
        }
        bytes = default;
        return false;
    }

    /// <summary>Adds a commit, or replaces what is kept for it.</summary>
    public void Add(Oid commit, ReadOnlySpan<byte> bytes)
    {
        _new.Add(commit, bytes);
        // Files are not joined in the middle: somebody may be looking at what one of them has.
        if (_new.Count >= MostHeld && !_isReadOnly)
            Write(join: false);
    }

    /// <summary>Writes what was added, in one file under a temporary name that is then renamed. That it cannot be written is no error.</summary>
    public void Save()
    {
        if (_new.Count >= _worthKeeping)
            Write(join: _segments.Count >= MostSegments);
    }

    /// <summary>Gives back the pages of the files that finding has touched; they come again when they are needed.</summary>
    public void ReleasePages() => _segments.ForEach(segment => segment.ReleasePages());

    /// <inheritdoc/>
    public void Dispose()
    {
        _segments.ForEach(segment => segment.Dispose());
        _segments.Clear();
    }

    private void Write(bool join)
    {
        var all = new FactMerge(_new, join ? _segments : []);
        string? written = _files.TryWrite(stream => FactSegment.Write(stream, all));
        ReleasePages();
        _isReadOnly = written is null;
        if (written is null)
            return;
        _new.Clear();
        if (join)
        {
            foreach (FactSegment segment in _segments)
            {
                segment.Dispose();
                KeptFiles.TryDelete(segment.Path);
            }
            _segments.Clear();
        }
        // Another process may have joined it with others already; then it is read there next time.
        if (FactSegment.TryOpen(written) is { } own)
            _segments.Add(own);
    }
}
