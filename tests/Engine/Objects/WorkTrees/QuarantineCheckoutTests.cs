using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Objects.WorkTrees;

public class QuarantineCheckoutTests
{
    [Theory]
    [InlineData("core.longPaths", "true")]
    [InlineData("core.protectNTFS", "false")]
    [InlineData("core.protectHFS", "true")]
    [InlineData("core.symlinks", "false")]
    [InlineData("core.fileMode", "false")]
    [InlineData("core.autocrlf", "input")]
    [InlineData("user.name", "Somebody \"else\"")]
    public void What_a_repository_says_of_its_files_counts_there_as_well(string key, string value)
    {
        using var test = new TestRepository();
        test.Commit("f", "1\n", "one");
        test.Run("config", key, value);
        using GitRepository repository = test.Open();
        using var record = CheckoutRecord.Create(repository);
        using var checkout = QuarantineCheckout.Create(repository, record);
        Assert.Equal(value, Git.Run(checkout.Folder, "config", key).TrimEnd('\n'));
    }
}
