using System.Globalization;
using System.Management.Automation;
using System.Xml.Linq;

namespace MaintainerTools.HelpBuilder;

/// <summary>The help file of the cmdlet assembly, in the schema that Get-Help reads.</summary>
internal static class MamlWriter
{
    private static readonly XNamespace s_help = "http://msh";
    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>Writes one file for all cmdlets.</summary>
    public static void Write(string path, IEnumerable<(CmdletDescription Cmdlet, HelpPage Page)> described)
    {
        // The prefixes are declared here: on each command element Get-Help would take them for properties.
        var items = new XElement(
            s_help + "helpItems",
            new XAttribute("schema", "maml"),
            new XAttribute(XNamespace.Xmlns + "maml", s_maml),
            new XAttribute(XNamespace.Xmlns + "command", s_command),
            new XAttribute(XNamespace.Xmlns + "dev", s_dev),
            described.Select(pair => Command(pair.Cmdlet, pair.Page)));
        new XDocument(new XDeclaration("1.0", "utf-8", null), items).Save(path);
    }

    private static XElement Command(CmdletDescription cmdlet, HelpPage page) => new(
        s_command + "command",
        new XElement(
            s_command + "details",
            new XElement(s_command + "name", cmdlet.Name),
            new XElement(s_command + "verb", cmdlet.Verb),
            new XElement(s_command + "noun", cmdlet.Noun),
            Text("description", page.Synopsis)),
        Text("description", page.Description),
        new XElement(s_command + "syntax", cmdlet.ParameterSets.Select(set => SyntaxItem(cmdlet, set, page))),
        new XElement(s_command + "parameters", cmdlet.Parameters.OrderBy(parameter => parameter.Name, StringComparer.Ordinal)
            .Select(parameter => Parameter(parameter, page, cmdlet.Default(parameter.Name)))),
        new XElement(s_command + "inputTypes", page.Inputs.Select(entry => Typed("inputType", entry))),
        new XElement(s_command + "returnValues", Outputs(cmdlet, page).Select(entry => Typed("returnValue", entry))),
        new XElement(s_maml + "alertSet", new XElement(s_maml + "alert", Paragraphs(page.Notes))),
        new XElement(s_command + "examples", page.Examples.Select(Example)),
        new XElement(s_command + "relatedLinks", Links(cmdlet, page)));

    // Positional ones by position, then the mandatory, then the rest as declared.
    private static XElement SyntaxItem(CmdletDescription cmdlet, CommandParameterSetInfo set, HelpPage page) => new(
        s_command + "syntaxItem",
        new XElement(s_maml + "name", cmdlet.Name),
        set.Parameters
            .Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name))
            .OrderBy(parameter => parameter.Position >= 0 ? parameter.Position : int.MaxValue)
            .ThenByDescending(parameter => parameter.IsMandatory)
            .Select(parameter => Parameter(
                parameter.Name, parameter.ParameterType, parameter.IsMandatory, parameter.Position,
                parameter.ValueFromPipeline, parameter.ValueFromPipelineByPropertyName, parameter.Aliases,
                page, inSyntax: true, cmdlet.Default(parameter.Name))));

    private static XElement Parameter(ParameterMetadata parameter, HelpPage page, string? defaultValue)
    {
        var sets = parameter.ParameterSets.Values.ToList();
        return Parameter(
            parameter.Name, parameter.ParameterType, sets.TrueForAll(set => set.IsMandatory), sets.Max(set => set.Position),
            sets.Exists(set => set.ValueFromPipeline), sets.Exists(set => set.ValueFromPipelineByPropertyName), parameter.Aliases, page, inSyntax: false,
            defaultValue);
    }

    private static XElement Parameter(
        string name, Type type, bool mandatory, int position, bool byValue, bool byName, IReadOnlyCollection<string> aliases, HelpPage page, bool inSyntax,
        string? defaultValue)
    {
        string pipeline = (byValue, byName) switch
        {
            (true, true) => "True (ByValue, ByPropertyName)",
            (true, false) => "True (ByValue)",
            (false, true) => "True (ByPropertyName)",
            _ => "False",
        };
        bool isSwitch = type == typeof(SwitchParameter);
        Type item = Nullable.GetUnderlyingType(type) ?? type;
        return new XElement(
            s_command + "parameter",
            new XAttribute("required", mandatory ? "true" : "false"),
            new XAttribute("variableLength", type.IsArray ? "true" : "false"),
            new XAttribute("globbing", "false"),
            new XAttribute("pipelineInput", pipeline),
            new XAttribute("position", position >= 0 ? position.ToString(CultureInfo.InvariantCulture) : "named"),
            new XAttribute("aliases", aliases.Count == 0 ? "none" : string.Join(", ", aliases)),
            new XElement(s_maml + "name", name),
            Text("description", Description(name, page)),
            item.IsEnum && inSyntax
                ? new XElement(
                    s_command + "parameterValueGroup",
                    Enum.GetNames(item).Select(value => new XElement(s_command + "parameterValue", new XAttribute("required", "false"),
                        new XAttribute("variableLength", "false"), value)))
                : null,
            isSwitch && inSyntax
                ? null
                : new XElement(s_command + "parameterValue", new XAttribute("required", isSwitch ? "false" : "true"),
                    new XAttribute("variableLength", "false"), item.Name),
            new XElement(s_dev + "type", new XElement(s_maml + "name", item.Name), new XElement(s_maml + "uri")),
            new XElement(s_dev + "defaultValue", isSwitch ? "False" : defaultValue ?? "None"));
    }

    private static IReadOnlyList<string> Description(string parameter, HelpPage page) =>
        page.Parameters.Find(entry => string.Equals(entry.Name, parameter, StringComparison.OrdinalIgnoreCase)) is { Text.Count: > 0 } described
            ? described.Text
            : parameter switch
            {
                "WhatIf" => ["Shows what would happen; nothing is written."],
                "Flat" => ["Puts out objects with values alone, for Export-Csv: the elements of a list are one text, with \"; \" between them."],
                "Confirm" => ["Asks before anything is written."],
                _ => [],
            };

    private static IEnumerable<HelpEntry> Outputs(CmdletDescription cmdlet, HelpPage page) =>
        page.Outputs.Count > 0 ? page.Outputs : cmdlet.OutputTypes.Select(type => new HelpEntry(type, []));

    private static XElement Typed(string element, HelpEntry entry) => new(
        s_command + element,
        new XElement(s_dev + "type", new XElement(s_maml + "name", entry.Name)),
        Text("description", entry.Text));

    private static XElement Example(HelpExample example) => new(
        s_command + "example",
        new XElement(s_maml + "title", $"-------- {example.Title} --------"),
        new XElement(s_dev + "code", example.Code),
        new XElement(s_dev + "remarks", Paragraphs(example.Text)));

    // The first link with an address is the one that Get-Help -Online opens.
    private static IEnumerable<XElement> Links(CmdletDescription cmdlet, HelpPage page)
    {
        string online = page.OnlineVersion.Length > 0 ? page.OnlineVersion : cmdlet.HelpUri;
        if (online.Length > 0)
            yield return Link(new HelpLink("Online version", online));
        foreach (HelpLink link in page.Links.Where(link => link.Address != online))
            yield return Link(link.Address.Contains("://", StringComparison.Ordinal) ? link : link with { Address = string.Empty });
    }

    private static XElement Link(HelpLink link) => new(
        s_maml + "navigationLink",
        new XElement(s_maml + "linkText", link.Text),
        new XElement(s_maml + "uri", link.Address));

    private static XElement Text(string element, IEnumerable<string> paragraphs) => new(s_maml + element, Paragraphs(paragraphs));

    private static IEnumerable<XElement> Paragraphs(IEnumerable<string> paragraphs) => paragraphs.Select(paragraph => new XElement(s_maml + "para", paragraph));
}
