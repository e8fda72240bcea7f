using System.Reflection;
using System.Reflection.Emit;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Tests;

/// <summary>The dependency rule: Objects, Diffing, History, Merging, Series, Reporting; a layer uses itself and those before it.</summary>
public class LayersTests
{
    private static readonly string[] s_layers = ["Objects", "Diffing", "History", "Merging", "Series", "Reporting"];
    private static readonly Dictionary<short, OpCode> s_opCodes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void No_layer_uses_a_later_one()
    {
        var upward = new SortedSet<string>(StringComparer.Ordinal);
        foreach (Type type in typeof(Oid).Assembly.GetTypes())
        {
            int layer = LayerOf(type);
            if (layer < 0)
                continue;
            foreach (Type used in UsedBy(type).Where(used => LayerOf(used) > layer))
                upward.Add($"{type.FullName} uses {used.FullName}");
        }
        Assert.Empty(upward);
    }

    [Fact]
    public void The_engine_has_types_in_the_layers_it_is_checked_for()
    {
        // A renamed namespace must not turn the rule above into a check of nothing.
        Assert.All(s_layers[..2], layer => Assert.Contains(typeof(Oid).Assembly.GetTypes(), type => type.Namespace == $"MaintainerTools.Engine.{layer}"));
        Assert.All(
            typeof(Oid).Assembly.GetTypes().Where(type => type.Namespace?.StartsWith("MaintainerTools.Engine.", StringComparison.Ordinal) == true),
            type => Assert.True(LayerOf(type) >= 0, $"{type.FullName} is in no layer"));
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

    private static int LayerOf(Type type)
    {
        const string Root = "MaintainerTools.Engine.";
        string name = type.Namespace ?? string.Empty;
        if (type.Assembly != typeof(Oid).Assembly || !name.StartsWith(Root, StringComparison.Ordinal))
            return -1;
        return Array.IndexOf(s_layers, name[Root.Length..].Split('.')[0]);
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

    private static void AddBody(HashSet<Type> used, MethodBase method)
    {
        byte[]? code = method.GetMethodBody()?.GetILAsByteArray();
        if (code is null)
            return;
        foreach (LocalVariableInfo local in method.GetMethodBody()!.LocalVariables)
            Add(used, local.LocalType);
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
                    switch (method.Module.ResolveMember(BitConverter.ToInt32(code, i), ofType, ofMethod))
                    {
                        case Type type:
                            Add(used, type);
                            break;
                        case MemberInfo member:
                            Add(used, member.DeclaringType);
                            break;
                    }
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

    private sealed class ScratchStoreUser
    {
        public static object? Use(object store) => store as ScratchStore;
    }
}
