namespace MaintainerTools.Engine.Objects.Repositories;

/// <summary>
/// What users write for many commits: A..B, all that B has and A has not, either end left out for HEAD. And A...B, two tips beside each other, each
/// counted from where the other leaves it: that is what two versions of a series are in one word, and nothing else here takes it.
/// </summary>
/// <param name="From">A, as named.</param>
/// <param name="To">B, as named.</param>
/// <param name="IsBothTips">True for three dots.</param>
public readonly record struct RevisionRange(string From, string To, bool IsBothTips)
{
    /// <summary>
    /// The range that is written; null where it is none, but one commit. A path in a revision (HEAD:../x) and a text that
    /// is looked for (HEAD^{/a..b}) may hold dots too.
    /// </summary>
    public static RevisionRange? Find(string revisions)
    {
        ArgumentNullException.ThrowIfNull(revisions);
        int depth = 0;
        for (int i = 0; i < revisions.Length && revisions[i] != ':'; i++)
        {
            depth += revisions[i] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth > 0 || !revisions.AsSpan(i).StartsWith(".."))
                continue;
            bool isBothTips = revisions.AsSpan(i).StartsWith("...");
            return new RevisionRange(OrHead(revisions[..i]), OrHead(revisions[(i + (isBothTips ? 3 : 2))..]), isBothTips);
        }
        return null;
    }

    /// <summary>The range A..B that is written; null for one commit.</summary>
    /// <exception cref="MaintainerException">RevisionIsRange for A...B: where commits are asked for it is none.</exception>
    public static RevisionRange? FindOneSided(string revisions) =>
        Find(revisions) is { IsBothTips: true } ? throw new MaintainerException("RevisionIsRange", ErrorKind.InvalidArgument, revisions, revisions)
        : Find(revisions);

    private static string OrHead(string name) => name.Trim().Length == 0 ? "HEAD" : name;
}
