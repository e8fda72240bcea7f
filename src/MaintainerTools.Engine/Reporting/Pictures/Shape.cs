using System.Globalization;
using System.Xml.Linq;

namespace MaintainerTools.Engine.Reporting.Pictures;

/// <summary>The shapes that pictures are made of.</summary>
internal static class Shape
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    internal static XElement Of(string name, params (string Name, object Value)[] attributes) =>
        new(s_svg + name, attributes.Select(a => new XAttribute(a.Name, a.Value is double number ? Numbers(number) : a.Value)));

    internal static XElement With(this XElement element, params object[] content)
    {
        element.Add(content);
        return element;
    }

    /// <summary>A text; one that is longer than so many letters is cut, and has all of it as its title.</summary>
    internal static XElement Label(double x, double y, string text, int letters, string anchor = "start", string? tone = null)
    {
        string clean = ReportText.Clean(text).ReplaceLineEndings(" ");
        XElement label = Of("text", ("x", x), ("y", y), ("text-anchor", anchor)).With(ReportText.Clean(ViewText.Cut(clean, letters)));
        if (tone is not null)
            label.SetAttributeValue("class", tone);
        return clean.Length > letters ? label.With(Title(clean)) : label;
    }

    internal static XElement Rectangle(double x, double y, double width, double height, ReportMark mark, string? before = null) =>
        Of("rect", ("x", x), ("y", y), ("width", width), ("height", height), ("rx", 2.0), ("class", ToneClass(mark.Tone)))
            .With(Title(string.IsNullOrEmpty(before) ? mark.Text : $"{before}: {mark.Text}"));

    internal static XElement Dot(double x, double y, ReportMark mark) =>
        Of("circle", ("cx", x), ("cy", y), ("r", 5.0), ("class", ToneClass(mark.Tone))).With(Title(mark.Text));

    internal static string ToneClass(ReportTone tone) => tone.ToString().ToLowerInvariant();

    /// <summary>Numbers as SVG reads them, a tenth of a pixel exact.</summary>
    internal static string Numbers(params double[] numbers) => string.Join(' ', numbers.Select(n => n.ToString("0.#", CultureInfo.InvariantCulture)));

    private static XElement Title(string text) => Of("title").With(ReportText.Clean(text));
}
