using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>What git diff --check says, but for conflict markers.</summary>
internal sealed class WhitespaceErrorRule : SeriesRule
{
    internal override string Description =>
        "Added lines with white space errors, as git diff --check finds them: core.whitespace and the whitespace attribute say what counts.";

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, CheckedCommit commit, RuleSettings settings)
    {
        string? configured = series.Workspace.Repository.Config("core.whitespace");
        foreach (CheckedFile file in commit.Files.Where(f => f.NewMode != 0 && (f.NewId != f.OldId)))
        {
            var setting = WhitespaceSetting.Of(series.Attributes.Get(PathOf(file), "whitespace"), configured);
            if (setting.Kinds == WhitespaceKinds.None || series.Drivers.IsBinary(PathOf(file)) is true)
                continue;
            if (Versions(series, file, series.Drivers.IsBinary(PathOf(file)) is false) is not { } versions)
                continue;
            // git takes the plain diff here, without sliding changes to where they read best.
            foreach (LineChange change in LineDiff.Compute(versions.Old, versions.New, indentHeuristic: false))
            {
                for (int i = change.NewStart; i < change.NewEnd; i++)
                {
                    if (setting.Errors(versions.New[i]) is { } errors)
                        yield return Finding(series, commit, file, i + 1, errors, versions.New[i].ToArray());
                }
            }
            if (setting.Has(WhitespaceKinds.BlankAtEof) && NewBlankEnd(versions.Old, versions.New) is { } line)
                yield return new RuleFinding(commit, "new blank line at EOF", file.Path, line,
                    Suggestion.Patch(series, file.Path, "Remove blank lines at the end", WithoutBlankEnd));
        }
    }

    private static RuleFinding Finding(CheckedSeries series, CheckedCommit commit, CheckedFile file, int number, string errors, byte[] line) =>
        new(commit, errors, file.Path, number, errors != "trailing whitespace" ? null
            : Suggestion.Patch(series, file.Path, "Remove white space at line ends", data => WithoutTrailing(data, line)));

    private static string PathOf(CheckedFile file) => PathText.Encode(file.Path);

    private static (TextLines Old, TextLines New)? Versions(CheckedSeries series, CheckedFile file, bool isText)
    {
        if (!isText)
            return file.Diff is { } diff ? (diff.Old, diff.New) : null;
        IObjectReader objects = series.Workspace.Objects;
        return (new TextLines(Read(file.OldMode, file.OldId)), new TextLines(Read(file.NewMode, file.NewId)));

        byte[] Read(int mode, Oid id) => mode is 0 or EntryMode.Submodule ? [] : objects.ReadBlob(id);
    }

    /// <summary>The first of the blank lines at the end, where there are more of them than before; null where there are not.</summary>
    private static int? NewBlankEnd(TextLines old, TextLines @new)
    {
        int before = BlankEnd(old), after = BlankEnd(@new);
        return after > before ? @new.Count - after + 1 : null;
    }

    private static int BlankEnd(TextLines file)
    {
        int count = 0;
        // The first line of a file does not count, be it blank.
        while (count < file.Count && IsBlank(file[file.Count - 1 - count]))
            count++;
        return count;
    }

    private static bool IsBlank(ReadOnlySpan<byte> line)
    {
        foreach (byte b in line)
        {
            if (!WhitespaceSetting.IsSpace(b))
                return false;
        }
        return true;
    }

    private static byte[] WithoutBlankEnd(byte[] data)
    {
        var lines = new TextLines(data);
        return lines.Range(0, lines.Count - BlankEnd(lines)).ToArray();
    }

    /// <summary>The file with the white space at the end of such lines gone.</summary>
    private static byte[] WithoutTrailing(byte[] data, byte[] line)
    {
        var lines = new TextLines(data);
        using var output = new MemoryStream();
        for (int i = 0; i < lines.Count; i++)
        {
            ReadOnlySpan<byte> text = lines[i];
            if (!text.SequenceEqual(line))
            {
                output.Write(text);
                continue;
            }
            output.Write(text.TrimEnd(" \t\r\n"u8));
            if (text.EndsWith("\n"u8))
                output.Write("\n"u8);
        }
        return output.ToArray();
    }
}
