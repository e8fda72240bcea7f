using System.Diagnostics;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Tests.Objects;

/// <summary>Where Git for Windows has its programs, in folders like its own: what is asked of names and files is the same on every system.</summary>
public sealed class ProgramsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("mt-test-").FullName;

    public void Dispose() => Directory.Delete(_root, true);

    [Theory]
    [InlineData("cmd", "usr/bin")]
    [InlineData("bin", "bin")]
    [InlineData("mingw64/bin", "usr/bin")]
    public void What_comes_with_git_is_found_beside_it(string git, string place)
    {
        string path = Put($"{git}/git.exe");
        string gpg = Path.Combine(_root, place, "gpg.exe");
        Put($"{place}/gpg.exe");
        Assert.Equal(gpg, Programs.Start("gpg", isWindows: true, path).FileName);
        Assert.Empty(Programs.Start("gpg", isWindows: true, path).ArgumentList);
    }

    [Fact]
    public void The_path_comes_first_and_a_program_that_is_nowhere_keeps_its_name()
    {
        string path = Put("cmd/git.exe") + Path.PathSeparator + Put("own/gpg.exe");
        Put("usr/bin/gpg.exe");
        Assert.Equal(Path.Combine(_root, "own", "gpg.exe"), Programs.Start("gpg", isWindows: true, path).FileName);
        Assert.Equal("gpgsm", Programs.Start("gpgsm", isWindows: true, path).FileName);
        Assert.Equal("gpg", Programs.Start("gpg", isWindows: false, path).FileName);
    }

    [Fact]
    public void A_script_is_run_by_the_shell_of_git()
    {
        string path = Put("cmd/git.exe");
        Put("usr/bin/sh.exe");
        string wrapper = Path.Combine(_root, "wrapper");
        File.WriteAllText(wrapper, "#!/bin/sh\nexec gpg \"$@\"\n");
        ProcessStartInfo start = Programs.Start(wrapper, isWindows: true, path);
        Assert.Equal(Path.Combine(_root, "usr", "bin", "sh.exe"), start.FileName);
        Assert.Equal(wrapper.Replace('\\', '/'), Assert.Single(start.ArgumentList));
        Assert.Equal(wrapper, Programs.Start(wrapper, isWindows: false, path).FileName);
    }

    /// <summary>An empty file; returns its folder.</summary>
    private string Put(string name)
    {
        string file = Path.Combine(_root, name);
        string folder = Path.GetDirectoryName(file)!;
        Directory.CreateDirectory(folder);
        File.WriteAllText(file, "MZ");
        return folder;
    }
}
