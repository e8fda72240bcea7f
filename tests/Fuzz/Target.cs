namespace MaintainerTools.Fuzz;

/// <summary>A parser: inputs that it takes, and how it is called.</summary>
/// <param name="Name">By which it is named on the command line.</param>
/// <param name="Seeds">Inputs in order.</param>
/// <param name="Parse">Parses an input. It may throw the engine's own exceptions and no others.</param>
/// <param name="Compare">Says how its answer differs from git's; null where it does not, or where git has none. Null for a parser that git has
/// nothing like.</param>
internal sealed record Target(string Name, IReadOnlyList<byte[]> Seeds, Action<byte[]> Parse, Func<byte[], string?>? Compare = null);
