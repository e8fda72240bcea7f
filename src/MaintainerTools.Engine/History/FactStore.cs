using System.Globalization;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History;

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
    private const string Extension = ".facts";
    private static int s_written;

    private readonly string _kind;
    private readonly IReadOnlyList<string> _folders;
    private readonly List<FactSegment> _segments = [];
    private readonly Dictionary<Oid, byte[]> _new = [];

    private FactStore(string kind, IReadOnlyList<string> folders)
    {
        _kind = kind;
        _folders = folders;
        foreach (string folder in folders)
            Read(folder);
    }

    /// <summary>The repository's store of one kind of facts.</summary>
    public static FactStore Open(GitRepository repository, string kind) => new(kind, Folders(repository.CommonDirectory));

    /// <summary>How many commits are known from earlier runs (one in several files counts several times).</summary>
    public int Known => _segments.Sum(segment => segment.Count);

    /// <summary>The bytes kept for a commit.</summary>
    public bool TryFind(Oid commit, out ReadOnlySpan<byte> bytes)
    {
        if (_new.Count > 0 && _new.TryGetValue(commit, out byte[]? added))
        {
            bytes = added;
            return true;
        }
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
    public void Add(Oid commit, byte[] bytes) => _new[commit] = bytes;

    /// <summary>Writes what was added, in one file under a temporary name that is then renamed. That it cannot be written is no error.</summary>
    public void Save()
    {
        if (_new.Count < WorthKeeping)
            return;
        bool join = _segments.Count >= MostSegments;
        if (join)
        {
            foreach (FactSegment segment in Enumerable.Reverse(_segments))
            {
                for (int i = 0; i < segment.Count; i++)
                {
                    Oid id = segment.IdAt(i);
                    if (!_new.ContainsKey(id))
                        _new.Add(id, segment.BytesAt(i).ToArray());
                }
            }
        }
        Oid[] ids = [.. _new.Keys];
        Array.Sort(ids);
        (Oid Commit, ReadOnlyMemory<byte> Bytes)[] entries = Array.ConvertAll(ids, id => (id, (ReadOnlyMemory<byte>)_new[id]));
        if (_folders.Any(folder => TryWrite(folder, entries)))
        {
            _new.Clear();
            if (join)
            {
                foreach (FactSegment segment in _segments)
                {
                    segment.Dispose();
                    TryDelete(segment.Path);
                }
                _segments.Clear();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _segments.ForEach(segment => segment.Dispose());

    /// <summary>Where facts are kept: beside the repository's other caches, else with the user's.</summary>
    private static List<string> Folders(string commonDirectory)
    {
        // Another build may read messages otherwise; its files are none of ours.
        string version = "facts-" + typeof(FactStore).Module.ModuleVersionId.ToString("N", CultureInfo.InvariantCulture)[..16];
        string key = ScratchStore.Hash(ObjectType.Blob, System.Text.Encoding.UTF8.GetBytes(commonDirectory)).Abbreviate(16);
        return [Path.Combine(commonDirectory, "maintainer-tools", version), Path.Combine(UserCache(), "maintainer-tools", key, version)];
    }

    private static string UserCache()
    {
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathFullyQualified(cache))
            return cache;
        return OperatingSystem.IsWindows()
            ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), OperatingSystem.IsMacOS() ? "Library/Caches" : ".cache");
    }

    private void Read(string folder)
    {
        string[] files;
        try
        {
            files = Directory.GetFiles(folder, _kind + "-*" + Extension);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return;
        }
        // Names begin with the time.
        Array.Sort(files, StringComparer.Ordinal);
        foreach (string file in files)
        {
            if (FactSegment.TryOpen(file) is { } segment)
                _segments.Add(segment);
            else
                TryDelete(file);
        }
    }

    private bool TryWrite(string folder, (Oid Commit, ReadOnlyMemory<byte> Bytes)[] entries)
    {
        string? temporary = null;
        try
        {
            bool isNew = !Directory.Exists(folder);
            Directory.CreateDirectory(folder);
            if (isNew)
                DropOldVersions(folder);
            string name = string.Create(
                CultureInfo.InvariantCulture, $"{_kind}-{DateTime.UtcNow.Ticks:x16}-{Environment.ProcessId:x}-{Interlocked.Increment(ref s_written):x}");
            temporary = Path.Combine(folder, name + ".tmp");
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
                FactSegment.Write(stream, entries);
            File.Move(temporary, Path.Combine(folder, name + Extension));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (temporary is not null)
                TryDelete(temporary);
            return false;
        }
    }

    /// <summary>Files of builds that were not used for a month, and what killed processes left.</summary>
    private static void DropOldVersions(string folder)
    {
        foreach (string other in Directory.GetDirectories(Path.GetDirectoryName(folder)!, "facts-*"))
        {
            if (other == folder || DateTime.UtcNow - Directory.GetLastWriteTimeUtc(other) < TimeSpan.FromDays(30))
                continue;
            try
            {
                Directory.Delete(other, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Somebody uses it after all.
            }
        }
    }

    private static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process has it open; it will be found again.
        }
    }
}
