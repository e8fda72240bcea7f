using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using MaintainerTools.Engine;
using MaintainerTools.Engine.History.Graph;
using MaintainerTools.Engine.History.Pathspecs;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
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

    // By the folder that was named; the one that nobody named by "".
    private readonly Dictionary<string, GitRepository> _open = new(StringComparer.Ordinal);
    private GitRepository? _last;
    private bool _isTyped;
    private bool _gathers;
    private string? _gathered;

    /// <summary>
    /// A folder of the repository; by default the one that an object of the pipeline is of, else the one that holds the current location (or GIT_DIR).
    /// </summary>
    /// <remarks>An object that is of no repository, as one that was read from a file, may come by the pipe: it has an empty one.</remarks>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? Repository { get; set; }

    /// <summary>The repository of the object that is worked on, opened on first use.</summary>
    protected GitRepository Git => GitOf(null);

    /// <summary>True where it says first when an operation was cut off; those that are there for that need not.</summary>
    protected virtual bool TellsOfCutOff => true;

    /// <summary>
    /// The repository that an object was made in, so that it does not matter where one is; -Repository counts before it, and where it
    /// is not on this machine the usual one is taken.
    /// </summary>
    private protected GitRepository GitOf(string? carried)
    {
        string current = SessionState.Path.CurrentFileSystemLocation.ProviderPath;
        string? folder = _isTyped ? GetUnresolvedProviderPathFromPSPath(Repository) : (_gathers ? _gathered : Repository) ?? carried;
        if (folder is "")
            folder = null;
        if (!_isTyped && folder is not null && !Directory.Exists(folder))
        {
            WriteVerbose($"'{folder}', which the object is of, is not on this machine: taken is the repository that holds {current}.");
            folder = null;
        }
        if (!_open.TryGetValue(folder ?? "", out GitRepository? repository))
            _open.Add(folder ?? "", repository = Open(folder, current));
        return _last = repository;
    }

    /// <summary>The file that a version of a series is; null for a range, and for a name that a ref has too.</summary>
    /// <param name="version">The version as it was given.</param>
    /// <param name="isFile">What counts as a file there.</param>
    /// <param name="carried">As for <see cref="GitOf"/>.</param>
    private protected string? FileOf(string version, Func<string, bool> isFile, string? carried = null)
    {
        string path;
        try
        {
            path = GetUnresolvedProviderPathFromPSPath(version);
        }
        catch (RuntimeException)
        {
            // No path at all, such as a commit with a colon in its name.
            return null;
        }
        if (!isFile(path))
            return null;
        try
        {
            GitOf(carried).ResolveCommit(version);
            return null;
        }
        catch (MaintainerException)
        {
            return path;
        }
    }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        // What is given by name counts for all of the pipeline; what comes by the pipeline is not there yet.
        _isTyped = Repository is not null;
        if (Repository is "")
            ThrowTerminatingError(ToErrorRecord(new MaintainerException("InvalidPath", ErrorKind.InvalidArgument, Repository, "-Repository is empty")));
        base.BeginProcessing();
    }

    /// <summary>
    /// Runs the work of one item of those that are answered together: they are of one repository, and that is the one of the answer.
    /// </summary>
    /// <param name="work">The work.</param>
    /// <param name="item">The item, for an error that does not name it.</param>
    /// <param name="carried">The repository that the item was made in, where that did not bind to -Repository.</param>
    private protected void Gather(Action work, object? item = null, string? carried = null) => Attempt(() =>
    {
        string? named = _isTyped ? null : Repository ?? carried;
        if (_gathers && named != _gathered)
        {
            string first = Git.CommonDirectory;
            _gathers = false;
            try
            {
                if (GitOf(carried).CommonDirectory is var second && second != first)
                    throw new MaintainerException("SeveralRepositories", ErrorKind.InvalidArgument, item ?? second, first, second);
            }
            finally
            {
                _gathers = true;
            }
        }
        else
        {
            (_gathers, _gathered) = (true, named);
        }
        work();
    }, item);

    /// <summary>Warns of each pathspec that matches no file of the commits that are asked about.</summary>
    private protected void WarnOfUnmatched(Workspace workspace, IReadOnlyCollection<string> pathspecs, params IEnumerable<string> commits)
    {
        if (pathspecs.Count == 0)
            return;
        string[] named = [.. commits.Distinct()];
        List<Oid> trees = [.. named.Select(name => workspace.Objects.ReadCommit(workspace.History.Resolve(workspace.Repository, name)).Tree)];
        foreach (string pathspec in UnmatchedPathspecs.Find(workspace.Objects, pathspecs, trees))
            HearOnce($"The pathspec '{pathspec}' matches no file of {string.Join(", ", named)}; it is read from the top of the repository.");
    }

    /// <summary>What results say of a repository.</summary>
    private protected static string FolderOf(GitRepository repository) => repository.WorkTree ?? repository.GitDirectory;

    /// <inheritdoc/>
    private protected override object? Finished(object? result)
    {
        RepositoryStamp.Put(result, _last is null ? null : FolderOf(_last));
        return base.Finished(result);
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
            foreach (GitRepository repository in _open.Values)
                repository.Dispose();
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
        WriteVerbose($"Reading the repository {FolderOf(repository)}.");
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
