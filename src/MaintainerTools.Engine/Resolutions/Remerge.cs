using System.Text;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Merging.Rerere;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Resolutions;

/// <summary>One path of a merge made again.</summary>
/// <param name="Path">The path.</param>
/// <param name="Kind">The kind of conflict; null for a path that merges clean.</param>
/// <param name="Automatic">What the automatic merge has there.</param>
/// <param name="Recorded">What the recorded merge has there.</param>
/// <param name="MarkerSize">How long the markers of its conflicts are.</param>
internal sealed record RemergedPath(string Path, string? Kind, TreeValue Automatic, TreeValue Recorded, int MarkerSize)
{
    private List<string>? _changed;
    private HashSet<string>? _kept;

    /// <summary>"-" lines that only the automatic merge has, "+" lines that only the recorded one has, markers left out; as Latin-1 with their ends.</summary>
    internal IReadOnlyList<string> Changed(IObjectReader objects)
    {
        Compare(objects);
        return _changed!;
    }

    /// <summary>The lines of either side of a conflict that the recorded merge kept.</summary>
    internal IReadOnlySet<string> Kept(IObjectReader objects)
    {
        Compare(objects);
        return _kept!;
    }

    private void Compare(IObjectReader objects)
    {
        if (_changed is not null)
            return;
        _changed = [];
        _kept = [];
        if (Automatic.Text(objects) is not { } automatic || Recorded.Text(objects) is not { } recorded)
            return;
        IReadOnlyList<LineChange> changes = LineDiff.Compute(automatic, recorded);
        foreach (LineChange run in changes)
        {
            for (int i = run.OldStart; i < run.OldEnd; i++)
            {
                if (Kind is null || !ConflictHunks.IsMarker(automatic[i], MarkerSize))
                    _changed.Add("-" + Encoding.Latin1.GetString(automatic[i]));
            }
            for (int i = run.NewStart; i < run.NewEnd; i++)
                _changed.Add("+" + Encoding.Latin1.GetString(recorded[i]));
        }
        if (Kind is null || ConflictHunks.Parse(automatic.Data, MarkerSize) is not { } conflicts)
            return;
        foreach (ConflictHunk hunk in conflicts.Hunks)
        {
            HashSet<string> sides = [.. hunk.Ours, .. hunk.Theirs];
            _kept.UnionWith(conflicts.RegionIn(recorded, changes, hunk).Where(sides.Contains));
        }
    }
}

/// <summary>A recorded merge beside the automatic one.</summary>
internal sealed class Remerge
{
    /// <summary>The merge.</summary>
    internal required CommitObject Commit { get; init; }

    /// <summary>Its parents as history has them.</summary>
    internal required IReadOnlyList<Oid> Parents { get; init; }

    /// <summary>The automatic tree, markers included; zero where it could not be made.</summary>
    internal Oid Tree { get; init; }

    /// <summary>True when the automatic merge has no conflict.</summary>
    internal bool IsClean { get; init; }

    /// <summary>Why the automatic merge could not be made, or may be another; null otherwise.</summary>
    internal string? NotVerified { get; init; }

    /// <summary>The paths that conflict or are recorded otherwise than the automatic merge has them, sorted.</summary>
    internal IReadOnlyList<RemergedPath> Paths { get; init; } = [];

    /// <summary>
    /// The folder that is the whole tree of another parent than the first, or in which all that was changed is what that parent has
    /// without the folder's name: git's subtree strategy made the merge, and the automatic one, which compares the parents' paths as they
    /// are, says little of it. Null for any other merge.
    /// </summary>
    internal (string Folder, bool IsWhole)? Subtree { get; init; }

    /// <summary>True when something was made by hand.</summary>
    internal bool IsHandMade => Paths.Count > 0;
}
