using System.Globalization;
using System.Text.RegularExpressions;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Mails;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Reviews;

/// <summary>
/// Finds the commit that a remark is about: by the patch's subject, by a commit that is named, by the lines that are quoted, by the patch's number, by a
/// file and a line, by a function. What fits several commits is bound to none.
/// </summary>
internal sealed partial class ReviewBinder(IObjectReader objects, TopicSeries series, IOperationMonitor monitor)
{
    private const int MostRead = 4 * ReviewText.LongestRead;

    // So many quoted subjects or commits may be tried for a remark.
    private const int MostTried = 64;

    private readonly Dictionary<int, IReadOnlyList<FilePatch>> _patches = [];
    private readonly Dictionary<FilePatch, HashSet<string>> _lines = [];
    private readonly List<SeriesRevision> _commits = [.. series.Revisions.Where(r => !r.IsMerge)];
    // What a remark may name as a target, though not all can be one: merges and commits of merged branches too.
    private readonly Lazy<List<SeriesRevision>> _targets = new(() =>
        [.. series.Revisions, .. series.Range.Commits.Where(c => series.Find(c) is null).Select(c => series.FindTarget(c.ToString()))
            .OfType<SeriesRevision>()]);

    /// <summary>Fills in commit, file, line, function and target.</summary>
    /// <param name="item">The item.</param>
    /// <param name="remark">What it was made of.</param>
    /// <param name="answered">The commit whose patch the mail answers; null where the archive does not tell.</param>
    internal void Bind(ReviewItem item, ReviewRemark remark, SeriesRevision? answered = null)
    {
        monitor.Cancellation.ThrowIfCancellationRequested();
        string flat = ReviewText.Flat(item.Text);
        // What is longer is no remark, and the patterns go back and forth in it.
        flat = flat.Length <= MostRead ? flat : flat[..MostRead];
        string? file = FileAbove(remark.Before);
        string? misfit = Number().Match(item.MailSubject) is { Success: true } number ? Misfit(number) : null;
        (SeriesRevision? commit, string reason) = answered is not null ? (answered, "by the mail that it answers")
            : Find(item, remark, flat, file, misfit is null);
        item.Reason = misfit is null ? reason : $"{reason}; {misfit}";
        item.Function = FunctionAbove(remark.Before);
        if (commit is null)
        {
            item.File = file;
            return;
        }
        item.Commit = commit.Commit!.Id.ToString();
        item.CommitSubject = commit.Subject;
        item.File = FileIn(flat, commit) ?? file ?? FileOfQuote(remark.Quote, commit);
        item.Line = LineOf(item, commit, remark.Quote) ?? (PlaceIn(flat) is { } place && IsSameFile(place.File, item.File) ? place.Line : null);
        if (item is { Kind: ReviewKind.Remove, File: not null, Removed.Length: 0 } && PlaceIn(flat) is { } named
            && LineAtTip(item.File, named.Line) is { } line)
        {
            item.Quote = "+" + line;
            ReviewRemarks.FindLines(item, remark.Meaning.Removed);
        }
        if (item.Kind != ReviewKind.FoldInto)
            return;
        (SeriesRevision? target, item.TargetReason) = Target(flat, commit, misfit);
        item.Target = target?.Commit!.Id.ToString();
        item.TargetSubject = target?.Subject;
    }

    /// <summary>The commit that a mail as a whole is about: by the patch's subject, or by its number; null where it tells neither.</summary>
    internal SeriesRevision? CommitOf(MailMessage mail)
    {
        var item = new ReviewItem { MailSubject = mail.Subject };
        return Find(item, new ReviewRemark("", [], QuotedLines.Of([]), null, new ReviewMeaning(ReviewKind.Note, false)), "", null, false).Commit;
    }

    /// <summary>The commit, and how it was found; <paramref name="isNumbered"/> is false where the mail is of a series with other numbers.</summary>
    private (SeriesRevision? Commit, string Reason) Find(ReviewItem item, ReviewRemark remark, string flat, string? file, bool isNumbered)
    {
        string subject = ReviewText.Flat(MailPatches.Brackets().Replace(item.MailSubject, ""));
        IEnumerable<string> subjects = remark.Before.Matches(SubjectLine()).Take(MostTried)
            .Select(m => ReviewText.Flat(MailPatches.Brackets().Replace(m.Groups[1].Value, ""))).Prepend(subject);
        foreach (string wanted in subjects.Where(s => s.Length > 0))
        {
            List<SeriesRevision> named = _commits.FindAll(c => c.Subject == wanted);
            if (named.Count == 0)
                named = _commits.FindAll(c => string.Equals(c.Subject, wanted, StringComparison.OrdinalIgnoreCase));
            if ((named.Count == 1 ? named[0] : Narrow(named, remark.Quote, file)) is { } one)
                return (one, "by the patch's subject");
        }
        foreach (Match line in remark.Before.Matches(CommitLine()).Take(MostTried))
        {
            if (ById(line.Groups[1].Value) is { } quoted)
                return (quoted, "by the commit that it quotes");
        }
        if (item.Kind != ReviewKind.FoldInto && Ids().Matches(flat).Select(m => ById(m.Value)).FirstOrDefault(c => c is not null) is { } byId)
            return (byId, "by the commit that it names");
        if (Narrow(_commits, remark.Quote, file) is { } byLines)
            return (byLines, "by the lines that it quotes");
        if (Number().Match(item.MailSubject) is { Success: true } number && ByNumber(number) is { } byNumber)
            return (byNumber, $"by the patch's number, {number.Value}");
        // "Patch 3: …" in an answer to the cover letter, where a paragraph begins.
        if (item.Kind != ReviewKind.FoldInto && isNumbered && NumberAtStart().Match(item.Text) is { Success: true } start && ByPlace(start) is { } atPlace)
            return (atPlace, $"by the patch's number, {start.Groups[1].Value}");
        if (PlaceIn(flat) is { } place && OwnerOf(place.File, place.Line) is { } owner)
            return (owner, $"by the line {place.File}:{place.Line} as the tip of the series has it");
        // A function that a wish to fold names tells where to, more often than from where.
        List<SeriesRevision> changing = item.Kind == ReviewKind.FoldInto ? _commits.FindAll(c => FileIn(flat, c) is not null) : [];
        if (changing.Count == 1)
            return (changing[0], "by the file that it names");
        if (CalledWord().Matches(flat).Select(m => Introducing(m.Groups[1].Value)).FirstOrDefault(c => c is not null) is { } introducing)
            return (introducing, "by the function that it names");
        List<SeriesRevision> touching = _commits.FindAll(c => FileIn(flat, c) is not null);
        if (touching.Count == 1)
            return (touching[0], "by the file that it names");
        if (touching.Count > 1)
            return (null, $"not bound: {touching.Count} commits of the series change the file that it names");
        return (null, "not bound: neither its subject, nor a quotation, a commit, a file or a function that it names is of the series");
    }

    /// <summary>The commit whose change has the most of the quoted lines; null when none does, or several do alike.</summary>
    private SeriesRevision? Narrow(List<SeriesRevision> commits, IReadOnlyList<string> quote, string? file)
    {
        HashSet<string> lines = [.. quote.Where(l => l.Length > 4 && l[0] is '+' or '-' && !l.StartsWith("+++", StringComparison.Ordinal)
            && !l.StartsWith("---", StringComparison.Ordinal)).Select(Spaceless)];
        if (lines.Count == 0)
            return null;
        List<(SeriesRevision Commit, int Count)> counts = [.. commits
            .Select(c => (c, PatchesOf(c).Where(p => file is null || p.Path == file).SelectMany(LinesOf)
                .Distinct().Count(lines.Contains)))
            .Where(c => c.Item2 > 0).OrderByDescending(c => c.Item2)];
        return counts.Count > 0 && (counts.Count == 1 || counts[0].Count > counts[1].Count) ? counts[0].Commit : null;
    }

    /// <summary>The commit that a change is wished into; or none, and why that is so although the remark names one.</summary>
    private (SeriesRevision? Target, string? Reason) Target(string flat, SeriesRevision commit, string? misfit)
    {
        foreach (Match match in Quoted().Matches(flat))
        {
            string wanted = match.Groups[1].Value.Trim();
            List<SeriesRevision> named = _targets.Value.FindAll(c => c.Subject == wanted);
            if (named.Count == 0)
                named = _targets.Value.FindAll(c => c.Subject.StartsWith(wanted, StringComparison.OrdinalIgnoreCase)
                    || c.Subject.EndsWith(": " + wanted, StringComparison.OrdinalIgnoreCase));
            if (named.Count == 1)
                return (named[0], null);
        }
        if (Ids().Matches(flat).Select(m => ById(m.Value, _targets.Value)).FirstOrDefault(c => c is not null && c != commit) is { } byId)
            return (byId, null);
        if (Adding().Matches(flat).Where(m => IsCode(m.Value, m.Groups[1].Value)).Select(m => Introducing(m.Groups[1].Value))
            .FirstOrDefault(c => c is not null) is { } introducing)
            return (introducing, null);
        if (NumberOfAll().Matches(flat).Select(ByNumber).FirstOrDefault(c => c is not null && c != commit) is { } ofAll)
            return (ofAll, null);
        Match number = PatchNumber().Match(flat);
        // A number without "of how many" counts in the series that the mail is of.
        if (number.Success && misfit is null && ByPlace(number) is { } atPlace)
            return (atPlace, null);
        if (PreviousPatch().IsMatch(flat) && _commits.IndexOf(commit) is > 0 and var at)
            return (_commits[at - 1], null);
        // What is meant was said, and is not here: no evidence can stand in for it.
        if (NumberOfAll().Matches(flat).Select(Misfit).FirstOrDefault(m => m is not null) is { } ofOthers)
            return (null, ofOthers);
        if (number.Success && number.Groups[1].Success)
            return (null, misfit ?? $"the series has {Patches(_commits.Count)}, and no patch {number.Groups[1].Value}");
        Match into = Into().Match(flat);
        return (null, into.Success ? $"the series has no commit '{(into.Groups[1].Success ? into.Groups[1] : into.Groups[2]).Value}'" : null);
    }

    /// <summary>The patch n/m of a series of m commits; without its fixups, which were not mailed, where that fits.</summary>
    private SeriesRevision? ByNumber(Match match)
    {
        (int n, List<SeriesRevision>? commits) = Numbered(match);
        return commits is not null && n > 0 && n <= commits.Count ? commits[n - 1] : null;
    }

    /// <summary>Why n/m is no patch of this series; null where it is one, or its cover letter.</summary>
    private string? Misfit(Match match)
    {
        (int n, List<SeriesRevision>? commits) = Numbered(match);
        string named = $"{match.Groups[1].Value}/{match.Groups[2].Value}";
        return commits is null
            ? $"{named} is of a series of {Patches(int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture))}, and this one has {Mailed.Count}"
            : n > commits.Count ? $"{named} is no patch of any series" : null;
    }

    private (int Number, List<SeriesRevision>? Commits) Numbered(Match match)
    {
        int all = int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
        List<SeriesRevision> commits = all == _commits.Count ? _commits : Mailed;
        return (int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), all == commits.Count ? commits : null);
    }

    private List<SeriesRevision> Mailed => _commits.FindAll(c => !AutosquashTargets.IsCall(c.Subject));

    private SeriesRevision? ByPlace(Match match) =>
        int.TryParse(match.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n > 0
        && n <= _commits.Count ? _commits[n - 1] : null;

    private static string Patches(int count) => Wording.Count(count, "patch", "patches");

    /// <summary>The place that a remark names: foo.c:12, foo.c line 12, line 12 of foo.c.</summary>
    private static (string File, int Line)? PlaceIn(string flat) =>
        FileAndLine().Match(flat) is { Success: true } m && int.TryParse(m.Groups["line"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int line)
            ? (m.Groups["file"].Value, line) : null;

    private static bool IsSameFile(string named, string? path) => path is not null && (path == named || path.EndsWith("/" + named, StringComparison.Ordinal));

    private string? LineAtTip(string file, int line)
    {
        (int mode, Oid blob) = new TreePaths(objects, series.Last.Tree).Find(file);
        if (!EntryMode.IsFile(mode))
            return null;
        string[] lines = TextEncoding.Lenient.GetString(objects.ReadBlob(blob)).Split('\n');
        return line >= 1 && line <= lines.Length ? lines[line - 1].TrimEnd('\r') : null;
    }

    private SeriesRevision? ById(string id) => ById(id, _commits);

    private static SeriesRevision? ById(string id, List<SeriesRevision> commits)
    {
        List<SeriesRevision> found = commits.FindAll(c => c.Commit!.Id.ToString().StartsWith(id, StringComparison.OrdinalIgnoreCase));
        return found.Count == 1 ? found[0] : null;
    }

    /// <summary>True for what is an identifier by its looks: "adds support" names none, and the first patch that has the word "support" would be any.</summary>
    private static bool IsCode(string mention, string word) =>
        word.Contains('_', StringComparison.Ordinal) || mention.EndsWith(')') || mention[..^word.Length].EndsWith('`')
        || word.Skip(1).Any(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c));

    /// <summary>The first commit that adds a word to lines which had it nowhere before.</summary>
    private SeriesRevision? Introducing(string word)
    {
        foreach (SeriesRevision commit in _commits)
        {
            List<string> lines = [.. PatchesOf(commit).SelectMany(p => p.Lines).Where(l => Word().Matches(l).Any(m => m.Value == word))];
            if (lines.Exists(l => l[0] == '-'))
                return null;
            if (lines.Count > 0)
                return commit;
        }
        return null;
    }

    private SeriesRevision? OwnerOf(string path, int line)
    {
        foreach (SeriesFile file in SeriesFiles.Collect(objects, series, monitor))
        {
            if (file.Current.Path is not { } current || (current != path && !current.EndsWith("/" + path, StringComparison.Ordinal)))
                continue;
            if (file.Weave(objects, series, []) is { } weave && line >= 1 && line <= weave.Current.Count
                && weave.Current[line - 1].Introduced is > 0 and var owner)
                return series[owner].IsMerge ? null : series[owner];
        }
        return null;
    }

    private string? FileIn(string flat, SeriesRevision commit) =>
        PathWord().Matches(flat).Select(m => m.Value.TrimEnd('.', ':', ','))
            .Select(word => PatchesOf(commit).Select(p => p.Path).FirstOrDefault(p => p == word || p.EndsWith("/" + word, StringComparison.Ordinal)))
            .FirstOrDefault(p => p is not null);

    private string? FileOfQuote(IReadOnlyList<string> quote, SeriesRevision commit)
    {
        HashSet<string> lines = [.. quote.Where(l => l.Length > 4 && l[0] is '+' or '-').Select(Spaceless)];
        List<string> files = [.. PatchesOf(commit).Where(p => LinesOf(p).Overlaps(lines)).Select(p => p.Path)];
        return files.Count == 1 ? files[0] : null;
    }

    /// <summary>Where the last quoted line stands in the file as the commit leaves it; of several places the one with most of the quotation above.</summary>
    private int? LineOf(ReviewItem item, SeriesRevision commit, IReadOnlyList<string> quote)
    {
        if (item.File is null)
            return null;
        (int mode, Oid blob) = new TreePaths(objects, commit.Tree).Find(item.File);
        if (!EntryMode.IsFile(mode))
            return null;
        byte[] data = objects.ReadBlob(blob);
        if (BinaryContent.IsBinary(data))
            return null;
        string[] lines = TextEncoding.Lenient.GetString(data).Split('\n');
        List<string> above = [.. quote.Where(l => l.Length > 0 && l[0] is '+' or ' ').Select(l => l[1..].TrimEnd('\r'))];
        if (item.Removed is [.., var last] && above.LastIndexOf(last) is >= 0 and var cut)
            above = above[..(cut + 1)];
        if (above.Count == 0)
            return null;
        int best = -1;
        int bestRun = 0;
        bool tie = false;
        for (int i = 0; i < lines.Length; i++)
        {
            int run = 0;
            while (run < above.Count && i - run >= 0 && lines[i - run].TrimEnd('\r') == above[^(run + 1)])
                run++;
            if (run == 0 || run < bestRun)
                continue;
            tie = run == bestRun;
            (best, bestRun) = (i, run);
        }
        return best < 0 || tie ? null : best + 1;
    }

    private IReadOnlyList<FilePatch> PatchesOf(SeriesRevision commit)
    {
        if (!_patches.TryGetValue(commit.Number, out IReadOnlyList<FilePatch>? patches))
            _patches[commit.Number] = patches = FilePatch.Compute(objects, series.TreeAt(commit.Number - 1), commit.Tree);
        return patches;
    }

    private static string? FileAbove(QuotedLines lines) =>
        lines.LastMatch(FileHeader()) is { } m ? m.Groups[1].Success ? m.Groups[1].Value : m.Groups[2].Value : null;

    private static string? FunctionAbove(QuotedLines lines) => lines.LastMatch(FunctionHeader()) is not { } m ? null
        : CalledWord().Matches(m.Groups[1].Value).LastOrDefault()?.Groups[1].Value ?? (m.Groups[1].Value.Trim() is { Length: > 0 } text ? text : null);

    /// <summary>The lines that a patch adds and removes, without white space.</summary>
    private HashSet<string> LinesOf(FilePatch patch)
    {
        if (!_lines.TryGetValue(patch, out HashSet<string>? lines))
            _lines[patch] = lines = [.. patch.Lines.Select(l => Spaceless(Text(l)))];
        return lines;
    }

    // Patch lines are bytes as Latin-1, mails are text.
    private static string Text(string line) => TextEncoding.Lenient.GetString(System.Text.Encoding.Latin1.GetBytes(line));

    private static string Spaceless(string line) => FilePatch.WithoutSpace(line);

    [GeneratedRegex(@"\ASubject: (.*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex SubjectLine();

    [GeneratedRegex(@"\A(?:commit|From) ([0-9a-f]{7,40})\b", RegexOptions.CultureInvariant)]
    private static partial Regex CommitLine();

    [GeneratedRegex(@"\b(?=[0-9a-f]*[0-9])[0-9a-f]{8,40}\b", RegexOptions.CultureInvariant)]
    private static partial Regex Ids();

    [GeneratedRegex(@"\[[^\]]*?\b(\d{1,4})/(\d{1,4})\s*\]", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"(?<![\w/.])(\d{1,4})/(\d{1,4})(?![\w/])", RegexOptions.CultureInvariant)]
    private static partial Regex NumberOfAll();

    [GeneratedRegex(@"\b(?:patch|commit)\s+#?(\d+)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PatchNumber();

    [GeneratedRegex(@"(?:\A|\n[ \t]*\n)(?:[Ii]n |[Oo]n )?(?:[Pp]atch|PATCH|[Cc]ommit) #?(\d{1,4})\b(?!/)", RegexOptions.CultureInvariant)]
    private static partial Regex NumberAtStart();

    [GeneratedRegex(
        @"\b(?:in ?to|to|with|in)\s+(?:the\s+)?(?:patch\s+|commit\s+)?(?:[""“]([^""”]{4,})[""”]|(?=[0-9a-f]*[0-9])([0-9a-f]{8,40})\b)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Into();

    [GeneratedRegex(@"\b(?:previous|preceding) (?:patch|commit)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PreviousPatch();

    [GeneratedRegex(
        @"(?<file>[\w./-]+\.\w+)(?::|,? (?:at |in |on )?lines? )(?<line>\d+)\b|\bline (?<line>\d+) (?:of|in) (?<file>[\w./-]+\.\w+)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex FileAndLine();

    [GeneratedRegex(@"[\w./-]*\w\.\w+\b|\b\w+/[\w/-]+", RegexOptions.CultureInvariant)]
    private static partial Regex PathWord();

    [GeneratedRegex(@"\b([A-Za-z_]\w{2,})\(", RegexOptions.CultureInvariant)]
    private static partial Regex CalledWord();

    [GeneratedRegex(@"[""“]([^""”]{4,})[""”]", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\b(?:adds?|adding|added|introduc\w+|creat\w+|brings?(?: in)?)\s+[`'""]?([A-Za-z_]\w{2,}\b)(?!\.\w)(?:\(\))?",
        RegexOptions.CultureInvariant)]
    private static partial Regex Adding();

    [GeneratedRegex(@"[A-Za-z_]\w*", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"\A(?:diff --git .* b/(.+?)|\+\+\+ (?:b/)?([^\t]+?))\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex FileHeader();

    [GeneratedRegex(@"\A@@(?: -[0-9,]+ \+[0-9,]+ @@)? ?(.*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex FunctionHeader();
}
