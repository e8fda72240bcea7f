using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Tests.Objects.Repositories;

/// <summary>Only branches are made or moved.</summary>
public sealed class LocalBranchTests
{
    /// <summary>Short and full names mean the same.</summary>
    [Theory]
    [InlineData("x", "refs/heads/x")]
    [InlineData("topic/x", "refs/heads/topic/x")]
    [InlineData("refs/heads/x", "refs/heads/x")]
    public void ANameIsMadeFull(string name, string full) => Assert.Equal(full, LocalBranch.FullName(name));

    /// <summary>Everything else is refused by name.</summary>
    [Theory]
    [InlineData("refs/tags/x", "NotALocalBranch")]
    [InlineData("refs/remotes/origin/x", "NotALocalBranch")]
    [InlineData("HEAD", "InvalidRefName")]
    [InlineData("a..b", "InvalidRefName")]
    [InlineData("-x", "InvalidRefName")]
    [InlineData("a.lock", "InvalidRefName")]
    [InlineData("refs/heads/a b", "InvalidRefName")]
    public void WhatIsNoBranchIsRefused(string name, string error)
    {
        MaintainerException refused = Assert.Throws<MaintainerException>(() => LocalBranch.FullName(name));
        Assert.Equal((error, name), (refused.ErrorId, refused.Target as string));
    }
}
