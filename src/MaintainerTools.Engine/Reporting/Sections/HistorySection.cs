using MaintainerTools.Engine.Merging;

namespace MaintainerTools.Engine.Reporting.Sections;

/// <summary>How the commits that a report is about lie to each other.</summary>
internal static class HistorySection
{
    internal static ReportSection? Of(Workspace workspace, IReadOnlyList<(string Role, string Name)> revisions, IEnumerable<MergePlan> plans)
    {
        if (revisions.Count < 2)
            return null;
        try
        {
            ReportPicture picture = new HistoryGraph(workspace, revisions).Draw([.. plans.SelectMany(p => p.Step).Select(s => s.Upstream)]);
            return new ReportSection { Id = "history", Title = "History", Summary = picture.Text + ".", Picture = [picture] };
        }
        catch (MaintainerException e)
        {
            return new ReportSection { Id = "history", Title = "History", Summary = "It was not answered.", NotVerified = e.Message };
        }
    }
}
