namespace MaintainerTools.Engine.Reviews;

/// <summary>What a sentence was read as.</summary>
/// <param name="Kind">What it asks for.</param>
/// <param name="Asks">True when it asks for something, understood or not.</param>
/// <param name="Removed">What is to go, for Remove.</param>
/// <param name="From">The old name, for Rename; null where the sentence does not say.</param>
/// <param name="To">The new name, for Rename.</param>
/// <param name="Term">What the message is to mention, for Reword.</param>
internal sealed record ReviewMeaning(ReviewKind Kind, bool Asks = true, RemovedObject Removed = default, string? From = null,
    string? To = null, string? Term = null)
{
    /// <summary>True for a wish that the plan can make a proposal of.</summary>
    internal bool IsWish => Kind is not (ReviewKind.Note or ReviewKind.Greeting or ReviewKind.Question or ReviewKind.Patch);
}
