using System.Management.Automation;

namespace MaintainerTools.HelpBuilder;

/// <summary>What a page lacks, or says that its cmdlet does not.</summary>
internal static class PageCheck
{
    /// <summary>One sentence a finding.</summary>
    public static IEnumerable<string> Findings(HelpPage page, CmdletDescription cmdlet)
    {
        if (page.Synopsis.Count == 0)
            yield return "no SYNOPSIS";
        if (page.Description.Count == 0)
            yield return "no DESCRIPTION";
        if (!page.Examples.Exists(example => example.Code.Length > 0))
            yield return "no example";
        foreach (ParameterMetadata parameter in cmdlet.Parameters)
        {
            if (!IsStandard(parameter.Name) && !page.Parameters.Exists(entry => Same(entry.Name, parameter.Name) && entry.Text.Count > 0))
                yield return $"-{parameter.Name} is not described";
        }
        foreach (HelpEntry entry in page.Parameters)
        {
            if (entry.Name != "CommonParameters" && !cmdlet.Parameters.Any(parameter => Same(parameter.Name, entry.Name)))
                yield return $"-{entry.Name} is described, but the cmdlet has no such parameter";
        }
        if (!page.Syntax.SequenceEqual(cmdlet.Syntax, StringComparer.Ordinal))
            yield return "SYNTAX is not the cmdlet's (dotnet run --project src/HelpBuilder -- . --write-syntax)";
        if (page.OnlineVersion != cmdlet.HelpUri)
            yield return $"online version is '{page.OnlineVersion}', HelpUri is '{cmdlet.HelpUri}'";
    }

    /// <summary>Whether -WhatIf, -Confirm or -Flat, which mean the same everywhere and need no words on each page.</summary>
    public static bool IsStandard(string parameter) => parameter == "Flat" || Cmdlet.OptionalCommonParameters.Contains(parameter);

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
