using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Bench;

/// <summary>Raw reads: the last commits along the first parents, each read whole and parsed.</summary>
internal static class ObjectsBench
{
    private const int Commits = 5000;

    /// <summary>Measures on a repository.</summary>
    public static void Run(string repository)
    {
        using GitRepository git = GitRepository.Open(repository, repository);
        Oid head = git.ResolveCommit("HEAD");
        var run = new PairedRun("engine", "git");
        run.Add($"read {Commits} commits", () => Walk(git.Objects, head),
            () => PairedRun.RunGit(repository, "rev-list", "--first-parent", "--pretty=raw", $"--max-count={Commits}", head.ToString()));
        run.Print(Console.Out);
    }

    private static void Walk(IObjectReader objects, Oid head)
    {
        Oid next = head;
        for (int i = 0; i < Commits; i++)
        {
            CommitObject commit = objects.ReadCommit(next);
            if (commit.Parents.Count == 0)
                return;
            next = commit.Parents[0];
        }
    }
}
