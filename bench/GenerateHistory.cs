using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace MaintainerTools.Bench;

/// <summary>
/// GenerateHistory PATH [COMMITS] [FILES]: a bare repository of the size of a kernel's, made with git fast-import: one line of merges, branches of a few
/// commits between them, a tag every 10,000 commits, one commit in twelve that fixes an earlier one. The same bytes each time.
/// </summary>
internal static class GenerateHistory
{
    /// <summary>Runs it.</summary>
    public static int Run(string[] args)
    {
        string path = args[1];
        int commits = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1_000_000;
        int files = args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 70_000;
        Directory.CreateDirectory(path);
        PairedRun.RunGit(path, "init", "-q", "--bare", "-b", "main");
        var start = new ProcessStartInfo("git") { WorkingDirectory = path, RedirectStandardInput = true };
        foreach (string argument in (string[])["fast-import", "--quiet", "--force", "--max-pack-size=2g", "--depth=10"])
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        using (var writer = new StreamWriter(process.StandardInput.BaseStream, new UTF8Encoding(false), 1 << 20) { NewLine = "\n" })
            Write(writer, commits, files);
        process.WaitForExit();
        return process.ExitCode;
    }

    private static void Write(StreamWriter writer, int commits, int files)
    {
        var random = new Random(1);
        Commit(writer, 1, 0, 0, "Start", null);
        for (int file = 0; file < files; file++)
            Content(writer, file, 0);
        int done = 1;
        int tip = 1;
        while (done < commits)
        {
            // A branch from somewhere not far below the tip, merged at once: what a subsystem's pull request looks like.
            int length = Math.Min(1 + random.Next(24), commits - done - 1);
            int from = tip;
            for (int i = 0; i < length; i++)
            {
                done++;
                int subsystem = random.Next(40);
                string? fixes = done > 1000 && random.Next(12) == 0 ? $"subsystem{random.Next(40)}: change number {done - 1 - random.Next(900)}" : null;
                Commit(writer, done, from, 0, $"subsystem{subsystem}: change number {done}", fixes);
                Content(writer, random.Next(files), done);
                from = done;
            }
            if (done >= commits)
                break;
            done++;
            Commit(writer, done, tip, length > 0 ? from : 0, $"Merge branch number {done}", null);
            tip = done;
            if (done % 10_000 < 25)
                writer.WriteLine(FormattableString.Invariant($"reset refs/tags/v{done / 10_000}\nfrom :{done}\n"));
        }
        writer.WriteLine("done");
    }

    private static void Commit(StreamWriter writer, int mark, int parent, int merged, string subject, string? fixes)
    {
        long date = 1_100_000_000L + (mark * 400L);
        string message = fixes is null
            ? $"{subject}\n\nWhat it does and why, in a line or two of text as messages have it, so\n"
                + "that reading them costs what it costs.\n\nSigned-off-by: A <a@example.com>\n"
            : $"{subject}\n\nSomething was wrong there.\n\nFixes: 0123456789ab (\"{fixes}\")\nSigned-off-by: A <a@example.com>\n";
        writer.Write(FormattableString.Invariant($"commit refs/heads/main\nmark :{mark}\n"));
        writer.Write(FormattableString.Invariant($"author Author {mark % 3000} <author{mark % 3000}@example.com> {date} +0000\n"));
        writer.WriteLine(FormattableString.Invariant($"committer C <c@example.com> {date} +0000\ndata {message.Length}"));
        writer.WriteLine(message);
        if (parent > 0)
            writer.WriteLine(FormattableString.Invariant($"from :{parent}"));
        if (merged > 0)
            writer.WriteLine(FormattableString.Invariant($"merge :{merged}"));
    }

    private static void Content(StreamWriter writer, int file, int version)
    {
        string content = FormattableString.Invariant($"file {file}\nversion {version}\n");
        writer.WriteLine(FormattableString.Invariant($"M 644 inline d{file % 40}/e{file / 40 % 40}/f{file}.c\ndata {content.Length}"));
        writer.WriteLine(content);
    }
}
