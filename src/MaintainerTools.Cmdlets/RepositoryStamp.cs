using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Management.Automation;
using System.Reflection;

namespace MaintainerTools.Cmdlets;

/// <summary>Writes into results, and into the results that they hold, which repository they are of.</summary>
internal static class RepositoryStamp
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> s_parts = new();

    /// <summary>Puts it where nothing stands yet.</summary>
    /// <param name="result">A result, several, or what is of no repository and stays as it is.</param>
    /// <param name="repository">The folder; null where none was opened.</param>
    internal static void Put(object? result, string? repository)
    {
        switch (result is PSObject wrapped ? wrapped.BaseObject : result)
        {
            case RepositoryResult one:
                if (string.IsNullOrEmpty(one.Repository))
                    one.Repository = repository;
                foreach (PropertyInfo part in s_parts.GetOrAdd(one.GetType(), PartsOf))
                    Put(part.GetValue(one), one.Repository);
                break;
            case RepositoryResult[] many:
                foreach (RepositoryResult each in many)
                    Put(each, repository);
                break;
        }
    }

    private static PropertyInfo[] PartsOf(Type type) => [.. type.GetProperties()
        .Where(p => typeof(RepositoryResult).IsAssignableFrom(p.PropertyType.IsArray ? p.PropertyType.GetElementType() : p.PropertyType))];
}
