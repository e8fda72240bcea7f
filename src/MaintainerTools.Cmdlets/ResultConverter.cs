using System;
using System.Linq;
using System.Management.Automation;
using System.Reflection;

namespace MaintainerTools.Cmdlets;

/// <summary>
/// Makes results again of what a job, a remote session or Import-Clixml brings. PowerShell's own conversion would make an empty text of each that is null.
/// </summary>
public sealed class ResultConverter : PSTypeConverter
{
    private const string Deserialized = "Deserialized.";

    /// <inheritdoc/>
    public override bool CanConvertFrom(object sourceValue, Type destinationType) => false;

    /// <inheritdoc/>
    public override bool CanConvertFrom(PSObject sourceValue, Type destinationType) =>
        sourceValue is not null && sourceValue.TypeNames.Contains(Deserialized + destinationType?.FullName);

    /// <inheritdoc/>
    public override object ConvertFrom(PSObject sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase)
    {
        object result = Activator.CreateInstance(destinationType)!;
        foreach (PropertyInfo property in destinationType.GetProperties().Where(p => p.CanWrite))
        {
            // What another version of the module did not have stays as it is made.
            if (sourceValue.Properties[property.Name] is { } given)
                property.SetValue(result, ValueOf(given.Value, property.PropertyType, formatProvider));
        }
        return result;
    }

    private static object? ValueOf(object? value, Type type, IFormatProvider provider)
    {
        // A time with its offset is written as an object of many properties, of which nothing makes a time again.
        if (value is PSObject { Properties: { } parts } && (Nullable.GetUnderlyingType(type) ?? type) == typeof(DateTimeOffset)
            && parts["UtcDateTime"]?.Value is DateTime utc && LanguagePrimitives.TryConvertTo(parts["Offset"]?.Value, out TimeSpan offset))
            return new DateTimeOffset(utc.Ticks, TimeSpan.Zero).ToOffset(offset);
        return value is null ? null : LanguagePrimitives.ConvertTo(value, type, provider);
    }

    /// <inheritdoc/>
    public override object ConvertFrom(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        throw new PSInvalidCastException();

    /// <inheritdoc/>
    public override bool CanConvertTo(object sourceValue, Type destinationType) => false;

    /// <inheritdoc/>
    public override object ConvertTo(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        throw new PSInvalidCastException();
}
