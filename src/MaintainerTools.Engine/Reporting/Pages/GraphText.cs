using System.Text;

namespace MaintainerTools.Engine.Reporting.Pages;

/// <summary>
/// A history in letters, as a terminal shows it: a column for each line of work, a row for each commit. A commit that stands on one of another column has its
/// line cross over in a row between.
/// </summary>
public static class GraphText
{
    /// <summary>The rows.</summary>
    /// <param name="picture">A history.</param>
    /// <param name="width">The most letters of a row; subjects are cut.</param>
    /// <param name="colour">Colours a piece by its column, from 0, or by its tone; null: no colours.</param>
    public static IEnumerable<string> Write(ReportPicture picture, int width, Func<string, int, string>? colour = null)
    {
        ArgumentNullException.ThrowIfNull(picture);
        int lanes = picture.Mark.Select(m => m.X + 1).DefaultIfEmpty(0).Max();
        ReportMark[] rows = [.. picture.Mark.OrderBy(m => m.Y)];
        string Paint(string text, int lane) => colour is null || text == " " ? text : colour(text, lane);
        for (int r = 0; r < rows.Length; r++)
        {
            ReportMark mark = rows[r];
            var line = new StringBuilder();
            for (int x = 0; x < lanes; x++)
                line.Append(Paint(x == mark.X ? "*" : IsDrawn(picture, x, r) ? "|" : " ", x)).Append(' ');
            string text = ReportText.Clean(mark.Label).ReplaceLineEndings(" ");
            yield return line + ViewText.Cut(text, Math.Max(20, width - (2 * lanes)));
            foreach (ReportLink link in picture.Link.Where(l => picture.Mark[l.From].Y == r && picture.Mark[l.To].X != mark.X && mark.X > picture.Mark[l.To].X))
            {
                // From the commit's column over to the one that it stands on; the others go on.
                int to = picture.Mark[link.To].X;
                var cross = new StringBuilder();
                for (int x = 0; x < lanes; x++)
                {
                    bool goesOn = IsDrawn(picture, x, r + 0.5);
                    cross.Append(Paint(x == mark.X ? (goesOn ? "|" : "'") : goesOn ? "|" : x > to && x < mark.X ? "-" : " ", x));
                    cross.Append(Paint(x >= to && x < mark.X ? "-" : " ", mark.X));
                }
                yield return cross.ToString().TrimEnd();
            }
        }
    }

    /// <summary>
    /// True where a line goes down a column at a row: within the column, or on the way to a commit of it, from the row below the one that leaves for it.
    /// </summary>
    private static bool IsDrawn(ReportPicture picture, int column, double row) => Array.Exists(picture.Link, link =>
    {
        (ReportMark from, ReportMark to) = (picture.Mark[link.From], picture.Mark[link.To]);
        return to.X == column && from.Y < row && to.Y > row;
    });
}
