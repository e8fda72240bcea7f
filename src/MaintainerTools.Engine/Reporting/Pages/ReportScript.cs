using System.Text;
using System.Text.RegularExpressions;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Reporting.Pages;

/// <summary>The script at the end of a report: it runs all commands, and says which figures are others in the repository where it is run.</summary>
public static partial class ReportScript
{
    private const string Head = """
        #!/bin/sh
        # Checks every figure of a report with git alone: sh check.sh [REPOSITORY]. Needs git 2.38 or later; it moves no ref and touches no file.
        cd "${1:-.}" || exit 2
        git rev-parse --git-dir >/dev/null || exit 2
        export LC_ALL=C GIT_PAGER=cat
        confirmed=0 differ=0 other=0
        plain() { tr -d '\000-\010\013-\037\177' ; }

        """
        + """said() { printf 'DIFFERS %s\n  expected: %s\n  found:    %s\n' "$1" "$2" "$3" | plain; """
        + """[ -z "${4:-}" ] || printf '  $ %s\n' "$4" | plain; differ=$((differ + 1)); }"""
        + """

        check() {
            for id in $missing; do
                case $3 in *"$id"*) said "$1" "$2" "nothing, for want of $id" "$3"; return ;; esac
            done
            found=$(eval "$3" 2>/dev/null)
            if [ "$found" = "$2" ]; then confirmed=$((confirmed + 1)); else said "$1" "$2" "$found" "$3"; fi
        }
        # A pick of $1 onto $2, a commit or a tree: the tree, and a letter for what came of it. A pick is a merge from the parent of what is picked.
        pick() {
            below=$(git rev-parse --verify -q "$2^{tree}")
            onto=$(git -c user.name=check -c user.email=check commit-tree -p "$1^" -m onto "$below" 2>/dev/null)
            # git says 1 of a conflict, and of a commit that it does not have as well.
            [ -n "$onto" ] || { letter=?; return; }
            tree=$(git merge-tree --write-tree "$onto" "$1" 2>/dev/null)
            case $? in
                0) if [ "$tree" = "$below" ]; then letter=e; else letter=c; fi ;;
                1) letter=x ;;
                *) letter=? ;;
            esac
        }

        """;

    private const string Tail = """
        printf '%s confirmed, %s differ; %s to look at or not verified\n' "$confirmed" "$differ" "$other"
        [ "$differ" -eq 0 ]

        """;

    /// <summary>The script.</summary>
    public static string Write(TopicReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var script = new StringBuilder(Head);
        int others = 0;
        Objects(script, report);
        foreach (ReportSection section in report.Section)
        {
            script.Append("\n# ").Append(OneLine(section.Title)).Append('\n');
            foreach (ReportFigure figure in section.Figure)
                others += Check(script, figure.Id, figure.Command, figure.Output) ? 0 : 1;
            foreach (ReportTable table in section.Table)
            {
                foreach (ReportRow row in table.Row.Where(r => r.Command is not null))
                    others += Check(script, row.Id, row.Command, row.Output) ? 0 : 1;
                others += Forecast(script, table);
            }
        }
        script.Append("\nother=").Append(ReportSource.Number(others)).Append('\n').Append(Tail);
        return script.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>
    /// Git says nothing of a commit that it does not have, and where two figures are compared nothing is like nothing: what is not there is told first.
    /// </summary>
    private static void Objects(StringBuilder script, TopicReport report)
    {
        IEnumerable<string?> commands = report.Section.SelectMany(s => s.Figure.Where(f => f.Output is not null).Select(f => f.Command)
            .Concat(s.Table.SelectMany(t => t.Row).Where(r => r.Output is not null).Select(r => r.Command)));
        string[] ids = [.. commands.SelectMany(c => ObjectId().Matches(c ?? "").Select(m => m.Value))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        script.Append("missing=$(git cat-file --batch-check <<'END' | sed -n 's/ missing$//p'\n");
        foreach (string id in ids.Where(id => id != Oid.EmptyTree.ToString()))
            script.Append(id).Append('\n');
        script.Append("END\n)\n[ -z \"$missing\" ] || said 'commits of the report' 'in this repository' \"$missing\"\n");
    }

    [GeneratedRegex("(?<![0-9a-f])[0-9a-f]{40}(?![0-9a-f])")]
    private static partial Regex ObjectId();

    private static bool Check(StringBuilder script, string id, string? command, string? output)
    {
        if (command is null || output is null)
            return false;
        script.Append("check ").Append(ShellText.Quote(id)).Append(' ').Append(ShellText.Quote(output)).Append(' ')
            .Append(ShellText.Quote(command)).Append('\n');
        return true;
    }

    /// <summary>A forecast, branch by branch: the tree goes on with each pick that is clean.</summary>
    private static int Forecast(StringBuilder script, ReportTable table)
    {
        int[] columns = [.. table.Column.Select((c, i) => (c, i)).Where(c => c.c.Target is not null).Select(c => c.i)];
        if (columns.Length == 0)
            return 0;
        int unchecked_ = 0;
        script.Append("forecast() {\n    target=$1 place=$2 name=$3\n    onto=$target at=$target\n    while read -r commit letters; do\n")
            .Append("        want=$(printf %s \"$letters\" | cut -c\"$place\")\n        case $want in\n            -) continue ;;\n")
            .Append("            [A-Z]) pick \"$commit\" \"$target\"; is=$(printf %s \"$letter\" | tr cex CEX) ;;\n")
            .Append("            *) pick \"$commit\" \"$at\"; is=$letter ;;\n        esac\n")
            .Append("        case $want$is in cc) at=$tree ;; kc) is=k ;; esac\n")
            .Append("        if [ \"$is\" = \"$want\" ]; then confirmed=$((confirmed + 1)); else said \"forecast $commit on $name\" \"$want\" \"$is\"; fi\n")
            .Append("    done <<'END'\n");
        foreach (ReportRow row in table.Row.Where(r => r is { Pick: not null, Expect: not null }))
        {
            script.Append(row.Pick).Append(' ').Append(row.Expect).Append('\n');
            unchecked_ += row.Expect!.Count(c => c == '-');
        }
        script.Append("END\n}\n");
        for (int i = 0; i < columns.Length; i++)
        {
            ReportColumn column = table.Column[columns[i]];
            script.Append("forecast ").Append(column.Target).Append(' ').Append(ReportSource.Number(i + 1)).Append(' ')
                .Append(ShellText.Quote(column.Name)).Append('\n');
        }
        return unchecked_;
    }

    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
