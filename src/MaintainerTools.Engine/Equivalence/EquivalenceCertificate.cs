using System.Globalization;
using System.Text.RegularExpressions;
using MaintainerTools.Engine.Grading;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Equivalence;

/// <summary>Writes the certificate of an equivalence test: each claim with the git command that anybody can check it with, and what that prints.</summary>
internal static class EquivalenceCertificate
{
    /// <summary>The lines, in the order in which they are read: the merge, its conflicts or what is foreign, the picks, the naive merge.</summary>
    internal static IReadOnlyList<CertificateLine> Write(
        ContentEquivalence result, IReadOnlyList<GradedPick> picks, string? targetSha, IReadOnlyList<string> limit)
    {
        var lines = new List<CertificateLine>();
        string merge = $"git merge-tree --write-tree {result.BaseSha} {result.UpstreamSha}";
        string only = limit.Count == 0 ? "" : " -- " + string.Join(' ', limit.Select(Quote));
        string filter = limit.Count == 0 ? "" : $" | grep -E '^({string.Join('|', limit.Select(Escape))})(/|$)'";
        if (result.MergedTree is not null)
        {
            Add($"the merge of base and upstream version is clean and has tree {result.MergedTree}", merge, result.MergedTree);
            Add($"the upstream version has tree {result.UpstreamTree}", $"git rev-parse {result.UpstreamSha}^{{tree}}", result.UpstreamTree);
            string[] foreign = [.. result.Path.Where(p => p.Verdict == PathEquivalenceVerdict.Foreign).Select(p => p.Path)];
            Add(foreign.Length == 0 ? "nothing is foreign" : $"foreign in {Wording.Count(foreign.Length, "path")}",
                $"git -c core.quotePath=false diff-tree -r --no-renames --name-only {result.UpstreamSha}^{{tree}} $({merge}){only}",
                string.Join('\n', foreign));
            foreach (PathEquivalence path in result.Path.Where(p => p.ForeignLine.Length > 0 && p.ForeignLine[0] is ['+' or '-', ..]))
            {
                Add($"the foreign lines of {path.Path}",
                    $"git --literal-pathspecs diff --no-color --no-ext-diff --no-renames -U0 {result.UpstreamSha}^{{tree}} $({merge}) -- {Quote(path.Path)} "
                        + "| sed -e '1,/^@@/d' | grep '^[-+]'",
                    string.Join('\n', path.ForeignLine.Select(WithoutNumber)));
            }
        }
        else if (result.ConflictPath.Length > 0)
        {
            Add($"the merge of base and upstream version conflicts in {Wording.Count(result.ConflictPath.Length, "path")}",
                $"git -c core.quotePath=false merge-tree --write-tree --name-only --no-messages {result.BaseSha} {result.UpstreamSha} | tail -n +2{filter}",
                string.Join('\n', result.ConflictPath));
            foreach (PathEquivalence path in result.Path.Where(p => p.Verdict == PathEquivalenceVerdict.Conflict))
            {
                Touched(path.BaseCommit, "the base", result.BaseSha, result.UpstreamSha, path.Path);
                Touched(path.UpstreamCommit, "upstream", result.UpstreamSha, result.BaseSha, path.Path);
            }
        }
        if (limit.Count == 0)
        {
            Add($"{Wording.Count(result.PickCount, "commit")} of the base {(result.PickCount == 1 ? "is" : "are")} not upstream's own",
                $"git rev-list --count {result.BaseSha} ^{result.SinceSha} ^{result.UpstreamSha}", result.PickCount.ToString(CultureInfo.InvariantCulture));
        }
        IEnumerable<GradedPick> compared = picks.Where(p => p.Pairing is not (PickPairing.Same or PickPairing.Merge) && p.Grade != PickGrade.None);
        foreach (PickGroup group in compared.Where(p => p is { Group: not null, IsPartOfWhole: true }).Select(p => p.Group!).Distinct())
            lines.Add(LineOf(group));
        foreach (GradedPick pick in compared.Where(p => p.Source is not null && p.Pairing != PickPairing.Group))
            lines.Add(LineOf(pick, pick.Commit.Id, pick.Source!.Value));
        if (targetSha is not null && result.NaiveConflicts is { } naive)
        {
            Add($"{result.Target} merged directly conflicts in {Wording.Count(naive, "path")}",
                $"git -c core.quotePath=false merge-tree --write-tree --name-only --no-messages {result.BaseSha} {targetSha} | "
                    + $"tail -n +2{filter} | grep -c .", naive.ToString(CultureInfo.InvariantCulture));
        }
        return lines;

        void Add(string claim, string command, string output) => lines.Add(new CertificateLine { Claim = claim, Command = command, Output = output });

        void Touched(string[] commits, string whose, string tip, string excluded, string path) =>
            Add($"{path}: {Wording.Count(commits.Length, "commit")} of {whose} touch{(commits.Length == 1 ? "es" : "")} it",
                $"git --literal-pathspecs rev-list --no-merges --full-history {tip} ^{excluded} -- {Quote(path)} | LC_ALL=C sort",
                string.Join('\n', commits.Order(StringComparer.Ordinal)));
    }

    private static CertificateLine LineOf(GradedPick pick, Oid id, Oid source)
    {
        string each = $"for c in {source} {id}; do git diff-tree --root -p --no-color --no-ext-diff --no-renames $c";
        return new CertificateLine
        {
            Pick = id.ToString(),
            Claim = $"{id.Abbreviate()} is upstream's {source.Abbreviate()}: {pick.Grade}{(pick.Reason is null ? "" : ": " + pick.Reason)}",
            Command = pick.Grade switch
            {
                // One line is left where both are the same.
                PickGrade.Exact => $"{each} | git patch-id --stable | cut -d' ' -f1; done | sort -u | grep -c .",
                PickGrade.ContextDrift => $"{each} | grep '^[-+]' | git hash-object --stdin; done | sort -u | grep -c .",
                _ => $"git range-diff --no-color --creation-factor=1000 {source}^! {id}^!",
            },
            Output = pick.Grade is PickGrade.Exact or PickGrade.ContextDrift ? "1" : null,
        };
    }

    /// <summary>
    /// Both sides as one change each. Where other commits lie between, the same is true of them picked one onto the other, which is no one command.
    /// </summary>
    private static CertificateLine LineOf(PickGroup group)
    {
        string ranges = $"'{group.Sources[0]}^ {group.Sources[^1]}' '{group.Picks[0]}^ {group.Picks[^1]}'";
        string each = $"for r in {ranges}; do git diff-tree -p --no-color --no-ext-diff --no-renames $r";
        bool isChecked = group.IsContiguous && (group.Graded.Grade is PickGrade.Exact or PickGrade.ContextDrift);
        return new CertificateLine
        {
            Pick = group.Picks[^1].ToString(),
            Claim = $"{Wording.Some(group.Picks.Select(id => id.Abbreviate()))} {(group.Picks.Count == 1 ? "is" : "are")} {group.Named}: {group.Graded.Grade}"
                + (group.Graded.Reason is null ? "" : ": " + group.Graded.Reason),
            Command = !group.IsContiguous ? $"git show --no-color {string.Join(' ', group.Sources.Concat(group.Picks))}"
                : group.Graded.Grade == PickGrade.Exact ? $"{each} | git patch-id --stable | cut -d' ' -f1; done | sort -u | grep -c ."
                : group.Graded.Grade == PickGrade.ContextDrift ? $"{each} | grep '^[-+]' | git hash-object --stdin; done | sort -u | grep -c ."
                : $"{each}; done",
            Output = isChecked ? "1" : null,
        };
    }

    /// <summary>"+15: text" as git writes it: "+text".</summary>
    private static string WithoutNumber(string line) => line[..1] + line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..];

    private static string Escape(string path) => Regex.Replace(path, @"[][\\.^$*+?(){}|]", @"\$0").Replace("'", @"'\''", StringComparison.Ordinal);

    private static string Quote(string path) => "'" + path.Replace("'", @"'\''", StringComparison.Ordinal) + "'";
}
