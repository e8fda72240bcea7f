using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Numerics;
using System.Runtime.CompilerServices;
using MaintainerTools.Engine;

namespace MaintainerTools.Cmdlets;

/// <summary>
/// Put on a parameter of type string or string[] that names commits: takes text as it is (less the line ends that output of git may carry), and of an
/// object its Sha or Commit property, so that results of one cmdlet, commit objects and lines of git rev-list all bind.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class CommitishTransformAttribute : ArgumentTransformationAttribute
{
    // By the very string that a parameter got, so that what is looked up is the commit that the object is of, wherever its name points by now.
    private static readonly ConditionalWeakTable<string, string> s_given = [];

    // Sha first: a result that has both is named by its own id.
    private readonly string[] _names = ["Sha", "Commit", "Id"];

    /// <summary>Takes the properties Sha, Commit and Id, in this order.</summary>
    public CommitishTransformAttribute()
    {
    }

    /// <summary>
    /// Takes another property before these: "Source", where a pick stands for the commit that was picked; "Commit",
    /// where a result names commits besides its own.
    /// </summary>
    public CommitishTransformAttribute(string first)
    {
        First = first;
        _names = [first, .. _names.Where(name => name != first)];
    }

    /// <summary>The property that goes before Sha and Commit; null for none.</summary>
    public string? First { get; }

    /// <summary>The property by which an object names its commit to people; null for none. <see cref="NameOf"/> has it.</summary>
    public string? Naming { get; set; }

    /// <summary>How the object that a parameter's value was taken from names its commit; the value itself where it does not.</summary>
    internal static string NameOf(string value) => s_given.TryGetValue(value, out string? name) ? name : value;

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => Convert(inputData, 0)!;

    private object? Convert(object? value, int depth)
    {
        object? plain = value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
        switch (plain)
        {
            case null:
                return null;
            case string text:
                return text.Trim();
            case IDictionary dictionary:
                return FromProperties(name => dictionary.Contains(name) ? dictionary[name] : null, depth) ?? (depth > 0 ? null : throw NotCommit(value!));
            case IEnumerable many:
                var texts = new List<string>();
                foreach (object? item in many)
                {
                    // In a list nothing knows what was typed: zeros before it and an exponent are gone.
                    if ((item is PSObject element ? element.BaseObject : item) is { } bare && IsNumber(bare))
                        throw NotText(bare);
                    switch (Convert(item, depth))
                    {
                        case string one: texts.Add(one); break;
                        case string[] several: texts.AddRange(several); break;
                        case null: break;
                        case var other: texts.Add(System.Convert.ToString(other, CultureInfo.InvariantCulture) ?? ""); break;
                    }
                }
                return texts.ToArray();
            case IFormattable when depth > 0 && IsNumber(plain):
                // The Id of a process, of a row: no id of git's is a number.
                return null;
            case IFormattable number when IsNumber(plain):
                // An id that looks like a number (84e9903, 0178265) and is typed without quotes arrives as one, in an object that knows what was typed where
                // that is not how the number is written.
                return value is PSObject typed ? typed.ToString() : plain is double or float ? throw NotText(plain)
                    : number.ToString(null, CultureInfo.InvariantCulture);
            default:
                PSObject properties = PSObject.AsPSObject(value);
                object? found = FromProperties(Property, depth);
                if (found is string id && Naming is not null && Property(Naming) is string { Length: > 0 } given)
                {
                    string own = new(id.AsSpan());
                    s_given.Add(own, given);
                    return own;
                }
                // A result that names a commit elsewhere, and here none, as a remark that is bound to no commit yet: it may be meant for another parameter.
                return found ?? (depth > 0 ? null : _names.Any(IsEmpty) ? plain.ToString() : throw NotCommit(value!));

                bool IsEmpty(string name) => properties.Properties[name] is { IsGettable: true, Value: null };

                object? Property(string name) => properties.Properties[name] is { IsGettable: true } property ? property.Value : null;
        }
    }

    private static bool IsNumber(object value) => value is IFormattable && (value.GetType().IsPrimitive || value is decimal or BigInteger);

    private static ArgumentTransformationMetadataException NotText(object number)
    {
        string text = System.Convert.ToString(number, CultureInfo.InvariantCulture) ?? "";
        var error = new MaintainerException("NumberForCommit", ErrorKind.InvalidArgument, number, text);
        return new ArgumentTransformationMetadataException($"{error.Message} {error.RecommendedAction}", error);
    }

    private ArgumentTransformationMetadataException NotCommit(object value)
    {
        string type = value is PSObject { TypeNames: [var name, ..] } ? name : value.GetType().FullName ?? "";
        var error = new MaintainerException("ObjectForCommit", ErrorKind.InvalidArgument, value, type, string.Join(", ", _names));
        return new ArgumentTransformationMetadataException($"{error.Message} {error.RecommendedAction}", error);
    }

    private object? FromProperties(Func<string, object?> get, int depth)
    {
        // A Commit property may hold a commit object, that one's Sha the text; no honest object goes deeper.
        if (depth > 2)
            return null;
        foreach (string name in _names)
        {
            object? value;
            try
            {
                value = get(name);
            }
            catch (GetValueException)
            {
                continue;
            }
            if (value is not null && Convert(value, depth + 1) is { } found)
                return found;
        }
        return null;
    }
}
