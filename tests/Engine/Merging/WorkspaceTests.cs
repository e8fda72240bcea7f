using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Merging;

public class WorkspaceTests
{
    [Fact]
    public void Parts_are_made_once_and_nothing_is_written()
    {
        using var test = new TestRepository();
        test.Commit("f", "1\n", "one");
        string before = test.Run("count-objects", "-v");
        using GitRepository repository = test.Open();
        var workspace = new Workspace(repository);
        Assert.Same(workspace.History, workspace.History);
        Assert.Same(workspace.Engine, workspace.Engine);
        Assert.Same(workspace.Scratch, workspace.Engine.Store);
        Oid made = workspace.Scratch.Write(ObjectType.Blob, "new\n"u8);
        Assert.True(workspace.Scratch.Contains(made));
        Assert.False(workspace.Objects.Contains(made));
        Assert.Equal(before, test.Run("count-objects", "-v"));
    }

    [Fact]
    public void Other_settings_come_with_an_engine_of_their_own_over_the_same_objects()
    {
        using var test = new TestRepository();
        test.Run("config", "merge.conflictStyle", "diff3");
        test.Commit("f", "1\n", "one");
        using GitRepository repository = test.Open();
        var workspace = new Workspace(repository);
        Workspace other = workspace.With(settings => settings with { RenameLimit = 3 }).ForVerdicts();
        Assert.Equal((ConflictStyle.Diff3, 3, false), (other.Settings.ConflictStyle, other.Settings.RenameLimit, other.Settings.WritesConflicts));
        Assert.Same(other, other.ForVerdicts());
        Assert.Same(workspace.Scratch, other.Scratch);
        Assert.Same(workspace.History, other.History);
        Assert.NotSame(workspace.Engine, other.Engine);
        // Threads have the settings as well, each its own: what is looked up is kept in them.
        Assert.Equal(3, other.SettingsForThread().RenameLimit);
        Assert.NotSame(other.SettingsForThread().Attributes, other.SettingsForThread().Attributes);
        Workspace apart = other.WithNewScratch();
        Assert.NotSame(other.Scratch, apart.Scratch);
        Assert.Equal((3, false), (apart.Settings.RenameLimit, apart.Settings.WritesConflicts));
    }
}
