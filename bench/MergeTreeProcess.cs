using System.Diagnostics;
using System.Text;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Bench;

/// <summary>A merge to be made: commits, or trees with a base of their own (any tree-ish; a pick is base parent, onto, commit).</summary>
internal sealed record MergeQuestion(string? Base, string Ours, string Theirs)
{
    public override string ToString() => Base is null ? $"{Ours} {Theirs}" : $"{Base} -- {Ours} {Theirs}";
}

/// <summary>
/// What git said. Broken: an assertion of its own stopped it, or it wrote an entry without a mode, as it does (2.55 still) for our version of a
/// file where the base has a folder and theirs renamed the folder above.
/// </summary>
internal sealed record MergeAnswer(bool Clean, Oid Tree, string[] Paths, string[] Kinds, bool IsBroken = false);

/// <summary>Runs git merge-tree --stdin over a list. GIT names another git than the one on PATH.</summary>
internal static class MergeTreeProcess
{
    internal static string Git => Environment.GetEnvironmentVariable("GIT") ?? "git";

    /// <summary>The answers in order; null for what git died of, after which it is started again.</summary>
    internal static List<MergeAnswer?> Ask(string repository, IReadOnlyList<MergeQuestion> questions)
    {
        var answers = new List<MergeAnswer?>();
        while (answers.Count < questions.Count)
        {
            byte[] output = RunOnce(repository, questions.Skip(answers.Count), out string error);
            int before = answers.Count;
            Parse(output, answers);
            if (answers.Count < questions.Count)
                answers.Add(error.Contains("Assertion", StringComparison.Ordinal) ? new MergeAnswer(false, default, [], [], true) : null);
            if (answers.Count == before)
                throw new InvalidOperationException("git merge-tree gave nothing.");
        }
        return answers;
    }

    /// <summary>Runs git over the list and throws the answers away.</summary>
    internal static byte[] RunOnce(string repository, IEnumerable<MergeQuestion> questions) => RunOnce(repository, questions, out _);

    private static byte[] RunOnce(string repository, IEnumerable<MergeQuestion> questions, out string complaint)
    {
        var start = new ProcessStartInfo(Git) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["-C", repository, "merge-tree", "--write-tree", "-z", "--stdin"])
            start.ArgumentList.Add(argument);
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = OperatingSystem.IsWindows() ? "NUL" : "/dev/null";
        using Process process = Process.Start(start)!;
        byte[] input = Encoding.UTF8.GetBytes(string.Concat(questions.Select(q => q + "\n")));
        Task feed = Task.Run(() =>
        {
            try
            {
                process.StandardInput.BaseStream.Write(input);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // git died on one of them; what it has answered is read all the same.
            }
        });
        Task<string> error = process.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        feed.Wait();
        complaint = error.Result;
        return output.ToArray();
    }

    /// <summary>git replay of a branch; the new tip, or null where this git cannot. No ref moves.</summary>
    internal static string? Replay(string repository, string onto, string since, string branch)
    {
        var start = new ProcessStartInfo(Git) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["-C", repository, "replay", "--ref-action=print", "--onto", onto, $"{since}..{branch}"])
            start.ArgumentList.Add(argument);
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = OperatingSystem.IsWindows() ? "NUL" : "/dev/null";
        start.Environment["GIT_COMMITTER_NAME"] = start.Environment["GIT_AUTHOR_NAME"] = "Bench";
        start.Environment["GIT_COMMITTER_EMAIL"] = start.Environment["GIT_AUTHOR_EMAIL"] = "bench@example.com";
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        error.Wait();
        // "update REF NEW OLD"
        return process.ExitCode == 0 && output.Split(' ') is [_, _, var tip, ..] ? tip : null;
    }

    private static void Parse(byte[] output, List<MergeAnswer?> answers)
    {
        // clean: "1\0tree\0[messages\0]\0"; conflict: "0\0tree\0(mode oid stage\tpath\0)*\0(count\0paths…\0kind\0text\0)*\0"
        int at = 0;
        while (at < output.Length)
        {
            string? clean = Field(), tree = Field();
            if (clean is null || tree is null)
                return;
            var paths = new SortedSet<string>(StringComparer.Ordinal);
            var kinds = new SortedSet<string>(StringComparer.Ordinal);
            bool isBroken = false;
            if (clean == "0")
            {
                for (string? line = Field(); line is { Length: > 0 }; line = Field())
                {
                    paths.Add(line[(line.IndexOf('\t', StringComparison.Ordinal) + 1)..]);
                    isBroken |= line.StartsWith("000000", StringComparison.Ordinal);
                }
                // Advice about submodules follows without a count, up to the end of the record.
                for (string? count = Field(); int.TryParse(count, System.Globalization.CultureInfo.InvariantCulture, out int involved); count = Field())
                {
                    for (; involved > 0; involved--)
                        Field();
                    string? kind = Field();
                    if (kind?.StartsWith("CONFLICT", StringComparison.Ordinal) == true)
                        kinds.Add(kind[(kind.IndexOf('(', StringComparison.Ordinal) + 1)..].TrimEnd(')'));
                    if (Field() is null)
                        return;
                }
            }
            else if (Field() is null)
            {
                return;
            }
            answers.Add(new MergeAnswer(clean == "1", Oid.Parse(tree), [.. paths], [.. kinds], isBroken));
        }

        string? Field()
        {
            int end = Array.IndexOf(output, (byte)0, at);
            if (end < 0)
            {
                at = output.Length;
                return null;
            }
            string field = GitPath.Decode(output.AsSpan(at, end - at));
            at = end + 1;
            return field;
        }
    }
}
