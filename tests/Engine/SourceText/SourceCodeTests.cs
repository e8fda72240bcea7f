using MaintainerTools.Engine.SourceText;
using static MaintainerTools.Engine.Tests.Support.Literals;

namespace MaintainerTools.Engine.Tests.SourceText;

public class SourceCodeTests
{
    [Theory]
    [InlineData("a.c", "", SourceLanguage.CLike)]
    [InlineData("a.H", "", SourceLanguage.CLike)]
    [InlineData("x/a.py", "", SourceLanguage.Python)]
    [InlineData("a.sh", "", SourceLanguage.Shell)]
    [InlineData("tool", "#!/usr/bin/env python3\n", SourceLanguage.Python)]
    [InlineData("tool", "#!/bin/sh -e\n", SourceLanguage.Shell)]
    [InlineData("tool", "#!/bin/bash", SourceLanguage.Shell)]
    [InlineData("tool", "#!/usr/bin/perl\n", SourceLanguage.Other)]
    [InlineData("README", "bash is a shell\n", SourceLanguage.Other)]
    public void The_language_is_told_by_the_name_or_else_the_first_line(string path, string data, object language) =>
        Assert.Equal(language, SourceCode.LanguageOf(path, Bytes(data)));

    [Theory]
    [InlineData("a; // b\nc;", "a;     \nc;")]
    [InlineData("a /* b\n c */ d", "a     \n      d")]
    [InlineData("a /* b", "a     ")]
    [InlineData("f(\"x // y\", 'z') + 1", "f(        ,    ) + 1")]
    [InlineData("f(\"a\\\"b\") g", "f(      ) g")]
    [InlineData("n = 1'000'000; m", "n = 1'000'000; m")]
    [InlineData("\"open\nx", "     \nx")]
    public void Comments_and_strings_of_C_are_blanked(string text, string code) => AssertCode(text, code, SourceLanguage.CLike);

    [Theory]
    [InlineData("a # b\nc", "a    \nc")]
    [InlineData("a = '''b\n# c''' + d", "a =     \n       + d")]
    [InlineData("x = \"a#b\" # c", "x =          ")]
    [InlineData("'it\\'s' y", "        y")]
    public void Comments_and_strings_of_Python_are_blanked(string text, string code) => AssertCode(text, code, SourceLanguage.Python);

    [Theory]
    [InlineData("a # b\nc#d", "a    \nc#d")]
    [InlineData("echo 'a $b' c", "echo        c")]
    [InlineData("echo \"a $b c\"", "echo    $b   ")]
    [InlineData("echo \"${name:-x} $(cmd y)\"", "echo  ${name     $(cmd    ")]
    [InlineData("echo \\\"a b", "echo \\\"a b")]
    [InlineData("don't", "don't")]
    public void Comments_and_strings_of_shell_are_blanked_but_for_what_expands(string text, string code) => AssertCode(text, code, SourceLanguage.Shell);

    [Fact]
    public void What_is_not_known_is_all_code() => AssertCode("a // b # c \"d\"", "a // b # c \"d\"", SourceLanguage.Other);

    [Fact]
    public void Identifiers_are_words_of_four_bytes_that_begin_with_no_digit()
    {
        byte[] text = Bytes("int foo_bar(u8 x1234, 1234x, \u00E4\u00F6\u00FC\u00DF) abc");
        Assert.Equal(["foo_bar", "x1234", "\u00E4\u00F6\u00FC\u00DF"], Identifiers.Find(text).Select(w => Text(text.AsSpan(w.Start, w.Length))));
    }

    [Theory]
    [InlineData("word", "", false)]
    [InlineData("word", "(x)", true)]
    [InlineData("wordHump", "", true)]
    [InlineData("a_word", "", true)]
    [InlineData("word1", "", true)]
    [InlineData("WORD", "", false)]
    [InlineData("f_x", "(", false)]
    public void A_telling_name_is_no_plain_word_or_is_called(string word, string rest, bool tells) =>
        Assert.Equal(tells, Identifiers.IsTelling(Bytes(word), Bytes(rest)));

    [Fact]
    public void Equal_words_have_equal_numbers_and_others_others()
    {
        Assert.Equal(Identifiers.Hash("word"u8), Identifiers.Hash("word"u8));
        ulong[] others = [Identifiers.Hash("word"u8), Identifiers.Hash("wrod"u8), Identifiers.Hash("words"u8), Identifiers.Hash(""u8)];
        Assert.Distinct(others);
    }

    [Theory]
    [InlineData("x = old;", "x = new;")]
    [InlineData("old old_2 old(old)", "new old_2 new(new)")]
    [InlineData("older bold", "older bold")]
    [InlineData("oldold old", "oldold new")]
    [InlineData("", "")]
    public void Words_are_replaced_whole(string line, string replaced)
    {
        Assert.Equal(replaced, Text(Words.Replace(Bytes(line), "old"u8, "new"u8)));
        Assert.Equal(line != replaced, Words.Has(Bytes(line), "old"u8));
    }

    private static void AssertCode(string text, string code, SourceLanguage language) =>
        Assert.Equal(code, Text(SourceCode.WithoutCommentsAndStrings(Bytes(text), language)));
}
