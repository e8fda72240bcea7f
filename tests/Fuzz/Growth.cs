using System.Diagnostics;
using System.Globalization;
using System.Text;
using MaintainerTools.Engine;

namespace MaintainerTools.Fuzz;

/// <summary>
/// Looks for inputs that take more than linear time: each parser gets much of the same in three lengths, each four times the one before. Measured is
/// the processor time of this thread's process, so that others at work do not count.
/// </summary>
internal static class Growth
{
    private const int Shortest = 1 << 14;

    private static readonly string[] s_units =
    [
        "a", "a_", "a ", "_", ">", "> ", ">\n", "> a\nb\n", "> a\n\n", "(", ")", "a(", "()", "\"", "\"\"\"\"\"", "\u201c", "'", "`a`", ".", "a.", "a.b ",
            "a/b", "/", "-", "- ", "a-", "A-by: ", "Reviewed-by: a@b\n\n",
        "@", "a@", "a@b ", "<", "<a@b", "<mailto:", "[", "[a]", "[1/2", "re: ", " ", "\t", "\n", " \n", "\n\n", "a\n\n", "a. ", "a, and ", ", and remove ",
        "? ", "please remove it. ", "rename a to b ", "s/a/b/ ", "it ", "not ",
        "From ", "From: a\n", "From x Mon Sep 17 00:00:00 2001\n", "From: a\nSent: b\nSubject: c\n", "On a 1\n", "wrote:\n", "wrote ", "diff -",
        "diff a b\n", "diff --git a/a b/a\n", "Index: a\n", "--- a\n", "+++ b\n", "@@ -1 +1 @@\n", "@@ -1,1 +1,1 @@\n a\n", "-a\n+b\n",
        "0123456789abcdef ", "0123456789 ", "commit 0123456789ab ", "fixes 01234567 ", "Fixes: 0123456789ab (\"", "(cherry picked from commit ", "```\n",
        "~~~\n", "a: b\n", " a\n", "\\", "\\\n", "=?utf-8?q?a?= ", "&lt;", "<blockquote>", "<br>", "<p>",
        "*", "**/", "?", "[a-", "[[:", ":(", ":!", "!", "#", ";", "=", "[a \"b\"]\n", "{", "{\"a\":", "[", "1", "1.", "e.g. ", "if (", "x = ", "patch 3 ",
        "1/2 ", "0", "\r", "\r\n", "--x\n", "-- \n", "8< ", "-8<- ", "subject: a\n", "Subject: a\n", " b\n",
    ];

    /// <summary>Tells what grows by more than seven where the input grows by four, and takes long enough to be told from noise.</summary>
    internal static int Run(IReadOnlyList<Target> targets)
    {
        int found = 0;
        foreach (Target target in targets.Where(t => t.Name is not ("commit-graph" or "pack" or "pack-index" or "loose-object")))
        {
            foreach (string head in Heads(target.Name))
            {
                foreach (string unit in s_units)
                {
                    double first = Measure(target, head, unit, Shortest), second = Measure(target, head, unit, 4 * Shortest);
                    if (second < 0.06 || second < 6 * first)
                        continue;
                    double third = second > 4 ? double.NaN : Measure(target, head, unit, 16 * Shortest);
                    if (third < 0.3 || third < 7 * second)
                        continue;
                    found++;
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"{target.Name}: '{Show(head)}' + '{Show(unit)}': {first:F2} s, {second:F2} s, {third:F2} s"));
                }
            }
        }
        Console.WriteLine($"{found} that grow by more than their length");
        return found == 0 ? 0 : 1;
    }

    private static string Show(string text) => text.Replace("\n", "\\n", StringComparison.Ordinal);

    private static string[] Heads(string target) => target switch
    {
        "mail" or "mbox" or "review" => ["From: a@b\nSubject: Re: x\n\n", "From: a@b\nSubject: Re: ", "From: a@b\nSubject: Re: x\n\n> +a\n\nremove ",
            "From: a@b\nSubject: [PATCH] x\n\nSubject: "],
        "markers" => ["a\n\n", "a\n\n(cherry picked from commit 0123456789012345678901234567890123456789", "a\n\nFixes: 0123456789ab "],
        "commit" => ["tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor A <a> 1 +0000\ncommitter A <a> 1 +0000\n\n",
        "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor "],
        "patch" => ["", "--- a/x\n+++ b/x\n@@ -1 +1 @@\n", "diff --git "],
        "pathspec" => ["", ":(glob)"],
        _ => [""],
    };

    private static double Measure(Target target, string head, string unit, int length)
    {
        var text = new StringBuilder(head);
        while (text.Length < length)
            text.Append(unit);
        byte[] input = Encoding.UTF8.GetBytes(text.Append('\n').ToString());
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        try
        {
            target.Parse(input);
        }
        catch (MaintainerException)
        {
            // Refused, in whatever time that took.
        }
        return (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
    }
}
