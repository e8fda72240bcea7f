using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Fluid;

namespace MaintainerTools.Engine.Reporting.Pages;

/// <summary>
/// A report as one HTML file that asks nothing of any server. The template writes every text through an encoder; a policy in the page lets only its own
/// script and style run, by their hashes.
/// </summary>
public static class ReportHtml
{
    // Letters of all scripts stay letters; what means something in HTML does not.
    private static readonly HtmlEncoder s_encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>The report as HTML.</summary>
    public static string Write(TopicReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        string style = Resource("report.css"), script = Resource("report.js");
        IFluidTemplate template = new FluidParser().Parse(
            Resource("report.liquid").Replace("{% include 'table' %}", Resource("table.liquid"), StringComparison.Ordinal));
        var options = new TemplateOptions { MemberAccessStrategy = UnsafeMemberAccessStrategy.Instance };
        var context = new TemplateContext(HtmlPage.Of(report), options, allowModelMembers: true);
        context.SetValue("style", style);
        context.SetValue("script", script);
        context.SetValue("policy", $"default-src 'none'; style-src {Hash(style)}; script-src {Hash(script)}; "
            + "img-src data:; base-uri 'none'; form-action 'none'");
        context.SetValue("check", ReportText.Clean(ReportScript.Write(report)));
        return template.Render(context, s_encoder).ReplaceLineEndings("\n");
    }

    private static string Hash(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    private static string Resource(string name)
    {
        using Stream stream = typeof(ReportHtml).Assembly.GetManifestResourceStream("Report/" + name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
