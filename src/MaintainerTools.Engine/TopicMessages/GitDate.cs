using System.Globalization;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.TopicMessages;

/// <summary>Moments as git writes them.</summary>
internal static class GitDate
{
    /// <summary>As %ci: 2017-07-14 02:40:00 +0000.</summary>
    internal static string Iso(PersonLine person) => Of(person, "yyyy-MM-dd HH:mm:ss");

    /// <summary>As in a mail's header: Fri, 14 Jul 2017 02:40:00 +0000.</summary>
    internal static string Mail(PersonLine person) => Of(person, "ddd, d MMM yyyy HH:mm:ss");

    private static string Of(PersonLine person, string format)
    {
        int minutes = Math.Abs(person.OffsetMinutes);
        return person.When.ToString(format, CultureInfo.InvariantCulture)
            + string.Create(CultureInfo.InvariantCulture, $" {(person.OffsetMinutes < 0 ? '-' : '+')}{minutes / 60:00}{minutes % 60:00}");
    }
}
