using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MaintainerTools.Engine;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Foldup;
using MaintainerTools.Engine.History.Facts;
using MaintainerTools.Engine.History.Graph;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.History.Pathspecs;
using MaintainerTools.Engine.Mails;
using MaintainerTools.Engine.MergePlans;
using MaintainerTools.Engine.Merging.Attributes;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Packs;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Reviews;

namespace MaintainerTools.Fuzz;

/// <summary>The parsers, over a repository that the seeds come from.</summary>
internal sealed class Targets(GitFiles git)
{
    private const string Message =
        "x86/mm: Do a thing\n\nText of it, see 0123456789ab (\"another\").\n\nThis reverts commit 0123456789012345678901234567890123456789.\n\n"
        + "(cherry picked from commit 0123456789012345678901234567890123456789)\n[ Upstream commit 89abcdef89abcdef89abcdef89abcdef89abcdef ]\n"
        + "Fixes: 0123456789ab (\"another\")\nCc: <stable@vger.kernel.org> # 4.14\nSigned-off-by: A U Thor <a@example.com>\n continued\nReviewed-by: B <b@c>\n";

    private const string Review =
        "From b@example.com Mon Sep 17 00:00:00 2001\nFrom: B <b@example.com>\nTo: list@example.com\nSubject: Re: [PATCH v2 3/12] x86/mm: Do a thing\n"
        + "Message-ID: <1@b>\nIn-Reply-To: <0@a>\nDate: Mon, 17 Sep 2018 10:00:00 +0000\nContent-Type: text/plain; charset=utf-8; format=flowed\n\n"
        + "On Mon, A wrote:\n> diff --git a/mm/x.c b/mm/x.c\n> --- a/mm/x.c\n> +++ b/mm/x.c\n"
        + "> @@ -1,3 +1,4 @@ int f(void)\n>  a\n> +\tpr_err(\"%d\\n\", a);\n>  b\n\n"
        + "This pr_err() is a leftover, please remove it. Please rename do_it() to do_that().\n\n"
        + "> +\tfoo();\n\nCould you fold this into patch 2? mm/x.c:12 is wrong.\n\n"
        + "Reviewed-by: B <b@example.com>\n-- \nB\n";

    /// <summary>All of them.</summary>
    internal IReadOnlyList<Target> All()
    {
        byte[] patch = git.Run("log", "-p", "-3", "--binary", "-M", "side");
        byte[] mail = git.Run("format-patch", "--stdout", "-2", "--binary", "side");
        byte[] review = Encoding.UTF8.GetBytes(Review);
        return
        [
            new("patch", [patch, git.Run("diff", "--binary", "main", "side"), "--- a/x\n+++ b/x\n@@ -1 +1,2 @@\n a\n+b\n"u8.ToArray()], data =>
                PatchParser.Parse(data), git.ComparePatch),
            new("mail", [mail, review, Multipart], Mail),
            new("mbox", [[.. mail, .. review], [.. review, .. Multipart]], Mail),
            new("review", [review, [.. review, .. review]], Remarks),
            new("foldup-plan", [Encoding.UTF8.GetBytes(PlanJson)], data => FoldupPlanFile.FromJson("plan", Encoding.UTF8.GetString(data))),
            new("merge-plan", [Encoding.UTF8.GetBytes(MergeJson)], data => MergePlanFile.FromJson("plan", Encoding.UTF8.GetString(data))),
            new("commit-graph", [git.Read("objects/info/commit-graph")], CommitGraphOf),
            new("pack", [git.Read("*.pack")], data => Packs(git.Read("*.idx"), data)),
            new("pack-index", [git.Read("*.idx"), OldIndex()], data => Packs(data, git.Read("*.pack"))),
            new("loose-object", [git.Loose], Loose),
            new("commit", [git.Run("cat-file", "commit", "side"), git.Run("cat-file", "commit", "main"), Odd], Commit),
            new("tree", [git.Run("cat-file", "tree", "side^{tree}"), git.Run("cat-file", "tree", "side:folder")], Trees, git.CompareTree),
            new("markers", [Encoding.UTF8.GetBytes(Message)], Markers),
            new("trailers", [Encoding.UTF8.GetBytes(Message), "a\n\nA: b\nC: d\n"u8.ToArray()], data => Trailers.Parse(Text(data)), git.CompareTrailers),
            new("config", ["[core]\n\tbare = true\n[remote \"a b\"]\n\turl = \"x\\ty\" ; c\n\tfetch = +refs/*:refs/*\n[a]\n\tb\n\tc = 1\\\n2\n"u8.ToArray()],
                data => GitConfigFile.Parse(data), git.CompareConfig),
            new("attributes", ["*.c diff=cpp text eol=lf\n[attr]mine -text\n\"a b\" mine\n/x/** -merge\n!y z\n"u8.ToArray()], Attributes),
            new("pathspec", [":(icase,glob)a/**/b\n"u8.ToArray(), ":!x*[a-z]?\n"u8.ToArray(), ":(attr:text,top)a\n"u8.ToArray()], Pathspecs),
            new("html", ["<p>a<blockquote>b &lt; <br>c</blockquote><pre>\nd</pre>"u8.ToArray()], data => HtmlText.Of(Text(data))),
            new("quoted-path", ["\"a\\303\\244\\tb\\\\\""u8.ToArray()], data => PatchParser.Parse([.. "diff --git "u8, .. data, .. " "u8, .. data,
                .. "\nnew file mode 100644\n"u8])),
        ];
    }

    private static byte[] Odd => Encoding.UTF8.GetBytes(
        "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor A <a> 99999999999999999999 +9999\ncommitter <> -1 x\nencoding latin-1\n"
        + "gpgsig a\n b\n\n\u00e4");

    private static byte[] Multipart => Encoding.UTF8.GetBytes(
        "From: a@b\nSubject: =?utf-8?q?=5BPATCH=5D_x?=\nContent-Type: multipart/mixed; boundary=\"x\"\n\n--x\nContent-Type: text/html\n\n<p>a\n--x\n"
        + "Content-Type: text/x-patch; name=\"a.patch\"\nContent-Transfer-Encoding: base64\n\nLS0tIGEveAorKysgYi94CkBAIC0xICsxIEBACi1hCitiCg==\n--x\n"
        + "Content-Type: message/rfc822\n\nFrom: c@d\nSubject: inner\n\ntext\n--x--\n");

    private static string PlanJson => FoldupPlanFile.ToJson(new FoldupPlan
    {
        Topic = "x",
        TopicSha = new string('1', 40),
        Since = new string('2', 40),
        Tree = new string('4', 40),
        Item = [new FoldupItem { File = "f", Target = new string('3', 40), Hunk = "@@ -1 +1 @@\n-a\n+b\n" }],
    });

    private static string MergeJson => MergePlanFile.ToJson(new MergePlan
    {
        Topic = "x",
        TopicSha = new string('1', 40),
        SinceSha = new string('2', 40),
        Upstream = "u",
        UpstreamSha = new string('3', 40),
        Step = [new MergeStep { Upstream = new string('3', 40), Tree = new string('4', 40), Subject = "s" }],
    });

    private static string Text(byte[] data) => TextEncoding.Lenient.GetString(data);

    private static void Mail(byte[] data)
    {
        foreach (MailMessage mail in Mailbox.Parse(data, "mail"))
        {
            _ = MailPatches.Of(mail).Count();
            _ = mail.Heading;
        }
    }

    private static void Remarks(byte[] data)
    {
        var reader = new ReviewMailReader(null, null, false);
        foreach (MailMessage mail in Mailbox.Parse(data, "mail"))
            _ = reader.Read(mail).Count();
    }

    private static void Commit(byte[] data)
    {
        CommitObject commit = CommitObject.Parse(Oid.Zero, data);
        _ = commit.Subject + commit.Message + commit.Author.Name + commit.Author.Email + commit.Committer.When;
        _ = CommitFacts.Parse(CommitFacts.Of(commit, MarkerStyle.CherryPicked).ToBytes());
    }

    private static void Trees(byte[] data)
    {
        var entries = new TreeObject(data);
        for (var raw = new RawTree(data); raw.MoveNext();)
            _ = raw.Id;
        _ = entries.Entries.Length;
    }

    private static void Markers(byte[] data)
    {
        string message = Text(data);
        _ = CommitMarkers.Parse(message);
        _ = MessageReferences.Parse(message);
        _ = Trailers.SignOff(message, "A", "a@b");
        _ = CommitMessage.SubjectOf(message);
        _ = CommitMessage.StripSpace(message);
    }

    private static void Attributes(byte[] data)
    {
        foreach (bool macros in (bool[])[true, false])
            _ = AttributeFile.Parse(data, macros);
    }

    private void Pathspecs(byte[] data)
    {
        foreach (string line in Text(data).Split('\n').Where(l => l.Length > 0))
        {
            var set = new PathspecSet(git.Objects, [line]);
            foreach (string path in (string[])["a/x/b", "folder/deep/file", "x1", "A", ""])
                _ = set.Matches(new TreeChange(path, 0, Oid.Zero, EntryMode.Regular, Oid.EmptyTree));
        }
    }

    private void CommitGraphOf(byte[] data)
    {
        string file = git.Scratch("commit-graph", data);
        try
        {
            using CommitGraphFile? graph = CommitGraphFile.TryOpen(file);
            if (graph is not null)
                _ = CommitGraphCheck.Find([graph]);
        }
        catch (InvalidDataException)
        {
            // What its caller tells as damage.
        }
    }

    private void Packs(byte[] index, byte[] pack)
    {
        using ObjectDatabase objects = git.Database(index, pack);
        foreach (Oid id in git.Ids)
        {
            try
            {
                _ = objects.SizeOf(id);
                _ = objects.TryRead(id, out _, out _);
            }
            catch (MaintainerException)
            {
                // The others may be whole.
            }
        }
    }

    private byte[] OldIndex() => git.OldIndex();

    private void Loose(byte[] data)
    {
        using ObjectDatabase objects = git.Database(data);
        _ = objects.TryRead(git.LooseId, out _, out _);
    }
}
