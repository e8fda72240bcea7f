using System;
using System.Collections;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace MaintainerTools.Cmdlets;

/// <summary>A result with values alone, for what takes no lists: Export-Csv, ConvertTo-Html, a spreadsheet.</summary>
internal static class FlatResult
{
    /// <summary>What stands between the elements of a list.</summary>
    private const string Separator = "; ";

    /// <summary>The same properties in the same order, each a value or a text; what is no result of this module stays as it is.</summary>
    internal static object? Of(object? result)
    {
        object? plain = result is PSObject wrapped ? wrapped.BaseObject : result;
        if (plain?.GetType() is not { } type || type.Assembly != typeof(RepositoryResult).Assembly || type.IsEnum)
            return result;
        var flat = new PSObject();
        // The type's name stays readable, and no view of the type itself is taken for it.
        flat.TypeNames.Insert(0, type.FullName + "#Flat");
        foreach (PSPropertyInfo property in PSObject.AsPSObject(plain).Properties)
            flat.Properties.Add(new PSNoteProperty(property.Name, Value(property.Value)));
        return flat;
    }

    private static object? Value(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        null => null,
        string text => text,
        IDictionary named => string.Join(Separator, named.Keys.Cast<object>().Select(key => $"{key}={named[key]}")),
        IEnumerable many => string.Join(Separator, many.Cast<object?>().Select(each => Convert.ToString(each, CultureInfo.InvariantCulture))),
        // A date as ISO 8601 writes it: in the form of the session's culture, no other program could read it.
        DateTimeOffset date => date.ToString("o", CultureInfo.InvariantCulture),
        { } other when other.GetType().Assembly == typeof(RepositoryResult).Assembly && !other.GetType().IsEnum => other.ToString(),
        var other => other,
    };
}
