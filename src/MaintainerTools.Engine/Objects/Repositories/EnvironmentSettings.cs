using System.Globalization;

namespace MaintainerTools.Engine.Objects.Repositories;

/// <summary>
/// What the environment says of git's configuration, as CI systems and git -c set it: which files are the machine's and the user's, and settings that
/// count more than any file. LibGit2Sharp does not read it.
/// </summary>
internal static class EnvironmentSettings
{
    private const string Count = "GIT_CONFIG_COUNT";
    private const string Parameters = "GIT_CONFIG_PARAMETERS";

    /// <summary>True where libgit2's own file of the machine does not count.</summary>
    internal static bool ReplacesSystem => IsWithoutSystem || SystemFile is not null;

    /// <summary>True where libgit2's own files of the user do not count.</summary>
    internal static bool ReplacesGlobal => GlobalFile is not null;

    /// <summary>The machine's settings from a file that the environment names.</summary>
    internal static IEnumerable<(string Key, string Value)> System => !IsWithoutSystem && SystemFile is { } file ? GitConfigFile.Read(file) : [];

    /// <summary>The user's settings from a file that the environment names.</summary>
    internal static IEnumerable<(string Key, string Value)> Global => GlobalFile is { } file ? GitConfigFile.Read(file) : [];

    private static bool IsWithoutSystem => GitConfigValue.IsTrue(Environment.GetEnvironmentVariable("GIT_CONFIG_NOSYSTEM"));

    private static string? SystemFile => Environment.GetEnvironmentVariable("GIT_CONFIG_SYSTEM");

    private static string? GlobalFile => Environment.GetEnvironmentVariable("GIT_CONFIG_GLOBAL");

    /// <summary>The settings that the environment itself holds, in the order in which they count.</summary>
    /// <exception cref="MaintainerException">EnvironmentSettingInvalid, where git gives up as well.</exception>
    internal static IEnumerable<(string Key, string Value)> Given()
    {
        string? counted = Environment.GetEnvironmentVariable(Count);
        if (!string.IsNullOrEmpty(counted))
        {
            if (!int.TryParse(counted.TrimStart(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int count) || count < 0)
                throw Invalid(Count, counted);
            for (int i = 0; i < count; i++)
            {
                string key = Environment.GetEnvironmentVariable(KeyAt(i)) ?? throw Invalid(KeyAt(i), "");
                string value = Environment.GetEnvironmentVariable(ValueAt(i)) ?? throw Invalid(ValueAt(i), "");
                yield return (Spelled(key) ?? throw Invalid(KeyAt(i), key), value);
            }
        }
        if (Environment.GetEnvironmentVariable(Parameters) is { Length: > 0 } quoted)
        {
            foreach ((string key, string? value) in Unquoted(quoted) ?? throw Invalid(Parameters, quoted))
                yield return (Spelled(key) ?? throw Invalid(Parameters, key), value ?? "true");
        }
    }

    /// <summary>Puts settings behind those that the environment holds already, for a git that is started with these variables.</summary>
    internal static void Add(IDictionary<string, string> environment, IEnumerable<(string Key, string Value)> settings)
    {
        int count = int.TryParse(Environment.GetEnvironmentVariable(Count), NumberStyles.None, CultureInfo.InvariantCulture, out int given) ? given : 0;
        foreach ((string key, string value) in settings)
        {
            (environment[KeyAt(count)], environment[ValueAt(count)]) = (key, value);
            count++;
        }
        environment[Count] = count.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A name as the entries of files have it: in lower case, but for a subsection; null where it is none.</summary>
    internal static string? Spelled(string key)
    {
        int first = key.IndexOf('.', StringComparison.Ordinal);
        int last = key.LastIndexOf('.');
        if (first <= 0 || last == key.Length - 1)
            return null;
        string name = key[(last + 1)..];
        return key.Contains('\n', StringComparison.Ordinal) || !char.IsAsciiLetter(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            || !key[..first].All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? null
            : key[..first].ToLowerInvariant() + key[first..last] + key[last..].ToLowerInvariant();
    }

    /// <summary>
    /// What git -c leaves to the programs that it starts: 'key'='value' with a space between two, from before 2.31 on 'key=value', quoted as for a shell; null
    /// where it is something else. A key that stands alone has no value.
    /// </summary>
    internal static List<(string Key, string? Value)>? Unquoted(string text)
    {
        var found = new List<(string, string?)>();
        int at = 0;
        while (true)
        {
            while (at < text.Length && text[at] == ' ')
                at++;
            if (at == text.Length)
                return found;
            if (Word() is not { } word)
                return null;
            if (at < text.Length && text[at] == '=')
            {
                at++;
                if (at == text.Length || text[at] == ' ')
                    found.Add((word, null));
                else if (Word() is { } value)
                    found.Add((word, value));
                else
                    return null;
            }
            else
            {
                int equals = word.IndexOf('=', StringComparison.Ordinal);
                found.Add(equals < 0 ? (word, null) : (word[..equals], word[(equals + 1)..]));
            }
            if (at < text.Length && text[at] != ' ')
                return null;
        }

        // In single quotes; outside of them only \' and \! stand.
        string? Word()
        {
            if (text[at] != '\'')
                return null;
            var word = new global::System.Text.StringBuilder();
            while (true)
            {
                int end = text.IndexOf('\'', at + 1);
                if (end < 0)
                    return null;
                word.Append(text, at + 1, end - at - 1);
                at = end + 1;
                if (at + 2 < text.Length && text[at] == '\\' && text[at + 1] is '\'' or '!' && text[at + 2] == '\'')
                {
                    word.Append(text[at + 1]);
                    at += 2;
                }
                else
                {
                    return word.ToString();
                }
            }
        }
    }

    private static string KeyAt(int number) => string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_KEY_{number}");

    private static string ValueAt(int number) => string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_VALUE_{number}");

    private static MaintainerException Invalid(string variable, string value) =>
        new("EnvironmentSettingInvalid", ErrorKind.InvalidData, variable, variable, value);
}
