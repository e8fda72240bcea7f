using System.Xml.Linq;

namespace MaintainerTools.Engine.Reporting.Pictures;

/// <summary>A history: the newest commit at the top, a line of work in each column, subjects beside it.</summary>
internal static class GraphPicture
{
    internal static (double Width, double Height, IEnumerable<XElement> Shapes) Draw(ReportPicture picture)
    {
        const double step = 22, lane = 20;
        int lanes = picture.Mark.Select(m => m.X + 1).DefaultIfEmpty(1).Max();
        double X(ReportMark mark) => 12 + (mark.X * lane);
        double Y(ReportMark mark) => 12 + (mark.Y * step);
        var shapes = new List<XElement>();
        foreach (ReportLink link in picture.Link)
        {
            (ReportMark from, ReportMark to) = (picture.Mark[link.From], picture.Mark[link.To]);
            // A line goes down in the column of the child that it leaves, or of the parent that it comes to, and crosses over beside the other.
            bool leavesFirst = to.X > from.X;
            double turn = leavesFirst ? Y(from) + step : Y(to) - step;
            string way = from.X == to.X ? $"L{Shape.Numbers(X(to), Y(to))}"
                : leavesFirst ? $"L{Shape.Numbers(X(to), turn)} L{Shape.Numbers(X(to), Y(to))}"
                : $"L{Shape.Numbers(X(from), turn)} L{Shape.Numbers(X(to), Y(to))}";
            shapes.Add(Shape.Of("path", ("class", "link"), ("d", $"M{Shape.Numbers(X(from), Y(from))} {way}")));
        }
        foreach (ReportMark mark in picture.Mark)
        {
            shapes.Add(Shape.Dot(X(mark), Y(mark), mark));
            shapes.Add(Shape.Label(20 + (lanes * lane), Y(mark) + 4, mark.Label, 80));
        }
        return (20 + (lanes * lane) + (80 * 7.2), 24 + (picture.Mark.Select(m => m.Y).DefaultIfEmpty(0).Max() * step), shapes);
    }
}
