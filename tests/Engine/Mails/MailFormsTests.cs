using System.Text;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.RangeDiff;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Mails;

/// <summary>The same patches in mails of every form that senders and archives give them.</summary>
public class MailFormsTests
{
    private const string Attached = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"=-=\"\n\n--=-=\n"
        + "Content-Type: text/plain; charset=utf-8\n\nSee the patches.\n";

    [Theory]
    [InlineData("plain", true)]
    [InlineData("quoted-printable", true)]
    [InlineData("base64", true)]
    [InlineData("iso-8859-1", true)]
    [InlineData("flowed", true)]
    [InlineData("flowed delsp", true)]
    [InlineData("CRLF", true)]
    [InlineData("inline", true)]
    // git am takes the words of the mail for the message; an archive of such mails has them all the same.
    [InlineData("attached", false)]
    [InlineData("all attached", false)]
    public void Mails_are_a_version_of_the_series_as_git_am_applies_them(string form, bool gitReads)
    {
        using var test = new TestRepository();
        string since = test.Commit("f.c", Lines(""), "base");
        test.Commit("f.c", Lines("one"), "f: add one\n\nWithout it there is no café. "
            + "This line is so long that a sender who lets his lines flow breaks it in two.\n\n    Indented, and\n> quoted.\n");
        test.Commit("From the beginning", "From here\n>From there\n\n  two\n", "add: a file\n");
        test.Commit("f.c", Lines("three"), "f: add three\n\nFrom one to three.\n");
        string file = Path.Combine(test.Path, ".git", "mails");
        string[] mails = Split(test.Run("format-patch", "--stdout", "--no-signature", since + "..main"));
        Assert.Equal(3, mails.Length);
        File.WriteAllBytes(file, form == "all attached"
            ? Encoding.UTF8.GetBytes("From nobody Mon Sep 17 00:00:00 2001\nFrom: Other <o@example.com>\nSubject: my patches\n" + Attached
                + string.Concat(mails.Select(Part)) + "--=-=--\n")
            : [.. mails.SelectMany(m => Convert(m, form))]);

        using GitRepository repository = test.Open();
        IReadOnlyList<SeriesPair> pairs = new SeriesComparer(new Workspace(repository))
            .Compare(new SeriesComparisonRequest { Old = file, New = since + "..main", OldIsFile = true });
        Each.Holds(pairs, p => Assert.Equal(("=", PickGrade.Exact), (p.Mark, p.Grade)));
        Assert.Equal(3, pairs.Count);
        if (!gitReads)
            return;
        test.Run("checkout", "-q", "--detach", since);
        test.Run("am", "-q", file);
        Assert.Equal(test.Run("log", "--format=%an %ae %T%n%B", since + "..main"), test.Run("log", "--format=%an %ae %T%n%B", since + "..HEAD"));
    }

    private static string Lines(string added) => $"int f(void)\n{{\n\n\treturn 1;\n{(added.Length == 0 ? "" : "\t/* " + added + " */\n")}\n}}\n";

    private static string[] Split(string mbox)
    {
        var mails = new List<string>();
        foreach (string line in mbox.Split('\n')[..^1])
        {
            if (line.StartsWith("From ", StringComparison.Ordinal) && line.EndsWith(" Mon Sep 17 00:00:00 2001", StringComparison.Ordinal))
                mails.Add("");
            mails[^1] += line + "\n";
        }
        return [.. mails];
    }

    private static string Part(string mail) => "--=-=\nContent-Type: application/octet-stream; name=\"a.patch\"\n"
        + "Content-Disposition: attachment; filename=\"a.patch\"\nContent-Transfer-Encoding: base64\n\n"
        + System.Convert.ToBase64String(Encoding.UTF8.GetBytes(mail), Base64FormattingOptions.InsertLineBreaks)
            .Replace("\r", "", StringComparison.Ordinal) + "\n";

    private static byte[] Convert(string mail, string form)
    {
        if (form == "plain")
            return Encoding.UTF8.GetBytes(mail);
        int text = mail.IndexOf("\n\n", StringComparison.Ordinal) + 2;
        string separator = mail[..(mail.IndexOf('\n', StringComparison.Ordinal) + 1)];
        string head = separator + string.Concat(mail[separator.Length..(text - 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(l => l.StartsWith("From: ", StringComparison.Ordinal) || l.StartsWith("Date: ", StringComparison.Ordinal)
                || l.StartsWith("Subject: ", StringComparison.Ordinal)).Select(l => l + "\n"));
        string body = mail[text..];
        return form switch
        {
            "quoted-printable" => Mime(Encoding.UTF8.GetBytes(string.Concat(
                body.EnumerateRunes().Select(r => r.Value is '\n' ? "\n" : r.Value is < 32 or > 126 or '=' ? Escaped(r) : r.ToString()))), "utf-8", form),
            "base64" => Mime(Encoding.ASCII.GetBytes(System.Convert.ToBase64String(Encoding.UTF8.GetBytes(body), Base64FormattingOptions.InsertLineBreaks)
                .Replace("\r", "", StringComparison.Ordinal) + "\n"), "utf-8", form),
            "iso-8859-1" => Mime(Encoding.Latin1.GetBytes(body), form, "8bit"),
            "flowed" => Mime(Encoding.UTF8.GetBytes(Flow(body, " \n")), "utf-8; format=flowed", "8bit"),
            "flowed delsp" => Mime(Encoding.UTF8.GetBytes(Flow(body, "  \n")), "utf-8; format=flowed; delsp=yes", "8bit"),
            "CRLF" => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Mime(Encoding.UTF8.GetBytes(body), "utf-8", "8bit"))
                .Replace("\n", "\r\n", StringComparison.Ordinal)),
            "inline" => Encoding.UTF8.GetBytes(head + "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"=-=\"\n\n--=-=\n"
                + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
                + body + "--=-=--\n"),
            "attached" => Encoding.UTF8.GetBytes(separator + "From: Other <o@example.com>\nSubject: a patch\n" + Attached + Part(mail) + "--=-=--\n"),
            _ => throw new ArgumentOutOfRangeException(nameof(form)),
        };

        byte[] Mime(byte[] content, string charset, string encoding) =>
            [.. Encoding.UTF8.GetBytes($"{head}MIME-Version: 1.0\nContent-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: {encoding}\n\n"),
                .. content];

        static string Escaped(Rune rune) => string.Concat(Encoding.UTF8.GetBytes(rune.ToString()).Select(b => $"={b:X2}"));

        // As RFC 3676 asks: no space at the end of a line that ends, one more before a line that begins with one, long lines broken after a space.
        static string Flow(string text, string soft) => string.Concat(text.Split('\n')[..^1].Select(line => line.TrimEnd(' ')).Select(line =>
            (line.StartsWith(' ') || line.StartsWith('>') || line.StartsWith("From ", StringComparison.Ordinal) ? " " : "")
            + (line.Length > 78 ? line.Insert(line.LastIndexOf(' ', 70) + 1, soft == "  \n" ? " \n" : "\n") : line) + "\n"));
    }
}
