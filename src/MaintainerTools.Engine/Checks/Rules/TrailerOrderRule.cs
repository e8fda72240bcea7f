using MaintainerTools.Engine.History.Messages;

namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>Trailers in another order than that of the tip tree.</summary>
internal sealed class TrailerOrderRule : SeriesRule
{
    internal override FindingSeverity Severity => FindingSeverity.Information;

    internal override string Description =>
        "Trailers stand in another order than the tip tree's maintainers ask for: Fixes, Reported-by, Closes, Suggested-by, Co-developed-by, "
        + "Signed-off-by, Tested-by, "
        + "Reviewed-by, Acked-by, Cc, Link. A handler's Signed-off-by may stand last. Other projects have other orders; Order has yours.";

    internal override bool IsEnabled => false;

    internal override IReadOnlyList<RuleSetting> Settings => [new("Order", Trailers.TipOrder, "The tokens, in their order.")];

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, CheckedCommit commit, RuleSettings settings)
    {
        string[] order = [.. settings.List("Order")];
        (Trailer Trailer, int Rank)[] known = [.. Trailers.ParseClosing(commit.Commit.Message)
            .Select(t => (t, Array.FindIndex(order, name => name.Equals(t.Token, StringComparison.OrdinalIgnoreCase)))).Where(t => t.Item2 >= 0)];
        for (int i = 1; i < known.Length; i++)
        {
            // Who hands a patch on signs below what was there.
            bool isHandler = known[i].Trailer.Token.Equals(Trailers.SignedOff, StringComparison.OrdinalIgnoreCase);
            if (known[i].Rank >= known[i - 1].Rank || isHandler)
                continue;
            yield return new RuleFinding(commit, $"{known[i].Trailer.Token} stands below {known[i - 1].Trailer.Token}", Line: known[i].Trailer.Line);
            yield break;
        }
    }
}
