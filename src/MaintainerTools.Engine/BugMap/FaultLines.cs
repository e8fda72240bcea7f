using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Lines;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.SourceText;

namespace MaintainerTools.Engine.BugMap;

/// <summary>How a line stands to a fix.</summary>
internal enum FaultLineRole
{
    /// <summary>The fix removed it and put nothing alike in its place.</summary>
    Removed,

    /// <summary>The fix changed it.</summary>
    Changed,

    /// <summary>The fix set it elsewhere, or in or out: a guard was put around it.</summary>
    Guarded,

    /// <summary>Code next below what the fix put in.</summary>
    Below,

    /// <summary>Code next above what the fix put in.</summary>
    Above,

    /// <summary>The first line of the function that the fix changed.</summary>
    Heading,

    /// <summary>A line of the same function that has a name which the fix's lines have.</summary>
    Uses,

    /// <summary>A line, anywhere in the source, with the name of a thing that the fix's lines speak of.</summary>
    Name,
}

/// <summary>A line of the version before a fix whose origin may tell that of the fault.</summary>
/// <param name="Path">The path.</param>
/// <param name="Line">The line, 0-based.</param>
/// <param name="Role">How it stands to the fix.</param>
/// <param name="Hunk">The hunk of the fix, counted over all files.</param>
/// <param name="Distance">Lines of code between it and the hunk; 0 for what the hunk changes.</param>
/// <param name="Names">How many names it shares with the lines that the fix added.</param>
/// <param name="Text">The line, compact.</param>
/// <param name="OnlyAdds">True where the hunk removes no code.</param>
/// <param name="Part">The part of the text that the fix changes, with a word or sign on each side; or the name. Null: all of it.</param>
internal sealed record FaultLine(string Path, int Line, FaultLineRole Role, int Hunk, int Distance, int Names, string Text, bool OnlyAdds, string? Part = null);

/// <summary>Chooses the lines of the version before a fix that are followed back. Comments, blank lines, braces, tests and texts are left out.</summary>
/// <param name="objects">The store.</param>
/// <param name="versions">The files' versions.</param>
internal sealed class FaultLines(IObjectReader objects, FileVersions versions)
{
    private const int LinesAround = 3;
    private const int MostUses = 12;
    private const int MostLinesOfName = 60;
    private readonly Dictionary<string, int> _things = new(StringComparer.Ordinal);
    private int _hunks;

    /// <summary>The lines, hunk by hunk.</summary>
    internal IReadOnlyList<FaultLine> Of(Oid oldTree, Oid newTree)
    {
        _hunks = 0;
        var found = new List<FaultLine>();
        _things.Clear();
        List<TreeChange> changes = [.. TreeDiff.Compute(objects, oldTree, newTree)
            .Where(change => EntryMode.IsFile(change.OldMode) && EntryMode.IsFile(change.NewMode) && change.OldId != change.NewId)];
        foreach (TreeChange change in changes.Where(change => FaultFiles.IsFault(objects, change)))
            AddFile(change, found);
        AddNames(oldTree, found);
        // A fix of a text or a test only: there is nothing else to go by.
        if (found.Count == 0)
        {
            foreach (TreeChange change in changes)
                AddFile(change, found);
        }
        return found;
    }

    /// <summary>
    /// The lines of the old source that have the names of things which the fix's new lines speak of; names that stand everywhere are left out.
    /// </summary>
    private void AddNames(Oid oldTree, List<FaultLine> found)
    {
        if (_things.Count is 0 or > 40)
            return;
        var lines = _things.Keys.ToDictionary(thing => thing, _ => new List<(string Path, int Line, string Text)>(), StringComparer.Ordinal);
        foreach ((string path, Oid blob) in SourceFiles.In(objects, oldTree, ""))
        {
            TextLines? file = null;
            foreach ((string thing, List<(string Path, int Line, string Text)> places) in lines)
            {
                byte[] word = System.Text.Encoding.Latin1.GetBytes(thing);
                if (places.Count > MostLinesOfName || (file ??= versions.File(blob)).Data.AsSpan().IndexOf(word) < 0)
                    continue;
                for (int i = 0; i < file.Count; i++)
                {
                    if (Words.Has(file[i], word))
                        places.Add((path, i, LineLikeness.Compact(file[i])));
                }
            }
        }
        foreach ((string thing, List<(string Path, int Line, string Text)> places) in lines)
        {
            if (places.Count <= MostLinesOfName)
                found.AddRange(places.Select(p => new FaultLine(p.Path, p.Line, FaultLineRole.Name, _things[thing], 0, places.Count, p.Text, true, thing)));
        }
    }

    private void AddFile(TreeChange change, List<FaultLine> found)
    {
        byte[] data = objects.ReadBlob(change.OldId);
        if (BinaryContent.IsBinary(data))
            return;
        var old = new SourceFile(data, change.Path);
        var now = new SourceFile(objects.ReadBlob(change.NewId), change.Path);
        foreach (LineChange hunk in versions.Changes(change.OldId, change.NewId))
        {
            List<int> removed = [.. Enumerable.Range(hunk.OldStart, hunk.OldCount).Where(old.IsCode)];
            List<int> added = [.. Enumerable.Range(hunk.NewStart, hunk.NewCount).Where(now.IsCode)];
            if (removed.Count == 0 && added.Count == 0)
                continue;
            foreach (int line in added)
            {
                foreach (string thing in now.ThingsOf(line))
                    _things[thing] = _hunks;
            }
            AddHunk(change.Path, hunk, old, removed, [.. added.Select(now.CompactAt)], [.. added.SelectMany(now.NamesOf)], found);
            _hunks++;
        }
    }

    private void AddHunk(string path, LineChange hunk, SourceFile old, List<int> removed, List<string> added, HashSet<string> names, List<FaultLine> found)
    {
        var taken = new HashSet<int>();
        bool onlyAdds = removed.Count == 0;
        foreach (int line in removed)
        {
            string text = old.CompactAt(line);
            string? next = added.MaxBy(other => LineLikeness.Of(other, text));
            double alike = next is null ? 0 : LineLikeness.Of(next, text);
            Add(line, alike == 1 ? FaultLineRole.Guarded : alike >= LineLikeness.Alike ? FaultLineRole.Changed : FaultLineRole.Removed, 0,
                alike is >= LineLikeness.Alike and < 1 ? ChangedPart.Of(text, next!) : null);
        }
        int heading = old.HeadingOf(hunk.OldStart);
        int end = old.EndOf(hunk.OldEnd);
        int distance = 0;
        for (int i = hunk.OldEnd; i < end && distance < LinesAround; i++)
        {
            if (old.IsCode(i))
                Add(i, FaultLineRole.Below, ++distance);
        }
        distance = 0;
        for (int i = hunk.OldStart - 1; i > heading && distance < LinesAround; i--)
        {
            if (old.IsCode(i))
                Add(i, FaultLineRole.Above, ++distance);
        }
        if (heading >= 0)
            Add(heading, FaultLineRole.Heading, hunk.OldStart - heading);
        if (heading < 0)
            return;
        foreach (int line in Enumerable.Range(heading + 1, Math.Max(0, end - heading - 1)).Where(i => !taken.Contains(i) && old.IsCode(i) && SharedBy(i) > 0)
            .OrderBy(i => Math.Abs(i - hunk.OldStart)).Take(MostUses))
            Add(line, FaultLineRole.Uses, Math.Abs(line - hunk.OldStart));

        void Add(int line, FaultLineRole role, int away, string? part = null)
        {
            if (taken.Add(line))
                found.Add(new FaultLine(path, line, role, _hunks, away, SharedBy(line), old.CompactAt(line), onlyAdds, part));
        }

        int SharedBy(int line) => old.NamesOf(line).Distinct().Count(names.Contains);
    }
}
