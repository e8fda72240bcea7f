using CsCheck;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;
using static MaintainerTools.Engine.Tests.Support.Literals;

namespace MaintainerTools.Engine.Tests.Diffing;

/// <summary>
/// Patches as text: <see cref="UnifiedDiff"/> and <see cref="PatchWriter"/> write them, <see cref="PatchParser"/> reads them,
/// <see cref="PatchApplication"/> applies them.
/// </summary>
public class PatchTests
{
    private static readonly string[] s_paths = ["a", "src/x.c", "sp ace", "dir/b a", "grüße", "q\"t", "tab\tx", "b/b"];

    [Fact]
    public void A_diff_is_written_as_git_writes_it()
    {
        TextLines old = Letters("abcdefghijklmnop"), @new = new([.. Letters("abcXefghijklmnop").Data[..^1]]);
        Assert.Equal(
            "@@ -1,7 +1,7 @@\n a\n b\n c\n-d\n+X\n e\n f\n g\n@@ -13,4 +13,4 @@\n m\n n\n o\n-p\n+p\n\\ No newline at end of file\n",
            Text(Written(old, @new, 3)));
        Assert.Equal("@@ -4 +4 @@\n-d\n+X\n@@ -16 +16 @@\n-p\n+p\n\\ No newline at end of file\n", Text(Written(old, @new, 0)));
        Assert.Equal("@@ -0,0 +1,2 @@\n+a\n+b\n", Text(Written(Letters(""), Letters("ab"), 3)));
        Assert.Equal("@@ -1 +0,0 @@\n-a\n", Text(Written(Letters("a"), Letters(""), 3)));
        Assert.Equal("@@ -2,0 +3 @@\n+c\n", Text(Written(Letters("ab"), Letters("abc"), 0)));
    }

    [Fact]
    public void Changes_share_a_hunk_when_their_contexts_meet()
    {
        LineChange[] changes = [new(4, 1, 4, 1), new(11, 1, 11, 1), new(19, 1, 19, 1)];
        Assert.Equal([(1, 14), (16, 7)], UnifiedDiff.Hunks(changes, 30, 30).Select(h => (h.OldStart, h.OldCount)));
    }

    [Fact]
    public void A_written_diff_read_and_applied_makes_the_new_file_of_the_old_and_reversed_the_old_of_the_new() =>
        Gen.Select(Files, Files, Gen.Int[0, 3]).Sample(
            (old, @new, context) =>
            {
                IReadOnlyList<PatchHunk> hunks = Hunks(Written(new TextLines(old), new TextLines(@new), context));
                Assert.True(PatchApplication.TryApply(old, hunks, out byte[] result, out _));
                Assert.Equal(Text(@new), Text(result));
                Assert.True(PatchApplication.TryApply(@new, [.. hunks.Select(Reversed)], out result, out _));
                Assert.Equal(Text(old), Text(result));
            },
            iter: 1500);

    [Fact]
    public void What_is_written_is_read_back() =>
        Gen.Select(Files, Files, Gen.Int[0, s_paths.Length - 1], Gen.Int[0, s_paths.Length - 1], Gen.Int[0, 4], Gen.Bool).Sample(
            (old, @new, oldPath, newPath, kind, index) =>
            {
                var file = new PatchedFile
                {
                    OldPath = kind == 0 ? null : s_paths[oldPath],
                    NewPath = kind == 1 ? null : s_paths[kind is 0 or 2 ? newPath : oldPath],
                };
                if (kind == 0)
                    file.NewMode = EntryMode.Executable;
                if (kind == 1)
                    file.OldMode = EntryMode.Executable;
                if (kind == 3)
                    (file.OldMode, file.NewMode) = (EntryMode.Regular, EntryMode.Executable);
                if (index)
                    (file.OldBlob, file.NewBlob) = ("0123456789ab", "fedcba987654");
                file.Hunks.AddRange(Hunks(Written(new TextLines(old), new TextLines(@new), 3)));
                using var text = new MemoryStream();
                text.Write("Above it all\n---\n"u8);
                PatchWriter.Write(text, file);
                PatchWriter.Write(text, file);
                text.Write("-- \n2.50.1\n"u8);
                PatchFile read = PatchParser.Parse(text.ToArray());
                Assert.Equal("Above it all\n---\n", Text(read.Preamble));
                Assert.Equal([Shape(file), Shape(file)], read.Files.Select(Shape));
            },
            iter: 1000);

    [Fact]
    public void Hunks_are_read_by_their_counts_with_their_headings()
    {
        PatchHunk hunk = Assert.Single(Hunks(Bytes("@@ -7,2 +7,3 @@ int f(void)\n a\n+-- \n b\n-- \n2.1\n")));
        Assert.Equal((7, 7, "int f(void)"), (hunk.OldStart, hunk.NewStart, Text(hunk.Heading)));
        Assert.Equal([" a\n", "+-- \n", " b\n"], hunk.Lines.Select(l => Text(l)));
    }

    [Fact]
    public void An_empty_context_line_may_have_lost_its_blank() =>
        Assert.Equal([" a\n", " \n", "+b\n"], Assert.Single(Hunks(Bytes("@@ -1,2 +1,3 @@\n a\n\n+b\n"))).Lines.Select(l => Text(l)));

    [Theory]
    [InlineData("@@ -1,3 +1,3 @@\n a\n-b\n+c\n")]
    [InlineData("@@ -1 +1 @@\n*a\n")]
    public void A_hunk_with_fewer_lines_than_it_says_is_refused(string text) =>
        Assert.Equal("PatchMalformed", Assert.Throws<MaintainerException>(() => Hunks(Bytes(text))).ErrorId);

    [Fact]
    public void A_text_without_a_diff_has_no_files()
    {
        PatchFile read = PatchParser.Parse("--- a rule\n+++ another\nno hunk\n"u8);
        Assert.Empty(read.Files);
        Assert.Equal("--- a rule\n+++ another\nno hunk\n", Text(read.Preamble));
    }

    [Fact]
    public void A_rename_has_both_names_and_modes_come_from_the_index_line()
    {
        PatchedFile file = Assert.Single(PatchParser.Parse(
            "diff --git a/old name b/new\nsimilarity index 90%\nrename from old name\nrename to new\nindex 12345678..87654321 100755\n"u8 +
            "--- a/old name\t\n+++ b/new\n@@ -1 +1 @@\n-a\n+b\n"u8).Files);
        Assert.Equal(("old name", "new"), (file.OldPath, file.NewPath));
        Assert.Equal((EntryMode.Executable, EntryMode.Executable, "12345678", "87654321"), (file.OldMode, file.NewMode, file.OldBlob, file.NewBlob));
    }

    [Fact]
    public void Without_a_rename_the_two_lines_above_the_hunks_name_the_file()
    {
        // As git apply has it: a mailer that broke the first line does no harm.
        PatchedFile file = Assert.Single(PatchParser.Parse("diff --git a/d  eep/f b/deep/f\n--- a/deep/f\n+++ b/deep/f\n@@ -1 +1 @@\n-a\n+b\n"u8).Files);
        Assert.Equal(("deep/f", "deep/f"), (file.OldPath, file.NewPath));
    }

    [Fact]
    public void A_binary_file_whose_stream_asks_for_a_dictionary_is_malformed()
    {
        // 78 20: a zlib header with the dictionary's bit; in base 85 with the other bytes of its dictionary's checksum.
        byte[] stream = [0x78, 0x20, 0, 0, 0, 0, 0, 0];
        const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";
        string line = "H";
        for (int at = 0; at < stream.Length; at += 4)
        {
            uint word = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(stream.AsSpan(at));
            string digits = "";
            for (int i = 0; i < 5; i++, word /= 85)
                digits = Digits[(int)(word % 85)] + digits;
            line += digits;
        }
        byte[] patch = Bytes("diff --git a/b b/b\nnew file mode 100644\nindex 0000000..169ec54\nGIT binary patch\nliteral 35\n" + line + "\n\n");
        Assert.Equal("PatchMalformed", Assert.Throws<MaintainerException>(() => PatchParser.Parse(patch)).ErrorId);
    }

    [Fact]
    public void A_binary_file_comes_with_its_content_where_the_patch_holds_it()
    {
        // As git diff --binary wrote it.
        PatchedFile file = Assert.Single(PatchParser.Parse(Bytes(
            "diff --git a/b b/b\nindex 20b5be91886d0b6f26dc98a225c0dac05fe2c86e..169ec5441f2bb3025155cdca04c80f33fa268028 100644\n" +
            "GIT binary patch\nliteral 35\nqcmYdfNLEP9OHs(pFG^J?Nv$YRD9K1HQOGP-$jQ%3Pc33(Vg>-w&kITb\n\nliteral 3\nKcmYdfNCE%>hycU@\n\n")).Files);
        Assert.True(file.IsBinary);
        Assert.Equal("a\0c and more text that is longer\u0001\u0002\u0003", Text(file.BinaryContent));
        file = Assert.Single(PatchParser.Parse("diff --git a/b b/b\nindex 1234567..7654321 100644\nBinary files a/b and b/b differ\n"u8).Files);
        Assert.True(file.IsBinary);
        Assert.Null(file.BinaryContent);
    }

    [Fact]
    public void A_hunk_whose_place_has_moved_goes_to_the_nearest_place_that_fits()
    {
        IReadOnlyList<PatchHunk> hunks = Hunks(Bytes("@@ -2,3 +2,3 @@\n a\n-b\n+X\n c\n"));
        Assert.True(PatchApplication.TryApply(Letters("111abc22222abc").Data, hunks, out byte[] result, out _));
        Assert.Equal(Letters("111aXc22222abc").Data, result);
    }

    [Fact]
    public void A_hunk_whose_lines_are_nowhere_fails_by_its_number()
    {
        IReadOnlyList<PatchHunk> hunks = Hunks(Bytes("@@ -1,2 +1,2 @@\n-a\n+X\n b\n@@ -9,2 +9,2 @@\n-y\n+Y\n z\n"));
        Assert.False(PatchApplication.TryApply(Letters("abc").Data, hunks, out _, out int failed));
        Assert.Equal(2, failed);
    }

    [Fact]
    public void Hunks_never_go_before_those_in_front_of_them()
    {
        IReadOnlyList<PatchHunk> hunks = Hunks(Bytes("@@ -3 +3 @@\n-b\n+X\n@@ -4 +4 @@\n-a\n+Y\n"));
        Assert.False(PatchApplication.TryApply(Letters("aabc").Data, hunks, out _, out int failed));
        Assert.Equal(2, failed);
    }

    [Fact]
    public void The_distance_is_the_length_of_the_diff() =>
        Gen.Select(Gen.Int[0, 3].Array[0, 60], Gen.Int[0, 3].Array[0, 60]).Sample(
            (x, y) =>
            {
                IReadOnlyList<DiffHunk> hunks = UnifiedDiff.Hunks(LineDiff.Compute(x, y, 4, DiffAlgorithm.Myers, null, null), x.Length, y.Length);
                Assert.Equal(hunks.Sum(h => 1 + h.OldCount + h.Changes.Sum(c => c.NewCount)), new PatchDistance(4).Between(x, y));
            });

    private static byte[] Written(TextLines old, TextLines @new, int context)
    {
        using var output = new MemoryStream();
        IReadOnlyList<LineChange> changes = LineDiff.Compute(old, @new);
        foreach (DiffHunk hunk in UnifiedDiff.Hunks(changes, old.Count, @new.Count, context))
            UnifiedDiff.Write(output, hunk, old, @new);
        return output.ToArray();
    }

    private static List<PatchHunk> Hunks(byte[] text) => text.Length == 0
        ? []
        : Assert.Single(PatchParser.Parse([.. "--- a/x\n+++ b/x\n"u8, .. text]).Files).Hunks;

    private static PatchHunk Reversed(PatchHunk hunk)
    {
        return new PatchHunk(hunk.NewStart, hunk.OldStart, hunk.Heading, [.. hunk.Lines.Select(l => (byte[])[Sign(l[0]), .. l[1..]])]);

        static byte Sign(byte sign) => sign == '+' ? (byte)'-' : sign == '-' ? (byte)'+' : sign;
    }

    private static string Shape(PatchedFile file) =>
        $"{file.OldPath}|{file.NewPath}|{file.OldMode:x}|{file.NewMode:x}|{file.OldBlob}|{file.NewBlob}|" +
        string.Concat(file.Hunks.Select(h => $"@{h.OldStart} {h.NewStart}\n{string.Concat(h.Lines.Select(l => Text(l)))}"));
}
