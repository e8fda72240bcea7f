using System.Text.Json.Serialization;

namespace MaintainerTools;

/// <summary>What is of a repository: each result says which one, so that the next cmdlet of a pipe finds it from anywhere.</summary>
public abstract class RepositoryResult
{
    /// <summary>The repository's work tree, or its git folder where it has none; null where no repository was read.</summary>
    [JsonPropertyOrder(-1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public virtual string? Repository { get; set; }
}
