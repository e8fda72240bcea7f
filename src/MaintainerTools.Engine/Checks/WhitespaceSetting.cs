using MaintainerTools.Engine.Merging.Attributes;

namespace MaintainerTools.Engine.Checks;

/// <summary>
/// What counts as a white space error in a path: core.whitespace, or the whitespace attribute, as git reads them. Blanks at the end of a line and of the
/// file, and a space before a tab, count by default.
/// </summary>
[Flags]
internal enum WhitespaceKinds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>White space at the end of a line.</summary>
    BlankAtEol = 1,

    /// <summary>Blank lines added at the end of the file.</summary>
    BlankAtEof = 2,

    /// <summary>A space before a tab in the indentation.</summary>
    SpaceBeforeTab = 4,

    /// <summary>Indentation by as many spaces as a tab is wide.</summary>
    IndentWithNonTab = 8,

    /// <summary>A tab in the indentation.</summary>
    TabInIndent = 16,

    /// <summary>A carriage return at the end of a line is no white space: it loosens.</summary>
    CrAtEol = 32,
}

/// <summary>The kinds that count, and how wide a tab is.</summary>
internal readonly record struct WhitespaceSetting(WhitespaceKinds Kinds, int TabWidth)
{
    private const int DefaultTabWidth = 8;
    private const int WidestTab = 63;

    private static readonly (string Name, WhitespaceKinds Kinds)[] s_names =
    [
        ("trailing-space", WhitespaceKinds.BlankAtEol | WhitespaceKinds.BlankAtEof), ("space-before-tab", WhitespaceKinds.SpaceBeforeTab),
        ("indent-with-non-tab", WhitespaceKinds.IndentWithNonTab), ("cr-at-eol", WhitespaceKinds.CrAtEol), ("blank-at-eol", WhitespaceKinds.BlankAtEol),
        ("blank-at-eof", WhitespaceKinds.BlankAtEof), ("tab-in-indent", WhitespaceKinds.TabInIndent),
    ];

    private static WhitespaceSetting Default =>
        new(WhitespaceKinds.BlankAtEol | WhitespaceKinds.BlankAtEof | WhitespaceKinds.SpaceBeforeTab, DefaultTabWidth);

    /// <summary>The setting for a path.</summary>
    /// <param name="attribute">The whitespace attribute.</param>
    /// <param name="configured">core.whitespace; null where it is not set.</param>
    internal static WhitespaceSetting Of(string? attribute, string? configured)
    {
        WhitespaceSetting setting = configured is null ? Default : Parse(configured);
        return attribute switch
        {
            null => setting,
            MergeAttributes.Set => setting with
            {
                Kinds = WhitespaceKinds.BlankAtEol | WhitespaceKinds.BlankAtEof | WhitespaceKinds.SpaceBeforeTab | WhitespaceKinds.IndentWithNonTab,
            },
            MergeAttributes.Unset => setting with { Kinds = WhitespaceKinds.None },
            _ => Parse(attribute),
        };
    }

    /// <summary>Names that may be shortened, with a minus for those that are not to count, and tabwidth=.</summary>
    private static WhitespaceSetting Parse(string text)
    {
        WhitespaceSetting setting = Default;
        foreach (string part in text.Split([',', ' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            bool isOff = part[0] == '-';
            string name = isOff ? part[1..] : part;
            foreach ((string known, WhitespaceKinds kinds) in s_names)
            {
                if (name.Length > 0 && known.StartsWith(name, StringComparison.Ordinal))
                {
                    setting = setting with { Kinds = isOff ? setting.Kinds & ~kinds : setting.Kinds | kinds };
                    break;
                }
            }
            const string Width = "tabwidth=";
            if (name.StartsWith(Width, StringComparison.Ordinal))
            {
                string digits = new([.. name[Width.Length..].TakeWhile(char.IsAsciiDigit)]);
                if (int.TryParse(digits, out int width) && width is > 0 and <= WidestTab)
                    setting = setting with { TabWidth = width };
            }
        }
        return setting;
    }

    /// <summary>What is wrong with an added line, in git's words; null for nothing.</summary>
    internal string? Errors(ReadOnlySpan<byte> line)
    {
        if (line.EndsWith("\n"u8))
            line = line[..^1];
        if (Has(WhitespaceKinds.CrAtEol) && line.EndsWith("\r"u8))
            line = line[..^1];
        List<string>? found = null;
        int end = line.Length;
        if (Has(WhitespaceKinds.BlankAtEol))
        {
            while (end > 0 && IsSpace(line[end - 1]))
                end--;
            if (end < line.Length)
                (found ??= []).Add("trailing whitespace");
        }
        int written = 0;
        int at = 0;
        bool spaceBeforeTab = false, tab = false;
        for (; at < end && line[at] is (byte)' ' or (byte)'\t'; at++)
        {
            if (line[at] == ' ')
                continue;
            if (Has(WhitespaceKinds.SpaceBeforeTab) && written < at)
                spaceBeforeTab = true;
            else
                tab |= Has(WhitespaceKinds.TabInIndent);
            written = at + 1;
        }
        if (spaceBeforeTab)
            (found ??= []).Add("space before tab in indent");
        if (Has(WhitespaceKinds.IndentWithNonTab) && at - written >= TabWidth)
            (found ??= []).Add("indent with spaces");
        if (tab)
            (found ??= []).Add("tab in indent");
        return found is null ? null : string.Join(", ", found);
    }

    /// <summary>True where a kind counts.</summary>
    internal bool Has(WhitespaceKinds kind) => (Kinds & kind) != 0;

    /// <summary>What git takes for white space: no vertical tab, no form feed.</summary>
    internal static bool IsSpace(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r';
}
