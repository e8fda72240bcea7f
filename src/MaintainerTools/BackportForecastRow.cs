namespace MaintainerTools;

/// <summary>One row of the matrix commit × branch.</summary>
public sealed class BackportForecastRow : RepositoryResult
{
    /// <summary>SHA of the commit.</summary>
    public string Commit { get; set; } = "";

    /// <summary>Its subject.</summary>
    public string Subject { get; set; } = "";

    /// <summary>The branches, as named: the columns.</summary>
    public string[] Target { get; set; } = [];

    /// <summary>For each of <see cref="Target"/>, what would happen.</summary>
    public BackportVerdict[] Verdict { get; set; } = [];

    /// <summary>For each of <see cref="Target"/>, the whole forecast.</summary>
    public BackportForecast[] Forecast { get; set; } = [];
}
