using System.Text;
using CsCheck;
using MaintainerTools.Engine.Objects;
using static MaintainerTools.Engine.Tests.Support.Literals;

namespace MaintainerTools.Engine.Tests.Objects;

public class CommitObjectTests
{
    private static readonly Gen<PersonLine> s_person = Gen
        .Select(Gen.String[Gen.Char["ab .,<>\"ü中"], 0, 8], Gen.String[Gen.Char["ab@.<>"], 0, 8], Gen.Long[-9_000_000_000, 9_000_000_000], Gen.Int[-840, 840])
        .Select(PersonLine.Create);

    [Fact]
    public void What_is_laid_out_reads_back_and_is_laid_out_the_same() =>
        Gen.Select(s_person, s_person, Gen.Int[0, 3], Gen.Bool, Gen.Bool, Gen.Byte[9, 255].Array[0, 60]).Sample(
            (author, committer, parents, encoded, extra, message) =>
            {
                Oid[] ids = [.. Enumerable.Range(1, parents).Select(Id)];
                byte[] headers = extra ? Bytes("gpgsig -----BEGIN\n more\n \n end\nmergetag object 1\n type commit\n") : [];
                byte[] data = CommitObject.Serialize(Oid.EmptyTree, ids, author, committer, encoded ? "ISO-8859-1" : null, headers, message);
                CommitObject read = CommitObject.Parse(Id(9), data);
                Assert.Equal((Id(9), Oid.EmptyTree, encoded ? "ISO-8859-1" : null), (read.Id, read.Tree, read.EncodingName));
                Assert.Equal(ids, read.Parents);
                Assert.Equal(
                    (author.Email, author.UnixTime, author.OffsetMinutes, committer.UnixTime),
                    (read.Author.Email, read.Author.UnixTime, read.Author.OffsetMinutes, read.Committer.UnixTime));
                Assert.Equal(headers, read.ExtraHeaders.ToArray());
                Assert.Equal(message, read.MessageBytes.ToArray());
                Assert.Equal(
                    data,
                    CommitObject.Serialize(read.Tree, read.Parents, read.Author, read.Committer, read.EncodingName, read.ExtraHeaders, read.MessageBytes));
            },
            iter: 1000);

    [Fact]
    public void Names_and_message_are_read_in_the_commit_s_encoding()
    {
        CommitObject latin = CommitObject.Parse(Id(1), Bytes(
            $"tree {Oid.EmptyTree}\nauthor J\u00FCrgen <j@x> 1500000000 +0530\ncommitter C <c@x> 1500000001 -0130\n" +
            "encoding ISO-8859-1\n\nGr\u00FC\u00DFe\nan alle\n\nBody\n"));
        Assert.Equal(("Jürgen", "j@x", 330, -90), (latin.Author.Name, latin.Author.Email, latin.Author.OffsetMinutes, latin.Committer.OffsetMinutes));
        Assert.Equal(("Grüße an alle", false), (latin.Subject, latin.IsMerge));
        Assert.Equal("2017-07-14T08:10:00.0000000+05:30", latin.Author.When.ToString("o"));
        // Without a header bytes that are no UTF-8 count as Latin-1.
        CommitObject none = CommitObject.Parse(Id(1), Bytes($"tree {Oid.EmptyTree}\nauthor A <a@x> 1 +0000\ncommitter A <a@x> 1 +0000\n\nGr\u00FCn\n"));
        Assert.Equal("Grün", none.Subject);
    }

    [Fact]
    public void A_commit_without_a_tree_is_damage() =>
        Assert.Equal("MalformedObject", Assert.Throws<MaintainerException>(() => CommitObject.Parse(Id(1), Bytes("author A <a@x> 1 +0000\n\nx\n"))).ErrorId);

    [Theory]
    [InlineData("A U Thor", "A U Thor", "", 0)]
    [InlineData("A <a@x>", "A", "a@x", 0)]
    [InlineData("A <a@x> nonsense", "A", "a@x", 0)]
    [InlineData("A <a@<x>> 12 +0000", "A", "a@<x>", 12)]
    [InlineData("A <a@x> -12 +0000", "A", "a@x", -12)]
    public void Lines_of_old_imports_are_read_as_far_as_they_go(string line, string name, string email, long time)
    {
        var person = new PersonLine(Bytes(line), Encoding.UTF8);
        Assert.Equal((name, email, time, line), (person.Name, person.Email, person.UnixTime, Text(person.Raw)));
    }

    [Fact]
    public void A_moment_out_of_range_is_the_nearest_that_there_is() =>
        Assert.Equal(9999, new PersonLine(Bytes("A <a@x> 999999999999999 +9900"), Encoding.UTF8).When.Year);

    [Theory]
    [InlineData("one\n", "one")]
    [InlineData("one\ntwo\n\nbody", "one two")]
    [InlineData("\n\n one \n", "one")]
    [InlineData("", "")]
    public void The_subject_is_the_first_paragraph(string message, string subject) => Assert.Equal(subject, CommitMessage.SubjectOf(message).Trim());
}
