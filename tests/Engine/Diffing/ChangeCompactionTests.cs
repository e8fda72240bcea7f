using MaintainerTools.Engine.Diffing;
using static MaintainerTools.Engine.Tests.Support.Literals;

namespace MaintainerTools.Engine.Tests.Diffing;

/// <summary><see cref="ChangeCompaction"/> and the <see cref="IndentHeuristic"/> that tells it where a change reads best.</summary>
public class ChangeCompactionTests
{
    [Fact]
    public void A_group_slides_down_as_far_as_equal_lines_go() => Assert.Equal("ab[b]c", Slid("a[b]bc", "abc"));

    [Fact]
    public void Groups_that_meet_on_the_way_become_one() => Assert.Equal("ab[bc]", Slid("a[b]b[c]", "ab"));

    [Fact]
    public void A_group_of_several_lines_slides_line_by_line() => Assert.Equal("xa[ba]y", Slid("x[ab]ay", "xay"));

    [Fact]
    public void A_group_lines_up_with_one_of_the_other_file_where_it_can() => Assert.Equal("a[b]bc", Slid("a[b]bc", "a[x]bc"));

    [Fact]
    public void A_group_that_cannot_slide_stays() => Assert.Equal("a[x]bc", Slid("a[x]bc", "abc"));

    [Fact]
    public void A_block_is_added_from_its_first_line_on_rather_than_from_its_middle()
    {
        TextLines old = new(Bytes("if\n  a\nend\nif\n  b\nend\n")), @new = new(Bytes("if\n  a\nend\nif\n  n\nend\nif\n  b\nend\n"));
        Assert.Equal([new LineChange(3, 0, 3, 3)], LineDiff.Compute(old, @new, indentHeuristic: true));
        Assert.Equal([new LineChange(4, 0, 4, 3)], LineDiff.Compute(old, @new, indentHeuristic: false));
    }

    [Fact]
    public void A_split_before_less_indent_and_behind_a_blank_line_is_better()
    {
        var heuristic = new IndentHeuristic(new TextLines(Bytes("a\n\tb\n\tc\n\nd\n\te\n")));
        IndentHeuristic.Score within = heuristic.ScoreOf(1, 2), between = heuristic.ScoreOf(0, 4);
        Assert.True(between.IsNoWorseThan(within));
        Assert.False(within.IsNoWorseThan(between));
        Assert.True(within.IsNoWorseThan(within));
    }

    [Fact]
    public void A_tab_indents_to_the_next_eighth_column()
    {
        // Three blanks and a tab are as deep as a tab: both splits have the same indent.
        var heuristic = new IndentHeuristic(new TextLines(Bytes("a\n   \tb\n\tc\n")));
        Assert.Equal(8, heuristic.ScoreOf(0, 1).Indent);
        Assert.Equal(8, heuristic.ScoreOf(0, 2).Indent);
    }

    /// <summary>Slides the bracketed lines of a file; each letter is a line.</summary>
    private static string Slid(string file, string other)
    {
        (int[] lines, LineMarks marks) = Read(file);
        (int[] otherLines, LineMarks otherMarks) = Read(other);
        new ChangeCompaction(lines, marks, otherLines, otherMarks, null, null).Run();
        return string.Concat(lines.Select((line, i) => $"{(marks[i] && !marks[i - 1] ? "[" : "")}{(char)line}{(marks[i] && !marks[i + 1] ? "]" : "")}"));
    }

    private static (int[] Lines, LineMarks Marks) Read(string file)
    {
        var lines = new List<int>();
        var changed = new List<bool>();
        bool inside = false;
        foreach (char c in file)
        {
            if (c is '[' or ']')
            {
                inside = c == '[';
                continue;
            }
            lines.Add(c);
            changed.Add(inside);
        }
        var marks = new LineMarks(lines.Count);
        for (int i = 0; i < changed.Count; i++)
            marks[i] = changed[i];
        return ([.. lines], marks);
    }
}
