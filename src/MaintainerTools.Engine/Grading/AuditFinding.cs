namespace MaintainerTools.Engine.Grading;

/// <summary>Something that an audit found wrong with a commit.</summary>
/// <param name="Id">Of its kind; stays the same.</param>
/// <param name="Text">What, in words.</param>
internal readonly record struct AuditFinding(string Id, string Text);
