using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using MaintainerTools.Engine;
using MaintainerTools.Engine.History.Graph;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Moves;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Cmdlets;

/// <summary>A cmdlet that works on a repository.</summary>
public abstract class RepositoryCmdlet : MaintainerCmdlet
{
    private readonly List<Workspace> _workspaces = [];
    private readonly HashSet<string> _heard = [];
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private GitRepository? _open;
    private GitRepository? _carried;
    private string? _carriedPath;

    /// <summary>A folder of the repository; by default the one that holds the current location (or GIT_DIR).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Repository { get; set; }

    /// <summary>The repository, opened on first use.</summary>
    protected GitRepository Git => _open ??= Open(
        Repository is null ? null : GetUnresolvedProviderPathFromPSPath(Repository), SessionState.Path.CurrentFileSystemLocation.ProviderPath);

    /// <summary>True where it says first when an operation was cut off; those that are there for that need not.</summary>
    protected virtual bool TellsOfCutOff => true;

    /// <summary>
    /// The repository that an object was made in, so that it does not matter where one is; -Repository counts before it, and where it
    /// is not on this machine the usual one is taken.
    /// </summary>
    private protected GitRepository GitOf(string? carried)
    {
        if (Repository is not null || carried is null || !Directory.Exists(carried))
            return Git;
        if (_carriedPath != carried)
        {
            _carried?.Dispose();
            // Opening may fail: then none is open, and the one before is not taken for it.
            (_carried, _carriedPath) = (null, null);
            _carried = Open(carried, carried);
            _carriedPath = carried;
        }
        return _carried!;
    }

    /// <summary>
    /// A workspace in the repository, for what is asked next; this cmdlet is its monitor. What it reads of the history is kept when the cmdlet ends, for the
    /// session and for later ones: what was read until Ctrl+C need not be read again.
    /// </summary>
    /// <param name="keep">Use what earlier runs read of the history, and keep what this one reads.</param>
    private protected Workspace Work(bool keep = true) => Held(new Workspace(Git, this, keep, Markers, SessionLinks.OfProcess));

    /// <summary>How picks are marked, beside what is known without being told.</summary>
    private protected virtual IReadOnlyList<string> Markers => [];

    /// <summary>A workspace in the repository that an object was made in.</summary>
    private protected Workspace Work(string? carried) => Held(new Workspace(GitOf(carried), this, keep: true, session: SessionLinks.OfProcess));

    /// <summary>Under -WhatIf each commit and each ref that would change has a line of its own; whoever is asked is asked once for all.</summary>
    private protected void ShowChanges(IEnumerable<RewrittenCommit> commits, Func<RewrittenCommit, string> doing, IEnumerable<RefUpdate> followers)
    {
        if (!IsWhatIf)
            return;
        foreach (RewrittenCommit commit in commits.Where(c => c.Status != RewriteStatus.Kept))
            ShouldProcess($"'{commit.Old[..12]} {commit.Subject}' -> '{commit.New?[..12] ?? "nothing"}'", doing(commit));
        foreach (RefUpdate update in followers)
            ShouldProcess($"'{update.Name} {update.OldId.Abbreviate()}' -> '{update.NewId.Abbreviate()}'", "Take along");
    }

    /// <summary>Releases the repository.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (Workspace workspace in _workspaces)
                workspace.Close();
            _open?.Dispose();
            _carried?.Dispose();
        }
        base.Dispose(disposing);
    }

    /// <summary>
    /// Warns once of a name that means several things. Workers, who may not write, read names that messages hold; those that users type are read by
    /// the thread that runs the cmdlet.
    /// </summary>
    private void HearOnce(string said)
    {
        if (Environment.CurrentManagedThreadId == _thread && _heard.Add(said))
            WriteWarning(said);
    }

    private Workspace Held(Workspace workspace)
    {
        _workspaces.Add(workspace);
        return workspace;
    }

    /// <summary>Opens a repository, and looks first whether an operation was cut off there.</summary>
    private GitRepository Open(string? folder, string current)
    {
        var repository = GitRepository.Open(folder, current);
        repository.Hears = HearOnce;
        if (!TellsOfCutOff)
            return repository;
        try
        {
            foreach (MaintainerException cutOff in OpenOperations.CutOff(repository))
                WriteWarning($"{cutOff.Message} {cutOff.RecommendedAction}");
        }
        catch
        {
            repository.Dispose();
            throw;
        }
        return repository;
    }
}
