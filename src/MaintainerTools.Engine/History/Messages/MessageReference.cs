namespace MaintainerTools.Engine.History.Messages;

/// <summary>One place in a commit message that names another commit.</summary>
/// <param name="Kind">In which way.</param>
/// <param name="Digits">6 to 40 hex digits in lower case; empty where only a subject is given.</param>
/// <param name="Subject">The subject given beside or instead of the digits; null where there is none.</param>
/// <param name="IsTag">A proper tag ("Fixes:" with its colon), that counts as unresolved when it names nothing; prose does not.</param>
public sealed record MessageReference(FollowupKind Kind, string Digits, string? Subject, bool IsTag);
