namespace MaintainerTools.Engine.Foldup;

/// <summary>Fixups that cannot be applied as a whole: each is an item of the plan that says so, and keeps none of the others from being planned.</summary>
internal static class FoldupRefusals
{
    /// <summary>The item of a fixup that an error keeps from being applied.</summary>
    internal static FoldupItem Of(string fixup, string subject, MaintainerException error) => new()
    {
        Fixup = fixup,
        Kind = FoldupKind.Whole,
        Action = FoldupAction.Keep,
        Reason = error.Message.Contains(subject, StringComparison.Ordinal) ? error.Message : $"'{subject}': {error.Message}",
        ReasonKind = FoldupReason.DoesNotApply,
    };

    /// <summary>True for an item that is a change of a file, and no message, no name, and no fixup that could not be applied.</summary>
    internal static bool IsChange(FoldupItem item) => item.Kind is not (FoldupKind.Message or FoldupKind.Identifier or FoldupKind.Whole);
}
