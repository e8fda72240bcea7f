namespace MaintainerTools;

/// <summary>A rule by which Test-TopicSeries looks at a series.</summary>
public sealed class TopicSeriesRule
{
    /// <summary>Its name.</summary>
    public string RuleName { get; set; } = "";

    /// <summary>The severity of its findings, unless the settings say otherwise.</summary>
    public FindingSeverity Severity { get; set; }

    /// <summary>False for a rule that is only asked where it is named, by -Rule or in the settings.</summary>
    public bool IsEnabled { get; set; }

    /// <summary>What it finds, and what to do about it.</summary>
    public string Description { get; set; } = "";

    /// <summary>What can be set of it.</summary>
    public TopicSeriesRuleSetting[] Setting { get; set; } = [];

    /// <summary>The name.</summary>
    public override string ToString() => RuleName;
}

/// <summary>Something that can be set of a rule.</summary>
public sealed class TopicSeriesRuleSetting
{
    /// <summary>Its key in the settings.</summary>
    public string Name { get; set; } = "";

    /// <summary>What holds without settings: a number, a text, true or false, or a list of texts.</summary>
    public object? Default { get; set; }

    /// <summary>What it means.</summary>
    public string Description { get; set; } = "";

    /// <summary>The key.</summary>
    public override string ToString() => Name;
}
