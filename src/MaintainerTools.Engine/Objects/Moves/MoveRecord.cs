using System.Text.Json;
using System.Text.Json.Serialization;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Engine.Objects.Moves;

/// <summary>Who performs an operation.</summary>
internal sealed class MoveOwner
{
    public string Host { get; init; } = "";

    public int ProcessId { get; init; }

    /// <summary>When the process began, in ticks of universal time.</summary>
    public long Started { get; init; }

    /// <summary>What the machine calls the time since it was last started; empty where it has no name for it.</summary>
    public string Boot { get; init; } = "";

    /// <summary>This process.</summary>
    internal static MoveOwner Current()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        const string BootId = "/proc/sys/kernel/random/boot_id";
        return new MoveOwner
        {
            Host = Environment.MachineName,
            ProcessId = Environment.ProcessId,
            Started = process.StartTime.ToUniversalTime().Ticks,
            Boot = File.Exists(BootId) ? File.ReadAllText(BootId).Trim() : "",
        };
    }
}

/// <summary>A line that a reflog gets when a ref moves.</summary>
internal sealed class LogLine
{
    /// <summary>The log's path, from the common directory.</summary>
    public required string Path { get; init; }

    /// <summary>Its length before; -1 where there was none.</summary>
    public required long Length { get; init; }

    /// <summary>The line, with its line end.</summary>
    public required string Line { get; init; }
}

/// <summary>One ref to move.</summary>
internal sealed class RecordedMove
{
    public required string Name { get; init; }

    public required string Old { get; init; }

    public required string New { get; init; }

    public WorkTreeUpdate WorkTree { get; init; }

    public List<LogLine> Logs { get; init; } = [];

    [JsonIgnore]
    internal Oid OldId => Oid.Parse(Old);

    [JsonIgnore]
    internal Oid NewId => Oid.Parse(New);
}

/// <summary>A file of a work tree that changes; its number is its place in the list.</summary>
internal sealed class FileMove
{
    /// <summary>The path as text, for people.</summary>
    public required string Path { get; init; }

    /// <summary>The path's bytes in base64, where they are no text.</summary>
    public string? Raw { get; init; }

    public int OldMode { get; init; }

    public string OldId { get; init; } = "";

    public int NewMode { get; init; }

    public string NewId { get; init; } = "";

    /// <summary>What the old file looked like when the operation began: it is moved only as long as it does.</summary>
    public string? OldStamp { get; set; }

    /// <summary>What the new file looks like.</summary>
    public string? NewStamp { get; set; }

    [JsonIgnore]
    internal string Name => NameOf(Path, Raw);

    internal static FileMove Of(string path, TreeValue old, TreeValue @new) => new()
    {
        Path = path,
        Raw = RawOf(path),
        OldMode = old.Mode,
        OldId = old.Id.ToString(),
        NewMode = @new.Mode,
        NewId = @new.Id.ToString(),
    };

    internal static string? RawOf(string path) => path.Any(char.IsSurrogate) ? Convert.ToBase64String(GitPath.Encode(path)) : null;

    internal static string NameOf(string path, string? raw) => raw is null ? path : GitPath.Decode(Convert.FromBase64String(raw));
}

/// <summary>A work tree that follows a branch.</summary>
internal sealed class TreeMove
{
    /// <summary>Its own git directory, from the common one; empty for the main work tree.</summary>
    public required string GitDirectory { get; init; }

    /// <summary>True where only the index follows.</summary>
    public required bool KeepsFiles { get; init; }

    /// <summary>The branch's full name.</summary>
    public required string Branch { get; init; }

    public List<FileMove> Files { get; init; } = [];

    /// <summary>Where its files are put together, from the work tree's folder; null: in the operation's own folder, which is on the same file system.</summary>
    public string? Stage { get; set; }

    /// <summary>What it looks like when a conflict is left in it; null where none is.</summary>
    public string? Print { get; set; }

    /// <summary>Paths that its index has in conflict afterwards.</summary>
    public List<ConflictRecord> Conflicts { get; init; } = [];
}

/// <summary>A path in conflict: the three versions, a mode of zero for one that is not there.</summary>
internal sealed class ConflictRecord
{
    /// <summary>The path as text, for people.</summary>
    public required string Path { get; init; }

    /// <summary>The path's bytes in base64, where they are no text.</summary>
    public string? Raw { get; init; }

    /// <summary>The modes of base, ours and theirs.</summary>
    public required int[] Modes { get; init; }

    /// <summary>The ids of base, ours and theirs.</summary>
    public required string[] Ids { get; init; }

    internal static ConflictRecord Of(ConflictStage conflict)
    {
        TreeValue?[] stages = [conflict.Base, conflict.Ours, conflict.Theirs];
        return new ConflictRecord
        {
            Path = conflict.Path,
            Raw = FileMove.RawOf(conflict.Path),
            Modes = [.. stages.Select(s => s?.Mode ?? 0)],
            Ids = [.. stages.Select(s => (s?.Id ?? Oid.Zero).ToString())],
        };
    }

    internal ConflictStage ToStage()
    {
        TreeValue?[] stages = [.. Modes.Zip(Ids).Select(s => s.First == 0 ? (TreeValue?)null : new TreeValue(s.First, Oid.Parse(s.Second)))];
        return new ConflictStage(FileMove.NameOf(Path, Raw), stages[0], stages[1], stages[2]);
    }
}

/// <summary>A file in the git directory of a work tree that gets another content, such as its HEAD; its number is its place in the list.</summary>
internal sealed class StateMove
{
    /// <summary>The path, from the common directory.</summary>
    public required string Path { get; init; }

    /// <summary>True where there was one before.</summary>
    public required bool WasThere { get; init; }
}

/// <summary>A linked work tree that is made, or that goes away; its number is its place in the list.</summary>
internal sealed class LinkedMove
{
    /// <summary>Its own git directory, from the common one.</summary>
    public required string GitDirectory { get; init; }

    /// <summary>The folder of its files, from the common directory.</summary>
    public required string Folder { get; init; }

    /// <summary>True where it is made, false where it goes away.</summary>
    public required bool IsMade { get; init; }

    /// <summary>True where there was an empty folder in its place.</summary>
    public bool HadFolder { get; init; }

    /// <summary>The topmost of the folders above that are made for it, from the common directory; null for none.</summary>
    public string? FirstAbove { get; init; }

    /// <summary>What its files looked like: they are moved only as long as they do.</summary>
    public string? Print { get; set; }
}

/// <summary>
/// What is kept of an operation while it lasts and afterwards: enough to finish it or take it back from wherever it was cut off, and to undo it
/// later. Paths in it begin at the repository's common directory or at a work tree, so that a repository that was copied or moved can still use it.
/// </summary>
internal sealed class MoveRecord
{
    private static readonly JsonSerializerOptions s_options = new() { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    internal const string PackedRefsLock = "packed-refs.lock";

    public int Version { get; init; } = 1;

    public string Id { get; set; } = "";

    public required string Command { get; init; }

    public required string Message { get; init; }

    public required DateTimeOffset Time { get; init; }

    public TopicOperationState State { get; set; }

    public MoveOwner? Owner { get; set; }

    /// <summary>The operation that this one undoes.</summary>
    public string? Undoes { get; init; }

    /// <summary>The refs, in the order in which they move: what keeps old tips first.</summary>
    public List<RecordedMove> Refs { get; init; } = [];

    /// <summary>The lock files that it takes, from the common directory.</summary>
    public List<string> Locks { get; init; } = [];

    /// <summary>The work trees that follow.</summary>
    public List<TreeMove> Trees { get; init; } = [];

    /// <summary>The files of git directories that get another content.</summary>
    public List<StateMove> States { get; init; } = [];

    /// <summary>The linked work trees that are made or go away.</summary>
    public List<LinkedMove> Linked { get; init; } = [];

    /// <summary>What it moves, for people: the first of its branches, or its work tree.</summary>
    [JsonIgnore]
    internal string Subject => Refs.Find(r => !IsOwn(r.Name))?.Name ?? Linked.FirstOrDefault()?.GitDirectory ?? Trees.FirstOrDefault()?.GitDirectory ?? Id;

    /// <summary>
    /// What no other operation may touch while this one is open: the locks of refs and work trees, by their names, and the linked work trees. packed-refs.lock
    /// is everybody's.
    /// </summary>
    [JsonIgnore]
    internal IEnumerable<string> Claims => Locks.Where(l => l != PackedRefsLock).Concat(Linked.SelectMany(l => new[] { l.GitDirectory, l.Folder }));

    /// <summary>True for the refs that are there for the sake of others: what they keep is a backup, or a note of what moved.</summary>
    internal static bool IsOwn(string name) => name.StartsWith("refs/maintainer-tools/", StringComparison.Ordinal);

    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, s_options);

    /// <summary>Reads a record.</summary>
    /// <exception cref="MaintainerException">OperationRecordDamaged.</exception>
    internal static MoveRecord Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<MoveRecord>(File.ReadAllBytes(file), s_options) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new MaintainerException("OperationRecordDamaged", ErrorKind.InvalidData, file, e, [file, e.Message]);
        }
    }
}
