using System.Text;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Grading;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.RangeDiff;

/// <summary>Grades a patch of one version against its counterpart by their texts alone, so that patches from mails are graded as well.</summary>
internal static class SeriesPatchGrader
{
    /// <summary>The grade of the new patch; its message does not count.</summary>
    internal static GradedChange Grade(SeriesPatch old, SeriesPatch @new)
    {
        if (old.ChangeOffset == 0 || @new.ChangeOffset == 0)
        {
            return old.ChangeOffset == @new.ChangeOffset ? new GradedChange(PickGrade.Exact, null)
                : @new.ChangeOffset == 0 ? new GradedChange(PickGrade.Partial, "the new one changes nothing")
                : new GradedChange(PickGrade.Adapted, "the old one changes nothing");
        }
        if (old.Change.AsSpan().SequenceEqual(@new.Change) || Identity(old).SequenceEqual(Identity(@new)))
            return new GradedChange(PickGrade.Exact, null);
        return PickGrader.Grade(Files(old), Files(@new), "the new version");
    }

    /// <summary>What a patch-id is made of: everything but white space and hunk headers.</summary>
    private static List<string> Identity(SeriesPatch patch) =>
        [.. Lines(patch).Where(l => !l.StartsWith("@@", StringComparison.Ordinal)).Select(FilePatch.WithoutSpace)];

    private static IEnumerable<string> Lines(SeriesPatch patch) => Encoding.Latin1.GetString(patch.Change).Split('\n').SkipLast(1);

    private static List<FilePatch> Files(SeriesPatch patch)
    {
        var files = new Dictionary<string, (int OldMode, int NewMode, List<ChangedRun> Runs)>(StringComparer.Ordinal);
        List<ChangedRun> runs = [];
        List<string> run = [];
        foreach (string line in Lines(patch))
        {
            if (line.StartsWith(" ## ", StringComparison.Ordinal) && line.EndsWith(" ##", StringComparison.Ordinal))
            {
                Flush();
                string title = line[4..^3];
                bool made = title.EndsWith(" (new)", StringComparison.Ordinal);
                bool gone = title.EndsWith(" (deleted)", StringComparison.Ordinal);
                // Other titles (a rename, a mode) are part of the name: that they differ is a difference.
                string path = made ? title[..^6] : gone ? title[..^10] : title;
                runs = [];
                files[path] = (made ? 0 : 1, gone ? 0 : 1, runs);
            }
            else if (line.Length > 0 && line[0] is '-' or '+')
            {
                run.Add(line + "\n");
            }
            else
            {
                Flush();
                if (line.StartsWith(" Binary files ", StringComparison.Ordinal))
                    runs.Add(new ChangedRun([line]));
            }
        }
        Flush();
        return [.. files.Select(f => new FilePatch(new TreeChange(f.Key, f.Value.OldMode, default, f.Value.NewMode, default), f.Value.Runs))];

        void Flush()
        {
            if (run.Count > 0)
                runs.Add(new ChangedRun(run));
            run = [];
        }
    }
}
