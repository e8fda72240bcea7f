using MaintainerTools.Engine.Objects.Moves;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Engine.Tests.Support;

/// <summary>A branch move with objects that are written already.</summary>
internal static class TestMove
{
    internal static string Apply(GitRepository repository, IEnumerable<RefUpdate> updates, string message = "test")
    {
        var plan = new MovePlan(repository, "Test") { Message = message };
        foreach (RefUpdate update in updates)
            plan.Move(update);
        return new BranchMove(repository).Apply(plan, SilentMonitor.Instance);
    }
}
