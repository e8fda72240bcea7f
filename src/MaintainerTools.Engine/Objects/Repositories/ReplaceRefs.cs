namespace MaintainerTools.Engine.Objects.Repositories;

/// <summary>Reads refs/replace: which objects stand in for which.</summary>
internal static class ReplaceRefs
{
    /// <summary>Replaced objects and what replaces them; none where git is told to leave them alone.</summary>
    internal static Dictionary<Oid, Oid> Read(GitRepository repository)
    {
        var replacements = new Dictionary<Oid, Oid>();
        if (Environment.GetEnvironmentVariable("GIT_NO_REPLACE_OBJECTS") is not null || GitConfigValue.Bool(repository.Config("core.useReplaceRefs")) == false)
            return replacements;
        string prefix = Environment.GetEnvironmentVariable("GIT_REPLACE_REF_BASE") ?? "refs/replace/";
        if (!prefix.EndsWith('/'))
            prefix += "/";
        foreach (string name in repository.Refs.Names().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            if (Oid.TryParse(name.AsSpan(prefix.Length), out Oid replaced) && repository.Refs.Resolve(name) is { IsZero: false } replacement)
                replacements[replaced] = replacement;
        }
        return replacements;
    }
}
