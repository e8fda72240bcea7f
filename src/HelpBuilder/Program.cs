namespace MaintainerTools.HelpBuilder;

internal static class Program
{
    private const string Usage = """
        MaintainerTools.HelpBuilder ROOT [--strict] [--write-syntax]
          ROOT            the clone: its en-US/*.md become en-US/*-Help.xml and en-US/about_*.help.txt
          --strict        exit code 1 when a page or a description is missing
          --write-syntax  first writes the SYNTAX section of every page from the cmdlets
        """;

    private static int Main(string[] args)
    {
        if (args.Length == 0 || args[0].StartsWith('-'))
        {
            Console.Error.WriteLine(Usage);
            return 64;
        }
        string root = Path.GetFullPath(args[0]);
        string folder = Path.Combine(root, "en-US");
        Directory.CreateDirectory(folder);
        IReadOnlyList<CmdletDescription> cmdlets = CmdletDescription.ReadAll(Path.Combine(root, "MaintainerTools.psd1"));

        var findings = new List<string>();
        var described = new List<(CmdletDescription Cmdlet, HelpPage Page)>();
        foreach (CmdletDescription cmdlet in cmdlets)
        {
            string path = Path.Combine(folder, cmdlet.Name + ".md");
            if (!File.Exists(path))
            {
                findings.Add($"en-US/{cmdlet.Name}.md: missing");
                continue;
            }
            if (args.Contains("--write-syntax"))
                SyntaxSection.Write(path, cmdlet);
            HelpPage page = HelpPage.Read(path);
            findings.AddRange(PageCheck.Findings(page, cmdlet).Select(finding => $"en-US/{cmdlet.Name}.md: {finding}"));
            described.Add((cmdlet, page));
        }
        MamlWriter.Write(Path.Combine(folder, "MaintainerTools.Cmdlets.dll-Help.xml"), described);
        foreach (string about in Directory.EnumerateFiles(folder, "about_*.md"))
            AboutTopic.Write(about, Path.ChangeExtension(about, ".help.txt"));

        // In the format that MSBuild shows as a warning; the tests hold the pages to it.
        foreach (string finding in findings)
            Console.WriteLine(args.Contains("--strict") ? finding : $"help: {finding}");
        return args.Contains("--strict") && findings.Count > 0 ? 1 : 0;
    }
}
