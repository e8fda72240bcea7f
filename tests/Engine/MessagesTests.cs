using System.Reflection;
using System.Xml.Linq;

namespace MaintainerTools.Engine.Tests;

/// <summary>The texts of errors: each is said somewhere, and says what to do.</summary>
public class MessagesTests
{
    [Fact]
    public void Every_message_is_used_and_has_a_way_out()
    {
        string root = typeof(MessagesTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!;
        string[] names = [.. XDocument.Load(Path.Combine(root, "src", "MaintainerTools.Engine", "Messages.resx")).Root!.Elements("data")
            .Select(data => data.Attribute("name")!.Value)];
        string source = string.Concat(Directory.EnumerateFiles(Path.Combine(root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Contains("obj")).Select(File.ReadAllText));
        string[] ids = [.. names.Where(name => !name.EndsWith(".Action", StringComparison.Ordinal))];
        Assert.NotEmpty(ids);
        Assert.DoesNotContain(ids, id => !source.Contains($"\"{id}\"", StringComparison.Ordinal));
        Assert.DoesNotContain(ids, id => !names.Contains(id + ".Action"));
        Assert.DoesNotContain(names.Except(ids), name => !ids.Contains(name[..^".Action".Length]));
    }
}
