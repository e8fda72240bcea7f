using System.Globalization;
using System.Text;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Commands;

namespace MaintainerTools.Engine.Bisectability;

/// <summary>What is asked of every commit: by it and the commit's tree an outcome is known again.</summary>
/// <param name="Command">The command.</param>
/// <param name="Timeout">How long it may take; null: for good.</param>
/// <param name="KeepsBuild">What a build leaves in the work tree stays there for the next commit.</param>
/// <param name="Variables">Variables of the environment that have a say in the outcome, by name.</param>
internal sealed record TrialQuestion(TestCommand Command, TimeSpan? Timeout, bool KeepsBuild, IReadOnlyList<string> Variables)
{
    private Oid? _id;

    /// <summary>Names command, environment and whether builds are kept. The timeout has no part in it: what took too long is not known again.</summary>
    internal Oid Id => _id ??= Hash(string.Join('\0',
    [
        "1", Command.IsPowerShell ? "pwsh" : "sh", Command.Text, KeepsBuild ? "kept" : "clean",
        .. Variables.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(name => Environment.GetEnvironmentVariable(name) is { } value ? $"{name}={value}" : name),
    ]));

    /// <summary>The key of a tree's outcome.</summary>
    internal Oid KeyOf(Oid tree) => Hash(string.Create(CultureInfo.InvariantCulture, $"{Id} {tree}"));

    private static Oid Hash(string text) => ScratchStore.Hash(ObjectType.Blob, Encoding.UTF8.GetBytes(text));
}
