namespace MaintainerTools;

/// <summary>Lines of a change that a branch has not.</summary>
public sealed class MissingChange
{
    /// <summary>The file, as the branch has it.</summary>
    public string Path { get; set; } = "";

    /// <summary>
    /// The line of the branch's file, from 1, at which lines would go or before which they would come; 0 for what has no lines: a binary file, a mode, a
    /// submodule.
    /// </summary>
    public int Line { get; set; }

    /// <summary>The lines that a pick would take away.</summary>
    public string[] Removed { get; set; } = [];

    /// <summary>The lines that a pick would bring.</summary>
    public string[] Added { get; set; } = [];

    /// <summary>"path:line -removed +added", with the numbers of lines.</summary>
    public override string ToString() => Line == 0 ? Path : $"{Path}:{Line} -{Removed.Length} +{Added.Length}";
}
