using System.Security.Cryptography;
using System.Text;
using MaintainerTools.Engine.Objects;
using Oid = MaintainerTools.Engine.Objects.Oid;

namespace MaintainerTools.Engine.Diffing;

/// <summary>
/// The identity of a change whatever line numbers and white space: what git diff-tree -p --full-index | git patch-id --stable prints. Context lines,
/// file names and mode changes count, renames are not looked for, binary files count by their object ids.
/// </summary>
public sealed class PatchIdentity : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
    private readonly byte[] _sum = new byte[Oid.Size];

    // Of the changed lines with their white space; null where that is not asked for.
    private readonly IncrementalHash? _verbatim;
    private bool _any;

    // After a binary file git's reader swallows the line that starts the next one.
    private bool _afterBinary;

    // Lines were hashed and not yet added to the sum; a header without hunks stays open until the next file's end.
    private bool _afterHunks;

    private PatchIdentity(bool verbatim = false) => _verbatim = verbatim ? IncrementalHash.CreateHash(HashAlgorithmName.SHA1) : null;

    /// <summary>
    /// The patch-id of the change from <paramref name="oldTree"/> to <paramref name="newTree"/> (zero: no tree). Null where there is none: nothing changes,
    /// or an object that is needed is missing. Null never means equal.
    /// </summary>
    public static Oid? Compute(IObjectReader reader, Oid oldTree, Oid newTree)
    {
        ArgumentNullException.ThrowIfNull(reader);
        using var identity = new PatchIdentity();
        return identity.TryAdd(reader, () => TreeDiff.Compute(reader, oldTree, newTree)) ? identity.Finish() : null;
    }

    /// <summary>The same, and beside it a hash of the changed lines with all their white space, which a patch-id leaves out.</summary>
    internal static (Oid? PatchId, Oid Verbatim) ComputeWithSpace(IObjectReader reader, Oid oldTree, Oid newTree)
    {
        using var identity = new PatchIdentity(verbatim: true);
        return identity.TryAdd(reader, () => TreeDiff.Compute(reader, oldTree, newTree))
            ? (identity.Finish(), new Oid(identity._verbatim!.GetHashAndReset())) : (null, Oid.Zero);
    }

    /// <summary>The patch-id of changes that are given, under other names perhaps.</summary>
    internal static Oid? Compute(IObjectReader reader, IEnumerable<TreeChange> changes)
    {
        using var identity = new PatchIdentity();
        return identity.TryAdd(reader, () => changes) ? identity.Finish() : null;
    }

    private bool TryAdd(IObjectReader reader, Func<IEnumerable<TreeChange>> changes)
    {
        try
        {
            foreach (TreeChange change in changes())
            {
                if (IsTypeChange(change))
                {
                    // git shows a file that becomes a link as a deletion and a creation.
                    Add(reader, change with { NewMode = 0, NewId = Oid.Zero });
                    Add(reader, change with { OldMode = 0, OldId = Oid.Zero });
                }
                else
                {
                    Add(reader, change);
                }
            }
        }
        catch (MissingObjectException)
        {
            return false;
        }
        return true;
    }

    /// <summary>The patch-id of a commit against its first parent (a root against nothing). Null for merges too: git defines none.</summary>
    public static Oid? ComputeForCommit(IObjectReader reader, Oid commit)
    {
        ArgumentNullException.ThrowIfNull(reader);
        try
        {
            CommitObject read = reader.ReadCommit(commit);
            if (read.IsMerge)
                return null;
            Oid parentTree = read.Parents.Count == 0 ? Oid.Zero : reader.ReadCommit(read.Parents[0]).Tree;
            return Compute(reader, parentTree, read.Tree);
        }
        catch (MissingObjectException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _hash.Dispose();
        _verbatim?.Dispose();
    }

    internal static bool IsTypeChange(TreeChange change) =>
        change.OldMode != 0 && change.NewMode != 0 && (change.OldMode & 0xF000) != (change.NewMode & 0xF000);

    /// <summary>A blob's bytes, or the line that git shows for a submodule; empty where there is nothing.</summary>
    internal static byte[] Content(IObjectReader reader, int mode, Oid id) => mode switch
    {
        0 => [],
        EntryMode.Submodule => Encoding.ASCII.GetBytes($"Subproject commit {id}\n"),
        _ => reader.ReadBlob(id),
    };

    private void Add(IObjectReader reader, TreeChange change)
    {
        if (_afterHunks)
            Flush();
        _afterHunks = false;
        string quotedOld = QuotedPath.Quote("a/" + change.Path);
        string quotedNew = QuotedPath.Quote("b/" + change.Path);
        if (!_afterBinary)
            Line($"diff --git {quotedOld} {quotedNew}");
        _afterBinary = false;
        if (change.OldMode == 0)
            Line("new file mode " + EntryMode.Format(change.NewMode));
        else if (change.NewMode == 0)
            Line("deleted file mode " + EntryMode.Format(change.OldMode));
        else if (change.OldMode != change.NewMode)
        {
            Line("old mode " + EntryMode.Format(change.OldMode));
            Line("new mode " + EntryMode.Format(change.NewMode));
        }
        if (change.OldId == change.NewId)
            return;
        byte[] oldData = Content(reader, change.OldMode, change.OldId);
        byte[] newData = Content(reader, change.NewMode, change.NewId);
        if (BinaryContent.IsBinary(oldData) || BinaryContent.IsBinary(newData))
        {
            Hash(Encoding.ASCII.GetBytes(change.OldId.ToString()));
            Hash(Encoding.ASCII.GetBytes(change.NewId.ToString()));
            Flush();
            _afterBinary = true;
            return;
        }
        var old = new TextLines(oldData);
        var @new = new TextLines(newData);
        IReadOnlyList<DiffHunk> hunks = UnifiedDiff.Hunks(LineDiff.Compute(old, @new), old.Count, @new.Count);
        if (hunks.Count == 0)
            return;
        Line("--- " + (change.OldMode == 0 ? "/dev/null" : quotedOld));
        Line("+++ " + (change.NewMode == 0 ? "/dev/null" : quotedNew));
        foreach (DiffHunk hunk in hunks)
            AddHunk(hunk, old, @new);
        _afterHunks = true;
    }

    private void AddHunk(DiffHunk hunk, TextLines old, TextLines @new)
    {
        int at = hunk.NewStart;
        foreach (LineChange change in hunk.Changes)
        {
            AddLines((byte)' ', @new, at, change.NewStart);
            AddLines((byte)'-', old, change.OldStart, change.OldEnd);
            AddLines((byte)'+', @new, change.NewStart, change.NewEnd);
            at = change.NewEnd;
        }
        AddLines((byte)' ', @new, at, hunk.NewStart + hunk.NewCount);
    }

    private void AddLines(byte sign, TextLines file, int start, int end)
    {
        ReadOnlySpan<byte> signs = [sign];
        for (int i = start; i < end; i++)
        {
            if (sign != ' ')
            {
                Hash(signs);
                _verbatim?.AppendData(signs);
                _verbatim?.AppendData(file[i]);
            }
            // git reads the line as a C string.
            ReadOnlySpan<byte> line = file[i];
            int nul = line.IndexOf((byte)0);
            HashWithoutSpace(nul < 0 ? line : line[..nul]);
        }
    }

    private void Line(string text) => HashWithoutSpace(GitPath.Encode(text));

    private void HashWithoutSpace(ReadOnlySpan<byte> text)
    {
        Span<byte> packed = text.Length <= 1024 ? stackalloc byte[text.Length] : new byte[text.Length];
        int length = 0;
        foreach (byte b in text)
        {
            if (b is not ((byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r'))
                packed[length++] = b;
        }
        Hash(packed[..length]);
    }

    private void Hash(ReadOnlySpan<byte> bytes)
    {
        _any |= bytes.Length > 0;
        _hash.AppendData(bytes);
    }

    private void Flush()
    {
        Span<byte> digest = stackalloc byte[Oid.Size];
        _hash.GetHashAndReset(digest);
        int carry = 0;
        for (int i = 0; i < Oid.Size; i++)
        {
            carry += _sum[i] + digest[i];
            _sum[i] = (byte)carry;
            carry >>= 8;
        }
    }

    private Oid? Finish()
    {
        if (!_any)
            return null;
        Flush();
        return new Oid(_sum);
    }
}
