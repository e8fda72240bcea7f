using System.Text;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Mails;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Foldup;

/// <summary>Fixups that are no commits: patches of files and mails, and what a review asks to remove. Each is a step on top of the series.</summary>
internal sealed class FoldupSteps(GitRepository repository, ScratchStore scratch)
{
    /// <summary>The patches of files, in order.</summary>
    /// <exception cref="MaintainerException">MailUnreadable, NoPatchInFile, PatchMalformed.</exception>
    internal static IEnumerable<FoldupStep> FromFiles(IEnumerable<string> files, ICollection<FoldupItem> refused)
    {
        int number = 0;
        foreach (string file in files)
        {
            List<MailPatch> patches = [.. MailPatches.Find(Mailbox.Read(file))];
            if (patches.Count == 0)
                throw new MaintainerException("NoPatchInFile", ErrorKind.InvalidData, file, file);
            foreach (MailPatch patch in patches)
                yield return Of(patch, $"patch-{++number}", Path.GetFileName(file));
        }
    }

    /// <summary>The step of a patch.</summary>
    internal static FoldupStep Of(MailPatch patch, string id, string origin) => new()
    {
        Id = id,
        Origin = patch.Mail.MessageId ?? origin,
        Subject = patch.Subject.Length == 0 ? origin : patch.Subject,
        Message = patch.Message,
        Author = patch.Author,
        Patch = ToText(patch.Mail.Body.Length > 0 && PatchParser.Parse(patch.Mail.Body).Files.Count == patch.Patch.Files.Count ? DiffOf(patch.Mail.Body) : Serialize(patch.Patch)),
    };

    /// <summary>Puts a step on top of a series; one that does not apply there gets an item that says so, and nothing changes.</summary>
    internal bool TryAdd(TopicSeries series, FoldupStep step, ICollection<FoldupItem> refused)
    {
        try
        {
            Add(series, step);
            return true;
        }
        catch (MaintainerException e) when (e.ErrorId is "PatchDoesNotApply" or "PatchMalformed")
        {
            refused.Add(FoldupRefusals.Of(step.Id, step.Subject, e));
            return false;
        }
    }

    /// <summary>Puts a step on top of a series.</summary>
    /// <exception cref="MaintainerException">PatchDoesNotApply, PatchMalformed.</exception>
    internal SeriesRevision Add(TopicSeries series, FoldupStep step) => series.AddStep(step, Apply(series.Last.Tree, step));

    private Oid Apply(Oid tree, FoldupStep step)
    {
        PatchFile patch = PatchParser.Parse(FromText(step.Patch));
        var edits = new Dictionary<string, (int Mode, Oid Id)>(StringComparer.Ordinal);
        var paths = new TreePaths(scratch, tree);
        foreach (PatchedFile file in patch.Files)
        {
            (int mode, Oid id) = file.OldPath is null ? (0, Oid.Zero) : paths.Find(file.OldPath);
            if ((file.OldPath is not null && mode == 0) || (file.OldPath is null && paths.Find(file.NewPath!).Mode != 0))
                throw Refused(step, file, file.OldPath is null ? "the file is there already" : "there is no such file");
            if (file.OldPath is not null && file.OldPath != file.NewPath)
                edits[file.OldPath] = (0, Oid.Zero);
            if (file.NewPath is null)
                continue;
            int newMode = file.NewMode != 0 && file.NewMode != file.OldMode ? file.NewMode : mode != 0 ? mode : EntryMode.Regular;
            edits[file.NewPath] = (newMode, file.IsBinary ? Binary(step, file, id) : Text(step, file, id));
        }
        return TreeEditor.Apply(scratch, tree, edits);
    }

    private Oid Text(FoldupStep step, PatchedFile file, Oid old)
    {
        if (file.Hunks.Count == 0)
            return old.IsZero ? scratch.Write(ObjectType.Blob, []) : old;
        byte[] data = old.IsZero ? [] : scratch.ReadBlob(old);
        if (PatchApplication.TryApply(data, file.Hunks, out byte[] result, out int failed))
            return scratch.Write(ObjectType.Blob, result);
        return ThreeWay(file, old) is { } merged ? merged : throw Refused(step, file, $"hunk {failed} does not fit anywhere");
    }

    /// <summary>As git am -3: the patch is applied to the version that it was made for, and the result merged with the one that is there.</summary>
    private Oid? ThreeWay(PatchedFile file, Oid current)
    {
        if (file.OldBlob.Length < 7 || Resolve(file.OldBlob) is not { } made || !scratch.TryRead(made, out ObjectType type, out byte[] data) || type != ObjectType.Blob
            || !PatchApplication.TryApply(data, file.Hunks, out byte[] patched, out _))
            return null;
        Oid theirs = scratch.Write(ObjectType.Blob, patched);
        MergeOutcome outcome = new MergeEngine(scratch).MergeTrees(Tree(made), Tree(current), Tree(theirs));
        return outcome.IsClean ? new TreePaths(scratch, outcome.Tree).Find("f").Id : null;

        Oid Tree(Oid blob) => TreeEditor.Apply(scratch, Oid.EmptyTree, new Dictionary<string, (int, Oid)> { ["f"] = (EntryMode.Regular, blob) });
    }

    private Oid Binary(FoldupStep step, PatchedFile file, Oid old)
    {
        if (file.BinaryContent is { } content)
            return scratch.Write(ObjectType.Blob, content);
        return file.NewBlob.Length >= 7 && Resolve(file.NewBlob) is { } known ? known
            : file.OldBlob == file.NewBlob && !old.IsZero ? old
            : throw Refused(step, file, "the patch does not hold the binary file; git format-patch --binary --full-index would");
    }

    private Oid? Resolve(string abbreviated)
    {
        try
        {
            return repository.LibGit.Lookup(abbreviated) is LibGit2Sharp.Blob blob && Oid.TryParse(blob.Sha.AsSpan(), out Oid id) ? id : null;
        }
        catch (LibGit2Sharp.LibGit2SharpException)
        {
            return null;
        }
    }

    private static MaintainerException Refused(FoldupStep step, PatchedFile file, string why) =>
        new("PatchDoesNotApply", ErrorKind.InvalidOperation, step.Origin, step.Subject, file.Path, why);

    private static byte[] DiffOf(byte[] body)
    {
        int preamble = PatchParser.Parse(body).Preamble.Length;
        return body[preamble..];
    }

    private static byte[] Serialize(PatchFile patch)
    {
        using var output = new MemoryStream();
        foreach (PatchedFile file in patch.Files)
            PatchWriter.Write(output, file);
        return output.ToArray();
    }

    /// <summary>The patch as a plan keeps it: as text, or in base 64 where it is not UTF-8.</summary>
    internal static string ToText(byte[] patch)
    {
        string text = Encoding.UTF8.GetString(patch);
        return Encoding.UTF8.GetBytes(text).AsSpan().SequenceEqual(patch) ? text : Base64 + Convert.ToBase64String(patch);
    }

    private static byte[] FromText(string text) => text.StartsWith(Base64, StringComparison.Ordinal) ? Convert.FromBase64String(text[Base64.Length..]) : Encoding.UTF8.GetBytes(text);

    private const string Base64 = "base64:";
}
