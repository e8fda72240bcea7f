using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Checks;

/// <summary>Who signed a commit off.</summary>
internal static class Signoffs
{
    /// <summary>True where a person did, by address or by name: people have several addresses, and write their names in several ways.</summary>
    internal static bool Has(string message, PersonLine person) => Trailers.ParseClosing(message)
        .Where(t => t.Token.Equals(Trailers.SignedOff, StringComparison.OrdinalIgnoreCase))
        .Any(t => Split(t.Value) is var (name, address) && IsSame(person, name, address));

    /// <summary>True for one person.</summary>
    internal static bool IsSame(PersonLine person, string name, string address) =>
        person.Email.Equals(address, StringComparison.OrdinalIgnoreCase) || (name.Length > 0 && person.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static (string Name, string Address) Split(string value)
    {
        int open = value.LastIndexOf('<');
        int close = value.LastIndexOf('>');
        return open < 0 || close < open ? (value.Trim(), "") : (value[..open].Trim().Trim('"'), value[(open + 1)..close].Trim());
    }
}
