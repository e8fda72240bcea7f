namespace MaintainerTools.Engine.Reporting.Sample;

/// <summary>One change of one file, found again by the lines around it, so that it can be applied to other versions as well.</summary>
/// <param name="Path">The file.</param>
/// <param name="Old">The lines that stand there; empty: the file is made.</param>
/// <param name="New">The lines that take their place.</param>
/// <param name="MovedTo">For a rename: the new path; else null.</param>
internal sealed record SampleEdit(string Path, string Old, string New, string? MovedTo = null)
{
    /// <summary>Applies the change; false where the lines are not there, or stand there more than once.</summary>
    public bool TryApply(SampleTree tree, out SampleTree result)
    {
        result = tree;
        string? content = tree.Find(Path);
        if (MovedTo is not null)
        {
            if (content is null || tree.Find(MovedTo) is not null)
                return false;
            result = tree.Without(Path).With(MovedTo, content);
            return true;
        }
        if (Old.Length == 0)
        {
            if (content is not null)
                return false;
            result = tree.With(Path, New);
            return true;
        }
        int at = content is null ? -1 : LineIndexOf(content, Old, 0);
        if (at < 0 || LineIndexOf(content!, Old, at + 1) >= 0)
            return false;
        result = tree.With(Path, string.Concat(content.AsSpan(0, at), New, content.AsSpan(at + Old.Length)));
        return true;
    }

    private static int LineIndexOf(string content, string lines, int start)
    {
        for (int at = start; at <= content.Length - lines.Length; at++)
        {
            at = content.IndexOf(lines, at, StringComparison.Ordinal);
            if (at < 0)
                return -1;
            if (at == 0 || content[at - 1] == '\n')
                return at;
        }
        return -1;
    }
}
