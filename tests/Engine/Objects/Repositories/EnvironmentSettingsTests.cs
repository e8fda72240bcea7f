using CsCheck;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Objects.Repositories;

/// <summary>
/// What git -c leaves in the environment, as git itself writes it. That it counts is tested in a process of its own, in ConfigurationEnvironment.Tests.ps1.
/// </summary>
public class EnvironmentSettingsTests
{
    [Fact]
    public void Parameters_are_read_as_git_writes_them()
    {
        using var test = new TestRepository();
        test.Run("config", "alias.told", "!printf %s \"$GIT_CONFIG_PARAMETERS\"");
        Gen<string> text = Gen.Char["ab'! =\\\"$\nü."].Array[0, 12].Select(c => new string(c));
        Gen<string> middle = text.Where(t => !t.Contains('\n', StringComparison.Ordinal) && !t.Contains('=', StringComparison.Ordinal));
        Gen.Select(text.Array[1, 4], middle).Sample((values, sub) =>
        {
            string[] arguments = [.. values.SelectMany(value => (string[])["-c", $"Some.{sub}.Key={value}"]), "-c", "lone.key", "told"];
            List<(string Key, string? Value)>? read = EnvironmentSettings.Unquoted(test.Run(arguments));
            Assert.NotNull(read);
            Assert.Equal([.. values, null], read.Select(r => r.Value));
            Assert.All(read.SkipLast(1), r => Assert.Equal($"some.{sub}.key", EnvironmentSettings.Spelled(r.Key)));
        }, iter: 60, threads: 1);
    }

    [Theory]
    [InlineData("'a.b=c d' 'e.f'", "a.b", "c d", "e.f", null)]
    [InlineData("'a.b'='it'\\''s' 'e.f'=", "a.b", "it's", "e.f", null)]
    public void Both_forms_are_read(string text, string firstKey, string firstValue, string secondKey, string? secondValue) =>
        Assert.Equal([(firstKey, firstValue), (secondKey, secondValue)], EnvironmentSettings.Unquoted(text)!);

    [Theory]
    [InlineData("a.b=c")]
    [InlineData("'a.b")]
    [InlineData("'a.b'x")]
    [InlineData("'a.b'='c'd")]
    public void What_git_does_not_write_is_refused(string text) => Assert.Null(EnvironmentSettings.Unquoted(text));
}
