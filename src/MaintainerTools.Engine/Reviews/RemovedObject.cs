namespace MaintainerTools.Engine.Reviews;

/// <summary>What a clause says is to go: by a pronoun, a noun or an identifier; nothing for "Not needed.".</summary>
/// <param name="Pronoun">"this"; empty without one.</param>
/// <param name="Noun">"message"; empty without one.</param>
/// <param name="Identifier">"pr_info"; empty without one.</param>
/// <param name="Variable">"flags" of "flags is unused": a word that only its declaration tells from others; empty without one.</param>
internal readonly record struct RemovedObject(string Pronoun, string Noun, string Identifier, string Variable)
{
    /// <summary>The noun of "the line" and "stray line", which may be a blank one beside the one that is quoted.</summary>
    internal const string AnyLine = "a line";

    /// <summary>What names nothing.</summary>
    internal static RemovedObject Nothing { get; } = new("", "", "", "");

    /// <summary>True where it names nothing, not even by a pronoun.</summary>
    internal bool IsNothing => !IsNamed && string.IsNullOrEmpty(Pronoun);

    /// <summary>True where it says "this", which is the quotation, and names nothing.</summary>
    internal bool IsThis => !IsNamed && Pronoun is not null && (Pronoun.StartsWith("this", StringComparison.OrdinalIgnoreCase)
        || Pronoun.StartsWith("das", StringComparison.OrdinalIgnoreCase) || Pronoun.StartsWith("dies", StringComparison.OrdinalIgnoreCase));

    /// <summary>This, or the other where this is nothing; both where a verb tells the kind of the line and the other its name: "set rte_errno".</summary>
    internal RemovedObject Or(RemovedObject other) => IsNothing ? other
        : Noun is "assignment" or "include" && other.Identifier + other.Variable is { Length: > 0 }
            && (Identifier + Variable).Length == 0 && Pronoun.Length == 0
            ? this with { Identifier = other.Identifier, Variable = other.Variable }
        : this;

    /// <summary>True when it says by a noun what is to go.</summary>
    internal bool IsNoun => !string.IsNullOrEmpty(Noun);

    /// <summary>True when it says by a noun or a name what is to go.</summary>
    internal bool IsNamed => !string.IsNullOrEmpty(Noun) || !string.IsNullOrEmpty(Identifier) || !string.IsNullOrEmpty(Variable);
}
