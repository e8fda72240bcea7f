using System;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using MaintainerTools.Engine;

namespace MaintainerTools.Cmdlets;

/// <summary>Asks about the proposals of a plan one by one, each with its diff: accept, leave, or ask no more.</summary>
internal sealed class ProposalPrompt(PSHost host)
{
    private const int Yes = 0;
    private const int Quit = 2;

    /// <summary>Asks about those that are not accepted yet.</summary>
    /// <exception cref="MaintainerException">InteractiveImpossible: nobody can answer.</exception>
    internal void Ask(FoldupPlan plan)
    {
        FoldupProposal[] open = [.. plan.Proposal.Where(p => !p.Accepted)];
        if (CannotAnswer() is { } why)
            throw Impossible(plan, why);
        foreach (FoldupProposal proposal in open)
        {
            int answer;
            try
            {
                Show(proposal, plan.Proposal.Length);
                answer = host.UI.PromptForChoice(
                    "", $"Accept proposal {proposal.Index} ({proposal.Kind})?",
                    new Collection<ChoiceDescription>
                    {
                        new("&Yes", "Accept it."),
                        new("&No", "Leave it; nothing is done."),
                        new("&Quit", "Leave it and all that follow, and go on with what is accepted."),
                    },
                    1);
            }
            catch (Exception e) when (e is PSInvalidOperationException or PSNotImplementedException or NotImplementedException
                or NotSupportedException or HostException)
            {
                throw Impossible(plan, e.Message);
            }
            if (answer == Quit)
                return;
            if (answer == Yes)
                proposal.Accept();
        }
    }

    /// <summary>Why nobody can answer; null where somebody may. A host of another kind says so itself when it is asked.</summary>
    private string? CannotAnswer()
    {
        if (host.UI is null)
            return "the host has no user interface";
        if (host.Name != "ConsoleHost")
            return null;
        if (Environment.GetCommandLineArgs().Skip(1).Any(a => a.TrimStart('-', '/').Length >= 4 && a[0] is '-' or '/'
            && "noninteractive".StartsWith(a.TrimStart('-', '/'), StringComparison.OrdinalIgnoreCase)))
            return "PowerShell was started with -NonInteractive";
        return Console.IsInputRedirected ? "the input is redirected" : null;
    }

    private void Show(FoldupProposal proposal, int count)
    {
        host.UI.WriteLine("");
        Write($"({proposal.Index + 1}/{count}) {(proposal.Reviewer.Length == 0 ? "The review" : proposal.Reviewer)} on "
            + $"\"{proposal.CommitSubject}\":");
        foreach (string line in proposal.Sentence.Split('\n'))
            Write("  " + line);
        Write(proposal.Target is null ? "" : $"to \"{proposal.TargetSubject}\":");
        foreach (string line in proposal.Diff.TrimEnd('\n').Split('\n'))
            Write(line);
    }

    private void Write(string line) => host.UI.WriteLine(ViewText.Plain(line));

    private static MaintainerException Impossible(FoldupPlan plan, string why) => new("InteractiveImpossible", ErrorKind.InvalidOperation, plan.Topic, why);
}
