using System.Text;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks.Prerequisites;
using MaintainerTools.Engine.SourceText;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Picks.Prerequisites;

public class SymbolNeedsTests
{
    [Theory]
    [InlineData("a.c", "x = foo_bar; // not_this \"nor this\"\n", "x = foo_bar;                       \n")]
    [InlineData("a.h", "/* a\nb */ c \"d\\\"e\" f 'g' h\n", "    \n     c        f     h\n")]
    [InlineData("a.cpp", "n = 1'000'000 + foo;\n", "n = 1'000'000 + foo;\n")]
    [InlineData("a.py", "x = \"\"\"a\nb\"\"\" + y # z\n", "x =     \n     + y    \n")]
    [InlineData("a.sh", "echo 'a b' \"c $d e\" f#g # h\n", "echo          $d    f#g    \n")]
    [InlineData("a.txt", "it's \"all\" // text\n", "it's \"all\" // text\n")]
    public void Comments_and_strings_are_set_aside(string path, string text, string expected)
    {
        byte[] data = Encoding.ASCII.GetBytes(text);
        Assert.Equal(expected, Encoding.ASCII.GetString(SourceCode.WithoutCommentsAndStrings(data, SourceCode.LanguageOf(path, data))));
    }

    [Theory]
    [InlineData("use.c", "int f(void)\n{\n\treturn new_helper(1);\n}\n")]
    [InlineData("use.cs", "class C { int f() => a + new_helper; }\n")]
    [InlineData("use.py", "def f():\n    return new_helper\n")]
    [InlineData("use.sh", "#!/bin/sh\nx=\"$new_helper\"\n")]
    public void What_brings_a_name_that_is_used_is_needed(string path, string use)
    {
        (string introducer, CherryPickPrerequisite answer) = Ask(path, use, true);
        Assert.True(answer.IsClean);
        Assert.Equal([introducer], answer.Prerequisite);
        Assert.Equal("brings new_helper", answer.Reason[0]);
        Assert.Empty(Ask(path, use, false).Answer.Prerequisite);
    }

    [Theory]
    [InlineData("use.c", "/* new_helper */ int f(void) { return 0; } // new_helper\n")]
    [InlineData("use.c", "const char *s = \"new_helper\";\n")]
    [InlineData("use.c", "int f(void)\n{\n\tint new_helper = 1;\n\treturn new_helper;\n}\n")]
    [InlineData("use.py", "# new_helper\nx = 'new_helper'\n")]
    [InlineData("use.c", "int f(void) { return old_helper(); }\n")]
    public void What_is_no_use_asks_for_nothing(string path, string use) => Assert.Empty(Ask(path, use, true).Answer.Prerequisite);

    [Fact]
    public void Declared_dependencies_count_where_the_pick_does_not_do_without()
    {
        using var test = new TestRepository();
        test.Commit("a", "one\ntwo\nthree\n", "base");
        test.Run("tag", "v1");
        string needed = test.Commit("a", "one\n2\nthree\n", "needed");
        string wanted = test.Commit("a", "one\n2 and more\nthree\n", $"wanted\n\nDepends-on: {needed[..12]} (\"needed\")\n");
        using GitRepository repository = test.Open();
        CherryPickPrerequisite answer = Assert.Single(new PrerequisiteSearch(
            new Workspace(repository), new PrerequisiteOptions { Commits = [Oid.Parse(wanted)], Onto = "v1", Upstream = "main" }).Run());
        Assert.Equal([needed], answer.Prerequisite);
        Assert.Equal("declared by the commit", answer.Reason[0]);
    }

    private static (string Introducer, CherryPickPrerequisite Answer) Ask(string path, string use, bool symbol)
    {
        using var test = new TestRepository();
        test.Commit("old.c", "int old_helper(void);\n", "base");
        test.Run("tag", "v1");
        test.Commit("other.c", "int other_helper(void);\n", "other");
        string introducer = test.Commit("new.c", "int new_helper(int x);\nint new_helper;\nnew_helper=1\n", "introduce");
        test.Commit("new.c", "int new_helper(int x);\nint new_helper;\nnew_helper=1\nint more_of(int y);\n", "more");
        string wanted = test.Commit(path, use, "wanted");
        using GitRepository repository = test.Open();
        return (introducer, Assert.Single(new PrerequisiteSearch(
            new Workspace(repository), new PrerequisiteOptions { Commits = [Oid.Parse(wanted)], Onto = "v1", Upstream = "main", Symbol = symbol }).Run()));
    }
}
