using System.Globalization;

namespace MaintainerTools.Engine.Objects.Repositories;

/// <summary>Reads values of git's configuration as git does.</summary>
internal static class GitConfigValue
{
    /// <summary>True, false, or null where the value is neither; a number is true unless it is 0.</summary>
    internal static bool? Bool(string? value) => value?.ToLowerInvariant() switch
    {
        "true" or "yes" or "on" => true,
        "false" or "no" or "off" or "" => false,
        _ => Number(value) is { } number ? number != 0 : null,
    };

    /// <summary>True for a value that says so; not set is false.</summary>
    internal static bool IsTrue(string? value) => Bool(value) == true;

    /// <summary>A number with git's units k, m and g; null where it is none.</summary>
    internal static int? Number(string? value)
    {
        if (value is null or "")
            return null;
        int shift = char.ToLowerInvariant(value[^1]) switch
        {
            'k' => 10,
            'm' => 20,
            'g' => 30,
            _ => 0,
        };
        return long.TryParse(shift == 0 ? value : value[..^1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            && number << shift is >= int.MinValue and <= int.MaxValue and var scaled ? (int)scaled : null;
    }
}
