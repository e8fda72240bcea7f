using System.Text;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Reporting.Sample;

/// <summary>A commit that was made, with what is needed to build on it.</summary>
/// <param name="Id">Its object id.</param>
/// <param name="Tree">Its files.</param>
/// <param name="Parents">Its parents, in order.</param>
/// <param name="Patch">What it says and changes. A merge's edits are those made by hand while merging.</param>
/// <param name="Message">Its whole message.</param>
/// <param name="Author">The author line, which picks keep.</param>
/// <param name="Sequence">Counts the commits in the order of their making; parents come before children.</param>
internal sealed record SampleCommit(Oid Id, SampleTree Tree, IReadOnlyList<SampleCommit> Parents, SamplePatch Patch, string Message,
    PersonLine Author, int Sequence)
{
    /// <summary>Commits are what they are, not what they hold: comparing by value would walk the history.</summary>
    public bool Equals(SampleCommit? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => Sequence;

    /// <summary>"12 digits ("subject")", as a Fixes tag names a commit.</summary>
    public string Reference => $"{Id.Abbreviate()} (\"{Patch.Subject}\")";
}

/// <summary>Makes commits on a clock of its own: commits, picks and merges by applying edits, so that no diff or merge code has a say.</summary>
internal sealed class SampleHistory(IObjectStore store)
{
    private readonly Dictionary<string, SampleCommit> _bySubject = new(StringComparer.Ordinal);
    private int _sequence;

    /// <summary>Time of the next commit, in seconds since 1970.</summary>
    public long Clock { get; set; }

    /// <summary>Seconds between two commits.</summary>
    public long Step { get; set; } = 600;

    /// <summary>The first commit that was made with this subject.</summary>
    public SampleCommit this[string subject] => _bySubject[subject];

    /// <summary>Commits a patch, signed off by its author and by whoever took it.</summary>
    public SampleCommit Commit(SampleCommit? parent, SamplePatch patch, string? committer = null, string? message = null)
    {
        committer ??= patch.Author;
        // An author sends before somebody takes it: up to a day and a half, by the sequence so that nothing is left to chance.
        PersonLine author = SamplePeople.Line(patch.Author, Clock - (patch.Author == committer ? 0 : 3_600L * (1 + (_sequence * 7 % 36))));
        SampleTree tree = Apply(parent?.Tree ?? SampleTree.Empty, patch);
        return Write(tree, parent is null ? [] : [parent], patch, author, committer, message ?? Message(patch, committer));
    }

    /// <summary>Makes the first commit, of a tree as it is.</summary>
    public SampleCommit Root(SampleTree tree, SamplePatch patch) =>
        Write(tree, [], patch, SamplePeople.Line(patch.Author, Clock), patch.Author, Message(patch, patch.Author));

    /// <summary>Picks a commit: author and author date are kept; <paramref name="message"/> is given the original's.</summary>
    public SampleCommit Pick(SampleCommit onto, SampleCommit source, string committer, Func<string, string> message) =>
        Write(Apply(onto.Tree, source.Patch), [onto], source.Patch, source.Author, committer, message(source.Message));

    /// <summary>True when all edits of the patch apply there.</summary>
    public static bool Applies(SampleTree tree, SamplePatch patch) => patch.Edits.All(edit => edit.TryApply(tree, out tree));

    /// <summary>
    /// Merges: what the others did since they left is done again here. Without <paramref name="byHand"/> all of it must apply; with it,
    /// what does not is left out and these edits settle it.
    /// </summary>
    public SampleCommit Merge(SampleCommit ours, IReadOnlyList<SampleCommit> theirs, string subject, string committer, string body = "",
        IReadOnlyList<SampleEdit>? byHand = null)
    {
        var seen = new HashSet<SampleCommit>();
        Reach(ours, seen, null);
        var news = new List<SampleCommit>();
        foreach (SampleCommit tip in theirs)
            Reach(tip, seen, news);
        SampleTree tree = ours.Tree;
        foreach (SampleEdit edit in news.OrderBy(c => c.Sequence).SelectMany(c => c.Patch.Edits))
        {
            if (!edit.TryApply(tree, out tree) && byHand is null)
                throw new InvalidOperationException($"{subject}: does not apply to {edit.Path}");
        }
        var patch = new SamplePatch(subject, committer, body, byHand ?? []);
        tree = Apply(tree, patch);
        string text = body.Length == 0 ? subject + "\n" : $"{subject}\n\n{body}\n";
        return Write(tree, [ours, .. theirs], patch, SamplePeople.Line(committer, Clock), committer, text);
    }

    /// <summary>Writes an annotated tag of a commit.</summary>
    public Oid Tag(string name, SampleCommit commit, string message)
    {
        string tagger = Encoding.UTF8.GetString(SamplePeople.Line(SamplePeople.Upstream, Clock).Raw);
        return store.Write(ObjectType.Tag, Encoding.UTF8.GetBytes($"object {commit.Id}\ntype commit\ntag {name}\ntagger {tagger}\n\n{message}\n"));
    }

    private static void Reach(SampleCommit from, HashSet<SampleCommit> seen, List<SampleCommit>? added)
    {
        var stack = new Stack<SampleCommit>([from]);
        while (stack.TryPop(out SampleCommit? commit))
        {
            if (!seen.Add(commit))
                continue;
            added?.Add(commit);
            foreach (SampleCommit parent in commit.Parents)
                stack.Push(parent);
        }
    }

    private static SampleTree Apply(SampleTree tree, SamplePatch patch)
    {
        foreach (SampleEdit edit in patch.Edits)
        {
            if (!edit.TryApply(tree, out tree))
                throw new InvalidOperationException($"{patch.Subject}: does not apply to {edit.Path}:\n{edit.Old}");
        }
        return tree;
    }

    private string Message(SamplePatch patch, string committer)
    {
        // An amend! commit's text becomes the patch's own: it has the trailers that the topic's patches have.
        if (patch.Subject.StartsWith("amend! ", StringComparison.Ordinal))
            committer = SamplePeople.Maintainer;
        var text = new StringBuilder(patch.Subject).Append('\n');
        var trailers = new List<string>();
        string[] paragraphs = patch.Body.Length == 0 ? [] : patch.Body.Split("\n\n");
        foreach (string paragraph in paragraphs)
        {
            if (paragraph.StartsWith("{fixes:", StringComparison.Ordinal))
                trailers.Add("Fixes: " + _bySubject[paragraph["{fixes:".Length..^1]].Reference);
            else if (paragraph.StartsWith("Fixes: ", StringComparison.Ordinal))
                trailers.Add(paragraph);
            else if (!paragraph.StartsWith("{stable:", StringComparison.Ordinal))
                text.Append('\n').Append(paragraph).Append('\n');
        }
        // git commit --fixup writes the subject alone.
        if (!patch.Subject.StartsWith("fixup! ", StringComparison.Ordinal))
        {
            trailers.Add("Signed-off-by: " + SamplePeople.Address(patch.Author));
            if (committer != patch.Author)
                trailers.Add("Signed-off-by: " + SamplePeople.Address(committer));
        }
        trailers.AddRange(paragraphs.Where(p => p.StartsWith("{stable:", StringComparison.Ordinal)).Select(p => _bySubject[p["{stable:".Length..^1]])
            .Select(first => $"Cc: <stable@example.org> # 4.9.x: {first.Id.Abbreviate()}: {first.Patch.Subject}"));
        return trailers.Count == 0 ? text.ToString() : text.Append('\n').AppendJoin('\n', trailers).Append('\n').ToString();
    }

    private SampleCommit Write(SampleTree tree, IReadOnlyList<SampleCommit> parents, SamplePatch patch, PersonLine author, string committer, string message)
    {
        byte[] data = CommitObject.Serialize(tree.Write(store), parents.Select(p => p.Id), author, SamplePeople.Line(committer, Clock), null, default,
            Encoding.UTF8.GetBytes(message));
        var commit = new SampleCommit(store.Write(ObjectType.Commit, data), tree, parents, patch, message, author, _sequence++);
        _bySubject.TryAdd(patch.Subject, commit);
        Clock += Step;
        return commit;
    }
}
