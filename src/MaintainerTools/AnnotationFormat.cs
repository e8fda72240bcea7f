namespace MaintainerTools;

/// <summary>Whose annotations are written.</summary>
public enum AnnotationFormat
{
    /// <summary>GitHub Actions' workflow commands: a line each, ::error title=…::….</summary>
    GitHub,

    /// <summary>GitLab's code quality report: a JSON file.</summary>
    GitLab,
}
