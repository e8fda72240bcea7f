namespace MaintainerTools.Cmdlets;

/// <summary>Where the help pages are read online: each page's "online version" is this and its file name.</summary>
internal static class HelpPages
{
    internal const string Root = "https://github.com/maintainertools/MaintainerTools/blob/main/en-US/";
}
