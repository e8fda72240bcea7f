using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MaintainerTools.Engine.Tests.Support;

/// <summary>
/// An archive of 60 mails: a series of 12 patches in two versions, with cover letters, and what three reviewers and the author answered, in every
/// form that mailers have. The topic is the second version; patches 3 and 7 are not what they were in the first.
/// </summary>
public sealed partial class MailThreadFixture : IDisposable
{
    /// <summary>How many patches the series has.</summary>
    public const int Patches = 12;

    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
    private readonly List<string> _mails = [];

    /// <summary>Builds repository and mails.</summary>
    public MailThreadFixture()
    {
        for (int i = 1; i <= Patches; i++)
            Repository.File($"part{i}.c", $"int part{i};\n\nint end{i};\n");
        Since = Repository.Commit("base");
        Version("v1", "first");
        Repository.Run("checkout", "-qb", "topic", Since);
        Version("v2", "second");
        Post(1, "v1", null);
        Answers(1);
        Post(2, "topic", _ids["1/0"]);
        Answers(2);
    }

    /// <summary>The repository; topic is checked out.</summary>
    public TestRepository Repository { get; } = new();

    /// <summary>The commit below the series.</summary>
    public string Since { get; }

    /// <summary>The number of mails.</summary>
    public int Count => _mails.Count;

    /// <summary>The Message-ID of a patch; 0 for the cover letter.</summary>
    public string IdOf(int version, int patch) => _ids[$"{version}/{patch}"];

    /// <summary>The archive as an mbox file in the repository's git folder.</summary>
    public string Mbox
    {
        get
        {
            string file = Path.Combine(Repository.Path, ".git", "thread.mbox");
            File.WriteAllBytes(file, Encoding.Latin1.GetBytes(string.Concat(
                _mails.Select(m => "From mboxrd@z Thu Jan  1 00:00:00 1970\n" + m.Replace("\nFrom ", "\n>From ", StringComparison.Ordinal) + "\n"))));
            return file;
        }
    }

    /// <summary>The archive as a Maildir.</summary>
    public string Maildir
    {
        get
        {
            string folder = Path.Combine(Repository.Path, ".git", "maildir");
            foreach (string box in new[] { "cur", "new", "tmp" })
                Directory.CreateDirectory(Path.Combine(folder, box));
            for (int i = 0; i < _mails.Count; i++)
                File.WriteAllBytes(Path.Combine(folder, i % 2 == 0 ? "cur" : "new", $"{1700000000 + i}.M{i}.host{(i % 2 == 0 ? ":2,S" : "")}"),
                    Encoding.Latin1.GetBytes(_mails[i]));
            return folder;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Repository.Dispose();

    private void Version(string branch, string version)
    {
        if (branch == "v1")
            Repository.Run("checkout", "-qb", branch, Since);
        for (int i = 1; i <= Patches; i++)
        {
            string value = i is 3 or 7 ? version : "same";
            Repository.Commit($"part{i}.c", $"int part{i};\n\nint get_part{i}(void)\n{{\n\tpr_debug(\"{value}\\n\");\n\treturn part{i};\n}}\n\nint end{i};\n",
                $"part{i}: Add get_part{i}()\n\nIt gives what part {i} is.\n\nSigned-off-by: A U Thor <author@example.com>\n");
        }
    }

    private void Post(int version, string branch, string? answers)
    {
        string[] options = ["format-patch", "--stdout", "--cover-letter", "--thread=shallow", "-v", version.ToString(CultureInfo.InvariantCulture),
            .. answers is null ? Array.Empty<string>() : ["--in-reply-to=" + answers], $"{Since}..{branch}"];
        // The ID of a cover letter is made of the time, which may be the same for both.
        string[] mails = [.. Separator().Split(Repository.Run(options).Replace("<cover.", $"<cover{version}.", StringComparison.Ordinal)).Skip(1)];
        for (int i = 0; i < mails.Length; i++)
        {
            _ids[$"{version}/{i}"] = MessageId().Match(mails[i]).Groups[1].Value;
            _mails.Add(mails[i].Replace("*** SUBJECT HERE ***", "Get the parts", StringComparison.Ordinal)
                .Replace("*** BLURB HERE ***", "Please remove nothing of this; it moves parts to get_part().", StringComparison.Ordinal));
        }
    }

    private void Answers(int version)
    {
        if (version == 1)
        {
            Answer(1, 0, "Bob", "Looks nice.\n\nAcked-by: Bob Builder <bob@example.com>\n", "plain");
            Answer(1, 3, "Bob", Quote(3) + "Reviewed-by: Bob Builder <bob@example.com>\n", "quoted-printable");
            Answer(1, 4, "Bob", Quote(4) + "Reviewed-by: Bob Builder <bob@example.com>\n", "base64");
            for (int i = 5; i <= 11; i++)
                Answer(1, i, i % 2 == 0 ? "Tom" : "Rita", Quote(i) + $"Is get_part{i}() what others have, too?\n", Form(i));
            return;
        }
        for (int i = 1; i <= 5; i++)
            Answer(2, i, "Rita", Quote(i) + "Good.\n\nReviewed-by: Rita Reviewer <rita@example.com>\n", Form(i));
        Answer(2, 0, "Tom", "On my machine it works.\n\nTested-by: Tom Tester <tom@example.com> # arm64\n", "alternative");
        Answer(2, 6, "Tom", Quote(6) + "She told me:\n\nReviewed-by: Rita Reviewer <rita@example.com>\n", "plain");
        Answer(2, 7, "Author", Quote(7) + "> Reviewed-by: Nobody <nobody@example.com>\n\nThat is new.\n", "plain");
        Answer(2, 8, "Author", Quote(8) + "Is this fine?\n", "flowed");
        AnswerTo(_ids["answer/2/8/Author"], 2, 8, "Rita",
            "> Is this fine?\n\nYes.\n\nReviewed-by: Rita Reviewer\n <rita@example.com>\nLink: https://example.com/r/8\n", "plain");
        Answer(2, 9, "Bob", Quote(9) + "Nacked-by: Bob Builder <bob@example.com>\n", "plain");
        Answer(2, 10, "Bob", Quote(10) + "reported-by: Bob Builder <bob@example.com>\n", "html");
        Answer(2, 2, "Rita", "Take this one, please:\n\n-- >8 --\nFrom: Someone Else <else@example.com>\nSubject: [PATCH] part2: Say more\n\n"
            + "Remove what is too short.\n\nSigned-off-by: Someone Else <else@example.com>\n---\n"
            + Diff(2, "same", "more"), "quoted-printable");
        Answer(2, 5, "Tom", "See what is attached.\n", "attached", Diff(5, "same", "5: café"));
        Answer(2, 11, "Bob", "How about:\n\n" + Diff(11, "gone", "lost"), "plain");
        for (int i = 1; i <= 9; i++)
            Answer(2, i, i % 2 == 0 ? "Bob" : "Author", Quote(i) + (Asked(i) ?? $"I see, get_part{i}() it is.") + "\n", Form(i + 1));
    }

    /// <summary>What the last answers ask for, in the order of the mails.</summary>
    public static IReadOnlyList<(int Patch, ReviewKind Kind, string Text)> Wishes { get; } =
    [
        (1, ReviewKind.Note, "Please take the lock before this."), (1, ReviewKind.Note, "Sort the includes, too."),
        (4, ReviewKind.Remove, "This message should be removed."),
        (6, ReviewKind.Note, "Please do not remove the message."), (6, ReviewKind.Question, "Why is it a function at all?"),
        (9, ReviewKind.Remove, "Drop this."), (9, ReviewKind.Note, "Bump the copyright year."),
    ];

    /// <summary>True for what asks for nothing.</summary>
    public static bool IsTalk(string text) => Talk().IsMatch(text);

    private static string? Asked(int patch) =>
        Wishes.Any(w => w.Patch == patch) ? string.Join("\n", Wishes.Where(w => w.Patch == patch).Select(w => w.Text)) : null;

    private static string Form(int number) => new[] { "plain", "quoted-printable", "base64", "html", "alternative", "flowed" }[number % 6];

    private static string Quote(int patch) =>
        $"> +int get_part{patch}(void)\n> +{{\n> +\tpr_debug(\"same\\n\");\n\n";

    /// <summary>A change of one line in a part, as git writes it.</summary>
    public static string Diff(int patch, string from, string to) =>
        $"diff --git a/part{patch}.c b/part{patch}.c\n--- a/part{patch}.c\n+++ b/part{patch}.c\n@@ -2,6 +2,6 @@ int part{patch};\n \n"
        + $" int get_part{patch}(void)\n {{\n-\tpr_debug(\"{from}\\n\");\n+\tpr_debug(\"{to}\\n\");\n \treturn part{patch};\n }}\n";

    private void Answer(int version, int patch, string who, string text, string form, string? attachment = null) =>
        AnswerTo(_ids[$"{version}/{patch}"], version, patch, who, text, form, attachment);

    private void AnswerTo(string answered, int version, int patch, string who, string text, string form, string? attachment = null)
    {
        (string name, string email) = who switch
        {
            "Rita" => ("Rita Reviewer", "rita@example.com"),
            "Tom" => ("Tom Tester", "tom@example.com"),
            "Bob" => ("Bob Builder", "bob@example.com"),
            _ => ("A U Thor", "author@example.com"),
        };
        string id = $"{_mails.Count}.{who}@example.com";
        _ids.TryAdd($"answer/{version}/{patch}/{who}", id);
        string subject = patch == 0 ? "Get the parts" : $"part{patch}: Add get_part{patch}()";
        // Many mailers cut the thread down to the mail that is answered.
        string references = _mails.Count % 3 == 0 ? "" : $"References: <{_ids["1/0"]}>\n <{answered}>\n";
        string head = $"From: {name} <{email}>\nDate: Wed, 03 Jan 2024 10:{_mails.Count % 60:00}:00 +0000\nMessage-ID: <{id}>\n"
            + $"In-Reply-To: <{answered}>\n{references}"
            + $"Subject: Re: [PATCH v{version} {patch:00}/{Patches}] {subject}\nMIME-Version: 1.0\n";
        _mails.Add(head + Body(text, form, attachment));
    }

    private static string Body(string text, string form, string? attachment) => form switch
    {
        "quoted-printable" => "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n" + QuotedPrintable(text),
        "base64" => "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n" + Base64(text),
        "html" => "Content-Type: text/html; charset=utf-8\n\n" + Html(text),
        "alternative" => "Content-Type: multipart/alternative; boundary=\"=-=\"\n\n--=-=\nContent-Type: text/plain; charset=utf-8\n\n" + text
            + "\n--=-=\nContent-Type: text/html; charset=utf-8\n\n" + Html(text) + "\n--=-=--\n",
        "flowed" => "Content-Type: text/plain; charset=utf-8; format=flowed\n\n" + text,
        "attached" => "Content-Type: multipart/mixed; boundary=\"=-=\"\n\n--=-=\nContent-Type: text/plain; charset=utf-8\n\n" + text
            + "\n--=-=\nContent-Type: text/x-patch; charset=utf-8; name=\"fix.patch\"\nContent-Disposition: attachment; filename=\"fix.patch\"\n"
            + "Content-Transfer-Encoding: base64\n\n" + Base64(attachment!) + "--=-=--\n",
        _ => "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + text,
    };

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text), Base64FormattingOptions.InsertLineBreaks)
        .Replace("\r", "", StringComparison.Ordinal) + "\n";

    private static string QuotedPrintable(string text) => string.Concat(text.Select(c => c is '=' or '\t' ? $"={(int)c:X2}" : c.ToString()))
        .Replace("Signed-off-by: ", "Signed-off-by=\n: ", StringComparison.Ordinal);

    private static string Html(string text)
    {
        var html = new StringBuilder("<html><head><style>p { color: red }</style></head><body>");
        foreach (string line in text.TrimEnd('\n').Split('\n'))
        {
            string shown = line.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
            html.Append(shown.StartsWith('>') ? $"<blockquote>{shown[1..].TrimStart()}</blockquote>" : $"<div>{(shown.Length == 0 ? "<br>" : shown)}</div>")
                .Append('\n');
        }
        return html.Append("</body></html>\n").ToString();
    }

    [GeneratedRegex(@"\A(?:I see, |Looks nice|Good\.|On my machine|She told me|That is new|Yes\.|Take this one|See what is|How about|Nacked-by|attached)")]
    private static partial Regex Talk();

    [GeneratedRegex(@"^From [0-9a-f]{40} Mon Sep 17 00:00:00 2001\n", RegexOptions.Multiline)]
    private static partial Regex Separator();

    [GeneratedRegex(@"^Message-ID: <([^>]+)>", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex MessageId();
}
