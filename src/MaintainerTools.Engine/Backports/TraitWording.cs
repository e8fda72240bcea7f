namespace MaintainerTools.Engine.Backports;

/// <summary>Says in words what a trait is and what the branch did with such commits.</summary>
internal static class TraitWording
{
    /// <summary>"subject says 'fix': 31 of 80 such were taken".</summary>
    public static string Describe(CommitTrait trait, bool speaksFor, (int Seen, int Taken) counts)
    {
        string what = trait.Kind switch
        {
            TraitKind.Area => $"is about {trait.Value}",
            TraitKind.Word => $"subject says '{trait.Value}'",
            TraitKind.Text => $"message says '{trait.Value}'",
            TraitKind.Folder => $"changes {trait.Value}/",
            TraitKind.File => $"changes {trait.Value}",
            TraitKind.Extension => $"changes {trait.Value} files",
            TraitKind.Author => $"is by {trait.Value}",
            TraitKind.Committer => $"was committed by {trait.Value}",
            TraitKind.Trailer => $"has {trait.Value}:",
            TraitKind.Series when !trait.Value.Contains(' ', StringComparison.Ordinal) => $"merge says '{trait.Value}'",
            _ => trait.Value,
        };
        string past = counts.Seen == 0 ? "no such before" : $"{counts.Taken} of {counts.Seen} such were taken";
        return $"{(speaksFor ? "" : "against: ")}{what} ({past})";
    }
}
