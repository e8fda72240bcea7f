namespace MaintainerTools;

/// <summary>What is known of a topic, its base and its upstream on one page, each figure with the git command that anybody can check it with.</summary>
public sealed class TopicReport
{
    /// <summary>The heading.</summary>
    public string Title { get; set; } = "";

    /// <summary>When it was made.</summary>
    public DateTimeOffset Created { get; set; }

    /// <summary>Folder of the repository; in no file, since those who read the report have another.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? Repository { get; set; }

    /// <summary>What the repository is called: the name of its folder.</summary>
    public string Project { get; set; } = "";

    /// <summary>The commits that it is about.</summary>
    public ReportRevision[] Revision { get; set; } = [];

    /// <summary>The sections, in the order in which they are read.</summary>
    public ReportSection[] Section { get; set; } = [];

    /// <summary>When the report was made that this one was compared with; null where it was compared with none.</summary>
    public DateTimeOffset? ComparedWith { get; set; }

    /// <summary>What is otherwise than in that report.</summary>
    public ReportChange[] Change { get; set; } = [];

    /// <summary>"title: 5 sections, 40 figures".</summary>
    public override string ToString() => $"{Title}: {Section.Length} sections, {Section.Sum(s => s.Figure.Length)} figures";
}

/// <summary>A commit that a report is about.</summary>
public sealed class ReportRevision
{
    /// <summary>What it is: Since, Base, Topic, Upstream or Target.</summary>
    public string Role { get; set; } = "";

    /// <summary>As it was named.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its SHA.</summary>
    public string Sha { get; set; } = "";
}

/// <summary>One subject of a report.</summary>
public sealed class ReportSection
{
    /// <summary>A short name that does not change: cost, picks, certificate …</summary>
    public string Id { get; set; } = "";

    /// <summary>The heading.</summary>
    public string Title { get; set; } = "";

    /// <summary>What it comes to, in a sentence.</summary>
    public string Summary { get; set; } = "";

    /// <summary>Why it was not, or not wholly, verified; null where all was.</summary>
    public string? NotVerified { get; set; }

    /// <summary>Pictures of what is in the tables.</summary>
    public ReportPicture[] Picture { get; set; } = [];

    /// <summary>Single figures.</summary>
    public ReportFigure[] Figure { get; set; } = [];

    /// <summary>Tables.</summary>
    public ReportTable[] Table { get; set; } = [];
}

/// <summary>One figure, and how to check it.</summary>
public sealed class ReportFigure
{
    /// <summary>A name that is the same in the next report of the same things; no other figure of the report has it.</summary>
    public string Id { get; set; } = "";

    /// <summary>What it is.</summary>
    public string Label { get; set; } = "";

    /// <summary>Its value as it is shown.</summary>
    public string Value { get; set; } = "";

    /// <summary>A line for a POSIX shell in the repository, which writes no refs; null where no git command gives the figure.</summary>
    public string? Command { get; set; }

    /// <summary>What the command prints, lines joined by LF; null for one to look at.</summary>
    public string? Output { get; set; }

    /// <summary>Why it was not verified, or why no command gives it; null otherwise.</summary>
    public string? NotVerified { get; set; }
}

/// <summary>What the cells of a column are.</summary>
public enum ReportColumnKind
{
    /// <summary>Words.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>The SHA of a commit.</summary>
    Commit,

    /// <summary>One of a few words by which rows are filtered.</summary>
    Verdict,
}

/// <summary>A column of a table.</summary>
public sealed class ReportColumn
{
    /// <summary>The heading.</summary>
    public string Name { get; set; } = "";

    /// <summary>What its cells are.</summary>
    public ReportColumnKind Kind { get; set; }

    /// <summary>In a forecast, the SHA of the branch's commit that the rows were picked onto; null elsewhere.</summary>
    public string? Target { get; set; }
}

/// <summary>A table.</summary>
public sealed class ReportTable
{
    /// <summary>A short name that no other table of the report has.</summary>
    public string Id { get; set; } = "";

    /// <summary>The heading.</summary>
    public string Title { get; set; } = "";

    /// <summary>How its rows are checked, where they all are in the same way; null otherwise.</summary>
    public string? Check { get; set; }

    /// <summary>The columns.</summary>
    public ReportColumn[] Column { get; set; } = [];

    /// <summary>The rows.</summary>
    public ReportRow[] Row { get; set; } = [];
}

/// <summary>A row of a table, and how to check it.</summary>
public sealed class ReportRow
{
    /// <summary>A name that is the same in the next report of the same things; no other row of the report has it.</summary>
    public string Id { get; set; } = "";

    /// <summary>A cell for each column.</summary>
    public string[] Cell { get; set; } = [];

    /// <summary>A text that belongs to it, lines joined by LF: a diff, a hunk. Null for none.</summary>
    public string? Detail { get; set; }

    /// <summary>As with a figure.</summary>
    public string? Command { get; set; }

    /// <summary>As with a figure.</summary>
    public string? Output { get; set; }

    /// <summary>In a forecast, the SHA of the commit that is picked; null elsewhere.</summary>
    public string? Pick { get; set; }

    /// <summary>
    /// In a forecast, what git's pick gives on each column's Target, a letter for each, on top of the rows before it that were taken: c clean and taken, k
    /// clean and not taken, since the branch has the change, e nothing changes, x conflict; C, E, X the same on the target itself; - where that was not
    /// verified or cannot be checked in a clone. Null elsewhere.
    /// </summary>
    public string? Expect { get; set; }
}

/// <summary>What a picture shows.</summary>
public enum ReportPictureKind
{
    /// <summary>A history: commits as dots, one line of work a column, with what each stands on.</summary>
    Graph,

    /// <summary>Bars, one a mark.</summary>
    Bars,

    /// <summary>Cells in rows and columns.</summary>
    Matrix,

    /// <summary>Marks on the left, tied to marks on the right.</summary>
    Map,

    /// <summary>Cells one after the other.</summary>
    Strip,
}

/// <summary>How something stands, for its colour; what it means is said in words as well.</summary>
public enum ReportTone
{
    /// <summary>Neither.</summary>
    Neutral,

    /// <summary>As it is wished.</summary>
    Good,

    /// <summary>To be looked at.</summary>
    Warn,

    /// <summary>Not as it is wished.</summary>
    Bad,

    /// <summary>Not verified.</summary>
    Unknown,
}

/// <summary>A picture, as what is in it: it is drawn where the report is shown.</summary>
public sealed class ReportPicture
{
    /// <summary>What it shows.</summary>
    public ReportPictureKind Kind { get; set; }

    /// <summary>The heading.</summary>
    public string Title { get; set; } = "";

    /// <summary>What is to be seen in it, for those who do not see it.</summary>
    public string Text { get; set; } = "";

    /// <summary>Names of the columns, from the left; empty where they have none.</summary>
    public string[] Column { get; set; } = [];

    /// <summary>Names of the rows, from the top; empty where they have none.</summary>
    public string[] Row { get; set; } = [];

    /// <summary>What is drawn.</summary>
    public ReportMark[] Mark { get; set; } = [];

    /// <summary>What is tied to what.</summary>
    public ReportLink[] Link { get; set; } = [];
}

/// <summary>A dot, a bar or a cell of a picture.</summary>
public sealed class ReportMark
{
    /// <summary>Its column, from 0.</summary>
    public int X { get; set; }

    /// <summary>Its row, from 0.</summary>
    public int Y { get; set; }

    /// <summary>How long a bar is; 1 elsewhere.</summary>
    public double Value { get; set; } = 1;

    /// <summary>What stands in or beside it.</summary>
    public string Label { get; set; } = "";

    /// <summary>All that it stands for, in words.</summary>
    public string Text { get; set; } = "";

    /// <summary>How it stands.</summary>
    public ReportTone Tone { get; set; }
}

/// <summary>A line between two marks of a picture.</summary>
public sealed class ReportLink
{
    /// <summary>Place of the one in the picture's marks.</summary>
    public int From { get; set; }

    /// <summary>Place of the other.</summary>
    public int To { get; set; }
}

/// <summary>What became of a figure or a row from one report to the next.</summary>
public enum ReportChangeKind
{
    /// <summary>It is new.</summary>
    Added,

    /// <summary>It is not there any more.</summary>
    Removed,

    /// <summary>It is another value.</summary>
    Changed,
}

/// <summary>A figure or a row that is otherwise than in an earlier report.</summary>
public sealed class ReportChange
{
    /// <summary>Title of its section.</summary>
    public string Section { get; set; } = "";

    /// <summary>Id of the figure or row.</summary>
    public string Id { get; set; } = "";

    /// <summary>What it is, in words.</summary>
    public string Label { get; set; } = "";

    /// <summary>What became of it.</summary>
    public ReportChangeKind Kind { get; set; }

    /// <summary>Its value then; null where it is new.</summary>
    public string? Old { get; set; }

    /// <summary>Its value now; null where it is gone.</summary>
    public string? New { get; set; }
}
