using System.Text;
using CsCheck;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.History.Messages;

public class TrailersTests
{
    private static readonly Gen<string> s_line = Pick(
        "", "", "text", "more text: with a colon", "Fixes: 0123456789ab (\"subject\")", "Signed-off-by: A <a@example.com>",
        "Signed-off-by: C O Mitter <committer@example.com>",
        "Reviewed-by: R <r@example.com>", " folded", "\tindented", "(cherry picked from commit 0123456789012345678901234567890123456789)", "[a: note]",
        "Link : https://example.com/",
        "Not a token: x", "http://example.com/", "Cc: stable@vger.kernel.org", "  ");

    private static readonly Gen<string> s_message =
        from lines in s_line.Array[0, 9]
        from end in Pick("", "\n", "\n\n")
        select "subject\n" + string.Join('\n', lines) + end;

    private static Gen<string> Pick(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    [Fact]
    public void The_block_is_the_one_that_git_finds()
    {
        string folder = Directory.CreateTempSubdirectory("mt-trailers-").FullName;
        s_message.Sample(
            message =>
            {
                byte[] output = Git.TryRun(folder, Encoding.UTF8.GetBytes(message), null, "interpret-trailers", "--parse", "--no-divider").Output;
                Assert.Equal(Encoding.UTF8.GetString(output), string.Concat(Trailers.Parse(message).Select(t => $"{t.Token}: {t.Value}".TrimEnd() + "\n"))
                    .Replace("\r", "", StringComparison.Ordinal));
            },
            iter: 400, threads: 1);
        Directory.Delete(folder);
    }

    [Fact]
    public void A_pick_with_marker_and_sign_off_has_the_message_that_git_gives_it()
    {
        s_message.Sample(
            message =>
            {
                using var test = new TestRepository();
                test.Commit("a", "1\n", "first");
                string source = test.Commit("b", "1\n", message);
                test.Run("reset", "-q", "--hard", "HEAD~1");
                test.Run("cherry-pick", "-x", "-s", "--allow-empty-message", source);
                using GitRepository repository = test.Open();
                CommitObject original = repository.Objects.ReadCommit(Oid.Parse(source));
                string expected = repository.Objects.ReadCommit(repository.ResolveCommit("HEAD")).Message;
                string marked = CommitMarkers.Add(original.Message, MarkerStyle.CherryPicked.Render(original.Id.ToString(), original.Subject),
                    MarkerStyle.CherryPicked.AtEnd);
                string actual = Trailers.SignOff(marked, "C O Mitter", "committer@example.com");
                Assert.Equal(expected, actual);
            },
            iter: 60, threads: 1);
    }

    [Theory]
    [InlineData("s\n\ntext\n", "Reviewed-by", "R <r>", "s\n\ntext\n\nReviewed-by: R <r>\n")]
    [InlineData("s\n\nFixes: 1234567\nSigned-off-by: A <a>\nLink: x\n", "Reviewed-by", "R <r>",
        "s\n\nFixes: 1234567\nSigned-off-by: A <a>\nReviewed-by: R <r>\nLink: x\n")]
    [InlineData("s\n\nLink: x\nSigned-off-by: A <a>\n", "Fixes", "1234567", "s\n\nFixes: 1234567\nLink: x\nSigned-off-by: A <a>\n")]
    [InlineData("s\n\nLink: x\nSigned-off-by: A <a>\n", "Acked-by", "B <b>", "s\n\nLink: x\nSigned-off-by: A <a>\nAcked-by: B <b>\n")]
    [InlineData("s\n\nSigned-off-by: A <a>\n", "Signed-off-by", "A <a>", "s\n\nSigned-off-by: A <a>\n")]
    [InlineData("s\n\nReported-by: a long\n name\nSigned-off-by: A <a>\n", "Closes", "x", "s\n\nReported-by: a long\n name\nCloses: x\nSigned-off-by: A <a>\n")]
    [InlineData("s\n\nSigned-off-by: A <a>", "Custom", "x", "s\n\nSigned-off-by: A <a>\nCustom: x\n")]
    [InlineData("s", "Link", "x", "s\n\nLink: x\n")]
    public void A_trailer_goes_where_the_tip_order_puts_it_and_moves_no_other(string message, string token, string value, string expected) =>
        Assert.Equal(expected, Trailers.Add(message, token, value));
}
