using System.Text;
using MaintainerTools.Engine.History.Followups;
using MaintainerTools.Engine.History.Messages;

namespace MaintainerTools.Engine.Tests.History.Messages;

public class MessageReferencesTests
{
    private const string Sha = "0123456789abcdef0123456789abcdef01234567";

    [Theory]
    [InlineData($"Fixes: {Sha} (\"a: b\")", FollowupKind.Fixes)]
    [InlineData($"Fixes: commit {Sha}", FollowupKind.Fixes)]
    [InlineData($"Fixes: [{Sha}] (\"a: b\")", FollowupKind.Fixes)]
    [InlineData($"Fixes: https://example.org/r/commit/{Sha}", FollowupKind.Fixes)]
    [InlineData($"Fixes: https://example.org/r/commit/?id={Sha}", FollowupKind.Fixes)]
    [InlineData($"Fixes: owner/name@{Sha}", FollowupKind.Fixes)]
    [InlineData($"Fixes {Sha}", FollowupKind.Fixes)]
    [InlineData($"Fixes-commit: {Sha}", FollowupKind.Fixes)]
    [InlineData($"Regressed-by: {Sha}", FollowupKind.Fixes)]
    [InlineData($"Introduced-by: {Sha}", FollowupKind.Fixes)]
    [InlineData($"Amends: {Sha}", FollowupKind.Fixes)]
    [InlineData($"This amends commit {Sha}.", FollowupKind.Fixes)]
    [InlineData($"Follow-up to {Sha}", FollowupKind.FollowUp)]
    [InlineData($"Followup for commit {Sha}", FollowupKind.FollowUp)]
    [InlineData($"This reverts commit {Sha}.", FollowupKind.Revert)]
    [InlineData($"This reverts\ncommit {Sha}.", FollowupKind.Revert)]
    [InlineData($"This partially reverts commit {Sha}.", FollowupKind.Revert)]
    [InlineData($"Reverts: {Sha}", FollowupKind.Revert)]
    [InlineData($"Backs out {Sha}", FollowupKind.Revert)]
    [InlineData($"Backed out changeset {Sha} (bug 1) for bustage", FollowupKind.Revert)]
    [InlineData($"Revert commit {Sha}", FollowupKind.Revert)]
    [InlineData($"See {Sha}", FollowupKind.Mention)]
    [InlineData($"A later patch that reverts commit {Sha} is queued", FollowupKind.Mention)]
    public void A_commit_is_named(string text, FollowupKind kind)
    {
        // What is fixed may be mentioned as well, which the search for follow-ups leaves out.
        MessageReference reference = Assert.Single(MessageReferences.Parse($"subject\n\n{text}\n"),
            r => kind == FollowupKind.Mention || r.Kind != FollowupKind.Mention);
        Assert.Equal((kind, Sha), (reference.Kind, reference.Digits));
    }

    [Fact]
    public void A_tag_names_several_commits()
    {
        Assert.Equal(
            [("0123456789ab", "a, b"), ("123456789abc", "c"), ("23456789abcd", null)],
            MessageReferences.Parse("s\n\nFixes: 0123456789ab (\"a, b\"), 123456789abc (\"c\") and 23456789abcd\n").Select(r => (r.Digits, r.Subject)));
        Assert.Equal(["0123456789ab", "123456789abc"], MessageReferences.Parse("s\n\nFixes: 0123456789ab,\n       123456789abc\n")
            .Where(r => r.Kind == FollowupKind.Fixes).Select(r => r.Digits));
        Assert.Equal([Sha, new string('1', 40)],
            MessageReferences.Parse($"s\n\nThis reverts commits {Sha} and {new string('1', 40)}.\n").Select(r => r.Digits));
    }

    [Theory]
    [InlineData("Fixes: #11, 0123456789ab")]
    [InlineData("Fixes: 0123456789ab, #11")]
    [InlineData("Fixes: #11 0123456789ab")]
    [InlineData("Fixes: bug 1234567 (0123456789ab)")]
    [InlineData("Fixes: https://example.org/o/r/issues/1234567, 0123456789ab (\"a: b\")")]
    [InlineData("Fixes: https://example.org/show_bug.cgi?id=1234567 0123456789ab")]
    [InlineData("Fixes: rhbz#1234567, CVE-2024-1234567, commit 0123456789ab")]
    [InlineData("Fixes: o/r#11; 0123456789ab (\"Revert \"a, b\" in c\")")]
    [InlineData("Fixes: https://example.org/o/r/commit/0123456789ab.patch#diff-1")]
    [InlineData("Fixes: 0123456789ab (\"a: b\") # v6.1, v6.6")]
    [InlineData("Fixes: a crash, 1234567 times a day, of 0123456789ab", "")]
    [InlineData("Fixes: 0123456789ab (\"a: b\"), 123456789abc", "0123456789ab 123456789abc")]
    [InlineData("Fixes: 0123456789ab & 123456789abc", "0123456789ab 123456789abc")]
    [InlineData("Fixes: 0123456789ab 123456789abc", "0123456789ab 123456789abc")]
    [InlineData("Fixes: 0123456789ab,\n 123456789abc,\n 23456789abcd", "0123456789ab 123456789abc 23456789abcd")]
    [InlineData("Fixes: 0123456789ab (\"a: b\")\n       123456789abc (\"c\")", "0123456789ab 123456789abc")]
    [InlineData("Fixes:\n - 0123456789ab (\"a: b\")\n - 123456789abc (\"c\")\nand 23456789abcd", "0123456789ab 123456789abc")]
    [InlineData("Fixes:\n0123456789ab\n123456789abc", "0123456789ab 123456789abc")]
    [InlineData("Fixes: 0123456789ab (\"a: b,\nc\"), 123456789abc", "0123456789ab 123456789abc")]
    [InlineData("Regressed-by: #11, 0123456789ab", "0123456789ab")]
    [InlineData("Follow-up for 0123456789ab and 123456789abc", "0123456789ab 123456789abc")]
    [InlineData("This amends 0123456789ab and 123456789abc.", "0123456789ab 123456789abc")]
    [InlineData("This reverts commit 0123456789ab and commit 123456789abc.", "0123456789ab 123456789abc")]
    [InlineData("This reverts commit 0123456789ab, 123456789abc (\"c\").", "0123456789ab 123456789abc")]
    [InlineData("This reverts commits\n * 0123456789ab\n * 123456789abc", "0123456789ab 123456789abc")]
    [InlineData("This reverts commit 0123456789ab, which 123456789abc did better.", "0123456789ab")]
    [InlineData("This reverts commit 0123456789ab, 123456789abc did it better.", "0123456789ab")]
    [InlineData("Reverts: 0123456789ab, 123456789abc", "0123456789ab 123456789abc")]
    public void Lists_of_all_forms_are_read_and_sentences_are_none(string text, string expected = "0123456789ab")
    {
        Assert.Equal(expected, string.Join(' ', MessageReferences.Parse($"s\n\n{text}\n").Where(r => r.Kind != FollowupKind.Mention).Select(r => r.Digits)));
        Assert.True(MessageScan.MayNameCommits(Encoding.UTF8.GetBytes($"s\n\n{text}\n")));
    }

    [Fact]
    public void Subjects_stay_with_their_commits()
    {
        Assert.Equal(
            [("0123456789ab", "Revert \"a, b\" in c"), ("123456789abc", "d"), ("23456789abcd", null)],
            MessageReferences.Parse("s\n\nFixes: 0123456789ab (\"Revert \"a, b\" in c\"), 123456789abc (\"d\"), 23456789abcd\n")
                .Select(r => (r.Digits, r.Subject)));
        Assert.Equal(
            [("0123456789ab", "a: b, c"), ("123456789abc", null)],
            MessageReferences.Parse("s\n\nFixes: 0123456789ab (\"a: b,\nc\"), 123456789abc\n").Where(r => r.Kind == FollowupKind.Fixes)
                .Select(r => (r.Digits, r.Subject)));
        // Of an issue's number beside a commit's nobody says that it is a commit.
        Assert.Equal([(true, "0123456789ab"), (false, "1234567")],
            MessageReferences.Parse("s\n\nFixes: #11, 0123456789ab, 1234567\n").Select(r => (r.IsTag, r.Digits)));
    }

    [Theory]
    [InlineData("Revert \"a: b\"", FollowupKind.Revert, "a: b")]
    [InlineData("Revert a: b", FollowupKind.Revert, "a: b")]
    [InlineData("[3.12] Revert \"a: b (#1)\" (#2)", FollowupKind.Revert, "a: b (#1)")]
    [InlineData("Partially revert \"a: b\"", FollowupKind.Revert, "a: b")]
    [InlineData("Reapply \"a: b\"", FollowupKind.Revert, "Revert \"a: b\"")]
    [InlineData("Reland \"a: b\"", FollowupKind.Revert, "Revert \"a: b\"")]
    [InlineData("8300001: [BACKOUT] a: b", FollowupKind.Revert, "a: b")]
    [InlineData("fixup! a: b", FollowupKind.Fixes, "a: b")]
    [InlineData("fixup! squash! a: b", FollowupKind.Fixes, "a: b")]
    public void A_subject_names_another(string subject, FollowupKind kind, string named)
    {
        MessageReference reference = Assert.Single(MessageReferences.Parse($"{subject}\n\ntext\n"), r => r.Kind != FollowupKind.Mention);
        Assert.Equal((kind, named), (reference.Kind, reference.Subject));
        Assert.True(MessageScan.MayNameCommits(Encoding.UTF8.GetBytes($"{subject}\n\ntext\n")));
    }

    [Fact]
    public void Too_few_digits_leave_the_subject_and_GitHub_the_number()
    {
        Assert.Equal(("", "a: b"), MessageReferences.Parse("s\n\nFixes: 01234 (\"a: b\")\n").Select(r => (r.Digits, r.Subject!)).Single());
        Assert.Equal(["a: b", "a: b (#11)"], MessageReferences.Parse("Revert \"a: b\" (#12)\n\nReverts o/r#11\n").Select(r => r.Subject));
    }
}
