using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Tests;

/// <summary>
/// The dependency rule: the folders have an order, and what lies in one uses its own folder and those before it. Within and across folders no files
/// stand in a circle, but those that are one concept in several files.
/// </summary>
public partial class LayersTests
{
    private const string Root = "MaintainerTools.Engine.";

    /// <summary>
    /// Every folder of the engine, the lowest first; a folder's own files stand where its name does, whether its inner folders come before or after.
    /// </summary>
    private static readonly string[] s_folders =
    [
        "Objects", "Objects.Packs", "Objects.Repositories", "Objects.Commands", "Objects.WorkTrees", "Objects.Moves",
        "Diffing",
        "History.Kept", "History.Graph", "History.Pathspecs", "History.Messages", "History", "History.Facts", "History.Present",
        "History.Followups", "History.Lines",
        "Merging.Trees", "Merging.Attributes", "Merging.Contents", "Merging.Renames", "Merging", "Merging.Rerere",
        "SourceText", "Mails", "Grading", "Verdicts", "BugMap", "MergePlans", "Equivalence", "Resolutions", "RangeDiff",
        "Picks.Prerequisites", "Picks", "Backports",
        "MergeBases",
        "Topics", "Bisectability", "Rewriting", "SeriesMoves", "SeriesSplits", "TopicStates", "TopicMessages", "TopicConflicts", "Reviews", "Foldup",
        "Checks", "Checks.Rules",
        "Reporting.Sample", "Reporting", "Reporting.Sections", "Reporting.Pictures", "Reporting.Pages",
    ];

    /// <summary>Circles that are one concept each: what is written in several files so that each can be read in one sitting.</summary>
    private static readonly string[] s_concepts =
    [
        // An object of a kind is read by a reader, and what cannot be read is an error that names the object.
        "CommitObject Errors IObjectReader TreeObject",
        // An entry of a tree, and how it is found by its path.
        "TreePaths TreeValue",
        // A repository resolves names; abbreviations, ambiguous names, replacements and reflogs are rules of that.
        "AbbreviatedCommit AmbiguousName GitRepository RefLogs ReplaceRefs",
        // Refs and the work trees that have them checked out move together.
        "RepositoryWriter WorkTreeList",
        // Myers' diff and its search for the middle snake.
        "MyersDiff SnakeSearch",
        // Files numbered once, and the comparison that numbers them.
        "NumberedTexts VersionDiff",
        // The files of the lasting index, and what joins them.
        "FactMerge FactSegment",
        "FactStore KeptFiles",
        // A conflict, and how it is written.
        "ConflictWriter ContentMerge",
        // A file over a series: its states, its lines, what changes them.
        "LineWeave SeriesChange SeriesFile",
        "FoldupIntention FoldupRouter",
        "SeriesCommitter SeriesRewriter",
        // The sample's history in chapters.
        "SampleAftermath SampleUpstream",
    ];

    private static readonly Dictionary<short, OpCode> s_opCodes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    [Fact]
    public void No_folder_uses_a_later_one()
    {
        var upward = new SortedSet<string>(StringComparer.Ordinal);
        foreach (Type type in typeof(Oid).Assembly.GetTypes())
        {
            int folder = FolderOf(type);
            if (folder < 0)
                continue;
            foreach (Type used in UsedBy(type).Where(used => FolderOf(used) > folder))
                upward.Add($"{type.FullName} uses {used.FullName}");
        }
        Assert.Empty(upward);
    }

    [Fact]
    public void Only_Objects_meets_libgit2_and_writes_files()
    {
        var elsewhere = new SortedSet<string>(StringComparer.Ordinal);
        int seen = 0;
        foreach (Type type in typeof(Oid).Assembly.GetTypes())
        {
            string[] found = [.. MembersUsedBy(type).Where(member => MeetsLibGit(member) || WritesFiles(member))
                .Select(member => $"{type.FullName} uses {member.DeclaringType}.{member.Name}")];
            seen += found.Length;
            if (type.Namespace?.StartsWith(Root + "Objects", StringComparison.Ordinal) != true)
                elsewhere.UnionWith(found);
        }
        Assert.Empty(elsewhere);
        Assert.True(seen > 50, "hardly anything meets libgit2 at all: the check is blind");
    }

    [Fact]
    public void Every_folder_has_its_place_in_the_order()
    {
        // A renamed namespace must not turn the rule above into a check of nothing.
        Assert.All(
            typeof(Oid).Assembly.GetTypes().Where(type => type.Namespace?.StartsWith(Root, StringComparison.Ordinal) == true),
            type => Assert.True(FolderOf(type) >= 0, $"{type.FullName} is in no folder of the list"));
        Assert.All(s_folders, folder => Assert.Contains(typeof(Oid).Assembly.GetTypes(), type => type.Namespace == Root + folder));
    }

    [Fact]
    public void A_namespace_is_its_folder()
    {
        foreach ((string file, string text) in Sources())
        {
            string folder = Path.GetRelativePath(EngineFolder, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.');
            string expected = folder == "." ? "MaintainerTools.Engine" : Root + folder;
            Assert.Contains($"namespace {expected};", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void No_line_of_code_is_longer_than_160_columns()
    {
        string root = Path.GetFullPath(Path.Combine(EngineFolder, "..", ".."));
        string[] folders = ["src", "tests", "bench", "docs"];
        string[] files = [.. folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".cs" or ".ps1" && !file.Split(Path.DirectorySeparatorChar).Contains("obj"))];
        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(file => File.ReadLines(file).Select((line, i) => line.Length > 160 ? $"{file}:{i + 1}" : null)).OfType<string>());
    }

    [Fact]
    public void The_map_of_the_architecture_page_leads_to_files_that_are_there()
    {
        string root = Path.GetFullPath(Path.Combine(EngineFolder, "..", ".."));
        string page = File.ReadAllText(Path.Combine(root, "docs", "architecture.md"));
        Dictionary<string, string> map = MapRow().Matches(page).ToDictionary(row => row.Groups[1].Value, row => row.Groups[2].Value, StringComparer.Ordinal);
        Assert.All(map.Values, file => Assert.True(File.Exists(Path.Combine(EngineFolder, file)), $"{file} is not there"));
        string[] cmdlets = [.. Directory.EnumerateFiles(Path.Combine(root, "en-US"), "*-*.md").Select(Path.GetFileNameWithoutExtension)
            .Order(StringComparer.Ordinal)!];
        Assert.Equal(cmdlets, map.Keys.Order(StringComparer.Ordinal));
        foreach (string folder in s_folders)
            Assert.Contains(folder.Split('.')[^1] + "/`", page, StringComparison.Ordinal);
    }

    [Fact]
    public void No_files_stand_in_a_circle_but_those_of_one_concept()
    {
        Dictionary<string, string> fileOf = [];
        foreach ((string file, string text) in Sources())
        {
            foreach (Match declared in TypeDeclaration().Matches(text))
                fileOf[declared.Groups[1].Value] = Path.GetFileNameWithoutExtension(file).Split('.')[0];
        }
        var uses = fileOf.Values.Distinct().ToDictionary(file => file, _ => new HashSet<string>(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (Type type in typeof(Oid).Assembly.GetTypes())
        {
            if (FileOf(type) is not { } file)
                continue;
            uses[file].UnionWith(UsedBy(type).Where(used => used.Assembly == typeof(Oid).Assembly).Select(FileOf).OfType<string>()
                .Where(other => other != file));
        }
        Assert.True(uses.Values.Sum(used => used.Count) > uses.Count, "hardly any file uses another: the sources were not read");
        string[] circles = [.. uses.Keys.Select(file => string.Join(' ', CircleOf(file, uses)))
            .Where(circle => circle.Contains(' ', StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal)];
        Assert.Empty(circles.Except(s_concepts));
        Assert.Empty(s_concepts.Except(circles));

        string? FileOf(Type type)
        {
            while (type.DeclaringType is { } outer)
                type = outer;
            return fileOf.GetValueOrDefault(type.Name.Split('`')[0]);
        }
    }

    [Fact]
    public void The_check_sees_what_method_bodies_use()
    {
        IEnumerable<Type> used = UsedBy(typeof(ScratchStoreUser));
        Assert.Contains(typeof(ScratchStore), used);
    }

    [Fact]
    public void Neither_PowerShell_nor_the_cmdlets_are_referenced()
    {
        string[] referenced = [.. typeof(Oid).Assembly.GetReferencedAssemblies().Select(name => name.Name!)];
        Assert.DoesNotContain("System.Management.Automation", referenced);
        Assert.DoesNotContain("MaintainerTools.Cmdlets", referenced);
    }

    /// <summary>The files that one reaches and that reach it, itself included, in order.</summary>
    private static IEnumerable<string> CircleOf(string file, Dictionary<string, HashSet<string>> uses)
    {
        HashSet<string> reached = Reach(file);
        return reached.Where(other => other == file || Reach(other).Contains(file)).Order(StringComparer.Ordinal);

        HashSet<string> Reach(string from)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal) { from };
            var open = new Stack<string>([from]);
            while (open.TryPop(out string? next))
            {
                foreach (string other in uses[next].Where(seen.Add))
                    open.Push(other);
            }
            return seen;
        }
    }

    private static string EngineFolder => Path.Combine(
        typeof(LayersTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!,
        "src", "MaintainerTools.Engine");

    private static IEnumerable<(string File, string Text)> Sources()
    {
        foreach (string file in Directory.EnumerateFiles(EngineFolder, "*.cs", SearchOption.AllDirectories))
        {
            if (!Path.GetRelativePath(EngineFolder, file).StartsWith("obj", StringComparison.Ordinal))
                yield return (file, File.ReadAllText(file));
        }
    }

    private static int FolderOf(Type type)
    {
        string name = type.Namespace ?? string.Empty;
        if (type.Assembly != typeof(Oid).Assembly || !name.StartsWith(Root, StringComparison.Ordinal))
            return -1;
        return Array.IndexOf(s_folders, name[Root.Length..]);
    }

    private static HashSet<Type> UsedBy(Type type)
    {
        var used = new HashSet<Type>();
        Add(used, type.BaseType);
        foreach (Type one in type.GetInterfaces())
            Add(used, one);
        foreach (FieldInfo field in type.GetFields(Declared))
            Add(used, field.FieldType);
        foreach (MethodBase method in type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)))
        {
            Add(used, (method as MethodInfo)?.ReturnType);
            foreach (ParameterInfo parameter in method.GetParameters())
                Add(used, parameter.ParameterType);
            AddBody(used, method);
        }
        return used;
    }

    private static void Add(HashSet<Type> used, Type? type)
    {
        if (type is null || !used.Add(type))
            return;
        Add(used, type.GetElementType());
        if (type.IsGenericType)
        {
            foreach (Type argument in type.GetGenericArguments())
                Add(used, argument);
        }
    }

    private static bool MeetsLibGit(MemberInfo member) =>
        member.Module.Assembly.GetName().Name == "LibGit2Sharp" || (member.DeclaringType == typeof(GitRepository) && member.Name == "get_LibGit");

    /// <summary>True for whatever of System.IO changes what is on the disk, or may: a stream is opened for reading by File.OpenRead.</summary>
    private static bool WritesFiles(MemberInfo member)
    {
        Type? type = member.DeclaringType;
        if (type == typeof(FileStream))
            return member is ConstructorInfo;
        if (type == typeof(StreamWriter))
            return member is ConstructorInfo constructor && constructor.GetParameters()[0].ParameterType == typeof(string);
        if (type == typeof(Path))
            return member.Name == nameof(Path.GetTempFileName);
        bool isOfFiles = type == typeof(File) || type == typeof(Directory) || type == typeof(RandomAccess) || typeof(FileSystemInfo).IsAssignableFrom(type);
        return isOfFiles && !OnlyReads().IsMatch(member.Name);
    }

    private static IEnumerable<MemberInfo> MembersUsedBy(Type type) =>
        type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)).SelectMany(OperandsOf);

    private static void AddBody(HashSet<Type> used, MethodBase method)
    {
        foreach (LocalVariableInfo local in method.GetMethodBody()?.LocalVariables ?? [])
            Add(used, local.LocalType);
        foreach (MemberInfo member in OperandsOf(method))
            Add(used, member as Type ?? member.DeclaringType);
    }

    /// <summary>The types, methods and fields that a method's code names.</summary>
    private static IEnumerable<MemberInfo> OperandsOf(MethodBase method)
    {
        byte[]? code = method.GetMethodBody()?.GetILAsByteArray();
        if (code is null)
            yield break;
        Type[] ofType = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : [];
        Type[] ofMethod = method.IsGenericMethodDefinition ? method.GetGenericArguments() : [];
        for (int i = 0; i < code.Length;)
        {
            short value = code[i++];
            if (value == 0xFE)
                value = unchecked((short)(0xFE00 | code[i++]));
            OpCode operation = s_opCodes[value];
            switch (operation.OperandType)
            {
                case OperandType.InlineType or OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineTok:
                    if (method.Module.ResolveMember(BitConverter.ToInt32(code, i), ofType, ofMethod) is { } member)
                        yield return member;
                    i += 4;
                    break;
                case OperandType.InlineSwitch:
                    i += 4 + (4 * BitConverter.ToInt32(code, i));
                    break;
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    i += 1;
                    break;
                case OperandType.InlineVar:
                    i += 2;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    i += 8;
                    break;
                default:
                    i += 4;
                    break;
            }
        }
    }

    [GeneratedRegex(@"^\| `([A-Z]\w+-\w+)` \| `([\w/]+\.cs)` \|", RegexOptions.Multiline)]
    private static partial Regex MapRow();

    [GeneratedRegex(@"^(?:get_|Get|Read|Exists|Enumerate|OpenRead|OpenText|ResolveLinkTarget|Refresh|ToString|\.ctor)")]
    private static partial Regex OnlyReads();

    [GeneratedRegex(
        @"^(?:(?:public|internal|file|sealed|static|abstract|readonly|partial|ref|unsafe)\s+)*"
            + @"(?:record\s+struct|record|class|struct|interface|enum|delegate\s+[\w<>\[\]?,]+)\s+(\w+)",
        RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();

    private sealed class ScratchStoreUser
    {
        public static object? Use(object store) => store as ScratchStore;
    }

    /// <summary>libgit2 and the C library want it; on 32-bit Windows the default is another one, and the stack is wrong after the call.</summary>
    [Fact]
    public void Every_native_function_is_called_as_C_does()
    {
        MethodInfo[] native = [.. typeof(GitRepository).Assembly.GetTypes()
            .SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(m => m.Attributes.HasFlag(MethodAttributes.PinvokeImpl))];
        Assert.True(native.Length > 40);
        Assert.All(native, m => Assert.Contains(typeof(CallConvCdecl), m.GetCustomAttribute<UnmanagedCallConvAttribute>()?.CallConvs ?? []));
    }
}
