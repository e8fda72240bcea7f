using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Merging.Attributes;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.RangeDiff;

/// <summary>
/// What the diff attribute says of a path: which lines are headings of hunks, and whether the file counts as binary. Drivers are those of the configuration
/// and those that git brings along for common languages; of the latter the ones below, for the others git's general rule is used.
/// </summary>
internal sealed class HeadingDrivers
{
    private const string Name = "[A-Za-z_][A-Za-z0-9_]*";

    // Of Java, what a type may be written of: generic, an array, qualified, variadic.
    private const string TypeWord = @"[A-Za-z_<>&[\]][A-Za-z0-9_<>&[\].,?]*";

    // What counts as the beginning of something, language by language: declarations that hold a body, and what looks like one but is a statement or a label.
    private static readonly Dictionary<string, HunkHeadings.Finder> s_builtIn = new(StringComparer.Ordinal)
    {
        ["cpp"] = HeadingPatterns.Of(($@"^\s*{Name}:\s*(?:$|/[/*])", false), (@"^(?:::\s*)?[A-Za-z_].*", true)),
        ["python"] = HeadingPatterns.Of((@"^[ \t]*((?:class|(?:async[ \t]+)?def)[ \t].*)", true)),
        ["rust"] = HeadingPatterns.Of((
            @"^[ \t]*((?:pub(?:\([^)]+\))?[ \t]+)?(?:(?:async|const|unsafe|extern[ \t]+""[^""]+"")[ \t]+)?"
            + @"(?:struct|enum|union|mod|trait|fn|impl|macro_rules!)[< \t][^;]*)$", true)),
        ["golang"] = HeadingPatterns.Of((@"^[ \t]*(func.*)", true), (@"^[ \t]*(type[ \t].*(?:struct|interface)[ \t]*(?:\{[ \t]*)?)", true)),
        // A function by its brackets, or by its word with anything behind its name.
        ["bash"] = HeadingPatterns.Of(($@"^[ \t]*((?:{Name}[ \t]*\([ \t]*\)|function[ \t]+{Name}(?:[ \t]*\([ \t]*\)|[ \t])).*)", true)),
        // A node, not a property: that has an end or a value on its line.
        ["dts"] = HeadingPatterns.Of(("[;=]", false), (@"^[ \t]*((?:/[ \t]*\{|&?[A-Za-z_]).*)", true)),
        // A method has a type and a name; so would "return x(" have.
        ["java"] = HeadingPatterns.Of(
            (@"^\s*(?:if|for|while|do|switch|return|throw|catch|new|instanceof)", false),
            (@"^[ \t]*((?:[a-z-]+[ \t]+)*(?:class|interface|enum|record)[ \t].*)", true),
            ($@"^[ \t]*((?:{TypeWord}[ \t]+)+{Name}[ \t]*\([^;]*)$", true)),
        ["kotlin"] = HeadingPatterns.Of((@"^[ \t]*((?:[a-z]+[ \t]+)*(?:fun|class|interface)[ \t].*)", true)),
        ["php"] = HeadingPatterns.Of(
            (@"^[ \t]*((?:(?:public|protected|private|static|abstract|final)[ \t]+)*function.*)", true),
            (@"^[ \t]*((?:(?:abstract|final)[ \t]+)?class.*)", true), (@"^[ \t]*((?:interface|trait|enum).*)", true)),
        ["html"] = HeadingPatterns.Of((@"^[ \t]*(<[hH][1-6](?:[ \t].*)?>.*)", true)),
        ["markdown"] = HeadingPatterns.Of((@"^ {0,3}#{1,6}[ \t].*", true)),
        ["tex"] = HeadingPatterns.Of((@"^\\(?:part|chapter|(?:sub)*section)\*?\{.*", true)),
        ["css"] = HeadingPatterns.Of((@"[:;]\s*$", false), (@"^[:\[@.#]?[_A-Za-z0-9].*", true)),
        ["ruby"] = HeadingPatterns.Of((@"^[ \t]*((?:class|module|def)[ \t].*)", true)),
        // What git shows is what the first pair of brackets of its patterns holds: of a sub its prototype, where it has one.
        ["perl"] = HeadingPatterns.Of((@"^package .*", true), (@"^sub [A-Za-z0-9_':]+[ \t]*(\([^)]*\)[ \t]*)?(?::[^;#]*)?(?:\{[ \t]*)?(?:#.*)?$", true),
            (@"^(BEGIN|END|INIT|CHECK|UNITCHECK|AUTOLOAD|DESTROY)[ \t]*(?:\{[ \t]*)?(?:#.*)?$", true), (@"^=head[0-9] .*", true)),
    };

    private readonly GitRepository _repository;
    private readonly RepositoryAttributes _attributes;
    private readonly Dictionary<string, HunkHeadings.Finder?> _configured = new(StringComparer.Ordinal);

    internal HeadingDrivers(GitRepository repository)
    {
        _repository = repository;
        _attributes = new RepositoryAttributes(repository);
    }

    /// <summary>The rule for the hunks of a file.</summary>
    internal HunkHeadings.Finder Of(string path) =>
        _attributes.Get(path, "diff") is { } driver and not (MergeAttributes.Set or MergeAttributes.Unset) && FinderOf(driver) is { } finder
        ? finder : HunkHeadings.OfSource;

    /// <summary>True or false where the attribute decides whether a file is binary; null where its content does.</summary>
    internal bool? IsBinary(string path) => _attributes.Get(path, "diff") switch
    {
        MergeAttributes.Unset => true,
        MergeAttributes.Set => false,
        { } driver when _repository.Config($"diff.{driver}.binary") is { } binary => GitConfigValue.IsTrue(binary),
        _ => null,
    };

    private HunkHeadings.Finder? FinderOf(string driver)
    {
        if (!_configured.TryGetValue(driver, out HunkHeadings.Finder? finder))
        {
            finder = _repository.Config($"diff.{driver}.xfuncname") is { } extended ? HeadingPatterns.Parse(extended, true)
                : _repository.Config($"diff.{driver}.funcname") is { } basic ? HeadingPatterns.Parse(basic, false)
                : s_builtIn.GetValueOrDefault(driver);
            _configured.Add(driver, finder);
        }
        return finder;
    }
}
