using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Backports;

/// <summary>Reads what a commit itself has of traits: its message and which paths it changes. No file is read.</summary>
/// <param name="objects">The repository's objects.</param>
/// <param name="files">The files of the branch.</param>
internal sealed class TraitReader(IObjectReader objects, BranchFiles files)
{
    // Of a commit that changes a whole tree the first ones say enough.
    private const int MostPaths = 200;
    private const int MostText = 120;

    /// <summary>All of them; each once.</summary>
    public HashSet<CommitTrait> Read(Oid commit, Oid? firstParent)
    {
        var traits = new HashSet<CommitTrait>();
        CommitObject read = objects.ReadCommit(commit);
        ReadMessage(read, traits);
        Oid before = firstParent is { } parent ? objects.ReadCommit(parent).Tree : Oid.EmptyTree;
        ReadPaths(TreeDiff.Compute(objects, before, read.Tree), traits);
        return traits;
    }

    private static void ReadMessage(CommitObject commit, HashSet<CommitTrait> traits)
    {
        string subject = commit.Subject;
        int colon = AreaEnd(subject);
        if (colon > 0)
        {
            foreach (string area in subject[..colon].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                for (int end = area.Length; end > 0; end = area.LastIndexOf('/', end - 1))
                    traits.Add(new(TraitKind.Area, area[..end].ToLowerInvariant()));
            }
        }
        foreach (string word in MessageWords.Of(subject[(colon > 0 ? colon + 1 : 0)..]))
            traits.Add(new(TraitKind.Word, word));
        string message = commit.Message;
        foreach (Trailer trailer in Trailers.Parse(message))
            traits.Add(new(TraitKind.Trailer, trailer.Token.ToLowerInvariant()));
        string text = message[..Trailers.BlockStart(message)];
        int line = text.IndexOf('\n', StringComparison.Ordinal);
        text = line < 0 ? "" : text[line..];
        foreach (string word in MessageWords.Of(text).Where(word => word.Length > 3).Distinct().Take(MostText))
            traits.Add(new(TraitKind.Text, word));
        int lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        traits.Add(new(TraitKind.Size, lines switch { 0 => "says nothing but its subject", < 6 => "says little", < 16 => "says more than a little", _ => "says much" }));
        traits.Add(new(TraitKind.Author, commit.Author.Email.ToLowerInvariant()));
        traits.Add(new(TraitKind.Committer, commit.Committer.Email.ToLowerInvariant()));
    }

    /// <summary>Where "net/mlx5: " ends; 0 where the subject begins with no such thing.</summary>
    private static int AreaEnd(string subject)
    {
        int colon = subject.IndexOf(": ", StringComparison.Ordinal);
        return colon is > 0 and <= 40 ? colon : 0;
    }

    private void ReadPaths(IReadOnlyList<TreeChange> changes, HashSet<CommitTrait> traits)
    {
        traits.Add(new(TraitKind.Size, changes.Count switch
        {
            0 => "changes no file",
            1 => "changes one file",
            2 => "changes two files",
            < 6 => "changes three to five files",
            < 16 => "changes six to fifteen files",
            _ => "changes more than fifteen files",
        }));
        int changed = 0, asExpected = 0;
        foreach (TreeChange change in changes.Take(MostPaths))
        {
            if (change.OldMode != 0)
            {
                changed++;
                asExpected += files.HasContent(change.OldId) ? 1 : 0;
            }
            traits.Add(new(TraitKind.File, change.Path));
            for (int slash = change.Path.LastIndexOf('/'); slash > 0; slash = change.Path.LastIndexOf('/', slash - 1))
            {
                if (!traits.Add(new(TraitKind.Folder, change.Path[..slash])))
                    break;
            }
            string extension = Path.GetExtension(change.Path);
            if (extension.Length > 0)
                traits.Add(new(TraitKind.Extension, extension.ToLowerInvariant()));
            if (change.OldMode == 0)
                traits.Add(new(TraitKind.State, BranchTraits.AddsFiles));
            else if (!files.Has(change.Path))
                traits.Add(new(TraitKind.State, BranchTraits.LacksFiles));
            if (change.NewMode == 0)
                traits.Add(new(TraitKind.State, BranchTraits.RemovesFiles));
        }
        if (changed > 0)
            traits.Add(new(TraitKind.State, asExpected == changed ? BranchTraits.Fits : asExpected > 0 ? BranchTraits.FitsInPart : BranchTraits.FitsNowhere));
    }
}
