using System.Globalization;
using System.Xml.Linq;

namespace MaintainerTools.Engine.Reporting.Pictures;

/// <summary>
/// Draws a picture as SVG that stands in an HTML page: its colours are classes of the page's style, so that they follow light, dark and print, and every mark
/// has its words. Plotting libraries write fixed colours and no words. The XML library escapes what is in a text.
/// </summary>
internal static class PictureWriter
{
    /// <summary>What is drawn for a tone beside its colour, so that nobody needs to see colours.</summary>
    internal static string Sign(ReportTone tone) => tone switch
    {
        ReportTone.Good => "+",
        ReportTone.Warn => "~",
        ReportTone.Bad => "x",
        ReportTone.Unknown => "?",
        _ => "\u00B7",
    };

    /// <summary>What the signs in a picture mean, each once; null where words or numbers stand there.</summary>
    internal static string? Legend(ReportPicture picture)
    {
        if (picture.Kind is not (ReportPictureKind.Matrix or ReportPictureKind.Strip))
            return null;
        string[] words = [.. picture.Mark.Where(m => m.Label.Length > 3).GroupBy(m => m.Tone).OrderBy(g => g.Key)
            .Select(g => $"{Sign(g.Key)} {string.Join(", ", g.Select(m => m.Label).Distinct())}")];
        return words.Length == 0 ? null : string.Join("; ", words);
    }

    /// <summary>The picture.</summary>
    /// <param name="picture">What is in it.</param>
    /// <param name="id">An id of its own in the page.</param>
    internal static string Svg(ReportPicture picture, string id)
    {
        (double width, double height, IEnumerable<XElement> shapes) = picture.Kind switch
        {
            ReportPictureKind.Bars => Bars(picture),
            ReportPictureKind.Matrix => Matrix(picture),
            ReportPictureKind.Strip => Strip(picture),
            ReportPictureKind.Map => Map(picture),
            _ => GraphPicture.Draw(picture),
        };
        return Shape.Of("svg", ("class", picture.Kind.ToString().ToLowerInvariant()), ("viewBox", Shape.Numbers(0, 0, width, height)),
            ("width", width), ("height", height), ("role", "img"), ("aria-labelledby", id))
            .With(Shape.Of("title", ("id", id)).With(ReportText.Clean($"{picture.Title}. {picture.Text}")))
            .With([.. shapes]).ToString(SaveOptions.DisableFormatting);
    }

    private static (double, double, IEnumerable<XElement>) Bars(ReportPicture picture)
    {
        // The number stands before the bar, so that it is in sight on a phone.
        const double name = 170, left = 230, most = 400, step = 28;
        double longest = Math.Max(1, picture.Mark.Select(m => m.Value).DefaultIfEmpty(1).Max());
        return (left + most + 4, (picture.Mark.Length * step) + 4, picture.Mark.SelectMany((mark, i) =>
        {
            double y = (i * step) + 4;
            return new[]
            {
                Shape.Label(name, y + 15, mark.Label, 24, "end"),
                Shape.Label(left - 8, y + 15, mark.Value.ToString("#,0.##", CultureInfo.InvariantCulture), 12, "end"),
                Shape.Rectangle(left, y, Math.Max(2, most * mark.Value / longest), step - 8, mark),
            };
        }));
    }

    private static (double, double, IEnumerable<XElement>) Matrix(ReportPicture picture)
    {
        const double high = 20, wide = 30;
        double left = 16 + (7.2 * Math.Min(36, picture.Row.Select(r => r.Length).DefaultIfEmpty(0).Max()));
        int letters = Math.Min(24, picture.Column.Select(c => c.Length).DefaultIfEmpty(0).Max());
        double top = 12 + (7.2 * letters * 0.7);
        var shapes = new List<XElement>();
        for (int i = 0; i < picture.Column.Length; i++)
        {
            double x = left + (i * wide) + (wide / 2), y = top - 6;
            XElement label = Shape.Label(x, y, picture.Column[i], 24);
            label.SetAttributeValue("transform", $"rotate(-45 {Shape.Numbers(x, y)})");
            shapes.Add(label);
        }
        for (int i = 0; i < picture.Row.Length; i++)
            shapes.Add(Shape.Label(left - 8, top + (i * high) + 14, picture.Row[i], 36, "end"));
        foreach (ReportMark mark in picture.Mark)
        {
            double x = left + (mark.X * wide), y = top + (mark.Y * high);
            string rowName = mark.Y < picture.Row.Length ? picture.Row[mark.Y] : "";
            shapes.Add(Shape.Rectangle(x + 1, y + 1, wide - 2, high - 2, mark, rowName));
            shapes.Add(Shape.Label(x + (wide / 2), y + 14, mark.Label is { Length: > 0 and <= 3 } ? mark.Label : Sign(mark.Tone), 4,
                "middle", Shape.ToneClass(mark.Tone)));
        }
        int columns = Math.Max(picture.Column.Length, picture.Mark.Select(m => m.X + 1).DefaultIfEmpty(0).Max());
        return (left + (columns * wide) + (7.2 * letters * 0.7) + 10, top + (Math.Max(picture.Row.Length, 1) * high) + 4, shapes);
    }

    private static (double, double, IEnumerable<XElement>) Strip(ReportPicture picture)
    {
        const int each = 50;
        const double size = 16;
        return ((Math.Min(each, picture.Mark.Length) * size) + 4, (((picture.Mark.Length + each - 1) / each) * (size + 4)) + 2,
            picture.Mark.SelectMany((mark, i) =>
            {
                double x = ((i % each) * size) + 1, y = ((i / each) * (size + 4)) + 1;
                return new[]
                {
                    Shape.Rectangle(x, y, size - 2, size, mark),
                    Shape.Label(x + (size / 2) - 1, y + 12, Sign(mark.Tone), 1, "middle", Shape.ToneClass(mark.Tone)),
                };
            }));
    }

    private static (double, double, IEnumerable<XElement>) Map(ReportPicture picture)
    {
        const double left = 300, right = 460, step = 22;
        int[] rows = [picture.Mark.Count(m => m.X == 0), picture.Mark.Count(m => m.X == 1)];
        double height = Math.Max(rows[0], rows[1]) * step;
        // The shorter side is spread over the height of the longer one.
        double Y(ReportMark mark) => (mark.Y + 0.5) * height / Math.Max(1, rows[mark.X == 0 ? 0 : 1]);
        var shapes = new List<XElement>();
        foreach (ReportLink link in picture.Link)
        {
            double y1 = Y(picture.Mark[link.From]), y2 = Y(picture.Mark[link.To]);
            double middle = (left + right) / 2;
            shapes.Add(Shape.Of("path", ("class", "link"), ("d", $"M{Shape.Numbers(left + 4, y1)} C{Shape.Numbers(middle, y1, middle, y2, right - 4, y2)}")));
        }
        foreach (ReportMark mark in picture.Mark)
        {
            bool isLeft = mark.X == 0;
            shapes.Add(Shape.Dot(isLeft ? left : right, Y(mark), mark));
            shapes.Add(Shape.Label(isLeft ? left - 9 : right + 9, Y(mark) + 4, mark.Label, 40, isLeft ? "end" : "start"));
        }
        return (right + 310, height + 4, shapes);
    }
}
