using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Picks;

/// <summary>
/// Finds the name of the upstream that commits are picked from where nobody gave it, for a command to go on with: a branch that holds them, main lines and
/// those of remotes first, and else the first tag that does.
/// </summary>
/// <param name="workspace">The repository.</param>
/// <param name="without">Branches that are none, by full name: the one that is built.</param>
internal sealed class UpstreamName(Workspace workspace, IReadOnlyCollection<string> without)
{
    // What main lines are called, as git, hosts and older tools set them up.
    private static readonly string[] s_mainLines = ["main", "master", "trunk", "default", "devel", "develop", "HEAD"];

    private List<(string Name, Oid Tip)>? _branches;

    /// <summary>The name; the commit's own SHA where no branch and no tag has it.</summary>
    internal string Of(Oid commit)
    {
        _branches ??= [.. Branches()];
        return _branches.Find(branch => Has(branch.Tip, commit)).Name ?? new FirstTags(workspace).Find([commit])[0] ?? commit.ToString();
    }

    private bool Has(Oid tip, Oid commit)
    {
        try
        {
            return workspace.History.IsAncestor(commit, tip);
        }
        catch (MaintainerException)
        {
            // A ref whose commit is not here is no upstream to go on with.
            return false;
        }
    }

    private IEnumerable<(string Name, Oid Tip)> Branches() => workspace.Repository.References()
        .Where(r => (r.Name.StartsWith("refs/heads/", StringComparison.Ordinal) || r.Name.StartsWith("refs/remotes/", StringComparison.Ordinal))
            && !without.Contains(r.Name))
        .OrderBy(r => Place(r.Name)).ThenBy(r => r.Name, StringComparer.Ordinal)
        .Select(r => (RefName.Short(r.Name) ?? r.Name, r.Id));

    private static int Place(string name)
    {
        int main = Array.IndexOf(s_mainLines, name[(name.LastIndexOf('/') + 1)..]);
        return main < 0 ? s_mainLines.Length : main;
    }
}
