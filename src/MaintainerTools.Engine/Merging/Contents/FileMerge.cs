using System.Globalization;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Merging.Attributes;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Merging.Contents;

/// <summary>Merges one path's three versions: modes, then text, link or submodule.</summary>
internal sealed class FileMerge(MergeState state)
{
    // What xdiff refuses to take as text.
    private const long MaxTextSize = 1024L * 1024 * 1023;

    /// <summary>
    /// Merges versions of one type. <paramref name="extraMarkers"/> lengthens the conflict markers, for conflicts within conflicts.
    /// True when there is no conflict; else <paramref name="result"/> is what git leaves in the tree, where conflicts are written.
    /// </summary>
    /// <param name="path">The path.</param>
    /// <param name="base">What both sides started from.</param>
    /// <param name="ours">Ours.</param>
    /// <param name="theirs">Theirs.</param>
    /// <param name="names">What the path is called in each.</param>
    /// <param name="extraMarkers">How much longer the markers are.</param>
    /// <param name="isLast">The result is not merged once more.</param>
    /// <param name="result">The merged version.</param>
    internal bool Merge(string path, TreeValue @base, TreeValue ours, TreeValue theirs, Names names, int extraMarkers, bool isLast, out TreeValue result)
    {
        bool clean = true;
        int mode = ours.Mode == theirs.Mode || ours.Mode == @base.Mode ? theirs.Mode : ours.Mode;
        if (mode == ours.Mode && ours.Mode != theirs.Mode)
            clean = theirs.Mode == @base.Mode;
        bool otherBase = @base.Type != ours.Type;
        Oid id;
        if (ours.Id == theirs.Id || ours.Id == @base.Id)
        {
            id = theirs.Id;
        }
        else if (theirs.Id == @base.Id)
        {
            id = ours.Id;
        }
        else if (EntryMode.IsFile(ours.Mode))
        {
            clean &= MergeText(path, otherBase ? default : @base.Id, ours.Id, theirs.Id, names, extraMarkers, isLast && !state.Options.WritesConflicts, out id);
        }
        else if (ours.Mode == EntryMode.Submodule)
        {
            clean = MergeSubmodule(names[0], otherBase ? default : @base.Id, ours.Id, theirs.Id, out id);
            if (state.Depth > 0 && otherBase && !clean)
                (mode, id) = (@base.Mode, @base.Id);
        }
        else
        {
            // Symbolic links are not merged; a merge of bases goes on with what both started from.
            clean = false;
            id = ours.Id;
            if (state.Depth > 0)
                (mode, id) = (@base.Mode, @base.Id);
        }
        result = new TreeValue(mode, id);
        return clean;
    }

    private bool MergeText(string path, Oid @base, Oid ours, Oid theirs, Names names, int extraMarkers, bool verdictOnly, out Oid result)
    {
        Driver driver = FindDriver(path);
        NoteDoubts(path);
        bool remembers = verdictOnly && driver == Driver.Text && state.Renormalization is null;
        if (remembers && state.Objects.KnownMerge(@base, ours, theirs) is { } known)
        {
            result = known.Result;
            return known.IsClean;
        }
        TextLines baseText = Read(@base), oursText = Read(ours), theirsText = Read(theirs);
        if (driver == Driver.Binary || IsBinary(baseText) || IsBinary(oursText) || IsBinary(theirsText))
        {
            // A merge of bases goes on with what both started from, without calling it a conflict.
            result = state.Depth > 0 ? IdOf(@base, baseText) : IdOf(ours, oursText);
            if (state.Depth > 0)
                return true;
            state.Note(ConflictKind.Binary, path);
            return false;
        }
        bool sameName = names[0] == names[1] && names[1] == names[2];
        var markers = new ConflictMarkers(Label, state.Attributes.MarkerSize(path) + extraMarkers, state.Options.ConflictStyle,
            state.Options.Algorithm, state.Options.JoinedAgain);
        byte[] merged = ContentMerge.Merge(baseText, oursText, theirsText, markers, driver == Driver.Union, out int conflicts, verdictOnly);
        result = conflicts > 0 && verdictOnly ? ours
            : ReferenceEquals(merged, oursText.Data) ? IdOf(ours, oursText)
            : ReferenceEquals(merged, theirsText.Data) ? IdOf(theirs, theirsText)
            : state.Objects.Store.Write(ObjectType.Blob, merged);
        if (remembers)
            state.Objects.RememberMerge(@base, ours, theirs, conflicts == 0, result);
        return conflicts == 0;

        byte[] Label(int side) => verdictOnly ? [] : PathText.ToBytes(sameName ? state.Labels[side] : state.Labels[side] + ":" + names[side]);

        // Text that was renormalised, or read from a replacement, is not what the id stands for.
        Oid IdOf(Oid id, TextLines text) => id.IsZero || state.Renormalization is not null || state.Objects.Store.ReadFor(id) != id
            ? state.Objects.Store.Write(ObjectType.Blob, text.Data) : id;

        TextLines Read(Oid id)
        {
            TextLines text = state.Objects.ReadText(id);
            byte[]? converted = id.IsZero ? null : state.Renormalization?.Convert(path, text.Data);
            return converted is null || ReferenceEquals(converted, text.Data) ? text : new TextLines(converted);
        }
    }

    /// <summary>True when the two versions are the same once renormalised.</summary>
    internal bool AreAlike(string path, TreeValue x, TreeValue y)
    {
        if (state.Renormalization is not { } renormalization || x.Mode != y.Mode)
            return false;
        if (x.Id == y.Id)
            return true;
        if (!EntryMode.IsFile(x.Mode))
            return false;
        NoteDoubts(path);
        return renormalization.Convert(path, state.Objects.Store.ReadBlob(x.Id)).AsSpan()
            .SequenceEqual(renormalization.Convert(path, state.Objects.Store.ReadBlob(y.Id)));
    }

    private void NoteDoubts(string path)
    {
        if (state.Options.AlgorithmDoubt is { } algorithm)
            state.Doubts.Add(algorithm);
        if (state.Renormalization?.Doubt(path) is { } doubt)
            state.Doubts.Add(doubt);
    }

    private static bool IsBinary(TextLines text) =>
        text.Length > MaxTextSize || BinaryContent.IsBinary(text.Data.AsSpan(0, text.Length));

    private enum Driver
    {
        Text,
        Binary,
        Union,
    }

    private Driver FindDriver(string path)
    {
        MergeAttributes attributes = state.Attributes;
        string? value = attributes.Get(path, "merge");
        if (value == MergeAttributes.Set)
            return Driver.Text;
        if (value == MergeAttributes.Unset)
            return Driver.Binary;
        string? name = value ?? attributes.DefaultDriver;
        if (name is null)
            return Driver.Text;
        if (attributes.DriverCommand(name) is not null)
            state.Doubts.Add($"{PathText.Decode(path)} has the merge driver \"{name}\", a command that is not run");
        else if (attributes.IsDriverConfigured(name))
            state.Doubts.Add($"{PathText.Decode(path)} has the merge driver \"{name}\", whose settings lack a command: git stops there");
        return name switch
        {
            "binary" => Driver.Binary,
            "union" => Driver.Union,
            _ => Driver.Text,
        };
    }

    private bool MergeSubmodule(string path, Oid @base, Oid ours, Oid theirs, out Oid result)
    {
        result = state.Depth > 0 ? @base : ours;
        if (@base.IsZero || Has(@base, ours) != true || Has(@base, theirs) != true)
        {
            state.Note(ConflictKind.Submodule, path);
            return false;
        }
        if (Has(ours, theirs) == true)
        {
            result = theirs;
            return true;
        }
        if (Has(theirs, ours) == true)
        {
            result = ours;
            return true;
        }
        state.Note(ConflictKind.Submodule, path);
        return false;

        bool? Has(Oid ancestor, Oid commit) => state.Options.SubmoduleHasAncestor?.Invoke(path, ancestor, commit);
    }
}
